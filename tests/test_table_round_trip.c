/* Tables of any content that are written, read and written again: nothing is lost or changed. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 16384, COLUMNS_MAX = 6, ROWS_MAX = 6, TABLES = 4000 };

/* ---- random tables --------------------------------------------------------------------------- */

static uint32_t random_below(uint32_t *seed, uint32_t limit)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % limit;
}

/* What a spreadsheet, a reader of CSV or a table may stumble over. */
static const char *const pieces[] = {
    "",     "",     "a",    "12",  "0004f215c285", "8@h",    "sip:%61@H", "10.0.0.1",
    "=1+1", "+1",   "-2",   "@x",  "\"",           "\"\"",   ",",         ";",
    "\t",   "|",    "\n",   "\r",  "\r\n",         " ",      "\xc3\xbc",  "\xef\xbc\x9d",
    "\x01", "sep=", "Note", "ERL", "Extension",    "4.1E+15"};

/* Prose alone, which may hold anything; one of them is the library's. */
static const char *const names[COLUMNS_MAX] = {"DisplayName", "Note",         "note",
                                               "a,b;c|d\te",  "\"q\"\r\nr\"", "sep=;"};

struct table {
    size_t columns;
    size_t rows;
    char cells[ROWS_MAX][COLUMNS_MAX + 1][64];
};

static struct table make_table(uint32_t *seed)
{
    struct table table = {
        1 + random_below(seed, COLUMNS_MAX), random_below(seed, ROWS_MAX + 1), {{{0}}}};

    for (size_t row = 0; row < table.rows; row++) {
        for (size_t column = 0; column < table.columns; column++) {
            for (uint32_t left = random_below(seed, 4); left > 0; left--)
                strcat(table.cells[row][column], pieces[random_below(seed, COUNT(pieces))]);
        }
        /* Extension: a row is not to be a blank one. */
        strcpy(table.cells[row][table.columns], "1");
    }
    return table;
}

/* The table as columns in this order and Extension, by the way that knows no CSV. */
static e911_stations *build(const struct table *table)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_stations *stations;

    for (size_t row = 0; row < table->rows; row++) {
        e911_cell cells[COLUMNS_MAX + 1];

        for (size_t column = 0; column <= table->columns; column++) {
            const char *name = column < table->columns ? names[column] : "Extension";

            cells[column] =
                (e911_cell){e911_text_of(name), e911_text_of(table->cells[row][column])};
        }
        cr_assert_eq(e911_stations_builder_add_cells(builder, cells, table->columns + 1, NULL),
                     E911_OK);
    }
    stations = build_stations(builder);
    e911_stations_builder_free(builder);
    return stations;
}

/* ---- there and back -------------------------------------------------------------------------- */

static size_t write_table(const e911_stations *stations, uint32_t separator, uint32_t flags,
                          char *text)
{
    e911_stations_layout layout = {
        .struct_size = sizeof layout, .separator = separator, .flags = flags};
    size_t len = 0;

    cr_assert_eq(e911_stations_format_csv(stations, &layout, text, TEXT_MAX, &len, NULL), E911_OK);
    return len;
}

static bool begins_formula(const char *text)
{
    return (*text != '\0' && strchr("=+-@\t\r\n", *text) != NULL) ||
           strncmp(text, "\xef\xbc\x9d", 3) == 0;
}

static void check_cells(const struct table *table, const e911_stations *stations, bool guarded)
{
    cr_assert_eq(e911_stations_count(stations), table->rows);
    for (size_t row = 0; row < table->rows; row++) {
        for (size_t column = 0; column <= table->columns; column++) {
            const char *expected = table->cells[row][column];
            e911_text cell;

            cr_assert_eq(e911_stations_cell(stations, row, column, &cell), E911_OK);
            if (guarded && begins_formula(expected)) {
                cr_assert(cell.len > 0 && cell.data[0] == '\'', "%s", expected);
                cell.data++;
                cell.len--;
            }
            cr_assert(is_text(cell, expected), "%zu %zu: %s", row, column, expected);
        }
    }
}

static void go_there_and_back(const struct table *table, const e911_stations *stations,
                              uint32_t separator, uint32_t flags)
{
    static char text[TEXT_MAX], again[TEXT_MAX];
    size_t len = write_table(stations, separator, flags, text);
    e911_stations *read = stations_of_csv(text, len, NULL);

    check_cells(table, read, flags != 0);
    /* What was guarded is prose by now, which needs no quotes. */
    if (flags == 0) {
        cr_assert_eq(write_table(read, separator, flags, again), len);
        cr_assert_eq(memcmp(text, again, len), 0, "%.*s", (int)len, text);
    }
    e911_stations_unref(read);
}

Test(table_round_trip, random_tables_come_back)
{
    static const char separators[] = {',', ';', '\t', '|'};
    uint32_t seed = 911;

    for (int i = 0; i < TABLES; i++) {
        struct table table = make_table(&seed);
        e911_stations *stations = build(&table);

        for (size_t s = 0; table.rows > 0 && s < COUNT(separators); s++) {
            go_there_and_back(&table, stations, (unsigned char)separators[s], 0);
            go_there_and_back(&table, stations, (unsigned char)separators[s],
                              E911_CSV_GUARD_FORMULAS);
        }
        e911_stations_unref(stations);
    }
}

/* The header of a single column says nothing of separators: in the rows there may be none bare. */
Test(table_round_trip, a_single_column_needs_more_quotes)
{
    static const char text[] = "Extension\n\"1;2\"\n\"3,4\"\n\"5|6\"\n\"7\t8\"\n9\n";
    static const char expected[] =
        "Extension\r\n\"1;2\"\r\n\"3,4\"\r\n\"5|6\"\r\n\"7\t8\"\r\n9\r\n";
    static const char separators[] = {',', ';', '\t', '|'};
    e911_stations *stations = stations_of_csv(text, sizeof text - 1, NULL);
    char written[TEXT_MAX];

    for (size_t s = 0; s < COUNT(separators); s++) {
        size_t len = write_table(stations, (unsigned char)separators[s], 0, written);

        cr_assert(is_text((e911_text){written, len}, expected), "%c: %.*s", separators[s], (int)len,
                  written);
    }
    e911_stations_unref(stations);
}
