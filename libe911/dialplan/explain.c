/*
 * Why a dialled text is what it is. The answer is the classifier's own; the way to it is told from
 * the same parts: how the text was read, which readings gave nothing, what matched, and what the
 * text would be without it.
 */
#include "dialplan/explain.h"

/* ---- steps ----------------------------------------------------------------------------------- */

static void tell_rule(const e911__telling *t, uint32_t code, uint32_t rule, e911_text text)
{
    e911__explain_step(t->e, code, rule, t->plan->rules.rules[rule].line, &text, 1);
}

/* ---- how the text is read -------------------------------------------------------------------- */

/* The user part with escapes decoded, and then without visual separators; each where it differs. */
static void tell_symbols(const e911__telling *t)
{
    e911_text user = t->dialled.user;
    e911__cursor cursor = e911__cursor_on(user.data, user.len);
    e911__symbols symbols = e911__user_symbols(&t->dialled);
    char *buf = e911__alloc(&t->e->memory, user.len + 1);
    size_t unescaped = 0, len = 0;
    int byte;

    if (buf == NULL) {
        t->e->status = E911_ERR_NOMEM;
        return;
    }
    while ((byte = e911__next_decoded(&cursor)) != E911__END)
        buf[unescaped++] = (char)byte;
    if (unescaped < user.len)
        e911__tell(t, E911_STEP_UNESCAPED, e911__text(buf, unescaped));
    while ((byte = e911__symbols_next(&symbols)) != E911__END)
        buf[len++] = (char)byte;
    if (len < unescaped)
        e911__tell(t, E911_STEP_SEPARATORS, e911__text(buf, len));
    e911__release(&t->e->memory, buf, user.len + 1);
}

static void tell_reading(const e911__telling *t)
{
    e911__dialled whole;

    e911__dialled_read(&whole, t->text, 0);
    e911__tell(t, E911_STEP_DIALLED, t->text);
    if (whole.urn.len > 0)
        e911__tell(t, E911_STEP_URN, whole.urn);
    if (whole.user.len > 0 && whole.user.len < t->text.len)
        e911__tell(t, E911_STEP_USER_PART, whole.user);
    if (whole.parameters.len > 0)
        e911__tell(t, E911_STEP_PARAMETERS, whole.parameters);
    if (t->dialled.user.len < whole.user.len)
        e911__tell(t, E911_STEP_TERMINATOR, t->dialled.user);
    tell_symbols(t);
    if (t->site != 0 && t->site <= t->plan->rules.site_count)
        e911__tell(t, E911_STEP_SITE, e911__site_name(&t->plan->rules, t->site));
}

static void read_digits(e911__telling *t)
{
    e911__symbols symbols = e911__user_symbols(&t->dialled);
    int byte;

    while ((byte = e911__symbols_next(&symbols)) != E911__END) {
        if (t->digits_len == sizeof t->digits) {
            t->digits_are_cut = true;
            return;
        }
        t->digits[t->digits_len++] = (char)byte;
    }
}

/* ---- what stands in the way ------------------------------------------------------------------ */

static uint32_t find_spelled(const e911__telling *t, e911_text digits, uint32_t action)
{
    return e911__plan_find_spelled(t->plan, digits, action, t->site, E911_NO_RULE);
}

/* The region's number that these digits are, or NULL. */
static const e911__plan_number *region_number(const e911__telling *t, e911_text digits)
{
    size_t found = e911__plan_find(t->plan, digits);

    if (digits.len == 0 || found == E911__PLAN_NO_NUMBER || !t->plan->numbers[found].of_region)
        return NULL;
    return &t->plan->numbers[found];
}

bool e911__next_prefixed(const e911__telling *t, size_t *prefix, e911_text *ret_rest)
{
    for (; *prefix < t->plan->prefix_count; ++*prefix) {
        const e911__plan_prefix *at = &t->plan->prefixes[*prefix];

        if (t->digits_len > at->len && memcmp(t->digits, at->digits, at->len) == 0) {
            *ret_rest = e911__digits_from(t, at->len);
            ++*prefix;
            return true;
        }
    }
    return false;
}

/* A deny_emergency entry, or a rule that spells prefix and number. */
static void tell_obstacles(const e911__telling *t)
{
    e911_text digits = e911__digits_from(t, 0);
    e911_text rest;
    uint32_t rule;

    if (t->plan->region == NULL || t->digits_are_cut)
        return;
    rule = region_number(t, digits) == NULL ? E911_NO_RULE
                                            : find_spelled(t, digits, E911_RULE_DENY_EMERGENCY);
    if (rule != E911_NO_RULE)
        tell_rule(t, E911_STEP_DENIED, rule, digits);
    for (size_t prefix = 0; e911__next_prefixed(t, &prefix, &rest);) {
        if (region_number(t, rest) == NULL)
            continue;
        rule = find_spelled(t, rest, E911_RULE_DENY_EMERGENCY);
        if (rule != E911_NO_RULE)
            tell_rule(t, E911_STEP_DENIED, rule, rest);
        rule = find_spelled(t, digits, E911_RULE_MATCH);
        if (rule != E911_NO_RULE)
            tell_rule(t, E911_STEP_LITERAL_HELD, rule, digits);
    }
}

/* ---- what matched ---------------------------------------------------------------------------- */

/* The readings in their order, up to the one that matched. */
static void tell_tried(const e911__telling *t)
{
    const e911_match *match = &t->match;
    bool region = t->plan->region != NULL;
    bool is_first =
        match->source == E911_MATCH_RULE && region && match->call_class != E911_CLASS_NONE;
    bool in_order = match->source == E911_MATCH_RULE && !is_first;
    bool none = match->source == E911_MATCH_NOTHING;
    bool user = t->dialled.user.len > 0;

    if (match->source == E911_MATCH_SERVICE_URN || match->source == E911_MATCH_NUMBER)
        return;
    if (user && region && t->plan->rules.count > 0 && !is_first)
        e911__tell(t, E911_STEP_TRIED, E911__TEXT("rules of class emergency, test and crisis"));
    if (user && region && (match->source == E911_MATCH_ACCESS_PREFIX || in_order || none))
        e911__tell(t, E911_STEP_TRIED, E911__TEXT("numbers of the region, dialled bare"));
    if (user && t->plan->prefix_count > 0 && (in_order || none))
        e911__tell(t, E911_STEP_TRIED, E911__TEXT("an access prefix and a number"));
    if (t->plan->rules.count > 0 && none)
        e911__tell(t, E911_STEP_TRIED, E911__TEXT("all rules, in their order"));
}

static void tell_number(const e911__telling *t)
{
    const e911_match *match = &t->match;
    const e911_text parts[] = {match->region, E911__TEXT(" "), match->matched};

    if (match->region.len > 0)
        e911__explain_step(t->e, E911_STEP_REGION_NUMBER, E911_NO_RULE, 0, parts, 3);
    else
        e911__tell(t, E911_STEP_PLAN_NUMBER, match->matched);
}

static void tell_match(const e911__telling *t)
{
    switch (t->match.source) {
    case E911_MATCH_SERVICE_URN:
        e911__tell(t, E911_STEP_SERVICE_URN, t->match.service);
        break;
    case E911_MATCH_ACCESS_PREFIX:
        e911__tell(t, E911_STEP_ACCESS_PREFIX, t->match.prefix);
        tell_number(t);
        break;
    case E911_MATCH_RULE:
        tell_rule(t, E911_STEP_RULE, t->match.rule, t->match.matched);
        break;
    case E911_MATCH_NOTHING:
        e911__tell(t, E911_STEP_NOTHING, E911__TEXT("no reading matches"));
        break;
    default:
        tell_number(t);
    }
}

static void tell_standardized(const e911__telling *t)
{
    size_t size = 0, len = 0;
    char *buf;

    e911_plan_format_number(t->plan, &t->match, t->text.data, t->text.len, NULL, 0, &size);
    if (size == 0)
        return;
    buf = e911__alloc(&t->e->memory, size);
    if (buf == NULL) {
        t->e->status = E911_ERR_NOMEM;
        return;
    }
    if (e911_plan_format_number(t->plan, &t->match, t->text.data, t->text.len, buf, size, &len) ==
        E911_OK)
        e911__tell(t, E911_STEP_STANDARDIZED, e911__text(buf, len));
    e911__release(&t->e->memory, buf, size);
}

static void tell_outcome(const e911__telling *t)
{
    e911__tell(t, E911_STEP_CLASS, e911_text_of(e911_class_name(t->match.call_class)));
    if (t->match.category.len > 0)
        e911__tell(t, E911_STEP_CATEGORY, t->match.category);
    tell_standardized(t);
    if (t->match.more)
        e911__tell(t, E911_STEP_MORE, E911__TEXT("longer input could still change the answer"));
}

static void tell_without(const e911__telling *t)
{
    e911_match other = {.rule = E911_NO_RULE};
    e911_text parts[3];

    if (t->match.source == E911_MATCH_NOTHING || t->match.source == E911_MATCH_SERVICE_URN)
        return;
    e911__plan_try(t->plan, t->text, t->site, &t->match, &other);
    parts[0] = e911_text_of(e911_class_name(other.call_class));
    parts[1] =
        other.source == E911_MATCH_NOTHING ? E911__TEXT(", by nothing") : E911__TEXT(", by ");
    parts[2] = other.matched;
    e911__explain_step(t->e, E911_STEP_WITHOUT, other.rule, other.line, parts, 3);
}

/* ---- all ------------------------------------------------------------------------------------- */

e911_status e911_plan_explain(const e911_plan *plan, const char *dialled, size_t len, uint32_t site,
                              e911_explanation *explanation)
{
    e911__telling t = {
        .plan = plan, .text = e911__text(dialled, len), .site = site, .e = explanation};

    if (plan == NULL || explanation == NULL || (dialled == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    explanation->count = 0;
    explanation->text_len = 0;
    explanation->status = E911_OK;
    t.match.struct_size = sizeof t.match;
    e911_plan_classify(plan, dialled, len, site, &t.match);
    e911__dialled_read(&t.dialled, t.text, plan->options);
    read_digits(&t);
    tell_reading(&t);
    tell_obstacles(&t);
    tell_tried(&t);
    tell_match(&t);
    tell_outcome(&t);
    tell_without(&t);
    e911__tell_remarks(&t);
    if (explanation->status != E911_OK)
        explanation->count = 0;
    return explanation->status;
}
