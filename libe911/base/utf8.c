#include "base/utf8.h"

/* Which second bytes begin no overlong form, no surrogate and nothing past U+10FFFF. */
static bool is_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return second >= 0x80 && second <= 0xbf;
    }
}

size_t e911__utf8_length(e911_text text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    size_t len;

    if (bytes[0] < 0x80)
        return 1;
    if (bytes[0] < 0xc2 || bytes[0] > 0xf4)
        return 0;
    len = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    if (text.len < len || !is_second(bytes[0], bytes[1]))
        return 0;
    for (size_t i = 2; i < len; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    return len;
}

bool e911__is_utf8(e911_text text)
{
    size_t at = 0;

    while (at < text.len) {
        uint64_t eight;
        size_t len = 8;

        if (text.len - at >= len)
            memcpy(&eight, text.data + at, sizeof eight);
        if (text.len - at < len || (eight & UINT64_C(0x8080808080808080)) != 0)
            len = e911__utf8_length(e911__slice(text, at, text.len - at));
        if (len == 0)
            return false;
        at += len;
    }
    return true;
}

bool e911__is_printable(e911_text text, size_t *ret_offset)
{
    size_t len;

    for (size_t at = 0; at < text.len; at += len) {
        unsigned char byte = (unsigned char)text.data[at];

        len = e911__utf8_length(e911__slice(text, at, text.len - at));
        if (len == 0 || byte < 0x20 || byte == 0x7f) {
            *ret_offset = at;
            return false;
        }
    }
    return true;
}
