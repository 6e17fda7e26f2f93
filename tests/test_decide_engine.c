/* Engines: what they are made of, and what they refuse. */
#include "decide_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Ask for an engine that there must not be. */
static void expect_refused(const e911_engine_options *options, e911_status status, uint64_t offset,
                           const char *of)
{
    e911_error error = new_error();
    e911_engine *engine = NULL;
    e911_status got = e911_engine_new(options, &engine, &error);

    cr_expect_eq(got, status, "%s: %s", of, e911_status_name(got));
    cr_expect_null(engine, "%s", of);
    cr_expect_eq(error.offset, offset, "%s: offset %u", of, (unsigned)error.offset);
    cr_expect_eq(error.status, error.message == NULL ? E911_OK : status, "%s", of);
    if (status == E911_ERR_SYNTAX || status == E911_ERR_LIMIT)
        cr_expect(error.message != NULL, "%s: no message", of);
    e911_engine_unref(engine);
}

/* ---- the plan of an engine ------------------------------------------------------------------- */

Test(decide, engine_plans_refused)
{
    static const struct {
        const char *region, *prefixes, *numbers;
        e911_status status;
        uint64_t offset;
    } cases[] = {
        {"", "", "", E911_ERR_INVALID_ARGUMENT, 0},
        {"", "9", "", E911_ERR_INVALID_ARGUMENT, 0},
        {"U", "", "", E911_ERR_SYNTAX, 0},
        {"USA", "9", "", E911_ERR_SYNTAX, 0},
        {"XX", "", "", E911_ERR_NOT_FOUND, 0},
        {"US", "x", "", E911_ERR_SYNTAX, 0},
        {"US", "9 x", "", E911_ERR_SYNTAX, 2},
        {"US", " 9,\t8a", "", E911_ERR_SYNTAX, 5},
        {"US", "9;8", "", E911_ERR_SYNTAX, 1},
        {"US", "9,8,9", "", E911_ERR_DUPLICATE, 4},
        {"US", "0 1 2 3 4 5 6 7 8 9 00 01 02 03 04 05 06", "", E911_ERR_LIMIT, 38},
        {"US", "9", "5550100 555o101", E911_ERR_SYNTAX, 11},
        {"", "", "x", E911_ERR_SYNTAX, 0},
        {"", "", ", ,5550100,,555x", E911_ERR_SYNTAX, 15},
        {"US", "9", "5550100,555-0100", E911_ERR_DUPLICATE, 8},
        {"US", "", "123456789012345678901234567890123", E911_ERR_LIMIT, 32},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_engine_options options = new_options();
        char of[128];

        options.region = e911_text_of(cases[i].region);
        options.access_prefixes = e911_text_of(cases[i].prefixes);
        options.emergency_numbers = e911_text_of(cases[i].numbers);
        snprintf(of, sizeof of, "\"%s\" \"%s\" \"%s\"", cases[i].region, cases[i].prefixes,
                 cases[i].numbers);
        expect_refused(&options, cases[i].status, cases[i].offset, of);
    }
}

/* A plan stands alone. */
Test(decide, engine_plan_and_parts_of_another)
{
    e911_plan *plan = canadian_plan(NULL);
    e911_engine_options options = new_options();
    e911_engine *engine = NULL;

    options.plan = plan;
    options.region = e911_text_of("US");
    expect_refused(&options, E911_ERR_CONFLICT, 0, "region");
    options.region.len = 0;
    options.access_prefixes = e911_text_of("9");
    expect_refused(&options, E911_ERR_CONFLICT, 0, "prefix");
    options.access_prefixes.len = 0;
    options.emergency_numbers = e911_text_of("5550100");
    expect_refused(&options, E911_ERR_CONFLICT, 0, "number");
    options.emergency_numbers.len = 0;
    cr_expect_eq(e911_engine_new(&options, &engine, NULL), E911_OK);
    e911_engine_unref(engine);
    e911_plan_unref(plan);
}

/* The lists of an engine may be written with blanks, commas, or both. */
Test(decide, engine_lists)
{
    static const char *const lists[] = {"9,8", "9 8", " 9 , 8 ", "9\t8", ",9,,8,"};
    static const struct {
        const char *dialled;
        uint32_t call_class;
    } cases[] = {{"9911", 1}, {"8911", 1}, {"911", 1}, {"9", 1}, {"8", 1}, {"7911", 0}, {"98", 0}};
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(lists) * COUNT(cases); i++) {
        e911_engine_options options = new_options();
        e911_call call = desk_call(cases[i % COUNT(cases)].dialled);
        e911_engine *engine;

        options.region = e911_text_of("us");
        options.access_prefixes = e911_text_of(lists[i / COUNT(cases)]);
        options.emergency_numbers = options.access_prefixes;
        engine = new_engine(&options);
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_eq(e911_decision_class(decision), cases[i % COUNT(cases)].call_class,
                     "\"%s\": %s", lists[i / COUNT(cases)], cases[i % COUNT(cases)].dialled);
        e911_engine_unref(engine);
    }
    e911_decision_free(decision);
}

/* A # of a number is no byte of a user part; a service URN stays as dialled when it is whole. */
Test(decide, request_uris_are_well_formed)
{
    static const struct {
        const char *dialled, *request_uri; /* "": as dialled */
    } cases[] = {
        {"sip:%2377@h", "sip:%2377@psap.example.net"},
        {"#77", "sip:%2377@psap.example.net"},
        {"*55", "sip:*55@psap.example.net"},
        {"urn:service:sos.fire", ""},
        {"URN:Service:SOS?a=b", ""},
        {"urn:service:sos;a=b", ""},
        {"urn:service:sos.", "urn:service:sos"},
        {"urn:service:sos..fire", "urn:service:sos"},
        {"urn:service:sos.fire.\"", "urn:service:sos"},
        {"urn:service:sos#x", "urn:service:sos"},
        {"urn:nena:service:sos.", "urn:service:sos"},
    };
    e911_engine_options options = new_options();
    e911_decision *decision = new_decision();
    e911_engine *engine;

    options.emergency_numbers = e911_text_of("#77 *55");
    options.target_uri = e911_text_of("sip:psap.example.net");
    engine = new_engine(&options);
    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_call call = new_call(cases[i].dialled);
        e911_edit edit = {.struct_size = sizeof edit, .value = {"", 0}};

        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_eq(e911_decision_class(decision), E911_CLASS_EMERGENCY, "%s", cases[i].dialled);
        e911_decision_edit(decision, 0, 0, &edit);
        cr_expect(is_text(edit.value, cases[i].request_uri), "%s: %.*s", cases[i].dialled,
                  (int)edit.value.len, edit.value.data);
    }
    e911_engine_unref(engine);
    e911_decision_free(decision);
}

/* ---- the targets of an engine ---------------------------------------------------------------- */

Test(decide, engine_target_uris_refused)
{
    static const struct {
        const char *uri;
        uint64_t offset;
    } cases[] = {
        {"", 0},
        {"provider.example", 0},
        {"sip:", 0},
        {"sip:trunk@", 0},
        {"tel:911", 0},
        {"urn:service:sos", 0},
        {"http://provider.example", 0},
        {"sip:provider .example", 12},
        {"sip:provider.example\r\nVia: x", 20},
        {" sip:provider.example", 0},
        {"<sip:provider.example>", 0},
        {"sip:provider.example>", 20},
        {"sip:\"x\"@h", 4},
        {"sip:provider\xc3\xa9.example", 12},
        {"sip:provider.example\x7f", 20},
        {"sip:[2001:db8::1", 4},
        {"sip:provider.example:port", 4},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_engine_options options = new_options();
        e911_target good = new_target("sip:good.example"), bad = new_target(cases[i].uri);
        const e911_target *targets[] = {&good, &bad};

        options.region = e911_text_of("US");
        options.targets = targets;
        options.targets_count = COUNT(targets);
        expect_refused(&options, E911_ERR_SYNTAX, cases[i].offset, cases[i].uri);
    }
}

/* An engine with a number of targets like this one. */
static e911_status engine_of(const e911_target *target, size_t count, e911_engine **ret_engine)
{
    const e911_target *targets[E911_TARGETS_MAX + 1];
    e911_engine_options options = new_options();

    for (size_t i = 0; i < count; i++)
        targets[i] = target;
    options.region = e911_text_of("US");
    options.targets = targets;
    options.targets_count = count;
    return e911_engine_new(&options, ret_engine, NULL);
}

Test(decide, engine_limits)
{
    static char uri[E911_TARGET_URI_MAX + 2] = "sip:", name[E911_TARGET_NAME_MAX + 2];
    e911_target target = new_target("sip:h");
    e911_engine *engine = NULL;

    memset(uri + 4, 'h', sizeof uri - 5);
    memset(name, 'n', sizeof name - 1);
    cr_expect_eq(engine_of(&target, E911_TARGETS_MAX + 1, &engine), E911_ERR_LIMIT);
    target.uri = (e911_text){uri, E911_TARGET_URI_MAX + 1};
    cr_expect_eq(engine_of(&target, 1, &engine), E911_ERR_LIMIT);
    target.uri.len = E911_TARGET_URI_MAX;
    target.name = (e911_text){name, E911_TARGET_NAME_MAX + 1};
    cr_expect_eq(engine_of(&target, 1, &engine), E911_ERR_LIMIT);
    cr_expect_null(engine);
    target.name.len = E911_TARGET_NAME_MAX;
    cr_expect_eq(engine_of(&target, E911_TARGETS_MAX, &engine), E911_OK);
    e911_engine_unref(engine);
}

Test(decide, engine_arguments)
{
    e911_engine_options options = new_options();
    e911_target target = new_target("sip:h");
    const e911_target *missing[] = {NULL};
    e911_engine *engine = NULL;

    target.flags = 4;
    cr_expect_eq(engine_of(&target, 1, &engine), E911_ERR_STRUCT_UNKNOWN);
    target.flags = E911_TARGET_ININATTR_UNQUOTED | 0x80000000u;
    cr_expect_eq(engine_of(&target, 1, &engine), E911_ERR_STRUCT_UNKNOWN);
    target = new_target("sip:h");
    target.struct_size--;
    cr_expect_eq(engine_of(&target, 1, &engine), E911_ERR_STRUCT_SIZE);
    options.region = e911_text_of("US");
    cr_expect_eq(e911_engine_new(NULL, &engine, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_engine_new(&options, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    options.targets_count = 1;
    expect_refused(&options, E911_ERR_INVALID_ARGUMENT, 0, "no array of targets");
    options.targets = missing;
    expect_refused(&options, E911_ERR_INVALID_ARGUMENT, 0, "no target in the array");
    options.targets_count = 0;
    options.include_station_addresses = 2;
    expect_refused(&options, E911_ERR_INVALID_ARGUMENT, 0, "neither True nor False");
    options.include_station_addresses = 1;
    options.struct_size--;
    expect_refused(&options, E911_ERR_STRUCT_SIZE, 0, "an earlier struct");
    options.struct_size = 0;
    expect_refused(&options, E911_ERR_STRUCT_SIZE, 0, "not set up");
    cr_expect_null(engine);
    cr_expect_eq(e911_target_init(&target, 1), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_engine_options_init(&options, 1), E911_ERR_STRUCT_SIZE);
    cr_expect_null(e911_engine_ref(NULL));
    e911_engine_unref(NULL);
}

Test(decide, engine_of_a_later_program)
{
    struct {
        e911_engine_options options;
        char later[8];
    } large = {.options = new_options()};
    e911_engine *engine = NULL;

    large.options.struct_size = sizeof large;
    large.options.region = e911_text_of("US");
    cr_expect_eq(e911_engine_new(&large.options, &engine, NULL), E911_OK);
    e911_engine_unref(engine);
    engine = NULL;
    large.later[0] = 1;
    expect_refused(&large.options, E911_ERR_STRUCT_UNKNOWN, 0, "a field of later");
}

/* ---- the short forms of stations and target -------------------------------------------------- */

/* The table and the target as texts, which are copied. */
Test(decide, engine_of_texts)
{
    char table[] = DESK_CSV, uri[] = "sips:provider.example:5061;lr";
    e911_engine_options options = new_options();
    e911_call call = desk_call("9911");
    e911_decision *decision = new_decision();
    e911_engine *engine;
    e911_edit edit;

    options.region = e911_text_of("US");
    options.access_prefixes = e911_text_of("9");
    options.stations_csv = e911_text_of(table);
    options.target_uri = e911_text_of(uri);
    engine = new_engine(&options);
    memset(table, 'x', sizeof table);
    memset(uri, 'x', sizeof uri);
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    e911_engine_unref(engine);
    cr_expect_eq(e911_decision_target_count(decision), 1);
    cr_assert_eq(e911_decision_edit_count(decision, 0), 2);
    e911_edit_init(&edit, sizeof edit);
    cr_assert_eq(e911_decision_edit(decision, 0, 0, &edit), E911_OK);
    cr_expect(is_text(edit.value, "sips:911@provider.example:5061"), "%.*s", (int)edit.value.len,
              edit.value.data);
    cr_assert_eq(e911_decision_edit(decision, 0, 1, &edit), E911_OK);
    cr_expect(edit.value.len > 60 && memcmp(edit.value.data, "\"uu_StationMacAddress=", 22) == 0,
              "%.*s", (int)edit.value.len, edit.value.data);
    e911_decision_free(decision);
}

Test(decide, engine_of_texts_refused)
{
    static const char bad[] = "NetworkID\n0004f2000001\n0004f200000x\n";
    e911_target target = new_target("sip:h");
    const e911_target *targets[] = {&target};
    e911_engine_options options = new_options();
    e911_error error = new_error();
    e911_engine *engine = NULL;

    options.region = e911_text_of("US");
    options.target_uri = e911_text_of("sip:");
    expect_refused(&options, E911_ERR_SYNTAX, 0, "no host");
    options.target_uri = e911_text_of("sip:a b");
    expect_refused(&options, E911_ERR_SYNTAX, 5, "a blank");
    options.target_uri = e911_text_of("sip:h");
    options.targets = targets;
    options.targets_count = 1;
    expect_refused(&options, E911_ERR_CONFLICT, 0, "a target twice");
    options.targets_count = 0;
    options.stations_csv = e911_text_of(bad);
    cr_expect_eq(e911_engine_new(&options, &engine, &error), E911_ERR_SYNTAX);
    cr_expect(error.line == 3 && error.column == 12 && error.offset == 34, "%u:%u %u", error.line,
              error.column, (unsigned)error.offset);
    options.stations_csv = e911_text_of("nothing known\n");
    expect_refused(&options, E911_ERR_SYNTAX, 0, "no column");
    cr_expect_null(engine);
}

Test(decide, engine_of_two_tables)
{
    e911_engine_options options = new_options();

    options.stations = stations_of_csv("", 0, NULL);
    options.region = e911_text_of("US");
    options.stations_csv = e911_text_of(DESK_CSV);
    expect_refused(&options, E911_ERR_CONFLICT, 0, "a table twice");
    e911_stations_unref(options.stations);
}
