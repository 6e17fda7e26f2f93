/* The world table: its rows, its readers, and the plan each region makes. */
#include "support.h"

#include <criterion/criterion.h>
#include <e911/region.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBPHONENUMBER E911_REGION_SOURCE_LIBPHONENUMBER
#define ANDROID        E911_REGION_SOURCE_ANDROID

/* ---- reading the table ----------------------------------------------------------------------- */

static e911_region region_at(uint32_t index)
{
    e911_region region;

    e911_region_init(&region, sizeof region);
    cr_assert_eq(e911_region_at(index, &region), E911_OK, "region %u", index);
    return region;
}

static e911_region_number number_at(uint32_t region, uint32_t index)
{
    e911_region_number number;

    e911_region_number_init(&number, sizeof number);
    cr_assert_eq(e911_region_number_at(region, index, &number), E911_OK, "row %u of region %u",
                 index, region);
    return number;
}

static uint32_t index_of(const char *code)
{
    uint32_t index = 0;

    cr_assert_eq(e911_region_find(code, strlen(code), &index, NULL), E911_OK, "%s", code);
    return index;
}

/* False: the region has no such row. */
static bool find_number(uint32_t region, const char *digits, e911_region_number *ret)
{
    for (uint32_t i = 0; i < region_at(region).number_count; i++) {
        *ret = number_at(region, i);
        if (is_text(ret->number, digits))
            return true;
    }
    return false;
}

/* A plan of one region and the access prefixes, one character each. */
static e911_plan *plan_of(uint32_t region, const char *prefixes)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_text code = region_at(region).code;
    e911_plan *plan;

    cr_assert_eq(e911_plan_builder_set_region(builder, code.data, code.len, NULL), E911_OK);
    for (; *prefixes != '\0'; prefixes++)
        cr_assert_eq(e911_plan_builder_add_access_prefix(builder, prefixes, 1, NULL), E911_OK);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    return plan;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static bool is_code(e911_text code)
{
    return code.len == 2 && code.data[0] >= 'A' && code.data[0] <= 'Z' && code.data[1] >= 'A' &&
           code.data[1] <= 'Z';
}

Test(region, regions_in_order)
{
    cr_expect_geq(e911_region_count(), 244u, "only %u regions", e911_region_count());
    for (uint32_t i = 0; i < e911_region_count(); i++) {
        e911_region region = region_at(i);
        char lower[2];
        uint32_t found = UINT32_MAX;

        cr_assert(is_code(region.code), "region %u", i);
        cr_expect_gt(region.number_count, 0u, "region %u has no numbers", i);
        if (i > 0)
            cr_expect_gt(memcmp(region.code.data, region_at(i - 1).code.data, 2), 0, "place %u", i);
        cr_expect_eq(index_of((char[]){region.code.data[0], region.code.data[1], '\0'}), i);
        lower[0] = (char)(region.code.data[0] | 0x20);
        lower[1] = (char)(region.code.data[1] | 0x20);
        cr_expect_eq(e911_region_find(lower, 2, &found, NULL), E911_OK);
        cr_expect_eq(found, i, "%.2s", lower);
    }
}

/* Emergency numbers come first, then test, crisis and ordinary ones; each by number, each once. */
static void expect_behind(const e911_region_number *before, const e911_region_number *row)
{
    static const int place[] = {3, 0, 1, 2};
    int order = place[row->call_class] - place[before->call_class];
    size_t len = before->number.len < row->number.len ? before->number.len : row->number.len;
    int digits = memcmp(row->number.data, before->number.data, len);

    if (order == 0)
        order = digits != 0 ? digits : (int)row->number.len - (int)before->number.len;
    cr_expect_gt(order, 0, "%.*s %.*s is out of order or stands twice", (int)row->region.len,
                 row->region.data, (int)row->number.len, row->number.data);
}

static void expect_row(const e911_region_number *row, e911_text region)
{
    const char *of = row->number.data; /* ends in NUL inside the library */
    static const char *const general[] = {"", "urn:service:sos", "urn:service:test.sos", ""};
    bool one_service = row->services != 0 && (row->services & (row->services - 1)) == 0;

    cr_expect(row->region.len == 2 && memcmp(row->region.data, region.data, 2) == 0, "%s", of);
    cr_assert_lt(row->call_class, 4u, "%s", of);
    cr_expect(row->number.len >= 2 && row->number.len <= E911_PLAN_NUMBER_MAX, "%s", of);
    cr_expect_eq(strspn(row->number.data, "0123456789"), row->number.len, "%s", of);
    cr_expect_eq(strspn(row->standardized.data, "0123456789"), row->standardized.len, "%s", of);
    cr_expect_gt(row->standardized.len, 0u, "%s", of);
    cr_expect(one_service ? row->service.len > strlen("urn:service:sos.") &&
                                memcmp(row->service.data, "urn:service:sos.", 16) == 0
                          : is_text(row->service, general[row->call_class]),
              "%s: service", of);
    cr_expect_eq(row->reserved, 0u);
    if (row->call_class == E911_CLASS_EMERGENCY)
        cr_expect(row->sources > 0 && row->sources <= (LIBPHONENUMBER | ANDROID), "%s", of);
    else
        cr_expect(row->sources == E911_REGION_SOURCE_NANP && row->services == 0, "%s", of);
    if ((row->sources & ANDROID) == 0)
        cr_expect_eq(row->services, 0u, "%s: only Android names services", of);
}

Test(region, rows_are_sound)
{
    for (uint32_t i = 0; i < e911_region_count(); i++) {
        e911_region region = region_at(i);

        cr_expect_eq(number_at(i, 0).call_class, E911_CLASS_EMERGENCY, "region %u", i);
        for (uint32_t k = 0; k < region.number_count; k++) {
            e911_region_number row = number_at(i, k);

            expect_row(&row, region.code);
            if (k > 0) {
                e911_region_number before = number_at(i, k - 1);

                expect_behind(&before, &row);
            }
        }
    }
}

Test(region, rows_everyone_knows)
{
    static const struct {
        const char *region, *number;
        uint32_t call_class;
        const char *service, *standardized;
        uint32_t sources;
        const char *note;
    } cases[] = {
        {"US", "911", 1, "urn:service:sos", "911", 3, ""},
        {"US", "112", 1, "urn:service:sos", "911", 1, "not listed by Android"},
        {"CA", "112", 1, "urn:service:sos", "911", 3, ""},
        {"US", "933", 2, "urn:service:test.sos", "933", 4, NULL},
        {"US", "988", 3, "", "988", 4, NULL},
        {"US", "411", 0, "", "411", 4, NULL},
        {"DE", "112", 1, "urn:service:sos", "112", 3, ""},
        {"DE", "110", 1, "urn:service:sos", "110", 1, "not listed by Android"},
        {"AU", "000", 1, "urn:service:sos", "000", 3, ""},
        {"AT", "128", 1, "urn:service:sos.mountain", "128", 2, NULL},
        {"JP", "110", 1, "urn:service:sos.police", "110", 3, ""},
        {"JP", "118", 1, "urn:service:sos.marine", "118", 2, "not listed by libphonenumber"},
        {"JP", "119", 1, "urn:service:sos", "119", 3, ""},
        {"FR", "15", 1, "urn:service:sos.ambulance", "15", 3, NULL},
        {"FR", "18", 1, "urn:service:sos.fire", "18", 3, NULL},
        {"BB", "211", 1, "urn:service:sos.police", "211", 3, ""},
        {"BB", "411", 0, "", "411", 4, NULL},
        {"SZ", "933", 1, "urn:service:sos.fire", "933", 2, "not listed by libphonenumber"},
        {"SB", "988", 1, "urn:service:sos.fire", "988", 2, "not listed by libphonenumber"},
        {"TO", "933", 1, "urn:service:sos.ambulance", "933", 3, ""},
        {"BZ", "990", 1, "urn:service:sos", "990", 1, "not listed by Android"},
        {"ET", "991", 1, "urn:service:sos", "991", 3, ""},
        {"HN", "911", 1, "urn:service:sos", "911", 2,
         "not listed by libphonenumber; the sources share no number of this region"},
        {"HN", "199", 1, "urn:service:sos", "199", 1, NULL},
        {"GN", "442020", 1, "urn:service:sos.ambulance", "442020", 2, ""},
        {"CH", "0800117117", 1, "urn:service:sos", "0800117117", 2, NULL},
        {"AC", "999", 1, "urn:service:sos", "999", 1, ""},
        {"XK", "112", 1, "urn:service:sos", "112", 1, "not listed by Android"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_region_number row;

        if (!find_number(index_of(cases[i].region), cases[i].number, &row))
            cr_assert_fail("%s %s is missing", cases[i].region, cases[i].number);
        cr_expect_eq(row.call_class, cases[i].call_class, "%s", cases[i].number);
        cr_expect(is_text(row.service, cases[i].service), "%zu: %.*s", i, (int)row.service.len,
                  row.service.data);
        cr_expect(is_text(row.standardized, cases[i].standardized), "%zu: standardized", i);
        cr_expect_eq(row.sources, cases[i].sources, "%zu: sources %u", i, row.sources);
        cr_expect(cases[i].note == NULL ? row.note.len > 0 : is_text(row.note, cases[i].note),
                  "%zu: note %.*s", i, (int)row.note.len, row.note.data);
    }
}

/* ---- the North American Numbering Plan ------------------------------------------------------- */

static bool is_among(e911_text code, const char *codes)
{
    for (; *codes != '\0'; codes += 3) {
        if (memcmp(code.data, codes, 2) == 0)
            return true;
    }
    return false;
}

static void expect_numbering_plan_row(uint32_t region, const char *number, uint32_t call_class,
                                      bool expected)
{
    e911_text code = region_at(region).code;
    e911_region_number row;

    if (!find_number(region, number, &row))
        cr_expect_not(expected, "%.2s %s is missing", code.data, number);
    else if (row.call_class == E911_CLASS_EMERGENCY)
        cr_expect_lt(row.sources, (uint32_t)E911_REGION_SOURCE_NANP, "%.2s %s", code.data, number);
    else
        cr_expect(expected && row.call_class == call_class, "%.2s %s", code.data, number);
}

Test(region, numbering_plan)
{
    static const struct {
        const char *number;
        uint32_t call_class;
    } rows[] = {{"933", 2}, {"988", 3}, {"211", 0}, {"311", 0}, {"411", 0},
                {"511", 0}, {"611", 0}, {"711", 0}, {"811", 0}};
    uint32_t count = 0;

    for (uint32_t i = 0; i < e911_region_count(); i++) {
        e911_region region = region_at(i);
        bool inside = is_among(region.code, "US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS "
                                            "PR SX TC TT VC VG VI ");
        bool law = is_among(region.code, "US AS GU MP PR VI ");

        count += inside;
        cr_expect_eq(
            region.flags,
            (uint32_t)((inside ? E911_REGION_NANP : 0) | (law ? E911_REGION_KARIS_LAW : 0)),
            "%.2s: flags %u", region.code.data, region.flags);
        for (size_t k = 0; k < COUNT(rows); k++)
            expect_numbering_plan_row(i, rows[k].number, rows[k].call_class, inside);
    }
    cr_expect_eq(count, 25u, "%u regions of the numbering plan", count);
}

/* ---- the readers ----------------------------------------------------------------------------- */

Test(region, codes_that_are_none)
{
    static const struct {
        const char *code;
        e911_status status;
    } cases[] = {
        {"", E911_ERR_SYNTAX},      {"U", E911_ERR_SYNTAX},     {"USA", E911_ERR_SYNTAX},
        {"U1", E911_ERR_SYNTAX},    {"U ", E911_ERR_SYNTAX},    {"\xc3\x9c", E911_ERR_SYNTAX},
        {"AA", E911_ERR_NOT_FOUND}, {"zz", E911_ERR_NOT_FOUND}, {"AQ", E911_ERR_NOT_FOUND},
        {"UC", E911_ERR_NOT_FOUND}, {"EU", E911_ERR_NOT_FOUND},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_error error = new_error();
        uint32_t index = 77;

        cr_expect_eq(e911_region_find(cases[i].code, strlen(cases[i].code), &index, &error),
                     cases[i].status, "%s", cases[i].code);
        cr_expect(error.status == cases[i].status && error.offset == 0 && error.message != NULL &&
                      error.expected != NULL,
                  "%s: the detail", cases[i].code);
        cr_expect_eq(index, 77u, "%s: an output was touched", cases[i].code);
    }
}

Test(region, arguments)
{
    e911_region_number number;
    e911_region region;
    uint32_t us = index_of("US");

    cr_expect_eq(e911_region_init(NULL, sizeof region), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_region_init(&region, sizeof region - 1), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_region_init(&region, sizeof region), E911_OK);
    cr_expect_eq(e911_region_number_init(NULL, sizeof number), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_region_number_init(&number, sizeof number - 1), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_region_number_init(&number, sizeof number), E911_OK);

    cr_expect_eq(e911_region_find(NULL, 2, &us, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_region_find(NULL, 0, &us, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(e911_region_find("US", 2, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_region_at(0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_region_at(e911_region_count(), &region), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_region_at(UINT32_MAX, &region), E911_ERR_NOT_FOUND);
    cr_expect_eq(region.number_count, 0u, "an output was touched");
    cr_expect_eq(e911_region_number_at(us, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_region_number_at(us, region_at(us).number_count, &number),
                 E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_region_number_at(us, UINT32_MAX, &number), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_region_number_at(e911_region_count(), 0, &number), E911_ERR_NOT_FOUND);
    cr_expect_eq(number.number.len, 0u, "an output was touched");
    number.struct_size = 8;
    cr_expect_eq(e911_region_number_at(us, 0, &number), E911_ERR_STRUCT_SIZE);
    region.struct_size = 0;
    cr_expect_eq(e911_region_at(us, &region), E911_ERR_STRUCT_SIZE);
}

/* A program compiled against a later, larger struct. */
Test(region, later_structs)
{
    struct {
        e911_region_number number;
        char later[8];
    } large;

    memset(&large, 0x55, sizeof large);
    large.number.struct_size = sizeof large;
    cr_expect_eq(e911_region_number_at(index_of("US"), 0, &large.number), E911_OK);
    cr_expect_eq(large.number.struct_size, sizeof large);
    cr_expect(is_text(large.number.number, "112"));
    for (size_t i = 0; i < sizeof large.later; i++)
        cr_expect_eq(large.later[i], 0, "byte %zu", i);
}

Test(region, source_names)
{
    static const char *const names[] = {"?", "libphonenumber", "Android", "?", "NANP", "?"};

    for (size_t i = 0; i < COUNT(names); i++)
        cr_expect_str_eq(e911_region_source_name(i), names[i]);
    cr_expect_str_eq(e911_region_source_name(-1), "?");
}

/* ---- the plan of a region -------------------------------------------------------------------- */

static void expect_in_plan(const e911_plan *plan, const e911_region_number *row)
{
    e911_match match = classify(plan, row->number.data, row->number.len);

    cr_expect_eq(match.call_class, row->call_class, "%.2s %s: class %u", row->region.data,
                 row->number.data, match.call_class);
    if (row->call_class == E911_CLASS_NONE)
        return;
    cr_expect_eq(match.source, E911_MATCH_REGION, "%.2s %s: source %u", row->region.data,
                 row->number.data, match.source);
    cr_expect(is_text(match.number, row->standardized.data), "%.2s %s: number %.*s",
              row->region.data, row->number.data, (int)match.number.len, match.number.data);
}

/* Bare as the table says, whatever the prefixes; behind a prefix the same class. A bare reading
   wins over a prefixed one. */
static void expect_plan(uint32_t region, const char *prefixes)
{
    e911_plan *plan = plan_of(region, prefixes);

    for (uint32_t i = 0; i < region_at(region).number_count; i++) {
        e911_region_number row = number_at(region, i);
        char text[E911_PLAN_NUMBER_MAX + 2];

        expect_in_plan(plan, &row);
        for (const char *prefix = prefixes; *prefix != '\0'; prefix++) {
            e911_region_number bare;

            snprintf(text, sizeof text, "%c%s", *prefix, row.number.data);
            if (!find_number(region, text, &bare))
                cr_expect_eq(class_of(plan, text), row.call_class, "%.2s %s: class %u",
                             row.region.data, text, class_of(plan, text));
        }
    }
    e911_plan_unref(plan);
}

Test(region, plan_of_every_region)
{
    for (uint32_t i = 0; i < e911_region_count(); i++) {
        expect_plan(i, "");
        expect_plan(i, "9");
        expect_plan(i, "08");
    }
}
