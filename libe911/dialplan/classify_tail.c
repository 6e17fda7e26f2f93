/* Digits that lead to the tail of a single rule: four bytes of its pattern are compared at once. */
#include "dialplan/classify.h"

/* Four characters of a pattern and four bytes: the same digits, or XXXX and any. Letters have bit 6
   and digits have not. False also where it is not known. */
static inline bool are_taken(uint32_t wanted, uint32_t bytes)
{
    if (wanted == bytes)
        return (wanted & 0x40404040u) == 0;
    return (wanted | 0x20202020u) == 0x78787878u && e911__are_four_digits(bytes);
}

/* The same for one. */
static inline bool is_taken(char wanted, char byte)
{
    if (wanted == byte)
        return wanted < 'A';
    return (wanted | 0x20) == 'x' && byte >= '0' && byte <= '9';
}

/* True for digits alone. */
static inline bool are_digits(const char *at, const char *end)
{
    while (end - at >= 4 && e911__are_four_digits(e911__four_bytes(at)))
        at += 4;
    while (at != end && e911__is_digit(*at))
        at++;
    return at == end;
}

e911_status e911__classify_tail(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref)
{
    const char *wanted;
    size_t left;
    e911_text tail;

    if ((ref & E911__REF_FORK) != 0 || E911__REF_TAIL_RESULT(ref) >= plan->rules.count)
        return e911__classify_other_leaf(plan, at, end, site, match, ref);
    tail = e911__rule_pattern(&plan->rules, E911__REF_TAIL_RESULT(ref));
    wanted = tail.data + E911__REF_TAIL_OFFSET(ref);
    left = tail.len - E911__REF_TAIL_OFFSET(ref);
    if (left != (size_t)(end - at)) {
        if ((tail.data[tail.len - 1] | 0x20) != 'z' || left == 0 || --left > (size_t)(end - at) ||
            !are_digits(at + left, end))
            return e911__classify_other_leaf(plan, at, end, site, match, ref);
    }
    /* From the end, where XXXX stands. */
    while (left >= 4 &&
           are_taken(e911__four_bytes(wanted + left - 4), e911__four_bytes(at + left - 4)))
        left -= 4;
    while (left > 0 && is_taken(wanted[left - 1], at[left - 1]))
        left--;
    if (left > 0)
        return e911__classify_other_leaf(plan, at, end, site, match, ref);
    return e911__classify_rule(plan, E911__REF_TAIL_RESULT(ref), site, match);
}
