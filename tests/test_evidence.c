/* Decisions and summaries as JSON: valid whatever bytes a message holds, and all there. */
#define _DEFAULT_SOURCE

#include "vector_lines.h"
#include "wire_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a strict reader (RFC 8259) -------------------------------------------------------------- */

struct reader {
    const unsigned char *at;
    const unsigned char *end;
    unsigned depth;
};

static bool read_value(struct reader *r);

static bool take(struct reader *r, const char *text)
{
    size_t len = strlen(text);

    if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0)
        return false;
    r->at += len;
    return true;
}

/* One character of well-formed UTF-8: no overlong form, no surrogate, nothing past U+10FFFF. */
static bool read_utf8(struct reader *r)
{
    unsigned char c = *r->at++;
    unsigned more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    uint32_t code = more == 0 ? c : c & (0x3fu >> more);
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

    if ((c >= 0x80 && c < 0xc2) || c > 0xf4)
        return false;
    for (unsigned i = 0; i < more; i++) {
        if (r->at == r->end || (*r->at & 0xc0) != 0x80)
            return false;
        code = code << 6 | (*r->at++ & 0x3f);
    }
    return code >= least[more] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

static bool read_escape(struct reader *r)
{
    if (r->at == r->end || strchr("\"\\/bfnrtu", *r->at) == NULL || *r->at == '\0')
        return false;
    if (*r->at++ != 'u')
        return true;
    for (int i = 0; i < 4; i++) {
        if (r->at == r->end || strchr("0123456789abcdefABCDEF", *r->at) == NULL || *r->at == '\0')
            return false;
        r->at++;
    }
    return true;
}

static bool read_string(struct reader *r)
{
    if (!take(r, "\""))
        return false;
    while (r->at < r->end && *r->at != '"') {
        if (*r->at < ' ' || *r->at == 0x7f)
            return false; /* DEL is allowed, and steers a terminal */
        if (take(r, "\\") ? !read_escape(r) : !read_utf8(r))
            return false;
    }
    return take(r, "\"");
}

static bool read_list(struct reader *r, const char *close, bool named)
{
    if (take(r, close))
        return true;
    do {
        if (named && (!read_string(r) || !take(r, ":")))
            return false;
        if (!read_value(r))
            return false;
    } while (take(r, ","));
    return take(r, close);
}

static bool read_number(struct reader *r)
{
    const unsigned char *start = r->at;

    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return r->at > start && (*start != '0' || r->at == start + 1);
}

static bool read_value(struct reader *r)
{
    if (++r->depth > 20000)
        return false;
    if (take(r, "{"))
        return read_list(r, "}", true);
    if (take(r, "["))
        return read_list(r, "]", false);
    if (r->at < r->end && *r->at == '"')
        return read_string(r);
    return take(r, "true") || take(r, "false") || take(r, "null") || read_number(r);
}

static bool is_json(const char *text, size_t len)
{
    struct reader r = {(const unsigned char *)text, (const unsigned char *)text + len, 0};

    return read_value(&r) && r.at == r.end;
}

/* What the reader is worth. */
Test(evidence, the_reader_of_this_suite_is_strict)
{
    static const char *const good[] = {"{}", "[]", "{\"a\":[1,0,true,false,null,\"\\u00ff\\n\"]}",
                                       "\"\xc3\xbc\xf0\x9f\x9a\x92\""};
    static const char *const bad[] = {"",
                                      "{",
                                      "{\"a\"}",
                                      "[1,]",
                                      "01",
                                      "\"\n\"",
                                      "\"\xff\"",
                                      "\"\xc0\x80\"",
                                      "\"\xed\xa0\x80\"",
                                      "\"\xf4\x90\x80\x80\"",
                                      "\"\\x00\"",
                                      "{} ",
                                      "\"\xc3\"",
                                      "{\"a\":1,}"};

    for (size_t i = 0; i < COUNT(good); i++)
        cr_expect(is_json(good[i], strlen(good[i])), "%s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect_not(is_json(bad[i], strlen(bad[i])), "%s", bad[i]);
}

/* ---- decisions ------------------------------------------------------------------------------- */

static char json[1 << 18];

static size_t decision_json(const e911_decision *decision)
{
    size_t len = 0;

    cr_assert_eq(e911_decision_format_json(decision, json, sizeof json - 1, &len), E911_OK);
    json[len] = '\0';
    return len;
}

struct deciding {
    e911_engine *engine;
    e911_decision *decision;
    unsigned count;
};

static struct deciding new_deciding(void)
{
    struct deciding deciding = {.engine = wire_engine()};

    cr_assert_eq(e911_decision_new(NULL, &deciding.decision), E911_OK);
    return deciding;
}

static void deciding_free(struct deciding *deciding)
{
    e911_decision_free(deciding->decision);
    e911_engine_unref(deciding->engine);
}

static void decide(struct deciding *deciding, const char *request_uri, size_t len)
{
    e911_call call = {.struct_size = sizeof call};

    call.method = e911_text_of("INVITE");
    call.request_uri = (e911_text){request_uri, len};
    call.from = e911_text_of("<sip:8182@example.com>");
    e911_ip_parse("127.0.0.4", 9, &call.source, NULL);
    cr_assert_eq(e911_decide(deciding->engine, &call, deciding->decision), E911_OK);
}

Test(evidence, a_decision_says_all_it_holds)
{
    struct deciding deciding = new_deciding();

    decide(&deciding, "sip:9911@h", 10);
    decision_json(deciding.decision);
    cr_expect_str_eq(
        json,
        "{\"class\":\"emergency\",\"match\":{\"source\":\"access-prefix\",\"number\":\"911\","
        "\"service\":\"urn:service:sos\",\"matched\":\"911\",\"prefix\":\"9\"},"
        "\"station\":{\"mac\":\"0004f215c285\",\"ip\":\"127.0.0.4\",\"DisplayName\":\"\","
        "\"PhoneManufacturer\":\"\",\"PhoneModel\":\"\",\"NetworkID\":\"0004f215c285\","
        "\"IdentificationAddress\":\"8182\",\"Extension\":\"\",\"StationType\":\"\",\"Site\":\"\","
        "\"StationIPAddress\":\"127.0.0.4\",\"ERL\":\"\",\"ELIN\":\"\",\"CallbackNumber\":\"\","
        "\"OutboundANI\":\"\",\"line\":2},\"edits\":[],\"targets\":["
        "{\"name\":\"\",\"uri\":\"sip:psap.example.com:5070\",\"edits\":["
        "{\"op\":\"SET_REQUEST_URI\",\"name\":\"\",\"value\":\"sip:911@psap.example.com:5070\"},"
        "{\"op\":\"ADD_HEADER\",\"name\":\"ININAttr\",\"value\":\"\\\"uu_StationMacAddress="
        "0004f215c285;uu_StationIPAddress=127.0.0.4\\\"\"}]},"
        "{\"name\":\"\",\"uri\":\"sip:backup.example.com\",\"edits\":["
        "{\"op\":\"SET_REQUEST_URI\",\"name\":\"\",\"value\":\"sip:911@backup.example.com\"},"
        "{\"op\":\"ADD_HEADER\",\"name\":\"ININAttr\",\"value\":\"\\\"uu_StationMacAddress="
        "0004f215c285;uu_StationIPAddress=127.0.0.4\\\"\"}]}],\"reasons\":["
        "{\"code\":\"ACCESS_PREFIX\",\"matched\":\"9\"},"
        "{\"code\":\"REGION_NUMBER\",\"matched\":\"911\"},{\"code\":\"STATION_BY_IDENTITY\","
        "\"matched\":\"8182\"},{\"code\":\"ININATTR_ADDED\",\"matched\":\"\\\"uu_"
        "StationMacAddress=0004f215c285;uu_StationIPAddress=127.0.0.4\\\"\"}]}",
        "%s", json);
    deciding_free(&deciding);
}

static void check_json_of_message(const char *bytes, size_t len, struct deciding *deciding)
{
    static e911_wire_room lists = {.struct_size = sizeof lists};
    e911_call call = {.struct_size = sizeof call, .ingress = (uint32_t)(len % 3)};
    size_t text;

    if (e911_wire_describe(bytes, len, &lists, &call, NULL) != E911_OK)
        return;
    CHECK(e911_decide(deciding->engine, &call, deciding->decision) == E911_OK, "decide");
    text = decision_json(deciding->decision);
    CHECK(is_json(json, text), "%s", json);
    deciding->count++;
}

/* Every byte in every place of a Request-URI, a method and an ININAttr ends up in some text. */
static void check_flipped(const struct sip_file *file, void *user)
{
    static const char bytes[] = {'"', '\\', '\x01', '\x7f', '\0', '\xff', '\xc3', '\xe2', '\xf0'};

    for (size_t i = 0; i < file->len && i < 500; i++) {
        char kept = file->bytes[i];

        for (size_t k = 0; k < COUNT(bytes); k++) {
            file->bytes[i] = bytes[k];
            check_json_of_message(file->bytes, file->len, user);
        }
        file->bytes[i] = kept;
    }
}

Test(evidence, a_decision_on_any_bytes_is_json)
{
    struct deciding deciding = new_deciding();

    each_vector(check_flipped, &deciding);
    cr_assert_geq(deciding.count, 10000);
    deciding_free(&deciding);
}

/* What is not UTF-8 becomes U+FFFD; what is stays. */
Test(evidence, text_of_a_message_is_made_safe)
{
    static const struct {
        const char *text;
        const char *shown;
    } texts[] = {
        {"sos.\xc3\xbc", "sos.\xc3\xbc"}, {"sos.\xff", "sos.\xef\xbf\xbd"},
        {"sos.\xc3", "sos.\xef\xbf\xbd"}, {"sos.\xed\xa0\x80x", "x"},
        {"sos.\"\\", "sos.\\\"\\\\"},     {"sos.\x01", "sos.\\u0001"},
    };
    struct deciding deciding = new_deciding();

    for (size_t i = 0; i < COUNT(texts); i++) {
        e911_call call = {.struct_size = sizeof call};
        size_t len;

        call.method = e911_text_of(texts[i].text); /* the reason NOT_AN_INVITE repeats it */
        call.request_uri = e911_text_of("sip:911@h");
        cr_assert_eq(e911_decide(deciding.engine, &call, deciding.decision), E911_OK);
        len = decision_json(deciding.decision);
        cr_expect(is_json(json, len), "%s", json);
        cr_expect_not_null(strstr(json, texts[i].shown), "%s: %s", texts[i].shown, json);
    }
    deciding_free(&deciding);
}

/* ---- sizes and arguments --------------------------------------------------------------------- */

Test(evidence, every_size_says_what_is_needed_and_writes_no_further)
{
    struct deciding deciding = new_deciding();
    e911_summary summary = {.struct_size = sizeof summary, .classified = 1};
    size_t needed[2], len;

    decide(&deciding, "sip:911@h", 9);
    needed[0] = decision_json(deciding.decision);
    cr_assert_eq(e911_summary_format_json(&summary, NULL, 0, &needed[1]), E911_ERR_BUFFER_SIZE);
    for (unsigned i = 0; i < 2; i++) {
        for (size_t size = 0; size <= needed[i] + 1; size++) {
            char *buf = at_page_end("", 0) - size;
            e911_status status = i == 0
                                     ? e911_decision_format_json(deciding.decision, buf, size, &len)
                                     : e911_summary_format_json(&summary, buf, size, &len);

            CHECK(status == (size < needed[i] ? E911_ERR_BUFFER_SIZE : E911_OK), "size %zu", size);
            CHECK(len == needed[i], "size %zu: %zu", size, len);
        }
    }
    deciding_free(&deciding);
}

Test(evidence, arguments_are_checked)
{
    struct deciding deciding = new_deciding();
    e911_summary summary = {.struct_size = sizeof summary};
    const e911_status invalid = E911_ERR_INVALID_ARGUMENT;
    size_t len = 77;

    cr_expect_eq(e911_decision_format_json(NULL, json, 9, &len), invalid);
    cr_expect_eq(e911_decision_format_json(deciding.decision, NULL, 9, &len), invalid);
    cr_expect_eq(e911_decision_format_json(deciding.decision, json, 9, NULL), invalid);
    cr_expect_eq(e911_summary_format_json(NULL, json, 9, &len), invalid);
    cr_expect_eq(e911_summary_format_json(&summary, NULL, 9, &len), invalid);
    cr_expect_eq(e911_summary_format_json(&summary, json, 9, NULL), invalid);
    summary.struct_size = 1;
    cr_expect_eq(e911_summary_format_json(&summary, json, 9, &len), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(len, 77, "ret_len is touched");
    /* Before the first decision there is nothing to say, and that is said. */
    cr_expect(is_json(json, decision_json(deciding.decision)), "%s", json);
    deciding_free(&deciding);
}

/* ---- summaries ------------------------------------------------------------------------------- */

static const char *summary_json(const e911_summary *summary)
{
    size_t len = 0;

    cr_assert_eq(e911_summary_format_json(summary, json, sizeof json - 1, &len), E911_OK);
    json[len] = '\0';
    cr_expect(is_json(json, len), "%s", json);
    return json;
}

Test(evidence, a_summary_says_all_it_holds)
{
    e911_summary summary = {.struct_size = sizeof summary};

    summary.status = E911_ERR_SYNTAX;
    summary.offset = UINT64_MAX;
    cr_expect_str_eq(summary_json(&summary), "{\"status\":\"E911_ERR_SYNTAX\",\"classified\":false,"
                                             "\"offset\":18446744073709551615}");
    summary.status = E911_OK;
    summary.classified = 1;
    summary.call_class = E911_CLASS_TEST;
    summary.match_source = E911_MATCH_SERVICE_URN;
    summary.flags = 63;
    summary.target_count = 16;
    summary.station_found = 1;
    summary.station_known = E911_STATION_HAS_IP;
    summary.reason_count = 2;
    summary.reasons[0] = E911_REASON_SERVICE_URN;
    summary.reasons[1] = E911_REASON_LINE_ENDS_MIXED;
    cr_expect_str_eq(
        summary_json(&summary),
        "{\"status\":\"E911_OK\",\"classified\":true,\"class\":\"test\",\"match\":\"service-urn\","
        "\"targets\":16,\"station\":{\"found\":true,\"mac\":false,\"ip\":true},"
        "\"flags\":[\"IN_DIALOG\",\"LINES_LOST\",\"RESPONSE\",\"HEADERS_UNLISTED\","
        "\"ININATTR_UNLISTED\",\"LINE_ENDS_MIXED\"],"
        "\"reasons\":[\"SERVICE_URN\",\"LINE_ENDS_MIXED\"]}");
}

/* A binding may hand over anything. */
Test(evidence, a_summary_of_nonsense_is_json)
{
    e911_summary summary;

    memset(&summary, 0xff, sizeof summary);
    summary.struct_size = sizeof summary;
    cr_expect_not_null(strstr(summary_json(&summary), "\"?\""), "%s", json);
}
