/* Classifying a text that is not digits alone: nearly all are digits in a URI, or escaped. */
#include "base/struct.h"
#include "dialplan/classify_plain.h"
#include "dialplan/tail.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Longest text whose user part is copied, to be classified as if it had been dialled so; and what
   copying many bytes at once may write behind it. */
enum { COPY_MAX = 192, COPY_BEYOND = 16 };

/* ---- copying digits -------------------------------------------------------------------------- */

#if defined(__SSE2__)
/* Bit n: byte n is a digit. */
static inline unsigned are_digits(__m128i bytes)
{
    /* The greatest numbers there are, once 9 is moved to their end. */
    return (unsigned)_mm_movemask_epi8(
        _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(127 - '9')), _mm_set1_epi8(127 - 10)));
}

/* Copy up to 16 digits at once. */
static inline char *copy_many(const char **text, const char *end, char *to)
{
    while (end - *text >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)*text);
        int count = __builtin_ctz(~are_digits(bytes));

        _mm_storeu_si128((__m128i *)(void *)to, bytes);
        *text += count;
        to += count;
        if (count < 16)
            break;
    }
    return to;
}

/* Copy up to five digits at once that are escaped. */
static inline char *copy_many_escapes(const char **text, const char *end, char *to)
{
    const __m128i wanted = _mm_loadu_si128((const __m128i *)(const void *)"%3 %3 %3 %3 %3  ");

    while (end - *text >= 16 && **text == '%') {
        const char *at = *text;
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
        int count = __builtin_ctz(~((same & 0x36db) | (are_digits(bytes) & 0x4924))) / 3;

        to[0] = at[2];
        to[1] = at[5];
        to[2] = at[8];
        to[3] = at[11];
        to[4] = at[14];
        *text += 3 * count;
        to += count;
        if (count < 5)
            break;
    }
    return to;
}
#else
static inline char *copy_many_escapes(const char **text, const char *end, char *to)
{
    (void)text;
    (void)end;
    return to;
}

static inline char *copy_many(const char **text, const char *end, char *to)
{
    while (end - *text >= 4 && e911__are_four_digits(e911__four_bytes(*text))) {
        memcpy(to, *text, 4);
        *text += 4;
        to += 4;
    }
    return to;
}
#endif

/* Copy digits, all as they are or all escaped. */
static inline char *copy_digits(const char **text, const char *end, char *to)
{
    const char *at = *text, *behind; /* where no escape can begin any more */

    if (at < end && *at != '%') {
        to = copy_many(text, end, to);
        for (at = *text; at < end && e911__is_digit(*at); at++)
            *to++ = *at;
    }
    to = copy_many_escapes(&at, end, to);
    behind = end - at >= 3 ? end - 2 : at;
    while (at < behind && memcmp(at, "%3", 2) == 0 && e911__is_digit(at[2])) {
        *to++ = at[2];
        at += 3;
    }
    *text = at;
    return to;
}

/* The byte that an escape stands for, or -1; `at` is behind the %. */
static inline int decode(const char *at)
{
    int high = e911__hex_value[(unsigned char)at[0]], low = e911__hex_value[(unsigned char)at[1]];

    return (high | low) < 0 ? -1 : high << 4 | low;
}

/*
 * Copy the user part of a text that has no more to be read: digits, * # , + ^ / and separators,
 * some of them escaped, alone or between sip:, sips: or tel: and @. 0 for any other text.
 */
static inline size_t copy_plain(const e911_plan *plan, e911_text text, size_t scheme, char *buf,
                                bool *ret_has_host)
{
    const uint8_t *plain = plan->by_user.plain;
    const uint32_t special = plan->by_user.stride - 2;
    const char *at = text.data + scheme, *end = text.data + text.len;
    char *to = buf;
    int byte;

    for (;;) {
        to = copy_digits(&at, end, to);
        if (at == end || *at == '@')
            break;
        byte = (unsigned char)*at++;
        if (byte == '%' && end - at >= 2) {
            byte = decode(at);
            if (byte < 0)
                return 0;
            at += 2;
        }
        *to = (char)byte;
        if (plain[byte] != special)
            to++;
        else if (!e911__is_visual_separator((char)byte))
            return 0;
    }
    *ret_has_host = at != end;
    /* Only a host may follow, and a SIP URI has one; in a tel URI it is no host. */
    if (at == end ? scheme > 0 && e911__lower(text.data[0]) == 's'
                  : (scheme > 0 && e911__lower(text.data[0]) == 't') ||
                        memchr(at, '<', (size_t)(end - at)) != NULL)
        return 0;
    return (size_t)(to - buf);
}

/* ---- what they lead to ----------------------------------------------------------------------- */

static inline bool is_plain(const e911_plan *plan, uint32_t result)
{
    return result < plan->rules.count &&
           (plan->rules.rules[result].profile & E911__RULE_IS_PLAIN) != 0;
}

/* The first tail that matches, and `more` of those up to it. A plain one can only be the first that
   compares anything, and nothing more comes of it but where the text is shorter; `text` is what
   `at` stands in. */
static inline uint32_t compare_tails(const e911_plan *plan, uint32_t ref, e911_text text,
                                     const char *at, uint32_t site)
{
    const uint32_t *tail = &ref, *last = &ref;
    const char *end = text.data + text.len;
    uint32_t more = 0;
    e911_text pattern;

    if (ref & E911__REF_FORK) {
        tail = plan->by_user.forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK));
        last = tail + *tail;
        tail++;
    }
    if (is_plain(plan, E911__REF_TAIL_RESULT(*tail))) {
        pattern = e911__plain_pattern(plan, E911__REF_TAIL_RESULT(*tail));
        if (text.len > pattern.len)
            tail++;
        else if (text.len == pattern.len)
            switch (e911__compare_plain(pattern.data, text.data, text.len)) {
            case E911__PLAIN_SAME:
                return E911__SAY(E911__REF_TAIL_RESULT(*tail));
            case E911__PLAIN_OTHER:
                tail++;
                break;
            default:
                break;
            }
    }
    for (; tail <= last; tail++) {
        uint32_t result = E911__REF_TAIL_RESULT(*tail), said;

        if (result < plan->rules.count) {
            if (!e911__plan_sees(plan, result, site))
                continue;
            pattern = e911__rule_pattern(&plan->rules, result);
        } else {
            pattern = e911__plan_result_text(plan, result);
        }
        said = e911__tail_compare(result, pattern, E911__REF_TAIL_OFFSET(*tail), at, end);
        if (said > 1)
            return said | more;
        more |= said;
    }
    return more;
}

/* What a state says at its end, of a text that is plain. */
static inline uint32_t find_plain(const e911_plan *plan, e911_text text, uint32_t site)
{
    const char *at = text.data, *end = text.data + text.len;
    const e911__automaton *a = &plan->by_user;
    uint32_t state = a->root;

    do {
        state = a->rows[(size_t)state + a->plain[(uint8_t)*at++]];
        if (state & E911__REF_LEAF)
            return compare_tails(plan, state, text, at, site);
    } while (at != end);
    state = a->rows[(size_t)state + a->stride - 1];
    if (state & E911__END_BY_SITE)
        state = e911__end_at_site(a->ends + (state & ~E911__END_BY_SITE), site);
    return state;
}

/* A rule for the text as dialled may stand before what was found for the user part. */
static inline uint32_t overrule(const e911_plan *plan, uint32_t said, e911_text text, size_t scheme,
                                uint32_t site)
{
    uint32_t result = (said >> 1) - 1, rule;
    bool takes_all;

    if (said > 1 && (result < plan->first_as_dialled || e911__comes_first(plan, result)))
        return said;
    rule = e911__rule_of_scheme(plan, text, scheme);
    takes_all = rule != E911_NO_RULE;
    if (!takes_all)
        rule = e911__find_as_dialled(plan, text, scheme, site);
    return rule < result ? E911__SAY(rule) | e911__more_behind(plan, rule, takes_all, said & 1)
                         : said;
}

void e911__classify_any(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match)
{
    const size_t scheme = e911__scheme_length(text);
    char buf[COPY_MAX + COPY_BEYOND];
    bool has_host = false;
    size_t len = 0;
    uint32_t said;

    /* With an option there is more to be read. */
    if (text.len > 0 && text.len <= COPY_MAX && plan->options == 0)
        len = copy_plain(plan, text, scheme, buf, &has_host);
    if (len == 0) {
        e911__classify_text(plan, text, site, match);
        return;
    }
    said = find_plain(plan, e911__text(buf, len), site);
    /* Rules for the text as dialled have a scheme or an @. */
    if (plan->by_text.rows != NULL && (scheme > 0 || has_host))
        said = overrule(plan, said, text, scheme, site);
    if (said <= 1)
        e911__match_nothing(match);
    else if ((said >> 1) - 1 < plan->rules.count)
        e911__match_rule(plan, (said >> 1) - 1, e911__rule_pattern(&plan->rules, (said >> 1) - 1),
                         match);
    else
        e911__match_interpretation(
            plan, &plan->interpretations[(said >> 1) - 1 - plan->rules.count], match);
    match->more = said & 1;
}

/* ---- the ends of the fast path --------------------------------------------------------------- */

e911_status e911__classify_special(const e911_plan *plan, e911_text text, uint32_t site,
                                   e911_match *match)
{
    e911__classify_any(plan, text, site, match);
    return E911_OK;
}

e911_status e911__classify_carefully(const e911_plan *plan, const char *dialled, size_t len,
                                     uint32_t site, e911_match *ret_match)
{
    e911_status status = e911__struct_check_out(ret_match, sizeof *ret_match);
    e911_match match = {0};

    if (status != E911_OK)
        return status;
    if (plan == NULL || (dialled == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    e911__classify_any(plan, e911__text(dialled, len), site, &match);
    e911__struct_store(ret_match, &match, sizeof match);
    return E911_OK;
}
