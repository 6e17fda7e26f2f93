#include "header/parameter.h"

/* Where after position `at` the enclosing mark `close` stands, escapes in quotes passed over; or
   text.len. Every byte is looked at once for either mark. */
static size_t find_close(e911_text text, size_t at, char close)
{
    size_t found = at + e911__find(e911__slice(text, at, text.len - at), close);

    while (close == '"' && found < text.len) {
        size_t escape = at + e911__find(e911__slice(text, at, found - at), '\\');

        if (escape == found)
            break;
        at = escape + 2;
        if (at > found)
            found = at + e911__find(e911__slice(text, at, text.len - at), close);
    }
    return found;
}

/* Where in `text` the next parameter begins, quoted strings and <URI>s passed over whole. */
typedef struct scanner {
    e911_text text;
    bool open_quote; /* a mark that is never closed was met: all later ones of its kind are open, */
    bool open_uri;   /* too, and ordinary bytes: a value with a typing error shows its parameters */
} scanner;

static size_t skip_enclosed(scanner *s, size_t at, char close, bool *open)
{
    size_t found = *open ? s->text.len : find_close(s->text, at + 1, close);

    *open = found >= s->text.len;
    return *open ? at + 1 : found + 1;
}

/* The first ';' or, where `comma` is one, comma from `at` on that is not enclosed; or text.len. */
static size_t find_end(scanner *s, size_t at, char comma)
{
    while (at < s->text.len && s->text.data[at] != ';' && s->text.data[at] != comma) {
        if (s->text.data[at] == '"')
            at = skip_enclosed(s, at, '"', &s->open_quote);
        else if (s->text.data[at] == '<')
            at = skip_enclosed(s, at, '>', &s->open_uri);
        else
            at++;
    }
    return at;
}

static size_t skip_space(e911_text text, size_t at)
{
    while (at < text.len && e911__is_space(text.data[at]))
        at++;
    return at;
}

/* True when the parameter at `at` has this name; then *ret_end is where the name ends. */
static bool has_name(e911_text text, size_t at, e911_text name, size_t *ret_end)
{
    if (text.len - at < name.len || !e911__equal_nocase(e911__slice(text, at, name.len), name))
        return false;
    at = skip_space(text, at + name.len);
    *ret_end = at;
    return at == text.len || text.data[at] == '=' || text.data[at] == ';' || text.data[at] == ',';
}

bool e911__header_parameter(e911_text value, e911_text name, e911_text *ret_value)
{
    scanner s = {.text = value};
    size_t at = find_end(&s, 0, ';');

    while (at < value.len) {
        size_t start = skip_space(value, at + 1);

        if (has_name(value, start, name, &start)) {
            start += start < value.len && value.data[start] == '=';
            at = find_end(&s, start, ',');
            *ret_value = e911__trim(e911__slice(value, start, at - start));
            return true;
        }
        at = find_end(&s, start, ';');
    }
    return false;
}

e911_text e911__header_first(e911_text value)
{
    scanner s = {.text = value};
    size_t end = 0;

    if (e911__find(value, ',') == value.len)
        return value;
    while ((end = find_end(&s, end, ',')) < value.len && value.data[end] == ';')
        end++;
    return e911__trim(e911__slice(value, 0, end));
}

e911_text e911__unquoted(e911_text text)
{
    if (text.len < 2 || text.data[0] != '"' || text.data[text.len - 1] != '"')
        return text;
    return e911__slice(text, 1, text.len - 2);
}
