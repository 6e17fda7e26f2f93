/* Explanations: each step of each kind, in order, as data and as text. */
#include "support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <e911/explain.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS, REGION, PREFIXES, CSV, SITE, DIALLED, STEPS, COLUMNS };

static e911_plan *plan_of_row(const struct vector_row *row)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    size_t len = unescape_column(row, CSV);
    e911_error error = new_error();
    e911_plan *plan;

    if (strcmp(row->columns[OPTIONS], "hash") == 0)
        cr_assert_eq(e911_plan_builder_set_options(builder, E911_PLAN_HASH_ENDS), E911_OK);
    if (strcmp(row->columns[REGION], "-") != 0)
        cr_assert_eq(set_region(builder, row->columns[REGION], &error), E911_OK);
    if (strcmp(row->columns[PREFIXES], "-") != 0)
        cr_assert_eq(add_prefix(builder, row->columns[PREFIXES], &error), E911_OK);
    if (len > 0)
        cr_assert_eq(e911_plan_builder_load_csv(builder, row->columns[CSV], len, &error), E911_OK,
                     "line %u: %s", row->line, error.message);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    return plan;
}

static e911_step step_at(const e911_explanation *explanation, size_t index)
{
    e911_step step;

    e911_step_init(&step, sizeof step);
    cr_assert_eq(e911_explanation_step(explanation, index, &step), E911_OK);
    return step;
}

/* The steps as the vectors write them; bytes that are none of text as \xHH. */
static void tell(const e911_explanation *explanation, char *text, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < e911_explanation_step_count(explanation); i++) {
        e911_step step = step_at(explanation, i);

        used += (size_t)snprintf(text + used, size - used, "%s%s=", i == 0 ? "" : "; ",
                                 e911_step_name(step.code));
        for (size_t k = 0; k < step.text.len; k++) {
            unsigned char c = (unsigned char)step.text.data[k];

            used += (size_t)snprintf(text + used, size - used,
                                     c < 0x20 || c > 0x7e ? "\\x%02x" : "%c", c);
        }
        cr_expect_eq(step.rule == E911_NO_RULE, step.line == 0);
        if (step.line > 0)
            used += (size_t)snprintf(text + used, size - used, "@%u", step.line);
    }
}

Test(dialplan_explain, vectors)
{
    struct vector_file file = vector_file_open("tests/vectors/dialplan/explain.tsv", COLUMNS);
    struct vector_row row;
    e911_explanation *explanation;

    cr_assert_eq(e911_explanation_new(NULL, &explanation), E911_OK);
    while (vector_file_next(&file, &row)) {
        e911_plan *plan = plan_of_row(&row);
        uint32_t site = e911_plan_find_site(plan, row.columns[SITE], strlen(row.columns[SITE]));
        size_t len = unescape_column(&row, DIALLED);
        char text[2048];

        cr_assert_eq(e911_plan_explain(plan, row.columns[DIALLED], len, site, explanation),
                     E911_OK);
        e911_plan_unref(plan);
        tell(explanation, text, sizeof text);
        cr_expect_str_eq(text, row.columns[STEPS], "line %u\n  %s", row.line, text);
    }
    e911_explanation_free(explanation);
    cr_assert_geq(file.count, 25);
}

static e911_plan *default_plan(const e911_allocator *allocator)
{
    e911_plan_builder *builder = new_plan_builder(allocator);
    size_t len;
    char *csv = read_project_file("examples/dialplan.csv", &len);
    e911_plan *plan;

    cr_assert_eq(e911_plan_builder_load_csv(builder, csv, len, NULL), E911_OK);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    free(csv);
    return plan;
}

Test(dialplan_explain, as_text)
{
    static const char expected[] = "dialled         9-1\\x1B1\n"
                                   "separators      91\\x1B1\n"
                                   "tried           all rules, in their order\n"
                                   "nothing         no reading matches\n"
                                   "class           none\n"
                                   "standardized    91\\x1B1\n";
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_explanation *explanation;
    char text[1024];
    size_t len, again;
    e911_plan *plan;

    cr_assert_eq(e911_plan_builder_load_csv(builder, "Pattern,Category\n911,Emergency\n", 31, NULL),
                 E911_OK);
    plan = build_plan(builder);
    cr_assert_eq(e911_explanation_new(NULL, &explanation), E911_OK);
    cr_assert_eq(e911_plan_explain(plan,
                                   "9-1\x1b"
                                   "1",
                                   5, 0, explanation),
                 E911_OK);
    cr_assert_eq(e911_explanation_format(explanation, text, sizeof text, &len), E911_OK);
    cr_expect_eq(len, sizeof expected - 1);
    cr_expect_eq(memcmp(text, expected, len), 0, "%.*s", (int)len, text);
    cr_expect_eq(e911_explanation_format(explanation, NULL, 0, &again), E911_ERR_BUFFER_SIZE);
    cr_expect_eq(again, len);
    cr_expect_eq(e911_explanation_format(explanation, text, len - 1, &again), E911_ERR_BUFFER_SIZE);
    cr_expect_eq(e911_explanation_format(explanation, text, len, &again), E911_OK);
    cr_assert_eq(e911_plan_explain(plan, "911", 3, 0, explanation), E911_OK);
    cr_assert_eq(e911_explanation_format(explanation, text, sizeof text, &len), E911_OK);
    text[len] = '\0';
    cr_expect_not_null(strstr(text, "rule            911 (line 2)\n"), "%s", text);
    cr_expect_not_null(strstr(text, "without         none, by nothing\n"), "%s", text);
    e911_explanation_free(explanation);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

Test(dialplan_explain, a_long_text)
{
    static char text[1 << 20];
    e911_plan *plan = default_plan(NULL);
    e911_explanation *explanation;

    memset(text, '9', sizeof text);
    cr_assert_eq(e911_explanation_new(NULL, &explanation), E911_OK);
    cr_assert_eq(e911_plan_explain(plan, text, sizeof text, 0, explanation), E911_OK);
    cr_expect_eq(step_at(explanation, 0).text.len, sizeof text);
    e911_explanation_free(explanation);
    e911_plan_unref(plan);
}

Test(dialplan_explain, arguments_and_names)
{
    static const int codes[] = {
        E911_STEP_DIALLED,     E911_STEP_URN,           E911_STEP_USER_PART,
        E911_STEP_PARAMETERS,  E911_STEP_UNESCAPED,     E911_STEP_SEPARATORS,
        E911_STEP_TERMINATOR,  E911_STEP_SITE,          E911_STEP_TRIED,
        E911_STEP_SERVICE_URN, E911_STEP_PLAN_NUMBER,   E911_STEP_REGION_NUMBER,
        E911_STEP_RULE,        E911_STEP_ACCESS_PREFIX, E911_STEP_NOTHING,
        E911_STEP_DENIED,      E911_STEP_LITERAL_HELD,  E911_STEP_CLASS,
        E911_STEP_CATEGORY,    E911_STEP_STANDARDIZED,  E911_STEP_MORE,
        E911_STEP_WITHOUT,     E911_STEP_NOTE,
    };
    e911_plan *plan = default_plan(NULL);
    e911_explanation *explanation;
    e911_step step;
    size_t len;

    cr_assert_eq(e911_explanation_new(NULL, &explanation), E911_OK);
    cr_expect_eq(e911_explanation_step_count(explanation), 0);
    cr_expect_eq(e911_explanation_step_count(NULL), 0);
    e911_step_init(&step, sizeof step);
    cr_expect_eq(e911_explanation_step(explanation, 0, &step), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_explanation_step(NULL, 0, &step), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_explain(NULL, "1", 1, 0, explanation), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_explain(plan, NULL, 1, 0, explanation), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_explain(plan, "1", 1, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_explanation_new(NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_explanation_format(explanation, NULL, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_explanation_format(NULL, NULL, 0, &len), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_explain(plan, "1", 1, 4711, explanation), E911_OK,
                 "a site that is none");
    e911_explanation_free(explanation);
    e911_explanation_free(NULL);
    e911_plan_unref(plan);
    for (size_t i = 0; i < COUNT(codes); i++)
        cr_expect_str_neq(e911_step_name(codes[i]), "?", "%d", codes[i]);
    cr_expect_str_eq(e911_step_name(0), "?");
}

static e911_status life(const e911_allocator *allocator)
{
    e911_plan *plan = default_plan(NULL);
    e911_explanation *explanation = NULL;
    e911_status status = e911_explanation_new(allocator, &explanation);

    if (status == E911_OK)
        status = e911_plan_explain(plan, "sip:%39-1-1@x", 13, 0, explanation);
    if (status != E911_OK)
        cr_assert_eq(e911_explanation_step_count(explanation), 0);
    e911_explanation_free(explanation);
    e911_plan_unref(plan);
    return status;
}

Test(dialplan_explain, every_allocation_fails_once)
{
    cr_assert_gt(fail_every_allocation(life), 4);
}
