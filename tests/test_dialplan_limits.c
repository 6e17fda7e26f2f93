/* The limits of a dial plan that are about amounts: at the limit, and one past it. Those of single
   patterns, names and numbers are tested with them. */
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
    return rule;
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* Every text of a rule but the pattern, the category, which has to be known, and a dial group. */
Test(dialplan_limits, texts)
{
    static char long_text[E911_PLAN_TEXT_MAX + 1];
    static const char *const names[] = {"key",          "site",        "display",
                                        "standardized", "description", "dial string"};

    memset(long_text, '1', sizeof long_text);
    for (size_t len = E911_PLAN_TEXT_MAX; len <= E911_PLAN_TEXT_MAX + 1; len++) {
        for (size_t i = 0; i < COUNT(names); i++) {
            e911_plan_builder *builder = new_plan_builder(NULL);
            e911_rule rule = new_rule("12");
            e911_dial_string string = {{"", 0}, {"1", 1}};
            e911_text *const texts[] = {&rule.key,          &rule.site,        &rule.display,
                                        &rule.standardized, &rule.description, &string.text};
            e911_error error = new_error();
            e911_status expected = len > E911_PLAN_TEXT_MAX ? E911_ERR_LIMIT : E911_OK;

            *texts[i] = (e911_text){long_text, len};
            rule.dial_strings = &string;
            rule.dial_string_count = 1;
            cr_expect_eq(e911_plan_builder_add_rule(builder, &rule, &error), expected, "%s, %zu",
                         names[i], len);
            cr_expect_eq(error.status, expected, "%s, %zu", names[i], len);
            e911_plan_builder_free(builder);
        }
    }
}

Test(dialplan_limits, names_of_lists_and_categories)
{
    static char name[E911_PLAN_TEXT_MAX + 1];
    e911_plan_builder *builder = new_plan_builder(NULL);

    memset(name, 'n', sizeof name);
    cr_expect_eq(e911_plan_builder_add_category(builder, name, sizeof name, NULL), E911_ERR_LIMIT);
    cr_expect_eq(e911_plan_builder_add_category(builder, name, sizeof name - 1, NULL), E911_OK);
    cr_expect_eq(e911_plan_builder_add_list_member(builder, name, sizeof name, "1", 1, NULL),
                 E911_ERR_LIMIT);
    cr_expect_eq(e911_plan_builder_add_list_member(builder, name, sizeof name - 1, "1", 1, NULL),
                 E911_OK);
    e911_plan_builder_free(builder);
}

/* ---- members of number lists ----------------------------------------------------------------- */

/* Of all lists together. */
Test(dialplan_limits, list_members)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    e911_rule rule = new_rule("9$$$$$");
    char digits[8];
    e911_plan *plan;

    for (int i = 0; i < E911_PLAN_LIST_MEMBERS_MAX; i++) {
        int len = snprintf(digits, sizeof digits, "%05d", i);

        if (e911_plan_builder_add_list_member(builder, i % 2 ? "Odd" : "Even", i % 2 ? 3 : 4,
                                              digits, (size_t)len, NULL) != E911_OK)
            cr_assert_fail("member %d", i);
    }
    cr_expect_eq(e911_plan_builder_add_list_member(builder, "Odd", 3, "99999", 5, &error),
                 E911_ERR_LIMIT);
    cr_expect_eq(error.status, E911_ERR_LIMIT);
    rule.number_list = e911_text_of("Odd");
    cr_assert_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK);
    plan = build_plan(builder);
    cr_expect_eq(classify(plan, "916383", 6).rule, 0u);
    cr_expect_eq(classify(plan, "916382", 6).rule, E911_NO_RULE, "of the other list");
    cr_expect_eq(classify(plan, "999999", 6).rule, E911_NO_RULE);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

/* ---- states ---------------------------------------------------------------------------------- */

enum { LONGEST = E911_PLAN_PATTERN_MAX - 5 };

/* Two rules of a number of four digits, of `len` times 5, and of a last digit by which they differ.
   What they have in common are states. */
static void add_pair(e911_plan_builder *builder, unsigned number, size_t len)
{
    char pattern[E911_PLAN_PATTERN_MAX + 1];

    snprintf(pattern, sizeof pattern, "%04u", number);
    memset(pattern + 4, '5', len);
    pattern[4 + len + 1] = '\0';
    for (char last = '0'; last <= '1'; last++) {
        e911_rule rule;

        pattern[4 + len] = last;
        rule = new_rule(pattern);
        rule.line = number;
        cr_assert_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK);
    }
}

static size_t count_states(e911_plan_builder *builder)
{
    e911_plan *plan = build_plan(builder);
    size_t count = plan->by_user.row_words / plan->by_user.stride;

    e911_plan_unref(plan);
    return count;
}

/* Exactly as many states as a plan may have; the number of the last pair. */
static unsigned add_states(e911_plan_builder *builder)
{
    enum { MANY = 1038, DECADE = 2000 };
    unsigned number = DECADE;
    size_t left;

    for (unsigned i = 0; i < MANY; i++)
        add_pair(builder, i, LONGEST);
    add_pair(builder, number, 1);
    left = E911_PLAN_STATES_MAX - count_states(builder);
    /* In a decade that is known a pair is one state and as many as it has 5. */
    while (left > 0) {
        size_t states = left > LONGEST + 2 ? LONGEST + 1 : left > LONGEST + 1 ? LONGEST : left;

        add_pair(builder, ++number, states - 1);
        left -= states;
    }
    cr_assert_lt(number, DECADE + 9u);
    return number;
}

/* E911_PLAN_STATES_MAX is exact. */
Test(dialplan_limits, states)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    unsigned last = add_states(builder);
    e911_plan *plan = NULL;

    cr_expect_eq(count_states(builder), (size_t)E911_PLAN_STATES_MAX);
    add_pair(builder, last + 1, 0);
    cr_expect_eq(e911_plan_builder_build(builder, &plan, &error), E911_ERR_LIMIT);
    cr_expect_null(plan);
    cr_expect_eq(error.line, last + 1);
    e911_plan_builder_free(builder);
}
