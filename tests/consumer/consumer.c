/*
 * A program of somebody else: it has nothing of libe911 but what was installed. It calls every
 * function of the core, and prints what consumer.expected says. Compiled as C and, through
 * consumer.cpp, as C++.
 */
#include <e911/e911.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(e911_status status, const char *what)
{
    if (status == E911_OK)
        return;
    printf("%s: %s\n", what, e911_status_name(status));
    exit(1);
}

static void show(const char *label, e911_text text)
{
    printf("%s: %.*s\n", label, (int)text.len, text.data == NULL ? "" : text.data);
}

/* ---- memory of the host ---------------------------------------------------------------------- */

static long held;

static void *host_alloc(void *user, size_t size)
{
    ++*(long *)user;
    return malloc(size);
}

static void *host_resize(void *user, void *memory, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    return realloc(memory, new_size);
}

static void host_release(void *user, void *memory, size_t size)
{
    (void)size;
    --*(long *)user;
    free(memory);
}

static void fill_allocator(e911_allocator *allocator)
{
    must(e911_allocator_init(allocator, sizeof *allocator), "allocator");
    allocator->user = &held;
    allocator->alloc = host_alloc;
    allocator->resize = host_resize;
    allocator->release = host_release;
}

/* ---- texts in, values out, and back ---------------------------------------------------------- */

static void tell_version(void)
{
    int same =
        e911_version() == E911_VERSION && strcmp(e911_version_string(), E911_VERSION_STRING) == 0;

    printf("library and headers: %s\n", same ? "the same version" : "different versions");
}

static void read_addresses(void)
{
    e911_text mac_text = e911_text_of("00:04:F2:15:C2:85");
    e911_text ip_text = e911_text_of("[2001:DB8:0:0:0:0:0:1]");
    char buf[E911_IP_TEXT_SIZE];
    e911_text written = {buf, 0};
    e911_error error;
    e911_mac mac;
    e911_ip ip;

    must(e911_error_init(&error, sizeof error), "error");
    must(e911_mac_parse(mac_text.data, mac_text.len, &mac, &error), "mac");
    must(e911_mac_format(&mac, buf, sizeof buf, &written.len), "mac");
    show("mac", written);
    must(e911_ip_parse(ip_text.data, ip_text.len, &ip, &error), "ip");
    must(e911_ip_format(&ip, buf, sizeof buf, &written.len), "ip");
    show("ip", written);
    printf("a MAC address without its end: %s\n",
           e911_status_name(e911_mac_parse("00:04", 5, &mac, &error)));
    printf("why: %s\n", error.message != NULL && error.expected != NULL ? "told" : "not told");
}

static void read_uri(void)
{
    e911_text text = e911_text_of("\"Front desk\" <sip:8182@pbx.example:5070>;tag=1");
    e911_uri uri;

    must(e911_uri_init(&uri, sizeof uri), "uri");
    must(e911_uri_parse(text.data, text.len, &uri, NULL), "uri");
    show("user", uri.user);
    show("host", uri.host);
    show("port", uri.port);
}

static void copy_ininattr(void)
{
    e911_text value =
        e911_text_of("\"uu_StationIPAddress=192.0.2.4; uu_StationMacAddress=0004F215C285;"
                     "uu_Floor=3\"");
    e911_ininattr_pair others[2];
    char buf[128];
    e911_text written = {buf, 0};
    e911_ininattr attr;

    must(e911_ininattr_init(&attr, sizeof attr), "ininattr");
    attr.others = others;
    attr.others_capacity = 2;
    must(e911_ininattr_parse(value.data, value.len, &attr, NULL), "ininattr");
    must(e911_ininattr_format(&attr, buf, sizeof buf, &written.len), "ininattr");
    show("ininattr", written);
}

/* ---- the world table ------------------------------------------------------------------------- */

static void show_region_number(const e911_region_number *number)
{
    printf("%.*s: %s", (int)number->number.len, number->number.data,
           e911_class_name(number->call_class));
    for (uint32_t source = 1; source != 0; source <<= 1) {
        if ((number->sources & source) != 0)
            printf(", %s", e911_region_source_name(source));
    }
    show("", number->service);
}

static void read_region(const char *code)
{
    e911_region_number number;
    e911_region region;
    uint32_t index;

    must(e911_region_init(&region, sizeof region), "region");
    must(e911_region_number_init(&number, sizeof number), "region number");
    must(e911_region_find(code, strlen(code), &index, NULL), "region");
    must(e911_region_at(index, &region), "region");
    printf("region %.*s of %s: %u numbers\n", (int)region.code.len, region.code.data,
           e911_region_count() > index ? "the table" : "nowhere", (unsigned)region.number_count);
    for (uint32_t i = 0; i < region.number_count; i++) {
        must(e911_region_number_at(index, i, &number), "region number");
        show_region_number(&number);
    }
}

/* ---- dial plan ------------------------------------------------------------------------------- */

static void classify(const e911_plan *plan, const char *dialled)
{
    e911_match match;

    must(e911_match_init(&match, sizeof match), "match");
    must(e911_plan_classify(plan, dialled, strlen(dialled), 0, &match), "classify");
    printf("%s: %s\n", dialled, e911_class_name(match.call_class));
}

/* ---- rules ----------------------------------------------------------------------------------- */

static int print_csv(void *user, const char *data, size_t len)
{
    (void)user;
    return fwrite(data, 1, len, stdout) == len ? 0 : 1;
}

static void add_rules(e911_plan_builder *builder)
{
    e911_dial_string strings[1] = {{{NULL, 0}, {NULL, 0}}};
    e911_dial_string read;
    e911_rule rule;

    must(e911_plan_builder_set_options(builder, E911_PLAN_HASH_ENDS), "options");
    must(e911_plan_builder_add_category(builder, "Campus", 6, NULL), "category");
    must(e911_plan_builder_add_list_member(builder, "Free", 4, "800", 3, NULL), "list");
    must(e911_rule_init(&rule, sizeof rule), "rule");
    strings[0].group = e911_text_of("Trunk");
    strings[0].text = e911_text_of("$$$NXXXXXX");
    rule.pattern = e911_text_of("1$$$NXXXXXX");
    rule.number_list = e911_text_of("Free");
    rule.category = e911_text_of("Campus");
    rule.dial_strings = strings;
    rule.dial_string_count = 1;
    must(e911_plan_builder_add_rule(builder, &rule, NULL), "rule");
    must(e911_plan_builder_rule(builder, e911_plan_builder_rule_count(builder) - 1, &rule), "rule");
    must(e911_plan_builder_dial_string(builder, 0, 0, &read), "dial string");
    show("dial string", read.text);
}

static void write_rules(const e911_plan_builder *builder)
{
    char buf[512];
    size_t len;
    e911_sink sink;

    must(e911_sink_init(&sink, sizeof sink), "sink");
    sink.write = print_csv;
    must(e911_plan_builder_write_csv(builder, &sink), "CSV");
    must(e911_plan_builder_format_csv(builder, buf, sizeof buf, &len), "CSV");
    printf("the same in a buffer: %u bytes\n", (unsigned)len);
}

static void dial(const e911_plan *plan, const char *dialled)
{
    char buf[64];
    e911_text written = {buf, 0};
    e911_match match;
    e911_rule rule;

    must(e911_match_init(&match, sizeof match), "match");
    must(e911_rule_init(&rule, sizeof rule), "rule");
    must(e911_plan_classify(plan, dialled, strlen(dialled), 0, &match), "classify");
    must(e911_plan_rule(plan, match.rule, &rule), "rule");
    show("pattern", rule.pattern);
    must(e911_plan_format_dial_string(plan, &match, dialled, strlen(dialled), "trunk", 5, buf,
                                      sizeof buf, &written.len),
         "dial string");
    show("dialled on the trunk", written);
    printf("rules: %u\n", (unsigned)e911_plan_rule_count(plan));
}

static e911_plan *make_plan(const e911_allocator *allocator)
{
    e911_plan_builder *builder;
    e911_plan *plan;
    e911_plan *again;

    must(e911_plan_builder_new(allocator, &builder), "plan builder");
    must(e911_plan_builder_set_region(builder, "US", 2, NULL), "region");
    must(e911_plan_builder_add_access_prefix(builder, "9", 1, NULL), "prefix");
    must(e911_plan_builder_add_number(builder, "5555", 4, E911_CLASS_EMERGENCY, NULL), "number");
    add_rules(builder);
    write_rules(builder);
    must(e911_plan_builder_build(builder, &plan, NULL), "plan");
    e911_plan_builder_free(builder);

    /* A second reader: the plan lives until both have given up their reference. */
    again = e911_plan_ref(plan);
    e911_plan_unref(plan);
    classify(again, "9911");
    classify(again, "5555");
    classify(again, "933");
    classify(again, "988");
    classify(again, "9115");
    dial(again, "1-800-234-5678");
    return again;
}

/* ---- stations -------------------------------------------------------------------------------- */

static const char table[] = "DisplayName,NetworkID,IdentificationAddress,StationIPAddress\r\n"
                            "Front desk,0004f215c285,8182,192.0.2.4\r\n"
                            "Front desk 2,0004f215c285,8183,192.0.2.4\r\n";

static void look_up(const e911_stations *stations)
{
    e911_text user = e911_text_of("<sip:8184@pbx.example>");
    e911_station_range range;
    e911_station station;

    printf("stations: %u\n", (unsigned)e911_stations_count(stations));
    must(e911_station_init(&station, sizeof station), "station");
    must(e911_stations_at(stations, 0, &station), "row");
    must(e911_stations_find_mac(stations, &station.mac, &range), "find by MAC");
    printf("rows with the MAC address of the first: %u\n", (unsigned)range.count);
    must(e911_stations_find_ip(stations, &station.ip, &range), "find by IP");
    printf("rows with its IP address: %u\n", (unsigned)range.count);
    must(e911_stations_find_identity(stations, user.data, user.len, &range), "find by identity");
    must(e911_stations_at(stations, range.rows[0], &station), "row");
    show("8184 is", station.display_name);
}

static e911_stations *make_stations(const e911_allocator *allocator)
{
    e911_stations_builder *builder;
    e911_stations *stations;
    e911_stations *again;
    e911_station station;

    must(e911_stations_builder_new(allocator, &builder), "stations builder");
    must(e911_stations_builder_load_csv(builder, table, sizeof table - 1, NULL), "table");
    must(e911_station_init(&station, sizeof station), "station");
    station.display_name = e911_text_of("Warehouse");
    station.network_id = e911_text_of("0004f215c286");
    station.identification_address = e911_text_of("8184");
    must(e911_stations_builder_add(builder, &station, NULL), "add");
    must(e911_stations_builder_build(builder, &stations), "stations");
    e911_stations_builder_free(builder);

    again = e911_stations_ref(stations);
    e911_stations_unref(stations);
    look_up(again);
    return again;
}

/* ---- decide ---------------------------------------------------------------------------------- */

static e911_engine *make_engine(const e911_allocator *allocator)
{
    e911_engine_options options;
    e911_target target;
    const e911_target *targets[1] = {&target};
    e911_engine *engine;
    e911_engine *again;

    must(e911_target_init(&target, sizeof target), "target");
    target.name = e911_text_of("primary");
    target.uri = e911_text_of("sip:provider.example");
    must(e911_engine_options_init(&options, sizeof options), "options");
    options.allocator = allocator;
    options.plan = make_plan(allocator);
    options.stations = make_stations(allocator);
    options.targets = targets;
    options.targets_count = 1;
    options.include_station_addresses = 1;
    must(e911_engine_new(&options, &engine, NULL), "engine");
    e911_plan_unref(options.plan);
    e911_stations_unref(options.stations);

    if (e911_engine_find_site(engine, "Indianapolis", 12) != 0)
        printf("a site without a rule\n");
    again = e911_engine_ref(engine);
    e911_engine_unref(engine);
    return again;
}

static void fill_call(e911_call *call)
{
    must(e911_call_init(call, sizeof *call), "call");
    call->method = e911_text_of("INVITE");
    call->request_uri = e911_text_of("sip:9911@pbx.example");
    call->from = e911_text_of("<sip:8182@pbx.example>;tag=1");
    call->to = e911_text_of("<sip:9911@pbx.example>");
    call->ingress = E911_INGRESS_PHONE;
    must(e911_ip_parse("192.0.2.4", 9, &call->source, NULL), "source");
}

static void show_edits(const e911_decision *decision, uint32_t target)
{
    e911_edit edit;

    must(e911_edit_init(&edit, sizeof edit), "edit");
    for (uint32_t i = 0; i < e911_decision_edit_count(decision, target); i++) {
        must(e911_decision_edit(decision, target, i, &edit), "edit");
        printf("edit %u %.*s", (unsigned)edit.op, (int)edit.name.len,
               edit.name.data == NULL ? "" : edit.name.data);
        show("", edit.value);
    }
}

static void show_targets(const e911_decision *decision)
{
    e911_target target;

    must(e911_target_init(&target, sizeof target), "target");
    for (uint32_t i = 0; i < e911_decision_target_count(decision); i++) {
        must(e911_decision_target(decision, i, &target), "target");
        show("target", target.name);
        show_edits(decision, i);
    }
}

static void show_decision(const e911_decision *decision)
{
    e911_station station;
    e911_reason reason;
    e911_match match;

    printf("class: %s\n", e911_class_name(e911_decision_class(decision)));
    must(e911_match_init(&match, sizeof match), "match");
    must(e911_decision_match(decision, &match), "match");
    show("number", match.number);
    must(e911_station_init(&station, sizeof station), "station");
    must(e911_decision_station(decision, &station), "station");
    show("station", station.display_name);
    show_targets(decision);
    must(e911_reason_init(&reason, sizeof reason), "reason");
    for (uint32_t i = 0; i < e911_decision_reason_count(decision); i++) {
        must(e911_decision_reason(decision, i, &reason), "reason");
        show(e911_reason_name(reason.code), reason.matched);
    }
}

static void decide(const e911_allocator *allocator, e911_engine *engine)
{
    e911_decision *decision;
    e911_call call;

    must(e911_decision_new(allocator, &decision), "decision");
    fill_call(&call);
    must(e911_decide(engine, &call, decision), "decide");
    e911_engine_unref(engine); /* the decision keeps what it refers to */
    show_decision(decision);
    e911_decision_free(decision);
}

/* ---- raw messages ---------------------------------------------------------------------------- */

static const char invite[] = "INVITE sip:9911@pbx.example SIP/2.0\r\n"
                             "Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bK1\r\n"
                             "f: <sip:8182@pbx.example>;tag=1\r\nTo: <sip:9911@pbx.example>\r\n"
                             "Call-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n";

static int print(void *user, const char *data, size_t len)
{
    return fwrite(data, 1, len, (FILE *)user) == len ? 0 : 1;
}

static void show_bytes(const char *what, const char *data, size_t len)
{
    e911_text text;

    text.data = data;
    text.len = len;
    show(what, text);
}

static void fill_sink(e911_sink *sink)
{
    must(e911_sink_init(sink, sizeof *sink), "sink");
    sink->user = stdout;
    sink->write = print;
}

static void apply_to_bytes(const e911_wire_room *room, const e911_decision *decision)
{
    char bytes[1024];
    size_t len;
    e911_sink sink;

    must(e911_wire_apply(invite, sizeof invite - 1, decision, 0, bytes, sizeof bytes, &len),
         "apply");
    show_bytes("applied", bytes, len);
    must(e911_wire_apply_described(room, decision, 0, bytes, sizeof bytes, &len), "apply again");
    fill_sink(&sink);
    must(e911_wire_apply_to(invite, sizeof invite - 1, decision, E911_NO_TARGET, &sink), "apply");
    must(e911_decision_format_json(decision, bytes, sizeof bytes, &len), "decision as JSON");
    show_bytes("decision", bytes, len);
}

static void edit_bytes(void)
{
    char bytes[1024];
    size_t len;
    e911_edit edit;
    const e911_edit *edits[] = {&edit};
    e911_sink sink;

    must(e911_edit_init(&edit, sizeof edit), "edit");
    edit.op = E911_EDIT_ADD_BODY_PART;
    edit.name = e911_text_of("text/plain");
    edit.value = e911_text_of("second floor");
    must(e911_wire_edit(invite, sizeof invite - 1, edits, 1, NULL, bytes, sizeof bytes, &len),
         "edit");
    show_bytes("edited", bytes, len);
    fill_sink(&sink);
    must(e911_wire_edit_to(invite, sizeof invite - 1, edits, 1, NULL, &sink), "edit");
    putchar('\n');
}

static void decide_bytes(e911_engine *engine)
{
    e911_decision *decision;
    e911_wire_room room;
    e911_call call;

    must(e911_wire_room_init(&room, sizeof room), "room");
    must(e911_call_init(&call, sizeof call), "call");
    must(e911_wire_describe(invite, sizeof invite - 1, &room, &call, NULL), "describe");
    show("from", call.from);
    must(e911_decision_new(NULL, &decision), "decision");
    must(e911_decide(engine, &call, decision), "decide");
    apply_to_bytes(&room, decision);
    e911_decision_free(decision);
    edit_bytes();
}

static void rewrite_bytes(e911_engine *engine)
{
    char bytes[1024];
    size_t len;
    e911_facts facts;
    e911_summary summary;

    must(e911_facts_init(&facts, sizeof facts), "facts");
    must(e911_summary_init(&summary, sizeof summary), "summary");
    must(e911_ip_parse("192.0.2.4", 9, &facts.source, NULL), "source");
    must(e911_rewrite(engine, invite, sizeof invite - 1, &facts, 0, bytes, sizeof bytes, &len,
                      &summary),
         "rewrite");
    show_bytes("rewritten", bytes, len);
    must(e911_summary_format_json(&summary, bytes, sizeof bytes, &len), "summary as JSON");
    show_bytes("summary", bytes, len);
}

int main(void)
{
    e911_allocator allocator;
    e911_engine *engine;

    tell_version();
    read_addresses();
    read_uri();
    copy_ininattr();
    read_region("to");
    fill_allocator(&allocator);
    engine = make_engine(&allocator);
    decide_bytes(engine);
    rewrite_bytes(engine);
    decide(&allocator, engine);
    printf("blocks held at the end: %ld\n", held);
    return 0;
}
