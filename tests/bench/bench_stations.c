/*
 * What finding stations and networks costs, beside other ways to do the same. It reads no clock:
 * tests/bench/run counts the instructions of `bench-stations CASE COUNT` under callgrind.
 *
 *     bench-stations              the cases: limit in instructions (or -), group and name
 *     bench-stations CASE COUNT   run the case of this name COUNT times
 */
#include "stations_text.h"

#include <e911/station.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if BENCH_KHASH
#include <htslib/khash.h>
KHASH_MAP_INIT_INT64(number, uint32_t)
KHASH_MAP_INIT_STR(text, uint32_t)
#endif

enum { ROWS = 20000, STEP = 7919, IDENTITY_MAX = 72, SLOTS = 32768, SITES = 100, SUBNETS = 100 };

static e911_stations *stations;
static e911_networks *networks;
static e911_mac macs[ROWS];
static e911_ip ips[ROWS];
static char identities[ROWS][IDENTITY_MAX];
static char uris[ROWS][IDENTITY_MAX];
static uint8_t identity_lens[ROWS], uri_lens[ROWS];
static e911_stations *people; /* identities of other lengths */
static uint32_t at;           /* the row whose keys come next */

/* ---- libe911 --------------------------------------------------------------------------------- */

static bool holds(const e911_row_range *range, uint32_t row)
{
    size_t i = 0;

    while (i < range->count && range->rows[i] != row)
        i++;
    return i < range->count;
}

static bool find_mac(void)
{
    e911_row_range range;

    return e911_stations_find_mac(stations, &macs[at], &range) == E911_OK && holds(&range, at);
}

static bool find_ip(void)
{
    e911_row_range range;

    return e911_stations_find_ip(stations, &ips[at], &range) == E911_OK && holds(&range, at);
}

static bool find_text(const char *identity, size_t len)
{
    e911_row_range range;

    return e911_stations_find_identity(stations, identity, len, &range) == E911_OK &&
           holds(&range, at);
}

static bool find_identity(void)
{
    return find_text(identities[at], identity_lens[at]);
}

static bool find_uri(void)
{
    return find_text(uris[at], uri_lens[at]);
}

/* In the forms that messages have; all but the last are in the table of people. */
enum form { NAME, PORT, NAME_ADDR, E164, LONG, UPPER_CASE, NOBODY, FORMS };

static const char *const form_formats[FORMS] = {
    [NAME] = "sip:alice%05d@example.com",
    [PORT] = "sip:alice%05d@example.com:5060;transport=tcp",
    [NAME_ADDR] = "\"Alice Adler\" <sip:alice%05d@example.com>;tag=9fxced76sl",
    [E164] = "<sip:+131255%05d@example.com;user=phone>",
    [LONG] = "sip:alice.adler.%05d@voice.chicago.branch-offices.example.com",
    [UPPER_CASE] = "sip:alice%05d@Example.com",
    [NOBODY] = "sip:nobody%05d@example.com",
};
static char forms[FORMS][ROWS][IDENTITY_MAX];
static size_t form_lens[FORMS]; /* the same for all rows */

static bool find_form(enum form form)
{
    e911_row_range range;

    return e911_stations_find_identity(people, forms[form][at], form_lens[form], &range) ==
               E911_OK &&
           range.count == (form == NOBODY ? 0 : 1);
}

static bool find_name(void)
{
    return find_form(NAME);
}

static bool find_port(void)
{
    return find_form(PORT);
}

static bool find_name_addr(void)
{
    return find_form(NAME_ADDR);
}

static bool find_e164(void)
{
    return find_form(E164);
}

static bool find_long(void)
{
    return find_form(LONG);
}

static bool find_upper_case(void)
{
    return find_form(UPPER_CASE);
}

static bool find_no_identity(void)
{
    return find_form(NOBODY);
}

static bool find_extension(void)
{
    e911_row_range range;

    return e911_stations_find_extension(stations, identities[at], 7, &range) == E911_OK &&
           holds(&range, at);
}

static bool find_nobody(void)
{
    e911_mac mac = macs[at];
    e911_row_range range;

    mac.bytes[0] = 0xfc;
    return e911_stations_find_mac(stations, &mac, &range) == E911_OK && range.count == 0;
}

static bool find_site(void)
{
    uint32_t site;

    return e911_networks_find_site(networks, "Chicago 17", 10, &site) == E911_OK && site == 17;
}

static bool find_prefix(void)
{
    e911_row_range range;

    return e911_networks_find_ip(networks, at % SITES, &ips[at], &range) == E911_OK &&
           range.count == 1;
}

static bool read_station(void)
{
    e911_station station = {.struct_size = sizeof station};

    return e911_stations_at(stations, at, &station) == E911_OK && station.erl.len > 0;
}

/* ---- other ways ------------------------------------------------------------------------------ */

/* The least there is: a row in a slot, the key compared where the rows keep it. */
static uint32_t slots[SLOTS];
static uint64_t keys[ROWS];

static uint64_t number_of(const e911_mac *mac)
{
    uint64_t number = 0;

    for (size_t i = 0; i < sizeof mac->bytes; i++)
        number = number << 8 | mac->bytes[i]; /* khash hashes by the lower bits */
    return number;
}

static size_t slot_of(uint64_t key)
{
    return key * UINT64_C(0x9e3779b97f4a7c15) >> 49;
}

static void fill_slots(void)
{
    for (uint32_t row = 0; row < ROWS; row++) {
        size_t slot = slot_of(keys[row] = number_of(&macs[row]));

        while (slots[slot] != 0)
            slot = (slot + 1) % SLOTS;
        slots[slot] = row + 1;
    }
}

static bool find_open(void)
{
    uint64_t key = number_of(&macs[at]);
    size_t slot = slot_of(key);

    while (slots[slot] != 0 && keys[slots[slot] - 1] != key)
        slot = (slot + 1) % SLOTS;
    return slots[slot] != 0;
}

#if BENCH_KHASH
static khash_t(number) * by_number;
static khash_t(text) * by_text;

static void fill_khash(void)
{
    int absent;

    by_number = kh_init(number);
    by_text = kh_init(text);
    for (uint32_t row = 0; row < ROWS; row++) {
        khint_t number = kh_put(number, by_number, number_of(&macs[row]), &absent);
        khint_t text = kh_put(text, by_text, identities[row], &absent);

        kh_val(by_number, number) = row;
        kh_val(by_text, text) = row;
    }
}

static bool khash_number(void)
{
    return kh_get(number, by_number, number_of(&macs[at])) != kh_end(by_number);
}

static bool khash_text(void)
{
    return kh_get(text, by_text, identities[at]) != kh_end(by_text);
}
#endif

/* ---- the table ------------------------------------------------------------------------------- */

static bool nothing(void)
{
    return true;
}

static bool allocate(void)
{
    void *volatile memory = malloc(16);
    bool good = memory != NULL;

    free(memory);
    return good;
}

static const struct {
    const char *limit; /* instructions the library may take; "-" where there is none */
    const char *group; /* ratios are to the first case of the group */
    const char *name;
    bool (*run)(void);
} cases[] = {
    {"-", "counter", "nothing", nothing},
    {"-", "counter", "allocate", allocate},
    {"75", "number", "e911 find MAC", find_mac},
    {"75", "number", "e911 find IP", find_ip},
    {"75", "number", "e911 find MAC of nobody", find_nobody},
#if BENCH_KHASH
    {"-", "number", "khash, 64-bit key", khash_number},
#endif
    {"-", "number", "open addressing, 64-bit key", find_open},
    {"300", "text", "e911 find user@host", find_identity},
    {"300", "text", "e911 find SIP URI", find_uri},
    {"255", "text", "e911 find extension", find_extension},
#if BENCH_KHASH
    {"-", "text", "khash, user@host as it is", khash_text},
#endif
    {"285", "forms", "e911 find SIP URI, 26 bytes", find_name},
    {"335", "forms", "e911 find SIP URI, 45 bytes", find_port},
    {"365", "forms", "e911 find name-addr, 57 bytes", find_name_addr},
    {"335", "forms", "e911 find SIP URI, E.164", find_e164},
    {"390", "forms", "e911 find SIP URI, 62 bytes", find_long},
    {"620", "forms", "e911 find SIP URI, upper case", find_upper_case},
    {"350", "forms", "e911 find SIP URI of nobody", find_no_identity},
    {"200", "prefix", "e911 find longest prefix", find_prefix},
    {"360", "prefix", "e911 find Site", find_site},
    {"500", "row", "e911 read a row", read_station},
};

static void make_stations(void)
{
    char *text = malloc((ROWS + 1) * (size_t)STATION_TEXT_MAX);
    e911_stations_builder *builder;
    size_t len = station_text(text, -1);

    for (int32_t row = 0; row < ROWS; row++) {
        uint64_t mac = station_mac(row);
        uint32_t ip = station_ip(row);

        len += station_text(text + len, row);
        for (int i = 0; i < 6; i++)
            macs[row].bytes[i] = (uint8_t)(mac >> (40 - 8 * i));
        ips[row].family = 4;
        for (int i = 0; i < 4; i++)
            ips[row].bytes[i] = (uint8_t)(ip >> (24 - 8 * i));
        identity_lens[row] = (uint8_t)station_identity(identities[row], row);
        uri_lens[row] = (uint8_t)sprintf(uris[row], "<sip:%.40s;transport=tcp>", identities[row]);
    }
    if (e911_stations_builder_new(NULL, &builder) != E911_OK ||
        e911_stations_builder_load_csv(builder, text, len, NULL) != E911_OK ||
        e911_stations_builder_build(builder, &stations) != E911_OK)
        exit(EXIT_FAILURE);
    e911_stations_builder_free(builder);
    free(text);
}

static void make_people(void)
{
    static const char head[] = "IdentificationAddress\n";
    char *text = malloc(ROWS * (size_t)160 + sizeof head);
    e911_stations_builder *builder;
    size_t len = sizeof head - 1;

    memcpy(text, head, len);
    for (int i = 0; i < ROWS; i++)
        len += (size_t)sprintf(text + len,
                               "alice%05d@example.com\n+131255%05d@example.com\n"
                               "alice.adler.%05d@voice.chicago.branch-offices.example.com\n",
                               i, i, i);
    for (int form = 0; form < FORMS; form++) {
        for (int i = 0; i < ROWS; i++)
            form_lens[form] = (size_t)snprintf(forms[form][i], IDENTITY_MAX, form_formats[form], i);
    }
    if (e911_stations_builder_new(NULL, &builder) != E911_OK ||
        e911_stations_builder_load_csv(builder, text, len, NULL) != E911_OK ||
        e911_stations_builder_build(builder, &people) != E911_OK)
        exit(EXIT_FAILURE);
    e911_stations_builder_free(builder);
    free(text);
}

/* Sites whose subnets lie in each other. */
static void make_networks(void)
{
    static const char head[] = "Site,Subnet,ERL\n";
    char *text = malloc(SITES * SUBNETS * (size_t)64 + sizeof head);
    e911_networks_builder *builder;
    size_t len = sizeof head - 1;

    memcpy(text, head, len);
    for (int site = 0; site < SITES; site++) {
        len += (size_t)sprintf(text + len, "Chicago %d,10.0.0.0/8,all\n", site);
        len += (size_t)sprintf(text + len, "Chicago %d,10.0.0.0/16,some\n", site);
        for (int i = 2; i < SUBNETS; i++)
            len += (size_t)sprintf(text + len, "Chicago %d,10.0.%d.0/%d,n%d\n", site, i, 24 + i % 4,
                                   i);
    }
    if (e911_networks_builder_new(NULL, &builder) != E911_OK ||
        e911_networks_builder_load(builder, text, len, NULL, NULL, NULL) != E911_OK ||
        e911_networks_builder_build(builder, &networks) != E911_OK)
        exit(EXIT_FAILURE);
    e911_networks_builder_free(builder);
    free(text);
}

int main(int argc, char **argv)
{
    const size_t count = sizeof cases / sizeof cases[0];
    bool good = true;

    if (argc == 1) {
        for (size_t i = 0; i < count; i++)
            printf("%s\t%s\t%s\n", cases[i].limit, cases[i].group, cases[i].name);
        return EXIT_SUCCESS;
    }
    make_stations();
    make_people();
    make_networks();
    fill_slots();
#if BENCH_KHASH
    fill_khash();
#endif
    for (size_t i = 0; argc == 3 && i < count; i++) {
        if (strcmp(cases[i].name, argv[1]) != 0)
            continue;
        for (unsigned long times = strtoul(argv[2], NULL, 10); times > 0; times--) {
            good &= cases[i].run();
            at = (at + STEP) % ROWS;
        }
        return good ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    fputs("usage: bench-stations [CASE COUNT]\n", stderr);
    return 2;
}
