/*
 * Lint, the plan as a whole: what its numbers and access prefixes make of each other. What holds
 * for rules is lint_rule.c's.
 */
#include "dialplan/lint.h"

/* ---- what both parts use --------------------------------------------------------------------- */

void e911__lint_find(const e911__lint *lint, uint32_t code, uint32_t severity, e911_text example,
                     e911_text message)
{
    e911__plan_finding finding = {
        .code = code, .severity = severity, .rule = E911_NO_RULE, .message = message};

    e911__plan_findings_add(lint->findings, &finding, E911__NOTHING, example);
}

void e911__lint_find_rule(const e911__lint *lint, uint32_t rule, uint32_t code, uint32_t severity,
                          e911_text example, e911_text message)
{
    e911__plan_finding finding = {.code = code,
                                  .severity = severity,
                                  .rule = rule,
                                  .line = lint->plan->rules.rules[rule].line,
                                  .message = message};

    e911__plan_findings_add(lint->findings, &finding, e911__rule_pattern(&lint->plan->rules, rule),
                            example);
}

e911_match e911__lint_classify(const e911__lint *lint, e911_text text, uint32_t site)
{
    e911_match match = {.struct_size = sizeof match};

    e911_plan_classify(lint->plan, text.data, text.len, site, &match);
    return match;
}

bool e911__lint_is_emergency(const e911__lint *lint, e911_text digits)
{
    size_t found = digits.len == 0 ? E911__PLAN_NO_NUMBER : e911__plan_find(lint->plan, digits);

    return found != E911__PLAN_NO_NUMBER &&
           lint->plan->numbers[found].call_class == E911_CLASS_EMERGENCY;
}

/* ---- the numbers that are watched ------------------------------------------------------------ */

static e911_text digits_of(const e911__plan_number *number)
{
    return e911__text(number->digits, number->digits_len);
}

static void watch(e911__lint *lint, e911_text digits)
{
    char *at = lint->watched_text + lint->watched_len;

    if (lint->watched_count == E911__LINT_WATCHED_MAX || digits.len == 0)
        return;
    for (size_t i = 0; i < lint->watched_count; i++) {
        if (e911__equal(lint->watched[i], digits))
            return;
    }
    memcpy(at, digits.data, digits.len);
    lint->watched_len += digits.len;
    lint->watched[lint->watched_count++] = e911__text(at, digits.len);
}

/* Of a region's numbers the one that the others stand for comes first: 911 before 112. */
static void watch_standard(e911__lint *lint)
{
    for (size_t i = 0; i < lint->plan->number_count; i++) {
        const e911__plan_number *number = &lint->plan->numbers[i];
        e911_text standardized = e911__text(number->standardized, number->standardized_len);

        if (number->of_region && e911__lint_is_emergency(lint, standardized))
            watch(lint, standardized);
    }
}

static void watch_numbers(e911__lint *lint, bool of_region)
{
    for (size_t i = 0; i < lint->plan->number_count; i++) {
        const e911__plan_number *number = &lint->plan->numbers[i];

        if (number->of_region == of_region && number->call_class == E911_CLASS_EMERGENCY)
            watch(lint, digits_of(number));
    }
}

/* What the plan's own emergency rules stand for. */
static void watch_rules(e911__lint *lint)
{
    const e911__rules *rules = &lint->plan->rules;

    for (uint32_t rule = 0; rule < rules->count && lint->watched_count < E911__LINT_WATCHED_MAX;
         rule++) {
        const e911__profile *profile = e911__rule_profile(rules, rule);
        char text[E911_PLAN_PATTERN_MAX];
        e911__writer writer = e911__writer_on(text, sizeof text);
        e911__pattern pattern;

        if (profile->action != E911_RULE_MATCH ||
            e911__category_class(rules, profile->category) != E911_CLASS_EMERGENCY)
            continue;
        e911__rule_read_pattern(rules, rule, &pattern);
        if (pattern.as_dialled)
            continue;
        e911__pattern_example(&pattern, e911__rule_members(rules, rule), &writer);
        if (writer.len <= sizeof text)
            watch(lint, e911__text(text, writer.len));
    }
}

/* ---- numbers and prefixes -------------------------------------------------------------------- */

/* Puts texts together that fit; the result is a view of `buf`. */
static e911_text join(char buf[E911__LINT_EXAMPLE_MAX], e911_text a, e911_text b, e911_text c)
{
    e911__writer writer = e911__writer_on(buf, E911__LINT_EXAMPLE_MAX);

    e911__writer_text(&writer, a);
    e911__writer_text(&writer, b);
    e911__writer_text(&writer, c);
    return e911__text(buf, writer.len);
}

static bool begins_with_emergency(const e911__lint *lint, e911_text digits)
{
    for (size_t len = 1; len < digits.len && len <= E911_PLAN_NUMBER_MAX; len++) {
        if (e911__lint_is_emergency(lint, e911__slice(digits, 0, len)))
            return true;
    }
    return false;
}

/* The prefix and an emergency number: is it more than that? */
static void check_tie(const e911__lint *lint, e911_text prefix, e911_text number)
{
    char buf[E911__LINT_EXAMPLE_MAX];
    e911_text text = join(buf, prefix, number, E911__NOTHING);

    if (e911__plan_find(lint->plan, text) != E911__PLAN_NO_NUMBER)
        e911__lint_find(lint, E911_PLAN_FINDING_PREFIX_TIE, E911_SEVERITY_WARNING, text,
                        E911__TEXT("a number, and an access prefix with an emergency number; the "
                                   "number wins"));
    else if (begins_with_emergency(lint, text))
        e911__lint_find(lint, E911_PLAN_FINDING_PREFIX_TIE, E911_SEVERITY_NOTE, text,
                        E911__TEXT("an access prefix with an emergency number begins with another "
                                   "emergency number; dialled whole it is the prefixed one"));
}

/* What people dial who hesitate, for the region's first emergency number. */
static void check_twice(const e911__lint *lint, e911_text before, e911_text again, e911_text number)
{
    char buf[E911__LINT_EXAMPLE_MAX];
    e911_text text = join(buf, before, again, number);

    if (e911__lint_classify(lint, text, 0).call_class == E911_CLASS_NONE)
        e911__lint_find(lint, E911_PLAN_FINDING_PREFIX_TWICE, E911_SEVERITY_NOTE, text,
                        E911__TEXT("an access prefix dialled twice, or a 1 before the number, is "
                                   "no emergency; a rule of category Emergency makes it one"));
}

static void check_misdials(const e911__lint *lint, e911_text number)
{
    bool is_nanp = lint->plan->region != NULL && (lint->plan->region->flags & E911_REGION_NANP);

    if (is_nanp)
        check_twice(lint, E911__NOTHING, E911__TEXT("1"), number);
    for (size_t i = 0; i < lint->plan->prefix_count; i++) {
        const e911__plan_prefix *prefix = &lint->plan->prefixes[i];
        e911_text digits = e911__text(prefix->digits, prefix->len);

        if (is_nanp)
            check_twice(lint, digits, E911__TEXT("1"), number);
        check_twice(lint, digits, digits, number);
    }
}

static void check_prefixes(const e911__lint *lint)
{
    for (size_t i = 0; i < lint->plan->prefix_count; i++) {
        const e911__plan_prefix *prefix = &lint->plan->prefixes[i];

        for (size_t k = 0; k < lint->plan->number_count; k++) {
            const e911__plan_number *number = &lint->plan->numbers[k];

            if (number->behind_prefix && number->call_class == E911_CLASS_EMERGENCY &&
                e911__plan_find(lint->plan, digits_of(number)) == k)
                check_tie(lint, e911__text(prefix->digits, prefix->len), digits_of(number));
        }
    }
    /* The region's first: 911 stands before 112. */
    if (lint->plan->region != NULL && lint->watched_count > 0)
        check_misdials(lint, lint->watched[0]);
}

/* True where an emergency number is one for every site, also one that no rule names. */
static bool serves_all_sites(const e911_plan *plan)
{
    for (size_t i = 0; i < plan->number_count; i++) {
        if (plan->numbers[i].call_class == E911_CLASS_EMERGENCY)
            return true;
    }
    for (size_t rule = 0; rule < plan->rules.count; rule++) {
        const e911__profile *profile = e911__rule_profile(&plan->rules, rule);

        if (profile->action == E911_RULE_MATCH && profile->site == 0 &&
            e911__category_class(&plan->rules, profile->category) == E911_CLASS_EMERGENCY)
            return true;
    }
    return false;
}

static void check_plan(const e911__lint *lint)
{
    const e911_plan *plan = lint->plan;

    if (lint->watched_count == 0)
        e911__lint_find(lint, E911_PLAN_FINDING_NO_EMERGENCY, E911_SEVERITY_ERROR,
                        E911__TEXT("911"),
                        E911__TEXT("the plan has no region and no rule of category Emergency: no "
                                   "number is an emergency"));
    else if (!serves_all_sites(plan))
        e911__lint_find(lint, E911_PLAN_FINDING_NO_EMERGENCY, E911_SEVERITY_ERROR, lint->watched[0],
                        E911__TEXT("the plan has no region, and each rule of category Emergency "
                                   "has a site: from any other site no number is an emergency"));
    if (plan->region == NULL && plan->number_count == 0 && plan->prefix_count > 0)
        e911__lint_find(lint, E911_PLAN_FINDING_PREFIX_WITHOUT_EFFECT, E911_SEVERITY_WARNING,
                        e911__text(plan->prefixes[0].digits, plan->prefixes[0].len),
                        E911__TEXT("an access prefix goes before the numbers of a region, and the "
                                   "plan has none; a rule is dialled as its pattern says"));
    check_prefixes(lint);
}

/* ---- all ------------------------------------------------------------------------------------- */

static void look(e911__lint *lint)
{
    size_t count = lint->plan->rules.count;

    watch_standard(lint);
    watch_numbers(lint, true);
    watch_numbers(lint, false);
    watch_rules(lint);
    if (count > 0)
        e911__plan_mark_reachable(lint->plan, lint->reachable);
    check_plan(lint);
    for (uint32_t rule = 0; rule < count; rule++)
        e911__lint_rule(lint, rule);
}

e911_status e911_plan_lint(const e911_plan *plan, const e911_allocator *allocator,
                           e911_plan_findings **ret_findings)
{
    e911_plan_findings *findings = NULL;
    e911__lint *lint;
    e911_status status;

    if (plan == NULL || ret_findings == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    status = e911__object_new(allocator, sizeof *findings, &findings);
    if (status != E911_OK)
        return status;
    lint = e911__alloc(&findings->memory, sizeof *lint);
    if (lint != NULL)
        lint->reachable = e911__alloc(&findings->memory, plan->rules.count + 1);
    if (lint != NULL && lint->reachable != NULL) {
        lint->plan = plan;
        lint->findings = findings;
        look(lint);
    } else {
        findings->status = E911_ERR_NOMEM;
    }
    if (lint != NULL)
        e911__release(&findings->memory, lint->reachable, plan->rules.count + 1);
    e911__release(&findings->memory, lint, sizeof *lint);
    status = findings->status;
    if (status == E911_OK)
        *ret_findings = findings;
    else
        e911_plan_findings_free(findings);
    return status;
}
