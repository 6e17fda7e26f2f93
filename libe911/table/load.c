#include "base/error.h"
#include "base/finding.h"
#include "base/struct.h"
#include "base/utf8.h"
#include "table/table.h"

/* A CSV text on its way into a table. */
struct loading {
    e911__table_builder *builder;
    e911__csv csv;
    e911__csv_field *fields;
    uint8_t columns[E911_TABLE_COLUMNS_MAX]; /* of each field, from the header */
    size_t field_count;
    bool tells_nameless; /* of no text in a column without a name is anything said yet */
};

/* ---- rows ------------------------------------------------------------------------------------ */

/* Room for the content of all fields that hold doubled quotes. */
static e911_status reserve_scratch(e911__table_builder *builder, const e911__csv_field *fields,
                                   size_t count)
{
    size_t need = 0;

    for (size_t i = 0; i < count; i++)
        need += fields[i].doubled ? fields[i].raw.len : 0;
    return need == 0 ? E911_OK
                     : e911__grow(&builder->memory, &builder->scratch, &builder->scratch_capacity,
                                  need, 1);
}

/* Text that the table has no place for; the first such field speaks for all. */
static void note_nameless(struct loading *loading, const e911__csv_field *field)
{
    const e911__reading *reading = &loading->builder->reading;
    e911_error place = {.line = field->line, .column = field->column, .offset = field->offset};

    if (!loading->tells_nameless || e911__trim(field->raw).len == 0)
        return;
    loading->tells_nameless = false;
    e911__reading_note(reading, &place, E911_TABLE_COLUMN_NAMELESS, (uint32_t)reading->rows->count);
}

/* Hand the fields to the columns; false where one of them is quoted. */
static bool place_fields(struct loading *loading, size_t count)
{
    e911__table_builder *builder = loading->builder;
    size_t used = 0;
    bool unquoted = true;

    for (size_t i = 0; i < count; i++) {
        const e911__csv_field *field = &loading->fields[i];
        e911_text text = field->raw;

        unquoted = unquoted && !field->quoted;
        if (field->doubled) {
            e911__writer writer =
                e911__writer_on(builder->scratch + used, builder->scratch_capacity - used);

            e911__csv_write_field(&writer, field);
            text = e911__text(builder->scratch + used, writer.len);
            used += writer.len;
        }
        if (loading->columns[i] < E911__COLUMNS_ROOM)
            builder->reading.cells[loading->columns[i]] = text;
        else if (loading->columns[i] == E911__NO_COLUMN)
            note_nameless(loading, field);
    }
    return unquoted;
}

/*
 * A row that is not as long as the header: one that is too long is pointed at where it is, one that
 * is too short where it begins.
 */
static e911_status even_out(struct loading *loading, size_t *count)
{
    const e911__reading *reading = &loading->builder->reading;
    const e911__flaw *flaw = e911__flaw_of(E911_TABLE_ROW_LENGTH);
    e911__csv_field *fields = loading->fields;
    size_t wanted = loading->field_count;
    e911__csv_field odd = fields[*count > wanted ? wanted : 0];
    e911_error place = {.line = odd.line, .column = odd.column, .offset = odd.offset};

    if (*count == wanted)
        return E911_OK;
    if (!reading->lenient)
        return e911__refuse_at(reading->reterr, flaw->status, odd.offset, odd.line, odd.column,
                               flaw->message, flaw->expected);
    if (*count < wanted || !e911__csv_is_blank(fields + wanted, *count - wanted))
        e911__reading_note(reading, &place, E911_TABLE_ROW_LENGTH, (uint32_t)reading->rows->count);
    for (; *count < wanted; (*count)++)
        fields[*count] = (e911__csv_field){
            .line = fields[0].line, .column = fields[0].column, .offset = fields[0].offset};
    *count = wanted;
    return E911_OK;
}

static e911_status add_record(struct loading *loading, size_t count)
{
    e911__reading *reading = &loading->builder->reading;
    bool unquoted;
    e911_status status = even_out(loading, &count);

    if (status == E911_OK)
        status = reserve_scratch(loading->builder, loading->fields, count);
    if (status != E911_OK)
        return status;
    reading->line = loading->fields[0].line;
    unquoted = place_fields(loading, count);
    reading->is_bare = unquoted && loading->csv.separator == ',';
    if (!reading->is_bare)
        reading->is_bare = e911__reading_is_bare(reading);
    return e911__builder_append(loading->builder);
}

/* Spreadsheets leave rows of separators behind the last one: no station is made of nothing. */
static void pass_blank(const struct loading *loading)
{
    const e911__csv_field *first = &loading->fields[0];
    e911_error place = {.line = first->line, .column = first->column, .offset = first->offset};

    e911__reading_note(&loading->builder->reading, &place, E911_TABLE_ROW_BLANK, E911_NO_ROW);
}

/* A record that is no CSV: pass it over, or refuse. */
static e911_status pass_record(struct loading *loading, e911_status status, const e911_error *error)
{
    e911__reading *reading = &loading->builder->reading;

    if (!reading->lenient)
        return e911__refuse_at(reading->reterr, status, (size_t)error->offset, error->line,
                               error->column, error->message, error->expected);
    e911__reading_note(reading, error, E911_TABLE_ROW_SYNTAX, E911_NO_ROW);
    e911__csv_resume(&loading->csv);
    return E911_OK;
}

static e911_status load_rows(struct loading *loading)
{
    e911_status status = e911__header_read(loading->builder, &loading->csv, loading->fields,
                                           loading->columns, &loading->field_count);
    size_t count = 1;

    while (status == E911_OK && count > 0) {
        e911_error error = {.struct_size = sizeof error};

        status =
            e911__csv_next(&loading->csv, loading->fields, E911_TABLE_COLUMNS_MAX, &count, &error);
        if (status != E911_OK) {
            status = pass_record(loading, status, &error);
            count = 1;
        } else if (e911__csv_is_blank(loading->fields, count)) {
            if (count > 0)
                pass_blank(loading);
        } else {
            status = add_record(loading, count);
        }
    }
    return status;
}

/* ---- the whole text -------------------------------------------------------------------------- */

/* The caller's options, or the defaults. */
static e911_status read_options(const e911_csv *csv, e911_csv *ret)
{
    e911_status status;

    *ret = (e911_csv){.struct_size = sizeof *ret};
    if (csv == NULL)
        return E911_OK;
    status = e911__struct_check_in(csv, sizeof *csv, sizeof *csv);
    if (status != E911_OK)
        return status;
    *ret = *csv;
    if ((csv->flags & ~(uint32_t)(E911_CSV_LENIENT | E911_CSV_GUARD_FORMULAS)) != 0 ||
        (csv->separator != E911__CSV_DETECT && !e911__csv_is_separator(csv->separator)))
        return E911_ERR_INVALID_ARGUMENT;
    return E911_OK;
}

e911_status e911__builder_load(e911__table_builder *builder, const char *text, size_t len,
                               const e911_csv *csv, e911_findings *findings, e911_error *reterr)
{
    struct loading loading = {.builder = builder, .tells_nameless = true};
    size_t size = E911_TABLE_COLUMNS_MAX * sizeof *loading.fields;
    e911__findings_mark found = e911__findings_mark_now(findings);
    e911__builder_mark mark;
    e911_csv options;
    e911_status status = read_options(csv, &options);

    if (status != E911_OK)
        return status;
    if (builder == NULL || (text == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    loading.fields = e911__alloc(&builder->memory, size);
    if (loading.fields == NULL)
        return E911_ERR_NOMEM;
    mark = e911__builder_mark_of(builder);
    e911__reading_begin(&builder->reading, reterr);
    builder->reading.fields = loading.fields;
    builder->reading.findings = findings;
    builder->reading.is_utf8 = e911__is_utf8(e911__text(text, len));
    builder->reading.lenient = (options.flags & E911_CSV_LENIENT) != 0;
    loading.csv = e911__csv_on(text, len);
    e911__csv_set_separator(&loading.csv, (char)options.separator);
    status = load_rows(&loading);
    if (status != E911_OK) {
        e911__builder_roll_back(builder, &mark);
        e911__findings_cut(findings, &found);
    }
    e911__release(&builder->memory, loading.fields, size);
    return status;
}
