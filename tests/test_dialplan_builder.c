/* The builder of a dial plan: what it refuses and where, its limits, its life. */
#include "support.h"

#include <criterion/criterion.h>
#include <e911/dialplan.h>
#include <stdio.h>

#define EMERGENCY E911_CLASS_EMERGENCY
#define TEST      E911_CLASS_TEST
#define CRISIS    E911_CLASS_CRISIS

static void expect_class(const e911_plan *plan, const char *text, uint32_t call_class)
{
    cr_expect_eq(class_of(plan, text), call_class, "%s: class %u", text, class_of(plan, text));
}

static void expect_refused(e911_status got, const e911_error *error, e911_status status,
                           uint64_t offset, const char *of)
{
    cr_expect_eq(got, status, "%s: got %s", of, e911_status_name(got));
    cr_expect_eq(error->status, status, "%s: detail %s", of, e911_status_name(error->status));
    cr_expect_eq(error->offset, offset, "%s: offset %llu", of, (unsigned long long)error->offset);
    cr_expect(error->line == 0 && error->column == 0, "%s: the input has no lines", of);
    cr_expect(error->message != NULL, "%s: no message", of);
}

/* ---- regions --------------------------------------------------------------------------------- */

Test(dialplan, regions)
{
    static const char *const good[] = {"US", "us", "Us", "uS", "CA", "ca", "Ca", "cA"};
    static const struct {
        const char *region;
        e911_status status;
    } bad[] = {
        {"", E911_ERR_SYNTAX},      {"U", E911_ERR_SYNTAX},        {"USA", E911_ERR_SYNTAX},
        {"U1", E911_ERR_SYNTAX},    {"1S", E911_ERR_SYNTAX},       {"U ", E911_ERR_SYNTAX},
        {" US", E911_ERR_SYNTAX},   {"\xc3\x9c", E911_ERR_SYNTAX}, {"XX", E911_ERR_NOT_FOUND},
        {"zz", E911_ERR_NOT_FOUND}, {"AQ", E911_ERR_NOT_FOUND},    {"SU", E911_ERR_NOT_FOUND},
        {"UC", E911_ERR_NOT_FOUND},
    };
    e911_plan_builder *builder;

    for (size_t i = 0; i < COUNT(good); i++) {
        e911_plan *plan;

        builder = new_plan_builder(NULL);
        cr_expect_eq(set_region(builder, good[i], NULL), E911_OK, "%s", good[i]);
        plan = build_plan(builder);
        expect_class(plan, "911", EMERGENCY);
        e911_plan_unref(plan);
        e911_plan_builder_free(builder);
    }
    builder = new_plan_builder(NULL);
    for (size_t i = 0; i < COUNT(bad); i++) {
        e911_error error = new_error();

        expect_refused(set_region(builder, bad[i].region, &error), &error, bad[i].status, 0,
                       bad[i].region);
    }
    cr_expect_eq(set_region(builder, "CA", NULL), E911_OK, "a refusal sets nothing");
    e911_plan_builder_free(builder);
}

Test(dialplan, region_once)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();

    cr_expect_eq(set_region(builder, "US", NULL), E911_OK);
    expect_refused(set_region(builder, "CA", &error), &error, E911_ERR_STATE, 0, "another");
    expect_refused(set_region(builder, "US", &error), &error, E911_ERR_STATE, 0, "the same");
    e911_plan_builder_free(builder);
}

/* ---- what is refused, and where -------------------------------------------------------------- */

Test(dialplan, bad_prefixes)
{
    static const struct {
        const char *prefix;
        e911_status status;
        uint64_t offset;
    } cases[] = {
        {"", E911_ERR_SYNTAX, 0},
        {"a", E911_ERR_SYNTAX, 0},
        {"9a", E911_ERR_SYNTAX, 1},
        {"+9", E911_ERR_SYNTAX, 0},
        {"9 ", E911_ERR_SYNTAX, 1},
        {" 9", E911_ERR_SYNTAX, 0},
        {"9-", E911_ERR_SYNTAX, 1},
        {"0123456x", E911_ERR_SYNTAX, 7},
        {"9,8", E911_ERR_SYNTAX, 1},
        {"\xef\xbc\x99", E911_ERR_SYNTAX, 0},
        {"7", E911_ERR_DUPLICATE, 0},
        {"*#0", E911_ERR_DUPLICATE, 0},
        {"123456789", E911_ERR_LIMIT, E911_PLAN_PREFIX_MAX},
    };
    e911_plan_builder *builder = new_plan_builder(NULL);

    cr_assert_eq(add_prefix(builder, "7", NULL), E911_OK);
    cr_assert_eq(add_prefix(builder, "*#0", NULL), E911_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_error error = new_error();

        expect_refused(add_prefix(builder, cases[i].prefix, &error), &error, cases[i].status,
                       cases[i].offset, cases[i].prefix);
    }
    cr_expect_eq(e911_plan_builder_add_access_prefix(builder, "9\0", 2, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(add_prefix(builder, "70", NULL), E911_OK, "longer than another is no duplicate");
    e911_plan_builder_free(builder);
}

Test(dialplan, bad_numbers)
{
    static const struct {
        const char *number;
        e911_status status;
        uint64_t offset;
    } cases[] = {
        {"", E911_ERR_SYNTAX, 0},
        {" - ", E911_ERR_SYNTAX, 0},
        {"555x", E911_ERR_SYNTAX, 3},
        {"+1555", E911_ERR_SYNTAX, 0},
        {"5-5 5.x", E911_ERR_SYNTAX, 6},
        {"9O11", E911_ERR_SYNTAX, 1},
        {"sip:911@h", E911_ERR_SYNTAX, 0},
        {"555,556", E911_ERR_SYNTAX, 3},
        {"555\t", E911_ERR_SYNTAX, 3},
        {"\xef\xbc\x99", E911_ERR_SYNTAX, 0},
        {"123456789012345678901234567890123", E911_ERR_LIMIT, E911_PLAN_NUMBER_MAX},
        {"(12) 345678901234567890123456789012-3", E911_ERR_LIMIT, E911_PLAN_NUMBER_MAX + 4},
    };
    e911_plan_builder *builder = new_plan_builder(NULL);

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_error error = new_error();

        expect_refused(add_number(builder, cases[i].number, EMERGENCY, &error), &error,
                       cases[i].status, cases[i].offset, cases[i].number);
    }
    cr_expect_eq(e911_plan_builder_add_number(builder, "911\0", 4, EMERGENCY, NULL),
                 E911_ERR_SYNTAX);
    e911_plan_builder_free(builder);
}

/* A number that was added already is refused by the call that adds it again, and only by that. */
Test(dialplan, duplicate_numbers)
{
    static const char *const again[] = {"5550100", "555-0100", "(555) 01 00"};
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan = NULL;

    cr_assert_eq(add_number(builder, "5550100", EMERGENCY, NULL), E911_OK);
    cr_assert_eq(add_number(builder, "55501000", EMERGENCY, NULL), E911_OK);
    for (size_t i = 0; i < COUNT(again); i++) {
        e911_error error = new_error();

        expect_refused(add_number(builder, again[i], TEST, &error), &error, E911_ERR_DUPLICATE, 0,
                       again[i]);
    }
    cr_expect_eq(e911_plan_builder_build(builder, &plan, NULL), E911_OK);
    if (plan != NULL)
        expect_class(plan, "5550100", EMERGENCY);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

Test(dialplan, arguments_of_the_builder)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_allocator allocator;
    e911_plan *plan = NULL;

    e911_allocator_init(&allocator, sizeof allocator);
    cr_expect_eq(e911_plan_builder_new(NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_new(&allocator, &builder), E911_ERR_INVALID_ARGUMENT);
    allocator.struct_size = 0;
    cr_expect_eq(e911_plan_builder_new(&allocator, &builder), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_plan_builder_set_region(NULL, "US", 2, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_set_region(builder, NULL, 2, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_set_region(builder, NULL, 0, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(e911_plan_builder_add_access_prefix(NULL, "9", 1, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_add_access_prefix(builder, NULL, 1, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_add_number(NULL, "5", 1, EMERGENCY, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_add_number(builder, NULL, 1, EMERGENCY, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(add_number(builder, "5", E911_CLASS_NONE, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(add_number(builder, "5", CRISIS + 1, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(add_number(builder, "5", 257, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_build(NULL, &plan, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_build(builder, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_null(plan);
    cr_expect_null(e911_plan_ref(NULL));
    e911_plan_unref(NULL);
    e911_plan_builder_free(NULL);
    e911_plan_builder_free(builder);
}

/* ---- limits ---------------------------------------------------------------------------------- */

Test(dialplan, limit_of_prefixes)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    e911_plan *plan;
    char text[16];

    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    for (int i = 0; i < E911_PLAN_PREFIXES_MAX; i++) {
        snprintf(text, sizeof text, "%08d", i);
        cr_assert_eq(add_prefix(builder, text, NULL), E911_OK, "%s", text);
    }
    expect_refused(add_prefix(builder, "9", &error), &error, E911_ERR_LIMIT, 0, "one more");
    plan = build_plan(builder);
    expect_class(plan, "00000000911", EMERGENCY);
    expect_class(plan, "00000015112", EMERGENCY);
    expect_class(plan, "00000016911", E911_CLASS_NONE);
    expect_class(plan, "9911", E911_CLASS_NONE);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

Test(dialplan, limit_of_numbers)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    e911_plan *plan;
    char text[16];

    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    for (int i = 0; i < E911_PLAN_NUMBERS_MAX; i++) {
        snprintf(text, sizeof text, "4%05d", i);
        if (add_number(builder, text, 1 + (uint32_t)i % 3, NULL) != E911_OK)
            cr_assert_fail("%s was refused", text);
    }
    expect_refused(add_number(builder, "5", EMERGENCY, &error), &error, E911_ERR_LIMIT, 0,
                   "one more");
    plan = build_plan(builder);
    for (int i = 0; i < E911_PLAN_NUMBERS_MAX; i++) {
        snprintf(text, sizeof text, "4%05d", i);
        if (class_of(plan, text) != 1 + (uint32_t)i % 3)
            cr_assert_fail("%s has class %u", text, class_of(plan, text));
    }
    expect_class(plan, "911", EMERGENCY);
    expect_class(plan, "5", E911_CLASS_NONE);
    expect_class(plan, "465536", E911_CLASS_NONE);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

/* ---- a region's numbers cannot be lessened --------------------------------------------------- */

static void expect_build(const char *number, uint32_t call_class, int region_first,
                         e911_status expected)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan = NULL;
    e911_error error = new_error();
    e911_status status;

    if (region_first)
        cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_assert_eq(add_number(builder, number, call_class, NULL), E911_OK);
    if (!region_first)
        cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    status = e911_plan_builder_build(builder, &plan, &error);
    cr_expect_eq(status, expected, "%s as %s: %s", number, e911_class_name(call_class),
                 e911_status_name(status));
    cr_expect_eq(error.status, expected, "%s", number);
    cr_expect_eq(plan == NULL, expected != E911_OK, "%s: ret_plan", number);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}

Test(dialplan, conflicts)
{
    static const struct {
        const char *number;
        uint32_t call_class;
        e911_status status;
    } cases[] = {
        {"911", TEST, E911_ERR_CONFLICT},
        {"911", CRISIS, E911_ERR_CONFLICT},
        {"9-1-1", TEST, E911_ERR_CONFLICT},
        {"112", TEST, E911_ERR_CONFLICT},
        {"112", CRISIS, E911_ERR_CONFLICT},
        {"911", EMERGENCY, E911_OK},
        {"112", EMERGENCY, E911_OK},
        {"933", EMERGENCY, E911_OK},
        {"933", CRISIS, E911_OK},
        {"988", EMERGENCY, E911_OK},
        {"988", TEST, E911_OK},
        {"9110", TEST, E911_OK},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_build(cases[i].number, cases[i].call_class, 1, cases[i].status);
        expect_build(cases[i].number, cases[i].call_class, 0, cases[i].status);
    }
}

/* ---- life ------------------------------------------------------------------------------------ */

Test(dialplan, builder_is_used_again)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *first, *second, *third;

    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_assert_eq(add_number(builder, "5550100", EMERGENCY, NULL), E911_OK);
    cr_expect_eq(add_number(builder, "555o101", EMERGENCY, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(add_prefix(builder, "x", NULL), E911_ERR_SYNTAX);
    first = build_plan(builder);
    second = build_plan(builder);
    cr_expect_neq(first, second);
    cr_assert_eq(add_prefix(builder, "9", NULL), E911_OK);
    cr_assert_eq(add_number(builder, "5550101", TEST, NULL), E911_OK);
    third = build_plan(builder);
    e911_plan_builder_free(builder);
    /* A plan stays as it was built, whatever came after, and outlives its builder. */
    expect_class(first, "911", EMERGENCY);
    expect_class(first, "5550100", EMERGENCY);
    expect_class(first, "9911", E911_CLASS_NONE);
    expect_class(first, "5550101", E911_CLASS_NONE);
    e911_plan_unref(first);
    expect_class(second, "5550100", EMERGENCY);
    expect_class(second, "5550101", E911_CLASS_NONE);
    expect_class(third, "9911", EMERGENCY);
    expect_class(third, "5550100", EMERGENCY);
    expect_class(third, "5550101", TEST);
    e911_plan_unref(third);
    e911_plan_unref(second);
}

Test(dialplan, references)
{
    struct counting_allocator counting;
    e911_plan_builder *builder = NULL;
    e911_plan *plan;

    counting_allocator_init(&counting, -1);
    cr_assert_eq(e911_plan_builder_new(&counting.allocator, &builder), E911_OK);
    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    cr_expect_eq(e911_plan_ref(plan), plan);
    e911_plan_unref(plan);
    cr_expect_gt(counting.held, 0, "the second reference keeps the plan");
    expect_class(plan, "911", EMERGENCY);
    e911_plan_unref(plan);
    cr_expect_eq(counting.held, 0, "the last one frees it");
    cr_expect_not(counting.wrong_size);
}

/* Builder, numbers (more than one growth), prefixes, two plans. */
static e911_status whole_life(const e911_allocator *allocator)
{
    e911_plan_builder *builder = NULL;
    e911_plan *plan = NULL, *again = NULL;
    e911_status status = e911_plan_builder_new(allocator, &builder);
    char number[24];

    if (status == E911_OK)
        status = set_region(builder, "US", NULL);
    if (status == E911_OK)
        status = add_prefix(builder, "9", NULL);
    for (int i = 0; status == E911_OK && i < 40; i++) {
        snprintf(number, sizeof number, "55501%02d", i);
        status = add_number(builder, number, EMERGENCY, NULL);
    }
    if (status == E911_OK)
        status = e911_plan_builder_build(builder, &plan, NULL);
    if (status == E911_OK)
        status = e911_plan_builder_build(builder, &again, NULL);
    if (plan != NULL)
        expect_class(plan, "9911", EMERGENCY);
    e911_plan_unref(plan);
    e911_plan_unref(again);
    e911_plan_builder_free(builder);
    return status;
}

Test(dialplan, every_allocation_fails)
{
    long tries = fail_every_allocation(whole_life);

    cr_expect_gt(tries, 10, "only %ld allocations were tried", tries);
}

/* When memory comes back, the builder goes on from where it was. */
Test(dialplan, builder_outlives_want_of_memory)
{
    struct counting_allocator counting;
    e911_plan_builder *builder = NULL;
    e911_plan *plan = NULL;

    counting_allocator_init(&counting, -1);
    cr_assert_eq(e911_plan_builder_new(&counting.allocator, &builder), E911_OK);
    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    counting.fail_at = counting.calls;
    cr_expect_eq(add_number(builder, "5550100", EMERGENCY, NULL), E911_ERR_NOMEM);
    for (int i = 0; i < 3; i++) {
        counting.fail_at = counting.calls + i;
        cr_expect_eq(e911_plan_builder_build(builder, &plan, NULL), E911_ERR_NOMEM, "%d", i);
        cr_expect_null(plan);
    }
    counting.fail_at = -1;
    cr_expect_eq(add_number(builder, "5550101", EMERGENCY, NULL), E911_OK);
    plan = build_plan(builder);
    expect_class(plan, "5550100", E911_CLASS_NONE);
    expect_class(plan, "5550101", EMERGENCY);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
    cr_expect_eq(counting.held, 0);
}

Test(dialplan, classify_takes_no_memory)
{
    static const char *const texts[] = {
        "911", "9112",        "sip:%39%31%31@h",          "urn:service:sos.fire",
        "",    "18005550100", "tel:911;phone-context=+1", "%"};
    struct counting_allocator counting;
    e911_plan_builder *builder = NULL;
    e911_plan *plan;
    long calls;

    counting_allocator_init(&counting, -1);
    cr_assert_eq(e911_plan_builder_new(&counting.allocator, &builder), E911_OK);
    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_assert_eq(add_prefix(builder, "9", NULL), E911_OK);
    plan = build_plan(builder);
    calls = counting.calls;
    cr_assert_gt(calls, 0);
    for (size_t i = 0; i < 1000 * COUNT(texts); i++)
        class_of(plan, texts[i % COUNT(texts)]);
    cr_expect_eq(counting.calls, calls);
    e911_plan_unref(plan);
    e911_plan_builder_free(builder);
}
