#include "base/csv.h"

#include "base/error.h"

#define UTF8_BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Classes of bytes: those that never stand in a bare field, and each separator by itself. */
enum { SPECIAL = 1, COMMA = 2, SEMICOLON = 4, TAB = 8, BAR = 16 };

static const uint8_t classes[256] = {
    ['\0'] = SPECIAL, ['\r'] = SPECIAL,  ['\n'] = SPECIAL, ['"'] = SPECIAL,
    [','] = COMMA,    [';'] = SEMICOLON, ['\t'] = TAB,     ['|'] = BAR,
};

bool e911__csv_is_separator(uint32_t byte)
{
    return byte < sizeof classes && classes[byte] > SPECIAL;
}

void e911__csv_set_separator(e911__csv *csv, char separator)
{
    csv->separator = separator;
    csv->stops = SPECIAL | classes[(unsigned char)separator];
}

e911__csv e911__csv_on(const char *text, size_t len)
{
    e911__csv csv = {.cursor = e911__cursor_on(text, len), .line = 1};

    if (len >= 3 && memcmp(text, UTF8_BYTE_ORDER_MARK, 3) == 0) {
        e911__cursor_skip(&csv.cursor, 3);
        csv.line_start = 3;
    }
    csv.record_at = csv.cursor.at;
    csv.record_line = 1;
    e911__csv_set_separator(&csv, ',');
    return csv;
}

/* ---- records --------------------------------------------------------------------------------- */

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

static e911_status read_quoted(e911__csv *csv, e911__csv_field *field, e911_error *reterr)
{
    const char *start = csv->cursor.at;

    for (;;) {
        e911__cursor_until_class(&csv->cursor, classes, SPECIAL);
        switch (e911__cursor_peek(&csv->cursor)) {
        case E911__END: /* where it was opened is where somebody looks for it */
            return e911__refuse_at(reterr, E911_ERR_SYNTAX, field->offset - 1, field->line,
                                   field->column - 1, "a quoted field that never ends",
                                   "a closing quote");
        case '\0':
            return refuse_here(csv, E911_ERR_ENCODING, "a NUL byte", "text", reterr);
        case '"':
            field->raw = e911__text(start, (size_t)(csv->cursor.at - start));
            e911__cursor_skip(&csv->cursor, 1);
            if (!e911__cursor_take(&csv->cursor, '"'))
                return E911_OK;
            field->doubled = true;
            break;
        default:
            take_line_end(csv);
        }
    }
}

/* Where no field may go on. */
static e911_status refuse_rest(const e911__csv *csv, bool quoted, e911_error *reterr)
{
    if (e911__cursor_peek(&csv->cursor) == '\0')
        return refuse_here(csv, E911_ERR_ENCODING, "a NUL byte", "text", reterr);
    if (quoted)
        return refuse_here(csv, E911_ERR_SYNTAX, "text after a closing quote",
                           "a separator or the end of the line", reterr);
    return refuse_here(csv, E911_ERR_SYNTAX, "a quote inside an unquoted field",
                       "the whole field in quotes, quotes in it doubled", reterr);
}

static e911_status read_field(e911__csv *csv, e911__csv_field *field, e911_error *reterr)
{
    bool quoted = e911__cursor_take(&csv->cursor, '"');
    size_t offset = e911__cursor_offset(&csv->cursor);
    int next;

    field->quoted = quoted;
    field->doubled = false;
    field->line = csv->line;
    field->column = (uint32_t)(offset - csv->line_start + 1);
    field->offset = offset;
    if (quoted) {
        e911_status status = read_quoted(csv, field, reterr);

        if (status != E911_OK)
            return status;
    } else {
        field->raw = e911__cursor_until_class(&csv->cursor, classes, csv->stops);
    }
    next = e911__cursor_peek(&csv->cursor);
    if (next == csv->separator || next == '\r' || next == '\n' || next == E911__END)
        return E911_OK;
    return refuse_rest(csv, quoted, reterr);
}

/* *ret_count counts the whole fields, also those before a refusal. */
static e911_status read_record(e911__csv *csv, e911__csv_field *fields, size_t max_fields,
                               size_t *ret_count, e911_error *reterr)
{
    size_t count = 0;

    *ret_count = 0;
    while (take_line_end(csv))
        continue;
    csv->record_at = csv->cursor.at;
    csv->record_line = csv->line;
    if (e911__cursor_done(&csv->cursor))
        return E911_OK;
    csv->record++;
    do {
        e911_status status;

        if (count == max_fields)
            return refuse_here(csv, E911_ERR_LIMIT, "too many fields in a record", "fewer columns",
                               reterr);
        status = read_field(csv, &fields[count], reterr);
        if (status != E911_OK)
            return status;
        *ret_count = ++count;
    } while (e911__cursor_take(&csv->cursor, csv->separator));
    take_line_end(csv);
    return E911_OK;
}

e911_status e911__csv_next(e911__csv *csv, e911__csv_field *fields, size_t max_fields,
                           size_t *ret_count, e911_error *reterr)
{
    e911_status status = read_record(csv, fields, max_fields, ret_count, reterr);

    if (status != E911_OK)
        *ret_count = 0;
    return status;
}

void e911__csv_resume(e911__csv *csv)
{
    csv->cursor.at = csv->record_at;
    csv->line = csv->record_line;
    while (!e911__cursor_done(&csv->cursor) && e911__cursor_peek(&csv->cursor) != '\r' &&
           e911__cursor_peek(&csv->cursor) != '\n')
        e911__cursor_skip(&csv->cursor, 1);
    take_line_end(csv);
}

/* ---- the header ------------------------------------------------------------------------------ */

/* Excel's first line, which names the separator and is no record. */
static e911_status take_separator_line(e911__csv *csv, e911_error *reterr)
{
    e911__cursor ahead = csv->cursor;

    if (!e911__equal_nocase(e911__cursor_text(&ahead, 4), E911__TEXT("sep=")))
        return E911_OK;
    csv->cursor = ahead;
    if (!e911__csv_is_separator((uint32_t)e911__cursor_peek(&csv->cursor)))
        return refuse_here(csv, E911_ERR_UNSUPPORTED, "a separator that is not taken",
                           "sep= and a comma, semicolon, TAB or '|'", reterr);
    e911__csv_set_separator(csv, (char)e911__cursor_next(&csv->cursor));
    if (!take_line_end(csv) && !e911__cursor_done(&csv->cursor))
        return refuse_here(csv, E911_ERR_SYNTAX, "text after the separator", "the end of the line",
                           reterr);
    return E911_OK;
}

/* True where an earlier field of the record holds the same name. */
static bool is_repeated(const e911__csv_field *fields, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (e911__equal_nocase(e911__trim(fields[i].raw), e911__trim(fields[index].raw)))
            return true;
    }
    return false;
}

static size_t count_known(e911__csv_is_known is_known, const void *user,
                          const e911__csv_field *fields, size_t count)
{
    size_t known = 0;

    for (size_t i = 0; i < count; i++)
        known += is_known(user, e911__trim(fields[i].raw)) && !is_repeated(fields, i) ? 1 : 0;
    return known;
}

/*
 * The separator under which the next record holds most known names, or 0 where it holds none;
 * *ret_known of them.
 */
static char separator_of_header(const e911__csv *csv, e911__csv_is_known is_known, const void *user,
                                e911__csv_field *fields, size_t max_fields, size_t *ret_known)
{
    static const char separators[] = {',', ';', '\t', '|'};
    char best = 0;

    *ret_known = 0;
    for (size_t i = 0; i < sizeof separators; i++) {
        e911__csv trial = *csv;
        size_t count, known;

        if (csv->separator != E911__CSV_DETECT && csv->separator != separators[i])
            continue;
        e911__csv_set_separator(&trial, separators[i]);
        read_record(&trial, fields, max_fields, &count, NULL);
        known = count_known(is_known, user, fields, count);
        if (known > *ret_known) {
            *ret_known = known;
            best = separators[i];
        }
    }
    return best;
}

static e911_status refuse_utf16(const e911__csv *csv, e911_error *reterr)
{
    e911_text text = {csv->cursor.start, e911__cursor_left(&csv->cursor)};

    if (text.len >= 2 &&
        (memcmp(text.data, "\xFF\xFE", 2) == 0 || memcmp(text.data, "\xFE\xFF", 2) == 0))
        return refuse_here(csv, E911_ERR_ENCODING, "UTF-16 text", "UTF-8 text", reterr);
    return E911_OK;
}

/* Pass a record that is not the header; only NUL is refused in it, what else is wrong is noted. */
static e911_status pass_preamble(e911__csv *csv, e911__csv_field *fields, size_t max_fields,
                                 bool *ret_at_end, e911_error *first)
{
    e911__csv trial = *csv;
    e911_error error = {.struct_size = sizeof error};
    size_t count;
    e911_status status;

    if (trial.separator == E911__CSV_DETECT)
        e911__csv_set_separator(&trial, ',');
    status = read_record(&trial, fields, max_fields, &count, &error);
    *ret_at_end = status == E911_OK && count == 0;
    if (status != E911_OK) {
        e911__csv_resume(&trial);
        if (first->status == E911_OK)
            *first = error;
    }
    trial.separator = csv->separator;
    *csv = trial;
    return status == E911_ERR_ENCODING ? status : E911_OK;
}

/*
 * True where a record with several known names comes within the next `left`: then the one name in
 * this record is prose, such as "Site,Headquarters" above the table.
 */
static bool is_outdone(const e911__csv *csv, e911__csv_is_known is_known, const void *user,
                       e911__csv_field *fields, size_t max_fields, int left)
{
    e911__csv ahead = *csv;
    e911_error ignored = {.struct_size = sizeof ignored};
    bool at_end = false;
    size_t known = 1;

    for (; known < 2 && left > 0 && !at_end; left--) {
        if (pass_preamble(&ahead, fields, max_fields, &at_end, &ignored) != E911_OK)
            return false;
        separator_of_header(&ahead, is_known, user, fields, max_fields, &known);
    }
    return known > 1;
}

const char e911__csv_no_header[] = "no column name is known";

e911_status e911__csv_header(e911__csv *csv, e911__csv_is_known is_known, const void *user,
                             e911__csv_field *fields, size_t max_fields, size_t *ret_count,
                             e911_error *reterr)
{
    e911_error first = {.struct_size = sizeof first};
    e911_status status = refuse_utf16(csv, reterr);
    bool at_end = false;

    *ret_count = 0;
    if (status == E911_OK)
        status = take_separator_line(csv, reterr);
    if (status != E911_OK)
        return status;
    for (int passed = 0; passed <= E911__CSV_PREAMBLE_MAX && !at_end; passed++) {
        int left = E911__CSV_PREAMBLE_MAX - passed;
        size_t known;
        char separator = separator_of_header(csv, is_known, user, fields, max_fields, &known);

        if (separator != 0 &&
            (known > 1 || !is_outdone(csv, is_known, user, fields, max_fields, left))) {
            e911__csv_set_separator(csv, separator);
            status = e911__csv_next(csv, fields, max_fields, ret_count, reterr);
            csv->record = 0;
            return status;
        }
        if (pass_preamble(csv, fields, max_fields, &at_end, &first) != E911_OK)
            break;
    }
    if (first.status == E911_OK)
        return e911__refuse_at(reterr, E911_ERR_SYNTAX, 0, 1, 1, e911__csv_no_header,
                               "a first row of column names");
    return e911__refuse_at(reterr, first.status, (size_t)first.offset, first.line, first.column,
                           first.message, first.expected);
}

/* ---- content --------------------------------------------------------------------------------- */

bool e911__csv_is_blank(const e911__csv_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (e911__trim(fields[i].raw).len > 0)
            return false;
    }
    return true;
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
