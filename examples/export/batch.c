#include "batch.h"

#include <string.h>

#include "../common/text.h"

static size_t length_until(e911_text text, char stop)
{
    const char *found = text.len ? memchr(text.data, stop, text.len) : NULL;

    return found ? (size_t)(found - text.data) : text.len;
}

/* Cuts off what comes before the next `stop`, or all that is left. */
static e911_text cut(e911_text *rest, char stop)
{
    e911_text piece = {rest->data, length_until(*rest, stop)};

    *rest = text_from(*rest, piece.len < rest->len ? piece.len + 1 : piece.len);
    return piece;
}

/* ---- telling it from a file of a spreadsheet ------------------------------------------------- */

/* What the fields of a text tell about who wrote them. */
struct signs {
    bool escapes;    /* something that only a batch holds */
    bool wrong;      /* something that no batch holds */
    bool has_quotes; /* a field that stands in quotes, as both may hold it */
};

/* The one that other tools of the family write, \N, is a whole field. */
static bool is_null(e911_text field)
{
    return (field.len == 4 && memcmp(field.data, "NULL", 4) == 0) ||
           (field.len == 2 && memcmp(field.data, "\\N", 2) == 0);
}

/* Every backslash in a batch is an escape. */
static void look_for_escapes(e911_text field, struct signs *signs)
{
    while (field.len > 0 && !signs->wrong) {
        size_t at = length_until(field, '\\');

        if (at == field.len)
            return;
        signs->wrong = at + 1 == field.len || !memchr("tn\\0", field.data[at + 1], 4);
        signs->escapes = true;
        field = text_from(field, at + 2 < field.len ? at + 2 : field.len);
    }
}

/* Quotes around the whole field may be data; doubled ones in it are the work of a CSV writer. */
static void look_for_quotes(e911_text field, struct signs *signs)
{
    e911_text inner;

    if (field.len < 2 || field.data[0] != '"' || field.data[field.len - 1] != '"')
        return;
    inner = (e911_text){field.data + 1, field.len - 2};
    while (inner.len > 0) {
        size_t at = length_until(inner, '"');

        if (at == inner.len)
            break;
        if (at + 1 == inner.len || inner.data[at + 1] != '"')
            return;
        signs->wrong = true;
        inner = text_from(inner, at + 2);
    }
    signs->has_quotes = true;
}

static size_t look_at_line(e911_text line, struct signs *signs)
{
    size_t tabs = 0;

    if (line.len > 0 && memchr(line.data, '\0', line.len))
        signs->wrong = true;
    for (;;) {
        size_t length = length_until(line, '\t');
        e911_text field = {line.data, length};

        if (is_null(field)) {
            signs->escapes = true;
        } else {
            look_for_escapes(field, signs);
            look_for_quotes(field, signs);
        }
        if (length == line.len)
            return tabs;
        tabs++;
        line = text_from(line, length + 1);
    }
}

/* Names without quotes and none of them blank, among them one that is asked for. */
static bool is_header(e911_text line, batch_is_column is_column, const void *user)
{
    bool is_known = false;
    size_t count = 0;

    while (line.len > 0) {
        bool is_last = length_until(line, '\t') == line.len;
        e911_text name = cut(&line, '\t');

        if (name.len == 0 || name.data[0] == '"' || memchr(name.data, '\r', name.len) ||
            text_starts(name, "\xEF\xBB\xBF"))
            return false;
        is_known = is_known || is_column(user, text_trim(name));
        count++;
        if (!is_last && line.len == 0)
            return false;
    }
    return is_known && count > 1;
}

/* A terminal between the two makes CR LF of every LF. */
static bool drop_return(e911_text *line)
{
    if (line->len == 0 || line->data[line->len - 1] != '\r')
        return false;
    line->len--;
    return true;
}

bool batch_is(e911_text text, batch_is_column is_column, const void *user)
{
    struct signs signs = {false, false, false};
    e911_text header = cut(&text, '\n');
    bool has_returns = drop_return(&header);
    size_t tabs = look_at_line(header, &signs);

    if (!is_header(header, is_column, user))
        return false;
    while (text.len > 0 && !signs.wrong) {
        e911_text line = cut(&text, '\n');

        if ((has_returns && !drop_return(&line)) || look_at_line(line, &signs) != tabs)
            return false;
    }
    if (signs.wrong)
        return false;
    return signs.escapes ? !(has_returns && signs.has_quotes) : !has_returns && !signs.has_quotes;
}

bool batch_has_returns(e911_text text)
{
    e911_text header = cut(&text, '\n');

    return drop_return(&header);
}

/* ---- reading --------------------------------------------------------------------------------- */

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

size_t batch_next(e911_text *rest, bool has_returns, e911_text *fields, size_t max)
{
    e911_text line;
    size_t count = 0;

    if (rest->len == 0)
        return 0;
    line = cut(rest, '\n');
    if (has_returns)
        drop_return(&line);
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
