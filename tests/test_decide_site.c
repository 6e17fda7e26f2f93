/* Calls under a plan with rules: which Site's rules they see, and what a rule makes of a number. */
#include "decide_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char plan_csv[] = "Pattern,Site,Category,StandardizedNumber\n"
                               "55,North,Emergency,\n"
                               "55,South,Local,\n"
                               "66,South,Emergency,\n"
                               "77,,Emergency,911\n"
                               "4YY,,Emergency,9YY\n"
                               "8Z,,Emergency,\n"
                               "*9,,Emergency,\n";

static const char stations_csv[] = "IdentificationAddress,StationIPAddress,Site,StationType\n"
                                   "north,192.0.2.1,North,\n"
                                   "south,192.0.2.2,South,\n"
                                   "nowhere,192.0.2.3,,\n"
                                   "else,192.0.2.4,West,\n"
                                   "remote,,South,RemoteStation\n"
                                   "both,,North,\n"
                                   "both,,South,\n";

static e911_engine *engine_with_sites(void)
{
    e911_engine_options options = new_options();
    e911_plan_builder *builder;
    e911_engine *engine;

    cr_assert_eq(e911_plan_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(e911_plan_builder_set_region(builder, "US", 2, NULL), E911_OK);
    cr_assert_eq(e911_plan_builder_load_csv(builder, plan_csv, sizeof plan_csv - 1, NULL), E911_OK);
    cr_assert_eq(e911_plan_builder_build(builder, &options.plan, NULL), E911_OK);
    e911_plan_builder_free(builder);
    options.stations_csv = e911_text_of(stations_csv);
    options.target_uri = e911_text_of("sip:psap.example.net");
    engine = new_engine(&options);
    e911_plan_unref(options.plan);
    return engine;
}

static const char *class_name_of(const e911_decision *decision)
{
    return e911_class_name(e911_decision_class(decision));
}

Test(decide, a_call_sees_the_rules_of_its_site)
{
    static const struct {
        uint32_t ingress;
        const char *from, *source, *line; /* line: the Site the host knows */
        uint32_t forwarded;
        const char *site; /* expected */
    } cases[] = {
        /* From a workstation: the station's, whatever line and user are. */
        {E911_INGRESS_PHONE, "sip:north@example.com", "192.0.2.1", "", 0, "North"},
        {E911_INGRESS_PHONE, "sip:north@example.com", "192.0.2.2", "North", 0, "South"},
        {E911_INGRESS_PHONE, "sip:stranger@example.com", "192.0.2.2", "North", 0, "South"},
        {E911_INGRESS_PHONE, "sip:north@example.com", "", "South", 0, "North"},
        {E911_INGRESS_PHONE, "sip:north@example.com", "198.51.100.1", "South", 0, "North"},
        /* From a remote station: the user's, wherever it calls from. */
        {E911_INGRESS_PHONE, "sip:remote@example.com", "192.0.2.1", "", 0, "South"},
        {E911_INGRESS_PHONE, "sip:remote@example.com", "198.51.100.1", "North", 0, "South"},
        /* Forwarded: the line's. */
        {E911_INGRESS_PHONE, "sip:north@example.com", "192.0.2.1", "South", 1, "South"},
        {E911_INGRESS_PHONE, "sip:north@example.com", "192.0.2.1", "", 1, ""},
        {E911_INGRESS_TRUNK, "sip:north@example.com", "192.0.2.1", "South", 0, "South"},
        /* Behind a PBX its address is no station's. */
        {E911_INGRESS_PBX, "sip:north@example.com", "192.0.2.2", "South", 0, "North"},
        {E911_INGRESS_PBX, "sip:stranger@example.com", "192.0.2.2", "North", 0, "North"},
        /* The tables say nothing, or several things: the line's. */
        {E911_INGRESS_PHONE, "sip:nowhere@example.com", "192.0.2.3", "North", 0, "North"},
        {E911_INGRESS_PHONE, "sip:both@example.com", "", "South", 0, "South"},
        {E911_INGRESS_PHONE, "sip:stranger@example.com", "198.51.100.1", "North", 0, "North"},
        {E911_INGRESS_PHONE, "sip:stranger@example.com", "198.51.100.1", "", 0, ""},
        /* A Site that no rule names sees the rules without one, not the line's. */
        {E911_INGRESS_PHONE, "sip:else@example.com", "192.0.2.4", "North", 0, ""},
    };
    e911_engine *engine = engine_with_sites();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_call call = emergency_call(cases[i].ingress, cases[i].from, cases[i].source);
        bool north = strcmp(cases[i].site, "North") == 0;
        bool south = strcmp(cases[i].site, "South") == 0;
        char reason[32];

        call.site = e911_engine_find_site(engine, cases[i].line, strlen(cases[i].line));
        call.forwarded = cases[i].forwarded;
        call.request_uri = e911_text_of("sip:55@example.com");
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(class_name_of(decision), north ? "emergency" : "none", "case %zu: 55", i);
        snprintf(reason, sizeof reason, "SITE=%s,", cases[i].site);
        cr_expect_eq(strstr(reasons_with_matches_of(decision), reason) != NULL, north || south,
                     "case %zu: %s", i, reasons_with_matches_of(decision));
        call.request_uri = e911_text_of("sip:66@example.com");
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(class_name_of(decision), south ? "emergency" : "none", "case %zu: 66", i);
        call.request_uri = e911_text_of("sip:911@example.com");
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(class_name_of(decision), "emergency", "case %zu: 911", i);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

Test(decide, a_site_number_out_of_range_is_none)
{
    e911_engine *engine = engine_with_sites();
    e911_decision *decision = new_decision();
    e911_call call = new_call("sip:55@example.com");

    cr_expect_eq(e911_engine_find_site(engine, "West", 4), 0);
    cr_expect_eq(e911_engine_find_site(NULL, "North", 5), 0);
    cr_expect_eq(e911_engine_find_site(engine, "nOrTh", 5),
                 e911_engine_find_site(engine, "North", 5));
    call.site = 77;
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    cr_expect_str_eq(class_name_of(decision), "none");
    cr_expect_str_eq(reasons_of(decision), "NOT_IN_PLAN");
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* The number of a rule goes to the provider; what is no number goes as a service URN. */
Test(decide, the_number_of_a_rule_is_what_the_provider_gets)
{
    static const struct {
        const char *dialled, *request_uri;
    } cases[] = {
        {"sip:77@example.com", "sip:911@psap.example.net"},
        {"sip:4-12@example.com", "sip:912@psap.example.net"},
        {"sip:*9@example.com", "sip:*9@psap.example.net"},
        {"sip:8@example.com", "sip:8@psap.example.net"},
        {"sip:812345@example.com", "sip:812345@psap.example.net"},
        {"sip:8abc@example.com", "urn:service:sos"},
        {"sip:8%23@example.com", "sip:8%23@psap.example.net"},
        {"sip:8%3csip:x%3e@example.com", "urn:service:sos"},
        {"sip:8%0d%0aX:1@example.com", "urn:service:sos"},
        {"sip:81234567890123456789012345678901@example.com",
         "sip:81234567890123456789012345678901@psap.example.net"},
        {"sip:812345678901234567890123456789012@example.com", "urn:service:sos"},
    };
    e911_engine *engine = engine_with_sites();
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_call call = new_call(cases[i].dialled);
        e911_edit edit = {.struct_size = sizeof edit};

        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect(strncmp(reasons_of(decision), "PLAN_RULE,", 10) == 0, "%s: %s", cases[i].dialled,
                  reasons_of(decision));
        cr_assert_eq(e911_decision_edit(decision, 0, 0, &edit), E911_OK, "%s", cases[i].dialled);
        cr_expect_eq(edit.op, E911_EDIT_SET_REQUEST_URI);
        cr_expect(edit.value.len == strlen(cases[i].request_uri) &&
                      memcmp(edit.value.data, cases[i].request_uri, edit.value.len) == 0,
                  "%s: %.*s", cases[i].dialled, (int)edit.value.len, edit.value.data);
    }
    e911_decision_free(decision);
    e911_engine_unref(engine);
}
