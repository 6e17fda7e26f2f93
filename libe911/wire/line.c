#include "wire/line.h"

static inline bool is_break(char c)
{
    return c == '\r' || c == '\n';
}

static const char *find_byte(const char *at, const char *end, char c)
{
    return at == end ? NULL : memchr(at, c, (size_t)(end - at));
}

const char *e911__wire_late_colon(const char *at, const char *end)
{
    while (at < end && *at != ':')
        at++;
    return at;
}

/* ---- the lines of a message ------------------------------------------------------------------ */

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && e911__is_blank(*at))
        at++;
    return at;
}

static e911_text trimmed(const char *start, const char *end)
{
    return e911__trim(e911__text(start, (size_t)(end - start)));
}

static e911__break end_line(e911__wire_reader *r, const char *at)
{
    e911__break found = e911__wire_line_end(at, r->end);

    r->mixed |= !e911__break_equal(found, r->start_break) && found.next > found.at;
    r->at = found.next;
    return found;
}

bool e911__wire_next_of_any_kind(e911__wire_reader *r, e911__wire_header *ret)
{
    /* Only the first header can begin with blanks: behind any other they are a fold. */
    const char *start = skip_blanks(r->at, r->end);
    const char *colon;

    if (start == r->end || is_break(*start))
        return false;
    r->slow_break = end_line(r, start);
    colon = find_byte(start, r->slow_break.at, ':');
    while (r->at < r->end && e911__is_blank(*r->at)) {
        const char *fold = r->at;

        r->slow_break = end_line(r, fold);
        if (colon == NULL)
            colon = find_byte(fold, r->slow_break.at, ':');
    }
    ret->name = trimmed(start, colon == NULL ? r->slow_break.at : colon);
    ret->value = colon == NULL ? E911__NOTHING : trimmed(colon + 1, r->slow_break.at);
    return true;
}

#if defined(__SSE2__)
/* The places of 16 where a byte and the next one are such a pair. */
static inline __m128i pairs_of(const char *at)
{
    __m128i second = e911__block(at + 1);

    return _mm_cmpeq_epi8(_mm_max_epu8(e911__block(at), second),
                          _mm_min_epu8(second, _mm_set1_epi8('\r')));
}
#endif

/*
 * The headers end where a line end follows on a line end: LF LF, LF CR or CR CR, pairs of which the
 * second byte is not less than the first, unlike CR LF. Find the first such pair of bytes up to CR;
 * or NULL.
 */
static const char *find_pair(const char *at, const char *end)
{
#if defined(__SSE2__)
    for (; end - at > E911__BLOCKS; at += E911__BLOCKS) {
        __m128i a = pairs_of(at), b = pairs_of(at + 16);
        __m128i c = pairs_of(at + 32), d = pairs_of(at + 48);

        if (e911__block_bits(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) != 0)
            break;
    }
    for (; end - at > E911__BLOCK; at += E911__BLOCK) {
        uint32_t pairs = e911__block_bits(pairs_of(at));

        if (pairs != 0)
            return at + __builtin_ctz(pairs);
    }
#endif
    for (; end - at > 1; at++) {
        if ((unsigned char)at[0] <= (unsigned char)at[1] && (unsigned char)at[1] <= '\r')
            return at;
    }
    return NULL;
}

/*
 * Where the pair is the LF CR of an empty line, all of it CR LF, there is no need to read lines;
 * neither where there is no pair, and the message ends with a line.
 */
static bool skip_plain(e911__wire_reader *r)
{
    const char *pair;

    if (!e911__wire_is_crlf(r->start_break) || r->at >= r->end || e911__is_blank(*r->at))
        return false;
    pair = find_pair(r->at - 1, r->end);
    if (pair == NULL && memcmp(r->end - 2, "\r\n", 2) == 0)
        r->at = r->end;
    else if (pair != NULL && r->end - pair >= 3 && memcmp(pair - 1, "\r\n\r\n", 4) == 0)
        r->at = pair + 1;
    else
        return false;
    return true;
}

void e911__wire_skip_headers(e911__wire_reader *r)
{
    e911__wire_header header;

    if (skip_plain(r))
        return;
    while (e911__wire_next(r, &header))
        continue;
}

e911__break e911__wire_finish_odd(e911__wire_reader *r)
{
    const char *start = skip_blanks(r->at, r->end);
    e911__break empty = e911__wire_line_end(start, r->end);

    if (empty.next > empty.at)
        r->mixed |= start != r->at || !e911__break_equal(empty, r->start_break);
    r->at = empty.next;
    /* Who takes CR LF alone for a line end finds headers in what is the body to others. */
    if (r->start_break.next - r->start_break.at == 1)
        r->mixed |= find_byte(r->at, r->end, *r->start_break.at == '\n' ? '\r' : '\n') != NULL;
    return empty;
}
