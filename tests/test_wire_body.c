/* Raw messages: body parts, and a Content-Length that stays true. */
#define _GNU_SOURCE

#include "call_text.h"
#include "vector_lines.h"
#include "wire_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START "INVITE sip:911@h SIP/2.0\r\n"
#define ZEROS "e911-00000000000000000000000000000000"
#define PART  E911_EDIT_ADD_BODY_PART

static char room[1 << 18];

/* What becomes of a message when one part is added; without random bytes the boundary is known. */
static void check_part(const char *message, const char *type, const char *part,
                       const char *expected)
{
    const e911_edit edit = edit_of(PART, type, part);
    size_t len = 0;

    cr_expect_eq(edit_bytes(message, strlen(message), &edit, 1, NULL, room, sizeof room, &len),
                 E911_OK);
    room[len] = '\0';
    cr_expect_str_eq(room, expected, "got:\n%s\nexpected:\n%s", room, expected);
}

Test(wire_body, a_message_without_body_carries_the_part_alone)
{
    check_part(START "\r\n", "text/plain", "hello",
               START "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
    check_part(START "X: 1\r\nl : 0\r\nContent-Disposition: session\r\nY: 2\r\n\r\n", "text/plain",
               "", START "X: 1\r\nY: 2\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
    check_part(START "Content-Length: 0\r\n\r\nbehind the message", "a/b", "hello",
               START "Content-Type: a/b\r\nContent-Length: 5\r\n\r\nhellobehind the message");
}

Test(wire_body, another_body_becomes_the_first_part)
{
    check_part(START "c: application/sdp\r\nX: 1\r\nContent-Disposition\t: session\r\n"
                     "Content-Length: 5\r\n\r\nv=0\r\n",
               "text/plain", "hello",
               START "X: 1\r\nContent-Type: multipart/mixed;boundary=" ZEROS "\r\n"
                     "Content-Length: 230\r\n\r\n--" ZEROS "\r\nContent-Type: application/sdp\r\n"
                     "Content-Disposition: session\r\n\r\nv=0\r\n\r\n--" ZEROS
                     "\r\nContent-Type: text/plain\r\n\r\nhello\r\n--" ZEROS "--\r\n");
}

Test(wire_body, a_multipart_body_gets_one_more)
{
    check_part(
        START "Content-Type: Multipart/Mixed ; boundary=\"b 1\"\r\nContent-Length: 28\r\n\r\n"
              "--b 1\r\n\r\none\r\n--b 1--\r\nend\r\n",
        "text/plain", "two",
        START "Content-Type: Multipart/Mixed ; boundary=\"b 1\"\r\nContent-Length: 68\r\n\r\n"
              "--b 1\r\n\r\none\r\n--b 1\r\nContent-Type: text/plain\r\n\r\ntwo\r\n"
              "--b 1--\r\nend\r\n");
}

/* ---- what is true of every message ----------------------------------------------------------- */

struct found {
    const char *body;
    size_t body_len;
    unsigned long content_length;
    unsigned content_lengths;
};

/* The body of what was written, by the first empty line behind the start line. */
static struct found find_body(const char *bytes, size_t len)
{
    struct found found = {0};
    size_t at = strspn(bytes, "\r\n \t");

    while (at < len) {
        size_t end = at + strcspn(bytes + at, "\r\n");

        end = end > len ? len : end;
        if (strncasecmp(bytes + at, "Content-Length: ", 16) == 0) {
            found.content_length = strtoul(bytes + at + 16, NULL, 10);
            found.content_lengths++;
        }
        if (end == at && at < len) {
            at += bytes[at] == '\r' && bytes[at + 1] == '\n' ? 2 : 1;
            break;
        }
        at = end == len ? len : end + (bytes[end] == '\r' && bytes[end + 1] == '\n' ? 2 : 1);
    }
    found.body = bytes + at;
    found.body_len = len - at;
    return found;
}

static void add_two_parts(const struct sip_file *file, void *user)
{
    static const char sign[] = "a part\r\nwith --" ZEROS " in it, and --b1";
    const e911_edit edits[] = {edit_of(PART, "text/plain", sign), edit_of(PART, "a/b", "second")};
    e911_wire_room lists = {.struct_size = sizeof lists};
    e911_call before = {.struct_size = sizeof before}, after = before;
    unsigned *count = user;
    size_t len = 0;
    struct found found, had = find_body(file->bytes, file->len);

    if (e911_wire_describe(file->bytes, file->len, &lists, &before, NULL) != E911_OK)
        return;
    cr_assert_eq(edit_bytes(file->bytes, file->len, edits, 2, NULL, room, sizeof room, &len),
                 E911_OK, "%s", file->name);
    room[len] = '\0';
    cr_assert_eq(e911_wire_describe(room, len, &lists, &after, NULL), E911_OK, "%s", file->name);
    found = find_body(room, len);
    found.body_len -= had.body_len - before.body_size; /* what is behind the message stays there */
    cr_expect_eq(found.content_lengths, 1, "%s: %u Content-Lengths", file->name,
                 found.content_lengths);
    cr_expect_eq(found.content_length, found.body_len, "%s: %lu said, %zu there", file->name,
                 found.content_length, found.body_len);
    cr_expect_eq(after.body_size, found.body_len, "%s", file->name);
    cr_expect_eq(strncasecmp(after.content_type.data, "multipart/mixed", 15), 0, "%s", file->name);
    cr_expect_not_null(memmem(found.body, found.body_len, sign, sizeof sign - 1), "%s", file->name);
    cr_expect_not_null(memmem(found.body, found.body_len, "\r\n\r\nsecond\r\n--", 14), "%s",
                       file->name);
    cr_expect(before.from.len == after.from.len && before.headers_count >= after.headers_count - 1,
              "%s: other headers", file->name);
    ++*count;
}

Test(wire_body, every_message_has_one_true_length_afterwards)
{
    unsigned count = 0;

    each_vector(add_two_parts, &count);
    cr_assert_geq(count, 60);
}

/* ---- boundaries ------------------------------------------------------------------------------ */

/* The boundary of the Content-Type that was written. */
static e911_text boundary_of(size_t len)
{
    const char *at = memmem(room, len, "boundary=", 9);

    cr_assert_not_null(at);
    return (e911_text){at + 9, strcspn(at + 9, "\r\n\"")};
}

Test(wire_body, random_bytes_make_the_boundary)
{
    static const char message[] = START "Content-Type: a/b\r\n\r\nbody";
    const uint8_t random[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
    const e911_edit edit = edit_of(PART, "text/plain", "part");
    size_t len;

    cr_assert_eq(edit_bytes(message, sizeof message - 1, &edit, 1, random, room, sizeof room, &len),
                 E911_OK);
    cr_expect(is_text(boundary_of(len), "e911-0123456789abcdef0123456789abcdef"));
}

/* A body that holds the boundary, and all but one of those it could be made longer by. */
Test(wire_body, a_boundary_is_never_in_the_body)
{
    static const char digits[] = "0123456789abcdef";
    char message[4096] = START "Content-Type: a/b\r\n\r\n";
    char *at = message + strlen(message);

    for (unsigned i = 0; i < 16; i++) {
        const e911_edit edit = edit_of(PART, "text/plain", "see --" ZEROS);
        e911_text boundary;
        size_t len;
        const char *first;

        at += sprintf(at, "--" ZEROS "%c\r\n", digits[i]);
        cr_assert_eq(edit_bytes(message, strlen(message), &edit, 1, NULL, room, sizeof room, &len),
                     E911_OK);
        boundary = boundary_of(len);
        cr_expect_leq(boundary.len, 70);
        first = memmem(room, len, "\r\n\r\n", 4);
        for (unsigned uses = 0; uses < 3; uses++) {
            first = memmem(first, (size_t)(room + len - first), boundary.data, boundary.len);
            cr_assert_not_null(first, "%u boundaries", uses);
            cr_expect_eq(memcmp(first - 2, "--", 2), 0);
            first += boundary.len;
        }
        cr_expect_null(memmem(first, (size_t)(room + len - first), boundary.data, boundary.len));
    }
}

/* ---- what is refused, and what is left ------------------------------------------------------- */

Test(wire_body, lines_about_the_body_are_not_edited_beside_a_part)
{
    static const char *const names[] = {"Content-Type", "content-length", "c", "L",
                                        "Content-Disposition"};
    static const uint32_t ops[] = {E911_EDIT_ADD_HEADER, E911_EDIT_SET_HEADER,
                                   E911_EDIT_REMOVE_HEADER};
    static const char message[] = START "Content-Type: a/b\r\n\r\nbody";

    for (size_t i = 0; i < COUNT(names) * COUNT(ops); i++) {
        const e911_edit edits[] = {edit_of(PART, "text/plain", "part"),
                                   edit_of(ops[i % COUNT(ops)], names[i / COUNT(ops)], "1")};
        size_t len = 77;

        cr_expect_eq(
            edit_bytes(message, sizeof message - 1, edits, 2, NULL, room, sizeof room, &len),
            E911_ERR_CONFLICT, "%s", names[i / COUNT(ops)]);
        cr_expect_eq(len, 77);
        cr_expect_eq(
            edit_bytes(message, sizeof message - 1, edits + 1, 1, NULL, room, sizeof room, &len),
            E911_OK, "without a part it is a header like any other");
    }
}

/* Any bytes are a part, and of any length: a NUL, a boundary's look, 64 kB. */
Test(wire_body, a_part_is_any_bytes)
{
    static char part[65536];
    e911_edit edit = edit_of(PART, "application/octet-stream", "");
    size_t len;
    struct found found;

    for (size_t i = 0; i < sizeof part; i++)
        part[i] = (char)(i * 7);
    edit.value = (e911_text){part, sizeof part};
    cr_assert_eq(
        edit_bytes(START "\r\n", sizeof START + 1, &edit, 1, NULL, room, sizeof room, &len),
        E911_OK);
    found = find_body(room, len);
    cr_expect_eq(found.body_len, sizeof part);
    cr_expect_eq(found.content_length, sizeof part);
    cr_expect_eq(memcmp(found.body, part, sizeof part), 0);
}
