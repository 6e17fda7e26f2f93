#include "address/uri.h"

#include "base/cursor.h"
#include "base/error.h"
#include "base/struct.h"

e911_status e911_uri_init(e911_uri *uri, size_t struct_size)
{
    return e911__struct_init(uri, struct_size, sizeof *uri);
}

/* Pass a quoted display name; one without an end takes the rest. */
static void skip_quoted(e911__cursor *c)
{
    int byte;

    e911__cursor_skip(c, 1);
    while ((byte = e911__cursor_next(c)) != E911__END && byte != '"') {
        if (byte == '\\')
            e911__cursor_skip(c, 1);
    }
}

/* The URI in a header value: between < and >, or what follows the display name. */
static e911_text addr_spec(e911_text value)
{
    e911_text rest = e911__trim(value);
    size_t open;

    if (rest.len > 0 && rest.data[0] == '"') {
        e911__cursor c = e911__cursor_on(rest.data, rest.len);

        skip_quoted(&c);
        rest = e911__cursor_text(&c, e911__cursor_left(&c));
    }
    open = e911__find(rest, '<');
    if (open == rest.len)
        return e911__trim(rest);
    rest = e911__slice(rest, open + 1, rest.len - open - 1);
    rest.len = e911__find(rest, '>');
    return e911__trim(rest);
}

/* RFC 3986 3.1. */
static bool is_scheme(e911_text text)
{
    if (text.len == 0 || !e911__is_alpha(text.data[0]))
        return false;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.data[i];

        if (!e911__is_alpha(c) && !e911__is_digit(c) && c != '+' && c != '-' && c != '.')
            return false;
    }
    return true;
}

/* Ends a host, or separates it from the port. */
static inline bool ends_host(char c)
{
    static const bool ends[256] = {
        [';'] = true, ['?'] = true,  ['>'] = true,  ['<'] = true,  [','] = true, ['/'] = true,
        [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, [':'] = true,
    };

    return ends[(unsigned char)c];
}

static void read_user(e911_text user, e911_uri *ret)
{
    size_t end = 0;
    size_t password;

    while (end < user.len && user.data[end] != ';' && user.data[end] != ':')
        end++;
    password = end;
    while (end < user.len && user.data[end] != ';')
        end++;
    if (end < user.len)
        ret->parameters = e911__slice(user, end + 1, user.len - end - 1);
    ret->user = e911__slice(user, 0, password);
}

static void read_hostport(e911_text text, e911_uri *ret)
{
    size_t host = 0;
    size_t port;

    if (text.len > 0 && text.data[0] == '[')
        host = e911__find(text, ']');
    while (host < text.len && !ends_host(text.data[host]))
        host++;
    ret->host = e911__slice(text, 0, host);
    if (host < text.len && text.data[host] == ':') {
        port = host + 1;
        while (port < text.len && e911__is_digit(text.data[port]))
            port++;
        ret->port = e911__slice(text, host + 1, port - host - 1);
    }
}

void e911__uri_read_userinfo(e911_text text, e911_uri *ret_uri)
{
    size_t at = e911__find(text, '@');

    if (at < text.len) {
        read_user(e911__slice(text, 0, at), ret_uri);
        text = e911__slice(text, at + 1, text.len - at - 1);
    }
    read_hostport(text, ret_uri);
}

bool e911__uri_read(e911_text text, e911_uri *ret_uri)
{
    e911_text rest;
    size_t colon;

    *ret_uri = (e911_uri){.struct_size = sizeof *ret_uri};
    text = addr_spec(text);
    colon = e911__find(text, ':');
    if (colon == text.len || !is_scheme(e911__slice(text, 0, colon)))
        return false;
    ret_uri->scheme = e911__slice(text, 0, colon);
    rest = e911__slice(text, colon + 1, text.len - colon - 1);
    if (e911__equal_nocase(ret_uri->scheme, E911__TEXT("tel")))
        read_user(rest, ret_uri);
    else if (e911__equal_nocase(ret_uri->scheme, E911__TEXT("urn")))
        ret_uri->host = rest;
    else
        e911__uri_read_userinfo(rest, ret_uri);
    return true;
}

e911_status e911_uri_parse(const char *text, size_t len, e911_uri *ret_uri, e911_error *reterr)
{
    e911_uri uri;
    e911_status status = e911__struct_check_out(ret_uri, sizeof *ret_uri);

    if (status != E911_OK)
        return status;
    if (text == NULL && len > 0)
        return E911_ERR_INVALID_ARGUMENT;
    if (!e911__uri_read(e911__text(text, len), &uri))
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "no URI", "a URI with its scheme");
    e911__struct_store(ret_uri, &uri, sizeof uri);
    return E911_OK;
}
