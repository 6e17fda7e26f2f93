#include "decide/evidence.h"
#include "address/ip.h"
#include "address/mac.h"
#include "base/json.h"
#include "decide/decision.h"
#include "station/table.h"

const char *e911__match_source_name(uint32_t source)
{
    static const char *const names[] = {
        [E911_MATCH_NOTHING] = "nothing",
        [E911_MATCH_SERVICE_URN] = "service-urn",
        [E911_MATCH_NUMBER] = "number",
        [E911_MATCH_REGION] = "region",
        [E911_MATCH_ACCESS_PREFIX] = "access-prefix",
    };

    return source < sizeof names / sizeof names[0] ? names[source] : "?";
}

static const char *op_name(uint32_t op)
{
    static const char *const names[] = {
        [E911_EDIT_SET_REQUEST_URI] = "SET_REQUEST_URI",
        [E911_EDIT_REMOVE_HEADER] = "REMOVE_HEADER",
        [E911_EDIT_ADD_HEADER] = "ADD_HEADER",
        [E911_EDIT_SET_HEADER] = "SET_HEADER",
        [E911_EDIT_ADD_BODY_PART] = "ADD_BODY_PART",
    };

    return op > 0 && op < sizeof names / sizeof names[0] ? names[op] : "?";
}

static void write_match(e911__json *json, const e911_match *match)
{
    e911__json_name(json, "match");
    e911__json_open(json, '{');
    e911__json_member(json, "source", e911_text_of(e911__match_source_name(match->source)));
    e911__json_member(json, "number", match->number);
    e911__json_member(json, "service", match->service);
    e911__json_member(json, "matched", match->matched);
    e911__json_member(json, "prefix", match->prefix);
    e911__json_close(json, '}');
}

/* What is asserted of the station, in the forms ININAttr uses; "" for what is not. */
static void write_addresses(e911__json *json, const e911_decision *decision)
{
    char text[E911_IP_TEXT_SIZE];
    size_t len = 0;

    if (decision->station_known & E911_STATION_HAS_MAC)
        e911_mac_format(&decision->station_mac, text, sizeof text, &len);
    e911__json_member(json, "mac", e911__text(text, len));
    len = 0;
    if (decision->station_known & E911_STATION_HAS_IP)
        e911_ip_format(&decision->station_ip, text, sizeof text, &len);
    e911__json_member(json, "ip", e911__text(text, len));
}

static void write_station(e911__json *json, const e911_decision *decision)
{
    e911_station row = {.struct_size = sizeof row};

    e911__json_name(json, "station");
    if (e911_decision_station(decision, &row) != E911_OK) {
        e911__json_null(json);
        return;
    }
    e911__json_open(json, '{');
    write_addresses(json, decision);
    for (int i = 0; i < E911__STATION_COLUMNS; i++) {
        e911__json_name(json, e911__station_schema.columns[i].name.data);
        e911__json_string(json,
                          e911__station_text(decision->engine->stations, decision->station_row, i));
    }
    e911__json_name(json, "line");
    e911__json_number(json, row.line);
    e911__json_close(json, '}');
}

static void write_edits(e911__json *json, const e911__edit *edits, uint32_t count)
{
    e911__json_name(json, "edits");
    e911__json_open(json, '[');
    for (uint32_t i = 0; i < count; i++) {
        e911__json_open(json, '{');
        e911__json_member(json, "op", e911_text_of(op_name(edits[i].op)));
        e911__json_member(json, "name", edits[i].name);
        e911__json_member(json, "value", edits[i].value);
        e911__json_close(json, '}');
    }
    e911__json_close(json, ']');
}

static void write_targets(e911__json *json, const e911_decision *decision)
{
    e911__json_name(json, "targets");
    e911__json_open(json, '[');
    for (uint32_t i = 0; i < decision->target_count; i++) {
        const e911__target *target = &decision->engine->targets[i];

        e911__json_open(json, '{');
        e911__json_member(json, "name", e911__text(target->name, target->name_len));
        e911__json_member(json, "uri", e911__text(target->uri, target->uri_len));
        write_edits(json, decision->edits[i], decision->edit_counts[i]);
        e911__json_close(json, '}');
    }
    e911__json_close(json, ']');
}

static void write_reasons(e911__json *json, const e911_decision *decision)
{
    e911__json_name(json, "reasons");
    e911__json_open(json, '[');
    for (uint32_t i = 0; i < decision->reason_count; i++) {
        const e911__reason *reason = &decision->reasons[i];

        e911__json_open(json, '{');
        e911__json_member(json, "code", e911_text_of(e911_reason_name(reason->code)));
        e911__json_member(json, "matched", e911__decision_matched(decision, i));
        e911__json_close(json, '}');
    }
    e911__json_close(json, ']');
}

e911_status e911_decision_format_json(const e911_decision *decision, char *buf, size_t size,
                                      size_t *ret_len)
{
    e911__writer writer = e911__writer_on(buf, size);
    e911__json json = e911__json_on(&writer);

    if (decision == NULL || ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    e911__json_open(&json, '{');
    e911__json_member(&json, "class", e911_text_of(e911_class_name(decision->match.call_class)));
    write_match(&json, &decision->match);
    write_station(&json, decision);
    write_edits(&json, decision->common, decision->common_count);
    write_targets(&json, decision);
    write_reasons(&json, decision);
    e911__json_close(&json, '}');
    return e911__writer_end(&writer, ret_len);
}
