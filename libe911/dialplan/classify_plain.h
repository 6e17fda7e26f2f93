/* Plain rules, whose whole pattern is compared at once: 8 to 16 digits and X. */
#ifndef E911_DIALPLAN_CLASSIFY_PLAIN_H
#define E911_DIALPLAN_CLASSIFY_PLAIN_H

#include "dialplan/classify.h"

enum e911__plain_comparison {
    E911__PLAIN_SAME,
    E911__PLAIN_OTHER,  /* digits, but others */
    E911__PLAIN_UNKNOWN /* not digits alone */
};

#if defined(__SSE2__)
#include <emmintrin.h>

/* Bytes from both ends, 8 each, which may overlap. */
static inline __m128i load_ends(const char *bytes, size_t len)
{
    return _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(const void *)bytes),
                              _mm_loadl_epi64((const __m128i *)(const void *)(bytes + len - 8)));
}

/* The digits of a text that the pattern of a plain rule wants; both have the same length. */
static inline enum e911__plain_comparison e911__compare_plain(const char *pattern, const char *text,
                                                              size_t len)
{
    __m128i wanted = load_ends(pattern, len), given = load_ends(text, len);
    __m128i any = _mm_cmpgt_epi8(wanted, _mm_set1_epi8('9'));
    /* The greatest numbers there are, once 9 is moved to their end. */
    __m128i digits =
        _mm_cmpgt_epi8(_mm_add_epi8(given, _mm_set1_epi8(127 - '9')), _mm_set1_epi8(127 - 10));
    __m128i same = _mm_cmpeq_epi8(wanted, given);

    if (_mm_movemask_epi8(_mm_and_si128(digits, _mm_or_si128(any, same))) == 0xffff)
        return E911__PLAIN_SAME;
    return _mm_movemask_epi8(digits) == 0xffff ? E911__PLAIN_OTHER : E911__PLAIN_UNKNOWN;
}
#else
static inline enum e911__plain_comparison e911__compare_plain(const char *pattern, const char *text,
                                                              size_t len)
{
    enum e911__plain_comparison result = E911__PLAIN_SAME;

    for (size_t i = 0; i < len; i++) {
        if (!e911__is_digit(text[i]))
            return E911__PLAIN_UNKNOWN;
        if (pattern[i] != text[i] && e911__is_digit(pattern[i]))
            result = E911__PLAIN_OTHER;
    }
    return result;
}
#endif

/* The pattern of a plain rule. */
static inline e911_text e911__plain_pattern(const e911_plan *plan, uint32_t index)
{
    const char *at = plan->rules.texts.bytes + plan->rules.rules[index].pattern;

    return e911__text(at + 1, (uint8_t)*at);
}

/* True when a text is what the rule's pattern wants, and the pattern can be compared at once; it is
   given then. */
static inline bool e911__take_plain(const e911_plan *plan, uint32_t index, e911_text text,
                                    e911_text *ret_pattern)
{
    if ((plan->rules.rules[index].profile & E911__RULE_IS_PLAIN) == 0)
        return false;
    *ret_pattern = e911__plain_pattern(plan, index);
    return text.len == ret_pattern->len &&
           e911__compare_plain(ret_pattern->data, text.data, text.len) == E911__PLAIN_SAME;
}

#endif
