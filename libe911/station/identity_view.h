/*
 * The comparable form of user@host where it stands in a text as it is. Inlined, since instructions
 * count: nearly every lookup of an identity begins with it.
 */
#ifndef E911_STATION_IDENTITY_VIEW_H
#define E911_STATION_IDENTITY_VIEW_H

#include "base/block.h"
#include "base/cursor.h"
#include "base/index_parts.h"

/* What a byte becomes in a user or a host name, or 0 where it is none of the usual ones. */
extern const char e911__identity_usual[256][2];

enum { E911__USUAL_USER = 0, E911__USUAL_HOST = 1 };

/* ---- where the user begins ------------------------------------------------------------------- */

static inline uint32_t e911__four_at(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* Pass "sip:" or "sips:", in any case. */
static inline bool e911__skip_scheme(e911__cursor *c)
{
    const uint32_t lower = e911__four_at("\x20\x20\x20\0");
    const char *at = c->at;

    if (e911__cursor_left(c) < 5)
        return false;
    if ((e911__four_at(at) | lower) == e911__four_at("sip:"))
        c->at = at + 4;
    else if ((e911__four_at(at) | lower | e911__four_at("\0\0\0\x20")) == e911__four_at("sips") &&
             at[4] == ':')
        c->at = at + 5;
    return c->at != at;
}

/* Pass a display name in quotes without an escaped quote, and the blanks before the brackets. */
static inline bool e911__skip_display_name(e911__cursor *c)
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
static inline bool e911__find_user(e911__cursor *c, bool *ret_in_brackets, bool *ret_has_scheme)
{
    if (e911__cursor_peek(c) == '"' && !e911__skip_display_name(c))
        return false;
    *ret_in_brackets = e911__cursor_take(c, '<');
    *ret_has_scheme = e911__skip_scheme(c);
    return *ret_has_scheme || !*ret_in_brackets;
}

/* ---- where the host ends --------------------------------------------------------------------- */

/* Without brackets, those of another address may follow. None is before the cursor then. */
static inline bool e911__has_brackets(const e911__cursor *c)
{
    const char *at = c->at;
    const char *last;

    if (c->end - c->start < E911__BLOCK)
        return memchr(at, '<', e911__cursor_left(c)) != NULL;
    last = c->end - E911__BLOCK;
    for (; at < last; at += E911__BLOCK) {
        if (e911__block_find(at, '<', '<') != 0)
            return true;
    }
    return e911__block_find(last, '<', '<') != 0;
}

/* What may stand behind the host so that it is the host. */
static inline bool e911__host_ends(const e911__cursor *c, bool in_brackets)
{
    switch (e911__cursor_peek(c)) {
    case E911__END:
        return true;
    case '>':
    case ':':
    case ';':
        return in_brackets || !e911__has_brackets(c);
    default:
        return false;
    }
}

/* True for a host name with the dot of the root behind it (RFC 3261 25.1, hostname), which says the
   same without. */
static inline bool e911__is_rooted(const char *host, size_t len)
{
    return len > 1 && host[len - 1] == '.';
}

/* ---- user@host as it stands ------------------------------------------------------------------ */

enum { E911__VIEW_MIN = 8, E911__VIEW_MAX = 63 };

#if defined(__SSE2__)

static inline __m128i e911__is_within(__m128i block, char first, char last)
{
    __m128i above = _mm_sub_epi8(block, _mm_set1_epi8(first));

    return e911__block_up_to(above, (char)(last - first));
}

/* A bit for each byte that a host name in lower case may hold. */
static inline uint64_t e911__block_host(__m128i block)
{
    __m128i others = _mm_andnot_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('/')),
                                      e911__is_within(block, '-', '9'));

    return e911__block_bits(_mm_or_si128(others, e911__is_within(block, 'a', 'z')));
}

static inline __m128i e911__eight_at(const char *at)
{
    return _mm_loadl_epi64((const __m128i *)(const void *)at);
}

/* The same for `len` bytes; the last ones are looked at twice where they fill no block. */
static inline uint64_t e911__host_bits(const char *at, size_t len)
{
    const char *last;
    uint64_t bits;

    if (len < E911__BLOCK) {
        bits =
            e911__block_host(_mm_unpacklo_epi64(e911__eight_at(at), e911__eight_at(at + len - 8)));
        return (bits & 0xff) | bits >> 8 << (len - 8);
    }
    last = at + len - E911__BLOCK;
    bits = e911__block_host(e911__block(at));
    for (at += E911__BLOCK; at < last; at += E911__BLOCK)
        bits |= e911__block_host(e911__block(at)) << (len - E911__BLOCK - (size_t)(last - at));
    return bits | e911__block_host(e911__block(last)) << (len - E911__BLOCK);
}

#else

static inline uint64_t e911__host_bits(const char *at, size_t len)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < len; i++)
        bits |= (uint64_t)(e911__identity_usual[(unsigned char)at[i]][E911__USUAL_HOST] == at[i])
                << i;
    return bits;
}

#endif

/*
 * The comparable form of user@host as a view of the text, where it stands there as it is: with
 * nothing to undo, and in lower case. False where it does not, or is not seen at once to.
 */
static inline bool e911__identity_view(e911_text text, e911_text *ret_key, size_t *ret_user_len)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    bool in_brackets, has_scheme;
    const char *user;
    size_t len, at;
    uint64_t others; /* than a host's: none of the bits is set but those of 64 bytes at most */

    if (!e911__find_user(&c, &in_brackets, &has_scheme) || e911__cursor_left(&c) < E911__VIEW_MIN)
        return false;
    user = c.at;
    len = e911__cursor_left(&c) < E911__VIEW_MAX ? e911__cursor_left(&c) : E911__VIEW_MAX;
    others = ~e911__host_bits(user, len);
    for (;; others &= others - 1) {
        at = (size_t)__builtin_ctzll(others);
        if (at == len || (user[at] != '@' &&
                          e911__identity_usual[(unsigned char)user[at]][E911__USUAL_USER] == 0))
            return false;
        if (user[at] == '@')
            break;
    }
    others &= others - 1;
    *ret_user_len = at;
    *ret_key = e911__text(user, (size_t)__builtin_ctzll(others));
    c.at += ret_key->len;
    return at > 0 && ret_key->len > at + 1 && c.at[-1] != '.' && e911__host_ends(&c, in_brackets);
}

#endif
