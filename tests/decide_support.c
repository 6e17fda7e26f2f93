#include "decide_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

e911_engine_options new_options(void)
{
    e911_engine_options options;

    cr_assert_eq(e911_engine_options_init(&options, sizeof options), E911_OK);
    options.include_station_addresses = 1;
    return options;
}

e911_target new_target(const char *uri)
{
    e911_target target;

    cr_assert_eq(e911_target_init(&target, sizeof target), E911_OK);
    target.uri = e911_text_of(uri);
    return target;
}

e911_engine *new_engine(const e911_engine_options *options)
{
    e911_engine *engine = NULL;

    cr_assert_eq(e911_engine_new(options, &engine, NULL), E911_OK);
    return engine;
}

e911_plan *canadian_plan(const e911_allocator *allocator)
{
    e911_plan_builder *builder = NULL;
    e911_plan *plan = NULL;

    if (e911_plan_builder_new(allocator, &builder) == E911_OK) {
        set_region(builder, "CA", NULL);
        e911_plan_builder_build(builder, &plan, NULL);
    }
    e911_plan_builder_free(builder);
    return plan;
}

e911_call new_call(const char *request_uri)
{
    e911_call call;

    cr_assert_eq(e911_call_init(&call, sizeof call), E911_OK);
    call.method = e911_text_of("INVITE");
    call.request_uri = e911_text_of(request_uri);
    return call;
}

static void set_origin(e911_call *call, const char *from, const char *source)
{
    call->from = e911_text_of(from);
    if (*source != '\0')
        cr_assert_eq(e911_ip_parse(source, strlen(source), &call->source, NULL), E911_OK);
}

e911_call desk_call(const char *request_uri)
{
    e911_call call = new_call(request_uri);

    set_origin(&call, DESK_IDENTITY, DESK_SOURCE);
    return call;
}

e911_call emergency_call(uint32_t ingress, const char *from, const char *source)
{
    e911_call call = new_call("sip:911@pbx.example.com");

    call.ingress = ingress;
    set_origin(&call, from, source);
    return call;
}

e911_decision *new_decision(void)
{
    e911_decision *decision = NULL;

    cr_assert_eq(e911_decision_new(NULL, &decision), E911_OK);
    return decision;
}

static const char *list_reasons(const e911_decision *decision, bool with_matches)
{
    static char names[1024];

    names[0] = '\0';
    for (uint32_t i = 0; i < e911_decision_reason_count(decision); i++) {
        e911_reason reason;

        e911_reason_init(&reason, sizeof reason);
        cr_assert_eq(e911_decision_reason(decision, i, &reason), E911_OK);
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i == 0 ? "" : ",",
                 e911_reason_name(reason.code));
        if (with_matches && reason.matched.len > 0)
            snprintf(names + strlen(names), sizeof names - strlen(names), "=%.*s",
                     (int)reason.matched.len, reason.matched.data);
    }
    return names;
}

const char *reasons_of(const e911_decision *decision)
{
    return list_reasons(decision, false);
}

const char *reasons_with_matches_of(const e911_decision *decision)
{
    return list_reasons(decision, true);
}

/* ---- ININAttr -------------------------------------------------------------------------------- */

static const char ininattr_csv[] = DESK_CSV "0004f2000002,maconly,\n"
                                            ",iponly,192.0.2.3\n";

e911_engine *ininattr_engine(uint32_t include, const uint32_t *flags, size_t count)
{
    char uri[E911_TARGET_URI_MAX + 1] = "sip:provider.example";
    e911_target targets[E911_TARGETS_MAX];
    const e911_target *pointers[E911_TARGETS_MAX];
    e911_engine_options options = new_options();
    e911_engine *engine;

    if (count == E911_TARGETS_MAX)
        memset(uri + 4, 'h', sizeof uri - 5);
    for (size_t i = 0; i < count; i++) {
        targets[i] = new_target(uri);
        targets[i].flags = flags[i];
        pointers[i] = &targets[i];
    }
    options.region = e911_text_of("US");
    options.stations = stations_of_csv(ininattr_csv, sizeof ininattr_csv - 1, NULL);
    options.targets = pointers;
    options.targets_count = count;
    options.include_station_addresses = include;
    engine = new_engine(&options);
    e911_stations_unref(options.stations);
    return engine;
}

void decide_desk_call(e911_engine *engine, e911_decision *decision, uint32_t ingress,
                      const char *const *values, size_t count)
{
    e911_call call = emergency_call(ingress, DESK_IDENTITY, DESK_SOURCE);
    e911_text texts[8];

    cr_assert_leq(count, COUNT(texts));
    for (size_t i = 0; i < count; i++)
        texts[i] = e911_text_of(values[i]);
    call.ininattr = texts;
    call.ininattr_count = count;
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
}

const char *edits_of(const e911_decision *decision, uint32_t target)
{
    static char text[2 * E911_ININATTR_VALUE_MAX];
    e911_edit edit;

    text[0] = '\0';
    e911_edit_init(&edit, sizeof edit);
    for (uint32_t i = 0; i < e911_decision_edit_count(decision, target); i++) {
        bool uri;

        cr_assert_eq(e911_decision_edit(decision, target, i, &edit), E911_OK);
        uri = edit.op == E911_EDIT_SET_REQUEST_URI;
        cr_expect(uri ? edit.name.len == 0 : is_text(edit.name, "ININAttr"),
                  "edit %u has the name %.*s", i, (int)edit.name.len, edit.name.data);
        if (uri)
            strcat(text, "U");
        else if (edit.op == E911_EDIT_REMOVE_HEADER)
            strcat(text, "-");
        else
            snprintf(text + strlen(text), sizeof text - strlen(text), "+%.*s", (int)edit.value.len,
                     edit.value.data);
    }
    return text;
}
