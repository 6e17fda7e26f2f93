#include "dialplan/plan.h"

#include "base/struct.h"
#include "dialplan/dialled.h"

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
    e911__release(&memory, plan, sizeof *plan);
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
static void match_urn(e911_text urn, e911_match *match)
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
}

static void match_number(const e911__plan_number *number, uint32_t source, e911_match *match)
{
    match->call_class = number->call_class;
    match->source = source;
    match->number = e911__text(number->standardized, number->standardized_len);
    match->matched = e911__text(number->digits, number->digits_len);
    match->service = e911__class_service(number->call_class);
}

/* A number of the region behind one access prefix; the longest prefix that fits is the reading. */
static void match_prefixed(const e911_plan *plan, e911_text digits, e911_match *match)
{
    size_t best = 0;

    for (size_t i = 0; i < plan->prefix_count; i++) {
        e911_text prefix = e911__text(plan->prefixes[i].digits, plan->prefixes[i].len);
        size_t found;

        if (prefix.len <= best || digits.len <= prefix.len ||
            memcmp(digits.data, prefix.data, prefix.len) != 0)
            continue;
        found = e911__plan_find(plan, e911__slice(digits, prefix.len, digits.len - prefix.len));
        if (found == E911__PLAN_NO_NUMBER || !plan->numbers[found].behind_prefix)
            continue;
        best = prefix.len;
        match_number(&plan->numbers[found], E911_MATCH_ACCESS_PREFIX, match);
        match->prefix = prefix;
    }
}

static void match_digits(const e911_plan *plan, e911_text digits, e911_match *match)
{
    size_t found = e911__plan_find(plan, digits);

    if (found == E911__PLAN_NO_NUMBER)
        match_prefixed(plan, digits, match);
    else
        match_number(&plan->numbers[found],
                     plan->numbers[found].of_region ? E911_MATCH_REGION : E911_MATCH_NUMBER, match);
}

e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                               uint32_t site, e911_match *ret_match)
{
    e911_status status = e911__struct_check_out(ret_match, sizeof *ret_match);
    e911_match match = {.call_class = E911_CLASS_NONE, .rule = E911_NO_RULE};
    e911__dialled read;
    e911_text text;

    if (status != E911_OK)
        return status;
    if (plan == NULL || (dialled == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    (void)site;
    text = e911__text(dialled, len);
    e911__dialled_read(&read, text);
    if (read.urn.len > 0)
        match_urn(read.urn, &match);
    else
        match_digits(plan, e911__text(read.number, read.number_len), &match);
    e911__struct_store(ret_match, &match, sizeof match);
    return E911_OK;
}
