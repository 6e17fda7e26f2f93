#include "header/ininattr.h"

#include "address/ip.h"
#include "address/mac.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/struct.h"
#include "header/ininattr_text.h"

/* The keys and '=', as has_key() compares them. */
#define MAC_KEY_LOWER "uu_stationmacaddress="
#define IP_KEY_LOWER  "uu_stationipaddress="

#define EXPECT_PAIR   "key=value pairs separated by ';', all in one pair of quotes or in none"

/* A value being read. */
struct reading {
    e911_text value; /* the whole header value: offsets count in it */
    e911_ininattr *attr;
    e911_error *reterr;
    size_t pairs;
    bool checked; /* every byte that is still to be read may stand where it stands */
    bool plain;   /* and none of them is a quote, an escape or part of a fold */
    e911_ininattr_pair seen[E911_ININATTR_PAIRS_MAX]; /* the pairs with unknown keys */
};

e911_status e911_ininattr_init(e911_ininattr *attr, size_t struct_size)
{
    return e911__struct_init(attr, struct_size, sizeof *attr);
}

static e911_status refuse(const struct reading *r, e911_status status, const char *at,
                          const char *message, const char *expected)
{
    return e911__refuse(r->reterr, status, (size_t)(at - r->value.data), message, expected);
}

/* Blanks and folds around a part; what is inside it stays. */
static inline e911_text trim(e911_text text)
{
    if (text.len > 0 && (unsigned char)text.data[0] > ' ' &&
        (unsigned char)text.data[text.len - 1] > ' ')
        return text;
    return e911__ininattr_trim(text);
}

/* True when eight bytes are those of `lower`, a key in lower case; the case of letters is equal. */
static inline bool same_word(const char *bytes, const char *lower)
{
    uint64_t a, b, letters;

    memcpy(&a, bytes, sizeof a);
    memcpy(&b, lower, sizeof b);
    /* Of the bytes in a key only letters have both bits; '_' and '=' must be there exactly. */
    letters = b & b >> 1 & E911__EVERY_BYTE(0x20);
    return (a | letters) == b;
}

/* True when `text` begins with `lower`, which is 16 to 24 bytes long. */
static inline bool has_key(e911_text text, const char *lower, size_t len)
{
    return text.len >= len && same_word(text.data, lower) && same_word(text.data + 8, lower + 8) &&
           same_word(text.data + len - 8, lower + len - 8);
}

static e911_status read_mac(struct reading *r, e911_text text)
{
    e911_mac mac;
    size_t offset;

    if (!e911__mac_read(text, &mac, &offset))
        return refuse(r, E911_ERR_SYNTAX, text.data + offset, "not a station's MAC address",
                      "12 hex digits");
    if ((r->attr->flags & E911_ININATTR_MAC) && !e911__mac_equal(&mac, &r->attr->mac))
        return refuse(r, E911_ERR_CONFLICT, text.data, "a second, different MAC address",
                      "one " E911__MAC_KEY);
    r->attr->mac = mac;
    r->attr->flags |= E911_ININATTR_MAC;
    return E911_OK;
}

static e911_status read_ip(struct reading *r, e911_text text)
{
    e911_ip ip;
    size_t offset;

    if (!e911__ip_read(text, &ip, &offset))
        return refuse(r, E911_ERR_SYNTAX, text.data + offset, "not an IP address",
                      "an IPv4 or IPv6 address");
    if ((r->attr->flags & E911_ININATTR_IP) && !e911__ip_equal(&ip, &r->attr->ip))
        return refuse(r, E911_ERR_CONFLICT, text.data, "a second, different IP address",
                      "one " E911__IP_KEY);
    r->attr->ip = ip;
    r->attr->flags |= E911_ININATTR_IP;
    return E911_OK;
}

/* Keep a pair the library gives no meaning to. */
static e911_status read_other(struct reading *r, e911_text key, e911_text text)
{
    size_t count = r->attr->others_count;
    size_t fold = 0;

    while (fold < key.len && key.data[fold] != '\r' && key.data[fold] != '\n')
        fold++;
    if (fold < key.len)
        return refuse(r, E911_ERR_SYNTAX, key.data + fold, "a fold inside a key", EXPECT_PAIR);
    for (size_t i = 0; i < count; i++) {
        if (!e911__equal_nocase(r->seen[i].key, key))
            continue;
        if (e911__equal(r->seen[i].value, text))
            return E911_OK;
        return refuse(r, E911_ERR_CONFLICT, text.data, "a key stands twice with different values",
                      "each key once");
    }
    r->seen[count] = (e911_ininattr_pair){key, text};
    r->attr->others_count++;
    return E911_OK;
}

static e911_status read_pair(struct reading *r, e911_text pair)
{
    size_t equals = r->plain ? e911__find(pair, '=') : e911__ininattr_find(pair, '=');
    e911_text key = trim(e911__slice(pair, 0, equals));
    e911_text text;

    if (equals == pair.len || key.len == 0)
        return refuse(r, E911_ERR_SYNTAX, trim(pair).data, "a pair without key or '='",
                      EXPECT_PAIR);
    text = trim(e911__slice(pair, equals + 1, pair.len - equals - 1));
    if (r->pairs++ == E911_ININATTR_PAIRS_MAX)
        return refuse(r, E911_ERR_LIMIT, key.data, "too many pairs", "at most 32");
    if (key.len == sizeof E911__MAC_KEY - 1 &&
        has_key(key, MAC_KEY_LOWER, sizeof E911__MAC_KEY - 1))
        return read_mac(r, text);
    if (key.len == sizeof E911__IP_KEY - 1 && has_key(key, IP_KEY_LOWER, sizeof E911__IP_KEY - 1))
        return read_ip(r, text);
    return read_other(r, key, text);
}

/* Length of the key, '=' and a bare MAC address at the head of `rest`, or 0. */
static inline size_t take_mac(e911_text rest, e911_mac *ret_mac)
{
    const size_t start = sizeof E911__MAC_KEY; /* its NUL has the place of '=' */

    if (rest.len < start + E911_MAC_TEXT_SIZE || !has_key(rest, MAC_KEY_LOWER, start) ||
        !e911__mac_read_bare(rest.data + start, ret_mac))
        return 0;
    return start + E911_MAC_TEXT_SIZE;
}

/* The same for an IPv4 address. */
static inline size_t take_ip(e911_text rest, e911_ip *ret_ip)
{
    const size_t start = sizeof E911__IP_KEY;
    e911__cursor c;

    if (!has_key(rest, IP_KEY_LOWER, start))
        return 0;
    c = e911__cursor_on(rest.data + start, rest.len - start);
    if (!e911__ipv4_read(&c, ret_ip->bytes))
        return 0;
    ret_ip->family = 4;
    return start + e911__cursor_offset(&c);
}

/*
 * Take the pair at the head of `rest` if it is what nearly every value holds: a known key that was
 * not met before, '=' and the bare address, without blanks. Its end needs no search and its bytes
 * no check. Returns its length, or 0: then read_pair() judges, and an address half read here is
 * either refused or overwritten there.
 */
static inline size_t take_address(struct reading *r, e911_text rest)
{
    e911_ininattr *attr = r->attr;
    uint32_t found = 0;
    size_t end = 0;

    if (!(attr->flags & E911_ININATTR_MAC) && (end = take_mac(rest, &attr->mac)) > 0)
        found = E911_ININATTR_MAC;
    else if (!(attr->flags & E911_ININATTR_IP) && (end = take_ip(rest, &attr->ip)) > 0)
        found = E911_ININATTR_IP;
    if (found == 0 || (end < rest.len && rest.data[end] != ';') ||
        r->pairs == E911_ININATTR_PAIRS_MAX)
        return 0;
    attr->flags |= found;
    r->pairs++;
    return end;
}

/* Take the quotes off; `*ret_inside` is what lies between. */
static inline e911_status open_value(struct reading *r, e911_text *ret_inside)
{
    e911_text text = trim(r->value);

    if (text.len == 0)
        return refuse(r, E911_ERR_SYNTAX, r->value.data, "an empty value", EXPECT_PAIR);
    if (text.data[0] != '"') {
        r->attr->flags |= E911_ININATTR_UNQUOTED;
    } else {
        if (text.len < 2 || text.data[text.len - 1] != '"')
            return refuse(r, E911_ERR_SYNTAX, text.data, "a quote that is not closed at the end",
                          EXPECT_PAIR);
        text = e911__slice(text, 1, text.len - 2);
    }
    *ret_inside = text;
    return E911_OK;
}

/* Check every byte that is still to be read, once. */
static e911_status check_bytes(struct reading *r, e911_text rest)
{
    size_t flaw;

    r->checked = true;
    r->plain = e911__ininattr_is_plain(rest);
    if (r->plain)
        return E911_OK;
    flaw = e911__ininattr_flaw(rest, (r->attr->flags & E911_ININATTR_UNQUOTED) == 0);
    if (flaw == rest.len)
        return E911_OK;
    return refuse(r, E911_ERR_SYNTAX, rest.data + flaw, "a byte that may not stand here",
                  EXPECT_PAIR);
}

/* Read the pair at the head of `rest` in whatever form it has; it ends at `*ret_end`. */
static e911_status read_any(struct reading *r, e911_text rest, size_t *ret_end)
{
    e911_status status = r->checked ? E911_OK : check_bytes(r, rest);

    if (status != E911_OK)
        return status;
    *ret_end = r->plain ? e911__find(rest, ';') : e911__ininattr_find(rest, ';');
    /* One ';' after the last pair is a habit of many senders and changes nothing. */
    if (*ret_end == rest.len && r->pairs > 0 && trim(rest).len == 0)
        return E911_OK;
    return read_pair(r, e911__slice(rest, 0, *ret_end));
}

static e911_status read_pairs(struct reading *r)
{
    e911_text rest = {NULL, 0};
    e911_status status = open_value(r, &rest);

    while (status == E911_OK) {
        size_t end = take_address(r, rest);

        if (end == 0)
            status = read_any(r, rest, &end);
        if (end == rest.len)
            break;
        rest = e911__slice(rest, end + 1, rest.len - end - 1);
    }
    return status;
}

e911_status e911_ininattr_parse(const char *value, size_t len, e911_ininattr *ret_attr,
                                e911_error *reterr)
{
    bool current = e911__struct_is_current(ret_attr, sizeof *ret_attr);
    e911_status status = current ? E911_OK : e911__struct_check_out(ret_attr, sizeof *ret_attr);
    e911_ininattr attr;
    struct reading reading;

    if (status != E911_OK)
        return status;
    if ((value == NULL && len > 0) || (ret_attr->others == NULL && ret_attr->others_capacity > 0))
        return E911_ERR_INVALID_ARGUMENT;
    attr = (e911_ininattr){.struct_size = sizeof attr,
                           .others = ret_attr->others,
                           .others_capacity = ret_attr->others_capacity};
    /* Field by field: seen is large, and only what was stored in it is read. */
    reading.value = e911__text(len == 0 ? "" : value, len);
    reading.attr = &attr;
    reading.reterr = reterr;
    reading.pairs = 0;
    reading.checked = reading.plain = false;
    if (len > E911_ININATTR_VALUE_MAX)
        return refuse(&reading, E911_ERR_LIMIT, value + E911_ININATTR_VALUE_MAX,
                      "the value is too long", "at most 4096 bytes");
    status = read_pairs(&reading);
    for (size_t i = 0; status == E911_OK && i < attr.others_count && i < attr.others_capacity; i++)
        attr.others[i] = reading.seen[i];
    if (status == E911_OK && current)
        *ret_attr = attr;
    else if (status == E911_OK)
        e911__struct_store(ret_attr, &attr, sizeof attr);
    return status;
}
