/*
 * Classifying what is dialled most: digits that a rule matches. Instructions count here; everything
 * else is left to classify_any.c.
 */
#include "dialplan/classify.h"

#include "base/struct.h"

/*
 * This function calls others only where it ends with it, so that it has no registers to save.
 */
e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                               uint32_t site, e911_match *ret_match)
{
    const char *at = dialled, *end = dialled + len;
    const uint32_t *rows;
    size_t state; /* or a reference that is no row */

    if (plan == NULL || !e911__struct_is_current(ret_match, sizeof *ret_match) || len == 0 ||
        dialled == NULL)
        return e911__classify_carefully(plan, dialled, len, site, ret_match);
    ret_match->matched = e911__text(dialled, len);
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
    return e911__classify_leaf(plan, at, end, site, ret_match, (uint32_t)state);
}
