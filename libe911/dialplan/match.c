/* Filling a match from a rule. */
#include "dialplan/classify.h"

e911_status e911__classify_rule(const e911_plan *plan, uint32_t rule, uint32_t site,
                                e911_match *match)
{
    if (e911__plan_sees(plan, rule, site))
        e911__match_rule(plan, rule, e911__rule_pattern(&plan->rules, rule), match);
    else
        e911__match_nothing(match);
    return E911_OK;
}
