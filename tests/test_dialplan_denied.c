/* Numbers of a region that some sites do not have: the automaton against trying rule by rule. */
#include "chance.h"
#include "dialplan/plan.h"
#include "support.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const sites[] = {"", "North", "South"};

static void add_denied(e911_plan_builder *builder, const char *pattern, const char *site, bool deny)
{
    e911_rule rule;
    e911_status status;

    e911_rule_init(&rule, sizeof rule);
    rule.pattern = e911_text_of(pattern);
    rule.site = e911_text_of(site);
    rule.category = e911_text_of(deny ? "" : "Local");
    rule.action = deny ? E911_RULE_DENY_EMERGENCY : E911_RULE_MATCH;
    status = e911_plan_builder_add_rule(builder, &rule, NULL);
    cr_assert(status == E911_OK || status == E911_ERR_DUPLICATE);
}

/* Regions in which a number is a prefix and another number, or begins with another one. */
static e911_plan *denying_plan(void)
{
    static const char *const regions[] = {"BZ", "ET", "BB", "US"};
    static const char *const numbers[] = {"90", "990", "91",  "991",  "911", "211",
                                          "99", "93",  "939", "9990", "9911"};
    static const char *const patterns[] = {"9XX", "99Z", "9?", "990", "9990", "21", "9211", "Z"};
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan;

    cr_assert_eq(set_region(builder, regions[chance(COUNT(regions))], NULL), E911_OK);
    for (unsigned i = 0; i < 3; i++) {
        static const char *const prefixes[] = {"9", "99", "2"};

        if (chance(3) > 0)
            cr_assert_eq(add_prefix(builder, prefixes[i], NULL), E911_OK);
    }
    for (unsigned i = 1 + chance(4); i > 0; i--)
        add_denied(builder, numbers[chance(COUNT(numbers))], sites[chance(3)], true);
    for (unsigned i = chance(3); i > 0; i--)
        add_denied(builder, patterns[chance(COUNT(patterns))], sites[chance(3)], false);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    return plan;
}

static bool is_decided(const e911_plan *plan, const char *text, uint32_t site)
{
    e911_match match;
    e911__pattern pattern;

    e911_match_init(&match, sizeof match);
    e911__plan_try(plan, e911_text_of(text), site, NULL, &match);
    if (match.source != E911_MATCH_RULE)
        return match.source != E911_MATCH_NOTHING;
    e911__rule_read_pattern(&plan->rules, match.rule, &pattern);
    return !pattern.open;
}

static bool may_be_decided(const e911_plan *plan, char *text, size_t len, uint32_t site)
{
    if (len == 5)
        return false;
    text[len + 1] = '\0';
    for (const char *digit = "0123579"; *digit != '\0'; digit++) {
        text[len] = *digit;
        if (is_decided(plan, text, site) || may_be_decided(plan, text, len + 1, site)) {
            text[len] = '\0';
            return true;
        }
        text[len + 1] = '\0';
    }
    text[len] = '\0';
    return false;
}

/* The automaton says what trying says, and `more` where a longer text is decided. */
static void compare_with_trying(const e911_plan *plan, char *text, size_t len, uint32_t site)
{
    e911_match match, tried;

    text[len] = '\0';
    e911_match_init(&match, sizeof match);
    e911_match_init(&tried, sizeof tried);
    cr_assert_eq(e911_plan_classify(plan, text, len, site, &match), E911_OK);
    e911__plan_try(plan, e911_text_of(text), site, NULL, &tried);
    if (match.source != tried.source || match.rule != tried.rule ||
        !e911__equal(match.matched, tried.matched) || !e911__equal(match.prefix, tried.prefix))
        cr_assert_fail("%.2s: %s at site %u: source %u, expected %u", plan->region->code, text,
                       site, match.source, tried.source);
    if (match.more != may_be_decided(plan, text, len, site))
        cr_assert_fail("%.2s: %s at site %u: more %u", plan->region->code, text, site, match.more);
}

Test(dialplan_denied, as_trying_says)
{
    chance_state = 990;
    for (unsigned i = 0; i < 1500; i++) {
        e911_plan *plan = denying_plan();

        for (unsigned k = 0; k < 20; k++) {
            uint32_t site = chance((unsigned)plan->rules.site_count + 1);
            char text[8];
            size_t len = 1 + chance(4);

            for (size_t at = 0; at < len; at++)
                text[at] = pick("990112");
            compare_with_trying(plan, text, len, site);
        }
        e911_plan_unref(plan);
    }
}
