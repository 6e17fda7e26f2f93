/* The automaton against a plan that is read the slow way: random rules, random texts. */
#include "chance.h"
#include "dialplan/builder.h"
#include "dialplan/compile.h"
#include "dialplan/plan.h"
#include "dialplan_reference.h"
#include "support.h"

#include <criterion/criterion.h>
#include <e911/explain.h>
#include <stdio.h>
#include <string.h>

/* ---- plans ----------------------------------------------------------------------------------- */

/* What a pattern is made of; letters stand for something else. */
static void add_piece(char *pattern, struct reference_rule *rule, unsigned wildness)
{
    char piece[8] = {0};

    switch (chance(wildness)) {
    case 0:
    case 1:
    case 2:
    case 3:
        piece[0] = pick("1299912");
        break;
    case 4:
        piece[0] = pick("XxYyNn");
        break;
    case 5:
        piece[0] = pick("0138*#,+^/");
        break;
    case 6:
        strcpy(piece, chance(2) ? "\"a\"" : "\\A");
        break;
    case 7:
        piece[0] = '?';
        break;
    default:
        rule->list = 1 + chance(2);
        strcpy(piece, &"$$$"[chance(3)]);
        break;
    }
    strcat(pattern, piece);
}

static struct reference_rule random_rule(bool region, unsigned wildness)
{
    struct reference_rule rule = {.site = chance(3) ? 0 : chance(REFERENCE_SITES)};
    unsigned pieces = 1 + chance(4);

    if (region && chance(8) == 0) {
        static const char *const numbers[] = {"911", "112", "933", "988", "9911"};

        strcpy(rule.pattern, numbers[chance(COUNT(numbers))]);
        rule.deny = chance(2);
        return rule;
    }
    if (wildness > 6 && chance(12) == 0) {
        static const char *const whole[] = {"sip:Z",    "?@Z",         "sip:9XX@\\h",
                                            "?1@\"h\"", "sip:?@\"H\"", "sip:1?Z"};

        strcpy(rule.pattern, whole[chance(COUNT(whole))]);
        rule.call_class = chance(3) ? 0 : chance(4);
        return rule;
    }
    for (unsigned i = 0; i < pieces; i++)
        add_piece(rule.pattern, &rule, wildness);
    if (chance(6) == 0)
        strcat(rule.pattern, chance(2) ? "Z" : "z");
    rule.call_class = chance(3) ? 0 : chance(4);
    return rule;
}

/* The rule as the library takes it; false when it stands twice. */
static bool add_rule(e911_plan_builder *builder, const struct reference_rule *from)
{
    static const char *const lists[] = {"", "One", "Two"};
    static const char *const categories[] = {"Local", "EMERGENCY", "Test", "crisis"};
    e911_rule rule;
    e911_status status;

    cr_assert_eq(e911_rule_init(&rule, sizeof rule), E911_OK);
    rule.pattern = e911_text_of(from->pattern);
    rule.site = e911_text_of(reference_sites[from->site]);
    rule.number_list = e911_text_of(lists[from->list]);
    rule.category = e911_text_of(from->deny ? "" : categories[from->call_class]);
    rule.action = from->deny ? E911_RULE_DENY_EMERGENCY : E911_RULE_MATCH;
    status = e911_plan_builder_add_rule(builder, &rule, NULL);
    if (status != E911_OK && status != E911_ERR_DUPLICATE)
        cr_assert_fail("%s: %s", from->pattern, e911_status_name((enum e911_status_code)status));
    return status == E911_OK;
}

static void add_lists(e911_plan_builder *builder)
{
    for (unsigned list = 1; list <= 2; list++) {
        for (const char *const *member = reference_lists[list]; *member != NULL; member++)
            cr_assert_eq(e911_plan_builder_add_list_member(builder, list == 1 ? "One" : "Two", 3,
                                                           *member, strlen(*member), NULL),
                         E911_OK);
    }
}

/* A small plan has no forks and few tails; with a limit of states below the small ones' it has what
   large plans have, for every second plan. Few need more states than that: they are small then. */
static e911_status build_either(e911_plan_builder *builder, e911_plan **ret)
{
    size_t limit = chance(2) ? E911__SMALL_STATES - 1 : E911_PLAN_STATES_MAX;
    e911_status status = e911__plan_builder_build(builder, limit, ret, NULL);

    return status == E911_ERR_LIMIT ? e911_plan_builder_build(builder, ret, NULL) : status;
}

static void set_numbers(e911_plan_builder *builder, const struct reference_plan *reference)
{
    if (reference->region)
        cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    if (reference->prefix)
        cr_assert_eq(add_prefix(builder, "9", NULL), E911_OK);
}

/* The same plan, written as CSV and read again; the old builder is freed. */
static e911_plan_builder *through_csv(e911_plan_builder *builder,
                                      const struct reference_plan *reference)
{
    e911_plan_builder *read = new_plan_builder(NULL);
    char text[8192], again[8192];
    size_t len, again_len;

    cr_assert_eq(e911_plan_builder_format_csv(builder, text, sizeof text, &len), E911_OK);
    e911_plan_builder_free(builder);
    set_numbers(read, reference);
    cr_assert_eq(e911_plan_builder_load_csv(read, text, len, NULL), E911_OK);
    cr_assert_eq(e911_plan_builder_format_csv(read, again, sizeof again, &again_len), E911_OK);
    cr_assert(len == again_len && memcmp(text, again, len) == 0, "%.*s", (int)len, text);
    return read;
}

/* A plan in both forms; NULL when it is one that cannot be. */
static e911_plan *random_plan(struct reference_plan *reference, unsigned wildness)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    unsigned wanted = 1 + chance(14);
    e911_plan *plan = NULL;
    e911_status status;

    memset(reference, 0, sizeof *reference);
    reference->region = chance(2);
    reference->prefix = reference->region && chance(2);
    set_numbers(builder, reference);
    add_lists(builder);
    for (unsigned i = 0; i < wanted; i++) {
        struct reference_rule rule = random_rule(reference->region, wildness);

        if (add_rule(builder, &rule))
            reference->rules[reference->count++] = rule;
    }
    if (chance(4) == 0)
        builder = through_csv(builder, reference);
    status = build_either(builder, &plan);
    e911_plan_builder_free(builder);
    if (status != (reference_conflicts(reference) ? E911_ERR_CONFLICT : E911_OK))
        cr_assert_fail("build: %s", e911_status_name((enum e911_status_code)status));
    return plan;
}

static void random_text(char *text, unsigned max)
{
    static const char *const numbers[] = {"911", "9911", "112", "9112", "933", "988", "9988"};
    unsigned len = 1 + chance(max);

    if (chance(5) == 0) {
        strcpy(text, numbers[chance(COUNT(numbers))]);
        return;
    }
    for (unsigned i = 0; i < len; i++)
        text[i] = pick("1129991123809*#,+^/aA");
    text[len] = '\0';
}

/* ---- comparing ------------------------------------------------------------------------------- */

static void show_plan(const struct reference_plan *plan)
{
    printf("# region %d prefix %d\n", plan->region, plan->prefix);
    for (unsigned i = 0; i < plan->count; i++)
        printf("# %u: %s site %u list %u class %u deny %d\n", i, plan->rules[i].pattern,
               plan->rules[i].site, plan->rules[i].list, plan->rules[i].call_class,
               plan->rules[i].deny);
}

static void expect_same(const struct reference_plan *reference, const e911_match *match,
                        const char *text, unsigned site, const char *by)
{
    struct reference_match expected = reference_classify(reference, text, site);

    if (match->source == expected.source && match->rule == expected.rule &&
        match->call_class == expected.call_class &&
        (expected.number == NULL || is_text(match->matched, expected.number)))
        return;
    show_plan(reference);
    cr_assert_fail("%s: %s at site %u: source %u rule %d, expected source %u rule %d", by, text,
                   site, match->source, (int)match->rule, expected.source, (int)expected.rule);
}

static void compare(const struct reference_plan *reference, const e911_plan *plan, const char *text,
                    unsigned site)
{
    uint32_t number =
        e911_plan_find_site(plan, reference_sites[site], strlen(reference_sites[site]));
    e911_match match;

    e911_match_init(&match, sizeof match);
    /* A site that no rule names is 0, as no site is. */
    if (e911_plan_classify(plan, text, strlen(text), number, &match) != E911_OK)
        cr_assert_fail("classify");
    expect_same(reference, &match, text, site, "automaton");
    e911__plan_try(plan, e911_text_of(text), number, NULL, &match);
    expect_same(reference, &match, text, site, "trying");
}

static void compare_texts(const struct reference_plan *reference, const e911_plan *plan)
{
    static const char *const forms[] = {"%s", "%s", "sip:%s@h", "%s@h", "-%s-"};
    char bare[16], text[32];

    for (unsigned i = 0; i < 40; i++) {
        unsigned form = chance(COUNT(forms));

        random_text(bare, 6);
        snprintf(text, sizeof text, form == 0 ? "%s" : forms[form], bare);
        compare(reference, plan, text, chance(REFERENCE_SITES));
    }
}

static void compare_plans(uint32_t seed, unsigned plans, unsigned wildness)
{
    unsigned compared = 0;

    chance_state = seed;
    for (unsigned i = 0; i < plans; i++) {
        struct reference_plan reference;
        e911_plan *plan = random_plan(&reference, wildness);

        if (plan == NULL)
            continue;
        compare_texts(&reference, plan);
        e911_plan_unref(plan);
        compared++;
    }
    cr_expect_geq(compared, plans / 2, "only %u plans were compared", compared);
}

Test(dialplan_random, digits_and_classes)
{
    compare_plans(911, 4000, 5);
}

Test(dialplan_random, whole_language)
{
    compare_plans(112, 6000, 9);
}

Test(dialplan_random, whole_language_again)
{
    compare_plans(999, 6000, 10);
}

/* ---- long patterns of digits ----------------------------------------------------------------- */

/* Digits and X, 6 to 18 of them, which begin alike; these lengths are compared in other ways. */
static struct reference_rule long_rule(void)
{
    static const char *const whole[] = {"Z", "sip:Z", "?@Z", "sip:1Z", "1Z", "/Z", "933"};
    static const unsigned lengths[] = {6, 7, 8, 9, 10, 11, 15, 16, 17, 18};
    struct reference_rule rule = {.site = chance(4) ? 0 : chance(REFERENCE_SITES),
                                  .call_class = chance(9) ? 0 : 1};
    unsigned len = lengths[chance(COUNT(lengths))];

    if (chance(5) == 0) {
        strcpy(rule.pattern, whole[chance(COUNT(whole))]);
        rule.call_class = 0;
        return rule;
    }
    for (unsigned i = 0; i < len; i++)
        rule.pattern[i] = pick(i < 3 ? "112" : "1122XX");
    if (chance(8) == 0)
        rule.pattern[len - 1] = pick("YN+*#");
    if (chance(6) == 0)
        rule.pattern[len] = 'Z';
    return rule;
}

/* What a pattern wants, but perhaps for one byte: also those just below and above the digits, the
   wildcard itself and what is not ASCII. */
static void long_text(const struct reference_plan *plan, char *text)
{
    const char *pattern = plan->rules[chance(plan->count)].pattern;
    size_t len = strlen(pattern);

    for (size_t i = 0; i <= len; i++)
        text[i] = pattern[i] >= 'N' && pattern[i] <= 'Z' ? pick("0129") : pattern[i];
    if (strchr(pattern, ':') != NULL)
        return;
    switch (chance(4)) {
    case 0:
        text[chance((unsigned)len)] = pick("0129/:Xx*#+,^-\x80\xff\xb1");
        break;
    case 1:
        text[chance((unsigned)len) + 1] = '\0';
        break;
    case 2:
        text[len] = pick("012/:X\xb1");
        text[len + 1] = '\0';
        break;
    default:
        break;
    }
}

static e911_plan *long_plan(struct reference_plan *reference)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    unsigned wanted = 1 + chance(12);
    e911_plan *plan = NULL;

    memset(reference, 0, sizeof *reference);
    reference->region = chance(2);
    if (reference->region)
        cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    for (unsigned i = 0; i < wanted; i++) {
        struct reference_rule rule = long_rule();

        if (add_rule(builder, &rule))
            reference->rules[reference->count++] = rule;
    }
    cr_assert_eq(build_either(builder, &plan), E911_OK);
    e911_plan_builder_free(builder);
    return plan;
}

Test(dialplan_random, long_patterns)
{
    chance_state = 1617;
    for (unsigned i = 0; i < 6000; i++) {
        struct reference_plan reference;
        e911_plan *plan = long_plan(&reference);

        for (unsigned k = 0; k < 40; k++) {
            static const char *const forms[] = {"%s", "%s", "sip:%s@h", "%s@h"};
            char bare[32], text[48];

            long_text(&reference, bare);
            snprintf(text, sizeof text, forms[chance(COUNT(forms))], bare);
            /* A colon in a URI's user part is the end of it. */
            if (text[0] != '\0' && (text[0] != 's' || strchr(bare, ':') == NULL))
                compare(&reference, plan, text, chance(REFERENCE_SITES));
        }
        e911_plan_unref(plan);
    }
}

/* ---- explain and lint ------------------------------------------------------------------------ */

/* The rule, or E911_NO_RULE, that an explanation names for what matched. */
static uint32_t explained_rule(const e911_explanation *explanation, uint32_t *ret_code)
{
    e911_step step;

    e911_step_init(&step, sizeof step);
    *ret_code = 0;
    for (size_t i = 0; i < e911_explanation_step_count(explanation); i++) {
        cr_assert_eq(e911_explanation_step(explanation, i, &step), E911_OK);
        if (step.code == E911_STEP_RULE || step.code == E911_STEP_NOTHING ||
            step.code == E911_STEP_REGION_NUMBER) {
            *ret_code = step.code;
            return step.code == E911_STEP_RULE ? step.rule : E911_NO_RULE;
        }
    }
    return E911_NO_RULE;
}

/* Marks of the rules that lint calls unreachable. */
static void mark_unreachable(const e911_plan *plan, bool *marks)
{
    e911_plan_findings *findings = NULL;
    e911_plan_finding finding;

    cr_assert_eq(e911_plan_lint(plan, NULL, &findings), E911_OK);
    e911_plan_finding_init(&finding, sizeof finding);
    for (size_t i = 0; i < e911_plan_findings_count(findings); i++) {
        cr_assert_eq(e911_plan_findings_at(findings, i, &finding), E911_OK);
        if (finding.code == E911_PLAN_FINDING_UNREACHABLE)
            marks[finding.rule] = true;
    }
    e911_plan_findings_free(findings);
}

/* What explain says matched is what classifying says, and no text is a rule's that lint calls
   unreachable. */
Test(dialplan_random, explain_and_lint)
{
    e911_explanation *explanation = NULL;
    unsigned unreachable = 0;

    chance_state = 623;
    cr_assert_eq(e911_explanation_new(NULL, &explanation), E911_OK);
    for (unsigned i = 0; i < 2000; i++) {
        struct reference_plan reference;
        e911_plan *plan = random_plan(&reference, i % 2 ? 9 : 6);
        bool marks[REFERENCE_RULES_MAX] = {false};

        if (plan == NULL)
            continue;
        mark_unreachable(plan, marks);
        for (unsigned k = 0; k < REFERENCE_RULES_MAX; k++)
            unreachable += marks[k];
        for (unsigned k = 0; k < 20; k++) {
            uint32_t site = chance((unsigned)plan->rules.site_count + 1), code, rule;
            e911_match match;
            char text[16];

            random_text(text, 6);
            e911_match_init(&match, sizeof match);
            cr_assert_eq(e911_plan_classify(plan, text, strlen(text), site, &match), E911_OK);
            cr_assert_eq(e911_plan_explain(plan, text, strlen(text), site, explanation), E911_OK);
            rule = explained_rule(explanation, &code);
            if (rule != match.rule ||
                (code == E911_STEP_REGION_NUMBER) != (match.source == E911_MATCH_REGION ||
                                                      match.source == E911_MATCH_ACCESS_PREFIX) ||
                (match.rule != E911_NO_RULE && marks[match.rule])) {
                show_plan(&reference);
                cr_assert_fail("%s at site %u: rule %d, explained %d by step %u", text, site,
                               (int)match.rule, (int)rule, code);
            }
        }
        e911_plan_unref(plan);
    }
    e911_explanation_free(explanation);
    cr_expect_gt(unreachable, 100u);
}

/* ---- more ------------------------------------------------------------------------------------ */

static void compare_more(const struct reference_plan *reference, const e911_plan *plan)
{
    for (unsigned i = 0; i < 3; i++) {
        unsigned site = chance(REFERENCE_SITES);
        uint32_t number =
            e911_plan_find_site(plan, reference_sites[site], strlen(reference_sites[site]));
        char text[16];
        bool expected;
        e911_match match;

        random_text(text, 3);
        expected = reference_more(reference, text, site, 4);
        e911_match_init(&match, sizeof match);
        e911_plan_classify(plan, text, strlen(text), number, &match);
        /* What four more symbols do not decide, six may: the library sees any number. */
        if (match.more && !expected)
            expected = reference_more(reference, text, site, 6);
        if (match.more != expected) {
            show_plan(reference);
            cr_assert_fail("%s at site %u: more %u", text, site, match.more);
        }
    }
}

/* What longer input may decide, found by trying it. */
Test(dialplan_random, more)
{
    chance_state = 4711;
    for (unsigned i = 0; i < 250; i++) {
        struct reference_plan reference;
        e911_plan *plan = random_plan(&reference, i % 2 ? 9 : 5);

        if (plan != NULL)
            compare_more(&reference, plan);
        e911_plan_unref(plan);
    }
}
