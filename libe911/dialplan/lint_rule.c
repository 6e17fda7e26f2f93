/* Lint, rule by rule. */
#include "dialplan/lint.h"
#include "dialplan/output.h"

/* A rule under examination. */
typedef struct examined {
    const e911__lint *lint;
    uint32_t rule;
    const e911__profile *profile;
    e911__members members;
    uint32_t call_class;
    e911__pattern pattern;
    e911_text spelled; /* of a pattern of literals */
    char buf[E911_PLAN_PATTERN_MAX];
} examined;

static void find(const examined *x, uint32_t code, uint32_t severity, e911_text example,
                 e911_text message)
{
    e911__lint_find_rule(x->lint, x->rule, code, severity, example, message);
}

static bool matches(const examined *x, e911_text digits)
{
    e911__symbols symbols = {.cursor = e911__cursor_on(digits.data, digits.len)};

    return e911__pattern_match(&x->pattern, symbols, x->members);
}

static bool is_emergency(const examined *x, e911_text text)
{
    return e911__lint_classify(x->lint, text, x->profile->site).call_class == E911_CLASS_EMERGENCY;
}

/* ---- deny_emergency -------------------------------------------------------------------------- */

static void check_denied(const examined *x)
{
    const e911_plan *plan = x->lint->plan;
    bool kari = plan->region != NULL && (plan->region->flags & E911_REGION_KARIS_LAW);
    size_t found = e911__plan_find(plan, x->spelled);

    if (found == E911__PLAN_NO_NUMBER || plan->region == NULL) {
        find(x, E911_PLAN_FINDING_DENY_WITHOUT_EFFECT, E911_SEVERITY_WARNING, x->spelled,
             E911__TEXT("no number of the region: there is nothing to take away"));
        return;
    }
    if (plan->numbers[found].call_class != E911_CLASS_EMERGENCY)
        return;
    if (kari)
        find(x, E911_PLAN_FINDING_EMERGENCY_DENIED, E911_SEVERITY_ERROR, x->spelled,
             E911__TEXT("an emergency number is taken away: a violation of Kari's Law "
                        "(47 U.S.C. 623)"));
    else
        find(x, E911_PLAN_FINDING_EMERGENCY_DENIED, E911_SEVERITY_WARNING, x->spelled,
             E911__TEXT("an emergency number of the region is taken away"));
}

/* ---- rules that are no emergency ------------------------------------------------------------- */

/* Of several numbers the first says enough. */
static bool check_shadow(const examined *x, e911_text number)
{
    e911_match match = e911__lint_classify(x->lint, number, x->profile->site);

    if (match.call_class == E911_CLASS_EMERGENCY || match.rule != x->rule)
        return false;
    find(x, E911_PLAN_FINDING_EMERGENCY_SHADOWED, E911_SEVERITY_ERROR, number,
         E911__TEXT("this rule takes an emergency number"));
    return true;
}

/* A fixed number of digits, as extensions are. */
static bool is_range(const examined *x)
{
    return !x->pattern.as_dialled && !x->pattern.open && !x->pattern.has_star &&
           !x->pattern.has_list;
}

static bool check_range(const examined *x, e911_text number)
{
    if (x->pattern.literal)
        find(x, E911_PLAN_FINDING_EXTENSION_RANGE, E911_SEVERITY_WARNING, number,
             E911__TEXT("an emergency number serves as an ordinary one; nobody can be called by "
                        "it"));
    else
        find(x, E911_PLAN_FINDING_EXTENSION_RANGE, E911_SEVERITY_NOTE, number,
             E911__TEXT("the range contains an emergency number, which nobody may be given"));
    return true;
}

/* 911XXXX and 9116: who dials the emergency number first waits for more digits. */
static bool check_overlap(const examined *x, e911_text number)
{
    char buf[E911_PLAN_PATTERN_MAX];
    e911__writer writer = e911__writer_on(buf, sizeof buf);

    if (x->pattern.as_dialled || x->pattern.count <= number.len)
        return false;
    for (size_t i = 0; i < number.len; i++) {
        const e911__item *item = &x->pattern.items[i];

        if (item->kind != E911__ITEM_LITERAL || item->value != (uint8_t)number.data[i])
            return false;
    }
    if (x->pattern.items[number.len].kind == E911__ITEM_REST)
        return false;
    e911__pattern_example(&x->pattern, x->members, &writer);
    find(x, E911_PLAN_FINDING_EMERGENCY_OVERLAP, E911_SEVERITY_WARNING,
         e911__text(buf, writer.len <= sizeof buf ? writer.len : 0),
         E911__TEXT("longer numbers begin with an emergency number: who dials one digit by digit "
                    "reaches the emergency service"));
    return true;
}

/* A rule for the text as dialled that takes the number in an address. The plan that PureConnect
   ships has such rules above 911, so this is no more than a warning. */
static bool check_address(const examined *x, e911_text number)
{
    static const e911_text before[] = {E911__TEXT("sip:"), E911__TEXT("tel:"), E911__TEXT("")};
    static const e911_text behind[] = {E911__TEXT("@x"), E911__TEXT(""), E911__TEXT("@x")};
    char buf[E911_PLAN_PATTERN_MAX + 8];

    if (!is_emergency(x, number))
        return false;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        e911__writer writer = e911__writer_on(buf, sizeof buf);
        e911_match match;

        e911__writer_text(&writer, before[i]);
        e911__writer_text(&writer, number);
        e911__writer_text(&writer, behind[i]);
        match = e911__lint_classify(x->lint, e911__text(buf, writer.len), x->profile->site);
        if (match.rule != x->rule)
            continue;
        find(x, E911_PLAN_FINDING_EMERGENCY_SHADOWED, E911_SEVERITY_WARNING,
             e911__text(buf, writer.len),
             E911__TEXT("this rule takes an emergency number that is dialled as an address; with a "
                        "region it would not"));
        return true;
    }
    return false;
}

/* 9911 in a range of extensions where 9 is an access prefix. */
static bool check_prefixed_range(const examined *x, e911_text number)
{
    const e911_plan *plan = x->lint->plan;

    for (size_t i = 0; i < plan->prefix_count; i++) {
        char buf[E911__LINT_EXAMPLE_MAX];
        e911__writer w = e911__writer_on(buf, sizeof buf);

        e911__writer_text(&w, e911__text(plan->prefixes[i].digits, plan->prefixes[i].len));
        e911__writer_text(&w, number);
        if (w.len <= sizeof buf && matches(x, e911__text(buf, w.len)) &&
            is_emergency(x, e911__text(buf, w.len)))
            return check_range(x, e911__text(buf, w.len));
    }
    return false;
}

static void check_watched(const examined *x)
{
    bool shadowed = false, ranged = false, overlapped = false;

    for (size_t i = 0; x->pattern.as_dialled && !shadowed && i < x->lint->watched_count; i++)
        shadowed = check_address(x, x->lint->watched[i]);

    for (size_t i = 0; i < x->lint->watched_count; i++) {
        e911_text number = x->lint->watched[i];

        overlapped = overlapped || check_overlap(x, number);
        ranged = ranged || (is_range(x) && !x->pattern.literal && check_prefixed_range(x, number));
        if (x->pattern.as_dialled || !matches(x, number))
            continue;
        shadowed = shadowed || check_shadow(x, number);
        ranged = ranged || (is_range(x) && check_range(x, number));
    }
}

/* A number of an access prefix and an emergency number is this rule's, and so no emergency. */
static void check_holds_prefix(const examined *x)
{
    const e911_plan *plan = x->lint->plan;

    if (!x->pattern.literal || x->pattern.as_dialled)
        return;
    for (size_t i = 0; i < plan->prefix_count; i++) {
        const e911__plan_prefix *prefix = &plan->prefixes[i];
        size_t found;

        if (x->spelled.len <= prefix->len ||
            memcmp(x->spelled.data, prefix->digits, prefix->len) != 0)
            continue;
        found = e911__plan_find(plan,
                                e911__slice(x->spelled, prefix->len, x->spelled.len - prefix->len));
        if (found == E911__PLAN_NO_NUMBER || !plan->numbers[found].behind_prefix ||
            plan->numbers[found].call_class != E911_CLASS_EMERGENCY || is_emergency(x, x->spelled))
            continue;
        find(x, E911_PLAN_FINDING_LITERAL_HOLDS_PREFIX, E911_SEVERITY_ERROR, x->spelled,
             E911__TEXT("the digits are an access prefix and an emergency number, and with this "
                        "rule no emergency"));
        return;
    }
}

/* A test or crisis number that the region's own test number is. */
static bool is_test_number(const examined *x)
{
    size_t found =
        x->pattern.literal ? e911__plan_find(x->lint->plan, x->spelled) : E911__PLAN_NO_NUMBER;

    return found != E911__PLAN_NO_NUMBER &&
           x->lint->plan->numbers[found].call_class == E911_CLASS_TEST;
}

/* ---- what is dialled in the end -------------------------------------------------------------- */

/* Does something with a text a rule leads to; true ends the looking. */
typedef bool check_text(const examined *x, e911_text example, e911_text text);

/* An emergency number, also one that another rule takes. */
static bool is_watched(const examined *x, e911_text text)
{
    for (size_t i = 0; i < x->lint->watched_count; i++) {
        if (e911__equal(x->lint->watched[i], text))
            return true;
    }
    return is_emergency(x, text);
}

static bool check_live(const examined *x, e911_text example, e911_text text)
{
    if (!is_watched(x, text))
        return false;
    if (x->call_class == E911_CLASS_TEST)
        find(x, E911_PLAN_FINDING_TEST_IS_LIVE, E911_SEVERITY_ERROR, example,
             E911__TEXT("a test number whose standard form or dial string is an emergency "
                        "number: tests reach the emergency service"));
    else
        find(x, E911_PLAN_FINDING_EMERGENCY_HIDDEN, E911_SEVERITY_WARNING, example,
             E911__TEXT("an ordinary rule whose standard form or dial string is an emergency "
                        "number: the call is not treated as one"));
    return true;
}

/* In some region at least, as the 911 that is left of 9911 is. */
static bool is_emergency_somewhere(e911_text text)
{
    for (size_t i = 0; i < e911__region_count; i++) {
        for (size_t row = 0; row < e911__regions[i].count; row++) {
            e911_region_number number = e911__region_number_at(&e911__regions[i], row);

            if (number.call_class == E911_CLASS_EMERGENCY && e911__equal(number.number, text))
                return true;
        }
    }
    return false;
}

/* 911 that is sent as 11: the rest of the number, and no emergency number itself. */
static bool check_cut(const examined *x, e911_text example, e911_text text)
{
    if (text.len == 0 || text.len >= example.len || is_emergency(x, text) ||
        memcmp(example.data + example.len - text.len, text.data, text.len) != 0 ||
        is_emergency_somewhere(text))
        return false;
    find(x, E911_PLAN_FINDING_EMERGENCY_CUT, E911_SEVERITY_ERROR, example,
         E911__TEXT("the standard form or a dial string is what is left of the number without its "
                    "first digits, and no emergency number"));
    return true;
}

/* The match as if no other rule took the example. */
static e911_match match_alone(const examined *x)
{
    e911_match match = {.struct_size = sizeof match};

    e911__match_result(x->lint->plan, x->rule, &match);
    return match;
}

/* The dial strings and the standard form of an example; true when something was found. */
static bool check_outcome(const examined *x, e911_text example, check_text *check)
{
    const e911_plan *plan = x->lint->plan;
    e911_match match = match_alone(x);
    char buf[E911_PLAN_TEXT_MAX + E911_PLAN_PATTERN_MAX];
    size_t len;

    if (plan->rules.rules[x->rule].standardized != 0 &&
        e911_plan_format_number(plan, &match, example.data, example.len, buf, sizeof buf, &len) ==
            E911_OK &&
        check(x, example, e911__text(buf, len)))
        return true;
    for (size_t i = 0; i < x->profile->dial_string_count; i++) {
        e911_text group = e911__rule_dial_string(&plan->rules, x->rule, i).group;

        if (e911_plan_format_dial_string(plan, &match, example.data, example.len, group.data,
                                         group.len, buf, sizeof buf, &len) == E911_OK &&
            check(x, example, e911__text(buf, len)))
            return true;
    }
    return false;
}

/* Is there a number that is this rule's and of which `output` makes an emergency number? */
static bool check_reach(const examined *x, e911_text output)
{
    char buf[E911_PLAN_PATTERN_MAX + E911_PLAN_NUMBER_MAX];

    for (size_t i = 0; i < x->lint->watched_count; i++) {
        e911__writer w = e911__writer_on(buf, sizeof buf);
        e911_text example;

        if (!e911__output_undo(&x->pattern, output, x->lint->watched[i], &w) || w.len > sizeof buf)
            continue;
        example = e911__text(buf, w.len);
        if (e911__lint_classify(x->lint, example, x->profile->site).rule == x->rule &&
            check_outcome(x, example, check_live))
            return true;
    }
    return false;
}

/* A rule that strips digits makes an emergency number of few numbers, which no example need be. */
static void check_reached(const examined *x)
{
    const e911__rules *rules = &x->lint->plan->rules;
    bool found = check_reach(x, e911__texts_at(&rules->texts, rules->rules[x->rule].standardized));

    for (size_t i = 0; !found && i < x->profile->dial_string_count; i++)
        found = check_reach(x, e911__rule_dial_string(rules, x->rule, i).text);
}

/* Nothing to be said of a rule with neither. */
static bool has_outcome(const examined *x)
{
    return x->lint->plan->rules.rules[x->rule].standardized != 0 ||
           x->profile->dial_string_count > 0;
}

/* ---- emergency rules ------------------------------------------------------------------------- */

static bool ends_with(e911_text text, e911_text end)
{
    return text.len > end.len && end.len > 0 &&
           memcmp(text.data + text.len - end.len, end.data, end.len) == 0;
}

/* 9911 is an emergency and 911 is none. */
static void check_prefix_required(const examined *x, e911_text example)
{
    const e911__rules *rules = &x->lint->plan->rules;
    const e911_text numbers[] = {E911__TEXT("911"), E911__TEXT("112"),
                                 e911__texts_at(&rules->texts, rules->rules[x->rule].standardized)};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (!ends_with(example, numbers[i]))
            continue;
        if (!is_emergency(x, numbers[i]))
            find(x, E911_PLAN_FINDING_PREFIX_REQUIRED, E911_SEVERITY_ERROR, numbers[i],
                 E911__TEXT("the emergency number works with something before it, and not alone "
                            "(47 U.S.C. 623)"));
        return;
    }
}

/* ---- one rule -------------------------------------------------------------------------------- */

/* A letter in quotes beside a digit, which looks like one. */
static void check_letters(const examined *x)
{
    for (size_t i = 0; i < x->pattern.count && !x->pattern.as_dialled; i++) {
        const e911__item *item = &x->pattern.items[i];
        bool beside = (i > 0 && e911__item_takes(&item[-1], '9')) ||
                      (i + 1 < x->pattern.count && e911__item_takes(&item[1], '1'));

        if (item->kind == E911__ITEM_LITERAL && beside &&
            (item->value == 'o' || item->value == 'l' || item->value == 'i')) {
            find(x, E911_PLAN_FINDING_LETTER, E911_SEVERITY_WARNING, E911__NOTHING,
                 E911__TEXT("a letter beside digits looks like one of them"));
            return;
        }
    }
}

static void check_emergency(const examined *x, e911_text example)
{
    check_prefix_required(x, example);
    if (has_outcome(x))
        check_outcome(x, example, check_cut);
}

static void check_other(const examined *x, e911_text example)
{
    check_watched(x);
    check_holds_prefix(x);
    if (x->call_class == E911_CLASS_NONE && is_test_number(x))
        find(x, E911_PLAN_FINDING_EXTENSION_RANGE, E911_SEVERITY_WARNING, x->spelled,
             E911__TEXT("the region's test number serves as an ordinary one"));
    if (has_outcome(x) && !check_outcome(x, example, check_live))
        check_reached(x);
}

static void check_match(const examined *x)
{
    char buf[E911_PLAN_PATTERN_MAX];
    e911__writer writer = e911__writer_on(buf, sizeof buf);
    e911_text example;

    e911__pattern_example(&x->pattern, x->members, &writer);
    example = e911__text(buf, writer.len <= sizeof buf ? writer.len : 0);
    if (!x->lint->reachable[x->rule])
        find(x, E911_PLAN_FINDING_UNREACHABLE, E911_SEVERITY_WARNING, example,
             E911__TEXT("no text is this rule's: what stands before it takes them all"));
    if (x->call_class == E911_CLASS_EMERGENCY)
        check_emergency(x, example);
    else
        check_other(x, example);
    check_letters(x);
}

void e911__lint_rule(const e911__lint *lint, uint32_t rule)
{
    const e911__rules *rules = &lint->plan->rules;
    examined x;

    x.lint = lint;
    x.rule = rule;
    x.profile = e911__rule_profile(rules, rule);
    x.members = e911__rule_members(rules, rule);
    x.call_class = e911__category_class(rules, x.profile->category);
    e911__rule_read_pattern(rules, rule, &x.pattern);
    x.spelled = E911__NOTHING;
    if (x.pattern.literal) {
        for (size_t i = 0; i < x.pattern.count; i++)
            x.buf[i] = (char)x.pattern.items[i].value;
        x.spelled = e911__text(x.buf, x.pattern.count);
    }
    if (x.profile->action == E911_RULE_DENY_EMERGENCY)
        check_denied(&x);
    else
        check_match(&x);
}
