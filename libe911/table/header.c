#include "base/error.h"
#include "base/utf8.h"
#include "table/table.h"

/* ---- which record it is ---------------------------------------------------------------------- */

static size_t own_column(const e911__schema *schema, e911_text name)
{
    size_t column = 0;

    while (column < schema->column_count && !e911__equal_nocase(name, schema->columns[column].name))
        column++;
    return column;
}

static bool is_known(const void *user, e911_text name)
{
    const e911__schema *schema = user;

    return own_column(schema, name) < schema->column_count;
}

/* Prose may hold the name of a column, too: with a key, or most names known, it is a header. */
static bool is_header(const e911__schema *schema, const e911__csv_field *fields, size_t count)
{
    size_t known = 0, named = 0;

    for (size_t i = 0; i < count; i++) {
        e911_text name = e911__trim(fields[i].raw);
        size_t column = own_column(schema, name);

        if (column < schema->column_count && (schema->keys >> column & 1) != 0)
            return true;
        known += column < schema->column_count ? 1 : 0;
        named += name.len > 0 ? 1 : 0;
    }
    return known * 2 > named;
}

/* Say what was passed over before the header; a line that names the separator is no prose. */
static void note_preamble(const e911__reading *reading, const e911__csv *start,
                          const e911__csv *csv)
{
    const char *from = start->cursor.at;
    e911_text text = e911__text(from, (size_t)(csv->record_at - from));
    e911_error place = {.line = start->line};
    size_t at = 0;

    if (e911__equal_nocase(e911__slice(text, 0, text.len < 4 ? text.len : 4), E911__TEXT("sep=")))
        at = 5;
    while (at < text.len && e911__is_space(text.data[at])) {
        bool ends = text.data[at] == '\n' ||
                    (text.data[at] == '\r' && (at + 1 == text.len || text.data[at + 1] != '\n'));

        place.line += ends ? 1 : 0;
        at++;
    }
    if (at >= text.len)
        return;
    place.column = 1;
    place.offset = e911__cursor_offset(&start->cursor) + at;
    e911__reading_note(reading, &place, E911_TABLE_PREAMBLE, E911_NO_ROW);
}

static e911_status find_header(const e911__reading *reading, e911__csv *csv,
                               e911__csv_field *fields, size_t *ret_count)
{
    const e911__schema *schema = reading->rows->schema;
    const e911__csv start = *csv;
    e911_error first = {.struct_size = sizeof first};
    e911_error error = {.struct_size = sizeof error};
    e911_status status;

    for (;;) {
        status = e911__csv_header(csv, is_known, schema, fields, E911_TABLE_COLUMNS_MAX, ret_count,
                                  &error);
        if (status != E911_OK)
            break;
        if (is_header(schema, fields, *ret_count)) {
            note_preamble(reading, &start, csv);
            return E911_OK;
        }
        if (first.status == E911_OK)
            e911__refuse_at(&first, E911_ERR_SYNTAX, fields[0].offset, fields[0].line,
                            fields[0].column, "no column is one by which rows are found",
                            schema->names);
        e911__csv_set_separator(csv, start.separator);
    }
    if (first.status != E911_OK && status == E911_ERR_SYNTAX)
        error = first;
    if (error.message == e911__csv_no_header)
        error.expected = schema->names;
    return e911__refuse_at(reading->reterr, error.status, (size_t)error.offset, error.line,
                           error.column, error.message, error.expected);
}

/* ---- its names ------------------------------------------------------------------------------- */

/* A name without quotes around it and in it, and without blanks; in `room`, as far as that goes. */
static e911_text name_of(const e911__csv_field *field, char *room, size_t size)
{
    e911__csv_field trimmed = *field;
    e911__writer writer = e911__writer_on(room, size);

    trimmed.raw = e911__trim(field->raw);
    e911__csv_write_field(&writer, &trimmed);
    return e911__trim(e911__text(room, writer.len <= size ? writer.len : size));
}

/* A name that is not UTF-8 is no column's where the reading is lenient. */
static e911_status refuse_name(const e911__reading *reading, const e911__csv_field *field,
                               uint8_t *ret_column)
{
    e911_error place = {.line = field->line};
    size_t offset;

    e911__is_printable(field->raw, &offset);
    place.column = field->column + (uint32_t)offset;
    place.offset = field->offset + offset;
    if (!reading->lenient)
        return e911__refuse_at(reading->reterr, E911_ERR_ENCODING, (size_t)place.offset, place.line,
                               place.column, "a column whose name is not UTF-8", "text in UTF-8");
    e911__reading_note(reading, &place, E911_TABLE_FIELD_ENCODING, E911_NO_ROW);
    *ret_column = E911__REFUSED_COLUMN;
    return E911_OK;
}

static e911_status add_column(e911__table_builder *builder, const e911__csv_field *field,
                              e911_text name, bool *taken, uint8_t *ret_column)
{
    e911_status status = e911__builder_column(builder, name, taken, ret_column);
    bool is_twice = status == E911_ERR_DUPLICATE;

    if (status != E911_OK)
        return e911__refuse_at(
            builder->reading.reterr, status, field->offset, field->line, field->column,
            is_twice ? "a column stands twice" : "no room for the column",
            is_twice ? "each column once" : "at most 128 columns with names of 256 bytes");
    taken[*ret_column] = true;
    return E911_OK;
}

/* Which column of the table each field is; those without a name are none. */
static e911_status read_names(e911__table_builder *builder, const e911__csv_field *fields,
                              uint8_t *columns, size_t count)
{
    char room[E911_TABLE_COLUMN_NAME_MAX + 1];
    bool taken[E911__COLUMNS_ROOM] = {false};
    e911__reading *reading = &builder->reading;
    e911_status status = E911_OK;

    for (size_t i = 0; status == E911_OK && i < count; i++) {
        e911_text name = name_of(&fields[i], room, sizeof room);

        columns[i] = E911__NO_COLUMN;
        if (!reading->is_utf8 && !e911__is_utf8(fields[i].raw))
            status = refuse_name(reading, &fields[i], &columns[i]);
        else if (name.len > 0)
            status = add_column(builder, &fields[i], name, taken, &columns[i]);
        if (status == E911_OK && columns[i] < E911__COLUMNS_ROOM)
            reading->field_of[columns[i]] = (uint8_t)i;
    }
    return status;
}

e911_status e911__header_read(e911__table_builder *builder, e911__csv *csv, e911__csv_field *fields,
                              uint8_t *columns, size_t *ret_count)
{
    e911_status status = find_header(&builder->reading, csv, fields, ret_count);

    return status == E911_OK ? read_names(builder, fields, columns, *ret_count) : status;
}
