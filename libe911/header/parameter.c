#include "header/parameter.h"

#include "base/cursor.h"

/* Pass a quoted string or a <URI>; an opening mark that is never closed is an ordinary byte, so
   that a value with a typing error still shows its parameters. */
static void skip_enclosed(e911__cursor *c, char close)
{
    e911__cursor ahead = *c;
    int byte;

    e911__cursor_skip(&ahead, 1);
    while ((byte = e911__cursor_next(&ahead)) != E911__END) {
        if (byte == '\\' && close == '"') {
            e911__cursor_skip(&ahead, 1);
        } else if (byte == close) {
            *c = ahead;
            return;
        }
    }
    e911__cursor_skip(c, 1);
}

/* The text up to the next parameter, quoted strings and <URI>s passed over whole. */
static e911_text until_semicolon(e911__cursor *c)
{
    e911__cursor start = *c;
    int byte;

    while ((byte = e911__cursor_peek(c)) != E911__END && byte != ';') {
        if (byte == '"')
            skip_enclosed(c, '"');
        else if (byte == '<')
            skip_enclosed(c, '>');
        else
            e911__cursor_skip(c, 1);
    }
    return e911__cursor_text(&start, (size_t)(c->at - start.at));
}

bool e911__header_parameter(e911_text value, e911_text name, e911_text *ret_value)
{
    e911__cursor c = e911__cursor_on(value.data, value.len);

    until_semicolon(&c);
    while (e911__cursor_take(&c, ';')) {
        e911_text parameter = until_semicolon(&c);
        size_t equals = e911__find(parameter, '=');

        if (!e911__equal_nocase(e911__trim(e911__slice(parameter, 0, equals)), name))
            continue;
        if (equals == parameter.len)
            *ret_value = e911__slice(parameter, equals, 0);
        else
            *ret_value = e911__trim(e911__slice(parameter, equals + 1, parameter.len - equals - 1));
        return true;
    }
    return false;
}

e911_text e911__unquoted(e911_text text)
{
    if (text.len < 2 || text.data[0] != '"' || text.data[text.len - 1] != '"')
        return text;
    return e911__slice(text, 1, text.len - 2);
}
