/* Classifying a text of any form by its parts: URNs, URIs, user parts with letters. */
#include "dialplan/classify.h"

/* ---- rules for the text as dialled ----------------------------------------------------------- */

/* The rule that a reference names: as : and @ are in no tail, all tails take whatever follows. */
static uint32_t rule_of_leaf(const e911_plan *plan, uint32_t ref, uint32_t site)
{
    const uint32_t *fork = NULL;
    uint32_t count = 1;

    if (ref & E911__REF_FORK) {
        fork = plan->by_text.forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK));
        count = *fork++;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t rule = E911__REF_TAIL_RESULT(fork == NULL ? ref : fork[i]);

        if (e911__plan_sees(plan, rule, site))
            return rule;
    }
    return E911_NO_RULE;
}

uint32_t e911__find_as_dialled(const e911_plan *plan, e911_text text, size_t scheme, uint32_t site)
{
    const e911__automaton *a = &plan->by_text;
    const char *at, *end;
    uint32_t state = a->root;

    if (scheme > 0) {
        state = plan->behind_scheme[e911__scheme_number(text, scheme)];
        if (state == 0)
            return E911_NO_RULE;
        if (state & E911__REF_LEAF)
            return rule_of_leaf(plan, state, site);
    } else {
        text = e911__trim_start(text);
    }
    at = text.data + scheme;
    end = text.data + e911__trim_end(text).len;
    while (at != end) {
        uint32_t next;

        if (state == plan->until_at) {
            at = memchr(at, '@', (size_t)(end - at));
            if (at == NULL)
                break;
        }
        next = a->rows[(size_t)state + a->columns[(uint8_t)*at++]];
        if (next & E911__REF_LEAF)
            return rule_of_leaf(plan, next, site);
        if (next == 0)
            return E911_NO_RULE;
        state = next;
    }
    state = a->rows[(size_t)state + a->stride - 1];
    if (state & E911__END_BY_SITE)
        state = e911__end_at_site(a->ends + (state & ~E911__END_BY_SITE), site);
    return (state >> 1) - 1;
}

/* Let a rule for the text as dialled win that stands before the one for the user part. */
static void compare_as_dialled(const e911_plan *plan, const e911__dialled *dialled, uint32_t site,
                               e911__found *found)
{
    size_t scheme = e911__scheme_length(dialled->whole);
    uint32_t rule = found->result - 1;
    uint32_t whole;
    bool takes_all;

    if (found->result != 0 && e911__comes_first(plan, rule))
        return;
    whole = e911__find_as_dialled(plan, dialled->whole, scheme, site);
    if (whole >= rule)
        return;
    found->result = whole + 1;
    takes_all = whole == e911__rule_of_scheme(plan, dialled->whole, scheme);
    found->more = e911__more_behind(plan, whole, takes_all, found->more);
}

/* ---- the parts ------------------------------------------------------------------------------- */

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
    if (e911__has_user(&dialled))
        e911__automaton_run(&plan->by_user, plan, e911__user_symbols(&dialled), site, &found);
    if (plan->by_text.rows != NULL)
        compare_as_dialled(plan, &dialled, site, &found);
    if (found.result != 0)
        e911__match_result(plan, found.result - 1, match);
    match->more = found.more;
}
