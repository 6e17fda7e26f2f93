#include "base/csv.h"

#include "base/error.h"

#define UTF8_BYTE_ORDER_MARK "\xEF\xBB\xBF"

e911__csv e911__csv_on(const char *text, size_t len)
{
    e911__csv csv = {.cursor = e911__cursor_on(text, len), .line = 1};

    if (len >= 3 && memcmp(text, UTF8_BYTE_ORDER_MARK, 3) == 0) {
        e911__cursor_skip(&csv.cursor, 3);
        csv.line_start = 3;
    }
    return csv;
}

static e911_status refuse_here(const e911__csv *csv, e911_status status, const char *message,
                               const char *expected, e911_error *reterr)
{
    size_t offset = e911__cursor_offset(&csv->cursor);

    return e911__refuse_at(reterr, status, offset, csv->line,
                           (uint32_t)(offset - csv->line_start + 1), message, expected);
}

/* Pass a line end if one comes next: CR LF, LF or CR. */
static bool take_line_end(e911__csv *csv)
{
    bool taken = e911__cursor_take(&csv->cursor, '\r');

    if (e911__cursor_take(&csv->cursor, '\n'))
        taken = true;
    if (taken) {
        csv->line++;
        csv->line_start = e911__cursor_offset(&csv->cursor);
    }
    return taken;
}

static bool at_field_end(const e911__csv *csv)
{
    int c = e911__cursor_peek(&csv->cursor);

    return c == E911__END || c == ',' || c == '\r' || c == '\n';
}

static e911_status read_quoted(e911__csv *csv, e911__csv_field *field, e911_error *reterr)
{
    const char *start = csv->cursor.at;

    for (;;) {
        switch (e911__cursor_peek(&csv->cursor)) {
        case E911__END:
            return refuse_here(csv, E911_ERR_SYNTAX, "the text ends inside a quoted field",
                               "a closing quote", reterr);
        case '\0':
            return refuse_here(csv, E911_ERR_ENCODING, "a NUL byte", "text", reterr);
        case '\r':
        case '\n':
            take_line_end(csv);
            break;
        case '"':
            field->raw = e911__text(start, (size_t)(csv->cursor.at - start));
            e911__cursor_skip(&csv->cursor, 1);
            if (!e911__cursor_take(&csv->cursor, '"'))
                return E911_OK;
            field->doubled = true;
            break;
        default:
            e911__cursor_skip(&csv->cursor, 1);
        }
    }
}

static e911_status read_bare(e911__csv *csv, e911__csv_field *field, e911_error *reterr)
{
    const char *start = csv->cursor.at;

    while (!at_field_end(csv)) {
        int c = e911__cursor_peek(&csv->cursor);

        if (c == '"')
            return refuse_here(csv, E911_ERR_SYNTAX, "a quote inside an unquoted field",
                               "the whole field in quotes, quotes in it doubled", reterr);
        if (c == '\0')
            return refuse_here(csv, E911_ERR_ENCODING, "a NUL byte", "text", reterr);
        e911__cursor_skip(&csv->cursor, 1);
    }
    field->raw = e911__text(start, (size_t)(csv->cursor.at - start));
    return E911_OK;
}

static e911_status read_field(e911__csv *csv, e911__csv_field *field, e911_error *reterr)
{
    bool quoted = e911__cursor_take(&csv->cursor, '"');
    size_t offset = e911__cursor_offset(&csv->cursor);
    e911_status status;

    *field = (e911__csv_field){
        .line = csv->line, .column = (uint32_t)(offset - csv->line_start + 1), .offset = offset};
    status = quoted ? read_quoted(csv, field, reterr) : read_bare(csv, field, reterr);
    if (status == E911_OK && e911__cursor_peek(&csv->cursor) == '\0')
        return refuse_here(csv, E911_ERR_ENCODING, "a NUL byte", "text", reterr);
    if (status == E911_OK && !at_field_end(csv))
        return refuse_here(csv, E911_ERR_SYNTAX, "text after a closing quote",
                           "a comma or the end of the line", reterr);
    return status;
}

e911_status e911__csv_next(e911__csv *csv, e911__csv_field *fields, size_t max_fields,
                           size_t *ret_count, e911_error *reterr)
{
    size_t count = 0;

    while (take_line_end(csv))
        continue;
    *ret_count = 0;
    if (e911__cursor_done(&csv->cursor))
        return E911_OK;
    do {
        e911_status status;

        if (count == max_fields)
            return refuse_here(csv, E911_ERR_LIMIT, "too many fields in a record", "fewer columns",
                               reterr);
        status = read_field(csv, &fields[count++], reterr);
        if (status != E911_OK)
            return status;
    } while (e911__cursor_take(&csv->cursor, ','));
    take_line_end(csv);
    *ret_count = count;
    return E911_OK;
}

void e911__csv_write_field(e911__writer *writer, const e911__csv_field *field)
{
    e911__cursor cursor = e911__cursor_on(field->raw.data, field->raw.len);

    if (!field->doubled) {
        e911__writer_text(writer, field->raw);
        return;
    }
    while (!e911__cursor_done(&cursor)) {
        e911__writer_text(writer, e911__cursor_until(&cursor, '"'));
        if (e911__cursor_take(&cursor, '"')) {
            e911__writer_byte(writer, '"');
            e911__cursor_take(&cursor, '"');
        }
    }
}
