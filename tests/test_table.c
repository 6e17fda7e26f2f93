/* What all tables share: columns of others, lenient loading, cells, findings, writing back. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static e911_csv lenient_csv(void)
{
    return (e911_csv){.struct_size = sizeof(e911_csv), .flags = E911_CSV_LENIENT};
}

static e911_findings *new_findings(void)
{
    e911_findings *findings;

    cr_assert_eq(e911_findings_new(NULL, &findings), E911_OK);
    return findings;
}

static e911_finding finding_at(const e911_findings *findings, size_t index)
{
    e911_finding finding = {.struct_size = sizeof finding};

    cr_assert_eq(e911_findings_at(findings, index, &finding), E911_OK);
    return finding;
}

/* The table as it writes itself; for free(). */
static char *written(const e911_stations *stations, const e911_stations_layout *layout)
{
    size_t len, again;
    char *text;

    cr_assert_eq(e911_stations_format_csv(stations, layout, NULL, 0, &len, NULL),
                 E911_ERR_BUFFER_SIZE);
    text = calloc(1, len + 1);
    cr_assert_eq(e911_stations_format_csv(stations, layout, text, len, &again, NULL), E911_OK);
    cr_assert_eq(len, again);
    return text;
}

static void check_written(const e911_stations *stations, const e911_stations_layout *layout,
                          const char *expected)
{
    char *text = written(stations, layout);

    cr_assert_str_eq(text, expected);
    free(text);
}

static e911_stations *load_leniently(const char *text, e911_findings *findings)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_csv csv = lenient_csv();
    e911_error error = new_error();
    e911_stations *stations;

    cr_assert_eq(e911_stations_builder_load(builder, text, strlen(text), &csv, findings, &error),
                 E911_OK, "%s", error.message);
    stations = build_stations(builder);
    e911_stations_builder_free(builder);
    return stations;
}

/* ---- writing back ---------------------------------------------------------------------------- */

/* Whatever is loaded is written back byte for byte, where it is in the form that is written. */
Test(table, writes_back_what_it_loads)
{
    static const char *const texts[] = {
        "NetworkID,Extension\r\n",
        "Extension,NetworkID\r\n1,0004f215c285\r\n,0004f215c286\r\n",
        "Floor,Extension,Notes,ERL\r\n3,1,\"a, b\",x\r\n,2,\"two\r\nlines\",\r\n",
        "Note,Extension,Note\r\nfirst,1,second\r\n",
        "DisplayName,Extension\r\n\"say \"\"911\"\"\",1\r\nM\xc3\xbcller;x,2\r\n",
        "DisplayName,Extension\r\n=HYPERLINK(1),+1\r\n@x,-1\r\n",
        "\"A \"\"big\"\" room\",Extension\r\n1,2\r\n",
    };

    for (size_t i = 0; i < COUNT(texts); i++) {
        e911_stations *stations = stations_of_csv(texts[i], strlen(texts[i]), NULL);

        check_written(stations, NULL, texts[i]);
        e911_stations_unref(stations);
    }
}

Test(table, writes_canonical_csv_of_any_dialect)
{
    static const char text[] = "\xef\xbb\xbfsep=;\nExtension;Notes;\n1;a,b;x\n\n2;\"c;d\";y";
    e911_stations *stations = stations_of_csv(text, sizeof text - 1, NULL);
    e911_stations_layout layout = {.struct_size = sizeof layout, .separator = ';'};

    check_written(stations, NULL, "Extension,Notes\r\n1,\"a,b\"\r\n2,c;d\r\n");
    check_written(stations, &layout, "Extension;Notes\r\n1;a,b\r\n2;\"c;d\"\r\n");
    e911_stations_unref(stations);
}

Test(table, joins_the_columns_of_several_texts)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_stations *stations;

    cr_assert_eq(load_csv(builder, "Extension,Room\n1,12\n", NULL), E911_OK);
    cr_assert_eq(load_csv(builder, "Desk,room,ERL\na,13,x\n", NULL), E911_OK);
    cr_assert_eq(load_csv(builder, "Extension,NetworkID\n1,bad\n", NULL), E911_ERR_SYNTAX,
                 "a refused text leaves no column");
    cr_assert_eq(load_csv(builder, "ERL,Lost,NetworkID\nx,y,bad\n", NULL), E911_ERR_SYNTAX);
    stations = build_stations(builder);
    check_written(stations, NULL, "Extension,Room,Desk,ERL\r\n1,12,,\r\n,13,a,x\r\n");
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
}

/* ---- columns and cells ----------------------------------------------------------------------- */

Test(table, gives_every_column_and_cell)
{
    static const char text[] = "Floor,Extension\n3,1\n\"a\"\"b\",2\n";
    e911_stations *stations = stations_of_csv(text, sizeof text - 1, NULL);
    e911_text cell = {NULL, 0};

    cr_assert_eq(e911_stations_column_count(stations), 2);
    cr_assert_eq(e911_stations_column_count(NULL), 0);
    cr_assert_eq(e911_stations_column_name(stations, 0, &cell), E911_OK);
    cr_assert(is_text(cell, "Floor"));
    cr_assert_eq(e911_stations_cell(stations, 1, 0, &cell), E911_OK);
    cr_assert(is_text(cell, "a\"b"));
    cr_assert_eq(e911_stations_cell(stations, 1, 1, &cell), E911_OK);
    cr_assert(is_text(cell, "2"));
    cr_assert_eq(e911_stations_cell(stations, 2, 0, &cell), E911_ERR_NOT_FOUND);
    cr_assert_eq(e911_stations_cell(stations, 0, 2, &cell), E911_ERR_NOT_FOUND);
    cr_assert_eq(e911_stations_column_name(stations, 2, &cell), E911_ERR_NOT_FOUND);
    cr_assert(is_text(cell, "2"), "an error leaves the output alone");
    cr_assert_eq(e911_stations_cell(NULL, 0, 0, &cell), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_cell(stations, 0, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_column_name(NULL, 0, &cell), E911_ERR_INVALID_ARGUMENT);
    e911_stations_unref(stations);
}

static e911_status add_cells(e911_stations_builder *builder, const char *const *pairs, size_t count,
                             e911_error *error)
{
    e911_cell cells[E911_TABLE_COLUMNS_MAX + 1];

    for (size_t i = 0; i < count; i++)
        cells[i] = (e911_cell){e911_text_of(pairs[2 * i]), e911_text_of(pairs[2 * i + 1])};
    return e911_stations_builder_add_cells(builder, cells, count, error);
}

Test(table, adds_rows_by_the_names_of_their_columns)
{
    static const char *const good[] = {"extension", "1",         " Room ",
                                       "a,b",       "NetworkID", "0004F215C285"};
    static const char *const twice[] = {"Extension", "1", "EXTENSION", "2"};
    static const char *const other_twice[] = {"Room", "1", "room", "2"};
    static const char *const nameless[] = {"Extension", "1", " ", "2"};
    static const char *const latin[] = {"Extension", "1", "B\xfcro", "2"};
    static const char *const bad[] = {"Extension", "1", "New", "x", "NetworkID", "0004f215c28g"};
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_error error = new_error();
    e911_stations *stations;

    cr_assert_eq(add_cells(builder, good, 3, &error), E911_OK);
    cr_assert_eq(add_cells(builder, good, 0, &error), E911_OK);
    cr_assert_eq(add_cells(builder, twice, 2, &error), E911_ERR_DUPLICATE);
    cr_assert_eq(error.line, 2);
    cr_assert_eq(add_cells(builder, other_twice, 2, &error), E911_OK,
                 "columns of others may share a name");
    cr_assert_eq(add_cells(builder, nameless, 2, &error), E911_ERR_SYNTAX);
    cr_assert_eq(error.line, 2);
    cr_assert_eq(add_cells(builder, latin, 2, &error), E911_ERR_ENCODING);
    cr_assert(error.line == 2 && error.offset == 1 &&
              strcmp(error.expected, "UTF-8 without NUL") == 0);
    cr_assert_eq(add_cells(builder, bad, 3, &error), E911_ERR_SYNTAX);
    cr_assert(error.line == 3 && error.column == 0 && error.offset == 11);
    cr_assert_eq(e911_stations_builder_add_cells(builder, NULL, 1, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(
        e911_stations_builder_add_cells(builder, &(e911_cell){{NULL, 5}, {"x", 1}}, 1, NULL),
        E911_ERR_INVALID_ARGUMENT);
    stations = build_stations(builder);
    check_written(stations, NULL,
                  "Extension,Room,NetworkID,room\r\n1,\"a,b\",0004F215C285,\r\n,,,\r\n,1,,2\r\n");
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
}

Test(table, a_refused_row_adds_no_column)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_station station = {.struct_size = sizeof station};
    e911_stations *stations;

    station.outbound_ani.len = 1;
    cr_assert_eq(e911_stations_builder_add(builder, &station, NULL), E911_ERR_INVALID_ARGUMENT);
    station.outbound_ani.len = 0;
    station.network_id = e911_text_of("x");
    cr_assert_eq(e911_stations_builder_add(builder, &station, NULL), E911_ERR_SYNTAX);
    cr_assert_eq(load_csv(builder, "ERL\nn\n", NULL), E911_OK);
    stations = build_stations(builder);
    check_written(stations, NULL, "ERL\r\nn\r\n");
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
}

/* A type given as a number is written as its name. */
Test(table, a_row_keeps_its_type)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_station station = {.struct_size = sizeof station, .type = E911_STATION_HOT_DESK};
    e911_stations_layout layout = {.struct_size = sizeof layout};
    e911_stations *stations;

    cr_assert_eq(e911_stations_builder_add(builder, &station, NULL), E911_OK);
    stations = build_stations(builder);
    layout.columns = e911_text_of("StationType");
    check_written(stations, &layout, "StationType\r\nHotDesk\r\n");
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
}

/* A text with `count` columns that are not the library's. */
static e911_status load_others(e911_stations_builder *builder, int from, int count)
{
    char *text = malloc(32 + (size_t)count * 16);
    size_t len = (size_t)sprintf(text, "ERL");
    e911_status status;

    for (int i = 0; i < count; i++)
        len += (size_t)sprintf(text + len, ",C%d", from + i);
    len += (size_t)sprintf(text + len, "\n");
    status = e911_stations_builder_load_csv(builder, text, len, NULL);
    free(text);
    return status;
}

Test(table, limits_the_columns_of_others)
{
    e911_stations_builder *builder = new_stations_builder(NULL);

    cr_assert_eq(load_others(builder, 0, 100), E911_OK);
    cr_assert_eq(load_others(builder, 100, 29), E911_ERR_LIMIT);
    cr_assert_eq(load_others(builder, 100, 28), E911_OK);
    cr_assert_eq(load_others(builder, 200, 1), E911_ERR_LIMIT);
    cr_assert_eq(load_others(builder, 50, 70), E911_OK, "known by then");
    e911_stations_builder_free(builder);
}

Test(table, limits_fields_and_names_of_others)
{
    for (size_t past = 0; past < 2; past++) {
        e911_stations_builder *builder = new_stations_builder(NULL);
        size_t name = E911_TABLE_COLUMN_NAME_MAX + past;
        size_t field = E911_TABLE_OTHER_FIELD_MAX + past;
        char *text = malloc(field + 32);
        e911_error error = new_error();

        memcpy(text, "ERL,", 4);
        memset(text + 4, 'n', name);
        text[4 + name] = '\n';
        cr_assert_eq(e911_stations_builder_load_csv(builder, text, 5 + name, NULL),
                     past == 0 ? E911_OK : E911_ERR_LIMIT);
        memcpy(text, "ERL,o\n,", 7);
        memset(text + 7, 'v', field);
        cr_assert_eq(e911_stations_builder_load_csv(builder, text, 7 + field, &error),
                     past == 0 ? E911_OK : E911_ERR_LIMIT);
        if (past == 0) {
            e911_stations *stations = build_stations(builder);
            e911_text cell;

            cr_assert_eq(e911_stations_cell(stations, 0, 2, &cell), E911_OK);
            cr_assert_eq(cell.len, field);
            e911_stations_unref(stations);
        } else {
            cr_assert_eq(error.offset, 7 + E911_TABLE_OTHER_FIELD_MAX);
        }
        free(text);
        e911_stations_builder_free(builder);
    }
}

/* ---- lenient loading ------------------------------------------------------------------------- */

struct expected {
    const char *name;
    uint32_t line, column, row;
    const char *field;
};

static void check_findings(const e911_findings *findings, uint32_t severity,
                           const struct expected *expected, size_t count)
{
    for (size_t i = 0; i < count && i < e911_findings_count(findings); i++) {
        e911_finding finding = finding_at(findings, i);

        cr_assert_str_eq(finding.name, expected[i].name, "%zu", i);
        cr_assert(finding.line == expected[i].line && finding.column == expected[i].column,
                  "%s: %u:%u", finding.name, finding.line, finding.column);
        cr_assert_eq(finding.row, expected[i].row, "%s: row %u", finding.name, finding.row);
        cr_assert(finding.field == expected[i].field ||
                      (finding.field != NULL && strcmp(finding.field, expected[i].field) == 0),
                  "%s: field", finding.name);
        cr_assert_eq(finding.severity, severity);
        cr_assert_not_null(finding.message);
    }
    cr_assert_eq(e911_findings_count(findings), count);
}

/* A spreadsheet leaves rows of separators, and an editor blanks, where nobody sees a row. */
Test(table, passes_blank_rows_over)
{
    static const char text[] = "Extension,NetworkID\n,\n1,\n \t\n\"\",\" \"\n,,,,\n2,\n,";
    static const struct expected expected[] = {
        {"row-blank", 2, 1, E911_NO_ROW, NULL}, {"row-blank", 4, 1, E911_NO_ROW, NULL},
        {"row-blank", 5, 2, E911_NO_ROW, NULL}, {"row-blank", 6, 1, E911_NO_ROW, NULL},
        {"row-blank", 8, 1, E911_NO_ROW, NULL},
    };
    e911_findings *findings = new_findings();
    e911_stations *stations = load_leniently(text, findings);

    check_findings(findings, E911_SEVERITY_NOTE, expected, COUNT(expected));
    check_written(stations, NULL, "Extension,NetworkID\r\n1,\r\n2,\r\n");
    e911_stations_unref(stations);
    e911_findings_free(findings);
    stations = stations_of_csv(text, sizeof text - 1, NULL);
    cr_assert_eq(e911_stations_count(stations), 2, "they are no flaw to strict loading either");
    e911_stations_unref(stations);
}

/* What a spreadsheet calls ANSI: the row stays, what nobody can read does not. */
Test(table, lenient_loading_leaves_out_what_is_not_utf8)
{
    static const char text[] = "DisplayName,Extension,B\xfcro,Raum\n"
                               "M\xc3\xbcller,1,x,y\n"
                               "M\xfcller,2,x,\xe4\n"
                               "\"M\xfcl\",3\xff,x,z\n";
    static const struct expected expected[] = {
        {"field-encoding", 1, 24, E911_NO_ROW, NULL}, {"field-encoding", 3, 2, 1, "DisplayName"},
        {"field-encoding", 3, 12, 1, NULL},           {"field-encoding", 4, 3, 2, "DisplayName"},
        {"field-encoding", 4, 8, 2, "Extension"},
    };
    e911_findings *findings = new_findings();
    e911_stations *stations = load_leniently(text, findings);

    check_findings(findings, E911_SEVERITY_ERROR, expected, COUNT(expected));
    check_written(stations, NULL,
                  "DisplayName,Extension,Raum\r\nM\xc3\xbcller,1,y\r\n,2,\r\n,,z\r\n");
    e911_stations_unref(stations);
    e911_findings_free(findings);
}

/* Nobody is to wonder where the rows before the header are. */
Test(table, says_what_it_passes_over_before_the_header)
{
    static const struct {
        const char *text;
        size_t count;
        struct expected expected;
    } cases[] = {
        {"Extension\n1\n", 0, {0}},
        {"\xef\xbb\xbf\r\n\nExtension\n1\n", 0, {0}},
        {"sep=;\r\n\r\nExtension;ERL\r\n1;x\r\n", 0, {0}},
        {"Stations\nExtension\n1\n", 1, {"preamble", 1, 1, E911_NO_ROW, NULL}},
        {"sep=;\r\n\r\rSite;HQ\nExtension;ERL\n1;x\n", 1, {"preamble", 4, 1, E911_NO_ROW, NULL}},
        {"\xef\xbb\xbf \n a\n,\nExtension\n1\n", 1, {"preamble", 2, 1, E911_NO_ROW, NULL}},
        {"Extension,all\nExtension,ERL\n1,x\n", 1, {"preamble", 1, 1, E911_NO_ROW, NULL}},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_findings *findings = new_findings();
        e911_stations *stations = load_leniently(cases[i].text, findings);

        check_findings(findings, E911_SEVERITY_NOTE, &cases[i].expected, cases[i].count);
        cr_assert_eq(e911_stations_count(stations), 1, "%s", cases[i].text);
        e911_stations_unref(stations);
        e911_findings_free(findings);
    }
}

/* An index that some program wrote, say, is of no use to a call, but it was in the file. */
Test(table, says_what_stands_in_no_column)
{
    static const struct expected expected = {"column-nameless", 3, 1, 1, NULL};
    static const char text[] = ",Extension, ,Room,\n ,1,,a,\n7,2,x,b,y\n8,3,,c,\n";
    e911_findings *findings = new_findings();
    e911_stations *stations = load_leniently(text, findings);

    check_findings(findings, E911_SEVERITY_WARNING, &expected, 1);
    check_written(stations, NULL, "Extension,Room\r\n1,a\r\n2,b\r\n3,c\r\n");
    e911_stations_unref(stations);
    e911_findings_free(findings);
}

Test(table, lenient_loading_takes_what_it_can)
{
    static const char text[] = "\n"
                               "Extension,NetworkID,StationIPAddress,StationType\n"
                               "1,0004f215c28g,10.0.0.256,Desk\n"
                               "2,4f215285,,\n"
                               "3,1.2E+11\n"
                               "4,,,,surplus\n"
                               "5,,,,,\n"
                               "6\"x,,,\n"
                               "\"7\n8\",,,\n"
                               "9,0004f215c285,10.0.0.1,HotDesk\n"
                               "1234567,00412345678,,\n";
    static const struct expected expected[] = {
        {"network-id-bad", 3, 14, 0, "NetworkID"},
        {"ip-address-bad", 3, 25, 0, "StationIPAddress"},
        {"station-type-bad", 3, 27, 0, "StationType"},
        {"network-id-damaged", 4, 3, 1, "NetworkID"},
        {"row-length", 5, 1, 2, NULL},
        {"network-id-damaged", 5, 3, 2, "NetworkID"},
        {"row-length", 6, 6, 3, NULL},
        {"row-syntax", 8, 2, E911_NO_ROW, NULL},
        {"field-encoding", 9, 3, 5, "Extension"},
        {"network-id-damaged", 12, 9, 7, "NetworkID"},
    };
    e911_findings *findings = new_findings();
    e911_stations *stations = load_leniently(text, findings);
    e911_station station;

    check_findings(findings, E911_SEVERITY_ERROR, expected, COUNT(expected));
    cr_assert_eq(e911_stations_count(stations), 8);
    station = station_at(stations, 0);
    cr_assert(is_text(station.network_id, "0004f215c28g"), "the text stays");
    cr_assert_eq(station.known, 0, "but it is no address");
    cr_assert_eq(station.type, E911_STATION_OF_NO_KNOWN_TYPE);
    cr_assert(is_text(station_at(stations, 2).network_id, "1.2E+11"));
    cr_assert(is_text(station_at(stations, 5).extension, ""), "a line break in a key");
    station = station_at(stations, 6);
    cr_assert_eq(station.known, E911_STATION_HAS_MAC | E911_STATION_HAS_IP);
    cr_assert_eq(station.type, E911_STATION_HOT_DESK);
    e911_stations_unref(stations);
    e911_findings_free(findings);
}

Test(table, lenient_loading_wants_no_list)
{
    e911_stations *stations = load_leniently("Extension,NetworkID\n1,x\n", NULL);

    cr_assert_eq(e911_stations_count(stations), 1);
    e911_stations_unref(stations);
}

Test(table, lenient_loading_refuses_what_is_no_table)
{
    static const struct {
        const char *text;
        size_t len;
        e911_status status;
    } cases[] = {
        {"", 0, E911_ERR_SYNTAX},
        {"a,b\n1,2\n", 8, E911_ERR_SYNTAX},
        {"ERL,ERL\n", 8, E911_ERR_DUPLICATE},
        {"ERL\0\n", 5, E911_ERR_ENCODING},
        {"\xff\xfe"
         "E\0R\0",
         6, E911_ERR_ENCODING},
    };
    e911_csv csv = lenient_csv();

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_stations_builder *builder = new_stations_builder(NULL);

        cr_assert_eq(
            e911_stations_builder_load(builder, cases[i].text, cases[i].len, &csv, NULL, NULL),
            cases[i].status, "%zu", i);
        e911_stations_builder_free(builder);
    }
}

Test(table, options_are_checked)
{
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_csv csv = {.struct_size = sizeof csv, .separator = ';'};

    cr_assert_eq(e911_csv_init(NULL, sizeof csv), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_builder_load(builder, "ERL,a;b\n1;2\n", 12, &csv, NULL, NULL),
                 E911_ERR_SYNTAX);
    cr_assert_eq(e911_stations_builder_load(builder, "ERL;b\n1,0;2\n", 12, &csv, NULL, NULL),
                 E911_OK);
    csv.separator = ':';
    cr_assert_eq(e911_stations_builder_load(builder, "ERL\n", 4, &csv, NULL, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    csv = (e911_csv){.struct_size = sizeof csv, .flags = 4};
    cr_assert_eq(e911_stations_builder_load(builder, "ERL\n", 4, &csv, NULL, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    csv = (e911_csv){.struct_size = 1};
    cr_assert_eq(e911_stations_builder_load(builder, "ERL\n", 4, &csv, NULL, NULL),
                 E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_stations_builder_load(NULL, "ERL\n", 4, NULL, NULL, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_builder_load(builder, NULL, 4, NULL, NULL, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    e911_stations_builder_free(builder);
}

/* ---- findings -------------------------------------------------------------------------------- */

Test(table, findings_are_counted_past_their_limit)
{
    enum { ROWS = E911_FINDINGS_MAX + 5 };
    static const char header[] = "Extension,NetworkID\n";
    char *text = malloc(sizeof header + ROWS * 3);
    e911_findings *findings = new_findings();
    e911_finding finding = {.struct_size = sizeof finding};
    size_t len = sizeof header - 1;
    e911_stations *stations;

    memcpy(text, header, len);
    for (int i = 0; i < ROWS; i++, len += 3)
        memcpy(text + len, ",x\n", 3);
    text[len] = '\0';
    stations = load_leniently(text, findings);
    cr_assert_eq(e911_findings_count(findings), E911_FINDINGS_MAX);
    cr_assert_eq(e911_findings_dropped(findings), 5);
    cr_assert_eq(e911_stations_count(stations), ROWS);
    cr_assert_eq(e911_findings_at(findings, E911_FINDINGS_MAX, &finding), E911_ERR_NOT_FOUND);
    cr_assert_eq(e911_findings_at(NULL, 0, &finding), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_findings_at(findings, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_findings_count(NULL), 0);
    cr_assert_eq(e911_findings_dropped(NULL), 0);
    e911_stations_unref(stations);
    e911_findings_free(findings);
    e911_findings_free(NULL);
    free(text);
}

/* Want of memory for findings refuses nothing. */
Test(table, findings_do_without_memory)
{
    struct counting_allocator counting;
    e911_findings *findings;
    e911_stations *stations;

    counting_allocator_init(&counting, -1);
    cr_assert_eq(e911_findings_new(&counting.allocator, &findings), E911_OK);
    counting.fail_at = counting.calls;
    stations = load_leniently("Extension,NetworkID\n1,x\n2,y\n", findings);
    cr_assert_eq(e911_stations_count(stations), 2);
    cr_assert_eq(e911_findings_count(findings), 0);
    cr_assert_eq(e911_findings_dropped(findings), 2);
    e911_stations_unref(stations);
    e911_findings_free(findings);
    cr_assert_eq(counting.held, 0);
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* Columns of others, doubled quotes, keys apart, IPv6, lenient loading, cells. */
static e911_status whole_life(const e911_allocator *allocator)
{
    static const char text[] =
        "NetworkID;IdentificationAddress;Extension;StationIPAddress;ERL;\"Note \"\"1\"\"\"\n"
        "0004f215c285;sip:%61@HOST;1;2001:db8::1;x;\"a \"\"b\"\"\"\n"
        "0004f215c285;a@host;1;::ffff:10.0.0.1;x;\"two\nlines\"\n"
        "bad;;;;;\n";
    const e911_cell cell = {e911_text_of("Another"), e911_text_of("b")};
    e911_csv csv = lenient_csv();
    e911_stations_builder *builder;
    e911_stations *stations = NULL;
    e911_status status = e911_stations_builder_new(allocator, &builder);

    if (status != E911_OK)
        return status;
    status = e911_stations_builder_load(builder, text, sizeof text - 1, &csv, NULL, NULL);
    if (status == E911_OK)
        status = e911_stations_builder_add_cells(builder, &cell, 1, NULL);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &stations);
    if (status == E911_OK) {
        e911_row_range range;

        cr_assert_eq(e911_stations_find_identity(stations, "a@host", 6, &range), E911_OK);
        cr_assert_eq(range.count, 2);
        cr_assert_eq(e911_stations_find_extension(stations, " 1 ", 3, &range), E911_OK);
        cr_assert_eq(range.count, 2);
        cr_assert_eq(e911_stations_find_erl(stations, "X", 1, &range), E911_OK);
        cr_assert_eq(range.count, 0, "by case");
    }
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
    return status;
}

Test(table, every_allocation_fails)
{
    cr_assert_gt(fail_every_allocation(whole_life), 15);
}
