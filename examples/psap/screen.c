/*
 * e911-psap - the call-taker's screen. Everything shown here came from the wire: it is printed
 * through put_text() or put_json(), which let no control character through to the terminal.
 */
#include "screen.h"

#include "facts.h"

#include "../common/text.h"

#include <e911/ininattr.h>

static void put_text(FILE *out, e911_text text)
{
    char printed[TEXT_PRINTED_SIZE];

    while (text.len)
        fwrite(printed, 1, text_next_printed(&text, printed), out);
}

static void put_json(FILE *out, e911_text text)
{
    fputc('"', out);
    for (size_t length; text.len; text = text_from(text, length ? length : 1)) {
        length = text_printable(text);
        if (text.data[0] == '"' || text.data[0] == '\\')
            fputc('\\', out);
        if (length)
            fwrite(text.data, 1, length, out);
        else
            fprintf(out, "\\u%04x", (unsigned char)text.data[0]);
    }
    fputc('"', out);
}

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
        put_text(out, number);
        fputs("  (", out);
        put_text(out, uri);
        fputs(")\n", out);
    } else {
        put_text(out, uri);
        fputc('\n', out);
    }
}

/* A line of the location, the first one with the label. */
static void put_location(FILE *out, bool *first, e911_text name, e911_text text)
{
    fputs(*first ? "  location      " : "                ", out);
    put_text(out, name);
    fprintf(out, "%*s", name.len < 12 ? (int)(13 - name.len) : 1, "");
    put_text(out, text);
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
        put_text(out, e911_text_of(facts->caller_display));
        fprintf(out, "%s ", quote);
    }
    put_party(out, "", facts->caller, facts->caller_uri);
    fputs("  call-back     ", out);
    put_text(out, facts->call_back.len ? facts->call_back : e911_text_of("not known"));
    if (facts->call_back.len)
        fprintf(out, "  (%s)", facts->call_back_header);
    fprintf(out, "\n  station       %s%s%s%s%s\n", facts->mac[0] ? "MAC " : "", facts->mac,
            facts->mac[0] && facts->ip[0] ? ", " : "", facts->ip[0] ? "IP " : "",
            facts->mac[0] || facts->ip[0] ? facts->ip : "not known");
    put_locations(out, facts, call->invite);
    fprintf(out, "  received from %s %s, Call-ID ", call->peer, call->transport);
    put_text(out, e911_text_of(facts->call_id));
    fputc('\n', out);

    while (facts_next_header(call->invite, E911_ININATTR_NAME, &header, &name, &value)) {
        put_text(out, name);
        fputs(": ", out);
        put_text(out, value);
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
        put_json(out, value);
        first = false;
    }
    fputc(']', out);
}

/* ,"key":"value" or null: never the first of an object. */
static void put_json_item(FILE *out, const char *key, e911_text text)
{
    fprintf(out, ",\"%s\":", key);
    if (text.len)
        put_json(out, text);
    else
        fputs("null", out);
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
            put_json(out, item->name);
            fputc(':', out);
            put_json(out, item->text);
            comma = true;
        }
    }
    fputs(open ? "}],\"positions\":[" : "],\"positions\":[", out);
    comma = false;
    for (size_t i = 0; i < facts->items_count; i++)
        if (facts->items[i].kind == LOCATION_POSITION) {
            fputs(comma ? "," : "", out);
            put_json(out, facts->items[i].text);
            comma = true;
        }
    fputc(']', out);
}

static void put_object(FILE *out, const struct screen_call *call, const struct facts *facts)
{
    fprintf(out, "{\"event\":\"call\",\"call\":%lu,\"time\":\"", call->number);
    put_time(out, call->received, "%Y-%m-%dT%H:%M:%SZ\"");
    fprintf(out, ",\"test\":%s", facts->test ? "true" : "false");
    put_json_item(out, "dialled", facts->dialled);
    put_json_item(out, "request_uri", facts->request_uri);
    put_json_item(out, "caller_name", e911_text_of(facts->caller_name));
    put_json_item(out, "caller", facts->caller);
    put_json_item(out, "caller_uri", facts->caller_uri);
    put_json_item(out, "call_back", facts->call_back);
    put_json_item(out, "call_back_header",
                  e911_text_of(facts->call_back.len ? facts->call_back_header : NULL));
    put_json_item(out, "station_mac", e911_text_of(facts->mac));
    put_json_item(out, "station_ip", e911_text_of(facts->ip));
    put_json_headers(out, call->invite, "ininattr", E911_ININATTR_NAME, NULL);
    put_json_headers(out, call->invite, "geolocation", "Geolocation", NULL);
    put_json_headers(out, call->invite, "call_info", "Call-Info", "emergency");
    put_json_locations(out, facts);
    put_json_item(out, "received_from", e911_text_of(call->peer));
    put_json_item(out, "transport", e911_text_of(call->transport));
    put_json_item(out, "call_id", e911_text_of(facts->call_id));
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
