/* Explaining: remarks for people who expected another answer. */
#include "dialplan/explain.h"

static bool is_emergency(const e911__telling *t, e911_text digits)
{
    size_t found = digits.len == 0 ? E911__PLAN_NO_NUMBER : e911__plan_find(t->plan, digits);

    return found != E911__PLAN_NO_NUMBER &&
           t->plan->numbers[found].call_class == E911_CLASS_EMERGENCY;
}

/* True when the digits from `start` on begin with an emergency number and go on. */
static bool begins_with_emergency(const e911__telling *t, size_t start)
{
    for (size_t len = 1; start + len < t->digits_len && len <= E911_PLAN_NUMBER_MAX; len++) {
        if (is_emergency(t, e911__text(t->digits + start, len)))
            return true;
    }
    return false;
}

/* The number behind a prefix that stands twice, or before 1, or behind 1 alone. */
static bool is_misdialled(const e911__telling *t)
{
    e911_text rest;

    if (t->digits_len > 1 && t->digits[0] == '1' && is_emergency(t, e911__digits_from(t, 1)))
        return true;
    for (size_t prefix = 0; e911__next_prefixed(t, &prefix, &rest);) {
        size_t len = t->plan->prefixes[prefix - 1].len;

        if (rest.len > 1 && rest.data[0] == '1' && is_emergency(t, e911__digits_from(t, len + 1)))
            return true;
        if (rest.len > len && memcmp(rest.data, t->digits, len) == 0 &&
            is_emergency(t, e911__digits_from(t, 2 * len)))
            return true;
    }
    return false;
}

/* A bare reading won over a complete prefixed one. */
static bool is_tie(const e911__telling *t)
{
    e911_text rest;

    for (size_t prefix = 0; e911__next_prefixed(t, &prefix, &rest);) {
        size_t found = e911__plan_find(t->plan, rest);

        if (found != E911__PLAN_NO_NUMBER && t->plan->numbers[found].behind_prefix)
            return true;
    }
    return false;
}

static bool has_letter(const e911__telling *t)
{
    bool digit = false, letter = false;

    for (size_t i = 0; i < t->digits_len; i++) {
        digit = digit || e911__is_digit(t->digits[i]);
        letter = letter || e911__is_alpha(t->digits[i]);
    }
    return digit && letter;
}

static bool is_decorated(const e911__telling *t)
{
    e911_text all = e911__digits_from(t, 0);
    char first = t->digits[0], last = t->digits[t->digits_len - 1];

    if ((first == '*' || first == '#' || first == '+') && is_emergency(t, e911__digits_from(t, 1)))
        return true;
    return (last == '#' || last == '*') && is_emergency(t, e911__slice(all, 0, all.len - 1));
}

void e911__tell_remarks(const e911__telling *t)
{
    e911_text rest;
    bool longer;

    if (t->dialled.urn.len > 0 && t->match.source != E911_MATCH_SERVICE_URN)
        e911__tell(
            t, E911_STEP_NOTE,
            E911__TEXT("of service URNs sos and what is below it are emergencies, no other"));
    if (t->digits_len == 0 || t->digits_are_cut)
        return;
    if ((t->match.source == E911_MATCH_REGION || t->match.source == E911_MATCH_NUMBER) && is_tie(t))
        e911__tell(
            t, E911_STEP_NOTE,
            E911__TEXT("an access prefix and another number read so, too; the bare one wins"));
    if (t->match.call_class != E911_CLASS_NONE)
        return;
    longer = begins_with_emergency(t, 0);
    for (size_t prefix = 0; !longer && e911__next_prefixed(t, &prefix, &rest);)
        longer = begins_with_emergency(t, t->digits_len - rest.len);
    if (has_letter(t))
        e911__tell(t, E911_STEP_NOTE, E911__TEXT("a letter is no digit and is never dropped"));
    else if (is_decorated(t))
        e911__tell(t, E911_STEP_NOTE,
                   E911__TEXT("* # and + are part of a number: with one it is another number"));
    else if (is_misdialled(t))
        e911__tell(t, E911_STEP_NOTE,
                   E911__TEXT("an access prefix stands once before an emergency number, and no 1"));
    else if (longer)
        e911__tell(t, E911_STEP_NOTE,
                   E911__TEXT("an emergency number followed by more digits is another number"));
}
