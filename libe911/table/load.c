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
    uint8_t columns[E911_TABLE_COLUMNS_MAX]; /* of each field: its column, or E911__NO_COLUMN */
    size_t field_count;
};

static e911_status refuse_field(const e911__reading *reading, const e911__csv_field *field,
                                e911_status status, const char *message, const char *expected)
{
    return e911__refuse_at(reading->reterr, status, field->offset, field->line, field->column,
                           message, expected);
}

static void note_row(const e911__reading *reading, const e911_error *error, uint32_t code,
                     uint32_t row)
{
    const e911__flaw *flaw = e911__flaw_of(code);
    e911_finding finding = {.code = code,
                            .severity = flaw->severity,
                            .line = error->line,
                            .column = error->column,
                            .row = row,
                            .other_row = E911_NO_ROW,
                            .offset = error->offset,
                            .name = flaw->name,
                            .message = error->message == NULL ? flaw->message : error->message,
                            .expected = error->message == NULL ? flaw->expected : error->expected};

    e911__findings_add(reading->findings, &finding);
}

/* ---- the header ------------------------------------------------------------------------------ */

static bool is_known(const void *user, e911_text name)
{
    const e911__schema *schema = user;

    for (size_t column = 0; column < schema->column_count; column++) {
        if (e911__equal_nocase(name, schema->columns[column].name))
            return true;
    }
    return false;
}

/* A name without quotes around it and in it, and without blanks; in `room`. */
static e911_text name_of(const e911__csv_field *field, char *room, size_t size)
{
    e911__writer writer = e911__writer_on(room, size);

    e911__csv_write_field(&writer, field);
    return e911__trim(e911__text(room, writer.len <= size ? writer.len : size));
}

/* A name that is not UTF-8 is no column's where the reading is lenient. */
static e911_status check_name(const e911__reading *reading, const e911__csv_field *field)
{
    e911_error error = {.struct_size = sizeof error};
    size_t offset;

    if (reading->is_utf8 || e911__is_utf8(field->raw))
        return E911_OK;
    e911__is_printable(field->raw, &offset);
    if (!reading->lenient)
        return e911__refuse_at(reading->reterr, E911_ERR_ENCODING, field->offset + offset,
                               field->line, field->column + (uint32_t)offset,
                               "a column whose name is not UTF-8", "text in UTF-8");
    error.line = field->line;
    error.column = field->column + (uint32_t)offset;
    error.offset = field->offset + offset;
    note_row(reading, &error, E911_TABLE_FIELD_ENCODING, E911_NO_ROW);
    return E911_OK;
}

/* Which column of the table each field is; those without a name are passed over. */
static e911_status read_names(struct loading *loading)
{
    char room[E911_TABLE_COLUMN_NAME_MAX + 1];
    bool taken[E911__COLUMNS_ROOM] = {false};
    const e911__reading *reading = &loading->builder->reading;

    for (size_t i = 0; i < loading->field_count; i++) {
        const e911__csv_field *field = &loading->fields[i];
        e911_text name = name_of(field, room, sizeof room);
        e911_status status;

        loading->columns[i] = E911__NO_COLUMN;
        status = check_name(reading, field);
        if (status != E911_OK)
            return status;
        if (name.len == 0 || !e911__is_utf8(name))
            continue;
        status = e911__builder_column(loading->builder, name, taken, &loading->columns[i]);
        if (status == E911_ERR_DUPLICATE)
            return refuse_field(reading, field, status, "a column stands twice",
                                "each column once");
        if (status != E911_OK)
            return refuse_field(reading, field, status, "no room for the column",
                                "at most 128 columns with names of 256 bytes");
        taken[loading->columns[i]] = true;
        loading->builder->reading.field_of[loading->columns[i]] = (uint8_t)i;
    }
    return E911_OK;
}

static e911_status read_header(struct loading *loading)
{
    const e911__schema *schema = loading->builder->rows.schema;
    e911_error *reterr = loading->builder->reading.reterr;
    e911_status status = e911__csv_header(&loading->csv, is_known, schema, loading->fields,
                                          E911_TABLE_COLUMNS_MAX, &loading->field_count, reterr);

    return status == E911_OK ? read_names(loading) : status;
}

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
        if (loading->columns[i] != E911__NO_COLUMN)
            builder->reading.cells[loading->columns[i]] = text;
    }
    return unquoted;
}

/* A row that is not as long as the header. */
static e911_status even_out(struct loading *loading, size_t *count)
{
    const e911__reading *reading = &loading->builder->reading;
    const e911__csv_field *first = &loading->fields[0];
    e911_error error = {.struct_size = sizeof error};

    if (*count == loading->field_count)
        return E911_OK;
    refuse_field(&(e911__reading){.reterr = &error}, first, E911_ERR_SYNTAX,
                 "the row has more or fewer fields than the header",
                 "as many fields as column names");
    if (!reading->lenient)
        return refuse_field(reading, first, error.status, error.message, error.expected);
    if (*count < loading->field_count ||
        !e911__csv_is_blank(loading->fields + loading->field_count, *count - loading->field_count))
        note_row(reading, &error, E911_TABLE_ROW_LENGTH, (uint32_t)reading->rows->count);
    for (; *count < loading->field_count; (*count)++)
        loading->fields[*count] = (e911__csv_field){
            .line = first->line, .column = first->column, .offset = first->offset};
    *count = loading->field_count;
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

    note_row(&loading->builder->reading, &place, E911_TABLE_ROW_BLANK, E911_NO_ROW);
}

/* A record that is no CSV: pass it over, or refuse. */
static e911_status pass_record(struct loading *loading, e911_status status, const e911_error *error)
{
    e911__reading *reading = &loading->builder->reading;

    if (!reading->lenient)
        return e911__refuse_at(reading->reterr, status, (size_t)error->offset, error->line,
                               error->column, error->message, error->expected);
    note_row(reading, error, E911_TABLE_ROW_SYNTAX, E911_NO_ROW);
    e911__csv_resume(&loading->csv);
    return E911_OK;
}

static e911_status load_rows(struct loading *loading)
{
    e911_status status = read_header(loading);
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
    struct loading loading = {.builder = builder};
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
