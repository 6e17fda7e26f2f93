/* Reading a text rule by rule, for those who want to know why: explain and lint. */
#include "dialplan/plan.h"

typedef struct trying {
    const e911_plan *plan;
    e911__dialled dialled;
    char digits[E911_PLAN_PREFIX_MAX + E911_PLAN_NUMBER_MAX];
    size_t digits_len; /* 0: more than any number has */
    uint32_t site;
    uint32_t without;      /* a rule that is left aside, or E911_NO_RULE */
    size_t without_number; /* and a number, or E911__PLAN_NO_NUMBER */
} trying;

static void read_digits(trying *t)
{
    e911__symbols symbols = e911__user_symbols(&t->dialled);
    int byte;

    while ((byte = e911__symbols_next(&symbols)) != E911__END) {
        if (t->digits_len == sizeof t->digits) {
            t->digits_len = 0;
            return;
        }
        t->digits[t->digits_len++] = (char)byte;
    }
}

/* True when the rule has this action and is seen. */
static bool is_seen(const e911_plan *plan, uint32_t rule, uint32_t action, uint32_t site,
                    uint32_t without)
{
    const e911__profile *profile = e911__rule_profile(&plan->rules, rule);

    return rule != without && profile->action == action &&
           (profile->site == 0 || profile->site == site);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static bool rule_matches(const trying *t, uint32_t rule, const e911__pattern *pattern)
{
    e911__symbols symbols =
        pattern->as_dialled ? e911__whole_symbols(&t->dialled) : e911__user_symbols(&t->dialled);

    if (!pattern->as_dialled && !e911__has_user(&t->dialled))
        return false;
    return e911__pattern_match(pattern, symbols, e911__rule_members(&t->plan->rules, rule));
}

static uint32_t find_rule(const trying *t, bool first)
{
    for (uint32_t rule = 0; rule < t->plan->rules.count; rule++) {
        e911__pattern pattern;

        if (!is_seen(t->plan, rule, E911_RULE_MATCH, t->site, t->without))
            continue;
        e911__rule_read_pattern(&t->plan->rules, rule, &pattern);
        if ((!first || e911__plan_rule_is_first(t->plan, rule, &pattern)) &&
            rule_matches(t, rule, &pattern))
            return rule;
    }
    return E911_NO_RULE;
}

uint32_t e911__plan_find_spelled(const e911_plan *plan, e911_text digits, uint32_t action,
                                 uint32_t site, uint32_t without)
{
    for (uint32_t rule = 0; rule < plan->rules.count; rule++) {
        e911__symbols symbols = {.cursor = e911__cursor_on(digits.data, digits.len)};
        e911__pattern pattern;

        if (!is_seen(plan, rule, action, site, without))
            continue;
        e911__rule_read_pattern(&plan->rules, rule, &pattern);
        if (pattern.literal && !pattern.as_dialled &&
            e911__pattern_match(&pattern, symbols, (e911__members){0}))
            return rule;
    }
    return E911_NO_RULE;
}

static bool is_spelled(const trying *t, uint32_t action, e911_text digits)
{
    return e911__plan_find_spelled(t->plan, digits, action, t->site, t->without) != E911_NO_RULE;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* The row of the digits behind a prefix, where it may stand there. */
static size_t find_number(const trying *t, size_t behind, bool of_region)
{
    e911_text digits = e911__text(t->digits + behind, t->digits_len - behind);
    size_t found = e911__plan_find(t->plan, digits);
    const e911__plan_number *number;

    if (found == E911__PLAN_NO_NUMBER || found == t->without_number)
        return E911__PLAN_NO_NUMBER;
    number = &t->plan->numbers[found];
    if (behind > 0 ? !number->behind_prefix : number->of_region != of_region)
        return E911__PLAN_NO_NUMBER;
    if (t->plan->region != NULL && (behind > 0 || of_region) &&
        is_spelled(t, E911_RULE_DENY_EMERGENCY, digits))
        return E911__PLAN_NO_NUMBER;
    return found;
}

static bool try_number(const trying *t, size_t behind, uint16_t prefix, bool of_region,
                       e911__interpretation *ret)
{
    size_t found =
        t->digits_len > behind ? find_number(t, behind, of_region) : E911__PLAN_NO_NUMBER;

    if (found == E911__PLAN_NO_NUMBER)
        return false;
    *ret = (e911__interpretation){.number = (uint16_t)found, .prefix = prefix};
    return true;
}

/* The longest prefix that fits. */
static bool try_prefixed(const trying *t, e911__interpretation *ret)
{
    size_t best = 0;

    if (t->digits_len == 0 || is_spelled(t, E911_RULE_MATCH, e911__text(t->digits, t->digits_len)))
        return false;
    for (size_t i = 0; i < t->plan->prefix_count; i++) {
        const e911__plan_prefix *prefix = &t->plan->prefixes[i];

        if (prefix->len > best && t->digits_len > prefix->len &&
            memcmp(t->digits, prefix->digits, prefix->len) == 0 &&
            try_number(t, prefix->len, (uint16_t)(i + 1), false, ret))
            best = prefix->len;
    }
    return best > 0;
}

/* ---- all ------------------------------------------------------------------------------------- */

/* What the user part is: a rule, or a number when that is E911_NO_RULE; E911__READ_NOTHING for
   neither. */
static uint32_t try_all(const trying *t, e911__interpretation *ret)
{
    uint32_t rule = E911_NO_RULE;

    if (try_number(t, 0, 0, false, ret))
        return E911_NO_RULE;
    if (t->plan->region != NULL)
        rule = find_rule(t, true);
    if (rule == E911_NO_RULE && (try_number(t, 0, 0, true, ret) || try_prefixed(t, ret)))
        return E911_NO_RULE;
    if (rule == E911_NO_RULE)
        rule = find_rule(t, false);
    *ret = (e911__interpretation){.number = E911__READ_NOTHING};
    return rule;
}

static size_t number_of(const e911_plan *plan, const e911_match *match)
{
    switch (match->source) {
    case E911_MATCH_NUMBER:
    case E911_MATCH_REGION:
    case E911_MATCH_ACCESS_PREFIX:
        return e911__plan_find(plan, match->matched);
    default:
        return E911__PLAN_NO_NUMBER;
    }
}

void e911__plan_try(const e911_plan *plan, e911_text dialled, uint32_t site,
                    const e911_match *without, e911_match *ret)
{
    trying t = {
        .plan = plan,
        .site = site,
        .without = without == NULL ? E911_NO_RULE : without->rule,
        .without_number = without == NULL ? E911__PLAN_NO_NUMBER : number_of(plan, without),
    };
    e911__interpretation interpretation;
    uint32_t rule;

    *ret = (e911_match){.struct_size = ret->struct_size, .rule = E911_NO_RULE};
    e911__dialled_read(&t.dialled, dialled, plan->options);
    if (t.dialled.urn.len > 0)
        e911__match_urn(t.dialled.urn, ret);
    if (ret->source != E911_MATCH_NOTHING)
        return;
    read_digits(&t);
    rule = try_all(&t, &interpretation);
    if (rule == E911_NO_RULE)
        e911__match_interpretation(plan, &interpretation, ret);
    else
        e911__match_result(plan, rule, ret);
}

uint32_t e911__plan_try_digits(const e911_plan *plan, e911_text digits, uint32_t site,
                               e911__interpretation *ret_interpretation)
{
    trying t = {
        .plan = plan,
        .dialled.user = digits,
        .site = site,
        .without = E911_NO_RULE,
        .without_number = E911__PLAN_NO_NUMBER,
    };

    read_digits(&t);
    return try_all(&t, ret_interpretation);
}

/* ---- who is ever reached --------------------------------------------------------------------- */

static void mark_end(const e911_plan *plan, uint32_t end, uint8_t *marks)
{
    if (end >> 1 != 0 && (end >> 1) - 1 < plan->rules.count)
        marks[(end >> 1) - 1] = 1;
}

static void mark_reference(const e911_plan *plan, const e911__automaton *a, uint32_t ref,
                           uint8_t *marks)
{
    const uint32_t *fork = NULL;

    if ((ref & E911__REF_LEAF) == 0 || ref == E911__REF_SPECIAL)
        return;
    if (ref & E911__REF_FORK)
        fork = a->forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK));
    for (uint32_t i = 1; i <= (fork == NULL ? 1 : fork[0]); i++) {
        uint32_t result = E911__REF_TAIL_RESULT(fork == NULL ? ref : fork[i]);

        if (result < plan->rules.count)
            marks[result] = 1;
    }
}

static void mark_automaton(const e911_plan *plan, const e911__automaton *a, uint8_t *marks)
{
    for (size_t row = 0; row < a->row_words; row += a->stride) {
        uint32_t end = a->rows[row + a->stride - 1];

        for (size_t column = 0; column < a->stride - 1; column++)
            mark_reference(plan, a, a->rows[row + column], marks);
        if ((end & E911__END_BY_SITE) == 0) {
            mark_end(plan, end, marks);
            continue;
        }
        end &= ~E911__END_BY_SITE;
        mark_end(plan, a->ends[end], marks);
        for (uint32_t i = 0; i < a->ends[end + 1]; i++)
            mark_end(plan, a->ends[end + 3 + 2 * i], marks);
    }
}

void e911__plan_mark_reachable(const e911_plan *plan, uint8_t *marks)
{
    memset(marks, 0, plan->rules.count);
    mark_automaton(plan, &plan->by_user, marks);
    mark_automaton(plan, &plan->by_text, marks);
}
