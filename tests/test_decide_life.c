/* Memory and references of engines and decisions; requests of any size. */
#include "decide_support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory ---------------------------------------------------------------------------------- */

/* A table with one desk; NULL for want of memory. */
static e911_stations *desk_stations(const e911_allocator *allocator)
{
    e911_stations_builder *builder = NULL;
    e911_stations *stations = NULL;

    if (e911_stations_builder_new(allocator, &builder) == E911_OK &&
        e911_stations_builder_load_csv(builder, DESK_CSV, sizeof DESK_CSV - 1, NULL) == E911_OK)
        e911_stations_builder_build(builder, &stations);
    e911_stations_builder_free(builder);
    return stations;
}

/* An engine of a plan and a table, or of the texts that make them. */
static e911_status try_engine(const e911_allocator *allocator, e911_plan *plan,
                              e911_engine **ret_engine)
{
    e911_engine_options options = new_options();
    e911_target target = new_target("sip:provider.example");
    const e911_target *targets[] = {&target};
    e911_error error = new_error();
    e911_status status;

    options.allocator = allocator;
    options.plan = plan;
    if (plan != NULL) {
        options.stations = desk_stations(allocator);
        if (options.stations == NULL)
            return E911_ERR_NOMEM;
    } else {
        options.stations_csv = e911_text_of(DESK_CSV);
        options.region = e911_text_of("US");
        options.access_prefixes = e911_text_of("9 8");
        options.emergency_numbers = e911_text_of("51 52 53 54 55 56 57 58 59 60 61 62 63 64");
    }
    options.targets = targets;
    options.targets_count = 1;
    status = e911_engine_new(&options, ret_engine, &error);
    cr_expect(error.status != E911_OK || error.offset == 0, "%s: an offset (%u) without a detail",
              e911_status_name(status), (unsigned)error.offset);
    e911_stations_unref(options.stations);
    return status;
}

static e911_engine *desk_engine(const e911_allocator *allocator)
{
    e911_engine *engine = NULL;

    cr_assert_eq(try_engine(allocator, NULL, &engine), E911_OK);
    return engine;
}

static void expect_emergency(const e911_decision *decision, const char *of)
{
    e911_station station;

    e911_station_init(&station, sizeof station);
    cr_expect_eq(e911_decision_class(decision), E911_CLASS_EMERGENCY, "%s", of);
    cr_expect_eq(e911_decision_target_count(decision), 1, "%s", of);
    cr_expect_eq(e911_decision_edit_count(decision, 0), 2, "%s", of);
    cr_expect_eq(e911_decision_station(decision, &station), E911_OK, "%s", of);
    cr_expect(is_text(station.identification_address, "desk"), "%s", of);
}

static e911_status whole_life(const e911_allocator *allocator, bool with_plan)
{
    e911_plan *plan = with_plan ? canadian_plan(allocator) : NULL;
    e911_decision *decision = NULL;
    e911_engine *engine = NULL;
    e911_call call = desk_call("sip:911@h");
    e911_status status = with_plan && plan == NULL ? E911_ERR_NOMEM : E911_OK;

    if (status == E911_OK)
        status = try_engine(allocator, plan, &engine);
    e911_plan_unref(plan);
    if (status == E911_OK)
        status = e911_decision_new(allocator, &decision);
    if (status == E911_OK) {
        status = e911_decide(engine, &call, decision);
        expect_emergency(decision, "whole life");
    }
    e911_engine_unref(engine);
    e911_decision_free(decision);
    return status;
}

static e911_status life_of_texts(const e911_allocator *allocator)
{
    return whole_life(allocator, false);
}

static e911_status life_of_objects(const e911_allocator *allocator)
{
    return whole_life(allocator, true);
}

Test(decide, every_allocation_fails)
{
    long of_texts = fail_every_allocation(life_of_texts);
    long of_objects = fail_every_allocation(life_of_objects);

    cr_expect_gt(of_texts, 20, "only %ld allocations were tried", of_texts);
    cr_expect_gt(of_objects, 20, "only %ld allocations were tried", of_objects);
}

/* An engine that refuses holds no reference to what it was given. */
Test(decide, refused_engine_lets_go)
{
    struct counting_allocator counting;
    e911_engine_options options = new_options();
    e911_target target = new_target("sip:");
    const e911_target *targets[] = {&target};
    e911_engine *engine = NULL;

    counting_allocator_init(&counting, -1);
    options.allocator = &counting.allocator;
    options.plan = canadian_plan(&counting.allocator);
    options.stations = desk_stations(&counting.allocator);
    options.targets = targets;
    options.targets_count = 1;
    cr_expect_eq(e911_engine_new(&options, &engine, NULL), E911_ERR_SYNTAX);
    options.targets_count = 0;
    options.region = e911_text_of("US");
    cr_expect_eq(e911_engine_new(&options, &engine, NULL), E911_ERR_CONFLICT);
    cr_expect_null(engine);
    cr_expect_gt(counting.held, 0);
    e911_plan_unref(options.plan);
    e911_stations_unref(options.stations);
    cr_expect_eq(counting.held, 0);
}

Test(decide, decision_keeps_the_engine)
{
    struct counting_allocator counting;
    e911_decision *decision = NULL;
    e911_engine *engine, *next;
    e911_call call = desk_call("sip:911@h");
    long held;

    counting_allocator_init(&counting, -1);
    cr_assert_eq(e911_decision_new(&counting.allocator, &decision), E911_OK);
    held = counting.held;
    engine = desk_engine(&counting.allocator);
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    e911_engine_unref(engine);
    cr_expect_gt(counting.held, held, "the decision's engine is gone");
    expect_emergency(decision, "after unref");
    /* The next engine takes the place of the first, which then ends. */
    next = desk_engine(NULL);
    cr_assert_eq(e911_decide(next, &call, decision), E911_OK);
    cr_expect_eq(counting.held, held, "the first engine is still held");
    cr_expect_eq(e911_engine_ref(next), next);
    e911_engine_unref(next);
    e911_engine_unref(next);
    expect_emergency(decision, "with the next engine");
    e911_decision_free(decision);
    cr_expect_eq(counting.held, 0);
    cr_expect_not(counting.wrong_size);
}

/* A thousand calls of all kinds: no memory is taken, and nothing of one is left in the next. */
Test(decide, decision_is_used_again)
{
    static const char *const others[] = {"sip:8182@h", "urn:service:test.sos", "sip:988@h", ""};
    struct counting_allocator counting;
    e911_decision *decision = NULL;
    e911_engine *engine;
    e911_text claim = e911_text_of("x");
    e911_reason reason;
    long calls;

    e911_reason_init(&reason, sizeof reason);
    counting_allocator_init(&counting, -1);
    cr_assert_eq(e911_decision_new(&counting.allocator, &decision), E911_OK);
    engine = desk_engine(&counting.allocator);
    calls = counting.calls;
    for (int i = 0; i < 1000; i++) {
        e911_call call = desk_call(others[i % COUNT(others)]);

        call.ininattr = &claim;
        call.ininattr_count = 1;
        call.flags = E911_CALL_LINES_LOST;
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        call = desk_call("9911");
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        expect_emergency(decision, others[i % COUNT(others)]);
        cr_assert_eq(e911_decision_reason_count(decision), 4, "call %d", i);
        cr_assert_eq(e911_decision_reason(decision, 3, &reason), E911_OK);
        cr_assert_eq(reason.code, E911_REASON_ININATTR_ADDED, "call %d", i);
        cr_assert_gt(reason.matched.len, 60, "call %d: the room for reasons is used up", i);
    }
    cr_expect_eq(counting.calls, calls);
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* Texts of the message are copied: it may be gone when the decision is read. */
Test(decide, message_may_go)
{
    static const struct {
        const char *method, *uri, *reason;
        uint32_t code;
    } cases[] = {
        {"INVITE", "urn:service:sos.fire", "urn:service:sos.fire", E911_REASON_SERVICE_URN},
        {"INVITE", "urn:service:sos;a=b", "urn:service:sos", E911_REASON_SERVICE_URN},
        {"INVITE", "sip:9911@h", "9", E911_REASON_ACCESS_PREFIX},
        {"OPTIONS", "sip:911@h", "OPTIONS", E911_REASON_NOT_AN_INVITE},
    };
    e911_decision *decision = new_decision();
    e911_engine *engine = desk_engine(NULL);

    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t method_len = strlen(cases[i].method), uri_len = strlen(cases[i].uri);
        char *message = malloc(method_len + uri_len);
        e911_call call = desk_call("");
        e911_reason reason;
        e911_match match;

        memcpy(message, cases[i].method, method_len);
        memcpy(message + method_len, cases[i].uri, uri_len);
        call.method = (e911_text){message, method_len};
        call.request_uri = (e911_text){message + method_len, uri_len};
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        memset(message, '#', method_len + uri_len);
        free(message);
        e911_reason_init(&reason, sizeof reason);
        e911_match_init(&match, sizeof match);
        cr_assert_eq(e911_decision_reason(decision, 0, &reason), E911_OK);
        cr_expect_eq(reason.code, cases[i].code, "%zu", i);
        cr_expect(is_text(reason.matched, cases[i].reason), "%zu", i);
        cr_assert_eq(e911_decision_match(decision, &match), E911_OK);
        if (match.source == E911_MATCH_SERVICE_URN)
            cr_expect(is_text(match.service, cases[i].reason), "%zu", i);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* What begins no call matches nothing, whatever the call before it matched. */
Test(decide, match_goes_with_its_call)
{
    e911_decision *decision = new_decision();
    e911_engine *engine = desk_engine(NULL);
    e911_call call = desk_call("sip:9911@h");
    e911_match match;

    e911_match_init(&match, sizeof match);
    for (int i = 0; i < 2; i++) {
        call = desk_call("sip:9911@h");
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        expect_emergency(decision, "before");
        if (i == 0)
            call.method = e911_text_of("MESSAGE");
        else
            call.flags = E911_CALL_IN_DIALOG;
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_eq(e911_decision_class(decision), E911_CLASS_NONE);
        cr_assert_eq(e911_decision_match(decision, &match), E911_OK);
        cr_expect(match.source == E911_MATCH_NOTHING && match.number.len == 0 &&
                  match.service.len == 0 && match.matched.len == 0 && match.prefix.len == 0 &&
                  match.category.len == 0 && match.rule == E911_NO_RULE);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* ---- huge requests --------------------------------------------------------------------------- */

enum { HUGE_LEN = 100 * 1024 };

/* `head`, filling, `tail`: as long as no message should be. */
static e911_text huge_text(char *room, const char *head, char fill, const char *tail)
{
    memset(room, fill, HUGE_LEN);
    memcpy(room, head, strlen(head));
    memcpy(room + HUGE_LEN - strlen(tail), tail, strlen(tail));
    return (e911_text){room, HUGE_LEN};
}

Test(decide, huge_request_uri)
{
    static const struct {
        const char *head;
        char fill;
        const char *tail;
        uint32_t call_class;
        uint32_t edits;
    } cases[] = {
        {"sip:911@", 'h', "", E911_CLASS_EMERGENCY, 2},
        {"sip:911@h;x=", 'y', ";user=phone", E911_CLASS_EMERGENCY, 2},
        {"sip:911;x=", 'y', "@h", E911_CLASS_EMERGENCY, 2},
        {"sip:9", '-', "11@h", E911_CLASS_EMERGENCY, 2},
        {"sip:9", '1', "1@h", E911_CLASS_NONE, 0},
        {"urn:service:sos.", 'a', "", E911_CLASS_EMERGENCY, 2},
        {"urn:service:sos", 'x', "", E911_CLASS_NONE, 0},
        {"sip:", '@', "", E911_CLASS_NONE, 0},
        {"<", '<', "", E911_CLASS_NONE, 0},
    };
    char *room = malloc(HUGE_LEN);
    e911_decision *decision = new_decision();
    e911_engine *engine = desk_engine(NULL);

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_call call = desk_call("");

        call.request_uri = huge_text(room, cases[i].head, cases[i].fill, cases[i].tail);
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_eq(e911_decision_class(decision), cases[i].call_class, "case %zu", i);
        cr_expect_eq(e911_decision_edit_count(decision, 0), cases[i].edits, "case %zu", i);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
    free(room);
}

/* A service URN that is too long to keep is spoken of by the service it begins with. */
Test(decide, huge_urn_keeps_its_service)
{
    static const struct {
        const char *head, *service;
    } cases[] = {{"urn:service:sos.", "urn:service:sos"},
                 {"URN:service:test.SOS.", "urn:service:test.sos"}};
    char *room = malloc(HUGE_LEN);
    e911_decision *decision = new_decision();
    e911_engine *engine = desk_engine(NULL);
    e911_match match;

    e911_match_init(&match, sizeof match);
    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_call call = desk_call("");

        call.request_uri = huge_text(room, cases[i].head, 'a', "");
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_assert_eq(e911_decision_match(decision, &match), E911_OK);
        cr_expect(is_text(match.service, cases[i].service), "%s: %.*s", cases[i].head,
                  (int)match.service.len, match.service.data);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
    free(room);
}

/* Who calls is found however long the rest of From is; a From of nothing but noise finds the phone
   by its source. */
Test(decide, huge_headers)
{
    static const struct {
        const char *head;
        char fill;
        const char *tail;
    } cases[] = {
        {"\"", 'x', "\" <sip:desk@example.com>;tag=1"},
        {"<sip:desk@example.com>;tag=", 'x', ""},
        {"<sip:desk@", 'h', ">"},
        {"<sip:", 'x', "@example.com>"},
        {"\"", '"', ""},
        {"", '\0', ""},
        {"<", '<', ">"},
    };
    char *room = malloc(HUGE_LEN);
    e911_decision *decision = new_decision();
    e911_engine *engine = desk_engine(NULL);

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_call call = desk_call("sip:911@h");

        call.from = huge_text(room, cases[i].head, cases[i].fill, cases[i].tail);
        call.p_asserted_identity = call.to = call.contact = call.user_agent = call.from;
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        expect_emergency(decision, cases[i].head);
        call.method = call.from;
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_eq(e911_decision_class(decision), E911_CLASS_NONE, "case %zu", i);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
    free(room);
}
