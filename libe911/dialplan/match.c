/* Digits that lead to a plain rule, whose whole pattern is compared at once; filling a match. */
#include "dialplan/classify.h"

#if defined(__SSE2__)
#include <emmintrin.h>

/* Bytes from both ends, 8 each, which may overlap. */
static inline __m128i load_ends(const char *bytes, size_t len)
{
    return _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(const void *)bytes),
                              _mm_loadl_epi64((const __m128i *)(const void *)(bytes + len - 8)));
}

/* True when a text matches the pattern of a plain rule, which has the same length. */
static inline bool match_plain(const char *pattern, const char *text, size_t len)
{
    __m128i wanted = load_ends(pattern, len), given = load_ends(text, len);
    __m128i any = _mm_cmpgt_epi8(wanted, _mm_set1_epi8('9'));
    /* The greatest numbers there are, once 9 is moved to their end. */
    __m128i digits =
        _mm_cmpgt_epi8(_mm_add_epi8(given, _mm_set1_epi8(127 - '9')), _mm_set1_epi8(127 - 10));
    __m128i same = _mm_cmpeq_epi8(wanted, given);

    return _mm_movemask_epi8(_mm_and_si128(digits, _mm_or_si128(any, same))) == 0xffff;
}
#else
static inline bool match_plain(const char *pattern, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!e911__is_digit(text[i]) || (pattern[i] != text[i] && e911__is_digit(pattern[i])))
            return false;
    }
    return true;
}
#endif

e911_status e911__classify_leaf(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref)
{
    /* No rule has the number that a fork is here. */
    uint32_t index = (ref & ~E911__REF_LEAF) >> 8;
    const e911__rule *rule = &plan->rules.rules[index];
    e911_text pattern;

    if (ref == E911__REF_SPECIAL)
        return e911__classify_special(plan, match->matched, site, match);
    if (index >= plan->rules.count || (rule->profile & E911__RULE_IS_PLAIN) == 0)
        return e911__classify_tail(plan, at, end, site, match, ref);
    pattern.data = plan->rules.texts.bytes + rule->pattern + 1;
    pattern.len = (uint8_t)pattern.data[-1];
    if (match->matched.len != pattern.len ||
        !match_plain(pattern.data, match->matched.data, pattern.len))
        return e911__classify_tail(plan, at, end, site, match, ref);
    e911__match_rule(plan, index, pattern, match);
    return E911_OK;
}

e911_status e911__classify_rule(const e911_plan *plan, uint32_t rule, uint32_t site,
                                e911_match *match)
{
    if (e911__plan_sees(plan, rule, site))
        e911__match_rule(plan, rule, e911__rule_pattern(&plan->rules, rule), match);
    else
        e911__match_nothing(match);
    return E911_OK;
}
