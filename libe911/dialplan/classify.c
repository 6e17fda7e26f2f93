/*
 * Classifying what is dialled most: digits that a rule matches. Instructions count here; everything
 * else is left to classify_any.c.
 */
#include "dialplan/classify.h"

#include "base/struct.h"

/*
 * Nothing is called here but to end with it, so that there are no registers to save.
 */
e911_status e911__classify_plain(const e911_plan *plan, const char *at, size_t len, uint32_t site,
                                 e911_match *match)
{
    const char *end = at + len;
    const uint32_t *rows = plan->by_user.rows;
    size_t state = plan->by_user.root; /* or a reference that is no row */

    match->matched = e911__text(at, len);
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
    return e911__classify_end(plan, rows[state + plan->by_user.stride - 1], site, match);
leaf:
    if (state == E911__REF_SPECIAL)
        return e911__classify_special(plan, match->matched, site, match);
    return e911__classify_leaf(plan, at, end, site, match, (uint32_t)state);
}

e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                               uint32_t site, e911_match *ret_match)
{
    if (plan == NULL || !e911__struct_is_current(ret_match, sizeof *ret_match) || len == 0 ||
        dialled == NULL)
        return e911__classify_carefully(plan, dialled, len, site, ret_match);
    return e911__classify_plain(plan, dialled, len, site, ret_match);
}
