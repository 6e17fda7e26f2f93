/* The builder of a station table: CSV taken and refused, single rows, limits, want of memory. */
#define _POSIX_C_SOURCE 200809L

#include "support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <e911/station.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- vectors --------------------------------------------------------------------------------- */

static void put_escaped(FILE *to, e911_text text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (c == '\n' || c == '\r')
            fputs(c == '\n' ? "\\n" : "\\r", to);
        else if (c < 0x20 || c > 0x7e)
            fprintf(to, "\\x%02x", c);
        else
            fputc(c, to);
    }
}

/* A row as the vectors write it. */
static void put_row(FILE *to, const e911_station *station)
{
    static const char *const types[] = {"Managed",       "Unmanaged", "SoftPhone",
                                        "RemoteStation", "Mobile",    "HotDesk"};
    char text[E911_IP_TEXT_SIZE];
    size_t len = 0;

    fprintf(to, "%u;", station->line);
    put_escaped(to, station->display_name);
    fputc(';', to);
    put_escaped(to, station->identification_address);
    fputc(';', to);
    put_escaped(to, station->extension);
    fprintf(to, ";%s;", station->type < COUNT(types) ? types[station->type] : "?");
    if (station->known & E911_STATION_HAS_MAC)
        e911_mac_format(&station->mac, text, sizeof text, &len);
    fprintf(to, "%.*s;", (int)len, text);
    len = 0;
    if (station->known & E911_STATION_HAS_IP)
        e911_ip_format(&station->ip, text, sizeof text, &len);
    fprintf(to, "%.*s", (int)len, text);
}

static char *rows_as_text(const e911_stations *stations)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);

    if (e911_stations_count(stations) == 0)
        fputc('-', to);
    for (size_t i = 0; i < e911_stations_count(stations); i++) {
        e911_station station = station_at(stations, i);

        fputs(i == 0 ? "" : " | ", to);
        put_row(to, &station);
    }
    fclose(to);
    return text;
}

Test(station, csv_accepted)
{
    struct vector_file file = vector_file_open("tests/vectors/station/accepted.tsv", 3);
    struct vector_row row;

    while (vector_file_next(&file, &row)) {
        e911_stations_builder *builder = new_stations_builder(NULL);
        e911_error error = new_error();
        e911_stations *stations;
        size_t len = unescape_column(&row, 1);
        char *rows;

        cr_expect_eq(e911_stations_builder_load_csv(builder, row.columns[1], len, &error), E911_OK,
                     "%s: %s", row.columns[0], error.message);
        stations = build_stations(builder);
        rows = rows_as_text(stations);
        cr_expect_str_eq(rows, row.columns[2], "%s", row.columns[0]);
        free(rows);
        e911_stations_unref(stations);
        e911_stations_builder_free(builder);
    }
    cr_expect_geq(file.count, 46u, "only %u vectors were read", file.count);
}

/* A refusal takes nothing in: the rows of before and of after stand alone. */
static void check_refused(const struct vector_row *row)
{
    static const char good[] = "Extension,NetworkID\n1,0004f2000001\n2,0004f2000002\n";
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_error error = new_error();
    size_t len = unescape_column(row, 5);
    e911_stations *stations;
    e911_status status;
    char *rows;

    cr_assert_eq(load_csv(builder, good, NULL), E911_OK);
    status = e911_stations_builder_load_csv(builder, row->columns[5], len, &error);
    cr_expect_str_eq(e911_status_name(status), row->columns[1], "%s", row->columns[0]);
    cr_expect_eq(error.status, status, "%s: status of the detail", row->columns[0]);
    cr_expect_eq(error.line, strtoul(row->columns[2], NULL, 10), "%s: line %u", row->columns[0],
                 error.line);
    cr_expect_eq(error.column, strtoul(row->columns[3], NULL, 10), "%s: column %u", row->columns[0],
                 error.column);
    cr_expect_eq(error.offset, strtoul(row->columns[4], NULL, 10), "%s: offset %u", row->columns[0],
                 (unsigned)error.offset);
    cr_expect(error.message != NULL, "%s: no message", row->columns[0]);
    cr_assert_eq(load_csv(builder, "Extension\n3\n", NULL), E911_OK);
    stations = build_stations(builder);
    rows = rows_as_text(stations);
    cr_expect_str_eq(rows,
                     "2;;;1;Managed;0004f2000001; | 3;;;2;Managed;0004f2000002; | 2;;;3;Managed;;",
                     "%s", row->columns[0]);
    free(rows);
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
}

Test(station, csv_refused)
{
    struct vector_file file = vector_file_open("tests/vectors/station/refused.tsv", 6);
    struct vector_row row;

    while (vector_file_next(&file, &row))
        check_refused(&row);
    cr_expect_geq(file.count, 73u, "only %u vectors were read", file.count);
}

/* A text cut anywhere is taken or refused, and never read past its end. */
Test(station, csv_cut_anywhere)
{
    static const char whole[] = "\xef\xbb\xbf"
                                "DisplayName,NetworkID,StationIPAddress,StationType\r\n"
                                "\"a \"\"b\"\",\n\",00:04:f2:15:c2:85,[2001:db8::1],HotDesk\r\n";

    for (size_t len = 0; len < sizeof whole; len++) {
        e911_stations_builder *builder = new_stations_builder(NULL);
        e911_error error = new_error();
        char *cut = malloc(len + 1);
        e911_status status;

        memcpy(cut + 1, whole, len);
        status = e911_stations_builder_load_csv(builder, cut + 1, len, &error);
        cr_expect(status == E911_OK || status == E911_ERR_SYNTAX || status == E911_ERR_ENCODING,
                  "%zu: %s", len, e911_status_name(status));
        cr_expect(status == E911_OK || (error.offset <= len && error.line > 0 && error.column > 0),
                  "%zu: place", len);
        free(cut);
        e911_stations_builder_free(builder);
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

/* A CSV text whose one field has `len` bytes. */
static char *csv_with_field(const char *header, size_t len, bool quoted)
{
    size_t head = strlen(header);
    char *text = malloc(head + len + 4);

    memcpy(text, header, head);
    text[head] = '"';
    memset(text + head + quoted, 'a', len);
    strcpy(text + head + quoted + len, quoted ? "\"\n" : "\n");
    return text;
}

static void expect_field_limit(const char *header, bool quoted)
{
    size_t head = strlen(header) + quoted;
    size_t row = (size_t)(strchr(header, '\n') - header) + 1;

    for (size_t past = 0; past <= 1; past++) {
        e911_stations_builder *builder = new_stations_builder(NULL);
        char *text = csv_with_field(header, E911_TABLE_FIELD_MAX + past, quoted);
        e911_status expected = past == 0 ? E911_OK : E911_ERR_LIMIT;
        e911_error error = new_error();

        cr_expect_eq(load_csv(builder, text, &error), expected, "%s%zu", header, past);
        if (past > 0) {
            cr_expect_eq(error.offset, head + E911_TABLE_FIELD_MAX, "%s", header);
            cr_expect_eq(error.line, 2, "%s", header);
            cr_expect_eq(error.column, head - row + 1 + E911_TABLE_FIELD_MAX, "%s", header);
        }
        free(text);
        e911_stations_builder_free(builder);
    }
}

Test(station, limit_of_a_field)
{
    expect_field_limit("DisplayName\n", false);
    expect_field_limit("DisplayName\n", true);
    expect_field_limit("IdentificationAddress\n", false);
    expect_field_limit("NoSuchColumn,ERL\nx,", false);
}

Test(station, limit_of_a_column_of_others)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    char *text = csv_with_field("ERL,Other\nx,", 100000, true);

    cr_expect_eq(load_csv(builder, text, NULL), E911_OK);
    free(text);
    e911_stations_builder_free(builder);
}

Test(station, limit_of_columns)
{
    for (int columns = E911_TABLE_COLUMNS_MAX; columns <= E911_TABLE_COLUMNS_MAX + 1; columns++) {
        e911_stations_builder *builder = new_stations_builder(NULL);
        e911_error error = new_error();
        e911_stations *stations;
        char text[1024] = "Extension";
        char *rows;

        memset(text + 9, ',', (size_t)columns - 1);
        strcat(text, "\n42");
        memset(text + strlen(text), ',', (size_t)columns - 1);
        if (columns > E911_TABLE_COLUMNS_MAX) {
            cr_expect_eq(load_csv(builder, text, &error), E911_ERR_LIMIT);
            cr_expect_eq(error.line, 1);
            cr_expect_eq(error.offset, 9 + E911_TABLE_COLUMNS_MAX);
            cr_expect_eq(error.column, 10 + E911_TABLE_COLUMNS_MAX);
        } else {
            cr_expect_eq(load_csv(builder, text, &error), E911_OK);
        }
        stations = build_stations(builder);
        rows = rows_as_text(stations);
        cr_expect_str_eq(rows, columns > E911_TABLE_COLUMNS_MAX ? "-" : "2;;;42;Managed;;");
        free(rows);
        e911_stations_unref(stations);
        e911_stations_builder_free(builder);
    }
}
