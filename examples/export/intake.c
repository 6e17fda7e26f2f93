#include "intake.h"

#include <stdlib.h>
#include <string.h>

#include "../common/finding.h"
#include "../common/text.h"

/* Enough rows that each of them hardly bears a part of the header; too few to need memory. */
#define PIECE ((size_t)1 << 20)

bool intake_begin(struct intake *intake, struct source *source)
{
    intake->source = source;
    intake->error.struct_size = sizeof intake->error;
    return e911_stations_builder_new(NULL, &intake->builder) == E911_OK &&
           e911_findings_new(NULL, &intake->findings) == E911_OK;
}

void intake_free(struct intake *intake)
{
    e911_stations_builder_free(intake->builder);
    e911_findings_free(intake->findings);
    free(intake->text.data);
    free(intake->rows);
    intake->text.data = NULL;
    intake->rows = NULL;
}

/* ---- the text -------------------------------------------------------------------------------- */

static void append(struct intake_text *text, const char *data, size_t length)
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

static void append_byte(struct intake_text *text, char byte)
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

static void append_field(struct intake_text *text, e911_text field, bool is_first)
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

static void append_header(struct intake *intake)
{
    for (size_t i = 0; i < intake->choice.count; i++) {
        if (i > 0)
            append_byte(&intake->text, ',');
        append_field(&intake->text, intake->choice.names[i], i == 0);
    }
    append(&intake->text, "\r\n", 2);
}

/* Of the columns that are chosen. */
static e911_text field_of(const struct intake *intake, size_t chosen)
{
    size_t column = intake->choice.columns[chosen];

    return column < intake->source->field_count ? intake->source->fields[column]
                                                : (e911_text){NULL, 0};
}

static void append_row(struct intake *intake)
{
    for (size_t i = 0; i < intake->choice.count; i++) {
        if (i > 0)
            append_byte(&intake->text, ',');
        append_field(&intake->text, field_of(intake, i), i == 0);
    }
    append(&intake->text, "\r\n", 2);
}

/* Spreadsheets leave blank cells at the end of a row out; cells too many belong to no column. */
static void check_length(struct intake *intake)
{
    struct source *source = intake->source;
    size_t count = source->field_count;

    if (count < source->column_count) {
        finding_print(source->options->name, source->line, 0, FINDING_WARNING, "ROW_LENGTH",
                      "the row has %zu fields, the header %zu; the others are taken for blank",
                      count, source->column_count);
        intake->counts.warnings++;
    }
    while (count > source->column_count && text_trim(source->fields[count - 1]).len == 0)
        count--;
    if (count <= source->column_count)
        return;
    source_error_at(source, source->line, (uint32_t)source->column_count + 1, "ROW_LENGTH",
                    "the row has %zu fields, the header %zu: what is too much is left out", count,
                    source->column_count);
    intake->counts.errors++;
}

static bool has_nameless(const struct source *source)
{
    for (size_t i = 0; i < source->column_count; i++)
        if (source->columns[i].len == 0)
            return true;
    return false;
}

/* Text that has no column to stand in is told of once, as the library does. */
static void check_nameless(struct intake *intake)
{
    struct source *source = intake->source;

    for (size_t i = 0; intake->may_be_nameless && i < source->column_count; i++) {
        if (source->columns[i].len > 0 || i >= source->field_count ||
            text_trim(source->fields[i]).len == 0)
            continue;
        finding_print(source->options->name, source->line, (uint32_t)i + 1, FINDING_WARNING,
                      "COLUMN_NAMELESS", "text in a column without a name is left out");
        intake->counts.warnings++;
        intake->may_be_nameless = false;
    }
}

/* A table takes such a row for none, as it is where a spreadsheet has left it. */
static bool is_blank(const struct intake *intake)
{
    for (size_t i = 0; i < intake->choice.count; i++)
        if (text_trim(field_of(intake, i)).len > 0)
            return false;
    finding_print(intake->source->options->name, intake->source->line, 0, FINDING_NOTE, "ROW_BLANK",
                  "a row without any text is left out");
    return true;
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

enum source_step intake_out_of_memory(const struct intake *intake)
{
    source_error(intake->source, "OUT_OF_MEMORY", "not enough memory for %zu stations",
                 intake->count);
    return SOURCE_BAD_INPUT;
}

/* Hands the text over to the builder. */
static enum source_step load_piece(struct intake *intake)
{
    const e911_csv csv = {.struct_size = sizeof csv, .separator = ',', .flags = E911_CSV_LENIENT};
    e911_status status = E911_ERR_NOMEM;

    if (!intake->text.failed)
        status = e911_stations_builder_load(intake->builder, intake->text.data, intake->text.length,
                                            &csv, intake->findings, &intake->error);
    intake->text.length = 0;
    if (status == E911_OK)
        return SOURCE_OK;
    if (status == E911_ERR_NOMEM)
        return intake_out_of_memory(intake);
    report_refusal(intake->source->options->name, 0, 0, status, &intake->error);
    return SOURCE_BAD_INPUT;
}

static enum source_step take_row(struct intake *intake)
{
    struct source *source = intake->source;
    enum source_step step = SOURCE_OK;

    if (is_blank(intake))
        return SOURCE_OK;
    check_length(intake);
    check_nameless(intake);
    step = check_bytes(intake);
    if (step != SOURCE_OK)
        return step;
    if (intake->count == intake->size) {
        size_t size = intake->size ? 2 * intake->size : 1024;
        struct intake_row *larger = realloc(intake->rows, size * sizeof *larger);

        if (!larger)
            return intake_out_of_memory(intake);
        intake->rows = larger;
        intake->size = size;
    }
    intake->rows[intake->count++] = (struct intake_row){source->mark, source->line};
    if (intake->text.length == 0)
        append_header(intake);
    append_row(intake);
    return intake->text.length >= PIECE || intake->text.failed ? load_piece(intake) : SOURCE_OK;
}

enum source_step intake_take_rows(struct intake *intake, struct progress *progress)
{
    struct source *source = intake->source;
    enum source_step step;

    intake->may_be_nameless = has_nameless(source);
    /* A table without rows has columns, too. */
    append_header(intake);
    do {
        step = source->kind->next(source);
        if (step == SOURCE_OK)
            step = take_row(intake);
        progress_show(progress, intake->count, source->done, source->total);
    } while (step == SOURCE_OK || step == SOURCE_PENDING);
    if (step == SOURCE_END && intake->text.length > 0 && load_piece(intake) != SOURCE_OK)
        step = SOURCE_BAD_INPUT;
    return step;
}

void intake_place(const struct intake *intake, uint32_t row, const char *field, uint32_t *line,
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
    while (index < intake->choice.count && !text_is(intake->choice.names[index], field))
        index++;
    if (index == intake->choice.count)
        return;
    index = intake->choice.columns[index];
    *column = (uint32_t)index + 1;
    if (source->kind->place)
        source->kind->place(source, intake->rows[row].mark, index, line, column);
}
