/* Raw messages: edits in, and every byte that no edit names as it came. */
#define _GNU_SOURCE

#include "call_text.h"
#include "vector_lines.h"
#include "wire_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEW_URI "sip:911@psap.example.com:5070"

static char room[1 << 18];

/* ---- comparing with the model ---------------------------------------------------------------- */

static e911_call described(const char *bytes, size_t len)
{
    static e911_wire_room lists = {.struct_size = sizeof lists};
    e911_call call = {.struct_size = sizeof call};

    if (e911_wire_describe(bytes, len, &lists, &call, NULL) != E911_OK)
        call.struct_size = 0;
    return call;
}

static void check_bytes(const char *name, const char *got, size_t got_len, const char *expected,
                        size_t expected_len)
{
    if (got_len != expected_len || memcmp(got, expected, got_len) != 0) {
        char *got_text = bytes_text(got, got_len),
             *expected_text = bytes_text(expected, expected_len);

        cr_expect(false, "%s:\n%s\nexpected:\n%s", name, got_text, expected_text);
        free(got_text);
        free(expected_text);
    }
}

static void edit_like_the_model(const struct sip_file *file, void *user)
{
    const e911_edit edits[] = {
        edit_of(E911_EDIT_SET_REQUEST_URI, "", NEW_URI),
        edit_of(E911_EDIT_REMOVE_HEADER, "ininattr", ""),
        edit_of(E911_EDIT_ADD_HEADER, "ININAttr", "\"ours\""),
        edit_of(E911_EDIT_SET_HEADER, "User-Agent", "e911"),
        edit_of(E911_EDIT_ADD_HEADER, "X-Last", ""),
    };
    e911_call call = described(file->bytes, file->len);
    unsigned *count = user;
    size_t len, expected_len;
    char *expected;

    /* A message of several readings leaves with one: see the cases of their own below. */
    if (call.struct_size == 0 || call.flags & (E911_CALL_LINE_ENDS_MIXED | E911_CALL_RESPONSE))
        return;
    cr_expect_eq(
        edit_bytes(file->bytes, file->len, edits, COUNT(edits), NULL, room, sizeof room, &len),
        E911_OK, "%s", file->name);
    expected = edited_by_line(file->bytes, file->len, call.request_uri, edits, COUNT(edits),
                              &expected_len);
    check_bytes(file->name, room, len, expected, expected_len);
    free(expected);
    ++*count;
}

Test(wire_apply, edits_change_the_lines_they_name_and_no_other_byte)
{
    unsigned count = 0;

    each_vector(edit_like_the_model, &count);
    cr_assert_geq(count, 50, "only %u messages", count);
}

static void edit_nothing(const struct sip_file *file, void *user)
{
    e911_call call = described(file->bytes, file->len);
    uint32_t mixed;
    size_t len = 0;
    char *before, *after;

    (void)user;
    if (call.struct_size == 0)
        return;
    cr_expect_eq(edit_bytes(file->bytes, file->len, NULL, 0, NULL, room, sizeof room, &len),
                 E911_OK, "%s", file->name);
    mixed = call.flags & E911_CALL_LINE_ENDS_MIXED;
    call.flags &= ~mixed;
    before = call_text(&call);
    if (!mixed)
        check_bytes(file->name, room, len, file->bytes, file->len);
    call = described(room, len);
    call.flags &= ~mixed;
    after = call_text(&call);
    cr_expect_str_eq(after, before, "%s:\n%s\nbefore:\n%s", file->name, after, before);
    free(after);
    free(before);
}

/* Of a message of several readings one remains, and it says the same. */
Test(wire_apply, no_edits_change_no_byte)
{
    each_vector(edit_nothing, NULL);
}

/* ---- sizes and sinks ------------------------------------------------------------------------- */

static const char small[] =
    "INVITE sip:911@h SIP/2.0\r\nf: <sip:a@h>\r\niNiNaTTr : x\r\n y\r\n\r\nbody";

Test(wire_apply, every_size_says_what_is_needed_and_writes_no_further)
{
    const e911_edit edits[] = {
        edit_of(E911_EDIT_SET_REQUEST_URI, "", NEW_URI),
        edit_of(E911_EDIT_SET_HEADER, "ININAttr", "\"ours\""),
        edit_of(E911_EDIT_ADD_BODY_PART, "text/plain", "part"),
    };
    uint8_t random[16] = {1, 2, 3};
    size_t needed = 0, len;

    cr_assert_eq(edit_bytes(small, sizeof small - 1, edits, COUNT(edits), random, NULL, 0, &needed),
                 E911_ERR_BUFFER_SIZE);
    for (size_t size = 0; size <= needed + 1; size++) {
        e911_status status;
        char *buf = at_page_end("", 0) - size; /* one byte more is a crash */

        len = 0;
        status = edit_bytes(small, sizeof small - 1, edits, COUNT(edits), random, buf, size, &len);
        cr_expect_eq(status, size < needed ? E911_ERR_BUFFER_SIZE : E911_OK, "size %zu", size);
        cr_expect_eq(len, needed, "size %zu: %zu", size, len);
        if (status == E911_OK)
            memcpy(room, buf, len);
    }
    cr_expect_not_null(memmem(room, needed, "ININAttr: \"ours\"\r\n", 18));
}

static void edit_to_a_sink(const struct sip_file *file, void *user)
{
    const e911_edit edits[] = {
        edit_of(E911_EDIT_REMOVE_HEADER, "ININAttr", ""),
        edit_of(E911_EDIT_ADD_HEADER, "X-New", "1"),
        edit_of(E911_EDIT_ADD_BODY_PART, "text/plain", "part"),
    };
    struct collector *collector = user;
    uint8_t random[16] = {9};
    size_t len = 0;
    e911_status status =
        edit_bytes(file->bytes, file->len, edits, COUNT(edits), random, room, sizeof room, &len);

    collector_init(collector, SIZE_MAX);
    cr_expect_eq(
        edit_to_sink(file->bytes, file->len, edits, COUNT(edits), random, &collector->sink), status,
        "%s", file->name);
    if (status == E911_OK)
        check_bytes(file->name, collector->bytes, collector->len, room, len);
    else
        cr_expect_eq(collector->calls, 0, "%s: bytes of a message that is refused", file->name);
}

Test(wire_apply, a_sink_gets_the_same_bytes)
{
    static struct collector collector;

    each_vector(edit_to_a_sink, &collector);
}

Test(wire_apply, a_sink_that_refuses_ends_the_writing)
{
    static struct collector collector;
    const e911_edit edit = edit_of(E911_EDIT_ADD_HEADER, "X-New", "1");

    collector_init(&collector, 0);
    cr_expect_eq(edit_to_sink(small, sizeof small - 1, &edit, 1, NULL, &collector.sink),
                 E911_ERR_CALLBACK);
    cr_expect_eq(collector.calls, 1, "it is asked no more");
    cr_expect_eq(edit_to_sink(small, sizeof small - 1, &edit, 1, NULL, NULL),
                 E911_ERR_INVALID_ARGUMENT);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static const char long_folds[] = "x\r\n y";

static const struct {
    uint32_t op;
    const char *name;
    const char *value;
    e911_status status;
} refused[] = {
    {E911_EDIT_SET_REQUEST_URI, "", "", E911_ERR_ENCODING},
    {E911_EDIT_SET_REQUEST_URI, "", "sip:a b@h", E911_ERR_ENCODING},
    {E911_EDIT_SET_REQUEST_URI, "", "sip:a@h\r\nX: 1", E911_ERR_ENCODING},
    {E911_EDIT_SET_REQUEST_URI, "", "sip:a@h\tx", E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "", "x", E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "X", "a\rb", E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "X", "a\nb", E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "X", long_folds, E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "X\r\nY", "a", E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "X Y", "a", E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "X\tY", "a", E911_ERR_ENCODING},
    {E911_EDIT_ADD_HEADER, "X:", "a", E911_ERR_ENCODING},
    {E911_EDIT_SET_HEADER, "X:", "a", E911_ERR_ENCODING},
    {E911_EDIT_SET_HEADER, "X", "a\n", E911_ERR_ENCODING},
    {E911_EDIT_REMOVE_HEADER, "", "", E911_ERR_ENCODING},
    {E911_EDIT_REMOVE_HEADER, "X\r", "", E911_ERR_ENCODING},
    {E911_EDIT_ADD_BODY_PART, "", "x", E911_ERR_ENCODING},
    {E911_EDIT_ADD_BODY_PART, "text/plain\r\nX: 1", "x", E911_ERR_ENCODING},
    {0, "X", "x", E911_ERR_UNSUPPORTED},
    {6, "X", "x", E911_ERR_UNSUPPORTED},
};

/* A good edit in front of it makes no difference: all of them or none. */
Test(wire_apply, an_edit_that_would_break_the_message_is_refused)
{
    static struct collector collector;

    for (size_t i = 0; i < COUNT(refused); i++) {
        const e911_edit edits[] = {
            edit_of(E911_EDIT_ADD_HEADER, "X-Good", "1"),
            edit_of(refused[i].op, refused[i].name, refused[i].value),
        };
        size_t len = 77;

        cr_expect_eq(edit_bytes(small, sizeof small - 1, edits, 2, NULL, room, sizeof room, &len),
                     refused[i].status, "%u '%s' '%s'", refused[i].op, refused[i].name,
                     refused[i].value);
        cr_expect_eq(len, 77, "ret_len is touched");
        collector_init(&collector, SIZE_MAX);
        cr_expect_eq(edit_to_sink(small, sizeof small - 1, edits, 2, NULL, &collector.sink),
                     refused[i].status);
        cr_expect_eq(collector.calls, 0);
    }
}

Test(wire_apply, a_nul_is_refused_in_every_text_but_a_body_part)
{
    static const uint32_t ops[] = {E911_EDIT_SET_REQUEST_URI, E911_EDIT_ADD_HEADER,
                                   E911_EDIT_SET_HEADER, E911_EDIT_ADD_BODY_PART};

    for (size_t i = 0; i < COUNT(ops); i++) {
        e911_edit edit = edit_of(ops[i], i == 0 ? "" : "X", "sip:h");
        size_t len;

        edit.value.len++; /* the NUL behind it */
        cr_expect_eq(edit_bytes(small, sizeof small - 1, &edit, 1, NULL, room, sizeof room, &len),
                     ops[i] == E911_EDIT_ADD_BODY_PART ? E911_OK : E911_ERR_ENCODING);
    }
}

Test(wire_apply, arguments_are_checked)
{
    e911_edit edits[E911_WIRE_EDITS_MAX + 1];
    size_t len = 77;

    for (size_t i = 0; i < COUNT(edits); i++)
        edits[i] = edit_of(E911_EDIT_ADD_HEADER, "X", "1");
    cr_expect_eq(edit_bytes(small, sizeof small - 1, edits, E911_WIRE_EDITS_MAX, NULL, room,
                            sizeof room, &len),
                 E911_OK);
    len = 77;
    cr_expect_eq(edit_bytes(small, sizeof small - 1, edits, E911_WIRE_EDITS_MAX + 1, NULL, room,
                            sizeof room, &len),
                 E911_ERR_LIMIT);
    cr_expect_eq(edit_bytes(NULL, 1, edits, 1, NULL, room, sizeof room, &len),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(edit_bytes(small, sizeof small - 1, NULL, 1, NULL, room, sizeof room, &len),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(edit_bytes(small, sizeof small - 1, edits, 1, NULL, NULL, 1, &len),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(edit_bytes(small, sizeof small - 1, edits, 1, NULL, room, sizeof room, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(edit_bytes("", 0, edits, 1, NULL, room, sizeof room, &len), E911_ERR_SYNTAX);
    edits[0].struct_size = 1;
    cr_expect_eq(edit_bytes(small, sizeof small - 1, edits, 1, NULL, room, sizeof room, &len),
                 E911_ERR_STRUCT_SIZE);
    cr_expect_eq(len, 77, "ret_len is touched");
}

Test(wire_apply, a_response_has_no_request_uri)
{
    static const char answer[] = "SIP/2.0 200 OK\r\nININAttr: x\r\n\r\n";
    const e911_edit set = edit_of(E911_EDIT_SET_REQUEST_URI, "", NEW_URI);
    const e911_edit drop = edit_of(E911_EDIT_REMOVE_HEADER, "ININAttr", "");
    size_t len;

    cr_expect_eq(edit_bytes(answer, sizeof answer - 1, &set, 1, NULL, room, sizeof room, &len),
                 E911_ERR_UNSUPPORTED);
    cr_expect_eq(edit_bytes(answer, sizeof answer - 1, &drop, 1, NULL, room, sizeof room, &len),
                 E911_OK);
    check_bytes("answer", room, len, "SIP/2.0 200 OK\r\n\r\n", 18);
}

/* ---- removing -------------------------------------------------------------------------------- */

/* The same edit on another message; the file says which. */
static void check_removed(const char *message, const char *name, const char *expected)
{
    const e911_edit edit = edit_of(E911_EDIT_REMOVE_HEADER, name, "");
    size_t len;

    cr_expect_eq(edit_bytes(message, strlen(message), &edit, 1, NULL, room, sizeof room, &len),
                 E911_OK, "%s", message);
    check_bytes(message, room, len, expected, strlen(expected));
}

#define START "INVITE sip:911@h SIP/2.0\r\n"

Test(wire_apply, a_name_and_its_compact_form_are_one_and_no_name_like_it_is)
{
    check_removed(START "f: a\r\nFrom : b\r\nFROM\t\r\n :c\r\n\td\r\nFrom-: e\r\n\r\n", "From",
                  START "From-: e\r\n\r\n");
    check_removed(START "f: a\r\nFrom: b\r\nto: c\r\n\r\n", "F", START "to: c\r\n\r\n");
    check_removed(START "m: a\r\nContact: b\r\nM2: c\r\n\r\n", "contact", START "M2: c\r\n\r\n");
    check_removed(START "x: 1\r\nX-ININAttr: a\r\nININAttrs: b\r\nININAtt: c\r\n\r\n", "ININAttr",
                  START "x: 1\r\nX-ININAttr: a\r\nININAttrs: b\r\nININAtt: c\r\n\r\n");
}

Test(wire_apply, the_body_is_never_searched)
{
    check_removed(START "ININAttr: a\r\n\r\nININAttr: b\r\n", "ININAttr",
                  START "\r\nININAttr: b\r\n");
    check_removed(START "\r\n", "ININAttr", START "\r\n");
}

/* Whoever reads a bare CR or LF as the end of a line finds nothing either. */
static void nothing_is_left(const struct sip_file *file, void *user)
{
    const e911_edit edits[] = {edit_of(E911_EDIT_REMOVE_HEADER, "ININAttr", ""),
                               edit_of(E911_EDIT_ADD_HEADER, "X-Ours", "1")};
    size_t leading = strspn(file->bytes, "\r\n"), len, lines = 0;

    (void)user;
    if (edit_bytes(file->bytes, file->len, edits, 2, NULL, room, sizeof room, &len) != E911_OK)
        return;
    for (size_t at = leading; at < len; at++) {
        if (at > leading && room[at - 1] != '\r' && room[at - 1] != '\n')
            continue;
        if (len - at >= 4 && memcmp(room + at, "\r\n\r\n", 4) == 0)
            break;
        if (at > leading + 3 && memcmp(room + at - 4, "\r\n\r\n", 4) == 0)
            break;
        cr_expect(len - at < 9 || strncasecmp(room + at, "ININAttr:", 9) != 0,
                  "%s: an ININAttr is left at %zu", file->name, at);
        lines += len - at >= 7 && memcmp(room + at, "X-Ours:", 7) == 0;
    }
    cr_expect_eq(lines, 1, "%s: ours stands %zu times", file->name, lines);
}

Test(wire_apply, no_reading_of_the_output_holds_what_was_removed)
{
    each_vector(nothing_is_left, NULL);
}
