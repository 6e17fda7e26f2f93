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
    e911_stations *stations;
    double start = cpu_seconds();

    if (e911_stations_builder_new(&allocator, &builder) != E911_OK)
        exit(1);
    if (e911_stations_builder_load_csv(builder, text, len, &error) != E911_OK) {
        fprintf(stderr, "%u:%u: %s\n", error.line, error.column, error.message);
        exit(2);
    }
    if (e911_stations_builder_build(builder, &stations) != E911_OK)
        exit(1);
    e911_stations_builder_free(builder);
    printf("load\t%.3f\n", cpu_seconds() - start);
    return stations;
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

static void write_back(const e911_stations *stations, const char *text, size_t len)
{
    char *room = malloc(len + 65536);
    char *end = room;
    e911_sink sink = {.struct_size = sizeof sink, .user = &end, .write = append};
    FILE *file = tmpfile();
    double start;

    memset(room, 1, len + 65536);
    start = cpu_seconds();
    if (e911_stations_write_csv(stations, NULL, &sink, NULL) != E911_OK)
        exit(1);
    printf("write to memory\t%.3f\n", cpu_seconds() - start);
    printf("same bytes\t%s\n",
           (size_t)(end - room) == len && memcmp(room, text, len) == 0 ? "yes" : "no");
    sink.user = file;
    sink.write = write_out;
    start = cpu_seconds();
    if (file == NULL || e911_stations_write_csv(stations, NULL, &sink, NULL) != E911_OK)
        exit(1);
    printf("write to a file\t%.3f\n", cpu_seconds() - start);
    fclose(file);
    free(room);
}

/* ---- lookups --------------------------------------------------------------------------------- */

static e911_mac *macs_of(const e911_stations *stations, size_t count)
{
    e911_mac *macs = malloc(count * sizeof *macs);
    e911_station station = {.struct_size = sizeof station};

    for (size_t row = 0; row < count; row++) {
        e911_stations_at(stations, row, &station);
        macs[row] = station.mac;
    }
    return macs;
}

/* A lookup is for the row; a phone with two lines has two that are next to each other. */
static int is_row(size_t found, size_t sought)
{
    return found + 1 >= sought && found <= sought + 1;
}

static void report(const char *name, double start, size_t found)
{
    printf("%s\t%.1f ns\n", name, (cpu_seconds() - start) / LOOKUPS * 1e9);
    if (found != LOOKUPS)
        exit(1);
}

/* `among` the first so many rows, in an order that no cache foresees. */
static void look_up(const e911_stations *stations, const e911_mac *macs, size_t among,
                    const char *name)
{
    size_t found = 0, row = 0;
    double start = cpu_seconds();

    for (int i = 0; i < LOOKUPS; i++, row = (row + 7368787) % among) {
        e911_row_range range;

        e911_stations_find_mac(stations, &macs[row], &range);
        found += range.count > 0 && is_row(range.rows[0], row) ? 1 : 0;
    }
    report(name, start, found);
}

#if BENCH_KHASH
/* khash hashes by the lower bits, so the last byte of an address comes last. */
static uint64_t number_of(const e911_mac *mac)
{
    uint64_t number = 0;

    for (size_t i = 0; i < sizeof mac->bytes; i++)
        number = number << 8 | mac->bytes[i];
    return number;
}

static khash_t(number) * make_khash(const e911_mac *macs, size_t count)
{
    khash_t(number) *table = kh_init(number);

    for (size_t row = 0; row < count; row++) {
        int absent;
        khint_t at = kh_put(number, table, number_of(&macs[row]), &absent);

        kh_val(table, at) = (uint32_t)row;
    }
    return table;
}

static void look_up_khash(khash_t(number) * table, const e911_mac *macs, size_t among,
                          const char *name)
{
    size_t found = 0, row = 0;
    double start = cpu_seconds();

    for (int i = 0; i < LOOKUPS; i++, row = (row + 7368787) % among) {
        khint_t at = kh_get(number, table, number_of(&macs[row]));

        found += at != kh_end(table) && is_row(kh_val(table, at), row) ? 1 : 0;
    }
    report(name, start, found);
}
#endif

int main(int argc, char **argv)
{
    size_t len, count, limit = argc > 2 ? strtoul(argv[2], NULL, 10) : SIZE_MAX;
    e911_stations *stations;
    e911_mac *macs;
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
    macs = macs_of(stations, count);
    look_up(stations, macs, 100 < count ? 100 : count, "find MAC, hot");
    look_up(stations, macs, count, "find MAC, spread");
#if BENCH_KHASH
    khash_t(number) *table = make_khash(macs, count);

    look_up_khash(table, macs, 100 < count ? 100 : count, "khash, hot");
    look_up_khash(table, macs, count, "khash, spread");
    kh_destroy(number, table);
#endif
    limit = limit > SIZE_MAX / count ? SIZE_MAX : limit * count;
    free(macs);
    free(text);
    len = held;
    e911_stations_unref(stations);
    return len <= limit && held == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
