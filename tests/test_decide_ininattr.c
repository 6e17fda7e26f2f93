/* ININAttr: what is kept, removed and written, for whom, and why. */
#include "decide_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static e911_engine *plain_engine(void)
{
    static const uint32_t flags[] = {0};

    return ininattr_engine(1, flags, 1);
}

/* A call for 911 from the address of desk, whoever it says it is. */
static e911_call call_from(uint32_t ingress, const char *from)
{
    return emergency_call(ingress, from, DESK_SOURCE);
}

static void expect_decided(const e911_decision *decision, const char *reasons, const char *edits,
                           const char *of)
{
    char expected[256];

    snprintf(expected, sizeof expected, "REGION_NUMBER,STATION_BY_IDENTITY%s%s",
             *reasons == '\0' ? "" : ",", reasons);
    cr_expect_str_eq(reasons_of(decision), expected, "%s: %s", of, reasons_of(decision));
    cr_expect_str_eq(edits_of(decision, 0), edits, "%s: %s", of, edits_of(decision, 0));
}

/* ---- ours ------------------------------------------------------------------------------------ */

Test(decide, only_known_keys_are_written)
{
    static const struct {
        const char *from, *edits;
    } cases[] = {
        {"sip:desk@h", "U+" OURS},
        {"sip:maconly@h", "U+\"uu_StationMacAddress=0004f2000002\""},
        {"sip:iponly@h", "U+\"uu_StationIPAddress=192.0.2.3\""},
        {"sip:nobody@h", "U"},
    };
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_call call = call_from(E911_INGRESS_PBX, cases[i].from);

        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(edits_of(decision, 0), cases[i].edits, "%s: %s", cases[i].from,
                         edits_of(decision, 0));
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

Test(decide, server_parameter_off)
{
    static const uint32_t flags[] = {0};
    static const char *const bad[] = {"\"x"};
    e911_engine *engine = ininattr_engine(0, flags, 1);
    e911_decision *decision = new_decision();
    e911_call unknown = call_from(E911_INGRESS_PBX, "sip:nobody@h");

    decide_desk_call(engine, decision, E911_INGRESS_PHONE, NULL, 0);
    expect_decided(decision, "ININATTR_OFF", "U", "phone");
    decide_desk_call(engine, decision, E911_INGRESS_PBX, NULL, 0);
    expect_decided(decision, "ININATTR_OFF", "U", "PBX");
    decide_desk_call(engine, decision, E911_INGRESS_PBX, bad, 1);
    expect_decided(decision, "ININATTR_MALFORMED,ININATTR_OFF", "-U", "PBX with a bad value");
    cr_assert_eq(e911_decide(engine, &unknown, decision), E911_OK);
    cr_expect_str_eq(reasons_of(decision), "REGION_NUMBER,STATION_UNKNOWN,ININATTR_OFF", "%s",
                     reasons_of(decision));
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* ---- a trusted PBX's ------------------------------------------------------------------------- */

struct pbx_case {
    const char *name;
    const char *values[3];
    const char *reasons;
    const char *edits;
};

#define OTHER_IP "\"" MAC_PAIR ";uu_StationIPAddress=192.0.2.9\""

static const struct pbx_case pbx_cases[] = {
    {"none", {NULL}, "ININATTR_ADDED", "U+" OURS},
    {"what the table says", {OURS}, "ININATTR_KEPT", "U"},
    {"in another form",
     {"UU_stationipaddress = 192.0.2.1 ; uu_stationmacaddress=00:04:F2:00:00:01;"},
     "ININATTR_KEPT",
     "U"},
    {"with unknown keys", {"\"" MAC_PAIR ";uu_Floor=3\""}, "ININATTR_KEPT", "U"},
    {"only unknown keys", {"uu_Floor=3"}, "ININATTR_KEPT", "U"},
    {"only the MAC", {"\"" MAC_PAIR "\""}, "ININATTR_KEPT", "U"},
    {"another MAC", {OTHER_MAC}, "ININATTR_KEPT,ININATTR_DIFFERS", "U"},
    {"another IP", {OTHER_IP}, "ININATTR_KEPT,ININATTR_DIFFERS", "U"},
    {"another IP alone",
     {"uu_StationIPAddress=2001:db8::1"},
     "ININATTR_KEPT,ININATTR_DIFFERS",
     "U"},
    {"empty", {""}, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS},
    {"empty quotes", {"\"\""}, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS},
    {"open quote", {"\"" MAC_PAIR}, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS},
    {"bad MAC", {"\"uu_StationMacAddress=x\""}, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS},
    {"bad IP",
     {"\"uu_StationIPAddress=192.0.2\""},
     "ININATTR_MALFORMED,ININATTR_ADDED",
     "-U+" OURS},
    {"two MACs in one",
     {"\"" MAC_PAIR ";uu_StationMacAddress=0004f2000009\""},
     "ININATTR_MALFORMED,ININATTR_ADDED",
     "-U+" OURS},
    {"a line end", {"\"" MAC_PAIR "\r\nVia: x\""}, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS},
    {"two equal", {OURS, OURS}, "ININATTR_KEPT", "-U+" OURS},
    {"three equal, in other forms",
     {OURS, IP_PAIR ";" MAC_PAIR, "\"" IP_PAIR ";uu_StationMacAddress=00-04-F2-00-00-01\""},
     "ININATTR_KEPT",
     "-U+" OURS},
    {"two equal that differ from the table",
     {OTHER_MAC, OTHER_MAC},
     "ININATTR_KEPT,ININATTR_DIFFERS",
     "-U+" OTHER_MAC},
    {"two equal with an unknown key",
     {"\"" MAC_PAIR ";uu_Floor=3\"", "\"" MAC_PAIR ";uu_Floor=3\""},
     "ININATTR_KEPT",
     "-U+\"" MAC_PAIR ";uu_Floor=3\""},
    {"two with other MACs", {OURS, OTHER_MAC}, "ININATTR_CONFLICT,ININATTR_ADDED", "-U+" OURS},
    {"two with other IPs", {OTHER_IP, OURS}, "ININATTR_CONFLICT,ININATTR_ADDED", "-U+" OURS},
    {"two, one without IP", {OURS, MAC_PAIR}, "ININATTR_CONFLICT,ININATTR_ADDED", "-U+" OURS},
    {"two, one with an IP alone",
     {MAC_PAIR, IP_PAIR},
     "ININATTR_CONFLICT,ININATTR_ADDED",
     "-U+" OURS},
    {"two equal, the third not",
     {OURS, OURS, OTHER_IP},
     "ININATTR_CONFLICT,ININATTR_ADDED",
     "-U+" OURS},
    {"two, the second malformed", {OURS, "x"}, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS},
    {"two, the first malformed", {"x", OURS}, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS},
    {"two that differ in an unknown key",
     {MAC_PAIR ";uu_Floor=3", MAC_PAIR ";uu_Floor=4"},
     "ININATTR_CONFLICT,ININATTR_ADDED",
     "-U+" OURS},
};

Test(decide, ininattr_of_a_trusted_pbx)
{
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(pbx_cases); i++) {
        const struct pbx_case *c = &pbx_cases[i];
        size_t count = c->values[0] == NULL ? 0 : c->values[1] == NULL ? 1 : c->values[2] ? 3 : 2;

        decide_desk_call(engine, decision, E911_INGRESS_PBX, c->values, count);
        expect_decided(decision, c->reasons, c->edits, c->name);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* Of a station the table does not know, a trusted PBX's word is kept, and nothing takes its place
   where it cannot be read. */
Test(decide, ininattr_of_an_unknown_station)
{
    static const char *const values[] = {OTHER_MAC, "x"};
    static const char *const reasons[] = {"REGION_NUMBER,STATION_UNKNOWN,ININATTR_KEPT",
                                          "REGION_NUMBER,STATION_UNKNOWN,ININATTR_MALFORMED"};
    static const char *const edits[] = {"U", "-U"};
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(values); i++) {
        e911_call call = call_from(E911_INGRESS_PBX, "sip:nobody@h");
        e911_text text = e911_text_of(values[i]);

        call.ininattr = &text;
        call.ininattr_count = 1;
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(reasons_of(decision), reasons[i], "%s: %s", values[i],
                         reasons_of(decision));
        cr_expect_str_eq(edits_of(decision, 0), edits[i], "%s", values[i]);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* ---- beyond the trust boundary --------------------------------------------------------------- */

struct untrusted_case {
    const char *method, *request_uri;
    uint32_t flags;
    const char *reasons; /* after ININATTR_REMOVED, of a trunk */
    uint32_t targets;
};

static const struct untrusted_case untrusted_cases[] = {
    {"INVITE", "sip:911@h", 0, "REGION_NUMBER,STATION_UNKNOWN", 1},
    {"INVITE", "sip:933@h", 0, "REGION_NUMBER,STATION_UNKNOWN", 1},
    {"INVITE", "urn:service:sos", 0, "SERVICE_URN,STATION_UNKNOWN", 1},
    {"INVITE", "sip:988@h", 0, "REGION_NUMBER", 0},
    {"INVITE", "sip:8182@h", 0, "NOT_IN_PLAN", 0},
    {"INVITE", "", 0, "NOT_IN_PLAN", 0},
    {"INVITE", "sip:911@h", E911_CALL_IN_DIALOG, "IN_DIALOG", 0},
    {"invite", "sip:911@h", 0, "NOT_AN_INVITE", 0},
    {"MESSAGE", "sip:911@h", 0, "NOT_AN_INVITE", 0},
    {"REGISTER", "sip:h", 0, "NOT_AN_INVITE", 0},
    {"BYE", "sip:8182@h", E911_CALL_IN_DIALOG, "NOT_AN_INVITE", 0},
    {"", "sip:911@h", 0, "NOT_AN_INVITE", 0},
};

/* An outsider's line goes, whatever the request and however many and well written they are. */
Test(decide, ininattr_of_outsiders_is_removed)
{
    static const char *const values[] = {OURS, "", "x"};
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(untrusted_cases) * 2; i++) {
        const struct untrusted_case *c = &untrusted_cases[i / 2];
        uint32_t ingress = i % 2 == 0 ? E911_INGRESS_TRUNK : E911_INGRESS_PHONE;
        e911_call call = call_from(ingress, "sip:nobody@h");
        e911_text texts[COUNT(values)];
        char expected[128];

        for (size_t k = 0; k < COUNT(values); k++)
            texts[k] = e911_text_of(values[k]);
        call.source = (e911_ip){0};
        call.method = e911_text_of(c->method);
        call.request_uri = e911_text_of(c->request_uri);
        call.flags = c->flags;
        call.ininattr = texts;
        call.ininattr_count = 1 + i % COUNT(values);
        snprintf(expected, sizeof expected, "ININATTR_REMOVED,%s", c->reasons);
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        if (ingress == E911_INGRESS_TRUNK)
            cr_expect_str_eq(reasons_of(decision), expected, "%s %s: %s", c->method, c->request_uri,
                             reasons_of(decision));
        cr_expect_eq(strncmp(reasons_of(decision), expected, 17), 0, "%s %s", c->method,
                     c->request_uri);
        cr_expect_str_eq(edits_of(decision, E911_NO_TARGET), "-", "%s %s", c->method,
                         c->request_uri);
        cr_expect_eq(e911_decision_target_count(decision), c->targets, "%s %s", c->method,
                     c->request_uri);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* The value of an outsider is not repeated, and not taken for a desk's. */
Test(decide, ininattr_of_a_phone_is_replaced)
{
    static const char *const values[] = {OTHER_MAC};
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();
    e911_reason reason;

    decide_desk_call(engine, decision, E911_INGRESS_PHONE, values, 1);
    cr_expect_str_eq(reasons_of(decision),
                     "ININATTR_REMOVED,REGION_NUMBER,STATION_BY_IDENTITY,ININATTR_ADDED");
    cr_expect_str_eq(edits_of(decision, 0), "-U+" OURS);
    e911_reason_init(&reason, sizeof reason);
    cr_assert_eq(e911_decision_reason(decision, 0, &reason), E911_OK);
    cr_expect_eq(reason.matched.len, 0);
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* A trusted PBX's line stays in all that is no emergency call. */
Test(decide, ininattr_of_a_pbx_stays_elsewhere)
{
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(untrusted_cases); i++) {
        const struct untrusted_case *c = &untrusted_cases[i];
        e911_call call = call_from(E911_INGRESS_PBX, "sip:desk@h");
        e911_text text = e911_text_of("\"x");

        call.method = e911_text_of(c->method);
        call.request_uri = e911_text_of(c->request_uri);
        call.flags = c->flags;
        call.ininattr = &text;
        call.ininattr_count = 1;
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(edits_of(decision, E911_NO_TARGET), c->targets > 0 ? "-" : "", "%s %s",
                         c->method, c->request_uri);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* ---- many values ----------------------------------------------------------------------------- */

Test(decide, thousand_values)
{
    enum { MANY = 1000 };
    e911_engine *engine = plain_engine();
    e911_decision *decision = new_decision();
    e911_text *texts = malloc(MANY * sizeof *texts);
    char *huge = malloc(100000);
    e911_call call = call_from(E911_INGRESS_PBX, "sip:desk@h");

    for (size_t i = 0; i < MANY; i++)
        texts[i] = e911_text_of(OTHER_MAC);
    call.ininattr = texts;
    call.ininattr_count = MANY;
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    expect_decided(decision, "ININATTR_KEPT,ININATTR_DIFFERS", "-U+" OTHER_MAC, "all equal");
    texts[MANY - 1] = e911_text_of(OURS);
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    expect_decided(decision, "ININATTR_CONFLICT,ININATTR_ADDED", "-U+" OURS, "the last differs");
    memset(huge, ';', 100000);
    texts[0] = (e911_text){huge, 100000};
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    expect_decided(decision, "ININATTR_MALFORMED,ININATTR_ADDED", "-U+" OURS, "a huge one");
    call.ingress = E911_INGRESS_PHONE;
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    cr_expect_str_eq(edits_of(decision, 0), "-U+" OURS);
    free(huge);
    free(texts);
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* What came through a PBX that may have read it otherwise than we do is nobody's word. */
Test(decide, a_message_of_several_readings_is_no_pbx_word)
{
    static const char *const values[] = {OURS};
    e911_text texts[] = {e911_text_of(values[0])};
    static const uint32_t flags[] = {0};
    e911_engine *engine = ininattr_engine(1, flags, 1);
    e911_decision *decision = new_decision();
    e911_call call = emergency_call(E911_INGRESS_PBX, DESK_IDENTITY, "");

    call.p_asserted_identity = e911_text_of("<" DESK_IDENTITY ">");
    call.ininattr = texts;
    call.ininattr_count = 1;
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    cr_expect(strstr(reasons_of(decision), "ININATTR_KEPT") != NULL, "%s", reasons_of(decision));
    call.flags = E911_CALL_LINE_ENDS_MIXED;
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    cr_expect_str_eq(edits_of(decision, 0), "-U");
    cr_expect_str_eq(reasons_of(decision),
                     "LINE_ENDS_MIXED,ININATTR_REMOVED,REGION_NUMBER,STATION_UNKNOWN");
    e911_decision_free(decision);
    e911_engine_unref(engine);
}
