/* Digits that lead to a plain rule, whose whole pattern is compared at once; filling a match. */
#include "dialplan/classify_plain.h"

e911_status e911__classify_leaf(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref)
{
    /* No rule has the number that a fork is here. */
    uint32_t index = (ref & ~E911__REF_LEAF) >> 8;
    e911_text pattern;

    if (index < plan->rules.count) {
        if (!e911__take_plain(plan, index, match->matched, &pattern))
            return e911__classify_tail(plan, at, end, site, match, ref);
        e911__match_rule(plan, index, pattern, match);
        return E911_OK;
    }
    if (ref == E911__REF_SPECIAL)
        return e911__classify_special(plan, match->matched, site, match);
    if (ref & E911__REF_FORK)
        return e911__classify_fork(plan, at, end, site, match, ref);
    return e911__classify_tail(plan, at, end, site, match, ref);
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
