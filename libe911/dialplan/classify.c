/*
 * Classifying what is dialled most: digits that a rule matches. Instructions count here; everything
 * else is left to the other files.
 */
#include "dialplan/classify.h"

#include "base/struct.h"

/*
 * Nothing is called here but to end with it, so that there are no registers to save.
 */
static inline e911_status classify_plain(const e911_plan *plan, const char *text, size_t len,
                                         uint32_t site, e911_match *match)
{
    const char *at = text, *end = text + len;
    const uint32_t *rows = plan->by_user.rows;
    uint32_t state = plan->by_user.root; /* or a reference that is no row */
    uint32_t rule;

    /* Kept where it will be written in any case, for those who go on from a leaf. */
    match->matched = e911__text(text, len);
    if (len % 2 != 0) {
        state = rows[(size_t)state + plan->by_user.plain[(uint8_t)*at++]];
        if (state & E911__REF_LEAF)
            goto leaf;
    }
    while (at != end) {
        state = rows[(size_t)state + plan->by_user.plain[(uint8_t)*at++]];
        if (state & E911__REF_LEAF)
            goto leaf;
        state = rows[(size_t)state + plan->by_user.plain[(uint8_t)*at++]];
        if (state & E911__REF_LEAF)
            goto leaf;
    }
    state = rows[(size_t)state + plan->by_user.stride - 1];
    /* No rule has the number that a place of an end by site is here. */
    rule = (state >> 1) - 1;
    if (rule < plan->rules.count) {
        e911__match_rule(plan, rule, e911__rule_pattern(&plan->rules, rule), match);
        match->more = state & 1;
        return E911_OK;
    }
    if (state > 1)
        return e911__classify_end(plan, state, site, match);
    e911__match_nothing(match);
    match->more = state;
    return E911_OK;
leaf:
    return e911__classify_leaf(plan, at, end, site, match, state);
}

e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                               uint32_t site, e911_match *ret_match)
{
    if (plan == NULL || !e911__struct_is_current(ret_match, sizeof *ret_match) || len == 0 ||
        dialled == NULL)
        return e911__classify_carefully(plan, dialled, len, site, ret_match);
    return classify_plain(plan, dialled, len, site, ret_match);
}
