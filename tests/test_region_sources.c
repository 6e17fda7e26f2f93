/*
 * The plan of each region against the two sources of the world table themselves: what either lists
 * is an emergency, and nothing else of the numbers of up to six digits is.
 *
 * Of these 1,111,110 texts a part is tried for every region: those of up to four digits, and what
 * is near a number that any region has. With E911_TEST_LONG set all of them are.
 */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <criterion/criterion.h>
#include <e911/region.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGITS = 6,
    TEXTS = 1111110, /* of 1 to 6 digits */
    LISTED_MAX = 4096
};

/* A number that a source lists. */
struct listed {
    char region[4];
    char number[16];
    uint32_t source;
    bool again; /* the number stands further above, for whatever region */
};

static struct listed listed[LISTED_MAX];
static size_t listed_count;

/* ---- the sources ----------------------------------------------------------------------------- */

static bool is_listed(const char *number)
{
    for (size_t i = 0; i < listed_count; i++) {
        if (strcmp(listed[i].number, number) == 0)
            return true;
    }
    return false;
}

static void read_source(const char *name, uint32_t source)
{
    char path[1024];
    char *text, *line, *rest;
    size_t len;

    snprintf(path, sizeof path, "%s/%s", shared_data_folder(), name);
    text = read_file(path, &len);
    line = strchr(text, '\n') + 1; /* past the names of the columns */
    for (line = strtok_r(line, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
        struct listed *one = &listed[listed_count];

        cr_assert_lt(listed_count, (size_t)LISTED_MAX);
        cr_assert_eq(sscanf(line, "%3[A-Z],%15[0-9]", one->region, one->number), 2, "%s", line);
        one->source = source;
        one->again = is_listed(one->number);
        listed_count++;
    }
    free(text);
}

static void read_sources(void)
{
    if (shared_data_folder() == NULL)
        cr_skip_test("E911_TEST_DATA is not set");
    read_source("emergency_numbers_flat.csv", E911_REGION_SOURCE_LIBPHONENUMBER);
    read_source("android_eccdata.csv", E911_REGION_SOURCE_ANDROID);
    cr_assert_geq(listed_count, 1300u, "only %zu numbers were read", listed_count);
}

static e911_plan *plan_of(const char *region)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan;

    cr_assert_eq(set_region(builder, region, NULL), E911_OK, "%s", region);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    return plan;
}

static void code_at(uint32_t index, char *ret)
{
    e911_region region;

    e911_region_init(&region, sizeof region);
    cr_assert_eq(e911_region_at(index, &region), E911_OK);
    memcpy(ret, region.code.data, 2);
    ret[2] = '\0';
}

/* ---- nothing is lost ------------------------------------------------------------------------- */

Test(region_sources, every_number_listed, .init = read_sources)
{
    for (size_t i = 0; i < listed_count; i++) {
        e911_plan *plan = plan_of(listed[i].region);

        cr_expect_eq(class_of(plan, listed[i].number), E911_CLASS_EMERGENCY, "%s %s",
                     listed[i].region, listed[i].number);
        e911_plan_unref(plan);
    }
}

/* The sources a row names are those that list it. */
static uint32_t sources_of(const char *region, e911_text number)
{
    uint32_t sources = 0;

    for (size_t i = 0; i < listed_count; i++) {
        if (strcmp(listed[i].region, region) == 0 && is_text(number, listed[i].number))
            sources |= listed[i].source;
    }
    return sources;
}

Test(region_sources, every_row_names_its_sources, .init = read_sources)
{
    e911_region_number row;
    char code[3];

    e911_region_number_init(&row, sizeof row);
    for (uint32_t i = 0; i < e911_region_count(); i++) {
        code_at(i, code);
        for (uint32_t k = 0; e911_region_number_at(i, k, &row) == E911_OK; k++) {
            uint32_t expected = sources_of(code, row.number);

            if (row.call_class != E911_CLASS_EMERGENCY)
                expected = expected == 0 ? E911_REGION_SOURCE_NANP : expected;
            cr_expect_eq(row.sources, expected, "%s %.*s: sources %u, not %u", code,
                         (int)row.number.len, row.number.data, row.sources, expected);
        }
    }
}

/* ---- nothing else is an emergency ------------------------------------------------------------ */

/* The place of a text of 1 to 6 digits among all of them. */
static size_t place_of(const char *text)
{
    size_t first = 0, value = 0, power = 10;

    for (size_t i = 0; text[i] != '\0'; i++) {
        value = value * 10 + (size_t)(text[i] - '0');
        if (i > 0) {
            first += power;
            power *= 10;
        }
    }
    return first + value;
}

/* By place: is the text an emergency in the region? */
static unsigned char *emergencies_of(const char *region)
{
    unsigned char *is_emergency = calloc(TEXTS, 1);

    cr_assert_not_null(is_emergency);
    for (size_t i = 0; i < listed_count; i++) {
        if (strcmp(listed[i].region, region) == 0 && strlen(listed[i].number) <= DIGITS)
            is_emergency[place_of(listed[i].number)] = 1;
    }
    return is_emergency;
}

struct sweep {
    const char *region;
    const e911_plan *plan;
    const unsigned char *is_emergency;
    unsigned long tried;
};

static void try_text(struct sweep *sweep, const char *text)
{
    bool found = class_of(sweep->plan, text) == E911_CLASS_EMERGENCY;

    sweep->tried++;
    if (found != (sweep->is_emergency[place_of(text)] != 0))
        cr_assert_fail("%s %s is%s an emergency", sweep->region, text, found ? "" : " not");
}

/* All texts of so many digits. */
static void try_width(struct sweep *sweep, size_t width)
{
    char text[DIGITS + 1] = "";
    size_t count = 1;

    for (size_t i = 0; i < width; i++)
        count *= 10;
    for (size_t value = 0; value < count; value++) {
        size_t rest = value;

        for (size_t i = width; i > 0; i--) {
            text[i - 1] = (char)('0' + rest % 10);
            rest /= 10;
        }
        try_text(sweep, text);
    }
}

/* A number with a digit more, or two of its own, before or behind it, and with one less. */
static void try_near(struct sweep *sweep, const struct listed *one)
{
    char text[32];
    bool own = strcmp(one->region, sweep->region) == 0;
    int most = own ? 100 : 10;

    if (one->again && !own)
        return;
    for (int i = 0; i < most; i++) {
        snprintf(text, sizeof text, own ? "%s%02d" : "%s%d", one->number, i);
        if (strlen(text) <= DIGITS)
            try_text(sweep, text);
        snprintf(text, sizeof text, own ? "%02d%s" : "%d%s", i, one->number);
        if (strlen(text) <= DIGITS)
            try_text(sweep, text);
    }
    if (strlen(one->number) > DIGITS)
        return;
    try_text(sweep, one->number);
    try_text(sweep, one->number + 1);
}

static void try_region(struct sweep *sweep, bool all)
{
    for (size_t width = 1; width <= (all ? DIGITS : 4); width++)
        try_width(sweep, width);
    for (size_t i = 0; i < listed_count && !all; i++)
        try_near(sweep, &listed[i]);
}

Test(region_sources, nothing_else, .init = read_sources)
{
    bool all = getenv("E911_TEST_LONG") != NULL;
    unsigned long tried = 0;
    char code[3];

    for (uint32_t i = 0; i < e911_region_count(); i++) {
        e911_plan *plan;
        unsigned char *is_emergency;
        struct sweep sweep = {.region = code};

        code_at(i, code);
        sweep.plan = plan = plan_of(code);
        sweep.is_emergency = is_emergency = emergencies_of(code);
        try_region(&sweep, all);
        tried += sweep.tried;
        free(is_emergency);
        e911_plan_unref(plan);
    }
    cr_log_info("%lu texts were tried", tried);
    cr_expect_geq(tried, (all ? (unsigned long)TEXTS : 11110ul) * e911_region_count());
}
