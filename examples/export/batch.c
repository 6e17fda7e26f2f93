#include "batch.h"

#include <string.h>

#include "../common/text.h"

/* The one escape that other tools of the family write, \N, is a whole field. */
static bool is_escape(const char *at, const char *end)
{
    return at + 1 < end && memchr("tn\\0N", at[1], 5) != NULL;
}

bool batch_is(e911_text text)
{
    const char *end = text.data + text.len;
    const char *line_end = memchr(text.data, '\n', text.len);
    bool field_begins = true;

    if (!memchr(text.data, '\t', line_end ? (size_t)(line_end - text.data) : text.len))
        return false;
    for (const char *at = text.data; at < end; at++) {
        if (*at == '\r' || *at == '\0' || (*at == '"' && field_begins))
            return false;
        if (*at == '\\') {
            if (!is_escape(at, end))
                return false;
            at++;
        }
        field_begins = *at == '\t' || *at == '\n';
    }
    return true;
}

static bool is_null(e911_text field)
{
    return (field.len == 4 && memcmp(field.data, "NULL", 4) == 0) ||
           (field.len == 2 && memcmp(field.data, "\\N", 2) == 0);
}

/* In place: what an escape stands for is shorter. */
static e911_text unescape(e911_text field)
{
    char *data = (char *)field.data;
    size_t length = 0;

    if (is_null(field))
        return (e911_text){NULL, 0};
    for (size_t i = 0; i < field.len; i++) {
        char byte = field.data[i];

        if (byte == '\\' && i + 1 < field.len) {
            byte = field.data[++i];
            byte = byte == 't' ? '\t' : byte == 'n' ? '\n' : byte == '0' ? '\0' : byte;
        }
        data[length++] = byte;
    }
    return (e911_text){data, length};
}

static size_t length_until(e911_text text, char stop)
{
    const char *found = text.len ? memchr(text.data, stop, text.len) : NULL;

    return found ? (size_t)(found - text.data) : text.len;
}

size_t batch_next(e911_text *rest, e911_text *fields, size_t max)
{
    e911_text line = {rest->data, length_until(*rest, '\n')};
    size_t count = 0;

    if (rest->len == 0)
        return 0;
    *rest = text_from(*rest, line.len < rest->len ? line.len + 1 : line.len);
    for (;;) {
        size_t length = length_until(line, '\t');

        if (count == max)
            return max + 1;
        fields[count++] = unescape((e911_text){line.data, length});
        if (length == line.len)
            return count;
        line = text_from(line, length + 1);
    }
}
