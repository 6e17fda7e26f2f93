#include "dialplan/dialled.h"

#include "address/uri.h"
#include "base/cursor.h"

/* Digits alone: 9.9.1.1 is an address and no number with separators. */
static bool is_number(e911_text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!e911__is_digit(text.data[i]))
            return false;
    }
    return true;
}

/*
 * The part that was dialled. "sip:911", without a host, reads as a host by grammar; no host is all
 * digits, so it is taken for the number it must be.
 */
static e911_text user_part(e911_text text, e911_text *ret_urn)
{
    e911_uri uri = {0};

    if (!e911__uri_read(text, &uri)) {
        size_t end = e911__find(text, '@');

        end = e911__find(e911__slice(text, 0, end), ';');
        return e911__slice(text, 0, end);
    }
    if (e911__equal_nocase(uri.scheme, E911__TEXT("urn"))) {
        *ret_urn = e911__text(uri.scheme.data, uri.scheme.len + 1 + uri.host.len);
        return E911__NOTHING;
    }
    if (e911__equal_nocase(uri.scheme, E911__TEXT("tel")))
        return uri.user;
    if (!e911__equal_nocase(uri.scheme, E911__TEXT("sip")) &&
        !e911__equal_nocase(uri.scheme, E911__TEXT("sips")))
        return E911__NOTHING;
    if (uri.user.len == 0 && is_number(uri.host))
        return uri.host;
    return uri.user;
}

/* The next byte with %HH decoded; a bad escape stays as written and so matches nothing. */
static int next_decoded(e911__cursor *c)
{
    int byte = e911__cursor_next(c);

    if (byte == '%' && e911__cursor_left(c) >= 2) {
        e911__cursor ahead = *c;
        int high = e911__hex_value[e911__cursor_next(&ahead)];
        int low = e911__hex_value[e911__cursor_next(&ahead)];

        if (high >= 0 && low >= 0) {
            *c = ahead;
            return high << 4 | low;
        }
    }
    return byte;
}

void e911__dialled_read(e911__dialled *ret, e911_text text)
{
    e911__cursor c;
    e911_text user;
    int byte;

    ret->urn = E911__NOTHING;
    ret->number_len = 0;
    user = user_part(text, &ret->urn);
    c = e911__cursor_on(user.data, user.len);
    while ((byte = next_decoded(&c)) != E911__END) {
        if (e911__is_visual_separator((char)byte))
            continue;
        if (ret->number_len == sizeof ret->number) {
            ret->number_len = 0;
            return;
        }
        ret->number[ret->number_len++] = (char)byte;
    }
}
