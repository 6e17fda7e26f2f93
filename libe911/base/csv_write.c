#include "base/csv_write.h"

#include "base/cursor.h"

/* Classes of bytes: what needs quotes always, what only as the separator or for a spreadsheet. */
enum { QUOTED = 1, COMMA = 2, SEMICOLON = 4, TAB = 8, BAR = 16, SEPARATORS = 30, FORMULA = 32 };

static const uint8_t classes[256] = {
    ['"'] = QUOTED,         ['\r'] = QUOTED | FORMULA, ['\n'] = QUOTED | FORMULA,
    [','] = COMMA,          [';'] = SEMICOLON,         ['|'] = BAR,
    ['\t'] = TAB | FORMULA, ['='] = FORMULA,           ['+'] = FORMULA,
    ['-'] = FORMULA,        ['@'] = FORMULA,
};

/* What spreadsheets take for a formula; the wide forms of = + - @ count with some of them. */
static bool begins_formula(e911_text field)
{
    static const char wide[4][3] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};

    if (field.len == 0)
        return false;
    if (classes[(unsigned char)field.data[0]] & FORMULA)
        return true;
    for (size_t i = 0; i < 4; i++) {
        if (field.len >= sizeof wide[i] && memcmp(field.data, wide[i], sizeof wide[i]) == 0)
            return true;
    }
    return false;
}

static bool holds(e911_text field, uint8_t mask)
{
    e911__cursor cursor = e911__cursor_on(field.data, field.len);

    e911__cursor_until_class(&cursor, classes, mask);
    return !e911__cursor_done(&cursor);
}

bool e911__csv_is_bare(e911_text field, char separator)
{
    return !holds(field, QUOTED | classes[(unsigned char)separator]);
}

/* A spreadsheet splits by the separator of its locale, so a guarded field is quoted for each. */
static uint8_t mask_of(const e911__csv_out *out)
{
    if (out->guards_formulas || out->any_separator)
        return QUOTED | SEPARATORS;
    return QUOTED | classes[(unsigned char)out->separator];
}

static void write_quoted(e911__writer *writer, e911_text field, bool guarded)
{
    e911__cursor cursor = e911__cursor_on(field.data, field.len);

    e911__writer_byte(writer, '"');
    if (guarded)
        e911__writer_byte(writer, '\'');
    while (!e911__cursor_done(&cursor)) {
        e911__writer_text(writer, e911__cursor_until(&cursor, '"'));
        if (e911__cursor_take(&cursor, '"'))
            e911__writer_bytes(writer, "\"\"", 2);
    }
    e911__writer_byte(writer, '"');
}

void e911__csv_out_field(e911__csv_out *out, e911_text field)
{
    bool guarded = out->guards_formulas && begins_formula(field);

    if (out->inside)
        e911__writer_byte(out->writer, out->separator);
    out->bare = !out->inside && field.len == 0;
    out->inside = true;
    if (guarded || holds(field, mask_of(out)))
        write_quoted(out->writer, field, guarded);
    else
        e911__writer_text(out->writer, field);
}

void e911__csv_out_end(e911__csv_out *out)
{
    if (out->bare)
        e911__writer_bytes(out->writer, "\"\"", 2);
    e911__writer_bytes(out->writer, "\r\n", 2);
    out->inside = out->bare = false;
}
