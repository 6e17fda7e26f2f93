/* Classifying a text of any form by its parts: URNs, URIs, user parts with letters. */
#include "dialplan/classify.h"

/* A rule that stands before the region's numbers: none for the text as dialled comes before it. */
static bool is_first(const e911_plan *plan, uint32_t rule)
{
    return plan->region != NULL &&
           plan->shown[plan->rules.rules[rule].profile & E911__RULE_PROFILE].call_class !=
               E911_CLASS_NONE;
}

/* Let a rule for the text as dialled win that stands before the one for the user part. */
static void compare_as_dialled(const e911_plan *plan, const e911__dialled *dialled, uint32_t site,
                               e911__found *found)
{
    uint32_t rule = found->result - 1;
    e911__found whole;

    if (found->result != 0 && rule >= plan->rules.count &&
        plan->readings[rule - plan->rules.count].number != E911__READ_NOTHING)
        return;
    if (found->result != 0 && rule < plan->rules.count && is_first(plan, rule))
        return;
    e911__automaton_run(&plan->by_text, plan, e911__whole_symbols(dialled), site, &whole);
    if (whole.result != 0 && (found->result == 0 || whole.result < found->result))
        found->result = whole.result;
}

/* A text that may be of any form. */
void e911__classify_text(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match)
{
    e911__found found = {0};
    e911__dialled dialled;

    e911__dialled_read(&dialled, text, plan->options);
    e911__match_nothing(match);
    if (dialled.urn.len > 0)
        e911__match_urn(dialled.urn, match);
    if (match->source != E911_MATCH_NOTHING)
        return;
    if (dialled.user.len > 0)
        e911__automaton_run(&plan->by_user, plan, e911__user_symbols(&dialled), site, &found);
    if (plan->by_text.rows != NULL)
        compare_as_dialled(plan, &dialled, site, &found);
    if (found.result != 0)
        e911__match_result(plan, found.result - 1, match);
    match->more = found.more;
}
