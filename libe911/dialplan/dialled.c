#include "dialplan/dialled.h"

#include "address/uri.h"

/* What may be dialled: digits, * and #, a + before them, and separators. But 9.9.1.1 is an address,
   also with its dots escaped. */
static bool is_number(e911_text text)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    bool some = false;
    int byte;

    while ((byte = e911__next_decoded(&c)) != E911__END) {
        bool dialled = byte == '*' || byte == '#' || e911__is_digit((char)byte);

        if (byte == '.' ||
            (!dialled && (byte != '+' || some) && !e911__is_visual_separator((char)byte)))
            return false;
        some |= dialled || byte == '+';
    }
    return some;
}

/* Cut the user part off its parameters and its password. */
static void read_user(e911__dialled *ret, e911_text user)
{
    size_t end = e911__find(user, ';');

    if (end < user.len)
        ret->parameters = e911__slice(user, end + 1, user.len - end - 1);
    user.len = end;
    user.len = e911__find(user, ':');
    ret->user = user;
}

/* A URI of the kind that nearly all calls have: no display name, nothing around it, and a user.
   False for any other, which is left to the reader of all URIs. */
static bool read_plain_uri(e911__dialled *ret, e911_text text)
{
    size_t scheme = e911__scheme_length(text);
    e911_text rest;
    size_t at;

    if (scheme == 0 || text.data[text.len - 1] <= ' ' || e911__find(text, '<') < text.len)
        return false;
    rest = e911__slice(text, scheme, text.len - scheme);
    if (e911__lower(text.data[0]) == 't') {
        read_user(ret, rest);
        return true;
    }
    at = e911__find(rest, '@');
    if (at == rest.len)
        return false;
    read_user(ret, e911__slice(rest, 0, at));
    return true;
}

/*
 * "sip:911" and "sip:9-1-1;user=phone", without a host, read as a host by grammar; no host is all
 * digits, so it is taken for the number it must be. Empty for a host, and for one behind an @.
 */
static e911_text number_without_host(e911_text text, const e911_uri *uri)
{
    size_t at = (size_t)(uri->host.data - text.data);
    e911_text rest = e911__slice(text, at, text.len - at);

    if (uri->user.len > 0 || text.data[at - 1] != ':')
        return E911__NOTHING;
    for (const char *end = ";?:>"; *end != '\0'; end++)
        rest.len = e911__find(rest, *end);
    rest = e911__trim(rest);
    return is_number(rest) ? rest : E911__NOTHING;
}

/* The part that was dialled. */
static void read_any(e911__dialled *ret, e911_text text)
{
    e911_uri uri = {0};

    if (e911__find(text, ':') == text.len || !e911__uri_read(text, &uri)) {
        size_t at = e911__find(text, '@');
        size_t end = e911__find(e911__slice(text, 0, at), ';');

        ret->user = e911__slice(text, 0, end);
        if (end < at)
            ret->parameters = e911__slice(text, end + 1, at - end - 1);
        return;
    }
    if (e911__equal_nocase(uri.scheme, E911__TEXT("urn"))) {
        ret->urn = e911__text(uri.scheme.data, uri.scheme.len + 1 + uri.host.len);
    } else if (e911__equal_nocase(uri.scheme, E911__TEXT("tel")) ||
               e911__equal_nocase(uri.scheme, E911__TEXT("sip")) ||
               e911__equal_nocase(uri.scheme, E911__TEXT("sips"))) {
        ret->user = uri.user;
        if (uri.user.len == 0 && uri.host.len > 0)
            ret->user = number_without_host(text, &uri);
        ret->parameters = uri.parameters;
    }
}

/* Drop one # at the end, also an escaped one. */
static void drop_terminator(e911_text *user)
{
    size_t len = user->len;

    while (len > 0 && e911__is_visual_separator(user->data[len - 1]))
        len--;
    if (len > 0 && user->data[len - 1] == '#')
        user->len = len - 1;
    else if (len >= 3 && memcmp(user->data + len - 3, "%23", 3) == 0)
        user->len = len - 3;
}

void e911__dialled_read(e911__dialled *ret, e911_text text, uint32_t options)
{
    *ret = (e911__dialled){.whole = e911__trim(text)};
    if (!read_plain_uri(ret, text))
        read_any(ret, text);
    if (options & E911_PLAN_HASH_ENDS)
        drop_terminator(&ret->user);
}
