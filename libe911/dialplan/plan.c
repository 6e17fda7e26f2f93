#include "dialplan/plan.h"

#include "base/struct.h"

const char *e911_class_name(enum e911_class call_class)
{
    switch (call_class) {
    case E911_CLASS_NONE:
        return "none";
    case E911_CLASS_EMERGENCY:
        return "emergency";
    case E911_CLASS_TEST:
        return "test";
    case E911_CLASS_CRISIS:
        return "crisis";
    }
    return "?";
}

e911_status e911_match_init(e911_match *match, size_t struct_size)
{
    return e911__struct_init(match, struct_size, sizeof *match);
}

e911_plan *e911_plan_ref(e911_plan *plan)
{
    if (plan != NULL)
        e911__reference_take(&plan->references);
    return plan;
}

void e911_plan_unref(e911_plan *plan)
{
    e911__memory memory;

    if (plan == NULL || !e911__reference_drop(&plan->references))
        return;
    memory = plan->memory;
    e911__index_release(&plan->by_digits, &memory);
    e911__release(&memory, plan->numbers, (plan->number_count + 1) * sizeof *plan->numbers);
    e911__release(&memory, plan->shown, plan->rules.profile_count * sizeof *plan->shown);
    e911__release(&memory, plan->readings, plan->reading_capacity * sizeof *plan->readings);
    e911__release(&memory, plan->spelled.bytes, plan->spelled.capacity);
    e911__rules_release(&plan->rules, &memory);
    e911__automaton_release(&plan->by_user, &memory);
    e911__automaton_release(&plan->by_text, &memory);
    e911__release(&memory, plan, sizeof *plan);
}

size_t e911_plan_rule_count(const e911_plan *plan)
{
    return plan == NULL ? 0 : plan->rules.count;
}

e911_status e911_plan_rule(const e911_plan *plan, size_t index, e911_rule *ret_rule)
{
    return plan == NULL ? E911_ERR_INVALID_ARGUMENT
                        : e911__rules_read(&plan->rules, index, ret_rule);
}

uint32_t e911_plan_find_site(const e911_plan *plan, const char *site, size_t len)
{
    return plan == NULL || site == NULL ? 0 : e911__site_find(&plan->rules, e911__text(site, len));
}

e911_text e911__plan_number_key(const void *numbers, uint32_t row)
{
    const e911__plan_number *number = (const e911__plan_number *)numbers + row;

    return e911__text(number->digits, number->digits_len);
}

size_t e911__plan_find(const e911_plan *plan, e911_text digits)
{
    size_t count;
    const uint32_t *rows =
        e911__index_find(&plan->by_digits, plan->numbers, e911__plan_number_key, digits, &count);

    return rows == NULL ? E911__PLAN_NO_NUMBER : rows[0];
}

e911_text e911__class_service(uint32_t call_class)
{
    if (call_class == E911_CLASS_EMERGENCY)
        return E911__TEXT("urn:service:sos");
    return call_class == E911_CLASS_TEST ? E911__TEXT("urn:service:test.sos") : E911__NOTHING;
}

/* What a call is by its class alone. */
static e911_text category_of(uint32_t call_class)
{
    static const e911_text keys[] = {{"", 0}, {"Emergency", 9}, {"Test", 4}, {"Crisis", 6}};

    return keys[call_class];
}

/* True when `urn` begins with `name`, in any case; it is cut off then. */
static bool take_text(e911_text *urn, e911_text name)
{
    if (urn->len < name.len || !e911__equal_nocase(e911__slice(*urn, 0, name.len), name))
        return false;
    *urn = e911__slice(*urn, name.len, urn->len - name.len);
    return true;
}

static bool is_label_byte(char c)
{
    return c == '-' || e911__is_alpha(c) || e911__is_digit(c);
}

/* The same for a label: "sos" is no part of "sosx". */
static bool take_label(e911_text *urn, e911_text name)
{
    e911_text rest = *urn;

    if (!take_text(&rest, name) || (rest.len > 0 && is_label_byte(rest.data[0])))
        return false;
    *urn = rest;
    return true;
}

/* What may follow a service: further labels, each behind a dot (RFC 5031 4.2). */
static bool are_labels(e911_text rest)
{
    for (size_t i = 0; i < rest.len; i++) {
        bool ends = i + 1 == rest.len || rest.data[i + 1] == '.';

        if (rest.data[i] == '.' ? ends : i == 0 || !is_label_byte(rest.data[i]))
            return false;
    }
    return true;
}

/*
 * urn:service:sos[.x], urn:nena:service:sos[.x], urn:service:test.sos[.x], in any case. The r-, q-
 * and f-components of RFC 8141 are no part of the service. What follows "sos" may have a flaw, and
 * the call is an emergency all the same: then the service is spoken of without it.
 */
void e911__match_urn(e911_text urn, e911_match *match)
{
    e911_text rest;
    bool test;

    urn.len = e911__find(urn, '?');
    urn.len = e911__find(urn, '#');
    urn.len = e911__find(urn, ';');
    rest = urn;
    take_text(&rest, E911__TEXT("urn:"));
    take_text(&rest, E911__TEXT("nena:"));
    if (!take_text(&rest, E911__TEXT("service:")))
        return;
    test = take_text(&rest, E911__TEXT("test."));
    if (!take_label(&rest, E911__TEXT("sos")))
        return;
    match->call_class = test ? E911_CLASS_TEST : E911_CLASS_EMERGENCY;
    match->source = E911_MATCH_SERVICE_URN;
    match->service = are_labels(rest) ? urn : e911__class_service(match->call_class);
    match->matched = match->service;
    match->category = category_of(match->call_class);
}

/* ---- results --------------------------------------------------------------------------------- */

void e911__match_reading(const e911_plan *plan, const e911__reading *reading, e911_match *match)
{
    const e911__plan_number *number = &plan->numbers[reading->number];

    if (reading->number == E911__READ_NOTHING)
        return;
    match->call_class = number->call_class;
    match->source = number->of_region ? E911_MATCH_REGION : E911_MATCH_NUMBER;
    match->number = e911__text(number->standardized, number->standardized_len);
    match->matched = e911__text(number->digits, number->digits_len);
    match->service = number->service;
    match->category = category_of(number->call_class);
    if (number->of_region)
        match->region = e911__text(plan->region->code, sizeof plan->region->code);
    if (reading->prefix != 0) {
        const e911__plan_prefix *prefix = &plan->prefixes[reading->prefix - 1];

        match->source = E911_MATCH_ACCESS_PREFIX;
        match->prefix = e911__text(prefix->digits, prefix->len);
    }
}

static inline void match_rule(const e911_plan *plan, uint32_t index, e911_match *match)
{
    const e911__rule *rule = &plan->rules.rules[index];
    const e911__shown *shown = &plan->shown[rule->profile & E911__RULE_PROFILE];

    match->call_class = shown->call_class;
    match->source = E911_MATCH_RULE;
    match->service = shown->service;
    match->category = shown->category;
    match->display = shown->display;
    match->matched = e911__texts_at(&plan->rules.texts, rule->pattern);
    if (rule->profile & E911__RULE_IS_NUMBER)
        match->number = match->matched;
    else if ((rule->profile & E911__RULE_HAS_NO_NUMBER) == 0)
        match->number = e911__texts_at(&plan->rules.texts, rule->standardized);
    match->rule = index;
    match->line = rule->line;
}

void e911__match_result(const e911_plan *plan, uint32_t result, e911_match *match)
{
    if (result < plan->rules.count)
        match_rule(plan, result, match);
    else
        e911__match_reading(plan, &plan->readings[result - plan->rules.count], match);
}

/* ---- classifying ----------------------------------------------------------------------------- */

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
static void classify_any(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match)
{
    e911__found found = {0};
    e911__dialled dialled;

    e911__dialled_read(&dialled, text, plan->options);
    if (dialled.urn.len > 0)
        e911__match_urn(dialled.urn, match);
    if (match->source != E911_MATCH_NOTHING)
        return;
    if (dialled.user.len > 0)
        e911__automaton_run(&plan->by_user, plan, e911__user_symbols(&dialled), site, &found);
    if (plan->by_text.rows != NULL)
        compare_as_dialled(plan, &dialled, site, &found);
    match->more = found.more;
    if (found.result != 0)
        e911__match_result(plan, found.result - 1, match);
}

static inline void classify(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match)
{
    e911__found found;

    *match = (e911_match){.struct_size = match->struct_size, .rule = E911_NO_RULE};
    if (text.len > 0 && plan->options == 0 &&
        e911__automaton_run_plain(&plan->by_user, plan, text, site, &found)) {
        match->more = found.more;
        if (found.result != 0)
            e911__match_result(plan, found.result - 1, match);
    } else {
        classify_any(plan, text, site, match);
    }
}

e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                               uint32_t site, e911_match *ret_match)
{
    bool current = e911__struct_is_current(ret_match, sizeof *ret_match);
    e911_status status = current ? E911_OK : e911__struct_check_out(ret_match, sizeof *ret_match);
    e911_match match = {0};

    if (status != E911_OK)
        return status;
    if (plan == NULL || (dialled == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (current) {
        classify(plan, e911__text(dialled, len), site, ret_match);
        return E911_OK;
    }
    classify(plan, e911__text(dialled, len), site, &match);
    e911__struct_store(ret_match, &match, sizeof match);
    return E911_OK;
}
