/* Lint: which traps it proves, in which rule, with which example; and that it ends. */
#include "support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <e911/explain.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME, REGION, PREFIXES, CSV, FINDINGS, COLUMNS };

/* A plan of a region, prefixes with commas and a CSV text; each may be "-" or empty. */
static e911_plan *plan_of(const char *region, const char *prefixes, const char *csv, size_t len)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    e911_plan *plan;

    if (strcmp(region, "-") != 0)
        cr_assert_eq(set_region(builder, region, &error), E911_OK, "%s", region);
    while (strcmp(prefixes, "-") != 0 && *prefixes != '\0') {
        size_t end = strcspn(prefixes, ",");

        cr_assert_eq(e911_plan_builder_add_access_prefix(builder, prefixes, end, NULL), E911_OK);
        prefixes += end + (prefixes[end] == ',');
    }
    if (len > 0)
        cr_assert_eq(e911_plan_builder_load_csv(builder, csv, len, &error), E911_OK, "%u:%u: %s",
                     error.line, error.column, error.message);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    return plan;
}

static e911_plan_finding finding_at(const e911_plan_findings *findings, size_t index)
{
    e911_plan_finding finding;

    e911_plan_finding_init(&finding, sizeof finding);
    cr_assert_eq(e911_plan_findings_at(findings, index, &finding), E911_OK);
    return finding;
}

/* All findings as the vectors write them. */
static void tell(const e911_plan_findings *findings, char *text, size_t size)
{
    size_t used =
        (size_t)snprintf(text, size, "%s", e911_plan_findings_count(findings) == 0 ? "-" : "");

    for (size_t i = 0; i < e911_plan_findings_count(findings) && used < size; i++) {
        e911_plan_finding finding = finding_at(findings, i);

        cr_expect_gt(finding.message.len, 0);
        cr_expect_eq(finding.rule == E911_NO_RULE, finding.line == 0);
        cr_expect_eq(finding.pattern.len == 0, finding.line == 0);
        used += (size_t)snprintf(text + used, size - used, "%s%s %s %u %.*s", i == 0 ? "" : "; ",
                                 e911_severity_name(finding.severity),
                                 e911_plan_finding_name(finding.code), finding.line,
                                 finding.example.len == 0 ? 1 : (int)finding.example.len,
                                 finding.example.len == 0 ? "-" : finding.example.data);
    }
}

Test(dialplan_lint, vectors)
{
    struct vector_file file = vector_file_open("tests/vectors/dialplan/lint.tsv", COLUMNS);
    struct vector_row row;

    while (vector_file_next(&file, &row)) {
        size_t len = unescape_column(&row, CSV);
        e911_plan *plan =
            plan_of(row.columns[REGION], row.columns[PREFIXES], row.columns[CSV], len);
        e911_plan_findings *findings;
        char text[4096];

        cr_assert_eq(e911_plan_lint(plan, NULL, &findings), E911_OK);
        /* They do not need the plan. */
        e911_plan_unref(plan);
        tell(findings, text, sizeof text);
        cr_expect_str_eq(text, row.columns[FINDINGS], "%s\n  %s", row.columns[NAME], text);
        e911_plan_findings_free(findings);
    }
    cr_assert_geq(file.count, 40);
}

/* What the project ships has no trap worse than a note. */
Test(dialplan_lint, default_plan)
{
    static const char *const regions[] = {"-", "US", "CA", "GB"};
    size_t len;
    char *csv = read_project_file("examples/dialplan.csv", &len);

    for (size_t i = 0; i < COUNT(regions); i++) {
        e911_plan *plan = plan_of(regions[i], "9", csv, len);
        e911_plan_findings *findings;

        cr_assert_eq(e911_plan_lint(plan, NULL, &findings), E911_OK);
        for (size_t k = 0; k < e911_plan_findings_count(findings); k++) {
            e911_plan_finding finding = finding_at(findings, k);

            cr_expect_leq(finding.severity, E911_SEVERITY_WARNING, "%s: line %u", regions[i],
                          finding.line);
        }
        e911_plan_findings_free(findings);
        e911_plan_unref(plan);
    }
    free(csv);
}

Test(dialplan_lint, arguments_and_names)
{
    e911_plan *plan = plan_of("US", "-", "", 0);
    e911_plan_findings *findings;
    e911_plan_finding finding;

    cr_expect_eq(e911_plan_lint(NULL, NULL, &findings), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_lint(plan, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_plan_lint(plan, NULL, &findings), E911_OK);
    e911_plan_finding_init(&finding, sizeof finding);
    cr_expect_eq(e911_plan_findings_at(findings, e911_plan_findings_count(findings), &finding),
                 E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_plan_findings_at(NULL, 0, &finding), E911_ERR_INVALID_ARGUMENT);
    finding.struct_size = 0;
    cr_expect_eq(e911_plan_findings_at(findings, 0, &finding), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_plan_findings_count(NULL), 0);
    e911_plan_findings_free(findings);
    e911_plan_findings_free(NULL);
    e911_plan_unref(plan);
    cr_expect_str_eq(e911_plan_finding_name(0), "?");
    cr_expect_str_eq(e911_severity_name(9), "?");
    for (int code = E911_PLAN_FINDING_EMERGENCY_SHADOWED;
         code <= E911_PLAN_FINDING_PREFIX_WITHOUT_EFFECT; code++)
        cr_expect_str_neq(e911_plan_finding_name(code), "?", "%d", code);
}

static e911_status life(const e911_allocator *allocator)
{
    static const char csv[] = "Pattern,Category,DialString\nXXX,Intercom,\n911,Emergency,11\n";
    e911_plan *plan = plan_of("-", "9", csv, sizeof csv - 1);
    e911_plan_findings *findings = NULL;
    e911_status status = e911_plan_lint(plan, allocator, &findings);

    cr_assert_eq(findings == NULL, status != E911_OK);
    e911_plan_findings_free(findings);
    e911_plan_unref(plan);
    return status;
}

Test(dialplan_lint, every_allocation_fails_once)
{
    cr_assert_gt(fail_every_allocation(life), 4);
}
