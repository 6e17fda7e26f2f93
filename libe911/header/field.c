#include "header/field.h"

#include "base/cursor.h"
#include "header/parameter.h"

#include <stddef.h>

/* ---- names ----------------------------------------------------------------------------------- */

#define SINGLE(text, member)                                                                       \
    {                                                                                              \
        E911__FIELD_SINGLE, offsetof(e911_call, member), E911__TEXT(text)                          \
    }
#define OF_KIND(text, kind)                                                                        \
    {                                                                                              \
        kind, 0, E911__TEXT(text)                                                                  \
    }

/* In order of length; by_length leads to the first of each. */
static const e911__field fields[] = {
    SINGLE("To", to),
    SINGLE("Via", via_sent_by),
    SINGLE("From", from),
    SINGLE("Call-ID", call_id),
    SINGLE("Contact", contact),
    SINGLE("Priority", priority),
    OF_KIND(E911_ININATTR_NAME, E911__FIELD_ININATTR),
    OF_KIND("Call-Info", E911__FIELD_CALL_INFO),
    SINGLE("User-Agent", user_agent),
    OF_KIND("Geolocation", E911__FIELD_GEOLOCATION),
    SINGLE("Content-Type", content_type),
    OF_KIND("Content-Length", E911__FIELD_CONTENT_LENGTH),
    SINGLE("P-Asserted-Identity", p_asserted_identity),
    OF_KIND("", E911__FIELD_OTHER),
};

#define NOT_KNOWN (sizeof fields / sizeof fields[0] - 1)

static const uint8_t by_length[] = {
    NOT_KNOWN, NOT_KNOWN, 0,  1,         2,  NOT_KNOWN, NOT_KNOWN, 3,         5,         7,
    8,         9,         10, NOT_KNOWN, 11, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, 12,
};

/* Names of one length; most differ in the first letter. */
static inline bool is_named(e911_text name, e911_text known)
{
    return e911__lower(name.data[0]) == e911__lower(known.data[0]) &&
           e911__equal_nocase(name, known);
}

const e911__field *e911__field_of(e911_text name)
{
    size_t i = name.len < sizeof by_length ? by_length[name.len] : NOT_KNOWN;

    while (i < NOT_KNOWN && !is_named(name, fields[i].name)) {
        i++;
        if (fields[i].name.len != name.len)
            i = NOT_KNOWN;
    }
    return &fields[i];
}

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

/* ---- parts of values ------------------------------------------------------------------------- */

static bool is_space(int byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void skip_space(e911__cursor *c)
{
    while (is_space(e911__cursor_peek(c)))
        e911__cursor_skip(c, 1);
}

e911_text e911__via_sent_by(e911_text via)
{
    e911__cursor c = e911__cursor_on(via.data, via.len);
    e911_text rest;

    /* Blanks may stand around each '/' of the protocol. */
    e911__cursor_until(&c, '/');
    e911__cursor_skip(&c, 1);
    e911__cursor_until(&c, '/');
    e911__cursor_skip(&c, 1);
    skip_space(&c);
    while (!e911__cursor_done(&c) && !is_space(e911__cursor_peek(&c)))
        e911__cursor_skip(&c, 1);
    rest = e911__cursor_text(&c, e911__cursor_left(&c));
    rest.len = e911__find(rest, ';');
    rest.len = e911__find(rest, ',');
    return e911__trim(rest);
}

void e911__field_take_apart(e911_call *call)
{
    e911_text value;

    if (e911__header_parameter(call->to, E911__TEXT("tag"), &value) && value.len > 0)
        call->flags |= E911_CALL_IN_DIALOG;
    if (e911__header_parameter(call->contact, E911__TEXT("+sip.instance"), &value))
        call->instance = e911__unquoted(value);
    call->via_sent_by = e911__via_sent_by(call->via_sent_by);
}

void e911__call_clear(e911_call *call)
{
    size_t start = offsetof(e911_call, flags);

    memset((char *)call + start, 0, offsetof(e911_call, ingress) - start);
}

/* ---- the start line -------------------------------------------------------------------------- */

/* RFC 3261 25.1 "token". */
static bool is_token(int byte)
{
    static const e911_text marks = E911__TEXT("-.!%*_+`'~");
    char c = (char)byte;

    return byte != E911__END &&
           (e911__is_alpha(c) || e911__is_digit(c) || e911__find(marks, c) < marks.len);
}

static e911_text take_token(e911__cursor *c)
{
    e911__cursor start = *c;

    while (is_token(e911__cursor_peek(c)))
        e911__cursor_skip(c, 1);
    return e911__cursor_text(&start, (size_t)(c->at - start.at));
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

/* What stands before the last word, when that is a version; else all of it. */
static e911_text without_version(e911_text text)
{
    size_t last = text.len;

    while (last > 0 && !e911__is_blank(text.data[last - 1]))
        last--;
    if (is_version(e911__slice(text, last, text.len - last)))
        text.len = last;
    return e911__trim(text);
}

/* The second of three words; where there are more the URI has blanks in it. */
static e911_text take_request_uri(e911__cursor *c)
{
    e911_text all = {c->at, e911__cursor_left(c)};
    e911_text uri = take_word(c);
    e911_text version = e911__trim(e911__cursor_text(c, e911__cursor_left(c)));

    return version.len == 0 || is_version(version) ? uri : without_version(all);
}

bool e911__start_line_read(e911_text line, e911__start_line *ret, size_t *ret_offset)
{
    e911__cursor c = e911__cursor_on(line.data, line.len);

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
