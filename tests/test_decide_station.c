/* Which station is taken to dial, what is asserted of it, and what becomes of it in ININAttr. */
#include "decide_support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An engine of these stations with one target. */
static e911_engine *engine_of(e911_stations *stations)
{
    e911_engine_options options = new_options();
    e911_target target = new_target("sip:provider.example");
    const e911_target *targets[] = {&target};

    options.region = e911_text_of("US");
    options.stations = stations;
    options.targets = targets;
    options.targets_count = 1;
    return new_engine(&options);
}

static e911_engine *engine_of_csv(const char *text)
{
    e911_stations *stations = stations_of_csv(text, strlen(text), NULL);
    e911_engine *engine = engine_of(stations);

    e911_stations_unref(stations);
    return engine;
}

/* What the named reason says it matched, or "none" for no such reason. */
static const char *matched_of(const e911_decision *decision, uint32_t code)
{
    static char text[256];
    e911_reason reason;

    e911_reason_init(&reason, sizeof reason);
    for (uint32_t i = 0; i < e911_decision_reason_count(decision); i++) {
        cr_assert_eq(e911_decision_reason(decision, i, &reason), E911_OK);
        if (reason.code != code)
            continue;
        snprintf(text, sizeof text, "%.*s", (int)reason.matched.len, reason.matched.data);
        return text;
    }
    return "none";
}

/* The ININAttr that is added for the first target, or the empty text. */
static e911_text added_ininattr(const e911_decision *decision)
{
    e911_text value = {"", 0};
    unsigned added = 0;
    e911_edit edit;

    e911_edit_init(&edit, sizeof edit);
    for (uint32_t i = 0; i < e911_decision_edit_count(decision, 0); i++) {
        cr_assert_eq(e911_decision_edit(decision, 0, i, &edit), E911_OK);
        if (edit.op != E911_EDIT_ADD_HEADER)
            continue;
        value = edit.value;
        added++;
    }
    cr_expect_leq(added, 1u, "%u header lines are added", added);
    return value;
}

/* ---- the matrix ------------------------------------------------------------------------------ */

struct expected {
    char mac[16];
    char ip[64];
    char header[160];
};

/* The header that says exactly this. */
static struct expected expected_of(const char *mac, const char *ip)
{
    bool has_mac = strcmp(mac, "-") != 0, has_ip = strcmp(ip, "-") != 0;
    struct expected expected = {"", "", ""};

    snprintf(expected.mac, sizeof expected.mac, "%s", has_mac ? mac : "");
    snprintf(expected.ip, sizeof expected.ip, "%s", has_ip ? ip : "");
    if (has_mac || has_ip)
        snprintf(expected.header, sizeof expected.header, "\"%s%s%s%s%s\"",
                 has_mac ? "uu_StationMacAddress=" : "", expected.mac, has_mac && has_ip ? ";" : "",
                 has_ip ? "uu_StationIPAddress=" : "", expected.ip);
    return expected;
}

static void expect_station(const e911_decision *decision, const char *known,
                           const struct expected *expected, const char *of)
{
    e911_station station;
    char text[E911_IP_TEXT_SIZE];
    e911_status status;
    size_t len = 0;

    e911_station_init(&station, sizeof station);
    status = e911_decision_station(decision, &station);
    cr_expect_eq(status, *known == 'y' ? E911_OK : E911_ERR_NOT_FOUND, "%s: %s", of,
                 e911_status_name(status));
    if (station.known & E911_STATION_HAS_MAC)
        e911_mac_format(&station.mac, text, sizeof text, &len);
    cr_expect(is_text((e911_text){text, len}, expected->mac), "%s: MAC %.*s", of, (int)len, text);
    len = 0;
    if (station.known & E911_STATION_HAS_IP)
        e911_ip_format(&station.ip, text, sizeof text, &len);
    cr_expect(is_text((e911_text){text, len}, expected->ip), "%s: IP %.*s", of, (int)len, text);
}

/* One word is an identity at example.com. */
static const char *identity_of(char *word, char *room, size_t size)
{
    if (strcmp(word, "-") == 0)
        return "";
    if (strchr(word, ':') != NULL)
        return word;
    snprintf(room, size, "\"%s\" <sip:%s@example.com>;tag=1", word, word);
    return room;
}

static void check_row(e911_engine *engine, e911_decision *decision, const struct vector_row *row)
{
    char *const *columns = row->columns;
    struct expected expected = expected_of(columns[5], columns[6]);
    uint32_t ingress = columns[0][0] == 't'   ? E911_INGRESS_TRUNK
                       : columns[0][1] == 'b' ? E911_INGRESS_PBX
                                              : E911_INGRESS_PHONE;
    char from[128], pai[128], of[256], reasons[256];
    e911_call call = emergency_call(ingress, identity_of(columns[1], from, sizeof from),
                                    strcmp(columns[3], "-") == 0 ? "" : columns[3]);
    e911_text added;

    snprintf(of, sizeof of, "line %u: %s %s %s %s", row->line, columns[0], columns[1], columns[2],
             columns[3]);
    call.p_asserted_identity = e911_text_of(identity_of(columns[2], pai, sizeof pai));
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK, "%s", of);
    snprintf(reasons, sizeof reasons, "REGION_NUMBER,%s", columns[7]);
    cr_expect_str_eq(reasons_of(decision), reasons, "%s: %s, not %s", of, reasons_of(decision),
                     reasons);
    expect_station(decision, columns[4], &expected, of);
    added = added_ininattr(decision);
    cr_expect(is_text(added, expected.header), "%s: ININAttr %.*s", of, (int)added.len, added.data);
    cr_expect_eq(e911_decision_class(decision), E911_CLASS_EMERGENCY, "%s", of);
    cr_expect_eq(e911_decision_target_count(decision), 1, "%s: the call goes out", of);
}

Test(decide, identify_vectors)
{
    struct vector_file file = vector_file_open("tests/vectors/decide/identify.tsv", 8);
    struct vector_row row;
    size_t len;
    char *csv = read_project_file("tests/vectors/decide/stations.csv", &len);
    e911_stations *stations = stations_of_csv(csv, len, NULL);
    e911_engine *engine = engine_of(stations);
    e911_decision *decision = new_decision();

    while (vector_file_next(&file, &row))
        check_row(engine, decision, &row);
    cr_expect_geq(file.count, 200u, "only %u vectors were read", file.count);
    e911_decision_free(decision);
    e911_engine_unref(engine);
    e911_stations_unref(stations);
    free(csv);
}

/* ---- what the vectors do not say ------------------------------------------------------------- */

Test(decide, reasons_say_what_matched)
{
    static const char csv[] = "NetworkID,IdentificationAddress,StationIPAddress\n"
                              "0004f2000001,sip:Desk@Example.com,::ffff:192.0.2.1\n";
    static const char header[] =
        "\"uu_StationMacAddress=0004f2000001;uu_StationIPAddress=192.0.2.1\"";
    e911_engine *engine = engine_of_csv(csv);
    e911_decision *decision = new_decision();
    e911_call call = emergency_call(E911_INGRESS_PHONE, "<sip:Desk@example.com>", "192.0.2.1");
    e911_station station;

    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    cr_expect_str_eq(matched_of(decision, E911_REASON_REGION_NUMBER), "911");
    cr_expect_str_eq(matched_of(decision, E911_REASON_STATION_BY_IDENTITY), "sip:Desk@Example.com");
    cr_expect_str_eq(matched_of(decision, E911_REASON_ININATTR_ADDED), header);
    e911_station_init(&station, sizeof station);
    cr_assert_eq(e911_decision_station(decision, &station), E911_OK);
    cr_expect_eq(station.line, 2, "the row is the table's");
    cr_expect_eq(station.identification_address.len, 20);
    call.from = e911_text_of("sip:nobody@example.com");
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    cr_expect_str_eq(matched_of(decision, E911_REASON_STATION_BY_SOURCE), "::ffff:192.0.2.1");
    cr_expect_str_eq(matched_of(decision, E911_REASON_STATION_BY_IDENTITY), "none");
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* The engine may have no table, or an empty one: the call goes out all the same. */
Test(decide, no_stations)
{
    e911_engine *engines[] = {engine_of(NULL), engine_of_csv("NetworkID\n")};
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(engines); i++) {
        for (uint32_t ingress = E911_INGRESS_PHONE; ingress <= E911_INGRESS_TRUNK; ingress++) {
            e911_call call = emergency_call(ingress, "sip:8182@h", "192.0.2.1");

            cr_assert_eq(e911_decide(engines[i], &call, decision), E911_OK);
            cr_expect_str_eq(reasons_of(decision), "REGION_NUMBER,STATION_UNKNOWN", "%zu: %s", i,
                             reasons_of(decision));
            cr_expect_eq(e911_decision_target_count(decision), 1, "%zu", i);
            cr_expect_eq(added_ininattr(decision).len, 0, "%zu", i);
        }
        e911_engine_unref(engines[i]);
    }
    e911_decision_free(decision);
}

/* An identity that is both a desk phone's and one without a place: without evidence of the device
   nobody knows which of them dialled, and no desk may be asserted. */
Test(decide, twins_without_a_place)
{
    static const char *const types[] = {"Mobile", "RemoteStation", "HotDesk"};
    static const char *const tables[] = {
        "NetworkID,IdentificationAddress,StationType,StationIPAddress\n"
        "0004f2000001,twin,Managed,192.0.2.1\n,twin,%s,\n",
        "NetworkID,IdentificationAddress,StationType,StationIPAddress\n"
        ",twin,%s,\n0004f2000001,twin,Managed,\n"};
    static const struct {
        uint32_t ingress;
        const char *source;
    } calls[] = {{E911_INGRESS_PBX, "192.0.2.77"},
                 {E911_INGRESS_PHONE, ""},
                 {E911_INGRESS_PHONE, "192.0.2.77"}};
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(types) * COUNT(tables) * COUNT(calls); i++) {
        const char *type = types[i % COUNT(types)];
        size_t table = i / COUNT(types) % COUNT(tables), c = i / COUNT(types) / COUNT(tables);
        e911_call call = emergency_call(calls[c].ingress, "sip:twin@h", calls[c].source);
        e911_engine *engine;
        e911_station station;
        char csv[256];

        snprintf(csv, sizeof csv, tables[table], type);
        engine = engine_of_csv(csv);
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        e911_station_init(&station, sizeof station);
        cr_expect_eq(e911_decision_station(decision, &station), E911_ERR_NOT_FOUND,
                     "%s, table %zu, call %zu: %s", type, table, c, reasons_of(decision));
        cr_expect_eq(added_ininattr(decision).len, 0, "%s, table %zu, call %zu", type, table, c);
        e911_engine_unref(engine);
    }
    e911_decision_free(decision);
}

/* A StationType that nobody knows may be a misspelt Mobile: its row speaks for no desk. */
Test(decide, phone_of_no_known_type)
{
    static const char text[] = "NetworkID,IdentificationAddress,StationType\n"
                               "0004f2000001,desk,Managed\n0004f2000002,rover,Moblie\n";
    e911_csv csv = {.struct_size = sizeof csv, .flags = E911_CSV_LENIENT};
    e911_call desk = emergency_call(E911_INGRESS_PBX, "sip:desk@h", "192.0.2.77");
    e911_call rover = emergency_call(E911_INGRESS_PBX, "sip:rover@h", "192.0.2.77");
    e911_stations_builder *builder = new_stations_builder(NULL);
    e911_decision *decision = new_decision();
    e911_stations *stations;
    e911_engine *engine;

    cr_assert_eq(e911_stations_builder_load(builder, text, sizeof text - 1, &csv, NULL, NULL),
                 E911_OK);
    stations = build_stations(builder);
    engine = engine_of(stations);
    cr_assert_eq(e911_decide(engine, &desk, decision), E911_OK);
    cr_expect_gt(added_ininattr(decision).len, 0);
    cr_assert_eq(e911_decide(engine, &rover, decision), E911_OK);
    cr_expect_eq(added_ininattr(decision).len, 0, "%s", reasons_of(decision));
    cr_expect_eq(e911_decision_target_count(decision), 1);
    e911_engine_unref(engine);
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
    e911_decision_free(decision);
}

/* The desk's own address is evidence of the device, whoever shares its identity. */
Test(decide, twin_at_its_desk)
{
    e911_engine *engine = engine_of_csv("NetworkID,IdentificationAddress,StationType,"
                                        "StationIPAddress\n,twin,Mobile,\n"
                                        "0004f2000001,twin,Managed,192.0.2.1\n");
    e911_decision *decision = new_decision();
    e911_call call = emergency_call(E911_INGRESS_PHONE, "sip:twin@h", "192.0.2.1");
    struct expected expected = expected_of("0004f2000001", "192.0.2.1");

    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    expect_station(decision, "yes", &expected, "twin at its desk");
    e911_decision_free(decision);
    e911_engine_unref(engine);
}

/* Rows in any order make the same decision. */
Test(decide, order_of_rows)
{
    static const char head[] = "NetworkID,IdentificationAddress,StationIPAddress\n";
    static const char *const rows[] = {"0004f2000001,line,192.0.2.1\n", "0004f2000001,line,\n",
                                       "0004f2000002,line,\n"};
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    e911_decision *decision = new_decision();

    for (size_t i = 0; i < COUNT(orders); i++) {
        e911_call call = emergency_call(E911_INGRESS_PBX, "sip:line@h", "");
        e911_engine *engine;
        char csv[256];

        snprintf(csv, sizeof csv, "%s%s%s%s", head, rows[orders[i][0]], rows[orders[i][1]],
                 rows[orders[i][2]]);
        engine = engine_of_csv(csv);
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(reasons_of(decision), "REGION_NUMBER,STATION_AMBIGUOUS", "order %zu: %s",
                         i, reasons_of(decision));
        call = emergency_call(E911_INGRESS_PHONE, "sip:line@h", "192.0.2.1");
        cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
        cr_expect_str_eq(reasons_of(decision), "REGION_NUMBER,STATION_BY_IDENTITY,ININATTR_ADDED",
                         "order %zu: %s", i, reasons_of(decision));
        e911_engine_unref(engine);
    }
    e911_decision_free(decision);
}
