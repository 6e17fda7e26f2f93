/* The sofia adapter: what leaves is what came, but for the edits. */
#define _GNU_SOURCE

#include "decide/decision.h"
#include "sip_message.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/msg_header.h>

#define OURS "ININAttr: \"uu_StationMacAddress=0004f215c285;uu_StationIPAddress=127.0.0.4\"\r\n"

/* Rewrite bytes; the message and what is left of it are checked by the caller. For free(). */
static char *rewritten(const char *bytes, size_t len, int flags, uint32_t ingress, size_t *ret_len)
{
    msg_mclass_t *mclass = prepared_class();
    msg_t *msg = message_parse(mclass, flags, bytes, len);
    msg_t *branch = message_rewrite(msg, "127.0.0.4", ingress, "0123456789");
    char *result = message_bytes(branch, ret_len);

    msg_destroy(branch);
    msg_destroy(msg);
    free(mclass);
    return result;
}

/* `text` with the first `old` replaced by `new`; `old` must be there. For free(). */
static char *replaced(const char *text, size_t len, const char *old, const char *new,
                      size_t *ret_len)
{
    char *found = memmem(text, len, old, strlen(old));
    size_t head;
    char *result;

    cr_assert_not_null(found, "'%s' is not in the message", old);
    head = (size_t)(found - text);
    *ret_len = len - strlen(old) + strlen(new);
    result = malloc(*ret_len + 1);
    memcpy(result, text, head);
    memcpy(result + head, new, strlen(new));
    memcpy(result + head + strlen(new), found + strlen(old), len - head - strlen(old));
    result[*ret_len] = '\0';
    return result;
}

#define ASSERT_BYTES(actual, actual_len, expected, expected_len)                                   \
    cr_assert((actual_len) == (expected_len) && memcmp((actual), (expected), (expected_len)) == 0, \
              "got:\n%s\nexpected:\n%s", (actual), (expected))

/* Every line verbatim and in place, folding, bad dates and repeated headers included. */
Test(sofia_apply, an_emergency_call_changes_in_two_lines)
{
    size_t len, got_len, step_len, expected_len;
    char *bytes = read_project_file("tests/vectors/sip/emergency.sip", &len);
    char *got = rewritten(bytes, len, MSG_DO_EXTRACT_COPY, E911_INGRESS_PHONE, &got_len);
    char *step = replaced(bytes, len, "sip:911@127.0.0.1:5060;user=phone",
                          "sip:911@psap.example.com:5070", &step_len);
    char *expected = replaced(step, step_len, "\r\n\r\n", "\r\n" OURS "\r\n", &expected_len);

    ASSERT_BYTES(got, got_len, expected, expected_len);
    free(expected);
    free(step);
    free(got);
    free(bytes);
}

/* The old start line's text must not be sent once its fields are edited, whatever the flags. */
Test(sofia_apply, the_new_request_uri_is_on_the_wire)
{
    size_t len, got_len;
    char *bytes = message_of("INVITE sip:9911@h SIP/2.0", "", &len);

    for (int kept = 0; kept < 2; kept++) {
        char *got =
            rewritten(bytes, len, kept ? MSG_DO_EXTRACT_COPY : 0, E911_INGRESS_PHONE, &got_len);

        cr_assert_eq(strncmp(got, "INVITE sip:911@psap.example.com:5070 SIP/2.0\r\n", 46), 0, "%s",
                     got);
        cr_assert_null(strstr(got, "9911"));
        free(got);
    }
    free(bytes);
}

/* A message and what is sent of it. */
struct rewriting {
    msg_mclass_t *mclass;
    char *bytes;
    size_t len;
    msg_t *msg, *branch;
};

static struct rewriting rewrite_emergency(void)
{
    struct rewriting r = {.mclass = prepared_class()};

    r.bytes = read_project_file("tests/vectors/sip/emergency.sip", &r.len);
    r.msg = message_parse(r.mclass, MSG_DO_EXTRACT_COPY, r.bytes, r.len);
    r.branch = message_rewrite(r.msg, "127.0.0.4", E911_INGRESS_PHONE, "");
    return r;
}

Test(sofia_apply, the_original_is_not_touched)
{
    struct rewriting r = rewrite_emergency();
    size_t sent_len;
    char *sent;

    free(message_bytes(r.branch, &sent_len));
    msg_destroy(r.branch);
    sent = message_bytes(r.msg, &sent_len);
    ASSERT_BYTES(sent, sent_len, r.bytes, r.len);
    free(sent);
    msg_destroy(r.msg);
    free(r.bytes);
    free(r.mclass);
}

Test(sofia_apply, a_branch_outlives_the_original)
{
    struct rewriting r = rewrite_emergency();
    size_t sent_len;
    char *sent;

    msg_destroy(r.msg);
    memset(r.bytes, 'x', r.len);
    sent = message_bytes(r.branch, &sent_len);
    cr_assert_not_null(strstr(sent, "X-Unknown:  kept   as it is  \r\n"));
    free(sent);
    msg_destroy(r.branch);
    free(r.bytes);
    free(r.mclass);
}

/* The INVITE the document prints; its To and From are not valid SIP. */
Test(sofia_apply, the_documents_invite_keeps_every_line_no_edit_names)
{
    const char *folder = shared_data_folder();
    char path[4096];
    size_t len, got_len, expected_len;
    char *bytes, *got, *expected;

    if (folder == NULL)
        cr_skip_test("E911_TEST_DATA is not set");
    snprintf(path, sizeof path, "%s/seed-invite.sip", folder);
    bytes = read_file(path, &len);
    got = rewritten(bytes, len, MSG_DO_EXTRACT_COPY, E911_INGRESS_PBX, &got_len);
    expected = replaced(bytes, len, "SIP:0123456789@192.168.1.100:5060 SIP/2.0",
                        "sip:0123456789@psap.example.com:5070 SIP/2.0", &expected_len);
    ASSERT_BYTES(got, got_len, expected, expected_len);
    free(expected);
    free(got);
    free(bytes);
}

/* From a phone the same INVITE's ININAttr is a claim. */
Test(sofia_apply, claims_of_a_phone_never_pass)
{
    static const char *const claims[] = {
        "ININAttr: \"uu_StationMacAddress=020000000666\"\r\n",
        "iNiNaTTr\t : spoof\r\nX: 1\r\nININATTR:spoof\r\nininattr: a;b\r\n",
        "ININAttr:\r\n \"spoof\"\r\n",
        "X-Foo: a\rININAttr: spoof\r\nX-Bar: 1\r\n",
        "X-Foo: a\nININAttr: spoof\nX-Bar: 1\r\n",
        "ININAttr\r\n : spoof\r\n",
        "Contact: <:bad\r\nININAttr: spoof\r\n",
    };

    for (size_t i = 0; i < COUNT(claims); i++) {
        for (int kept = 0; kept < 2; kept++) {
            size_t len, got_len;
            char *bytes = message_of("INVITE sip:911@h SIP/2.0", claims[i], &len);
            char *got =
                rewritten(bytes, len, kept ? MSG_DO_EXTRACT_COPY : 0, E911_INGRESS_PHONE, &got_len);

            cr_assert_null(strstr(got, "spoof"), "%s", got);
            cr_assert_null(strstr(got, "0666"), "%s", got);
            cr_assert_not_null(strstr(got, "\r\n" OURS), "%s", got);
            cr_assert_null(strcasestr(strstr(got, OURS) + 1, "ININAttr:"), "%s", got);
            free(got);
            free(bytes);
        }
    }
}

/* A bare CR or LF ends a line for us and may not for the server behind us. */
Test(sofia_apply, every_line_break_leaves_as_cr_lf)
{
    size_t len, got_len;
    char *bytes = message_of("INVITE sip:911@h SIP/2.0",
                             "X-One: a\rX-Two: b\n c\r d\nVia: SIP/2.0/UDP a, SIP/2.0/TCP b\r"
                             "Contact: <:bad\rX-Three: e\r\n",
                             &len);
    char *got = rewritten(bytes, len, MSG_DO_EXTRACT_COPY, E911_INGRESS_PHONE, &got_len);

    cr_assert_not_null(strstr(got, "\r\nX-One: a\r\nX-Two: b\r\n c\r\n d\r\n"
                                   "Via: SIP/2.0/UDP a, SIP/2.0/TCP b\r\n"
                                   "Contact: <:bad\r\nX-Three: e\r\n"),
                       "%s", got);
    for (size_t i = 0; i < got_len; i++) {
        cr_assert(got[i] != '\r' || got[i + 1] == '\n');
        cr_assert(got[i] != '\n' || got[i - 1] == '\r');
    }
    free(got);
    free(bytes);
}

/* msg_copy() files a second Subject where sending it ends the process. */
Test(sofia_apply, headers_that_may_stand_once_may_stand_twice)
{
    static const char *const names[] = {"Subject", "Expires",    "Max-Forwards", "Content-Type",
                                        "Call-ID", "User-Agent", "Min-SE",       "From",
                                        "To",      "CSeq",       "Date",         "Content-Length"};
    static const char *const values[] = {"x",         "1",        "70", "a/b",
                                         "c@h",       "ua",       "90", "<sip:a@h>;tag=1",
                                         "<sip:a@h>", "1 INVITE", "x",  "0"};

    for (size_t i = 0; i < COUNT(names); i++) {
        char lines[256];
        size_t len, got_len;
        char *bytes, *got;

        snprintf(lines, sizeof lines, "%s: %s\r\n%s: %s\r\n%s: %s\r\n", names[i], values[i],
                 names[i], values[i], names[i], values[i]);
        bytes = message_of("INVITE sip:911@h SIP/2.0", lines, &len);
        got = rewritten(bytes, len, MSG_DO_EXTRACT_COPY, E911_INGRESS_PHONE, &got_len);
        cr_assert_not_null(strstr(got, lines), "%s", got);
        free(got);
        free(bytes);
    }
}

/* The stack's own way to print a header breaks past 127 bytes. */
Test(sofia_apply, long_values_are_whole)
{
    enum { LONG = 2000 };
    msg_mclass_t *mclass = prepared_class();
    char line[LONG + 64] = "Contact: <sip:";
    size_t len;
    char *bytes;

    memset(line + strlen(line), 'a', LONG);
    strcat(line, "@h>\r\n");
    bytes = message_of("INVITE sip:911@h SIP/2.0", line, &len);
    for (int kept = 0; kept < 2; kept++) {
        msg_t *msg = message_parse(mclass, kept ? MSG_DO_EXTRACT_COPY : 0, bytes, len);
        e911_call call;

        e911_call_init(&call, sizeof call);
        cr_assert_eq(e911_sofia_describe(msg, &call), E911_OK);
        cr_assert_eq(call.contact.len, LONG + strlen("<sip:@h>"));
        cr_assert_eq(memcmp(call.contact.data, line + strlen("Contact: "), call.contact.len), 0);
        msg_destroy(msg);
    }
    free(bytes);
    free(mclass);
}

/* The stack's makers of unknown headers take CR LF in a value; apply() must not. */
Test(sofia_apply, a_value_that_would_break_the_message_is_refused)
{
    static const char *const values[] = {"a\r\nInjected: 1", "a\rb", "a\nb"};
    msg_mclass_t *mclass = prepared_class();
    size_t len;
    char *bytes = message_of("INVITE sip:911@h SIP/2.0", "", &len);
    msg_t *msg = message_parse(mclass, MSG_DO_EXTRACT_COPY, bytes, len);
    e911_decision *decision;
    msg_t *branch = NULL;

    cr_assert_eq(e911_decision_new(NULL, &decision), E911_OK);
    for (size_t i = 0; i < 4; i++) {
        e911_text value = i < 3 ? e911_text_of(values[i]) : (e911_text){"a\0b", 3};

        decision->common[0] = (e911__edit){E911_EDIT_ADD_HEADER, e911_text_of("X"), value};
        decision->common_count = 1;
        cr_assert_eq(e911_sofia_apply(msg, decision, E911_NO_TARGET, &branch), E911_ERR_ENCODING);
        decision->common[0] = (e911__edit){E911_EDIT_ADD_HEADER, value, e911_text_of("x")};
        cr_assert_eq(e911_sofia_apply(msg, decision, E911_NO_TARGET, &branch), E911_ERR_ENCODING);
        cr_assert_null(branch);
    }
    decision->common_count = 0;
    cr_assert_eq(e911_sofia_apply(msg, decision, 0, &branch), E911_ERR_NOT_FOUND);
    e911_decision_free(decision);
    msg_destroy(msg);
    free(bytes);
    free(mclass);
}

Test(sofia_apply, rewrite_of_an_ordinary_call_applies_the_common_edits)
{
    size_t len, got_len;
    char *bytes = message_of("INVITE sip:5551234@h SIP/2.0", "ININAttr: spoof\r\nX: 1\r\n", &len);
    char *got = rewritten(bytes, len, MSG_DO_EXTRACT_COPY, E911_INGRESS_PHONE, &got_len);
    size_t expected_len;
    char *expected = replaced(bytes, len, "ININAttr: spoof\r\n", "", &expected_len);

    ASSERT_BYTES(got, got_len, expected, expected_len);
    free(expected);
    free(got);
    free(bytes);
}

/* ---- without a copy -------------------------------------------------------------------------- */

static e911_decision *emergency_decision(msg_t *msg)
{
    e911_engine *engine = message_engine("");
    e911_decision *decision;
    e911_call call;

    cr_assert_eq(e911_decision_new(NULL, &decision), E911_OK);
    e911_call_init(&call, sizeof call);
    e911_ip_parse("127.0.0.4", 9, &call.source, NULL);
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_OK);
    cr_assert_eq(e911_decide(engine, &call, decision), E911_OK);
    e911_engine_unref(engine);
    return decision;
}

Test(sofia_apply, a_request_edited_itself_is_what_its_copy_would_be)
{
    for (int kept = 0; kept < 2; kept++) {
        struct rewriting r = rewrite_emergency();
        msg_t *msg = message_parse(r.mclass, kept ? MSG_DO_EXTRACT_COPY : 0, r.bytes, r.len);
        e911_decision *decision = emergency_decision(msg);
        size_t len, copy_len;
        char *copy, *sent;

        msg_destroy(r.branch);
        cr_assert_eq(e911_sofia_apply(msg, decision, 0, &r.branch), E911_OK);
        copy = message_bytes(r.branch, &copy_len);
        cr_assert_eq(e911_sofia_apply(msg, decision, 0, NULL), E911_OK);
        sent = message_bytes(msg, &len);
        ASSERT_BYTES(sent, len, copy, copy_len);
        free(sent);
        free(copy);
        e911_decision_free(decision);
        msg_destroy(msg);
        msg_destroy(r.branch);
        msg_destroy(r.msg);
        free(r.bytes);
        free(r.mclass);
    }
}

/* All edits or none: the good one stands before the one that is refused. */
Test(sofia_apply, a_request_that_cannot_be_edited_itself_stays)
{
    struct rewriting r = rewrite_emergency();
    msg_t *msg = message_parse(r.mclass, MSG_DO_EXTRACT_COPY, r.bytes, r.len);
    e911_decision *decision = emergency_decision(msg);
    size_t len;
    char *sent;

    cr_expect_eq(e911_sofia_apply(msg, decision, 9, NULL), E911_ERR_NOT_FOUND);
    decision->common[0] = (e911__edit){E911_EDIT_REMOVE_HEADER, e911_text_of("Subject"), {0}};
    decision->common[1] =
        (e911__edit){E911_EDIT_ADD_HEADER, e911_text_of("X"), e911_text_of("a\nb")};
    decision->common_count = 2;
    cr_expect_eq(e911_sofia_apply(msg, decision, E911_NO_TARGET, NULL), E911_ERR_ENCODING);
    decision->common[1] =
        (e911__edit){E911_EDIT_ADD_BODY_PART, e911_text_of("a/b"), e911_text_of("c")};
    cr_expect_eq(e911_sofia_apply(msg, decision, E911_NO_TARGET, NULL), E911_ERR_UNSUPPORTED);
    sent = message_bytes(msg, &len);
    ASSERT_BYTES(sent, len, r.bytes, r.len);
    free(sent);
    e911_decision_free(decision);
    msg_destroy(msg);
    msg_destroy(r.branch);
    msg_destroy(r.msg);
    free(r.bytes);
    free(r.mclass);
}
