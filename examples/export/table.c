#include "table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/finding.h"
#include "../common/text.h"

/* Larger than this is no table of locations. */
#define LOCATIONS_MAX ((size_t)1 << 30)

void table_free(struct table *table)
{
    e911_stations_unref(table->stations);
    e911_locations_unref(table->locations);
    *table = (struct table){NULL, NULL, 0, 0};
}

/* ---- a growing text -------------------------------------------------------------------------- */

struct text {
    char *data;
    size_t length;
    size_t size;
    bool failed;
};

static void append(struct text *text, const char *data, size_t length)
{
    if (!text->failed && text->size - text->length < length) {
        size_t size = text->size + length < 4096 ? 8192 : 2 * (text->size + length);
        char *larger = realloc(text->data, size);

        text->failed = larger == NULL;
        if (larger) {
            text->data = larger;
            text->size = size;
        }
    }
    if (text->failed || length == 0)
        return;
    memcpy(text->data + text->length, data, length);
    text->length += length;
}

static void append_byte(struct text *text, char byte)
{
    append(text, &byte, 1);
}

/* Quotes do no harm, so any byte that some reader could take for the end of a field gets them. */
static bool needs_quotes(e911_text field)
{
    static const bool special[256] = {
        ['"'] = true, [','] = true,  [';'] = true,  ['\t'] = true,
        ['|'] = true, ['\r'] = true, ['\n'] = true,
    };

    for (size_t i = 0; i < field.len; i++)
        if (special[(unsigned char)field.data[i]])
            return true;
    return false;
}

static void append_field(struct text *text, e911_text field, bool is_first)
{
    /* A record of one blank field would be no record without quotes. */
    if (!needs_quotes(field) && !(is_first && field.len == 0)) {
        append(text, field.data, field.len);
        return;
    }
    append_byte(text, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.data[i] == '"')
            append_byte(text, '"');
        append_byte(text, field.data[i]);
    }
    append_byte(text, '"');
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The rows of a source as one CSV text for the library, and where each of them came from. */
struct intake {
    struct source *source;
    e911_text names[SOURCE_COLUMNS_MAX];
    struct text text;
    struct intake_row {
        uint64_t mark;
        uint32_t line;
    } * rows;
    size_t count;
    size_t size;
    unsigned errors;
    unsigned warnings;
};

static void append_record(struct intake *intake, const e911_text *fields, size_t count)
{
    bool is_first = true;

    for (size_t i = 0; i < intake->source->column_count; i++) {
        if (intake->names[i].len == 0)
            continue;
        if (!is_first)
            append_byte(&intake->text, ',');
        append_field(&intake->text, i < count ? fields[i] : (e911_text){NULL, 0}, is_first);
        is_first = false;
    }
    append(&intake->text, "\r\n", 2);
}

/* Spreadsheets leave blank cells at the end of a row out; cells too many belong to no column. */
static enum source_step check_length(struct intake *intake)
{
    struct source *source = intake->source;
    size_t count = source->field_count;

    if (count < source->column_count) {
        finding_print(source->options->name, source->line, 0, FINDING_WARNING, "ROW_LENGTH",
                      "the row has %zu fields, the header %zu; the others are taken for blank",
                      count, source->column_count);
        intake->warnings++;
    }
    while (count > source->column_count && text_trim(source->fields[count - 1]).len == 0)
        count--;
    if (count <= source->column_count)
        return SOURCE_OK;
    source_error_at(source, source->line, 0, "ROW_LENGTH",
                    "the row has %zu fields, the header %zu; expected as many", count,
                    source->column_count);
    return SOURCE_BAD_INPUT;
}

static enum source_step check_bytes(const struct intake *intake)
{
    const struct source *source = intake->source;

    for (size_t i = 0; i < source->field_count; i++)
        if (source->fields[i].len > 0 &&
            memchr(source->fields[i].data, '\0', source->fields[i].len)) {
            source_error_at(source, source->line, (uint32_t)i + 1, "ENCODING",
                            "a NUL byte; expected text");
            return SOURCE_BAD_INPUT;
        }
    return SOURCE_OK;
}

static enum source_step out_of_memory(const struct intake *intake)
{
    source_error(intake->source, "OUT_OF_MEMORY", "not enough memory for %zu stations",
                 intake->count);
    return SOURCE_BAD_INPUT;
}

static enum source_step take_row(struct intake *intake)
{
    struct source *source = intake->source;
    enum source_step step = check_length(intake);

    if (step == SOURCE_OK)
        step = check_bytes(intake);
    if (step != SOURCE_OK)
        return step;
    if (intake->count == intake->size) {
        size_t size = intake->size ? 2 * intake->size : 1024;
        struct intake_row *larger = realloc(intake->rows, size * sizeof *larger);

        if (!larger)
            return out_of_memory(intake);
        intake->rows = larger;
        intake->size = size;
    }
    intake->rows[intake->count++] = (struct intake_row){source->mark, source->line};
    append_record(intake, source->fields, source->field_count);
    return intake->text.failed ? out_of_memory(intake) : SOURCE_OK;
}

static enum source_step take_rows(struct intake *intake, struct progress *progress)
{
    struct source *source = intake->source;
    enum source_step step;

    append_record(intake, intake->names, source->column_count);
    do {
        step = source->kind->next(source);
        if (step == SOURCE_OK)
            step = take_row(intake);
        progress_show(progress, intake->count, source->done, source->total);
    } while (step == SOURCE_OK || step == SOURCE_PENDING);
    return step;
}

/* ---- findings -------------------------------------------------------------------------------- */

static enum finding_severity severity_of(const e911_finding *finding)
{
    return finding->severity == E911_SEVERITY_ERROR     ? FINDING_ERROR
           : finding->severity == E911_SEVERITY_WARNING ? FINDING_WARNING
                                                        : FINDING_NOTE;
}

/* "network-id-damaged" is NETWORK_ID_DAMAGED, as all codes of the programs. */
static void code_of(const e911_finding *finding, char *code, size_t size)
{
    size_t length = 0;

    for (const char *name = finding->name; *name && length + 1 < size; name++)
        code[length++] = *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A')
                         : *name == '-'               ? '_'
                                                      : *name;
    code[length] = '\0';
}

static void place_of(const struct intake *intake, uint32_t row, const char *field, uint32_t *line,
                     uint32_t *column)
{
    struct source *source = intake->source;
    size_t index = 0;

    *line = *column = 0;
    if (row >= intake->count)
        return;
    *line = intake->rows[row].line;
    if (!field)
        return;
    while (index < source->column_count && !text_is(intake->names[index], field))
        index++;
    if (index == source->column_count)
        return;
    *column = (uint32_t)index + 1;
    if (source->kind->place)
        source->kind->place(source, intake->rows[row].mark, index, line, column);
}

static void print_finding(struct intake *intake, const e911_finding *finding)
{
    uint32_t line, column, other_line, other_column;
    char code[64], other[64] = "";

    code_of(finding, code, sizeof code);
    place_of(intake, finding->row, finding->field, &line, &column);
    place_of(intake, finding->other_row, NULL, &other_line, &other_column);
    if (other_line)
        snprintf(other, sizeof other, " (compare %s %u)",
                 intake->source->kind->place ? "line" : "row", other_line);
    finding_print(intake->source->options->name, line, column, severity_of(finding), code,
                  "%s%s%s%s%s%s", finding->field ? finding->field : "", finding->field ? ": " : "",
                  finding->message, finding->expected ? "; expected " : "",
                  finding->expected ? finding->expected : "", other);
    if (finding->severity == E911_SEVERITY_ERROR)
        intake->errors++;
    else if (finding->severity == E911_SEVERITY_WARNING)
        intake->warnings++;
}

static void print_findings(struct intake *intake, const e911_findings *findings)
{
    size_t dropped = e911_findings_dropped(findings);

    for (size_t i = 0; i < e911_findings_count(findings); i++) {
        e911_finding finding = {.struct_size = sizeof finding};

        if (e911_findings_at(findings, i, &finding) == E911_OK)
            print_finding(intake, &finding);
    }
    if (dropped == 0)
        return;
    finding_print(intake->source->options->name, 0, 0, FINDING_ERROR, "TOO_MANY_FINDINGS",
                  "%zu more findings are not shown", dropped);
    intake->errors++;
}

/* ---- the table ------------------------------------------------------------------------------- */

static e911_status build(struct table *table, const struct intake *intake, e911_findings *findings,
                         e911_error *reterr)
{
    e911_csv csv = {.struct_size = sizeof csv, .separator = ',', .flags = E911_CSV_LENIENT};
    e911_stations_builder *builder = NULL;
    e911_status status = e911_stations_builder_new(NULL, &builder);

    if (status == E911_OK)
        status = e911_stations_builder_load(builder, intake->text.data, intake->text.length, &csv,
                                            findings, reterr);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &table->stations);
    e911_stations_builder_free(builder);
    if (status == E911_OK)
        status = e911_stations_lint(table->stations, table->locations, findings);
    return status;
}

static enum source_step build_and_report(struct table *table, struct intake *intake)
{
    e911_error error = {.struct_size = sizeof error};
    e911_findings *findings = NULL;
    e911_status status = e911_findings_new(NULL, &findings);

    if (status == E911_OK)
        status = build(table, intake, findings, &error);
    if (status == E911_ERR_NOMEM) {
        e911_findings_free(findings);
        return out_of_memory(intake);
    }
    if (status != E911_OK) {
        uint32_t line, column;

        place_of(intake, error.line > 1 ? error.line - 2 : E911_NO_ROW, NULL, &line, &column);
        source_error_at(intake->source, line, column,
                        e911_status_name((enum e911_status_code)status) + strlen("E911_ERR_"),
                        "%s; expected %s", error.message ? error.message : "it is refused",
                        error.expected ? error.expected : "a table of stations");
        e911_findings_free(findings);
        return SOURCE_BAD_INPUT;
    }
    print_findings(intake, findings);
    e911_findings_free(findings);
    table->errors += intake->errors;
    table->warnings += intake->warnings;
    return SOURCE_OK;
}

enum source_step table_fill(struct table *table, struct source *source,
                            const struct columns *columns, struct progress *progress)
{
    struct intake *intake = calloc(1, sizeof *intake);
    enum source_step step = SOURCE_BAD_INPUT;

    if (!intake) {
        source_error(source, "OUT_OF_MEMORY", "not enough memory");
        return step;
    }
    intake->source = source;
    if (columns_name(columns, source, intake->names)) {
        step = take_rows(intake, progress);
        progress_end(progress);
    }
    if (step == SOURCE_END)
        step = build_and_report(table, intake);
    free(intake->text.data);
    free(intake->rows);
    free(intake);
    return step;
}

/* ---- locations ------------------------------------------------------------------------------- */

static char *read_text(const char *path, size_t *ret_length)
{
    FILE *stream = fopen(path, "rbe");
    struct text text = {NULL, 0, 0, false};
    char part[16384];
    size_t count;
    int error = errno;

    while (stream && text.length < LOCATIONS_MAX && !text.failed &&
           (count = fread(part, 1, sizeof part, stream)) > 0)
        append(&text, part, count);
    if (stream && !ferror(stream) && !text.failed && text.length < LOCATIONS_MAX) {
        fclose(stream);
        *ret_length = text.length;
        return text.data ? text.data : calloc(1, 1);
    }
    if (stream) {
        error = text.failed || text.length >= LOCATIONS_MAX ? ENOMEM : errno;
        fclose(stream);
    }
    free(text.data);
    finding_print(path, 0, 0, FINDING_ERROR, "CANNOT_READ", "cannot read the locations: %s",
                  strerror(error));
    return NULL;
}

static void print_location_findings(struct table *table, const char *path,
                                    const e911_findings *findings)
{
    for (size_t i = 0; i < e911_findings_count(findings); i++) {
        e911_finding finding = {.struct_size = sizeof finding};
        char code[64];

        if (e911_findings_at(findings, i, &finding) != E911_OK)
            continue;
        code_of(&finding, code, sizeof code);
        finding_print(path, finding.line, finding.column, severity_of(&finding), code, "%s%s%s%s%s",
                      finding.field ? finding.field : "", finding.field ? ": " : "",
                      finding.message, finding.expected ? "; expected " : "",
                      finding.expected ? finding.expected : "");
        if (finding.severity == E911_SEVERITY_ERROR)
            table->errors++;
        else if (finding.severity == E911_SEVERITY_WARNING)
            table->warnings++;
    }
}

static e911_status build_locations(struct table *table, const char *text, size_t length,
                                   e911_findings *findings, e911_error *reterr)
{
    e911_csv csv = {.struct_size = sizeof csv, .flags = E911_CSV_LENIENT};
    e911_locations_builder *builder = NULL;
    e911_status status = e911_locations_builder_new(NULL, &builder);

    if (status == E911_OK)
        status = e911_locations_builder_load(builder, text, length, &csv, findings, reterr);
    if (status == E911_OK)
        status = e911_locations_builder_build(builder, &table->locations);
    e911_locations_builder_free(builder);
    if (status == E911_OK)
        status = e911_locations_lint(table->locations, findings);
    return status;
}

bool table_read_locations(struct table *table, const char *path)
{
    e911_error error = {.struct_size = sizeof error};
    e911_findings *findings = NULL;
    size_t length = 0;
    char *text = read_text(path, &length);
    e911_status status = text ? e911_findings_new(NULL, &findings) : E911_ERR_NOT_FOUND;

    if (status == E911_OK)
        status = build_locations(table, text, length, findings, &error);
    if (status == E911_OK)
        print_location_findings(table, path, findings);
    else if (text)
        finding_print(path, error.line, error.column, FINDING_ERROR,
                      e911_status_name((enum e911_status_code)status) + strlen("E911_ERR_"),
                      "%s; expected %s", error.message ? error.message : "it is refused",
                      error.expected ? error.expected : "a table of locations");
    e911_findings_free(findings);
    free(text);
    return status == E911_OK;
}
