/* Rules of a dial plan: what a builder takes and refuses, where, and up to which limits. */
#include "dialplan/builder.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static e911_rule new_rule(const char *pattern)
{
    e911_rule rule;

    e911_rule_init(&rule, sizeof rule);
    rule.pattern = e911_text_of(pattern);
    rule.category = e911_text_of("Local");
    rule.line = 7;
    return rule;
}

static e911_status add(e911_plan_builder *builder, const char *pattern, e911_error *error)
{
    e911_rule rule = new_rule(pattern);

    return e911_plan_builder_add_rule(builder, &rule, error);
}

static e911_status add_at(e911_plan_builder *builder, const char *pattern, const char *site)
{
    e911_rule rule = new_rule(pattern);

    rule.site = e911_text_of(site);
    return e911_plan_builder_add_rule(builder, &rule, NULL);
}

static e911_status add_as(e911_plan_builder *builder, const char *pattern, const char *category)
{
    e911_rule rule = new_rule(pattern);

    rule.category = e911_text_of(category);
    return e911_plan_builder_add_rule(builder, &rule, NULL);
}

/* ---- patterns -------------------------------------------------------------------------------- */

Test(dialplan_rules, refused_patterns)
{
    static const struct {
        const char *pattern;
        e911_status status;
        uint64_t offset;
    } cases[] = {
        {"", E911_ERR_SYNTAX, 0},       {"12Z3", E911_ERR_SYNTAX, 2},
        {"ZZ", E911_ERR_SYNTAX, 0},     {"91a", E911_ERR_SYNTAX, 2},
        {"9O11", E911_ERR_SYNTAX, 1},   {"9-1-1", E911_ERR_SYNTAX, 1},
        {"(911)", E911_ERR_SYNTAX, 0},  {"9\"1-1\"", E911_ERR_SYNTAX, 3},
        {"12\"34", E911_ERR_SYNTAX, 2}, {"12\\", E911_ERR_SYNTAX, 2},
        {"\"\"", E911_ERR_SYNTAX, 0},   {"[0-9]", E911_ERR_SYNTAX, 0},
        {"1!", E911_ERR_SYNTAX, 1},     {"$", E911_ERR_SYNTAX, 0},
        {"\xff", E911_ERR_ENCODING, 0}, {"9\t1", E911_ERR_ENCODING, 0},
    };
    e911_plan_builder *builder = new_plan_builder(NULL);

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_error error = new_error();

        cr_expect_eq(add(builder, cases[i].pattern, &error), cases[i].status, "%s",
                     cases[i].pattern);
        cr_expect_eq(error.offset, cases[i].offset, "%s: offset %u", cases[i].pattern,
                     (unsigned)error.offset);
        cr_expect_eq(error.line, 7u, "%s: line %u", cases[i].pattern, error.line);
    }
    cr_expect_eq(e911_plan_builder_rule_count(builder), 0u);
    e911_plan_builder_free(builder);
}

Test(dialplan_rules, refused_rules)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_rule rule = new_rule("911");
    e911_rule denied = new_rule("9XX");

    cr_expect_eq(add_as(builder, "911", "Urgent"), E911_ERR_NOT_FOUND);
    cr_expect_eq(add_as(builder, "911", ""), E911_ERR_SYNTAX);
    rule.key = e911_text_of("a");
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK);
    rule.pattern = e911_text_of("912");
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_ERR_DUPLICATE, "key");
    cr_expect_eq(add(builder, "911", NULL), E911_ERR_DUPLICATE, "pattern");
    cr_expect_eq(add_at(builder, "911", "Austin"), E911_OK, "another site");
    cr_expect_eq(add_at(builder, "911", "AUSTIN"), E911_ERR_DUPLICATE);
    denied.action = E911_RULE_DENY_EMERGENCY;
    cr_expect_eq(e911_plan_builder_add_rule(builder, &denied, NULL), E911_ERR_SYNTAX);
    denied.pattern = e911_text_of("911");
    cr_expect_eq(e911_plan_builder_add_rule(builder, &denied, NULL), E911_ERR_SYNTAX, "category");
    denied.action = 2;
    cr_expect_eq(e911_plan_builder_add_rule(builder, &denied, NULL), E911_ERR_INVALID_ARGUMENT);
    rule = new_rule("12");
    rule.number_list = e911_text_of("Toll free");
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_ERR_SYNTAX, "no $");
    cr_expect_eq(e911_plan_builder_add_category(builder, "Fax", 3, NULL), E911_OK);
    cr_expect_eq(e911_plan_builder_add_category(builder, "fax", 3, NULL), E911_ERR_DUPLICATE);
    cr_expect_eq(add_as(builder, "13", "FAX"), E911_OK);
    cr_expect_eq(e911_plan_builder_rule_count(builder), 3u);
    e911_plan_builder_free(builder);
}

/* What the table could not hold, or would read as something else, is no rule. */
Test(dialplan_rules, refused_names_and_dial_strings)
{
    static char group[E911_PLAN_DIAL_GROUP_MAX + 2];
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_dial_string string = {e911_text_of("g"), e911_text_of("1")};
    e911_rule rule = new_rule("1");
    e911_text *const names[] = {&rule.key, &rule.site, &rule.category, &string.group};

    rule.dial_strings = &string;
    rule.dial_string_count = 1;
    for (size_t i = 0; i < COUNT(names); i++) {
        e911_text whole = *names[i];
        e911_error error = new_error();

        *names[i] = e911_text_of(" Local");
        cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, &error), E911_ERR_SYNTAX, "%zu", i);
        cr_expect_eq(error.line, 7u);
        *names[i] = e911_text_of("Local ");
        cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_ERR_SYNTAX, "%zu", i);
        *names[i] = whole;
    }
    string.text = e911_text_of("");
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_ERR_SYNTAX, "no text");
    string.text = e911_text_of("1");
    memset(group, 'g', sizeof group - 1);
    string.group = e911_text_of(group);
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_ERR_LIMIT, "group");
    string.group.len--;
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK);
    cr_expect_eq(e911_plan_builder_add_category(builder, " Fax", 4, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(e911_plan_builder_add_list_member(builder, "One ", 4, "1", 1, NULL),
                 E911_ERR_SYNTAX);
    cr_expect_eq(e911_plan_builder_rule_count(builder), 1u);
    e911_plan_builder_free(builder);
}

/* ---- limits ---------------------------------------------------------------------------------- */

Test(dialplan_rules, pattern_length)
{
    char pattern[E911_PLAN_PATTERN_MAX + 2];
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    e911_plan *plan;

    memset(pattern, '1', sizeof pattern);
    pattern[E911_PLAN_PATTERN_MAX + 1] = '\0';
    cr_expect_eq(add(builder, pattern, &error), E911_ERR_LIMIT);
    cr_expect_eq(error.offset, (uint64_t)E911_PLAN_PATTERN_MAX);
    pattern[E911_PLAN_PATTERN_MAX] = '\0';
    cr_expect_eq(add(builder, pattern, NULL), E911_OK);
    plan = build_plan(builder);
    cr_expect_eq(classify(plan, pattern, E911_PLAN_PATTERN_MAX).source, E911_MATCH_RULE);
    cr_expect_eq(classify(plan, pattern, E911_PLAN_PATTERN_MAX - 1).source, E911_MATCH_NOTHING);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

Test(dialplan_rules, sites_and_rules)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    char text[16];
    e911_plan *plan;
    e911_match match;

    for (int i = 0; i < E911_PLAN_SITES_MAX; i++) {
        snprintf(text, sizeof text, "Site %d", i);
        if (add_at(builder, "911", text) != E911_OK)
            cr_assert_fail("site %d", i);
    }
    cr_expect_eq(add_at(builder, "911", "one more"), E911_ERR_LIMIT);
    plan = build_plan(builder);
    e911_match_init(&match, sizeof match);
    e911_plan_classify(plan, "911", 3, e911_plan_find_site(plan, "site 4095", 9), &match);
    cr_expect_eq(match.rule, 4095u);
    e911_plan_classify(plan, "911", 3, 0, &match);
    cr_expect_eq(match.rule, E911_NO_RULE);
    e911_plan_unref(plan);
    for (int i = E911_PLAN_SITES_MAX; i < E911_PLAN_RULES_MAX; i++) {
        snprintf(text, sizeof text, "%07d", i);
        if (add(builder, text, NULL) != E911_OK)
            cr_assert_fail("rule %d", i);
    }
    cr_expect_eq(add(builder, "1", NULL), E911_ERR_LIMIT);
    plan = build_plan(builder);
    cr_expect_eq(classify(plan, "0262143", 7).rule, 262143u);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

Test(dialplan_rules, lists_categories_and_groups)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_dial_string strings[E911_PLAN_DIAL_GROUPS_MAX + 1];
    char names[E911_PLAN_DIAL_GROUPS_MAX + 1][16], text[24];
    e911_rule rule = new_rule("12");

    for (int i = 14; i <= E911_PLAN_CATEGORIES_MAX; i++) {
        int len = snprintf(text, sizeof text, "Category %d", i);

        cr_assert_eq(e911_plan_builder_add_category(builder, text, (size_t)len, NULL), E911_OK,
                     "%d", i);
    }
    cr_expect_eq(e911_plan_builder_add_category(builder, "more", 4, NULL), E911_ERR_LIMIT);
    for (int i = 0; i < E911_PLAN_LISTS_MAX; i++) {
        int len = snprintf(text, sizeof text, "List %d", i);

        cr_assert_eq(e911_plan_builder_add_list_member(builder, text, (size_t)len, "12", 2, NULL),
                     E911_OK);
    }
    cr_expect_eq(e911_plan_builder_add_list_member(builder, "more", 4, "12", 2, NULL),
                 E911_ERR_LIMIT);
    cr_expect_eq(e911_plan_builder_add_list_member(builder, "List 0", 6, "12", 2, NULL),
                 E911_ERR_DUPLICATE);
    cr_expect_eq(
        e911_plan_builder_add_list_member(builder, "List 0", 6, "123456789012345", 15, NULL),
        E911_OK);
    cr_expect_eq(
        e911_plan_builder_add_list_member(builder, "List 0", 6, "1234567890123456", 16, NULL),
        E911_ERR_LIMIT);
    for (size_t i = 0; i < COUNT(strings); i++) {
        snprintf(names[i], sizeof names[i], "Group %zu", i);
        strings[i].group = e911_text_of(names[i]);
        strings[i].text = e911_text_of("12");
    }
    rule.dial_strings = strings;
    rule.dial_string_count = COUNT(strings);
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_ERR_LIMIT);
    rule.dial_string_count--;
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK);
    e911_plan_builder_free(builder);
}

/* ---- too many states ------------------------------------------------------------------------- */

/* A ? before every digit: each rule doubles what the automaton has to remember. */
static void add_wild_rules(e911_plan_builder *builder, unsigned count)
{
    char text[32];

    for (unsigned i = 0; i < count; i++) {
        snprintf(text, sizeof text, "?%u%u?%u%uXXXXXXX", i % 10, i / 10, (i + 3) % 10, i / 10);
        cr_assert_eq(add(builder, text, NULL), E911_OK, "%s", text);
    }
}

Test(dialplan_rules, limit_of_states)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    e911_plan *plan = NULL;
    uint32_t blamed[8] = {0};

    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_assert_eq(add(builder, "5XXX", NULL), E911_OK);
    add_wild_rules(builder, 40);
    cr_expect_eq(e911_plan_builder_build(builder, &plan, &error), E911_ERR_LIMIT);
    cr_expect_null(plan);
    cr_expect_eq(error.line, 7u);
    cr_expect_gt(e911_plan_builder_blamed(builder, blamed, COUNT(blamed)), 2u);
    cr_expect_gt(blamed[0], blamed[1]);
    cr_expect_eq(blamed[1], 1u, "the first ? is in rule 1, not in rule 0");
    cr_expect_eq(e911_plan_builder_build_without_rules(builder, &plan, NULL), E911_OK);
    cr_expect_eq(class_of(plan, "911"), E911_CLASS_EMERGENCY);
    cr_expect_eq(e911_plan_rule_count(plan), 0u);
    e911_plan_unref(plan);
    cr_expect_eq(set_region(builder, "US", NULL), E911_ERR_STATE);
    cr_expect_eq(add(builder, "4321", NULL), E911_OK);
    cr_expect_eq(e911_plan_builder_blamed(builder, NULL, 0), 0u, "the builder was changed");
    e911_plan_builder_free(builder);
}

static e911_status build_wild(unsigned count)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan = NULL;
    e911_status status;

    add_wild_rules(builder, count);
    status = e911_plan_builder_build(builder, &plan, NULL);
    if (status == E911_ERR_LIMIT)
        cr_expect_eq(e911_plan_builder_blamed(builder, NULL, 0), count, "an earlier rule");
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
    return status;
}

/* The rule that is named is the first with which there are too many. */
Test(dialplan_rules, names_the_rule_that_crosses_the_limit)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan = NULL;
    uint32_t crossed;

    add_wild_rules(builder, 12);
    cr_assert_eq(e911_plan_builder_build(builder, &plan, NULL), E911_ERR_LIMIT);
    cr_assert_gt(e911_plan_builder_blamed(builder, &crossed, 1), 1u);
    e911_plan_builder_free(builder);
    cr_expect_eq(build_wild(crossed), E911_OK);
    cr_expect_eq(build_wild(crossed + 1), E911_ERR_LIMIT);
}

/* What says of one number that it is an emergency is kept, whatever the other rules want. */
Test(dialplan_rules, numbers_without_rules)
{
    static const struct {
        const char *pattern, *category;
    } rules[] = {{"9111", "Local"},     {"911", "Emergency"},   {"91X", "Emergency"},
                 {"933", "Test"},       {"988", "Crisis"},      {"112", "Test"},
                 {"555Z", "Emergency"}, {"0\"A\"", "Emergency"}};
    static const struct {
        const char *dialled;
        uint32_t call_class;
    } alone[] = {{"911", E911_CLASS_EMERGENCY}, {"933", E911_CLASS_TEST},
                 {"988", E911_CLASS_CRISIS},    {"9111", E911_CLASS_NONE},
                 {"914", E911_CLASS_NONE},      {"112", E911_CLASS_TEST},
                 {"5551", E911_CLASS_NONE},     {"0a", E911_CLASS_EMERGENCY}};
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_rule denied = new_rule("911");
    e911_rule rule;
    e911_match match;
    e911_plan *plan = NULL;

    for (size_t i = 0; i < COUNT(rules); i++)
        cr_assert_eq(add_as(builder, rules[i].pattern, rules[i].category), E911_OK);
    denied.category = e911_text_of("");
    denied.action = E911_RULE_DENY_EMERGENCY;
    cr_assert_eq(e911_plan_builder_add_rule(builder, &denied, NULL), E911_OK);
    cr_assert_eq(e911_plan_builder_build_without_rules(builder, &plan, NULL), E911_OK);
    for (size_t i = 0; i < COUNT(alone); i++)
        cr_expect_eq(class_of(plan, alone[i].dialled), alone[i].call_class, "%s", alone[i].dialled);
    match = classify(plan, "933", 3);
    e911_rule_init(&rule, sizeof rule);
    cr_assert_eq(e911_plan_rule(plan, match.rule, &rule), E911_OK);
    cr_expect(is_text(rule.pattern, "933"));
    e911_plan_unref(plan);
    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_assert_eq(e911_plan_builder_build_without_rules(builder, &plan, NULL), E911_OK);
    cr_expect_eq(class_of(plan, "911"), E911_CLASS_EMERGENCY);
    cr_expect_eq(class_of(plan, "112"), E911_CLASS_EMERGENCY, "the Test rule lessened it");
    cr_expect_eq(class_of(plan, "0a"), E911_CLASS_EMERGENCY);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

/* Exactly as many states as there may be, and one fewer. */
Test(dialplan_rules, limit_of_states_is_exact)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan = NULL;
    size_t limit;

    add_wild_rules(builder, 3);
    plan = build_plan(builder);
    limit = plan->by_user.row_words / plan->by_user.stride;
    e911_plan_unref(plan);
    plan = NULL;
    cr_expect_eq(e911__plan_builder_build(builder, limit, &plan, NULL), E911_OK);
    cr_assert_not_null(plan);
    e911_plan_unref(plan);
    plan = NULL;
    cr_expect_eq(e911__plan_builder_build(builder, limit - 1, &plan, NULL), E911_ERR_LIMIT);
    cr_expect_eq(e911_plan_builder_blamed(builder, NULL, 0), 3u);
    e911_plan_builder_free(builder);
}

/* ---- classes --------------------------------------------------------------------------------- */

/* A Test rule may not take an emergency number of the region; deny_emergency may. */
Test(dialplan_rules, lesser_class)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_rule denied = new_rule("911");
    e911_error error = new_error();
    e911_plan *plan = NULL;

    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_assert_eq(add_prefix(builder, "9", NULL), E911_OK);
    cr_assert_eq(add_as(builder, "91X", "Test"), E911_OK);
    cr_expect_eq(e911_plan_builder_build(builder, &plan, &error), E911_ERR_CONFLICT);
    cr_expect_eq(error.line, 7u);
    denied.category = e911_text_of("");
    denied.action = E911_RULE_DENY_EMERGENCY;
    cr_assert_eq(e911_plan_builder_add_rule(builder, &denied, NULL), E911_OK);
    plan = build_plan(builder);
    cr_expect_eq(class_of(plan, "911"), E911_CLASS_TEST);
    cr_expect_eq(class_of(plan, "9911"), E911_CLASS_NONE);
    cr_expect_eq(class_of(plan, "112"), E911_CLASS_EMERGENCY);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

/* ---- what a rule says ------------------------------------------------------------------------ */

Test(dialplan_rules, texts_of_a_match)
{
    static const e911_dial_string strings[] = {{{"", 0}, {"9NXXXXXX", 8}},
                                               {{"Trunks", 6}, {"1512NXXXXXX", 11}}};
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_rule rule = new_rule("NXXXXXX"), read;
    e911_match match;
    e911_plan *plan;
    char text[32];
    size_t len;

    rule.standardized = e911_text_of("+1512NXXXXXX");
    rule.display = e911_text_of("City call");
    rule.key = e911_text_of("city");
    rule.dial_strings = strings;
    rule.dial_string_count = COUNT(strings);
    cr_assert_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK);
    cr_assert_eq(add_as(builder, "911", "EMERGENCY"), E911_OK);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    match = classify(plan, "sip:555-0100@h", 14);
    cr_expect(is_text(match.category, "Local") && is_text(match.display, "City call"));
    cr_expect(is_text(match.matched, "NXXXXXX") && match.number.len == 0 && match.line == 7);
    cr_expect_eq(e911_plan_format_number(plan, &match, "sip:555-0100@h", 14, text, 32, &len),
                 E911_OK);
    cr_expect(is_text((e911_text){text, len}, "+15125550100"), "%.*s", (int)len, text);
    cr_expect_eq(
        e911_plan_format_dial_string(plan, &match, "5550100", 7, "TRUNKS", 6, text, 32, &len),
        E911_OK);
    cr_expect(is_text((e911_text){text, len}, "15125550100"));
    cr_expect_eq(e911_plan_format_dial_string(plan, &match, "5550100", 7, "x", 1, text, 3, &len),
                 E911_ERR_BUFFER_SIZE);
    cr_expect_eq(len, 8u);
    e911_rule_init(&read, sizeof read);
    cr_expect_eq(e911_plan_rule(plan, 0, &read), E911_OK);
    cr_expect(is_text(read.key, "city") && read.dial_string_count == 2);
    cr_expect_eq(e911_plan_rule(plan, 2, &read), E911_ERR_NOT_FOUND);
    match = classify(plan, "911", 3);
    cr_expect(match.call_class == E911_CLASS_EMERGENCY && is_text(match.number, "911") &&
              is_text(match.service, "urn:service:sos") && is_text(match.category, "Emergency"));
    e911_plan_unref(plan);
}

/* # ends dialling only where the plan says so. */
/* Case is folded for comparing alone, and a name keeps its separators. */
Test(dialplan_rules, names_as_written)
{
    static const char *const cases[][2] = {
        {"Bob@h", "Bob"},
        {"sip:Bob.O-Neil@h", "Bob.O-Neil"},
        {"9O11", "9O11"},
        {"sip:%42ob@h", "Bob"},
        {"(512) 555-0100", "5125550100"},
        {"sip:512.555.0100@h", "5125550100"},
        {"7Bob", "+Bob"},
    };
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_rule rule = new_rule("7Z");
    e911_plan *plan;

    rule.standardized = e911_text_of("+Z");
    cr_assert_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_match match = classify(plan, cases[i][0], strlen(cases[i][0]));
        char text[32];
        size_t len;

        cr_assert_eq(e911_plan_format_number(plan, &match, cases[i][0], strlen(cases[i][0]), text,
                                             sizeof text, &len),
                     E911_OK);
        cr_expect(is_text((e911_text){text, len}, cases[i][1]), "%s: %.*s", cases[i][0], (int)len,
                  text);
    }
    e911_plan_unref(plan);
}

Test(dialplan_rules, hash_ends)
{
    static const char *const emergencies[] = {"911#", "9-1-1#", "sip:911%23@h", "911", "112# "};
    static const char *const others[] = {"911##", "#911",       "9#11",
                                         "911#1", "5125550100", "sip:5125550100#@h"};
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan;

    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_expect_eq(e911_plan_builder_set_options(builder, 2), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_set_options(builder, E911_PLAN_HASH_ENDS), E911_OK);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    for (size_t i = 0; i < COUNT(emergencies); i++)
        cr_expect_eq(class_of(plan, emergencies[i]), E911_CLASS_EMERGENCY, "%s", emergencies[i]);
    for (size_t i = 0; i < COUNT(others); i++)
        cr_expect_eq(class_of(plan, others[i]), E911_CLASS_NONE, "%s", others[i]);
    e911_plan_unref(plan);
}

/* What a rule makes of a number, wildcard by wildcard; offset of a refusal. */
static void expect_output(const char *pattern, const char *output, e911_status status,
                          uint64_t offset)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_rule rule = new_rule(pattern);
    e911_dial_string string = {{NULL, 0}, e911_text_of(output)};
    e911_error error = new_error();

    rule.standardized = e911_text_of(output);
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, &error), status, "%s %s", pattern,
                 output);
    cr_expect_eq(error.offset, offset, "%s %s: %zu", pattern, output, (size_t)error.offset);
    rule.standardized.len = 0;
    rule.dial_strings = &string;
    rule.dial_string_count = 1;
    rule.site = e911_text_of("Austin");
    cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, NULL), status, "%s %s", pattern,
                 output);
    e911_plan_builder_free(builder);
}

Test(dialplan_rules, outputs_hold_the_wildcards_of_their_pattern)
{
    expect_output("9NXXYXXZ", "nxx-yxxz", E911_OK, 0);
    expect_output("9NXXYXXZ", "xxx-xxxz", E911_OK, 0);
    expect_output("9NXX", "911", E911_OK, 0);
    expect_output("sip:?@Z", "sip:?@Z", E911_OK, 0);
    expect_output("5XX", "\"X\"\\xXX", E911_OK, 0);
    expect_output("5XX", "X", E911_ERR_SYNTAX, 1);
    expect_output("5XX", "xxx", E911_ERR_SYNTAX, 2);
    expect_output("5XY", "YX", E911_ERR_SYNTAX, 0);
    expect_output("5X", "N", E911_ERR_SYNTAX, 0);
    expect_output("5XZ", "ZX", E911_ERR_SYNTAX, 0);
    expect_output("5?", "Z", E911_ERR_SYNTAX, 0);
    expect_output("5", "5Z", E911_ERR_SYNTAX, 1);
}

/* ---- life ------------------------------------------------------------------------------------ */

static e911_status whole_life(const e911_allocator *allocator)
{
    static const e911_dial_string strings[] = {{{"Trunks", 6}, {"99", 2}}};
    static const char *const patterns[] = {"911", "1?2",   "9Z",       "sip:Z", "NXXNXXXXXX",
                                           "?@Z", "91XX1", "\"help\"", "12Z"};
    e911_plan_builder *builder = NULL;
    e911_plan *plan = NULL;
    e911_status status = e911_plan_builder_new(allocator, &builder);

    if (status == E911_OK)
        status = set_region(builder, "US", NULL);
    if (status == E911_OK)
        status = add_prefix(builder, "9", NULL);
    if (status == E911_OK)
        status = e911_plan_builder_add_list_member(builder, "Free", 4, "800", 3, NULL);
    for (size_t i = 0; status == E911_OK && i < COUNT(patterns); i++) {
        e911_rule rule = new_rule(patterns[i]);

        rule.site = e911_text_of(i % 2 ? "Austin" : "");
        rule.key = rule.display = rule.pattern;
        rule.dial_strings = strings;
        rule.dial_string_count = i % 2;
        status = e911_plan_builder_add_rule(builder, &rule, NULL);
    }
    if (status == E911_OK) {
        e911_rule rule = new_rule("$$$X");

        rule.number_list = e911_text_of("Free");
        status = e911_plan_builder_add_rule(builder, &rule, NULL);
    }
    if (status == E911_OK)
        status = e911_plan_builder_build(builder, &plan, NULL);
    if (plan != NULL)
        cr_expect_eq(class_of(plan, "9911"), E911_CLASS_EMERGENCY);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
    return status;
}

Test(dialplan_rules, every_allocation_fails)
{
    long tries = fail_every_allocation(whole_life);

    cr_expect_gt(tries, 50, "only %ld allocations were tried", tries);
}
