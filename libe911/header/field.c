#include "header/field.h"

#include "base/block.h"
#include "base/cursor.h"
#include "header/parameter.h"

#include <stddef.h>

/* ---- names ----------------------------------------------------------------------------------- */

#define FIELD(letter, text, kind, offset)                                                          \
    [E911__FIELD_SLOT(letter, sizeof(text) - 1)] = {kind, offset, E911__TEXT(text)}
#define SINGLE(letter, text, member)                                                               \
    FIELD(letter, text, E911__FIELD_SINGLE, offsetof(e911_call, member))

const e911__field e911__fields[32] = {
    SINGLE('o', "To", to),
    SINGLE('a', "Via", via_sent_by),
    SINGLE('m', "From", from),
    SINGLE('d', "Call-ID", call_id),
    SINGLE('t', "Contact", contact),
    SINGLE('y', "Priority", priority),
    SINGLE('t', "User-Agent", user_agent),
    SINGLE('e', "Content-Type", content_type),
    SINGLE('y', "P-Asserted-Identity", p_asserted_identity),
    FIELD('r', E911_ININATTR_NAME, E911__FIELD_ININATTR, 0),
    FIELD('n', "Geolocation", E911__FIELD_GEOLOCATION, 0),
    FIELD('o', "Call-Info", E911__FIELD_CALL_INFO, 0),
    FIELD('h', "Content-Length", E911__FIELD_CONTENT_LENGTH, 0),
};

#define HEAD(letter, text) [E911__FIELD_SLOT(letter, sizeof(text) - 2)] = text

const char e911__field_heads[32][E911__BLOCK] = {
    HEAD('o', "to:"),          HEAD('a', "via:"),          HEAD('m', "from:"),
    HEAD('d', "call-id:"),     HEAD('t', "contact:"),      HEAD('y', "priority:"),
    HEAD('t', "user-agent:"),  HEAD('e', "content-type:"), HEAD('r', "ininattr:"),
    HEAD('n', "geolocation:"), HEAD('o', "call-info:"),    HEAD('h', "content-length:"),
};

/* As registered with IANA; a letter that is not stands for nothing. */
static const e911_text long_names['z' - 'a' + 1] = {
    ['a' - 'a'] = E911__TEXT("Accept-Contact"),
    ['b' - 'a'] = E911__TEXT("Referred-By"),
    ['c' - 'a'] = E911__TEXT("Content-Type"),
    ['d' - 'a'] = E911__TEXT("Request-Disposition"),
    ['e' - 'a'] = E911__TEXT("Content-Encoding"),
    ['f' - 'a'] = E911__TEXT("From"),
    ['i' - 'a'] = E911__TEXT("Call-ID"),
    ['j' - 'a'] = E911__TEXT("Reject-Contact"),
    ['k' - 'a'] = E911__TEXT("Supported"),
    ['l' - 'a'] = E911__TEXT("Content-Length"),
    ['m' - 'a'] = E911__TEXT("Contact"),
    ['n' - 'a'] = E911__TEXT("Identity-Info"),
    ['o' - 'a'] = E911__TEXT("Event"),
    ['r' - 'a'] = E911__TEXT("Refer-To"),
    ['s' - 'a'] = E911__TEXT("Subject"),
    ['t' - 'a'] = E911__TEXT("To"),
    ['u' - 'a'] = E911__TEXT("Allow-Events"),
    ['v' - 'a'] = E911__TEXT("Via"),
    ['x' - 'a'] = E911__TEXT("Session-Expires"),
    ['y' - 'a'] = E911__TEXT("Identity"),
};

e911_text e911__field_long_name(char letter)
{
    return e911__is_alpha(letter) ? long_names[e911__lower(letter) - 'a'] : E911__NOTHING;
}

char e911__field_compact(e911_text name)
{
    for (char c = 'a'; c <= 'z'; c++) {
        if (name.len > 1 && e911__equal_nocase(long_names[c - 'a'], name))
            return c;
    }
    return 0;
}

static inline bool is_visible(char c)
{
    return c > ' ' && c < 0x7f;
}

bool e911__field_may_be(e911_text name, e911_text wanted, char compact)
{
    size_t visible = 0;
    bool same = true;
    char only = 0;

    for (size_t i = 0; i < name.len && (same || visible == 1); i++) {
        char c = e911__lower(name.data[i]);

        /* A reader of C strings stops there. */
        if (c == 0 && same && visible == wanted.len)
            return true;
        if (!is_visible(c))
            continue;
        same = same && visible < wanted.len && c == e911__lower(wanted.data[visible]);
        only = c;
        visible++;
    }
    return (same && visible == wanted.len) || (visible == 1 && compact != 0 && only == compact);
}

/* ---- parts of values ------------------------------------------------------------------------- */

/* Where "SIP/2.0/UDP" ends, also with blanks around each '/'. */
static size_t skip_protocol(e911_text via)
{
    e911__cursor c = e911__cursor_on(via.data, via.len);

    e911__cursor_until(&c, '/');
    e911__cursor_skip(&c, 1);
    e911__cursor_until(&c, '/');
    e911__cursor_skip(&c, 1);
    while (!e911__cursor_done(&c) && e911__is_space(*c.at))
        c.at++;
    while (!e911__cursor_done(&c) && !e911__is_space(*c.at))
        c.at++;
    return e911__cursor_offset(&c);
}

e911_text e911__via_sent_by(e911_text via)
{
    const e911_text usual = E911__TEXT("SIP/2.0/UDP ");
    size_t at;
    e911_text rest;

    if (via.len >= usual.len && memcmp(via.data, usual.data, usual.len) == 0)
        at = usual.len;
    else
        at = skip_protocol(via);
    rest = e911__slice(via, at, via.len - at);
    return e911__trim(e911__slice(rest, 0, e911__find_either(rest, ';', ',')));
}

/* "<sip:911@example.com>" and nothing behind it, as nearly every To and Contact begins. */
static inline bool is_address_alone(e911_text value)
{
    return value.len > 0 && value.data[0] == '<' && e911__find(value, '>') == value.len - 1;
}

void e911__field_take_apart(e911_call *call)
{
    e911_text value;

    if (!is_address_alone(call->to) &&
        e911__header_parameter(call->to, E911__TEXT("tag"), &value) && value.len > 0)
        call->flags |= E911_CALL_IN_DIALOG;
    if (!is_address_alone(call->contact) &&
        e911__header_parameter(call->contact, E911__TEXT("+sip.instance"), &value))
        call->instance = e911__unquoted(value);
    if (call->p_asserted_identity.len > 0)
        call->p_asserted_identity = e911__header_first(call->p_asserted_identity);
    call->via_sent_by = e911__via_sent_by(call->via_sent_by);
}

void e911__call_clear(e911_call *call)
{
    size_t start = offsetof(e911_call, flags);

    memset((char *)call + start, 0, offsetof(e911_call, ingress) - start);
}

/* ---- the start line -------------------------------------------------------------------------- */

/* RFC 3261 25.1 "token": letters, digits and -.!%*_+`'~ */
bool e911__is_token(int byte)
{
    static const uint32_t tokens[8] = {0, 0x03ff6ca2, 0x87fffffe, 0x47ffffff};

    return byte != E911__END && (tokens[byte >> 5] >> (byte & 31) & 1);
}

static e911_text take_token(e911__cursor *c)
{
    const char *start = c->at;

    while (e911__is_token(e911__cursor_peek(c)))
        c->at++;
    return e911__text(start, (size_t)(c->at - start));
}

static bool take_blanks(e911__cursor *c)
{
    const char *start = c->at;

    while (e911__cursor_take(c, ' ') || e911__cursor_take(c, '\t'))
        continue;
    return c->at > start;
}

/* "SIP/2.0", also with blanks around the '/', and nothing else. */
static bool is_version(e911_text text)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);

    if (take_token(&c).len == 0)
        return false;
    take_blanks(&c);
    if (!e911__cursor_take(&c, '/'))
        return false;
    take_blanks(&c);
    return take_token(&c).len > 0 && e911__cursor_done(&c);
}

/* The bytes up to a blank; the cursor stands on it afterwards. */
static e911_text take_word(e911__cursor *c)
{
    e911_text rest = {c->at, e911__cursor_left(c)};

    rest.len = e911__find(rest, ' ');
    rest.len = e911__find(rest, '\t');
    return e911__cursor_text(c, rest.len);
}

/* What stands before the last word, if that is a version; else the first word. */
static e911_text without_version(e911_text text, e911_text first)
{
    size_t last = text.len;

    while (last > 0 && !e911__is_blank(text.data[last - 1]))
        last--;
    if (!is_version(e911__slice(text, last, text.len - last)))
        return first;
    return e911__trim(e911__slice(text, 0, last));
}

/* The second of three words; where there are more the URI has blanks in it. */
static e911_text take_request_uri(e911__cursor *c)
{
    e911_text all = {c->at, e911__cursor_left(c)};
    e911_text uri = take_word(c);
    e911_text version = e911__trim(e911__cursor_text(c, e911__cursor_left(c)));

    return version.len == 0 || is_version(version) ? uri : without_version(all, uri);
}

bool e911__start_line_read(e911_text line, e911__start_line *ret, size_t *ret_offset)
{
    e911__cursor c = e911__cursor_on(line.data, line.len);

    if (e911__start_line_is_usual(line, ret))
        return true;
    *ret = (e911__start_line){0};
    take_blanks(&c);
    ret->method = take_token(&c);
    if (ret->method.len > 0 && e911__cursor_take(&c, '/')) {
        ret->method = E911__NOTHING;
        ret->is_response = take_token(&c).len > 0 && take_blanks(&c) &&
                           e911__is_digit((char)e911__cursor_peek(&c));
    } else if (ret->method.len > 0 && take_blanks(&c)) {
        ret->request_uri = take_request_uri(&c);
    }
    *ret_offset = e911__cursor_offset(&c);
    return ret->is_response || ret->request_uri.len > 0;
}
