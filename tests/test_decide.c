/* The decision: classes, targets with their edits, reading it, using it again, its life. */
#include "decide_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* An engine of the US with prefix 9, one number of the site and these targets. */
static e911_engine *engine_with(const char *const *uris, size_t count)
{
    e911_target targets[E911_TARGETS_MAX];
    const e911_target *pointers[E911_TARGETS_MAX];
    e911_engine_options options = new_options();
    e911_engine *engine;

    options.region = e911_text_of("US");
    options.access_prefixes = e911_text_of("9");
    options.emergency_numbers = e911_text_of("555-0100");
    options.targets = pointers;
    options.targets_count = count;
    for (size_t i = 0; i < count; i++) {
        targets[i] = new_target(uris[i]);
        targets[i].name = e911_text_of("primary");
        pointers[i] = &targets[i];
    }
    engine = new_engine(&options);
    memset(targets, 0x55, sizeof targets); /* they are copied */
    return engine;
}

static e911_engine *plain_engine(void)
{
    static const char *const uris[] = {"sip:provider.example"};

    return engine_with(uris, 1);
}

/* A request that came by a trunk, of nobody. */
static e911_call trunk_request(const char *method, const char *request_uri)
{
    e911_call call = new_call(request_uri);

    call.method = e911_text_of(method);
    call.ingress = E911_INGRESS_TRUNK;
    return call;
}

static void decide(e911_engine *engine, e911_decision *decision, const char *request_uri)
{
    e911_call call = trunk_request("INVITE", request_uri);

    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK, "%s", request_uri);
}

/* The Request-URI a target gets, or the empty string when it keeps the dialled one. */
static const char *request_uri_of(const e911_decision *decision, uint32_t target)
{
    static char uri[512];
    e911_edit edit;

    uri[0] = '\0';
    e911_edit_init(&edit, sizeof edit);
    for (uint32_t i = 0; i < e911_decision_edit_count(decision, target); i++) {
        cr_assert_eq(e911_decision_edit(decision, target, i, &edit), E911_OK);
        if (edit.op == E911_EDIT_SET_REQUEST_URI)
            snprintf(uri, sizeof uri, "%.*s", (int)edit.value.len, edit.value.data);
    }
    return uri;
}

/* ---- which requests are calls ---------------------------------------------------------------- */

struct request_case {
    const char *method, *request_uri;
    uint32_t flags;
    uint32_t call_class;
    uint32_t targets;
    const char *reasons;
};

static const struct request_case request_cases[] = {
    {"INVITE", "sip:911@h", 0, E911_CLASS_EMERGENCY, 1, "REGION_NUMBER=911,STATION_UNKNOWN"},
    {"INVITE", "911", 0, E911_CLASS_EMERGENCY, 1, "REGION_NUMBER=911,STATION_UNKNOWN"},
    {"INVITE", "sip:9112@h", 0, E911_CLASS_EMERGENCY, 1,
     "ACCESS_PREFIX=9,REGION_NUMBER=112,STATION_UNKNOWN"},
    {"INVITE", "tel:555-0100", 0, E911_CLASS_EMERGENCY, 1, "PLAN_NUMBER=5550100,STATION_UNKNOWN"},
    {"INVITE", "urn:service:sos.fire", 0, E911_CLASS_EMERGENCY, 1,
     "SERVICE_URN=urn:service:sos.fire,STATION_UNKNOWN"},
    {"INVITE", "sip:933@h", 0, E911_CLASS_TEST, 1, "REGION_NUMBER=933,STATION_UNKNOWN"},
    {"INVITE", "urn:service:test.sos", 0, E911_CLASS_TEST, 1,
     "SERVICE_URN=urn:service:test.sos,STATION_UNKNOWN"},
    {"INVITE", "sip:988@h", 0, E911_CLASS_CRISIS, 0, "REGION_NUMBER=988"},
    {"INVITE", "sip:8182@h", 0, E911_CLASS_NONE, 0, "NOT_IN_PLAN"},
    {"INVITE", "", 0, E911_CLASS_NONE, 0, "NOT_IN_PLAN"},
    {"INVITE", "sip:911@h", E911_CALL_LINES_LOST, E911_CLASS_EMERGENCY, 1,
     "LINES_LOST,REGION_NUMBER=911,STATION_UNKNOWN"},
    {"INVITE", "sip:8182@h", E911_CALL_LINES_LOST, E911_CLASS_NONE, 0, "LINES_LOST,NOT_IN_PLAN"},
    {"INVITE", "sip:911@h", E911_CALL_IN_DIALOG, E911_CLASS_NONE, 0, "IN_DIALOG"},
    {"INVITE", "urn:service:sos", E911_CALL_IN_DIALOG | E911_CALL_LINES_LOST, E911_CLASS_NONE, 0,
     "LINES_LOST,IN_DIALOG"},
    {"BYE", "sip:911@h", E911_CALL_IN_DIALOG, E911_CLASS_NONE, 0, "NOT_AN_INVITE=BYE"},
    {"invite", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE=invite"},
    {"INVITEX", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE=INVITEX"},
    {"INVIT", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE=INVIT"},
    {"MESSAGE", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE=MESSAGE"},
    {"OPTIONS", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE=OPTIONS"},
    {"CANCEL", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE=CANCEL"},
    {"ACK", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE=ACK"},
    {"", "sip:911@h", 0, E911_CLASS_NONE, 0, "NOT_AN_INVITE"},
};

Test(decide, requests)
{
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(request_cases); i++) {
        const struct request_case *c = &request_cases[i];
        e911_call call = trunk_request(c->method, c->request_uri);

        call.flags = c->flags;
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_eq(e911_decision_class(decision), c->call_class, "%s %s: class %u", c->method,
                     c->request_uri, e911_decision_class(decision));
        cr_expect_eq(e911_decision_target_count(decision), c->targets, "%s %s", c->method,
                     c->request_uri);
        cr_expect_str_eq(reasons_with_matches_of(decision), c->reasons, "%s %s: %s", c->method,
                         c->request_uri, reasons_with_matches_of(decision));
        cr_expect_eq(e911_decision_edit_count(decision, E911_NO_TARGET), 0, "%s %s", c->method,
                     c->request_uri);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

Test(decide, match)
{
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();
    char dialled[] = "urn:service:sos.police";
    e911_match match;

    e911_match_init(&match, sizeof match);
    decide(engine, decision, "9-112");
    cr_assert_eq(e911_decision_match(decision, &match), E911_OK);
    cr_expect(match.call_class == E911_CLASS_EMERGENCY && match.source == E911_MATCH_ACCESS_PREFIX);
    cr_expect(is_text(match.number, "911") && is_text(match.matched, "112"));
    cr_expect(is_text(match.prefix, "9") && is_text(match.service, "urn:service:sos"));
    decide(engine, decision, dialled);
    memset(dialled, 'x', sizeof dialled); /* nothing of the call is kept */
    e911_engine_unref(engine);
    cr_assert_eq(e911_decision_match(decision, &match), E911_OK);
    cr_expect(is_text(match.service, "urn:service:sos.police"), "%.*s", (int)match.service.len,
              match.service.data);
    cr_expect(is_text(match.number, "") && is_text(match.prefix, ""));
    e911_decision_free(decision);
}

/* ---- targets --------------------------------------------------------------------------------- */

Test(decide, request_uri_per_target)
{
    static const struct {
        const char *target, *request_uri; /* of 911 */
    } cases[] = {
        {"sip:provider.example", "sip:911@provider.example"},
        {"sips:provider.example", "sips:911@provider.example"},
        {"sip:provider.example:5070", "sip:911@provider.example:5070"},
        {"sips:192.0.2.9:5061;transport=tls", "sips:911@192.0.2.9:5061"},
        {"sip:[2001:db8::9]", "sip:911@[2001:db8::9]"},
        {"sip:[2001:db8::9]:5070;lr", "sip:911@[2001:db8::9]:5070"},
        {"sip:trunk@provider.example", "sip:911@provider.example"},
        {"sip:trunk:secret@provider.example:5060?x=y", "sip:911@provider.example:5060"},
        {"sip:provider.example;transport=udp", "sip:911@provider.example"},
    };
    static const struct {
        const char *dialled, *user; /* in place of 911; NULL: the URI stays */
    } dialled[] = {{"911", "911"},
                   {"sip:9112@h", "911"},
                   {"tel:112", "911"},
                   {"sip:933@h", "933"},
                   {"555-0100", "5550100"},
                   {"urn:service:sos", NULL},
                   {"urn:service:test.sos", NULL},
                   {"URN:SERVICE:SOS.fire", NULL}};
    const char *uris[COUNT(cases)];
    e911_decision *decision = new_decision();
    e911_engine *engine;

    for (size_t i = 0; i < COUNT(cases); i++)
        uris[i] = cases[i].target;
    engine = engine_with(uris, COUNT(cases));
    for (size_t d = 0; d < COUNT(dialled); d++) {
        decide(engine, decision, dialled[d].dialled);
        cr_assert_eq(e911_decision_target_count(decision), COUNT(cases));
        for (uint32_t i = 0; i < COUNT(cases); i++) {
            const char *rest = strstr(cases[i].request_uri, "911@") + 3;
            char expected[128] = "";

            if (dialled[d].user != NULL)
                snprintf(expected, sizeof expected, "%.*s%s%s",
                         (int)(rest - 3 - cases[i].request_uri), cases[i].request_uri,
                         dialled[d].user, rest);
            cr_expect_str_eq(request_uri_of(decision, i), expected, "%s to %s: %s",
                             dialled[d].dialled, cases[i].target, request_uri_of(decision, i));
            cr_expect_eq(e911_decision_edit_count(decision, i), dialled[d].user != NULL, "%s to %s",
                         dialled[d].dialled, cases[i].target);
        }
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

Test(decide, targets_in_order)
{
    static const char *const uris[] = {"sip:b.example", "sip:a.example", "sip:c.example;lr"};
    e911_engine *engine = engine_with(uris, COUNT(uris));
    e911_decision *decision = new_decision();
    e911_target target;

    decide(engine, decision, "911");
    e911_engine_unref(engine); /* the decision keeps it */
    e911_target_init(&target, sizeof target);
    for (uint32_t i = 0; i < COUNT(uris); i++) {
        cr_assert_eq(e911_decision_target(decision, i, &target), E911_OK);
        cr_expect(is_text(target.uri, uris[i]), "%u: %.*s", i, (int)target.uri.len,
                  target.uri.data);
        cr_expect(is_text(target.name, "primary"), "%u", i);
        cr_expect_eq(target.flags, 0, "%u", i);
    }
    e911_decision_free(decision);
}

Test(decide, no_target)
{
    e911_engine *engine = engine_with(NULL, 0);
    e911_decision *decision = new_decision();

    decide(engine, decision, "911");
    cr_expect_eq(e911_decision_class(decision), E911_CLASS_EMERGENCY);
    cr_expect_eq(e911_decision_target_count(decision), 0);
    cr_expect_str_eq(reasons_with_matches_of(decision),
                     "REGION_NUMBER=911,STATION_UNKNOWN,NO_TARGET");
    decide(engine, decision, "8182");
    cr_expect_str_eq(reasons_with_matches_of(decision), "NOT_IN_PLAN");
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* What every copy of the request gets stands before what a target gets, and also alone. */
Test(decide, common_edits)
{
    static const char *const uris[] = {"sip:a.example", "sip:b.example"};
    e911_engine *engine = engine_with(uris, COUNT(uris));
    e911_decision *decision = new_decision();
    e911_call call = trunk_request("INVITE", "911");
    e911_text claim = e911_text_of("uu_StationMacAddress=0004f2000009");
    e911_edit edit;

    call.ininattr = &claim;
    call.ininattr_count = 1;
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    e911_edit_init(&edit, sizeof edit);
    cr_expect_eq(e911_decision_edit_count(decision, E911_NO_TARGET), 1);
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t target = i == 2 ? E911_NO_TARGET : i;

        cr_assert_eq(e911_decision_edit(decision, target, 0, &edit), E911_OK, "%u", target);
        cr_expect_eq(edit.op, E911_EDIT_REMOVE_HEADER, "%u", target);
        cr_expect(is_text(edit.name, "ININAttr") && edit.value.len == 0, "%u", target);
    }
    cr_expect_eq(e911_decision_edit_count(decision, 1), 2);
    cr_expect_str_eq(request_uri_of(decision, 1), "sip:911@b.example");
    call.request_uri = e911_text_of("8182");
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    cr_expect_eq(e911_decision_edit_count(decision, E911_NO_TARGET), 1);
    cr_expect_eq(e911_decision_edit_count(decision, 0), 0);
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* ---- reading past the end, wrong arguments --------------------------------------------------- */

Test(decide, indexes_out_of_range)
{
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();
    e911_target target;
    e911_reason reason;
    e911_edit edit;

    e911_target_init(&target, sizeof target);
    e911_reason_init(&reason, sizeof reason);
    e911_edit_init(&edit, sizeof edit);
    decide(engine, decision, "911");
    cr_expect_eq(e911_decision_edit(decision, 0, 0, &edit), E911_OK);
    cr_expect_eq(e911_decision_edit(decision, 0, 1, &edit), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_edit(decision, 0, UINT32_MAX, &edit), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_edit(decision, 1, 0, &edit), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_edit(decision, E911_NO_TARGET - 1, 0, &edit), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_edit(decision, E911_NO_TARGET, 0, &edit), E911_ERR_NOT_FOUND);
    cr_expect_eq(edit.op, E911_EDIT_SET_REQUEST_URI, "a refusal writes nothing");
    cr_expect_eq(e911_decision_edit_count(decision, 1), 0);
    cr_expect_eq(e911_decision_target(decision, 1, &target), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_target(decision, E911_NO_TARGET, &target), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_reason(decision, 2, &reason), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_reason(decision, 1, &reason), E911_OK);
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* A decision that was never filled says nothing. */
Test(decide, fresh_decision)
{
    e911_decision *decision = new_decision();
    e911_station station;
    e911_match match;

    e911_station_init(&station, sizeof station);
    e911_match_init(&match, sizeof match);
    cr_expect_eq(e911_decision_class(decision), E911_CLASS_NONE);
    cr_expect_eq(e911_decision_target_count(decision), 0);
    cr_expect_eq(e911_decision_reason_count(decision), 0);
    cr_expect_eq(e911_decision_edit_count(decision, E911_NO_TARGET), 0);
    cr_expect_eq(e911_decision_station(decision, &station), E911_ERR_NOT_FOUND);
    cr_expect_eq(e911_decision_match(decision, &match), E911_OK);
    cr_expect_eq(match.call_class, E911_CLASS_NONE);
    e911_decision_free(decision);
    e911_decision_free(NULL);
}

Test(decide, arguments)
{
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();
    e911_call call = trunk_request("INVITE", "8182");
    e911_station station = {0};
    e911_target target = {0};
    e911_reason reason = {0};
    e911_match match = {0};
    e911_edit edit = {0};

    decide(engine, decision, "911");
    cr_expect_eq(e911_decide(NULL, &call, decision), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_decide(engine, NULL, decision), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_decide(engine, &call, NULL), E911_ERR_INVALID_ARGUMENT);
    call.request_uri.data = NULL;
    cr_expect_eq(e911_decide(engine, &call, decision), E911_ERR_INVALID_ARGUMENT);
    call.struct_size--;
    cr_expect_eq(e911_decide(engine, &call, decision), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_decision_class(decision), E911_CLASS_EMERGENCY, "refusals change nothing");
    cr_expect_eq(e911_decision_new(NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_decision_class(NULL), E911_CLASS_NONE);
    cr_expect_eq(e911_decision_target_count(NULL), 0);
    cr_expect_eq(e911_decision_reason_count(NULL), 0);
    cr_expect_eq(e911_decision_edit_count(NULL, 0), 0);
    cr_expect_eq(e911_decision_station(decision, &station), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_decision_target(decision, 0, &target), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_decision_reason(decision, 0, &reason), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_decision_match(decision, &match), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_decision_edit(decision, 0, 0, &edit), E911_ERR_STRUCT_SIZE);
    e911_edit_init(&edit, sizeof edit);
    e911_match_init(&match, sizeof match);
    e911_station_init(&station, sizeof station);
    cr_expect_eq(e911_decision_edit(NULL, 0, 0, &edit), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_decision_edit(decision, 0, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_decision_match(NULL, &match), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_decision_station(NULL, &station), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_call_init(&call, sizeof call - 1), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_call_init(NULL, sizeof call), E911_ERR_INVALID_ARGUMENT);
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* ---- names of reasons ------------------------------------------------------------------------ */

Test(decide, reason_names)
{
    static const uint32_t codes[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  20, 21, 22, 23, 24,
                                     25, 26, 40, 41, 42, 43, 44, 45, 46, 60, 61, 62, 63, 64};
    unsigned named = 0;

    for (size_t i = 0; i < COUNT(codes); i++) {
        const char *name = e911_reason_name(codes[i]);

        cr_expect_neq(name[0], '?', "code %u has no name", codes[i]);
        for (size_t k = 0; k < i; k++)
            cr_expect_str_neq(name, e911_reason_name(codes[k]), "codes %u and %u", codes[i],
                              codes[k]);
    }
    for (unsigned code = 0; code < 1000; code++) {
        const char *name = e911_reason_name(code);

        named += strcmp(name, "?") != 0;
        cr_expect(name != NULL && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_?") == strlen(name),
                  "code %u", code);
    }
    cr_expect_eq(named, COUNT(codes), "%u codes have a name", named);
    cr_expect_str_eq(e911_reason_name(E911_REASON_SOURCE_MISMATCH), "SOURCE_MISMATCH");
}
