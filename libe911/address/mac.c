#include "address/mac.h"

#include "base/error.h"

#define GROUP_BIT 1

const char e911__hex_pairs[513] =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
    "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
    "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
    "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

/* The forms with separators: which, and how many digits stand between them. */
static bool form_of(e911_text text, size_t *ret_group, char *ret_separator)
{
    switch (text.len) {
    case 13:
        if (text.data[6] != '-')
            return false;
        *ret_group = 6;
        *ret_separator = '-';
        return true;
    case 14:
        *ret_group = 4;
        *ret_separator = '.';
        return true;
    case 17:
        *ret_group = 2;
        *ret_separator = text.data[2] == '-' ? '-' : ':';
        return true;
    default:
        return false;
    }
}

/* Where the text stops being a MAC address of its form. */
static size_t flaw_of(e911_text text, size_t group, char separator)
{
    size_t i = 0;

    while (i < text.len) {
        bool at_separator = (i + 1) % (group + 1) == 0;

        if (at_separator ? text.data[i] != separator
                         : e911__hex_value[(unsigned char)text.data[i]] < 0)
            break;
        i++;
    }
    return i;
}

/* Two digits a byte, with a separator after every `group` digits; false on a bad digit. */
static bool read_pairs(const char *text, size_t group, char separator, e911_mac *ret_mac)
{
    const unsigned char *at = (const unsigned char *)text;
    int bad = 0;

    for (size_t i = 0; i < 6; i++) {
        int high, low;

        if (i > 0 && i * 2 % group == 0)
            bad |= *at++ == (unsigned char)separator ? 0 : -1;
        high = e911__hex_value[at[0]];
        low = e911__hex_value[at[1]];
        bad |= high | low;
        ret_mac->bytes[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
        at += 2;
    }
    return bad >= 0;
}

/* One station's address: neither a group's (broadcast is one) nor nobody's. */
static bool is_station(const e911_mac *mac)
{
    static const e911_mac nobody;

    return (mac->bytes[0] & GROUP_BIT) == 0 && !e911__mac_equal(mac, &nobody);
}

/* ININAttr and most tables use the bare form; it is worth a loop without branches. */
bool e911__mac_read_bare(const char *text, e911_mac *ret_mac)
{
    int bad = 0;

    for (size_t i = 0; i < 6; i++) {
        int byte = e911__hex_value[(unsigned char)text[2 * i]] * 16 |
                   e911__hex_value[(unsigned char)text[2 * i + 1]];

        bad |= byte; /* negative from the first bad digit on */
        ret_mac->bytes[i] = (uint8_t)byte;
    }
    return bad >= 0 && is_station(ret_mac);
}

/* What phones and provisioning servers write before the digits (SEP0004F215C285.cnf.xml and the
   like), in any case: its length. */
static size_t prefix_of(e911_text text)
{
    static const e911_text prefixes[] = {E911__TEXT("SEP"), E911__TEXT("MAC%3a"),
                                         E911__TEXT("MAC:")};

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t len = prefixes[i].len;

        if (text.len > len && e911__equal_nocase(e911__slice(text, 0, len), prefixes[i]))
            return len;
    }
    return 0;
}

static bool read_form(e911_text text, e911_mac *ret_mac, size_t *ret_offset)
{
    size_t group = E911_MAC_TEXT_SIZE;
    char separator = 0;
    bool good;

    *ret_offset = 0;
    if (text.len == E911_MAC_TEXT_SIZE)
        good = e911__mac_read_bare(text.data, ret_mac);
    else if (form_of(text, &group, &separator))
        good = read_pairs(text.data, group, separator, ret_mac) && is_station(ret_mac);
    else
        return false;
    if (!good) {
        size_t flaw = flaw_of(text, group, separator);

        /* Without a bad byte it is the address as a whole that is no station's. */
        *ret_offset = flaw == text.len ? 0 : flaw;
    }
    return good;
}

bool e911__mac_read(e911_text text, e911_mac *ret_mac, size_t *ret_offset)
{
    size_t prefix;

    if (read_form(text, ret_mac, ret_offset))
        return true;
    prefix = prefix_of(text);
    if (prefix == 0 || read_form(e911__slice(text, prefix, text.len - prefix), ret_mac, ret_offset))
        return prefix > 0;
    *ret_offset += prefix;
    return false;
}

bool e911__mac_is_damaged(e911_text text)
{
    size_t digits = 0;

    while (digits < text.len && e911__hex_value[(unsigned char)text.data[digits]] >= 0)
        digits++;
    return (digits > 0 && digits == text.len && digits < E911_MAC_TEXT_SIZE) ||
           e911__is_rounded(text);
}

e911_status e911_mac_parse(const char *text, size_t len, e911_mac *ret_mac, e911_error *reterr)
{
    e911_mac mac;
    size_t offset;

    if (ret_mac == NULL || (text == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (e911__mac_read(e911__text(text, len), &mac, &offset)) {
        *ret_mac = mac;
        return E911_OK;
    }
    if (e911__mac_is_damaged(e911__text(text, len)))
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0,
                            "a MAC address that lacks digits, as a spreadsheet leaves it that took "
                            "it for a number",
                            "12 hex digits; have the column imported as text");
    return e911__refuse(reterr, E911_ERR_SYNTAX, offset, "not a station's MAC address",
                        "12 hex digits, bare, in pairs with ':' or '-', in fours with '.', "
                        "or in sixes with '-'");
}

e911_status e911_mac_format(const e911_mac *mac, char *buf, size_t size, size_t *ret_len)
{
    e911__writer writer = e911__writer_on(buf, size);

    if (mac == NULL || ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    e911__mac_write(&writer, mac);
    return e911__writer_end(&writer, ret_len);
}
