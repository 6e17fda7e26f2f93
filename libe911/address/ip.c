#include "address/ip.h"

#include "base/cursor.h"
#include "base/error.h"

#define GROUPS 8 /* of 16 bits in an IPv6 address */

/* clang-format off */
const char e911__octet_texts[256][4] = {
    {'0', 0, 0, 1}, {'1', 0, 0, 1}, {'2', 0, 0, 1}, {'3', 0, 0, 1},
    {'4', 0, 0, 1}, {'5', 0, 0, 1}, {'6', 0, 0, 1}, {'7', 0, 0, 1},
    {'8', 0, 0, 1}, {'9', 0, 0, 1}, {'1', '0', 0, 2}, {'1', '1', 0, 2},
    {'1', '2', 0, 2}, {'1', '3', 0, 2}, {'1', '4', 0, 2}, {'1', '5', 0, 2},
    {'1', '6', 0, 2}, {'1', '7', 0, 2}, {'1', '8', 0, 2}, {'1', '9', 0, 2},
    {'2', '0', 0, 2}, {'2', '1', 0, 2}, {'2', '2', 0, 2}, {'2', '3', 0, 2},
    {'2', '4', 0, 2}, {'2', '5', 0, 2}, {'2', '6', 0, 2}, {'2', '7', 0, 2},
    {'2', '8', 0, 2}, {'2', '9', 0, 2}, {'3', '0', 0, 2}, {'3', '1', 0, 2},
    {'3', '2', 0, 2}, {'3', '3', 0, 2}, {'3', '4', 0, 2}, {'3', '5', 0, 2},
    {'3', '6', 0, 2}, {'3', '7', 0, 2}, {'3', '8', 0, 2}, {'3', '9', 0, 2},
    {'4', '0', 0, 2}, {'4', '1', 0, 2}, {'4', '2', 0, 2}, {'4', '3', 0, 2},
    {'4', '4', 0, 2}, {'4', '5', 0, 2}, {'4', '6', 0, 2}, {'4', '7', 0, 2},
    {'4', '8', 0, 2}, {'4', '9', 0, 2}, {'5', '0', 0, 2}, {'5', '1', 0, 2},
    {'5', '2', 0, 2}, {'5', '3', 0, 2}, {'5', '4', 0, 2}, {'5', '5', 0, 2},
    {'5', '6', 0, 2}, {'5', '7', 0, 2}, {'5', '8', 0, 2}, {'5', '9', 0, 2},
    {'6', '0', 0, 2}, {'6', '1', 0, 2}, {'6', '2', 0, 2}, {'6', '3', 0, 2},
    {'6', '4', 0, 2}, {'6', '5', 0, 2}, {'6', '6', 0, 2}, {'6', '7', 0, 2},
    {'6', '8', 0, 2}, {'6', '9', 0, 2}, {'7', '0', 0, 2}, {'7', '1', 0, 2},
    {'7', '2', 0, 2}, {'7', '3', 0, 2}, {'7', '4', 0, 2}, {'7', '5', 0, 2},
    {'7', '6', 0, 2}, {'7', '7', 0, 2}, {'7', '8', 0, 2}, {'7', '9', 0, 2},
    {'8', '0', 0, 2}, {'8', '1', 0, 2}, {'8', '2', 0, 2}, {'8', '3', 0, 2},
    {'8', '4', 0, 2}, {'8', '5', 0, 2}, {'8', '6', 0, 2}, {'8', '7', 0, 2},
    {'8', '8', 0, 2}, {'8', '9', 0, 2}, {'9', '0', 0, 2}, {'9', '1', 0, 2},
    {'9', '2', 0, 2}, {'9', '3', 0, 2}, {'9', '4', 0, 2}, {'9', '5', 0, 2},
    {'9', '6', 0, 2}, {'9', '7', 0, 2}, {'9', '8', 0, 2}, {'9', '9', 0, 2},
    {'1', '0', '0', 3}, {'1', '0', '1', 3}, {'1', '0', '2', 3}, {'1', '0', '3', 3},
    {'1', '0', '4', 3}, {'1', '0', '5', 3}, {'1', '0', '6', 3}, {'1', '0', '7', 3},
    {'1', '0', '8', 3}, {'1', '0', '9', 3}, {'1', '1', '0', 3}, {'1', '1', '1', 3},
    {'1', '1', '2', 3}, {'1', '1', '3', 3}, {'1', '1', '4', 3}, {'1', '1', '5', 3},
    {'1', '1', '6', 3}, {'1', '1', '7', 3}, {'1', '1', '8', 3}, {'1', '1', '9', 3},
    {'1', '2', '0', 3}, {'1', '2', '1', 3}, {'1', '2', '2', 3}, {'1', '2', '3', 3},
    {'1', '2', '4', 3}, {'1', '2', '5', 3}, {'1', '2', '6', 3}, {'1', '2', '7', 3},
    {'1', '2', '8', 3}, {'1', '2', '9', 3}, {'1', '3', '0', 3}, {'1', '3', '1', 3},
    {'1', '3', '2', 3}, {'1', '3', '3', 3}, {'1', '3', '4', 3}, {'1', '3', '5', 3},
    {'1', '3', '6', 3}, {'1', '3', '7', 3}, {'1', '3', '8', 3}, {'1', '3', '9', 3},
    {'1', '4', '0', 3}, {'1', '4', '1', 3}, {'1', '4', '2', 3}, {'1', '4', '3', 3},
    {'1', '4', '4', 3}, {'1', '4', '5', 3}, {'1', '4', '6', 3}, {'1', '4', '7', 3},
    {'1', '4', '8', 3}, {'1', '4', '9', 3}, {'1', '5', '0', 3}, {'1', '5', '1', 3},
    {'1', '5', '2', 3}, {'1', '5', '3', 3}, {'1', '5', '4', 3}, {'1', '5', '5', 3},
    {'1', '5', '6', 3}, {'1', '5', '7', 3}, {'1', '5', '8', 3}, {'1', '5', '9', 3},
    {'1', '6', '0', 3}, {'1', '6', '1', 3}, {'1', '6', '2', 3}, {'1', '6', '3', 3},
    {'1', '6', '4', 3}, {'1', '6', '5', 3}, {'1', '6', '6', 3}, {'1', '6', '7', 3},
    {'1', '6', '8', 3}, {'1', '6', '9', 3}, {'1', '7', '0', 3}, {'1', '7', '1', 3},
    {'1', '7', '2', 3}, {'1', '7', '3', 3}, {'1', '7', '4', 3}, {'1', '7', '5', 3},
    {'1', '7', '6', 3}, {'1', '7', '7', 3}, {'1', '7', '8', 3}, {'1', '7', '9', 3},
    {'1', '8', '0', 3}, {'1', '8', '1', 3}, {'1', '8', '2', 3}, {'1', '8', '3', 3},
    {'1', '8', '4', 3}, {'1', '8', '5', 3}, {'1', '8', '6', 3}, {'1', '8', '7', 3},
    {'1', '8', '8', 3}, {'1', '8', '9', 3}, {'1', '9', '0', 3}, {'1', '9', '1', 3},
    {'1', '9', '2', 3}, {'1', '9', '3', 3}, {'1', '9', '4', 3}, {'1', '9', '5', 3},
    {'1', '9', '6', 3}, {'1', '9', '7', 3}, {'1', '9', '8', 3}, {'1', '9', '9', 3},
    {'2', '0', '0', 3}, {'2', '0', '1', 3}, {'2', '0', '2', 3}, {'2', '0', '3', 3},
    {'2', '0', '4', 3}, {'2', '0', '5', 3}, {'2', '0', '6', 3}, {'2', '0', '7', 3},
    {'2', '0', '8', 3}, {'2', '0', '9', 3}, {'2', '1', '0', 3}, {'2', '1', '1', 3},
    {'2', '1', '2', 3}, {'2', '1', '3', 3}, {'2', '1', '4', 3}, {'2', '1', '5', 3},
    {'2', '1', '6', 3}, {'2', '1', '7', 3}, {'2', '1', '8', 3}, {'2', '1', '9', 3},
    {'2', '2', '0', 3}, {'2', '2', '1', 3}, {'2', '2', '2', 3}, {'2', '2', '3', 3},
    {'2', '2', '4', 3}, {'2', '2', '5', 3}, {'2', '2', '6', 3}, {'2', '2', '7', 3},
    {'2', '2', '8', 3}, {'2', '2', '9', 3}, {'2', '3', '0', 3}, {'2', '3', '1', 3},
    {'2', '3', '2', 3}, {'2', '3', '3', 3}, {'2', '3', '4', 3}, {'2', '3', '5', 3},
    {'2', '3', '6', 3}, {'2', '3', '7', 3}, {'2', '3', '8', 3}, {'2', '3', '9', 3},
    {'2', '4', '0', 3}, {'2', '4', '1', 3}, {'2', '4', '2', 3}, {'2', '4', '3', 3},
    {'2', '4', '4', 3}, {'2', '4', '5', 3}, {'2', '4', '6', 3}, {'2', '4', '7', 3},
    {'2', '4', '8', 3}, {'2', '4', '9', 3}, {'2', '5', '0', 3}, {'2', '5', '1', 3},
    {'2', '5', '2', 3}, {'2', '5', '3', 3}, {'2', '5', '4', 3}, {'2', '5', '5', 3},
};
/* clang-format on */

/* The longest number 0-255 without leading zeros that stands here. */
static inline bool read_octet(e911__cursor *c, uint8_t *ret_octet)
{
    unsigned value = (unsigned)e911__cursor_peek(c) - '0';
    unsigned digit;

    if (value > 9)
        return false;
    e911__cursor_next(c);
    while (value > 0 && (digit = (unsigned)e911__cursor_peek(c) - '0') <= 9 &&
           value * 10 + digit <= 255) {
        value = value * 10 + digit;
        e911__cursor_next(c);
    }
    *ret_octet = (uint8_t)value;
    return true;
}

bool e911__ipv4_read(e911__cursor *c, uint8_t *ret_bytes)
{
    e911__cursor at = *c; /* a copy can live in registers */
    bool good = read_octet(&at, &ret_bytes[0]);

    for (int i = 1; good && i < 4; i++)
        good = e911__cursor_take(&at, '.') && read_octet(&at, &ret_bytes[i]);
    *c = at;
    /* 1.2.3.04 and 1.2.3.456 do not end where their last number does. */
    return good && (unsigned)e911__cursor_peek(&at) - '0' > 9;
}

/* One to four hex digits. */
static bool read_group(e911__cursor *c, uint16_t *ret_group)
{
    unsigned value = 0;
    int count = 0;
    int byte;

    while (count < 4 && (byte = e911__cursor_peek(c)) != E911__END && e911__hex_value[byte] >= 0) {
        value = value << 4 | (unsigned)e911__hex_value[byte];
        e911__cursor_skip(c, 1);
        count++;
    }
    *ret_group = (uint16_t)value;
    return count > 0;
}

/* An IPv4 tail takes the place of two groups. */
static bool read_ipv4_tail(e911__cursor *c, uint16_t *groups, int *count)
{
    e911__cursor ahead = *c;
    uint8_t bytes[4];

    if (*count > GROUPS - 2 || !e911__ipv4_read(&ahead, bytes))
        return false;
    *c = ahead;
    groups[(*count)++] = (uint16_t)(bytes[0] << 8 | bytes[1]);
    groups[(*count)++] = (uint16_t)(bytes[2] << 8 | bytes[3]);
    return true;
}

/* RFC 4291 2.2. `*gap` is where "::" stands, or -1. */
static bool read_groups(e911__cursor *c, uint16_t *groups, int *count, int *gap)
{
    if (e911__cursor_take(c, ':')) {
        if (!e911__cursor_take(c, ':'))
            return false;
        *gap = 0;
    }
    while (*count < GROUPS) {
        int byte = e911__cursor_peek(c);

        if (byte == E911__END || byte == ']')
            break;
        if (read_ipv4_tail(c, groups, count))
            break;
        if (!read_group(c, &groups[*count]))
            return false;
        (*count)++;
        byte = e911__cursor_peek(c);
        if (byte == E911__END || byte == ']')
            break;
        if (!e911__cursor_take(c, ':'))
            return false;
        byte = e911__cursor_peek(c);
        if (byte == ':') {
            if (*gap >= 0)
                return false;
            e911__cursor_skip(c, 1);
            *gap = *count;
        } else if (byte == E911__END || byte == ']') {
            return false;
        }
    }
    return *gap >= 0 ? *count < GROUPS : *count == GROUPS;
}

static bool read_ipv6(e911__cursor *c, uint8_t *ret_bytes)
{
    uint16_t groups[GROUPS] = {0};
    int count = 0;
    int gap = -1;
    int tail;

    if (!read_groups(c, groups, &count, &gap))
        return false;
    tail = gap < 0 ? 0 : count - gap;
    for (int i = 0; i < GROUPS; i++) {
        int from = i < count - tail ? i : i >= GROUPS - tail ? i - (GROUPS - count) : -1;
        uint16_t group = from < 0 ? 0 : groups[from];

        ret_bytes[2 * i] = (uint8_t)(group >> 8);
        ret_bytes[2 * i + 1] = (uint8_t)group;
    }
    return true;
}

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_mapped_ipv4(const e911_ip *ip)
{
    return memcmp(ip->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
}

/* ::ffff:192.0.2.1 is 192.0.2.1 seen through an IPv6 socket. */
static void unmap_ipv4(e911_ip *ip)
{
    if (!is_mapped_ipv4(ip))
        return;
    memmove(ip->bytes, ip->bytes + 12, 4);
    memset(ip->bytes + 4, 0, 12);
    ip->family = 4;
}

e911_ip e911__ip_normal(const e911_ip *ip)
{
    e911_ip normal = {.family = ip->family};

    if (ip->family == 4)
        memcpy(normal.bytes, ip->bytes, 4);
    else if (ip->family == 6)
        memcpy(normal.bytes, ip->bytes, sizeof normal.bytes);
    else
        normal.family = 0;
    if (normal.family == 6)
        unmap_ipv4(&normal);
    return normal;
}

bool e911__ip_read(e911_text text, e911_ip *ret_ip, size_t *ret_offset)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    bool good;

    *ret_ip = (e911_ip){.family = 4};
    good = e911__ipv4_read(&c, ret_ip->bytes) && e911__cursor_done(&c);
    if (!good && e911__find(text, ':') < text.len) {
        bool bracket;

        c = e911__cursor_on(text.data, text.len);
        *ret_ip = (e911_ip){.family = 6};
        bracket = e911__cursor_take(&c, '[');
        good = read_ipv6(&c, ret_ip->bytes) && (!bracket || e911__cursor_take(&c, ']')) &&
               e911__cursor_done(&c);
        unmap_ipv4(ret_ip);
    }
    *ret_offset = e911__cursor_offset(&c);
    return good;
}

e911_status e911_ip_parse(const char *text, size_t len, e911_ip *ret_ip, e911_error *reterr)
{
    e911_ip ip;
    size_t offset;

    if (ret_ip == NULL || (text == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (!e911__ip_read(e911__text(text, len), &ip, &offset))
        return e911__refuse(reterr, E911_ERR_SYNTAX, offset, "not an IP address",
                            "four decimal numbers without leading zeros, or an IPv6 address");
    *ret_ip = ip;
    return E911_OK;
}

static uint16_t group_at(const e911_ip *ip, int i)
{
    return (uint16_t)(ip->bytes[2 * i] << 8 | ip->bytes[2 * i + 1]);
}

/* The longest run of two or more zero groups, the first of equals (RFC 5952 4.2). */
static int longest_zero_run(const e911_ip *ip, int *ret_length)
{
    int best = -1;

    *ret_length = 1;
    for (int i = 0; i < GROUPS; i++) {
        int length = 0;

        while (i + length < GROUPS && group_at(ip, i + length) == 0)
            length++;
        if (length > *ret_length) {
            best = i;
            *ret_length = length;
        }
        i += length;
    }
    return best;
}

static char *put_group(char *at, uint16_t group)
{
    bool begun = false;

    for (int shift = 12; shift >= 0; shift -= 4) {
        unsigned digit = group >> shift & 0xf;

        begun = begun || digit != 0 || shift == 0;
        if (begun)
            *at++ = "0123456789abcdef"[digit];
    }
    return at;
}

char *e911__ipv6_put(char *at, const e911_ip *ip)
{
    int run_length;
    int run = longest_zero_run(ip, &run_length);

    if (is_mapped_ipv4(ip)) { /* RFC 5952 5 */
        e911_ip mapped = {.family = 4};

        memcpy(mapped.bytes, ip->bytes + sizeof mapped_prefix, 4);
        return e911__ip_put(E911__PUT(at, "::ffff:"), &mapped);
    }
    for (int i = 0; i < GROUPS; i++) {
        if (i == run) {
            at = E911__PUT(at, "::");
            i += run_length - 1;
            continue;
        }
        if (i > 0 && (run < 0 || i != run + run_length))
            *at++ = ':';
        at = put_group(at, group_at(ip, i));
    }
    return at;
}

e911_status e911_ip_format(const e911_ip *ip, char *buf, size_t size, size_t *ret_len)
{
    e911__writer writer = e911__writer_on(buf, size);

    if (ip == NULL || ret_len == NULL || (buf == NULL && size > 0) ||
        (ip->family != 4 && ip->family != 6))
        return E911_ERR_INVALID_ARGUMENT;
    e911__ip_write(&writer, ip);
    return e911__writer_end(&writer, ret_len);
}
