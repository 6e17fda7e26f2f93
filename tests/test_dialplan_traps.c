/* The traps that dial plans of real deployments fell into, and the plan PureConnect ships. */
#include "support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* ---- the traps ------------------------------------------------------------------------------- */

enum { TRAP, REGION, PREFIX, RULES, DIALLED, CLASS, SOURCE, MORE, WHY, COLUMNS };

static void add_rules(e911_plan_builder *builder, char *rules, unsigned line)
{
    for (char *at = rules, *next; at != NULL; at = next) {
        char *category = strchr(at, '=');
        e911_rule rule;

        next = strchr(at, '|');
        if (next != NULL)
            *next++ = '\0';
        cr_assert_not_null(category, "line %u", line);
        *category++ = '\0';
        e911_rule_init(&rule, sizeof rule);
        rule.pattern = e911_text_of(at);
        rule.category = e911_text_of(category);
        cr_assert_eq(e911_plan_builder_add_rule(builder, &rule, NULL), E911_OK, "line %u", line);
    }
}

static void check_row(struct vector_row *row)
{
    static const char *const sources[] = {"nothing", "urn", "number", "region", "prefix", "rule"};
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan;
    e911_match match;

    if (strcmp(row->columns[REGION], "-") != 0)
        cr_assert_eq(set_region(builder, row->columns[REGION], NULL), E911_OK);
    if (strcmp(row->columns[PREFIX], "-") != 0)
        cr_assert_eq(add_prefix(builder, row->columns[PREFIX], NULL), E911_OK);
    if (strcmp(row->columns[RULES], "-") != 0)
        add_rules(builder, row->columns[RULES], row->line);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    match = classify(plan, row->columns[DIALLED], unescape_column(row, DIALLED));
    cr_expect_str_eq(e911_class_name(match.call_class), row->columns[CLASS], "line %u: %s",
                     row->line, row->columns[WHY]);
    cr_expect_str_eq(sources[match.source], row->columns[SOURCE], "line %u: %s", row->line,
                     row->columns[WHY]);
    cr_expect_str_eq(match.more ? "yes" : "no", row->columns[MORE], "line %u: %s", row->line,
                     row->columns[WHY]);
    e911_plan_unref(plan);
}

Test(dialplan_traps, every_trap)
{
    struct vector_file file = vector_file_open("tests/vectors/dialplan/traps.tsv", COLUMNS);
    bool seen[14] = {false};
    struct vector_row row;

    while (vector_file_next(&file, &row)) {
        seen[atoi(row.columns[TRAP]) % 14] = true;
        check_row(&row);
    }
    for (int trap = 1; trap <= 13; trap++)
        cr_expect(seen[trap], "trap %d has no row", trap);
}

/* ---- the plan that PureConnect ships --------------------------------------------------------- */

Test(dialplan_traps, shipped_plan)
{
    static const struct {
        const char *dialled, *category, *pattern, *number;
    } cases[] = {
        {"911", "Emergency", "911", "911"},
        {"9911", "Intercom", "XXXX", "9911"},
        {"8911", "Intercom", "XXXX", "8911"},
        {"+911", "International", "+Z", "+911"},
        {"411", "Information", "411", "411"},
        {"1411", "Information", "1411", "411"},
        {"0", "Operator", "0", "0"},
        {"00", "Operator", "00", "00"},
        {"(800) 555-0100", "Toll Free", "$$$NxxXXXXZ", "+18005550100"},
        {"1-900-555-0100", "Blocked", "1$$$NxxXXXXZ", "+19005550100"},
        {"212-555-1212", "Information", "Nxx5551212", "+12125551212"},
        {"12125550100", "Long Distance", "1NxxNxxXXXXZ", "+12125550100"},
        {"+12125550100", "Long Distance", "+1NxxNxxXXXXZ", "+12125550100"},
        {"8182", "Intercom", "XXXX", "8182"},
        {"/81823", "Intercom", "/Z", "/81823"},
        {"011442079460123", "International", "011Z", "+442079460123"},
        {"911;ext=5", "Emergency", "911", "911"},
        {"sip:alice@example.com", "Network", "sip:Z", "alice"},
        {"alice@example.com", "Network", "?@Z", "alice"},
        {"tel:911", "Network", "tel:Z", "911"},
        {"#99", "Other", "Z", "#99"},
    };
    e911_plan_builder *builder = new_plan_builder(NULL);
    size_t len;
    char *text = read_project_file("examples/dialplan.csv", &len);
    e911_plan *plan;

    cr_assert_eq(e911_plan_builder_load_csv(builder, text, len, NULL), E911_OK);
    free(text);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *dialled = cases[i].dialled;
        e911_match match = classify(plan, dialled, strlen(dialled));
        char number[64];

        cr_expect(is_text(match.category, cases[i].category), "%s: %.*s", dialled,
                  (int)match.category.len, match.category.data);
        cr_expect(is_text(match.matched, cases[i].pattern), "%s: %.*s", dialled,
                  (int)match.matched.len, match.matched.data);
        cr_assert_eq(e911_plan_format_number(plan, &match, dialled, strlen(dialled), number,
                                             sizeof number, &len),
                     E911_OK);
        cr_expect(is_text((e911_text){number, len}, cases[i].number), "%s: %.*s", dialled, (int)len,
                  number);
    }
    e911_plan_unref(plan);
}
