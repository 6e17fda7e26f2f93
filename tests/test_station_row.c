/* Rows added one by one, the table they make, the arguments, want of memory. */
#include "support.h"

#include <criterion/criterion.h>
#include <e911/station.h>
#include <string.h>

#define TEXTS 13 /* of an e911_station */

static e911_station new_station(void)
{
    e911_station station;

    cr_assert_eq(e911_station_init(&station, sizeof station), E911_OK);
    return station;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* Every text comes back as it was given, from memory of the table's own. */
Test(station, add_all_texts)
{
    static const char *const given[TEXTS] = {"Front, \"desk\"\r\n",
                                             "Polycom",
                                             "VVX 450",
                                             " 00:04:F2:15:C2:85 ",
                                             "sip:8182@h",
                                             "8182",
                                             "hotDESK",
                                             "Main",
                                             "[2001:DB8::1]",
                                             "erl",
                                             "elin",
                                             "call back",
                                             "ani"};
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_station station = new_station();
    e911_text *texts = &station.display_name;
    char copies[TEXTS][64];
    e911_stations *stations;

    for (int i = 0; i < TEXTS; i++) {
        strcpy(copies[i], given[i]);
        texts[i] = e911_text_of(copies[i]);
    }
    station.type = E911_STATION_MOBILE; /* the text says otherwise, and wins */
    station.known = 77;
    station.line = 77;
    cr_assert_eq(e911_stations_builder_add(builder, &station, NULL), E911_OK);
    memset(copies, 'x', sizeof copies);
    stations = build_stations(builder);
    e911_stations_builder_free(builder);
    station = station_at(stations, 0);
    for (int i = 0; i < TEXTS; i++)
        cr_expect(is_text(texts[i], given[i]), "column %d: %.*s", i, (int)texts[i].len,
                  texts[i].data);
    cr_expect_eq(station.type, E911_STATION_HOT_DESK);
    cr_expect_eq(station.known, E911_STATION_HAS_MAC | E911_STATION_HAS_IP);
    cr_expect_arr_eq(station.mac.bytes, "\x00\x04\xf2\x15\xc2\x85", 6);
    cr_expect_eq(station.ip.family, 6);
    cr_expect_eq(station.line, 0);
    e911_stations_unref(stations);
}

/* A field of a row and what is wrong with it. */
struct bad_row {
    const char *name;
    size_t column; /* offset of the text in e911_station */
    e911_text text;
    e911_status status;
    uint64_t offset;
};

#define COLUMN(name) offsetof(e911_station, name)
#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct bad_row bad_rows[] = {
    {"MAC", COLUMN(network_id), BYTES("0004f215c28g"), E911_ERR_SYNTAX, 11},
    {"MAC after blanks", COLUMN(network_id), BYTES("  0004f215c28g"), E911_ERR_SYNTAX, 13},
    {"short MAC", COLUMN(network_id), BYTES("0004"), E911_ERR_SYNTAX, 0},
    {"no station's MAC", COLUMN(network_id), BYTES("ffffffffffff"), E911_ERR_SYNTAX, 0},
    {"IP", COLUMN(station_ip_address), BYTES("10.0.0.x"), E911_ERR_SYNTAX, 7},
    {"IP after a blank", COLUMN(station_ip_address), BYTES(" 10.0.0.x"), E911_ERR_SYNTAX, 8},
    {"type", COLUMN(station_type), BYTES("Phone"), E911_ERR_SYNTAX, 0},
    {"NUL in the MAC", COLUMN(network_id), BYTES("0004f215\0c85"), E911_ERR_ENCODING, 8},
    {"NUL after the MAC", COLUMN(network_id), BYTES("0004f215c285\0"), E911_ERR_ENCODING, 12},
    {"CR after the MAC", COLUMN(network_id), BYTES("0004f215c285\r"), E911_ERR_ENCODING, 12},
    {"LF before the MAC", COLUMN(network_id), BYTES("\n0004f215c285"), E911_ERR_ENCODING, 0},
    {"NUL in the identity", COLUMN(identification_address),
     BYTES("81\0"
           "82"),
     E911_ERR_ENCODING, 2},
    {"CR in the identity", COLUMN(identification_address), BYTES("8182\rx"), E911_ERR_ENCODING, 4},
    {"LF at the identity's end", COLUMN(identification_address), BYTES("8182\n"), E911_ERR_ENCODING,
     4},
};

static void set_column(e911_station *station, size_t column, e911_text text)
{
    memcpy((char *)station + column, &text, sizeof text);
}

Test(station, add_refused)
{
    for (size_t i = 0; i < COUNT(bad_rows); i++) {
        const struct bad_row *bad = &bad_rows[i];
        e911_stations_builder *builder = new_stations_builder(NULL);
        e911_station station = new_station();
        e911_error error = new_error();
        e911_stations *stations;
        e911_status status;

        station.extension = e911_text_of("1");
        cr_assert_eq(e911_stations_builder_add(builder, &station, NULL), E911_OK);
        set_column(&station, bad->column, bad->text);
        status = e911_stations_builder_add(builder, &station, &error);
        cr_expect_eq(status, bad->status, "%s: %s", bad->name, e911_status_name(status));
        cr_expect_eq(error.status, bad->status, "%s: status of the detail", bad->name);
        cr_expect_eq(error.offset, bad->offset, "%s: offset %u", bad->name, (unsigned)error.offset);
        cr_expect(error.line == 0 && error.column == 0, "%s: a row has no lines", bad->name);
        stations = build_stations(builder);
        cr_expect_eq(e911_stations_count(stations), 1, "%s: not all or nothing", bad->name);
        e911_stations_unref(stations);
        e911_stations_builder_free(builder);
    }
}

Test(station, add_limit_of_a_field)
{
    static char text[E911_TABLE_FIELD_MAX + 1];
    static const size_t columns[] = {COLUMN(display_name), COLUMN(identification_address),
                                     COLUMN(outbound_ani)};

    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < COUNT(columns); i++) {
        e911_stations_builder *builder = new_stations_builder(NULL);
        e911_station station = new_station();
        e911_error error = new_error();

        set_column(&station, columns[i], (e911_text){text, E911_TABLE_FIELD_MAX});
        cr_expect_eq(e911_stations_builder_add(builder, &station, NULL), E911_OK, "%zu", i);
        set_column(&station, columns[i], (e911_text){text, E911_TABLE_FIELD_MAX + 1});
        cr_expect_eq(e911_stations_builder_add(builder, &station, &error), E911_ERR_LIMIT, "%zu",
                     i);
        cr_expect_eq(error.offset, E911_TABLE_FIELD_MAX, "%zu", i);
        e911_stations_builder_free(builder);
    }
}

/* ---- arguments ------------------------------------------------------------------------------- */

Test(station, arguments_of_the_builder)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_station station = new_station();
    e911_stations *stations = NULL;
    e911_allocator allocator;

    e911_allocator_init(&allocator, sizeof allocator);
    cr_expect_eq(e911_stations_builder_new(NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_builder_new(&allocator, &builder), E911_ERR_INVALID_ARGUMENT);
    allocator.struct_size = 1;
    cr_expect_eq(e911_stations_builder_new(&allocator, &builder), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_stations_builder_load_csv(NULL, "ERL", 3, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_builder_load_csv(builder, NULL, 3, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_builder_load_csv(builder, NULL, 0, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(e911_stations_builder_add(NULL, &station, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_builder_add(builder, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    station.elin = (e911_text){NULL, 1};
    cr_expect_eq(e911_stations_builder_add(builder, &station, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_builder_build(NULL, &stations), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_stations_builder_build(builder, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_null(stations);
    e911_stations_builder_free(NULL);
    e911_stations_unref(NULL);
    cr_expect_null(e911_stations_ref(NULL));
    cr_expect_eq(e911_stations_count(NULL), 0);
    stations = build_stations(builder);
    cr_expect_eq(e911_stations_count(stations), 0, "nothing of the refused rows is left");
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
}

Test(station, struct_sizes)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    struct {
        e911_station station;
        char later[8];
    } large = {0};
    e911_station station;
    e911_stations *stations;

    cr_expect_eq(e911_station_init(NULL, sizeof station), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_station_init(&station, sizeof station - 1), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_station_init(&station, 1u << 20), E911_ERR_STRUCT_SIZE);
    memset(&station, 0, sizeof station);
    cr_expect_eq(e911_stations_builder_add(builder, &station, NULL), E911_ERR_STRUCT_SIZE);
    station.struct_size = sizeof station - 1;
    cr_expect_eq(e911_stations_builder_add(builder, &station, NULL), E911_ERR_STRUCT_SIZE);
    /* A program compiled against a later struct: fine as long as it sets nothing unknown here. */
    large.station.struct_size = sizeof large;
    large.station.extension = e911_text_of("1");
    cr_expect_eq(e911_stations_builder_add(builder, &large.station, NULL), E911_OK);
    large.later[7] = 1;
    cr_expect_eq(e911_stations_builder_add(builder, &large.station, NULL), E911_ERR_STRUCT_UNKNOWN);
    stations = build_stations(builder);
    cr_expect_eq(e911_stations_count(stations), 1);
    cr_expect_eq(e911_stations_at(stations, 0, &station), E911_ERR_STRUCT_SIZE);
    memset(large.later, 0x55, sizeof large.later);
    cr_expect_eq(e911_stations_at(stations, 0, &large.station), E911_OK);
    cr_expect_eq(large.station.struct_size, sizeof large);
    cr_expect(is_text(large.station.extension, "1"));
    for (size_t i = 0; i < sizeof large.later; i++)
        cr_expect_eq(large.later[i], 0, "byte %zu", i);
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
}

/* ---- life ------------------------------------------------------------------------------------ */

Test(station, builder_is_empty_after_build)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_stations *first, *second;

    cr_assert_eq(load_csv(builder, "Extension\n1\n2\n", NULL), E911_OK);
    cr_assert_eq(load_csv(builder, "Extension,ERL\n3,x\n", NULL), E911_OK);
    first = build_stations(builder);
    cr_assert_eq(load_csv(builder, "Extension\n4\n", NULL), E911_OK);
    second = build_stations(builder);
    e911_stations_builder_free(builder);
    cr_expect_eq(e911_stations_count(first), 3);
    cr_expect(is_text(station_at(first, 2).extension, "3"));
    cr_expect(is_text(station_at(first, 2).erl, "x"));
    cr_expect_eq(e911_stations_count(second), 1);
    cr_expect(is_text(station_at(second, 0).extension, "4"));
    cr_expect_eq(e911_stations_ref(first), first);
    e911_stations_unref(first);
    cr_expect(is_text(station_at(first, 0).extension, "1"));
    e911_stations_unref(first);
    e911_stations_unref(second);
}

/* Rows from a file and from the program, tables with and without rows, lookups. */
static e911_status whole_life(const e911_allocator *allocator)
{
    e911_stations_builder *builder = NULL;
    e911_stations *stations = NULL, *empty = NULL;
    e911_station station = new_station();
    e911_station_range range = {NULL, 0};
    e911_status status = e911_stations_builder_new(allocator, &builder);

    station.identification_address = e911_text_of("8182@pbx");
    station.network_id = e911_text_of("0004f215c285");
    if (status == E911_OK)
        status = load_csv(builder, "Extension,StationIPAddress\n1,10.0.0.1\n2,\n3,::1\n", NULL);
    for (int i = 0; status == E911_OK && i < 30; i++)
        status = e911_stations_builder_add(builder, &station, NULL);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &stations);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &empty);
    if (stations != NULL) {
        e911_stations_find_identity(stations, "sip:8182@PBX", 12, &range);
        cr_expect_eq(range.count, 30);
    }
    e911_stations_unref(empty);
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
    return status;
}

Test(station, every_allocation_fails)
{
    long tries = fail_every_allocation(whole_life);

    cr_expect_gt(tries, 30, "only %ld allocations were tried", tries);
}

Test(station, a_header_of_unknown_names_is_told_the_known_ones)
{
    static const char text[] = "Mac Address,Ext\n0004f215c285,1\n";
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_error error = new_error();

    cr_assert_eq(e911_stations_builder_load_csv(builder, text, sizeof text - 1, &error),
                 E911_ERR_SYNTAX);
    cr_assert_not_null(strstr(error.expected, "NetworkID"), "%s", error.expected);
    e911_stations_builder_free(builder);
}

/* Whatever fails for want of memory changes nothing; with memory again, it goes on. */
Test(station, builder_outlives_want_of_memory)
{
    struct counting_allocator counting;
    e911_stations_builder *builder;
    e911_stations *stations = NULL;
    e911_status status = E911_ERR_NOMEM;
    int failures = 0;

    counting_allocator_init(&counting, -1);
    builder = new_stations_builder(&counting.allocator);
    cr_assert_eq(load_csv(builder, "Extension,NetworkID\n1,0004f2000001\n", NULL), E911_OK);
    for (long i = 0; i < 2; i++) {
        counting.fail_at = counting.calls + i;
        status = load_csv(builder,
                          "Extension,DisplayName\n5,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                          "\n6,b\n",
                          NULL);
        cr_expect_eq(status, E911_ERR_NOMEM, "load %ld: %s", i, e911_status_name(status));
    }
    for (status = E911_ERR_NOMEM; status == E911_ERR_NOMEM; failures++) {
        counting.fail_at = counting.calls + failures;
        status = e911_stations_builder_build(builder, &stations);
    }
    cr_expect_gt(failures, 4, "only %d allocations of build failed", failures);
    cr_assert_eq(status, E911_OK);
    counting.fail_at = -1;
    cr_expect_eq(e911_stations_count(stations), 1);
    cr_expect(is_text(station_at(stations, 0).extension, "1"));
    cr_expect_eq(load_csv(builder, "Extension\n2\n", NULL), E911_OK);
    e911_stations_builder_free(builder);
    cr_expect_gt(counting.held, 0);
    e911_stations_unref(stations);
    cr_expect_eq(counting.held, 0);
    cr_expect_not(counting.wrong_size);
}
