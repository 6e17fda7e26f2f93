/* Lookups in a station table: by MAC, by IP address, by identity; every one gives a range. */
#include "support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <e911/station.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a range that was not written would look like. */
static const uint32_t untouched_row = 4711;

static e911_station_range untouched(void)
{
    return (e911_station_range){&untouched_row, 1};
}

static e911_station_range find_identity(const e911_stations *stations, const char *text)
{
    e911_station_range range = untouched();

    if (e911_stations_find_identity(stations, text, strlen(text), &range) != E911_OK)
        cr_assert_fail("lookup of %s", text);
    return range;
}

static e911_station_range find_mac(const e911_stations *stations, const char *text)
{
    e911_station_range range = untouched();
    e911_mac mac;

    if (e911_mac_parse(text, strlen(text), &mac, NULL) != E911_OK ||
        e911_stations_find_mac(stations, &mac, &range) != E911_OK)
        cr_assert_fail("lookup of %s", text);
    return range;
}

static e911_station_range find_ip(const e911_stations *stations, const char *text)
{
    e911_station_range range = untouched();
    e911_ip ip;

    if (e911_ip_parse(text, strlen(text), &ip, NULL) != E911_OK ||
        e911_stations_find_ip(stations, &ip, &range) != E911_OK)
        cr_assert_fail("lookup of %s", text);
    return range;
}

/* A range as "1,2", or "-" for none. */
static void expect_range(e911_station_range range, const char *expected, const char *of)
{
    char text[256] = "";

    for (size_t i = 0; i < range.count && strlen(text) < sizeof text - 16; i++)
        snprintf(text + strlen(text), 16, "%s%u", i == 0 ? "" : ",", range.rows[i]);
    if (range.count == 0)
        strcpy(text, "-");
    cr_expect_str_eq(text, expected, "%s: got %s expected %s", of, text, expected);
}

/* ---- MAC and IP address ---------------------------------------------------------------------- */

/* Phones with two lines, one with three and others' rows between; two phones at one address. */
static const char phones[] = "NetworkID,IdentificationAddress,StationIPAddress\n"
                             "0004f2000001,8181,192.0.2.1\n"
                             "0004f2000002,8182,192.0.2.2\n"
                             "00:04:F2:00:00:01,8183,192.0.2.1\n"
                             ",8184,\n"
                             "0004.f200.0002,8185,::ffff:192.0.2.2\n"
                             "0004f2000003,8186,2001:db8::1\n"
                             "0004F2000002,8187,192.0.2.1\n"
                             "0004f2000004,8188,\n"
                             ",8189,[2001:DB8:0::0:1]\n"
                             ",,0.0.0.0\n";

Test(station, find_mac)
{
    static const struct {
        const char *mac, *rows;
    } cases[] = {
        {"0004f2000001", "0,2"},        {"00-04-F2-00-00-01", "0,2"}, {"0004f2000002", "1,4,6"},
        {"00:04:f2:00:00:02", "1,4,6"}, {"0004f2000003", "5"},        {"0004f2000004", "7"},
        {"0004f2000005", "-"},          {"0204f2000001", "-"},
    };
    e911_stations *stations = stations_of_csv(phones, sizeof phones - 1, NULL);
    e911_station_range range = untouched();
    e911_mac nobody = {{0}};

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_range(find_mac(stations, cases[i].mac), cases[i].rows, cases[i].mac);
    cr_assert_eq(e911_stations_find_mac(stations, &nobody, &range), E911_OK);
    expect_range(range, "-", "rows without NetworkID are not those of the MAC 0");
    e911_stations_unref(stations);
}

Test(station, find_ip)
{
    static const struct {
        const char *ip, *rows;
    } cases[] = {
        {"192.0.2.1", "0,2,6"},
        {"::ffff:192.0.2.1", "0,2,6"},
        {"::ffff:c000:201", "0,2,6"},
        {"192.0.2.2", "1,4"},
        {"2001:db8::1", "5,8"},
        {"[2001:0DB8:0:0::1]", "5,8"},
        {"192.0.2.3", "-"},
        {"2001:db8::2", "-"},
        {"::192.0.2.1", "-"},
        {"0.0.0.0", "9"},
        {"::", "-"},
        {"1.2.0.192", "-"},
    };
    e911_stations *stations = stations_of_csv(phones, sizeof phones - 1, NULL);
    e911_station_range range = untouched();
    e911_ip none = {0};

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_range(find_ip(stations, cases[i].ip), cases[i].rows, cases[i].ip);
    cr_assert_eq(e911_stations_find_ip(stations, &none, &range), E911_OK);
    expect_range(range, "-", "rows without StationIPAddress are not those of no address");
    e911_stations_unref(stations);
}

/* ---- identity -------------------------------------------------------------------------------- */

Test(station, find_identity)
{
    struct vector_file file = vector_file_open("tests/vectors/station/identities.tsv", 2);
    struct vector_row row;
    size_t len;
    char *csv = read_project_file("tests/vectors/station/identities.csv", &len);
    e911_stations *stations = stations_of_csv(csv, len, NULL);

    while (vector_file_next(&file, &row))
        expect_range(find_identity(stations, row.columns[0]), row.columns[1], row.columns[0]);
    cr_expect_geq(file.count, 104u, "only %u lookups were read", file.count);
    e911_stations_unref(stations);
    free(csv);
}

/* A table of users alone is asked for the user alone; the outcome is what it is in any other. */
Test(station, find_user_where_no_row_names_a_host)
{
    static const char with_host[] =
        "IdentificationAddress\n8182\nalice\nAlice\n%61nna\nx%2fy\n8187\n8187\n"
        "+15550100\na!b~c\n%ff\n100%\n8182@nowhere.example\n";
    struct vector_file file = vector_file_open("tests/vectors/station/identities.tsv", 2);
    struct vector_row row;
    size_t users_len = sizeof with_host - sizeof "8182@nowhere.example\n";
    e911_stations *any = stations_of_csv(with_host, sizeof with_host - 1, NULL);
    e911_stations *users = stations_of_csv(with_host, users_len, NULL);
    unsigned found = 0;

    cr_assert_eq(e911_stations_count(users), 11);
    expect_range(find_identity(any, "8182@nowhere.example"), "11", "user and host");
    expect_range(find_identity(users, "8182@nowhere.example"), "0", "user alone");
    while (vector_file_next(&file, &row)) {
        e911_station_range range = find_identity(users, row.columns[0]);
        e911_station_range same = find_identity(any, row.columns[0]);

        cr_expect(range.count == same.count && (range.count == 0 || range.rows[0] == same.rows[0]),
                  "%s", row.columns[0]);
        found += range.count > 0;
    }
    cr_expect_gt(found, 20u, "only %u are found", found);
    e911_stations_unref(users);
    e911_stations_unref(any);
}

/* The longest identity a table can hold is found, and a longer one is nobody's. */
Test(station, find_long_identity)
{
    enum { MAX = E911_TABLE_FIELD_MAX };
    char *csv = malloc(MAX + 64);
    char *identity = malloc(MAX * 2);
    int head = sprintf(csv, "IdentificationAddress\n8182\n");
    e911_station_range range = untouched();
    e911_stations *stations;

    memset(identity, 'a', MAX * 2);
    memcpy(csv + head, identity, MAX);
    stations = stations_of_csv(csv, (size_t)head + MAX, NULL);
    cr_assert_eq(e911_stations_find_identity(stations, identity, MAX, &range), E911_OK);
    expect_range(range, "1", "at the limit");
    cr_assert_eq(e911_stations_find_identity(stations, identity, MAX + 1, &range), E911_OK);
    expect_range(range, "-", "past the limit");
    cr_assert_eq(e911_stations_find_identity(stations, identity, MAX - 1, &range), E911_OK);
    expect_range(range, "-", "below the limit");
    identity[MAX] = '@';
    cr_assert_eq(e911_stations_find_identity(stations, identity, MAX + 3, &range), E911_OK);
    expect_range(range, "1", "the longest user with a host that no row has");
    memcpy(identity, "sip:8182@", 9);
    memset(identity + 9, 'h', MAX * 2 - 9);
    cr_assert_eq(e911_stations_find_identity(stations, identity, MAX * 2, &range), E911_OK);
    expect_range(range, "0", "a user with a long host that no row has");
    e911_stations_unref(stations);
    free(identity);
    free(csv);
}

/* ---- tables without the row ------------------------------------------------------------------ */

Test(station, empty_table)
{
    static const char header[] = "NetworkID,IdentificationAddress,StationIPAddress\n";
    static const char blank[] = "NetworkID,IdentificationAddress\n,\n , \n";
    const struct {
        const char *csv;
        size_t rows;
    } cases[] = {{"", 0}, {header, 0}, {blank, 0}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_stations *stations = stations_of_csv(cases[i].csv, strlen(cases[i].csv), NULL);
        e911_station station;

        e911_station_init(&station, sizeof station);
        cr_expect_eq(e911_stations_count(stations), cases[i].rows, "%zu", i);
        expect_range(find_mac(stations, "0004f2000001"), "-", cases[i].csv);
        expect_range(find_ip(stations, "192.0.2.1"), "-", cases[i].csv);
        expect_range(find_identity(stations, "8182"), "-", cases[i].csv);
        expect_range(find_identity(stations, ""), "-", cases[i].csv);
        cr_expect_eq(e911_stations_at(stations, cases[i].rows, &station), E911_ERR_NOT_FOUND);
        cr_expect_eq(e911_stations_at(stations, SIZE_MAX, &station), E911_ERR_NOT_FOUND);
        e911_stations_unref(stations);
    }
}

Test(station, arguments_of_lookups)
{
    e911_stations *stations = stations_of_csv(phones, sizeof phones - 1, NULL);
    e911_station_range range = untouched();
    e911_ip ip = {.family = 4};
    e911_mac mac = {{2}};
    e911_station station;

    e911_station_init(&station, sizeof station);
    cr_expect_eq(e911_stations_at(NULL, 0, &station), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_at(stations, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_mac(NULL, &mac, &range), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_mac(stations, NULL, &range), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_mac(stations, &mac, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_ip(NULL, &ip, &range), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_ip(stations, NULL, &range), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_ip(stations, &ip, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_identity(NULL, "1", 1, &range), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_identity(stations, NULL, 1, &range), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_find_identity(stations, "1", 1, NULL), E911_ERR_INVALID_ARGUMENT);
    expect_range(range, "4711", "a refused lookup writes nothing");
    cr_expect_eq(e911_stations_find_identity(stations, NULL, 0, &range), E911_OK);
    expect_range(range, "-", "no identity");
    e911_stations_unref(stations);
}

Test(station, lookups_take_no_memory)
{
    struct counting_allocator counting;
    e911_stations *stations;
    long calls;

    counting_allocator_init(&counting, -1);
    stations = stations_of_csv(phones, sizeof phones - 1, &counting.allocator);
    calls = counting.calls;
    for (int i = 0; i < 1000; i++) {
        find_mac(stations, "0004f2000002");
        find_ip(stations, "192.0.2.1");
        find_identity(stations, "\"x\" <sip:8182@h>");
    }
    cr_expect_eq(counting.calls, calls);
    e911_stations_unref(stations);
    cr_expect_eq(counting.held, 0);
    cr_expect_not(counting.wrong_size);
}

/* ---- many rows ------------------------------------------------------------------------------- */

#define MANY   100000
#define PHONES 40000
#define NETS   30000
#define USERS  70000
#define NOBODY UINT32_MAX

/* The naive check: for each value of a column, a chain of its rows in table order. */
struct chains {
    uint32_t first[MANY], next[MANY], last[MANY];
    uint32_t value_of[MANY];
};

/* Values in no order; every one of `values` may stand on no row, one, or several. */
static struct chains *scatter(uint32_t values, uint32_t seed)
{
    struct chains *chains = malloc(sizeof *chains);

    memset(chains->first, 0xff, sizeof chains->first);
    memset(chains->next, 0xff, sizeof chains->next);
    for (uint32_t row = 0; row < MANY; row++) {
        uint32_t value;

        seed = seed * 1664525u + 1013904223u;
        value = (seed >> 8) % values;
        chains->value_of[row] = value;
        if (chains->first[value] == NOBODY)
            chains->first[value] = row;
        else
            chains->next[chains->last[value]] = row;
        chains->last[value] = row;
    }
    return chains;
}

static void check_chain(const struct chains *chains, uint32_t value, e911_station_range range,
                        const char *of)
{
    uint32_t row = chains->first[value];

    for (size_t i = 0; i < range.count; i++) {
        if (range.rows[i] != row)
            cr_assert_fail("%s %u: row %zu is %u, not %u", of, value, i, range.rows[i], row);
        row = chains->next[row];
    }
    if (row != NOBODY)
        cr_assert_fail("%s %u: row %u is missing of %zu", of, value, row, range.count);
}

static char *many_rows(const struct chains *phone, const struct chains *net,
                       const struct chains *user, size_t *ret_len)
{
    char *text = malloc((size_t)MANY * 64 + 64);
    char *to = text + sprintf(text, "IdentificationAddress,NetworkID,StationIPAddress\n");

    for (uint32_t i = 0; i < MANY; i++)
        to +=
            sprintf(to, "u%u@h%u,0004f2%06x,10.0.%u.%u\n", user->value_of[i], user->value_of[i] % 7,
                    phone->value_of[i], net->value_of[i] / 256, net->value_of[i] % 256);
    *ret_len = (size_t)(to - text);
    return text;
}

Test(station, a_hundred_thousand_rows, .timeout = 120)
{
    struct chains *phone = scatter(PHONES, 1);
    struct chains *net = scatter(NETS, 2);
    struct chains *user = scatter(USERS, 3);
    size_t len;
    char *csv = many_rows(phone, net, user, &len);
    e911_stations *stations = stations_of_csv(csv, len, NULL);
    char text[64];

    cr_assert_eq(e911_stations_count(stations), MANY);
    for (uint32_t i = 0; i < PHONES; i++) {
        snprintf(text, sizeof text, "0004f2%06x", i);
        check_chain(phone, i, find_mac(stations, text), "phone");
    }
    for (uint32_t i = 0; i < NETS; i++) {
        snprintf(text, sizeof text, "10.0.%u.%u", i / 256, i % 256);
        check_chain(net, i, find_ip(stations, text), "address");
    }
    for (uint32_t i = 0; i < USERS; i++) {
        snprintf(text, sizeof text, "\"%u\" <sip:u%u@H%u>;tag=1", i, i, i % 7);
        check_chain(user, i, find_identity(stations, text), "user");
    }
    e911_stations_unref(stations);
    free(csv);
    free(phone);
    free(net);
    free(user);
}

/* Every row knows its line and its own texts. */
Test(station, a_hundred_thousand_rows_read_back, .timeout = 120)
{
    struct chains *value = scatter(NETS, 5);
    size_t len;
    char *csv = many_rows(value, value, value, &len);
    e911_stations *stations = stations_of_csv(csv, len, NULL);
    e911_station station;
    char text[64];

    free(csv);
    e911_station_init(&station, sizeof station);
    for (uint32_t i = 0; i < MANY; i++) {
        int length =
            snprintf(text, sizeof text, "u%u@h%u", value->value_of[i], value->value_of[i] % 7);

        if (e911_stations_at(stations, i, &station) != E911_OK || station.line != i + 2 ||
            station.identification_address.len != (size_t)length ||
            memcmp(station.identification_address.data, text, (size_t)length) != 0)
            cr_assert_fail("row %u", i);
    }
    e911_stations_unref(stations);
    free(value);
}
