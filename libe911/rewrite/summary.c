#include "base/json.h"
#include "base/struct.h"
#include "decide/evidence.h"

#include <e911/wire.h>

static const struct {
    uint32_t flag;
    const char *name;
} flag_names[] = {
    {E911_CALL_IN_DIALOG, "IN_DIALOG"},
    {E911_CALL_LINES_LOST, "LINES_LOST"},
    {E911_CALL_RESPONSE, "RESPONSE"},
    {E911_CALL_HEADERS_UNLISTED, "HEADERS_UNLISTED"},
    {E911_CALL_ININATTR_UNLISTED, "ININATTR_UNLISTED"},
    {E911_CALL_LINE_ENDS_MIXED, "LINE_ENDS_MIXED"},
};

static void write_flags(e911__json *json, uint32_t flags)
{
    e911__json_name(json, "flags");
    e911__json_open(json, '[');
    for (size_t i = 0; i < sizeof flag_names / sizeof flag_names[0]; i++) {
        if (flags & flag_names[i].flag)
            e911__json_string(json, e911_text_of(flag_names[i].name));
    }
    e911__json_close(json, ']');
}

static void write_station(e911__json *json, const e911_summary *summary)
{
    e911__json_name(json, "station");
    e911__json_open(json, '{');
    e911__json_name(json, "found");
    e911__json_bool(json, summary->station_found != 0);
    e911__json_name(json, "mac");
    e911__json_bool(json, (summary->station_known & E911_STATION_HAS_MAC) != 0);
    e911__json_name(json, "ip");
    e911__json_bool(json, (summary->station_known & E911_STATION_HAS_IP) != 0);
    e911__json_close(json, '}');
}

static void write_reasons(e911__json *json, const e911_summary *summary)
{
    e911__json_name(json, "reasons");
    e911__json_open(json, '[');
    for (uint32_t i = 0; i < summary->reason_count && i < E911_REASONS_MAX; i++) {
        e911__json_string(json, e911_text_of(e911_reason_name(summary->reasons[i])));
    }
    e911__json_close(json, ']');
}

static void write_decided(e911__json *json, const e911_summary *summary)
{
    e911__json_member(json, "class", e911_text_of(e911_class_name(summary->call_class)));
    e911__json_member(json, "match", e911_text_of(e911__match_source_name(summary->match_source)));
    e911__json_name(json, "targets");
    e911__json_number(json, summary->target_count);
    write_station(json, summary);
    write_flags(json, summary->flags);
    write_reasons(json, summary);
}

e911_status e911_summary_format_json(const e911_summary *summary, char *buf, size_t size,
                                     size_t *ret_len)
{
    e911__writer writer = e911__writer_on(buf, size);
    e911__json json = e911__json_on(&writer);
    e911_status status = e911__struct_check_in(summary, sizeof *summary, sizeof *summary);

    if (status != E911_OK)
        return status;
    if (ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    e911__json_open(&json, '{');
    e911__json_member(&json, "status", e911_text_of(e911_status_name(summary->status)));
    e911__json_name(&json, "classified");
    e911__json_bool(&json, summary->classified != 0);
    if (summary->classified != 0) {
        write_decided(&json, summary);
    } else {
        e911__json_name(&json, "offset");
        e911__json_number(&json, summary->offset);
    }
    e911__json_close(&json, '}');
    return e911__writer_end(&writer, ret_len);
}
