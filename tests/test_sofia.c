/* The sofia adapter: facts out of a message, and the message class that takes a bad To or From. */
#include "sip_message.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/msg_header.h>

#define ASSERT_TEXT(text, expected)                                                                \
    cr_assert(is_text((text), (expected)), "%s is '%.*s'", #text, (int)(text).len, (text).data)

static e911_call described(msg_t *msg)
{
    e911_call call;

    e911_call_init(&call, sizeof call);
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_OK);
    return call;
}

static void check_emergency_facts(const e911_call *call, bool text_kept)
{
    ASSERT_TEXT(call->method, "INVITE");
    ASSERT_TEXT(call->request_uri, "sip:911@127.0.0.1:5060;user=phone");
    ASSERT_TEXT(call->from, "\"Front desk\" <sip:8182@example.com>;tag=1928301774");
    ASSERT_TEXT(call->to, "<sip:911@example.com;user=phone>");
    ASSERT_TEXT(call->call_id, "a84b4c76e66710@127.0.0.4");
    ASSERT_TEXT(call->instance, "<urn:uuid:00000000-0000-1000-8000-0004f215c285>");
    ASSERT_TEXT(call->user_agent, "PolycomVVX-VVX_450-UA/6.4.1.2280");
    ASSERT_TEXT(call->via_sent_by, "127.0.0.4:5060");
    ASSERT_TEXT(call->p_asserted_identity, "\"Front desk\" <sip:8182@example.com>");
    ASSERT_TEXT(call->content_type, "application/sdp");
    ASSERT_TEXT(call->priority, "emergency");
    cr_assert_eq(call->geolocation_count, 2);
    ASSERT_TEXT(call->geolocation[0], "<https://lis.example.com/1>");
    ASSERT_TEXT(call->geolocation[1], "<cid:loc1@example.com>");
    cr_assert_eq(call->call_info_count, 1);
    cr_assert_eq(call->ininattr_count, 0);
    cr_assert_gt(call->body_size, 100);
    cr_assert_eq(call->flags, text_kept ? 0u : (uint32_t)E911_CALL_LINES_LOST);
}

Test(sofia, describe_reads_every_fact_with_and_without_kept_text)
{
    msg_mclass_t *mclass = prepared_class();
    size_t len;
    char *bytes = read_project_file("tests/vectors/sip/emergency.sip", &len);

    for (int kept = 0; kept < 2; kept++) {
        msg_t *msg = message_parse(mclass, kept ? MSG_DO_EXTRACT_COPY : 0, bytes, len);
        e911_call call = described(msg);

        check_emergency_facts(&call, kept);
        msg_destroy(msg);
    }
    free(bytes);
    free(mclass);
}

/* Headers without a field of their own, in order, values as received. */
Test(sofia, describe_lists_all_other_headers)
{
    static const char *const names[] = {"Max-Forwards", "CSeq",    "Supported",     "X-Unknown",
                                        "m2",           "Allow",   "Date",          "Expires",
                                        "Subject",      "Subject", "Content-Length"};
    msg_mclass_t *mclass = prepared_class();
    size_t len;
    char *bytes = read_project_file("tests/vectors/sip/emergency.sip", &len);
    msg_t *msg = message_parse(mclass, MSG_DO_EXTRACT_COPY, bytes, len);
    e911_call call = described(msg);

    cr_assert_eq(call.headers_count, COUNT(names));
    for (size_t i = 0; i < call.headers_count; i++)
        ASSERT_TEXT(call.headers[i].name, names[i]);
    ASSERT_TEXT(call.headers[2].value, "100rel, replaces,\r\n\ttimer");
    ASSERT_TEXT(call.headers[3].value, "kept   as it is");
    ASSERT_TEXT(call.headers[7].value, "soon");
    msg_destroy(msg);
    free(bytes);
    free(mclass);
}

Test(sofia, describe_reads_compact_forms_and_any_case)
{
    static const char bytes[] =
        "INVITE sip:911@h SIP/2.0\r\nv: SIP/2.0/TCP 10.0.0.1\r\n"
        "f: sip:a@h;tag=1\r\nt: sip:911@h;tag=2\r\ni: 7\r\nCSEQ: 1 INVITE\r\n"
        "m: <sip:a@h>\r\nc: text/plain\r\niNiNaTTr : \"a=1\"\r\n"
        "ININATTR:\r\n \"b=2\"\r\nl: 0\r\n\r\n";
    msg_mclass_t *mclass = prepared_class();
    msg_t *msg = message_parse(mclass, MSG_DO_EXTRACT_COPY, bytes, sizeof bytes - 1);
    e911_call call = described(msg);

    ASSERT_TEXT(call.from, "sip:a@h;tag=1");
    ASSERT_TEXT(call.contact, "<sip:a@h>");
    ASSERT_TEXT(call.content_type, "text/plain");
    ASSERT_TEXT(call.via_sent_by, "10.0.0.1");
    cr_assert_eq(call.flags, (uint32_t)E911_CALL_IN_DIALOG);
    cr_assert_eq(call.ininattr_count, 2);
    ASSERT_TEXT(call.ininattr[0], "\"a=1\"");
    ASSERT_TEXT(call.ininattr[1], "\"b=2\"");
    msg_destroy(msg);
    free(mclass);
}

Test(sofia, describe_leaves_the_hosts_own_facts_alone)
{
    msg_mclass_t *mclass = prepared_class();
    size_t len;
    char *bytes = message_of("INVITE sip:911@h SIP/2.0", "", &len);
    msg_t *msg = message_parse(mclass, MSG_DO_EXTRACT_COPY, bytes, len);
    e911_call call;

    msg_addr(msg)->su_sin.sin_family = AF_INET;
    msg_addr(msg)->su_sin.sin_port = htons(5062);
    memcpy(&msg_addr(msg)->su_sin.sin_addr, "\x7f\0\0\x09", 4);
    e911_call_init(&call, sizeof call);
    call.ingress = E911_INGRESS_TRUNK;
    call.transport = E911_TRANSPORT_TCP;
    call.now_ms = 42;
    call.random[15] = 7;
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_OK);
    cr_assert_eq(call.ingress, (uint32_t)E911_INGRESS_TRUNK);
    cr_assert_eq(call.transport, (uint32_t)E911_TRANSPORT_TCP);
    cr_assert_eq(call.now_ms, 42);
    cr_assert_eq(call.random[15], 7);
    cr_assert_eq(call.source.family, 4);
    cr_assert_eq(call.source.bytes[3], 9);
    cr_assert_eq(call.source_port, 5062);
    call.source.bytes[3] = 8;
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_OK);
    cr_assert_eq(call.source.bytes[3], 8, "an address the host knows is not overwritten");
    msg_destroy(msg);
    free(bytes);
    free(mclass);
}

Test(sofia, describe_refuses_what_is_no_request)
{
    static const char answer[] = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@h>;tag=1\r\n"
                                 "To: <sip:b@h>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n";
    msg_mclass_t *mclass = prepared_class();
    msg_t *msg = message_parse(mclass, 0, answer, sizeof answer - 1);
    e911_call call, before;

    e911_call_init(&call, sizeof call);
    before = call;
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_sofia_describe(NULL, &call), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_sofia_describe(msg, NULL), E911_ERR_INVALID_ARGUMENT);
    call.struct_size = sizeof call - 1;
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_ERR_STRUCT_SIZE);
    call.struct_size = sizeof call;
    cr_assert_eq(memcmp(&call, &before, sizeof call), 0, "nothing is touched on an error");
    msg_destroy(msg);
    free(mclass);
}

/* The numbers of the stack's URL types differ between its releases; their texts do not. */
Test(sofia, request_uris_of_every_scheme_are_told_by_their_text)
{
    static const char *const uris[] = {"sip:911@h",
                                       "SIPS:911@h",
                                       "tel:911",
                                       "urn:service:sos",
                                       "URN:SERVICE:SOS",
                                       "urn:service:sos.fire",
                                       "tel:911;phone-context=+1"};
    msg_mclass_t *mclass = prepared_class();

    for (size_t i = 0; i < COUNT(uris); i++) {
        for (int kept = 0; kept < 2; kept++) {
            char line[128] = "INVITE ";
            size_t len;
            char *bytes;
            msg_t *msg, *branch;

            strcat(strcat(line, uris[i]), " SIP/2.0");
            bytes = message_of(line, "", &len);
            msg = message_parse(mclass, kept ? MSG_DO_EXTRACT_COPY : 0, bytes, len);
            branch = message_rewrite(msg, "127.0.0.4", E911_INGRESS_PHONE, "");
            free(bytes);
            bytes = message_bytes(branch, &len);
            cr_assert_not_null(strstr(bytes, "\r\nININAttr: \""), "%s: %s", uris[i], bytes);
            free(bytes);
            msg_destroy(branch);
            msg_destroy(msg);
        }
    }
    free(mclass);
}

/* ---- prepare --------------------------------------------------------------------------------- */

static const char bad_addresses[] = "INVITE sip:911@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n"
                                    "To: \"Unknown\" SIP:911@192.168.1.100:5060\r\n"
                                    "From: <SIP:username@example.com:5060<;tag=xtkOlcy\r\n"
                                    "Call-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n";

Test(sofia, a_bad_to_or_from_gets_a_placeholder_and_keeps_its_tag)
{
    msg_mclass_t *mclass = prepared_class();
    msg_t *msg =
        message_parse(mclass, MSG_DO_EXTRACT_COPY, bad_addresses, sizeof bad_addresses - 1);
    sip_t *sip = sip_object(msg);
    e911_call call = described(msg);

    cr_assert_not_null(sip->sip_from);
    cr_assert_str_eq(sip->sip_from->a_tag, "xtkOlcy");
    cr_assert_str_eq(sip->sip_from->a_url->url_host, "invalid.invalid");
    cr_assert_not_null(sip->sip_to);
    cr_assert_null(sip->sip_to->a_tag);
    cr_assert_eq(call.flags, 0u);
    ASSERT_TEXT(call.from, "<SIP:username@example.com:5060<;tag=xtkOlcy");
    msg_destroy(msg);
    free(mclass);
}

Test(sofia, without_prepare_the_stack_has_no_from)
{
    msg_mclass_t *mclass = msg_mclass_clone(sip_default_mclass(), 0, 0);
    msg_t *msg =
        message_parse(mclass, MSG_DO_EXTRACT_COPY, bad_addresses, sizeof bad_addresses - 1);

    cr_assert_null(sip_object(msg)->sip_from, "if this fails, prepare() is no longer needed");
    msg_destroy(msg);
    free(mclass);
}

/* Compact names are found in another table of the class. */
Test(sofia, a_bad_compact_to_or_from_is_taken_too)
{
    static const char bytes[] = "INVITE sip:911@h SIP/2.0\r\nv: SIP/2.0/UDP h\r\nt: <sip:\r\n"
                                "f: <<>;tag=t1\r\ni: 1\r\nCSeq: 1 INVITE\r\n\r\n";
    msg_mclass_t *mclass = prepared_class();
    msg_t *msg = message_parse(mclass, MSG_DO_EXTRACT_COPY, bytes, sizeof bytes - 1);

    cr_assert_not_null(sip_object(msg)->sip_to);
    cr_assert_not_null(sip_object(msg)->sip_from);
    cr_assert_str_eq(sip_object(msg)->sip_from->a_tag, "t1");
    msg_destroy(msg);
    free(mclass);
}

Test(sofia, a_value_longer_than_the_set_aside_buffer_keeps_its_tag)
{
    enum { LONG = 3000 };
    msg_mclass_t *mclass = prepared_class();
    char *bytes = malloc(LONG + 512);
    size_t start;
    msg_t *msg;

    strcpy(bytes, "INVITE sip:911@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nTo: <sip:b@h>\r\nFrom: ");
    start = strlen(bytes);
    memset(bytes + start, '<', LONG);
    strcpy(bytes + start + LONG, ";tag=far\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n");
    msg = message_parse(mclass, MSG_DO_EXTRACT_COPY, bytes, strlen(bytes));
    cr_assert_not_null(sip_object(msg)->sip_from);
    cr_assert_str_eq(sip_object(msg)->sip_from->a_tag, "far");
    msg_destroy(msg);
    free(bytes);
    free(mclass);
}

Test(sofia, a_placeholder_without_kept_text_is_told)
{
    msg_mclass_t *mclass = prepared_class();
    msg_t *msg = message_parse(mclass, 0, bad_addresses, sizeof bad_addresses - 1);
    e911_call call = described(msg);

    cr_assert_eq(call.flags, (uint32_t)E911_CALL_LINES_LOST);
    msg_destroy(msg);
    free(mclass);
}

/* Another application in the process may parse with the default class. */
Test(sofia, nothing_touches_process_wide_parser_state)
{
    const msg_mclass_t *shared = sip_default_mclass();
    size_t size =
        offsetof(msg_mclass_t, mc_hash) + (size_t)shared->mc_hash_size * sizeof shared->mc_hash[0];
    void *before = malloc(size);
    msg_mclass_t *mclass;
    msg_t *msg;

    memcpy(before, shared, size);
    cr_assert_eq(e911_sofia_prepare((msg_mclass_t *)shared), E911_ERR_STATE);
    mclass = prepared_class();
    cr_assert_eq(e911_sofia_prepare(mclass), E911_OK, "twice is fine");
    msg = message_parse(mclass, 0, bad_addresses, sizeof bad_addresses - 1);
    msg_destroy(message_rewrite(msg, "127.0.0.4", E911_INGRESS_PHONE, ""));
    cr_assert_eq(sip_default_mclass(), shared);
    cr_assert_eq(memcmp(before, shared, size), 0);
    cr_assert_eq(e911_sofia_prepare(NULL), E911_ERR_INVALID_ARGUMENT);
    msg_destroy(msg);
    free(mclass);
    free(before);
}

/* A stack whose sip_t is laid out otherwise: Contact is where it is not expected. */
static void move_contact(msg_mclass_t *mclass)
{
    for (int i = 0; i < mclass->mc_hash_size; i++) {
        if (mclass->mc_hash[i].hr_class == sip_contact_class)
            mclass->mc_hash[i].hr_offset += sizeof(void *);
    }
}

Test(sofia, another_layout_of_the_stack_is_refused)
{
    msg_mclass_t *other = msg_mclass_clone(sip_default_mclass(), 0, 0);
    e911_engine *engine = message_engine("");
    e911_decision *decision;
    e911_call call;
    msg_t *msg, *branch = NULL;
    size_t len;
    char *bytes = message_of("INVITE sip:911@h SIP/2.0", "", &len);

    move_contact(other);
    cr_assert_eq(e911_sofia_prepare(other), E911_ERR_UNSUPPORTED);
    msg = message_parse(other, MSG_DO_EXTRACT_COPY, bytes, len);
    e911_call_init(&call, sizeof call);
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_ERR_UNSUPPORTED);
    e911_decision_new(NULL, &decision);
    cr_assert_eq(e911_sofia_apply(msg, decision, E911_NO_TARGET, &branch), E911_ERR_UNSUPPORTED);
    cr_assert_eq(e911_sofia_rewrite(engine, msg, &call, decision, 0, &branch),
                 E911_ERR_UNSUPPORTED);
    cr_assert_null(branch);
    e911_decision_free(decision);
    e911_engine_unref(engine);
    msg_destroy(msg);
    free(bytes);
    free(other);
}

Test(sofia, ids_are_fresh)
{
    uint8_t a[16] = {0}, b[16] = {0};

    e911_sofia_new_id(a);
    e911_sofia_new_id(b);
    cr_assert_neq(memcmp(a, b, sizeof a), 0);
    e911_sofia_new_id(NULL);
}
