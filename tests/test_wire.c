/* Raw messages: facts out of any bytes. */
#define _DEFAULT_SOURCE

#include "call_text.h"
#include "vector_lines.h"
#include "wire_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every vector NAME.sip has its facts in NAME.facts, or the status and offset of its refusal. */
static char *facts_text(const char *bytes, size_t len)
{
    e911_wire_room room = {.struct_size = sizeof room};
    e911_call call = {.struct_size = sizeof call};
    e911_error error = new_error();
    e911_status status = e911_wire_describe(bytes, len, &room, &call, &error);
    char *text;

    if (status == E911_OK)
        return call_text(&call);
    text = malloc(256);
    snprintf(text, 256, "refused: %s\noffset: %llu\n", e911_status_name(status),
             (unsigned long long)error.offset);
    cr_expect_eq(error.status, status);
    cr_expect_not_null(error.message);
    return text;
}

static void check_facts(const struct sip_file *file, void *user)
{
    char path[4096];
    size_t len;
    char *expected, *text;

    (void)user;
    snprintf(path, sizeof path, "%.*s.facts", (int)strlen(file->path) - 4, file->path);
    expected = read_file(path, &len);
    text = facts_text(file->bytes, file->len);
    cr_expect_str_eq(text, expected, "%s:\n%s\nexpected:\n%s", file->name, text, expected);
    free(text);
    free(expected);
}

Test(wire, describe_reads_every_vector)
{
    cr_assert_geq(each_vector(check_facts, NULL), 60);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static const struct {
    const char *message;
    size_t offset;
} refused[] = {
    {"", 0},
    {"\r\n\r\n", 4},
    {"   ", 3},
    {"INVITE", 6},
    {"INVITE ", 7},
    {"INVITE\r\n sip:911@h SIP/2.0\r\n\r\n", 6},
    {"INVITE  \r\nFrom: a\r\n\r\n", 8},
    {"From: a\r\n\r\n", 4},
    {": x\r\n", 0},
    {"\r\n\x01\x02", 2},
    {"(bad) sip:h SIP/2.0\r\n", 0},
    {"IN(bad) sip:h SIP/2.0\r\n", 2},
    {"\xff\xfe", 0},
    {"SIP/", 4},
    {"SIP/2.0", 7},
    {"SIP/2.0 ", 8},
    {"SIP/2.0 abc\r\n", 8},
    {"SIP/2.0200 OK\r\n", 11},
};

Test(wire, describe_refuses_what_has_no_start_line)
{
    for (size_t i = 0; i < COUNT(refused); i++) {
        e911_wire_room room = {.struct_size = sizeof room};
        e911_call call = {.struct_size = sizeof call, .now_ms = 7}, before = call;
        e911_error error = new_error();

        cr_expect_eq(e911_wire_describe(refused[i].message, strlen(refused[i].message), &room,
                                        &call, &error),
                     E911_ERR_SYNTAX, "'%s'", refused[i].message);
        cr_expect_eq(error.offset, refused[i].offset, "'%s': offset %llu", refused[i].message,
                     (unsigned long long)error.offset);
        cr_expect_eq(memcmp(&call, &before, sizeof call), 0, "the call is touched");
    }
}

Test(wire, describe_checks_its_arguments)
{
    static const char message[] = "OPTIONS sip:h SIP/2.0\r\n\r\n";
    e911_wire_room room = {.struct_size = sizeof room};
    e911_call call = {.struct_size = sizeof call};
    size_t len = sizeof message - 1;

    cr_expect_eq(e911_wire_describe(NULL, len, &room, &call, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_wire_describe(NULL, 0, &room, &call, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(e911_wire_describe(message, len, NULL, &call, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_wire_describe(message, len, &room, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    room.struct_size = 0;
    cr_expect_eq(e911_wire_describe(message, len, &room, &call, NULL), E911_ERR_STRUCT_SIZE);
    room.struct_size = sizeof room;
    call.struct_size = sizeof call - 1;
    cr_expect_eq(e911_wire_describe(message, len, &room, &call, NULL), E911_ERR_STRUCT_SIZE);
    call.struct_size = sizeof call;
    cr_expect_eq(e911_wire_describe(message, len, &room, &call, NULL), E911_OK);
    cr_expect_eq(e911_wire_room_init(NULL, sizeof room), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_wire_room_init(&room, 0), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_wire_room_init(&room, sizeof room), E911_OK);
    cr_expect_eq(room.struct_size, sizeof room);
}

/* ---- what the host knows --------------------------------------------------------------------- */

Test(wire, describe_leaves_the_hosts_own_facts_alone)
{
    static const char message[] = "OPTIONS sip:h SIP/2.0\r\n\r\n";
    e911_wire_room room = {.struct_size = sizeof room};
    e911_call call = {.struct_size = sizeof call};

    call.ingress = E911_INGRESS_TRUNK;
    call.transport = E911_TRANSPORT_TLS;
    call.source.family = 4;
    call.source.bytes[3] = 9;
    call.source_port = 5062;
    call.now_ms = 42;
    call.random[15] = 7;
    call.flags = E911_CALL_IN_DIALOG; /* the message's, not the host's */
    call.user_agent = e911_text_of("of the call before");
    cr_assert_eq(e911_wire_describe(message, sizeof message - 1, &room, &call, NULL), E911_OK);
    cr_expect_eq(call.ingress, (uint32_t)E911_INGRESS_TRUNK);
    cr_expect_eq(call.transport, (uint32_t)E911_TRANSPORT_TLS);
    cr_expect_eq(call.source.family, 4);
    cr_expect_eq(call.source.bytes[3], 9);
    cr_expect_eq(call.source_port, 5062);
    cr_expect_eq(call.now_ms, 42);
    cr_expect_eq(call.random[15], 7);
    cr_expect_eq(call.flags, 0);
    cr_expect_eq(call.user_agent.len, 0);
    cr_expect_eq(call.struct_size, sizeof call);
}

/* ---- limits of the lists --------------------------------------------------------------------- */

/* A message with so many lines of a header. For free(). */
static char *repeating(const char *line, unsigned times, size_t *ret_len)
{
    static const char start[] = "INVITE sip:911@h SIP/2.0\r\n";
    char *bytes = malloc(sizeof start + strlen(line) * times + 2);
    char *at = stpcpy(bytes, start);

    for (unsigned i = 0; i < times; i++)
        at = stpcpy(at, line);
    at = stpcpy(at, "\r\n");
    *ret_len = (size_t)(at - bytes);
    return bytes;
}

static e911_call call_repeating(const char *line, unsigned times)
{
    static e911_wire_room room = {.struct_size = sizeof room};
    e911_call call = {.struct_size = sizeof call};
    size_t len;
    char *bytes = repeating(line, times, &len);

    cr_assert_eq(e911_wire_describe(bytes, len, &room, &call, NULL), E911_OK);
    free(bytes);
    return call;
}

Test(wire, lists_end_at_their_limit_and_say_so)
{
    const uint32_t others = E911_CALL_HEADERS_UNLISTED;
    const unsigned values = E911_WIRE_VALUES_MAX, headers = E911_WIRE_HEADERS_MAX;
    e911_call call = call_repeating("ININAttr: a\r\n", values);

    cr_expect_eq(call.ininattr_count, values);
    cr_expect_eq(call.flags, 0);
    call = call_repeating("ininattr : a\r\n", values + 1);
    cr_expect_eq(call.ininattr_count, values);
    cr_expect_eq(call.flags & E911_CALL_ININATTR_UNLISTED, (uint32_t)E911_CALL_ININATTR_UNLISTED);
    call = call_repeating("Geolocation: a\r\n", values);
    cr_expect_eq(call.geolocation_count, values);
    cr_expect_eq(call.flags, 0);
    call = call_repeating("Geolocation: a\r\n", values + 1);
    cr_expect_eq(call.geolocation_count, values);
    cr_expect_eq(call.flags, others);
    call = call_repeating("Call-Info: a\r\n", values + 1);
    cr_expect_eq(call.call_info_count, values);
    cr_expect_eq(call.flags, others);
    call = call_repeating("X: a\r\n", headers);
    cr_expect_eq(call.headers_count, headers);
    cr_expect_eq(call.flags, 0);
    call = call_repeating("X: a\r\n", headers + 1);
    cr_expect_eq(call.headers_count, headers);
    cr_expect_eq(call.flags, others);
}

/* ---- any bytes ------------------------------------------------------------------------------- */

/* A view may be empty; else it is inside the message. */
static bool is_inside(e911_text text, const char *bytes, size_t len)
{
    return text.len == 0 || (text.data >= bytes && text.data + text.len <= bytes + len);
}

static bool all_inside(const e911_text *texts, size_t count, const char *bytes, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_inside(texts[i], bytes, len))
            return false;
    }
    return true;
}

static bool views_are_inside(const e911_call *call, const char *bytes, size_t len)
{
    const e911_text single[] = {
        call->method,   call->request_uri, call->to,
        call->from,     call->call_id,     call->p_asserted_identity,
        call->contact,  call->instance,    call->user_agent,
        call->priority, call->via_sent_by, call->content_type,
    };

    for (size_t i = 0; i < call->headers_count; i++) {
        /* The name of a compact form is the library's own. */
        if (!is_inside(call->headers[i].value, bytes, len))
            return false;
    }
    return all_inside(single, COUNT(single), bytes, len) && call->body_size <= len &&
           all_inside(call->ininattr, call->ininattr_count, bytes, len) &&
           all_inside(call->geolocation, call->geolocation_count, bytes, len) &&
           all_inside(call->call_info, call->call_info_count, bytes, len);
}

/* The message stands at the end of a page and the next cannot be read. */
static void describe_anything(const char *bytes, size_t len, const char *name)
{
    static e911_wire_room room = {.struct_size = sizeof room};
    e911_call call = {.struct_size = sizeof call};
    e911_error error = new_error();
    const char *at = at_page_end(bytes, len);
    e911_status status = e911_wire_describe(at, len, &room, &call, &error);

    if (status == E911_OK)
        CHECK(views_are_inside(&call, at, len), "%s: a view leaves the message", name);
    else
        CHECK(status == E911_ERR_SYNTAX && error.offset <= len && call.struct_size == sizeof call &&
                  call.method.data == NULL,
              "%s: status %d at offset %llu", name, status, (unsigned long long)error.offset);
    CHECK(len == 0 || memcmp(at, bytes, len) == 0, "%s: the message is touched", name);
}

static void describe_truncated(const struct sip_file *file, void *user)
{
    (void)user;
    for (size_t len = 0; len <= file->len; len++)
        describe_anything(file->bytes, len, file->name);
}

Test(wire, describe_takes_a_message_cut_off_anywhere)
{
    each_vector(describe_truncated, NULL);
}

static void describe_flipped(const struct sip_file *file, void *user)
{
    static const char bytes[] = {'\r', '\n', ' ', ':', '"', '\\', '<', '\0', '\xff', 'A'};

    (void)user;
    for (size_t i = 0; i < file->len; i++) {
        char kept = file->bytes[i];

        for (size_t k = 0; k < COUNT(bytes); k++) {
            file->bytes[i] = bytes[k];
            describe_anything(file->bytes, file->len, file->name);
        }
        file->bytes[i] = kept;
    }
}

Test(wire, describe_takes_a_message_with_any_byte_changed)
{
    each_vector(describe_flipped, NULL);
}
