#include "station/identity.h"

#include "address/uri.h"
#include "base/block.h"
#include "base/cursor.h"

/* RFC 3261 25.1 "unreserved": the characters that mean the same escaped and bare. */
static bool is_unreserved(int byte)
{
    const e911_text marks = E911__TEXT("-_.!~*'()");
    char c = (char)byte;

    return e911__is_alpha(c) || e911__is_digit(c) || e911__find(marks, c) < marks.len;
}

/* Undo the escapes that need not be; write the others with lower-case digits. */
static void write_user(e911__writer *writer, e911_text user, bool is_tel)
{
    e911__cursor c = e911__cursor_on(user.data, user.len);
    int byte;

    while ((byte = e911__cursor_next(&c)) != E911__END) {
        if (byte == '%' && e911__cursor_left(&c) >= 2) {
            e911_text digits = e911__cursor_text(&c, 2);
            int high = e911__hex_value[(unsigned char)digits.data[0]];
            int low = e911__hex_value[(unsigned char)digits.data[1]];

            if (high >= 0 && low >= 0 && is_unreserved(high << 4 | low)) {
                e911__writer_byte(writer, (char)(high << 4 | low));
            } else {
                e911__writer_byte(writer, '%');
                e911__writer_byte(writer, e911__lower(digits.data[0]));
                e911__writer_byte(writer, e911__lower(digits.data[1]));
            }
        } else if (!is_tel || !e911__is_visual_separator((char)byte)) {
            e911__writer_byte(writer, (char)byte);
        }
    }
}

void e911__identity_write_any(e911__writer *writer, e911_text text, size_t *ret_user_len)
{
    e911_uri uri = {0};

    *ret_user_len = 0;
    if (!e911__uri_read(text, &uri)) {
        text = e911__trim(text);
        if (e911__find(text, '@') == text.len)
            uri.user = text;
        else
            e911__uri_read_userinfo(text, &uri);
    }
    if (uri.user.len == 0)
        return;
    write_user(writer, uri.user, e911__equal_nocase(uri.scheme, E911__TEXT("tel")));
    *ret_user_len = writer->len;
    if (uri.host.len == 0)
        return;
    e911__writer_byte(writer, '@');
    for (size_t i = 0; i < uri.host.len; i++)
        e911__writer_byte(writer, e911__lower(uri.host.data[i]));
}

/* ---- the usual form -------------------------------------------------------------------------- */

/* What a byte becomes in a user or a host name, or 0 where it is none of the usual ones. */
#define SAME(a)    [a] = {a, a}
#define LETTER(a)  [a] = {a, (a) | 0x20}
#define IN_USER(a) [a] = {a, 0}

/* clang-format off */
static const char usual[256][2] = {
    SAME('0'), SAME('1'), SAME('2'), SAME('3'), SAME('4'), SAME('5'), SAME('6'), SAME('7'),
    SAME('8'), SAME('9'), SAME('-'), SAME('.'),
    LETTER('A'), LETTER('B'), LETTER('C'), LETTER('D'), LETTER('E'), LETTER('F'), LETTER('G'),
    LETTER('H'), LETTER('I'), LETTER('J'), LETTER('K'), LETTER('L'), LETTER('M'), LETTER('N'),
    LETTER('O'), LETTER('P'), LETTER('Q'), LETTER('R'), LETTER('S'), LETTER('T'), LETTER('U'),
    LETTER('V'), LETTER('W'), LETTER('X'), LETTER('Y'), LETTER('Z'),
    SAME('a'), SAME('b'), SAME('c'), SAME('d'), SAME('e'), SAME('f'), SAME('g'), SAME('h'),
    SAME('i'), SAME('j'), SAME('k'), SAME('l'), SAME('m'), SAME('n'), SAME('o'), SAME('p'),
    SAME('q'), SAME('r'), SAME('s'), SAME('t'), SAME('u'), SAME('v'), SAME('w'), SAME('x'),
    SAME('y'), SAME('z'),
    IN_USER('_'), IN_USER('+'), IN_USER('!'), IN_USER('~'), IN_USER('*'), IN_USER('\''),
    IN_USER('$'), IN_USER('&'), IN_USER('='),
};
/* clang-format on */

enum { USER = 0, HOST = 1 };

static inline uint32_t four(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* Pass "sip:" or "sips:", in any case. */
static inline bool skip_scheme(e911__cursor *c)
{
    const char *at = c->at;

    if (e911__cursor_left(c) < 5)
        return false;
    if ((four(at) | four("\x20\x20\x20\0")) == four("sip:"))
        c->at = at + 4;
    else if ((four(at) | four("\x20\x20\x20\x20")) == four("sips") && at[4] == ':')
        c->at = at + 5;
    return c->at != at;
}

/* Pass a display name in quotes without an escaped quote, and the blanks before the brackets. */
static inline bool skip_display_name(e911__cursor *c)
{
    const char *end;

    e911__cursor_skip(c, 1);
    end = memchr(c->at, '"', e911__cursor_left(c));
    if (end == NULL || end[-1] == '\\')
        return false;
    c->at = end + 1;
    while (e911__cursor_take(c, ' '))
        continue;
    return e911__cursor_peek(c) == '<';
}

/* Come to where the user begins. False for what is none of the usual forms. */
static inline bool find_user(e911__cursor *c, bool *ret_in_brackets, bool *ret_has_scheme)
{
    if (e911__cursor_peek(c) == '"' && !skip_display_name(c))
        return false;
    *ret_in_brackets = e911__cursor_take(c, '<');
    *ret_has_scheme = skip_scheme(c);
    return *ret_has_scheme || !*ret_in_brackets;
}

/* Copy a part up to the first byte that it may not hold; returns the place after it. */
static inline char *put_part(char *at, e911__cursor *c, int part)
{
    const char *from = c->at;

    for (; from != c->end; from++, at++) {
        char byte = usual[(unsigned char)*from][part];

        if (byte == 0)
            break;
        *at = byte;
    }
    c->at = from;
    return at;
}

/* Without brackets, those of another address may follow. */
static bool has_brackets(const e911__cursor *c)
{
    return memchr(c->at, '<', e911__cursor_left(c)) != NULL;
}

/* What may stand behind the host so that it is the host. */
static inline bool host_ends(const e911__cursor *c, bool in_brackets)
{
    switch (e911__cursor_peek(c)) {
    case E911__END:
        return true;
    case '>':
    case ':':
    case ';':
        return in_brackets || !has_brackets(c);
    default:
        return false;
    }
}

/*
 * user@host, alone, as a SIP URI or in angle brackets, perhaps behind a display name in quotes,
 * with nothing to undo; or a user alone. False for anything else, and where there is no room for as
 * much as the text; nothing is written then.
 */
static bool write_usual(e911__writer *writer, e911_text text, size_t *ret_user_len)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    char *room = e911__writer_room(writer, text.len);
    bool in_brackets, has_scheme;
    char *user_end, *host_end;

    if (room == NULL || !find_user(&c, &in_brackets, &has_scheme))
        return false;
    user_end = host_end = put_part(room, &c, USER);
    if (user_end == room)
        return false;
    if (e911__cursor_done(&c)) {
        if (has_scheme)
            return false;
    } else {
        if (!e911__cursor_take(&c, '@'))
            return false;
        *user_end = '@';
        host_end = put_part(user_end + 1, &c, HOST);
        if (host_end == user_end + 1 || !host_ends(&c, in_brackets))
            return false;
    }
    *ret_user_len = writer->len + (size_t)(user_end - room);
    e911__writer_commit(writer, (size_t)(host_end - room));
    return true;
}

/* What stands behind the @ does not matter to the user. */
bool e911__identity_user(e911_text text, e911_text *ret_user)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    bool in_brackets, has_scheme;
    const char *start;

    if (!find_user(&c, &in_brackets, &has_scheme))
        return false;
    start = c.at;
    while (c.at != c.end && usual[(unsigned char)*c.at][USER] != 0)
        c.at++;
    *ret_user = e911__text(start, (size_t)(c.at - start));
    if (c.at == start || (e911__cursor_done(&c) && has_scheme))
        return false;
    return e911__cursor_done(&c) || (*c.at == '@' && (in_brackets || !has_brackets(&c)));
}

/* ---- the usual form, as it stands ------------------------------------------------------------ */

enum { SHORT = 64 };

/* Of the first 64 bytes of a text, a bit for each. */
struct kinds {
    uint64_t host; /* what is usual in a host name, in lower case */
    uint64_t user; /* what is most usual in a user */
};

#if defined(__SSE2__)

static inline __m128i is_within(__m128i block, char first, char last)
{
    __m128i above = _mm_sub_epi8(block, _mm_set1_epi8(first));

    return e911__block_up_to(above, (char)(last - first));
}

/* Add those of a block whose first byte is number `at`; it may hold some that are known. */
static inline void add_kinds(struct kinds *kinds, __m128i block, size_t at)
{
    __m128i both = _mm_or_si128(is_within(block, '0', '9'), is_within(block, '-', '.'));
    __m128i host = _mm_or_si128(both, is_within(block, 'a', 'z'));
    __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('_')),
                                 _mm_cmpeq_epi8(block, _mm_set1_epi8('+')));
    __m128i user = _mm_or_si128(marks, is_within(block, 'A', 'Z'));

    kinds->host |= (uint64_t)e911__block_bits(host) << at;
    kinds->user |= (uint64_t)e911__block_bits(_mm_or_si128(host, user)) << at;
}

static inline __m128i eight(const char *at)
{
    return _mm_loadl_epi64((const __m128i *)(const void *)at);
}

/* The last bytes are looked at once more where there are no whole blocks of them. */
static inline struct kinds kinds_of(e911_text text)
{
    struct kinds kinds = {0};
    size_t len = text.len < SHORT ? text.len : SHORT;

    if (len >= E911__BLOCK) {
        for (size_t at = 0; at + E911__BLOCK < len; at += E911__BLOCK)
            add_kinds(&kinds, e911__block(text.data + at), at);
        add_kinds(&kinds, e911__block(text.data + len - E911__BLOCK), len - E911__BLOCK);
    } else if (len >= 8) {
        add_kinds(&kinds, eight(text.data), 0);
        add_kinds(&kinds, eight(text.data + len - 8), len - 8);
    }
    return kinds;
}

#else

static inline struct kinds kinds_of(e911_text text)
{
    struct kinds kinds = {0};

    for (size_t i = 0; i < text.len && i < SHORT; i++) {
        unsigned char byte = (unsigned char)text.data[i];

        kinds.host |= (uint64_t)(usual[byte][HOST] == (char)byte) << i;
        kinds.user |= (uint64_t)(usual[byte][USER] != 0) << i;
    }
    return kinds;
}

#endif

/* How many bits are set from this one on. */
static inline size_t run_from(uint64_t bits, size_t at)
{
    uint64_t others = ~(bits >> at);

    return others == 0 ? SHORT : (size_t)__builtin_ctzll(others);
}

bool e911__identity_view(e911_text text, e911_text *ret_key, size_t *ret_user_len)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    bool in_brackets, has_scheme;
    struct kinds kinds;
    size_t user_len, host_len;

    if (!find_user(&c, &in_brackets, &has_scheme))
        return false;
    kinds = kinds_of(e911__text(c.at, e911__cursor_left(&c)));
    user_len = run_from(kinds.user, 0);
    if (user_len == 0 || user_len + 1 >= SHORT || user_len >= e911__cursor_left(&c) ||
        c.at[user_len] != '@')
        return false;
    host_len = run_from(kinds.host, user_len + 1);
    *ret_key = e911__text(c.at, user_len + 1 + host_len);
    *ret_user_len = user_len;
    c.at += ret_key->len;
    return host_len > 0 && host_ends(&c, in_brackets);
}

void e911__identity_write(e911__writer *writer, e911_text text, size_t *ret_user_len)
{
    if (!write_usual(writer, text, ret_user_len))
        e911__identity_write_any(writer, text, ret_user_len);
}
