#include "base/text.h"

#include "base/cursor.h"

/* clang-format off */
const signed char e911__hex_value[256] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
     0,  1,  2,  3,  4,  5,  6,  7,  8,  9, -1, -1, -1, -1, -1, -1,
    -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
};
/* clang-format on */

e911_text e911_text_of(const char *string)
{
    return e911__text(string, string == NULL ? 0 : strlen(string));
}

bool e911__equal_nocase(e911_text a, e911_text b)
{
    if (a.len != b.len)
        return false;
    if (a.len > 3 && memcmp(a.data, b.data, a.len) == 0)
        return true;
    for (size_t i = 0; i < a.len; i++) {
        if (e911__lower(a.data[i]) != e911__lower(b.data[i]))
            return false;
    }
    return true;
}

bool e911__fits_header(e911_text value)
{
    return e911__find(value, '\0') == value.len && e911__find(value, '\r') == value.len &&
           e911__find(value, '\n') == value.len;
}

static size_t skip_digits(e911__cursor *cursor)
{
    size_t count = 0;

    for (; e911__is_digit((char)e911__cursor_peek(cursor)); count++)
        e911__cursor_skip(cursor, 1);
    return count;
}

bool e911__is_rounded(e911_text text)
{
    e911__cursor cursor;

    text = e911__trim(text);
    cursor = e911__cursor_on(text.data, text.len);
    if (skip_digits(&cursor) == 0)
        return false;
    if (e911__cursor_take(&cursor, '.') || e911__cursor_take(&cursor, ','))
        skip_digits(&cursor);
    if (!e911__cursor_take(&cursor, 'E') && !e911__cursor_take(&cursor, 'e'))
        return false;
    if (!e911__cursor_take(&cursor, '+'))
        e911__cursor_take(&cursor, '-');
    return skip_digits(&cursor) > 0 && e911__cursor_done(&cursor);
}
