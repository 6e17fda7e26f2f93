#include "dialplan/plan.h"

#include "base/struct.h"

const char *e911_class_name(uint32_t call_class)
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
    e911__release(&memory, plan->interpretations,
                  plan->interpretation_capacity * sizeof *plan->interpretations);
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

void e911__match_interpretation(const e911_plan *plan, const e911__interpretation *from,
                                e911_match *match)
{
    const e911__plan_number *number = &plan->numbers[from->number];
    e911_text prefix = E911__NOTHING;
    uint32_t source;

    if (from->number == E911__READ_NOTHING) {
        e911__match_nothing(match);
        return;
    }
    source = number->of_region ? E911_MATCH_REGION : E911_MATCH_NUMBER;
    if (from->prefix != 0) {
        source = E911_MATCH_ACCESS_PREFIX;
        prefix = e911__text(plan->prefixes[from->prefix - 1].digits,
                            plan->prefixes[from->prefix - 1].len);
    }
    match->call_class = number->call_class;
    match->source = source;
    match->number = e911__text(number->standardized, number->standardized_len);
    match->service = number->service;
    match->matched = e911__text(number->digits, number->digits_len);
    match->prefix = prefix;
    match->category = category_of(number->call_class);
    match->display = E911__NOTHING;
    match->region = E911__NOTHING;
    if (number->of_region)
        match->region = e911__text(plan->region->code, sizeof plan->region->code);
    match->rule = E911_NO_RULE;
    match->line = match->more = match->reserved = 0;
}

void e911__match_result(const e911_plan *plan, uint32_t result, e911_match *match)
{
    if (result >= plan->rules.count)
        e911__match_interpretation(plan, &plan->interpretations[result - plan->rules.count], match);
    else
        e911__match_rule(plan, result, e911__rule_pattern(&plan->rules, result), match);
}
