/*
 * Load, look up and write a table of stations, and say what each took in CPU time (user and system)
 * and memory. It asserts the memory only: time is another on every machine.
 *
 *     measure-stations FILE [BYTES]   1 when a station takes more than BYTES
 */
#include "stations_text.h"

#include <e911/station.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#if BENCH_KHASH
#include <htslib/khash.h>

/* What a number has to give for the same answer: where its rows are in a list, and how many. */
struct listed {
    uint32_t first, count;
};

KHASH_MAP_INIT_INT64(row, uint32_t)
KHASH_MAP_INIT_INT64(rows, struct listed)
KHASH_MAP_INIT_STR(text, uint32_t)
#endif

enum { LOOKUPS = 1000000, IDENTITY_MAX = 24 };

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

#define NO_ROW UINT32_MAX

static e911_stations *stations;
static size_t count;
static uint32_t *sought; /* the rows in an order that no cache foresees, and their keys */
static e911_mac *macs, *absent_macs;
static e911_ip *ips, *absent_ips;
static char (*identities)[IDENTITY_MAX];
static uint8_t *identity_lens;

enum { SPREAD = 7368787 };

static void read_keys(void)
{
    e911_station station = {.struct_size = sizeof station};

    sought = malloc(count * sizeof *sought);
    macs = malloc(count * sizeof *macs);
    absent_macs = malloc(count * sizeof *macs);
    ips = malloc(count * sizeof *ips);
    absent_ips = malloc(count * sizeof *ips);
    identities = calloc(count, sizeof *identities);
    identity_lens = malloc(count);
    for (size_t i = 0, row = 0; i < count; i++, row = (row + SPREAD) % count) {
        e911_stations_at(stations, row, &station);
        sought[i] = (uint32_t)row;
        absent_macs[i] = macs[i] = station.mac;
        absent_macs[i].bytes[0] |= 0x40;
        absent_ips[i] = ips[i] = station.ip;
        absent_ips[i].bytes[0] |= 0x40;
        identity_lens[i] = (uint8_t)station.identification_address.len;
        if (identity_lens[i] >= IDENTITY_MAX)
            exit(2);
        memcpy(identities[i], station.identification_address.data, identity_lens[i]);
    }
}

static inline uint32_t first_of(const e911_station_range *range)
{
    return range->count > 0 ? range->rows[0] : NO_ROW;
}

static inline uint32_t find_mac(const e911_mac *mac)
{
    e911_station_range range;

    e911_stations_find_mac(stations, mac, &range);
    return first_of(&range);
}

static inline uint32_t find_ip(const e911_ip *ip)
{
    e911_station_range range;

    e911_stations_find_ip(stations, ip, &range);
    return first_of(&range);
}

static inline uint32_t find_identity(size_t key)
{
    e911_station_range range;

    e911_stations_find_identity(stations, identities[key], identity_lens[key], &range);
    return first_of(&range);
}

/* A row that shares the key will do: of a phone with two lines, of a line that two desks share. */
static inline size_t is_row(uint32_t found, uint32_t row)
{
    return found != NO_ROW && (found + 50 >= row && found <= row + 1) ? 1 : 0;
}

/* Look up LOOKUPS times among the first so many keys, and count those that end as they ought to. */
#define REPEAT(name, ends_well)                                                                    \
    static size_t name(size_t among)                                                               \
    {                                                                                              \
        size_t good = 0;                                                                           \
                                                                                                   \
        for (size_t i = 0, key = 0; i < LOOKUPS; i++, key = key + 1 < among ? key + 1 : 0)         \
            good += (ends_well);                                                                   \
        return good;                                                                               \
    }

REPEAT(find_macs, is_row(find_mac(&macs[key]), sought[key]))
REPEAT(find_ips, is_row(find_ip(&ips[key]), sought[key]))
REPEAT(miss_macs, find_mac(&absent_macs[key]) == NO_ROW)
REPEAT(miss_ips, find_ip(&absent_ips[key]) == NO_ROW)
REPEAT(find_identities, is_row(find_identity(key), sought[key]))

#if BENCH_KHASH
static khash_t(row) * row_of_mac, *row_of_ip;
static khash_t(rows) * rows_of_mac, *rows_of_ip;
static khash_t(text) * row_of_text;
static char (*texts)[IDENTITY_MAX]; /* its keys, in table order */
static uint32_t *mac_rows, *ip_rows;

/* khash hashes by the lower bits, so the last byte of an address comes last. */
static inline uint64_t number_of(const uint8_t *bytes, size_t len)
{
    uint64_t number = 0;

    for (size_t i = 0; i < len; i++)
        number = number << 8 | bytes[i];
    return number;
}

static inline uint32_t khash_row(khash_t(row) * table, uint64_t number)
{
    khint_t at = kh_get(row, table, number);

    return at == kh_end(table) ? NO_ROW : kh_val(table, at);
}

static inline uint32_t khash_rows(khash_t(rows) * table, const uint32_t *rows, uint64_t number)
{
    khint_t at = kh_get(rows, table, number);
    e911_station_range range = {NULL, 0};

    if (at != kh_end(table))
        range = (e911_station_range){&rows[kh_val(table, at).first], kh_val(table, at).count};
    return first_of(&range);
}

static inline uint32_t khash_text(size_t key)
{
    khint_t at = kh_get(text, row_of_text, identities[key]);

    return at == kh_end(row_of_text) ? NO_ROW : kh_val(row_of_text, at);
}

#define MAC(key) number_of((key).bytes, 6)
#define IP(key)  number_of((key).bytes, 4)

REPEAT(khash_macs, is_row(khash_row(row_of_mac, MAC(macs[key])), sought[key]))
REPEAT(khash_ips, is_row(khash_row(row_of_ip, IP(ips[key])), sought[key]))
REPEAT(khash_macs_rows, is_row(khash_rows(rows_of_mac, mac_rows, MAC(macs[key])), sought[key]))
REPEAT(khash_ips_rows, is_row(khash_rows(rows_of_ip, ip_rows, IP(ips[key])), sought[key]))
REPEAT(khash_miss_macs, khash_row(row_of_mac, MAC(absent_macs[key])) == NO_ROW)
REPEAT(khash_miss_ips, khash_row(row_of_ip, IP(absent_ips[key])) == NO_ROW)
REPEAT(khash_texts, is_row(khash_text(key), sought[key]))

static void put(khash_t(row) * table, khash_t(rows) * lists, uint32_t *list, size_t *list_len,
                uint64_t number, const e911_station_range *range)
{
    int absent;
    khint_t at = kh_put(row, table, number, &absent);

    kh_val(table, at) = range->rows[0];
    at = kh_put(rows, lists, number, &absent);
    if (!absent)
        return;
    kh_val(lists, at) = (struct listed){(uint32_t)*list_len, (uint32_t)range->count};
    memcpy(&list[*list_len], range->rows, range->count * sizeof *list);
    *list_len += range->count;
}

static void make_khash(void)
{
    size_t mac_len = 0, ip_len = 0;

    row_of_mac = kh_init(row);
    row_of_ip = kh_init(row);
    rows_of_mac = kh_init(rows);
    rows_of_ip = kh_init(rows);
    row_of_text = kh_init(text);
    texts = malloc(count * sizeof *texts);
    mac_rows = malloc(count * sizeof *mac_rows);
    ip_rows = malloc(count * sizeof *ip_rows);
    for (size_t i = 0; i < count; i++) {
        e911_station_range range;
        int absent;
        khint_t at;

        e911_stations_find_identity(stations, identities[i], identity_lens[i], &range);
        memcpy(texts[sought[i]], identities[i], IDENTITY_MAX);
        at = kh_put(text, row_of_text, texts[sought[i]], &absent);
        kh_val(row_of_text, at) = range.rows[0];
        e911_stations_find_mac(stations, &macs[i], &range);
        put(row_of_mac, rows_of_mac, mac_rows, &mac_len, MAC(macs[i]), &range);
        e911_stations_find_ip(stations, &ips[i], &range);
        put(row_of_ip, rows_of_ip, ip_rows, &ip_len, IP(ips[i]), &range);
    }
}

static void free_khash(void)
{
    kh_destroy(row, row_of_mac);
    kh_destroy(row, row_of_ip);
    kh_destroy(rows, rows_of_mac);
    kh_destroy(rows, rows_of_ip);
    kh_destroy(text, row_of_text);
    free(texts);
    free(mac_rows);
    free(ip_rows);
}
#endif

/* A peer stands behind what it is compared with. */
static const struct {
    const char *name;
    size_t (*look_up)(size_t among);
    bool is_peer;
} lookups[] = {
    {"find MAC", find_macs, false},
#if BENCH_KHASH
    {"khash, MAC, one row", khash_macs, true},
    {"khash, MAC, all rows", khash_macs_rows, true},
#endif
    {"find IP", find_ips, false},
#if BENCH_KHASH
    {"khash, IP, one row", khash_ips, true},
    {"khash, IP, all rows", khash_ips_rows, true},
#endif
    {"miss MAC", miss_macs, false},
#if BENCH_KHASH
    {"khash, miss MAC", khash_miss_macs, true},
#endif
    {"miss IP", miss_ips, false},
#if BENCH_KHASH
    {"khash, miss IP", khash_miss_ips, true},
#endif
    {"find user@host", find_identities, false},
#if BENCH_KHASH
    {"khash, text as it is, one row", khash_texts, true},
#endif
};

enum { LOOKUP_COUNT = sizeof lookups / sizeof lookups[0], ROUNDS = 15 };

static int compare(const void *a, const void *b)
{
    const double *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

/* In turns, since others use the machine and its caches too: the least, and the median; of a peer
   also what the library takes of its time. */
static void measure_lookups(size_t among, const char *how)
{
    double took[LOOKUP_COUNT][ROUNDS];
    int own = 0;

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < LOOKUP_COUNT; i++) {
            double start = cpu_seconds();

            if (lookups[i].look_up(among) != LOOKUPS) {
                fprintf(stderr, "%s: wrong\n", lookups[i].name);
                exit(1);
            }
            took[i][round] = (cpu_seconds() - start) / LOOKUPS * 1e9;
        }
    }
    for (int i = 0; i < LOOKUP_COUNT; i++) {
        qsort(took[i], ROUNDS, sizeof took[i][0], compare);
        printf("%s, %s\t%.1f ns, median %.1f", lookups[i].name, how, took[i][0],
               took[i][ROUNDS / 2]);
        own = lookups[i].is_peer ? own : i;
        if (lookups[i].is_peer)
            printf("; libe911 takes %.2f of it, %.2f by the median", took[own][0] / took[i][0],
                   took[own][ROUNDS / 2] / took[i][ROUNDS / 2]);
        putchar('\n');
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
    measure_lookups(100 < count ? 100 : count, "hot");
    measure_lookups(count, "spread");
#if BENCH_KHASH
    free_khash();
#endif
    limit = limit > SIZE_MAX / count ? SIZE_MAX : limit * count;
    free(sought);
    free(macs);
    free(absent_macs);
    free(ips);
    free(absent_ips);
    free(identities);
    free(identity_lens);
    free(text);
    len = held;
    e911_stations_unref(stations);
    return len <= limit && held == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
