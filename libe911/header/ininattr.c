#include "header/ininattr.h"

#include "address/ip.h"
#include "address/mac.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/struct.h"

#define MAC_KEY     "uu_StationMacAddress"
#define IP_KEY      "uu_StationIPAddress"

#define EXPECT_PAIR "key=value pairs separated by ';', all in one pair of quotes or in none"

/* A value being read. */
struct reading {
    e911_text value; /* the whole header value: offsets count in it */
    e911_ininattr *attr;
    e911_error *reterr;
    size_t pairs;
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

/* ---- bytes a value may hold ------------------------------------------------------------------ */

#define EVERY_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Non-zero when one of eight bytes is a control byte, DEL, a quote or a backslash. */
static inline uint64_t special_bytes(uint64_t word)
{
    uint64_t quote = word ^ EVERY_BYTE('"');
    uint64_t escape = word ^ EVERY_BYTE('\\');
    uint64_t delete = word ^ EVERY_BYTE(0x7f);

    return (((word - EVERY_BYTE(0x20)) & ~word) | ((quote - EVERY_BYTE(1)) & ~quote) |
            ((escape - EVERY_BYTE(1)) & ~escape) | ((delete - EVERY_BYTE(1)) & ~delete)) &
           EVERY_BYTE(0x80);
}

/* Almost every value holds none; one pass over eight bytes at a time says so. */
static bool is_plain(e911_text text)
{
    uint64_t found = 0;
    uint64_t word;
    size_t i;

    for (i = 0; i + sizeof word <= text.len; i += sizeof word) {
        memcpy(&word, text.data + i, sizeof word);
        found |= special_bytes(word);
    }
    if (i < text.len) {
        word = EVERY_BYTE(' ');
        memcpy(&word, text.data + i, text.len - i);
        found |= special_bytes(word);
    }
    return found == 0;
}

/* Length of a line fold (RFC 3261 7.3.1) at the head of `text`, or 0. */
static size_t fold_length(e911_text text)
{
    size_t i = 0;

    if (i < text.len && text.data[i] == '\r')
        i++;
    if (i < text.len && text.data[i] == '\n')
        i++;
    if (i == 0 || i == text.len || !e911__is_blank(text.data[i]))
        return 0;
    while (i < text.len && e911__is_blank(text.data[i]))
        i++;
    return i;
}

/*
 * The first byte that may not stand there, or text.len: a control byte that is no fold, a quote
 * that is not escaped (in a quoted value), any quote or escape (in an unquoted one).
 */
static size_t first_flaw(e911_text text, bool quoted)
{
    size_t i = 0;

    while (i < text.len) {
        unsigned char c = (unsigned char)text.data[i];

        if (c == '\r' || c == '\n') {
            size_t fold = fold_length(e911__slice(text, i, text.len - i));

            if (fold == 0)
                return i;
            i += fold;
        } else if (c == '\\' && quoted) {
            if (i + 1 == text.len || (unsigned char)text.data[i + 1] < 0x20)
                return i;
            i += 2;
        } else if ((c < 0x20 && c != '\t') || c == 0x7f || c == '"' || c == '\\') {
            return i;
        } else {
            i++;
        }
    }
    return i;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Blanks and folds around a part; what is inside it stays. */
static inline e911_text trim(e911_text text)
{
    if (text.len > 0 && (unsigned char)text.data[0] > ' ' &&
        (unsigned char)text.data[text.len - 1] > ' ')
        return text;
    return e911__trim(text);
}

/* Upper and lower case are equal; '_' is not a letter, but no key byte maps onto it by chance. */
static inline bool is_key(e911_text key, const char *name, size_t len)
{
    uint64_t a, b;
    size_t last = len - sizeof a;

    if (key.len != len)
        return false;
    for (size_t i = 0; i < last; i += sizeof a) {
        memcpy(&a, key.data + i, sizeof a);
        memcpy(&b, name + i, sizeof b);
        if ((a | EVERY_BYTE(0x20)) != (b | EVERY_BYTE(0x20)))
            return false;
    }
    memcpy(&a, key.data + last, sizeof a);
    memcpy(&b, name + last, sizeof b);
    return (a | EVERY_BYTE(0x20)) == (b | EVERY_BYTE(0x20));
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
                      "one " MAC_KEY);
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
                      "one " IP_KEY);
    r->attr->ip = ip;
    r->attr->flags |= E911_ININATTR_IP;
    return E911_OK;
}

/* Keep a pair the library gives no meaning to. */
static e911_status read_other(struct reading *r, e911_text key, e911_text text)
{
    size_t count = r->attr->others_count;

    for (size_t i = 0; i < count; i++) {
        if (!e911__equal_nocase(r->seen[i].key, key))
            continue;
        if (e911__equal(r->seen[i].value, text))
            return E911_OK;
        return refuse(r, E911_ERR_CONFLICT, text.data, "a key stands twice with different values",
                      "each key once");
    }
    r->seen[count] = (e911_ininattr_pair){key, text};
    if (count < r->attr->others_capacity)
        r->attr->others[count] = r->seen[count];
    r->attr->others_count++;
    return E911_OK;
}

static e911_status read_pair(struct reading *r, e911_text pair)
{
    size_t equals = e911__find(pair, '=');
    e911_text key = trim(e911__slice(pair, 0, equals));
    e911_text text;

    if (equals == pair.len || key.len == 0)
        return refuse(r, E911_ERR_SYNTAX, trim(pair).data, "a pair without key or '='",
                      EXPECT_PAIR);
    text = trim(e911__slice(pair, equals + 1, pair.len - equals - 1));
    if (r->pairs++ == E911_ININATTR_PAIRS_MAX)
        return refuse(r, E911_ERR_LIMIT, key.data, "too many pairs", "at most 32");
    if (is_key(key, MAC_KEY, sizeof MAC_KEY - 1))
        return read_mac(r, text);
    if (is_key(key, IP_KEY, sizeof IP_KEY - 1))
        return read_ip(r, text);
    return read_other(r, key, text);
}

/* Take the quotes off and check every byte; `*ret_inside` is what lies between. */
static e911_status open_value(struct reading *r, e911_text *ret_inside)
{
    e911_text text = trim(r->value);
    bool quoted = text.len > 0 && text.data[0] == '"';
    size_t flaw;

    if (text.len == 0)
        return refuse(r, E911_ERR_SYNTAX, r->value.data, "an empty value", EXPECT_PAIR);
    if (quoted) {
        if (text.len < 2 || text.data[text.len - 1] != '"')
            return refuse(r, E911_ERR_SYNTAX, text.data, "a quote that is not closed at the end",
                          EXPECT_PAIR);
        text = e911__slice(text, 1, text.len - 2);
    } else {
        r->attr->flags |= E911_ININATTR_UNQUOTED;
    }
    if (!is_plain(text) && (flaw = first_flaw(text, quoted)) < text.len)
        return refuse(r, E911_ERR_SYNTAX, text.data + flaw, "a byte that may not stand here",
                      EXPECT_PAIR);
    *ret_inside = text;
    return E911_OK;
}

/* The end of the pair that begins at `start`: the next ';' that is not escaped. */
static size_t pair_end(e911_text text, size_t start)
{
    for (size_t i = start; i < text.len; i++) {
        if (text.data[i] == ';')
            return i;
        if (text.data[i] == '\\')
            i++;
    }
    return text.len;
}

static e911_status read_pairs(struct reading *r)
{
    e911_text inside = {NULL, 0};
    e911_status status = open_value(r, &inside);

    for (size_t start = 0; status == E911_OK && start <= inside.len;) {
        size_t end = pair_end(inside, start);

        /* One ';' after the last pair is a habit of many senders and changes nothing. */
        if (end == inside.len && start > 0 &&
            trim(e911__slice(inside, start, end - start)).len == 0)
            break;
        status = read_pair(r, e911__slice(inside, start, end - start));
        start = end + 1;
    }
    return status;
}

e911_status e911_ininattr_parse(const char *value, size_t len, e911_ininattr *ret_attr,
                                e911_error *reterr)
{
    e911_status status = e911__struct_check_out(ret_attr, sizeof *ret_attr);
    e911_ininattr attr;
    struct reading reading;

    if (status != E911_OK)
        return status;
    if ((value == NULL && len > 0) || (ret_attr->others == NULL && ret_attr->others_capacity > 0))
        return E911_ERR_INVALID_ARGUMENT;
    attr =
        (e911_ininattr){.others = ret_attr->others, .others_capacity = ret_attr->others_capacity};
    reading.value = e911__text(len == 0 ? "" : value, len);
    reading.attr = &attr;
    reading.reterr = reterr;
    reading.pairs = 0;
    if (len > E911_ININATTR_VALUE_MAX)
        return refuse(&reading, E911_ERR_LIMIT, value + E911_ININATTR_VALUE_MAX,
                      "the value is too long", "at most 4096 bytes");
    status = read_pairs(&reading);
    if (status == E911_OK)
        e911__struct_store(ret_attr, &attr, sizeof attr);
    return status;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Write a part that came from a message; a fold in it becomes one blank. */
static e911_status write_part(e911__writer *w, e911_text part, bool quoted, char stop)
{
    size_t start = 0;

    if (first_flaw(part, quoted) < part.len || pair_end(part, 0) < part.len)
        return E911_ERR_ENCODING;
    if (stop != 0 && e911__find(part, stop) < part.len)
        return E911_ERR_ENCODING;
    for (size_t i = 0; i < part.len; i++) {
        size_t fold = fold_length(e911__slice(part, i, part.len - i));

        if (fold == 0)
            continue;
        e911__writer_text(w, e911__slice(part, start, i - start));
        e911__writer_byte(w, ' ');
        start = i + fold;
        i = start - 1;
    }
    e911__writer_text(w, e911__slice(part, start, part.len - start));
    return E911_OK;
}

static e911_status write_others(e911__writer *w, const e911_ininattr *attr, bool begun)
{
    bool quoted = (attr->flags & E911_ININATTR_UNQUOTED) == 0;

    if (attr->others == NULL || attr->others_count > attr->others_capacity)
        return E911_ERR_INVALID_ARGUMENT;
    for (size_t i = 0; i < attr->others_count; i++) {
        const e911_ininattr_pair *pair = &attr->others[i];
        e911_status status;

        if (begun || i > 0)
            e911__writer_byte(w, ';');
        if (pair->key.len == 0)
            return E911_ERR_ENCODING;
        status = write_part(w, pair->key, quoted, '=');
        if (status != E911_OK)
            return status;
        e911__writer_byte(w, '=');
        status = write_part(w, pair->value, quoted, 0);
        if (status != E911_OK)
            return status;
    }
    return E911_OK;
}

/* One literal a store: the quote and what separates the pairs belong to the keys. */
#define WRITE(writer, literal) e911__writer_bytes((writer), (literal), sizeof(literal) - 1)

static inline void write_addresses(e911__writer *w, const e911_ininattr *attr)
{
    if (attr->flags & E911_ININATTR_MAC) {
        WRITE(w, MAC_KEY "=");
        e911__mac_write(w, &attr->mac);
        if (attr->flags & E911_ININATTR_IP)
            WRITE(w, ";" IP_KEY "=");
    } else if (attr->flags & E911_ININATTR_IP) {
        WRITE(w, IP_KEY "=");
    }
    if (attr->flags & E911_ININATTR_IP)
        e911__ip_write(w, &attr->ip);
}

static inline e911_status write_value(e911__writer *writer, const e911_ininattr *attr)
{
    bool quoted = (attr->flags & E911_ININATTR_UNQUOTED) == 0;
    bool addresses = (attr->flags & (E911_ININATTR_MAC | E911_ININATTR_IP)) != 0;

    if (!addresses && attr->others_count == 0)
        return E911_ERR_NOT_FOUND;
    if ((attr->flags & E911_ININATTR_IP) && attr->ip.family != 4 && attr->ip.family != 6)
        return E911_ERR_INVALID_ARGUMENT;
    if (quoted)
        e911__writer_byte(writer, '"');
    write_addresses(writer, attr);
    if (attr->others_count > 0) {
        e911_status status = write_others(writer, attr, addresses);

        if (status != E911_OK)
            return status;
    }
    if (quoted)
        e911__writer_byte(writer, '"');
    return E911_OK;
}

e911_status e911__ininattr_write(e911__writer *writer, const e911_ininattr *attr)
{
    return write_value(writer, attr);
}

e911_status e911_ininattr_format(const e911_ininattr *attr, char *buf, size_t size, size_t *ret_len)
{
    e911_status status = e911__struct_check_in(attr, sizeof *attr, sizeof *attr);
    e911__writer writer = e911__writer_on(buf, size);

    if (status != E911_OK)
        return status;
    if (ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    status = write_value(&writer, attr);
    return status == E911_OK ? e911__writer_end(&writer, ret_len) : status;
}
