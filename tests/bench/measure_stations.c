/*
 * Load, look up and write a table of stations, and say what each took in CPU time (user and system)
 * and memory. It asserts the memory only: time is another on every machine.
 *
 *     measure-stations FILE [BYTES]   1 when a station takes more than BYTES
 */
#include "stations_text.h"

#include <e911/station.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#if BENCH_KHASH
#include <htslib/khash.h>
KHASH_MAP_INIT_INT64(number, uint32_t)
#endif

enum { LOOKUPS = 2000000 };

/* ---- time and memory ------------------------------------------------------------------------- */

static double cpu_seconds(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static size_t held, most;

static void note(size_t more, size_t less)
{
    held += more;
    held -= less;
    most = held > most ? held : most;
}

static void *count_alloc(void *user, size_t size)
{
    (void)user;
    note(size, 0);
    return malloc(size);
}

static void *count_resize(void *user, void *memory, size_t old_size, size_t new_size)
{
    (void)user;
    note(new_size, old_size);
    return realloc(memory, new_size);
}

static void count_release(void *user, void *memory, size_t size)
{
    (void)user;
    note(0, size);
    free(memory);
}

/* ---- the table ------------------------------------------------------------------------------- */

static char *read_file(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    char *text;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        exit(2);
    *ret_len = (size_t)ftell(file);
    rewind(file);
    text = malloc(*ret_len + 1);
    if (text == NULL || fread(text, 1, *ret_len, file) != *ret_len)
        exit(2);
    fclose(file);
    return text;
}

static e911_stations *load(const char *text, size_t len)
{
    e911_allocator allocator = {.struct_size = sizeof allocator,
                                .alloc = count_alloc,
                                .resize = count_resize,
                                .release = count_release};
    e911_error error = {.struct_size = sizeof error};
    e911_stations_builder *builder;
    e911_stations *loaded;
    double start = cpu_seconds();

    if (e911_stations_builder_new(&allocator, &builder) != E911_OK)
        exit(1);
    if (e911_stations_builder_load_csv(builder, text, len, &error) != E911_OK) {
        fprintf(stderr, "%u:%u: %s\n", error.line, error.column, error.message);
        exit(2);
    }
    if (e911_stations_builder_build(builder, &loaded) != E911_OK)
        exit(1);
    e911_stations_builder_free(builder);
    printf("load\t%.3f\n", cpu_seconds() - start);
    return loaded;
}

static int append(void *user, const char *data, size_t len)
{
    char **at = user;

    memcpy(*at, data, len);
    *at += len;
    return 0;
}

static int write_out(void *user, const char *data, size_t len)
{
    return fwrite(data, 1, len, user) == len ? 0 : 1;
}

static void write_back(const e911_stations *table, const char *text, size_t len)
{
    char *room = malloc(len + 65536);
    char *end = room;
    e911_sink sink = {.struct_size = sizeof sink, .user = &end, .write = append};
    FILE *file = tmpfile();
    double start;

    memset(room, 1, len + 65536);
    start = cpu_seconds();
    if (e911_stations_write_csv(table, NULL, &sink, NULL) != E911_OK)
        exit(1);
    printf("write to memory\t%.3f\n", cpu_seconds() - start);
    printf("same bytes\t%s\n",
           (size_t)(end - room) == len && memcmp(room, text, len) == 0 ? "yes" : "no");
    sink.user = file;
    sink.write = write_out;
    start = cpu_seconds();
    if (file == NULL || e911_stations_write_csv(table, NULL, &sink, NULL) != E911_OK)
        exit(1);
    printf("write to a file\t%.3f\n", cpu_seconds() - start);
    fclose(file);
    free(room);
}

/* ---- lookups --------------------------------------------------------------------------------- */

static e911_stations *stations;
static size_t count;
static size_t *sought; /* the rows in an order that no cache foresees, and their keys */
static e911_mac *macs;
static e911_ip *ips;

enum { SPREAD = 7368787 };

static void read_keys(void)
{
    e911_station station = {.struct_size = sizeof station};

    sought = malloc(count * sizeof *sought);
    macs = malloc(count * sizeof *macs);
    ips = malloc(count * sizeof *ips);
    for (size_t i = 0, row = 0; i < count; i++, row = (row + SPREAD) % count) {
        e911_stations_at(stations, row, &station);
        sought[i] = row;
        macs[i] = station.mac;
        ips[i] = station.ip;
    }
}

/* A lookup is for the row; a phone with two lines has two that are next to each other. */
static int is_row(size_t found, size_t sought)
{
    return found + 1 >= sought && found <= sought + 1;
}

/* Each looks up `among` the first so many keys, every so many of them. */
static size_t step;

static size_t key_after(size_t key, size_t among)
{
    key += step;
    return key < among ? key : key - among;
}

static size_t find_macs(size_t among)
{
    size_t found = 0, key = 0;

    for (int i = 0; i < LOOKUPS; i++, key = key_after(key, among)) {
        e911_row_range range;

        e911_stations_find_mac(stations, &macs[key], &range);
        found += range.count > 0 && is_row(range.rows[0], sought[key]) ? 1 : 0;
    }
    return found;
}

static size_t find_ips(size_t among)
{
    size_t found = 0, key = 0;

    for (int i = 0; i < LOOKUPS; i++, key = key_after(key, among)) {
        e911_row_range range;

        e911_stations_find_ip(stations, &ips[key], &range);
        found += range.count > 0 && is_row(range.rows[0], sought[key]) ? 1 : 0;
    }
    return found;
}

#if BENCH_KHASH
static khash_t(number) * khash_macs, *khash_ips;

/* khash hashes by the lower bits, so the last byte of an address comes last. */
static uint64_t number_of(const uint8_t *bytes, size_t len)
{
    uint64_t number = 0;

    for (size_t i = 0; i < len; i++)
        number = number << 8 | bytes[i];
    return number;
}

static void put(khash_t(number) * table, uint64_t number, size_t row)
{
    int absent;
    khint_t at = kh_put(number, table, number, &absent);

    kh_val(table, at) = (uint32_t)row;
}

static void make_khash(void)
{
    khash_macs = kh_init(number);
    khash_ips = kh_init(number);
    for (size_t i = 0; i < count; i++) {
        put(khash_macs, number_of(macs[i].bytes, 6), sought[i]);
        put(khash_ips, number_of(ips[i].bytes, 4), sought[i]);
    }
}

static size_t find_khash_macs(size_t among)
{
    size_t found = 0, key = 0;

    for (int i = 0; i < LOOKUPS; i++, key = key_after(key, among)) {
        khint_t at = kh_get(number, khash_macs, number_of(macs[key].bytes, 6));

        found += at != kh_end(khash_macs) && is_row(kh_val(khash_macs, at), sought[key]) ? 1 : 0;
    }
    return found;
}

static size_t find_khash_ips(size_t among)
{
    size_t found = 0, key = 0;

    for (int i = 0; i < LOOKUPS; i++, key = key_after(key, among)) {
        khint_t at = kh_get(number, khash_ips, number_of(ips[key].bytes, 4));

        found += at != kh_end(khash_ips) && is_row(kh_val(khash_ips, at), sought[key]) ? 1 : 0;
    }
    return found;
}
#endif

static const struct {
    const char *name;
    size_t (*look_up)(size_t among);
} lookups[] = {
    {"find MAC", find_macs},
#if BENCH_KHASH
    {"khash, MAC", find_khash_macs},
#endif
    {"find IP", find_ips},
#if BENCH_KHASH
    {"khash, IP", find_khash_ips},
#endif
};

enum { LOOKUP_COUNT = sizeof lookups / sizeof lookups[0], ROUNDS = 9 };

static int compare(const void *a, const void *b)
{
    const double *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

/* In turns, since others use the machine and its caches too: the least, and the median. */
static void measure_lookups(size_t among, size_t every, const char *how)
{
    double took[LOOKUP_COUNT][ROUNDS];

    step = every % among;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < LOOKUP_COUNT; i++) {
            double start = cpu_seconds();

            if (lookups[i].look_up(among) != LOOKUPS)
                exit(1);
            took[i][round] = (cpu_seconds() - start) / LOOKUPS * 1e9;
        }
    }
    for (int i = 0; i < LOOKUP_COUNT; i++) {
        qsort(took[i], ROUNDS, sizeof took[i][0], compare);
        printf("%s, %s\t%.1f ns, median %.1f\n", lookups[i].name, how, took[i][0],
               took[i][ROUNDS / 2]);
    }
}

int main(int argc, char **argv)
{
    size_t len, limit = argc > 2 ? strtoul(argv[2], NULL, 10) : SIZE_MAX;
    char *text;

    if (argc < 2 || argc > 3) {
        fputs("usage: measure-stations FILE [BYTES]\n", stderr);
        return 2;
    }
    text = read_file(argv[1], &len);
    stations = load(text, len);
    count = e911_stations_count(stations);
    if (count == 0)
        return 2;
    printf("stations\t%zu\n", count);
    printf("bytes a station\t%.1f\n", (double)held / (double)count);
    printf("bytes a station, at most\t%.1f\n", (double)most / (double)count);
    write_back(stations, text, len);
    read_keys();
#if BENCH_KHASH
    make_khash();
#endif
    measure_lookups(100 < count ? 100 : count, 1, "hot");
    measure_lookups(count, 1, "spread");
    measure_lookups(count, SPREAD, "spread, and its key");
#if BENCH_KHASH
    kh_destroy(number, khash_macs);
    kh_destroy(number, khash_ips);
#endif
    limit = limit > SIZE_MAX / count ? SIZE_MAX : limit * count;
    free(sought);
    free(macs);
    free(ips);
    free(text);
    len = held;
    e911_stations_unref(stations);
    return len <= limit && held == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
