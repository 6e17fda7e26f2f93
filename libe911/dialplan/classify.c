/*
 * Classifying what is dialled most: digits that a rule matches. Instructions count here; everything
 * else is left to classify_any.c.
 */
#include "dialplan/classify.h"

#include "base/struct.h"

/* ---- four bytes at once ---------------------------------------------------------------------- */

/*
 * Four characters of a pattern and four digits: the same ones, or X. Letters have bit 6 and digits
 * have not. False also where it is not known, as for Y and N.
 */
static inline bool are_taken(uint32_t wanted, uint32_t bytes)
{
    uint32_t letters = (wanted >> 6 & 0x01010101u) * 0xff;

    if (letters == 0)
        return wanted == bytes;
    return (((wanted ^ bytes) & ~letters) | (((wanted | 0x20202020u) ^ 0x78787878u) & letters)) ==
               0 &&
           e911__are_four_digits(bytes);
}

static inline uint64_t eight(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* True when the next eight characters are digits, and the bytes the same. */
static inline bool are_same(const char *wanted, const char *at)
{
    uint64_t word = eight(wanted);

    return word == eight(at) && (word & 0x4040404040404040u) == 0;
}

/* True when a text of at least 4 characters is taken as a whole; what stands before the last four
   may be compared twice. */
static inline bool is_taken_whole(const char *wanted, const char *at, size_t len)
{
    const char *last = at + len - 4;

    if (len < 4 || !are_taken(e911__four_bytes(wanted + len - 4), e911__four_bytes(last)))
        return false;
    if (len >= 8 && are_same(wanted, at)) {
        at += 8;
        wanted += 8;
    }
    for (; at < last; at += 4, wanted += 4) {
        if (!are_taken(e911__four_bytes(wanted), e911__four_bytes(at)))
            return false;
    }
    return true;
}

/* ---- classifying ----------------------------------------------------------------------------- */

/*
 * This function calls others only where it ends with it, so that it has few registers to save.
 */
e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                               uint32_t site, e911_match *ret_match)
{
    const char *at = dialled, *end = dialled + len;
    const uint32_t *rows;
    size_t state; /* or a reference that is no row */
    e911_text tail;

    if (plan == NULL || dialled == NULL || len == 0 ||
        !e911__struct_is_current(ret_match, sizeof *ret_match))
        return e911__classify_carefully(plan, dialled, len, site, ret_match);
    rows = plan->by_user.rows;
    state = plan->by_user.root;
    if (len % 2 != 0) {
        state = rows[state + plan->by_user.plain[(uint8_t)*at++]];
        if (state & E911__REF_LEAF)
            goto leaf;
    }
    while (at != end) {
        state = rows[state + plan->by_user.plain[(uint8_t)*at++]];
        if (state & E911__REF_LEAF)
            goto leaf;
        state = rows[state + plan->by_user.plain[(uint8_t)*at++]];
        if (state & E911__REF_LEAF)
            goto leaf;
    }
    return e911__classify_end(plan, rows[state + plan->by_user.stride - 1], site, ret_match);
leaf:
    if ((state & E911__REF_FORK) == 0 && E911__REF_TAIL_RESULT(state) < plan->rules.count) {
        tail = e911__rule_pattern(&plan->rules, E911__REF_TAIL_RESULT(state));
        tail.data += E911__REF_TAIL_OFFSET(state);
        tail.len -= E911__REF_TAIL_OFFSET(state);
        if (tail.len == (size_t)(end - at) && is_taken_whole(tail.data, at, tail.len))
            return e911__classify_rule(plan, E911__REF_TAIL_RESULT(state), site, ret_match);
    }
    return e911__classify_leaf(plan, dialled, len, site, ret_match,
                               (uint64_t)(at - dialled) << 32 | state);
}
