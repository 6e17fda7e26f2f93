/*
 * e911-psap - the call-taker's screen. Everything shown here came from the wire: it is printed
 * through text_print() or text_print_json(), which let no control character through to the
 * terminal.
 */
#include "screen.h"

#include "facts.h"

#include "../common/text.h"

#include <e911/ininattr.h>

static void put_time(FILE *out, time_t when, const char *format)
{
    char buffer[40];
    struct tm tm;

    gmtime_r(&when, &tm);
    if (strftime(buffer, sizeof buffer, format, &tm))
        fputs(buffer, out);
}

static void put_party(FILE *out, const char *label, e911_text number, e911_text uri)
{
    fputs(label, out);
    if (number.len) {
        text_print(out, number);
        fputs("  (", out);
        text_print(out, uri);
        fputs(")\n", out);
    } else {
        text_print(out, uri);
        fputc('\n', out);
    }
}

/* A line of the location, the first one with the label. */
static void put_location(FILE *out, bool *first, e911_text name, e911_text text)
{
    fputs(*first ? "  location      " : "                ", out);
    text_print(out, name);
    fprintf(out, "%*s", name.len < 12 ? (int)(13 - name.len) : 1, "");
    text_print(out, text);
    fputc('\n', out);
    *first = false;
}

static void put_locations(FILE *out, const struct facts *facts, msg_t *invite)
{
    msg_header_t *header = NULL;
    e911_text name, value;
    bool first = true;

    while (facts_next_header(invite, "Geolocation", &header, &name, &value))
        put_location(out, &first, name, value);
    for (header = NULL; facts_next_header(invite, "Call-Info", &header, &name, &value);)
        if (text_find(value, "emergency") < value.len)
            put_location(out, &first, name, value);
    for (size_t i = 0; i < facts->items_count; i++)
        if (facts->items[i].kind != LOCATION_CIVIC_START)
            put_location(out, &first, facts->items[i].name, facts->items[i].text);
    if (first)
        fputs("  location      none came with the call\n", out);
}

static void put_block(FILE *out, const struct screen_call *call, const struct facts *facts)
{
    msg_header_t *header = NULL;
    e911_text name, value;

    fprintf(out, "%s CALL %lu  ", facts->test ? "TEST" : "EMERGENCY", call->number);
    put_time(out, call->received, "%Y-%m-%d %H:%M:%S UTC\n");
    put_party(out, "  dialled       ", facts->dialled, facts->request_uri);
    fputs("  caller        ", out);
    /* Not unquoted, or a name could pretend to be a number. */
    if (facts->caller_name) {
        const char *quote = facts->caller_display[0] == '"' ? "" : "\"";

        fputs(quote, out);
        text_print(out, e911_text_of(facts->caller_display));
        fprintf(out, "%s ", quote);
    }
    put_party(out, "", facts->caller, facts->caller_uri);
    fputs("  call-back     ", out);
    text_print(out, facts->call_back.len ? facts->call_back : e911_text_of("not known"));
    if (facts->call_back.len)
        fprintf(out, "  (%s)", facts->call_back_header);
    fprintf(out, "\n  station       %s%s%s%s%s\n", facts->mac[0] ? "MAC " : "", facts->mac,
            facts->mac[0] && facts->ip[0] ? ", " : "", facts->ip[0] ? "IP " : "",
            facts->mac[0] || facts->ip[0] ? facts->ip : "not known");
    put_locations(out, facts, call->invite);
    fprintf(out, "  received from %s %s, Call-ID ", call->peer, call->transport);
    text_print(out, e911_text_of(facts->call_id));
    fputc('\n', out);

    while (facts_next_header(call->invite, E911_ININATTR_NAME, &header, &name, &value)) {
        text_print(out, name);
        fputs(": ", out);
        text_print(out, value);
        fputc('\n', out);
    }
    if (!header)
        fputs("  ININAttr      none came with the call\n", out);
    fputc('\n', out);
}

/* "key":["value",...] of every header called name whose value holds part. */
static void put_json_headers(FILE *out, msg_t *invite, const char *key, const char *wanted,
                             const char *part)
{
    msg_header_t *header = NULL;
    e911_text name, value;
    bool first = true;

    fprintf(out, ",\"%s\":[", key);
    while (facts_next_header(invite, wanted, &header, &name, &value)) {
        if (part && text_find(value, part) == value.len)
            continue;
        fputs(first ? "" : ",", out);
        text_print_json(out, value);
        first = false;
    }
    fputc(']', out);
}

/* Every civic address as an object, every position as a text. */
static void put_json_locations(FILE *out, const struct facts *facts)
{
    bool open = false, comma = false;

    fputs(",\"civic\":[", out);
    for (size_t i = 0; i < facts->items_count; i++) {
        const struct location_item *item = &facts->items[i];

        if (item->kind == LOCATION_CIVIC_START) {
            fputs(open ? "},{" : "{", out);
            open = true;
            comma = false;
        } else if (item->kind == LOCATION_CIVIC) {
            fputs(comma ? "," : "", out);
            text_print_json(out, item->name);
            fputc(':', out);
            text_print_json(out, item->text);
            comma = true;
        }
    }
    fputs(open ? "}],\"positions\":[" : "],\"positions\":[", out);
    comma = false;
    for (size_t i = 0; i < facts->items_count; i++)
        if (facts->items[i].kind == LOCATION_POSITION) {
            fputs(comma ? "," : "", out);
            text_print_json(out, facts->items[i].text);
            comma = true;
        }
    fputc(']', out);
}

static void put_object(FILE *out, const struct screen_call *call, const struct facts *facts)
{
    fprintf(out, "{\"event\":\"call\",\"call\":%lu,\"time\":\"", call->number);
    put_time(out, call->received, "%Y-%m-%dT%H:%M:%SZ\"");
    fprintf(out, ",\"test\":%s", facts->test ? "true" : "false");
    text_print_json_member(out, "dialled", facts->dialled);
    text_print_json_member(out, "request_uri", facts->request_uri);
    text_print_json_member(out, "caller_name", e911_text_of(facts->caller_name));
    text_print_json_member(out, "caller", facts->caller);
    text_print_json_member(out, "caller_uri", facts->caller_uri);
    text_print_json_member(out, "call_back", facts->call_back);
    text_print_json_member(out, "call_back_header",
                           e911_text_of(facts->call_back.len ? facts->call_back_header : NULL));
    text_print_json_member(out, "station_mac", e911_text_of(facts->mac));
    text_print_json_member(out, "station_ip", e911_text_of(facts->ip));
    put_json_headers(out, call->invite, "ininattr", E911_ININATTR_NAME, NULL);
    put_json_headers(out, call->invite, "geolocation", "Geolocation", NULL);
    put_json_headers(out, call->invite, "call_info", "Call-Info", "emergency");
    put_json_locations(out, facts);
    text_print_json_member(out, "received_from", e911_text_of(call->peer));
    text_print_json_member(out, "transport", e911_text_of(call->transport));
    text_print_json_member(out, "call_id", e911_text_of(facts->call_id));
    fputs("}\n", out);
}

void screen_show_call(FILE *out, bool json, const struct screen_call *call)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    struct facts facts;

    su_home_init(home);
    facts_read(&facts, home, call->invite);
    for (size_t i = 0; i < call->documents_count; i++)
        facts_read_location(&facts, home, call->documents[i]);
    if (json)
        put_object(out, call, &facts);
    else
        put_block(out, call, &facts);
    fflush(out);
    su_home_deinit(home);
}

void screen_show_end(FILE *out, bool json, unsigned long number, unsigned long seconds,
                     enum screen_end end)
{
    static const struct {
        const char *text;
        const char *json;
    } ends[] = {
        [SCREEN_END_BYE] = {"", "bye"},
        [SCREEN_END_ABANDONED] = {", abandoned while it rang", "abandoned"},
        [SCREEN_END_REFUSED] = {", refused", "refused"},
        [SCREEN_END_LOST] = {", the answer was never acknowledged", "lost"},
        [SCREEN_END_CLOSED] = {", this position closed", "closed"},
    };

    if (json)
        fprintf(out, "{\"event\":\"end\",\"call\":%lu,\"seconds\":%lu,\"reason\":\"%s\"}\n", number,
                seconds, ends[end].json);
    else
        fprintf(out, "CALL %lu ENDED  after %lu s%s\n\n", number, seconds, ends[end].text);
    fflush(out);
}
