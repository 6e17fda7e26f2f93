/* Parts of the classifier. */
#ifndef E911_DIALPLAN_CLASSIFY_H
#define E911_DIALPLAN_CLASSIFY_H

#include "dialplan/plan.h"

/* The rule for the text as dialled that it leads to, or E911_NO_RULE. `scheme`: the length of sip:,
   sips: or tel: in any case at its beginning, or 0. */
uint32_t e911__find_as_dialled(const e911_plan *plan, e911_text text, size_t scheme, uint32_t site);

/* The rule that takes all texts of the scheme, or E911_NO_RULE. */
static inline uint32_t e911__rule_of_scheme(const e911_plan *plan, e911_text text, size_t scheme)
{
    return scheme > 0 ? plan->of_scheme[e911__scheme_number(text, scheme)] : E911_NO_RULE;
}

/* `more` where a rule for the text as dialled wins: behind one that takes all texts of its scheme,
   and stands first, nothing longer does. */
static inline uint32_t e911__more_behind(const e911_plan *plan, uint32_t rule, bool takes_all,
                                         uint32_t more)
{
    return takes_all && rule < plan->first_by_user ? 0 : more;
}

/* True for a result of the user part that no rule for the text as dialled stands before: a number,
   and a rule that stands before the region's numbers. */
static inline bool e911__comes_first(const e911_plan *plan, uint32_t result)
{
    const e911__rules *rules = &plan->rules;

    if (result >= rules->count)
        return plan->interpretations[result - rules->count].number != E911__READ_NOTHING;
    return plan->region != NULL &&
           plan->shown[rules->rules[result].profile & E911__RULE_PROFILE].call_class !=
               E911_CLASS_NONE;
}

/* The next four bytes; which of them comes first in the word does not matter. */
static inline uint32_t e911__four_bytes(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static inline bool e911__are_four_digits(uint32_t bytes)
{
    return (((bytes + 0x46464646u) | (bytes - 0x30303030u)) & 0x80808080u) == 0;
}

/* What the fast path ends with where it cannot go on; each finishes the classification. */

/* A caller who was compiled against another struct, or who made a mistake. */
e911_status e911__classify_carefully(const e911_plan *plan, const char *dialled, size_t len,
                                     uint32_t site, e911_match *ret_match);

/* The input ended in a state that says `end`. */
e911_status e911__classify_end(const e911_plan *plan, uint32_t end, uint32_t site,
                               e911_match *match);

/* A byte was met that is not plain. */
e911_status e911__classify_special(const e911_plan *plan, e911_text text, uint32_t site,
                                   e911_match *match);

/* A reference that is no row was met before `at`. match->matched is what was dialled: so these have
   few enough parameters for registers. */
e911_status e911__classify_leaf(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref);

/* The same where it is a fork. */
e911_status e911__classify_fork(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref);

/* The same where it is not the tail of a plain rule of this length that takes all that is left. */
e911_status e911__classify_tail(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref);

/* A rule matched that other sites may see alone. */
e911_status e911__classify_rule(const e911_plan *plan, uint32_t rule, uint32_t site,
                                e911_match *match);

#endif
