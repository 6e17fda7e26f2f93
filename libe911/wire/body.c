#include "wire/body.h"

#include "header/parameter.h"

#define CONTENT_LENGTH E911__TEXT("Content-Length")

static bool begins_nocase(e911_text text, e911_text with)
{
    return text.len >= with.len && e911__equal_nocase(e911__slice(text, 0, with.len), with);
}

/* The long name where a header has a compact one. */
static e911_text long_name(e911_text name)
{
    e911_text known = name.len == 1 ? e911__field_long_name(name.data[0]) : E911__NOTHING;

    return known.len > 0 ? known : name;
}

static bool is_content_length(e911_text name)
{
    return e911__field_may_be(name, CONTENT_LENGTH, 'l');
}

/* A header that describes the body, its length apart (RFC 2045 3). */
static bool describes_body(e911_text name)
{
    return begins_nocase(long_name(name), E911__TEXT("Content-")) && !is_content_length(name);
}

/* ---- the body there is ----------------------------------------------------------------------- */

static void read_headers(e911__wire_body *b, e911_text rest)
{
    e911__wire_reader r = e911__wire_begin_behind(b->start_break, b->headers_end);
    e911__wire_header header;
    uint64_t length;
    bool has_length = false;

    b->body = rest;
    while (e911__wire_next(&r, &header)) {
        if (is_content_length(header.name) && !has_length) {
            has_length = e911__content_length_read(header.value, &length);
            if (has_length && length < rest.len)
                b->body.len = (size_t)length;
        } else if (b->type.data == NULL &&
                   e911__equal_nocase(long_name(header.name), E911__TEXT("Content-Type"))) {
            b->type = header.value;
        }
    }
}

/* Where the line that begins with `start` is, or text.len. */
static size_t find_line(e911_text text, e911_text start)
{
    size_t at = 0;

    while (at < text.len) {
        e911_text rest = e911__slice(text, at, text.len - at);

        if (rest.len >= start.len && memcmp(rest.data, start.data, start.len) == 0)
            return at;
        at += e911__find(rest, '\n') + 1;
    }
    return text.len;
}

static bool part_holds_line(const e911__wire_plan *plan, e911_text start)
{
    for (size_t i = 0; i < plan->part_count; i++) {
        if (find_line(plan->parts[i].value, start) < plan->parts[i].value.len)
            return true;
    }
    return false;
}

/* True when the body is a multipart/mixed that the parts can join; then with its boundary. */
static bool read_multipart(e911__wire_body *b)
{
    const e911_text mixed = E911__TEXT("multipart/mixed");
    char closing[2 + E911__BOUNDARY_MAX + 2] = "--";
    e911_text boundary;

    if (!begins_nocase(b->type, mixed) ||
        (b->type.len > mixed.len && b->type.data[mixed.len] != ';' &&
         !e911__is_blank(b->type.data[mixed.len])) ||
        !e911__header_parameter(b->type, E911__TEXT("boundary"), &boundary))
        return false;
    boundary = e911__unquoted(boundary);
    if (boundary.len == 0 || boundary.len > E911__BOUNDARY_MAX || !e911__fits_header(boundary) ||
        e911__find(boundary, '\\') < boundary.len)
        return false;
    memcpy(b->boundary, boundary.data, boundary.len);
    b->boundary_len = boundary.len;
    memcpy(closing + 2, boundary.data, boundary.len);
    memcpy(closing + 2 + boundary.len, "--", 2);
    b->closing = find_line(b->body, e911__text(closing, boundary.len + 4));
    return b->closing < b->body.len &&
           !part_holds_line(b->plan, e911__text(closing, boundary.len + 2));
}

/* ---- a fresh boundary ------------------------------------------------------------------------ */

static const char hex_digits[] = "0123456789abcdef";

/* Count, for each hex digit, how often it follows the boundary so far; the total. */
static size_t count_following(e911_text text, const e911__wire_body *b, size_t *counts)
{
    size_t total = 0;
    size_t at = e911__find(text, b->boundary[0]);

    while (at < text.len && text.len - at >= b->boundary_len) {
        e911_text rest = e911__slice(text, at + 1, text.len - at - 1);

        if (memcmp(text.data + at, b->boundary, b->boundary_len) == 0) {
            size_t next = at + b->boundary_len;
            int digit = next < text.len ? e911__hex_value[(unsigned char)text.data[next]] : -1;

            total++;
            if (digit >= 0)
                counts[digit]++;
        }
        at += 1 + e911__find(rest, b->boundary[0]);
    }
    return total;
}

/*
 * A boundary that does not occur in the texts. Random bytes make that all but certain; where they
 * do not, each further digit is the one that follows the boundary least often, so that at most a
 * sixteenth of the places is left each time.
 */
static void make_boundary(e911__wire_body *b)
{
    static const char prefix[] = "e911-";
    size_t found;

    b->boundary_len = sizeof prefix - 1;
    memcpy(b->boundary, prefix, sizeof prefix - 1);
    for (size_t i = 0; i < 16; i++) {
        uint8_t byte = b->plan->random == NULL ? 0 : b->plan->random[i];

        b->boundary[b->boundary_len++] = hex_digits[byte >> 4];
        b->boundary[b->boundary_len++] = hex_digits[byte & 15];
    }
    do {
        size_t counts[16] = {0};
        size_t least = 0;

        found = count_following(b->body, b, counts);
        for (size_t i = 0; i < b->plan->part_count; i++)
            found += count_following(b->plan->parts[i].value, b, counts);
        for (size_t i = 1; i < 16; i++) {
            if (counts[i] < counts[least])
                least = i;
        }
        if (found > 0)
            b->boundary[b->boundary_len++] = hex_digits[least];
    } while (found > 0);
}

void e911__wire_body_init(e911__wire_body *ret, const e911__wire_plan *plan, e911_text message,
                          const e911__wire_layout *layout)
{
    const char *end = message.data + message.len;

    *ret = (e911__wire_body){.plan = plan};
    ret->start_break = layout->start_break;
    ret->headers_end = layout->last_break.next;
    read_headers(ret, e911__text(layout->empty.next, (size_t)(end - layout->empty.next)));
    if (ret->body.len == 0 && plan->part_count == 1)
        ret->form = E911__BODY_ALONE;
    else if (read_multipart(ret))
        ret->form = E911__BODY_JOINS;
    else
        ret->form = E911__BODY_WRAPS;
    if (ret->form == E911__BODY_WRAPS)
        make_boundary(ret);
}

/* ---- writing --------------------------------------------------------------------------------- */

bool e911__wire_body_replaces(const e911__wire_body *body, e911_text name)
{
    return is_content_length(name) || (body->form != E911__BODY_JOINS && describes_body(name));
}

#define WRITE(w, literal) e911__writer_bytes(w, literal, sizeof(literal) - 1)

static void write_delimiter(e911__writer *w, const e911__wire_body *b)
{
    WRITE(w, "--");
    e911__writer_bytes(w, b->boundary, b->boundary_len);
}

static void write_parts(e911__writer *w, const e911__wire_body *b)
{
    for (size_t i = 0; i < b->plan->part_count; i++) {
        const e911__wire_addition *part = &b->plan->parts[i];

        write_delimiter(w, b);
        WRITE(w, "\r\nContent-Type: ");
        e911__writer_text(w, part->name);
        WRITE(w, "\r\n\r\n");
        e911__writer_text(w, part->value);
        WRITE(w, "\r\n");
    }
}

/* The old body, with the lines of the message that describe it. */
static void write_old_body(e911__writer *w, const e911__wire_body *b)
{
    e911__wire_reader r = e911__wire_begin_behind(b->start_break, b->headers_end);
    e911__wire_header header;

    write_delimiter(w, b);
    WRITE(w, "\r\n");
    while (e911__wire_next(&r, &header)) {
        if (!describes_body(header.name))
            continue;
        e911__writer_text(w, long_name(header.name));
        WRITE(w, ": ");
        e911__writer_text(w, header.value);
        WRITE(w, "\r\n");
    }
    WRITE(w, "\r\n");
    e911__writer_text(w, b->body);
    WRITE(w, "\r\n");
}

void e911__wire_body_write(e911__writer *w, const e911__wire_body *body)
{
    size_t rest = body->body.len - body->closing;

    switch (body->form) {
    case E911__BODY_ALONE:
        e911__writer_text(w, body->plan->parts[0].value);
        return;
    case E911__BODY_JOINS:
        e911__writer_bytes(w, body->body.data, body->closing);
        write_parts(w, body);
        e911__writer_bytes(w, body->body.data + body->closing, rest);
        return;
    default:
        if (body->body.len > 0)
            write_old_body(w, body);
        write_parts(w, body);
        write_delimiter(w, body);
        WRITE(w, "--\r\n");
    }
}

void e911__wire_body_write_headers(e911__writer *w, const e911__wire_body *body)
{
    e911__writer counter = e911__writer_on(NULL, 0);

    if (body->form == E911__BODY_ALONE) {
        WRITE(w, "Content-Type: ");
        e911__writer_text(w, body->plan->parts[0].name);
        WRITE(w, "\r\n");
    } else if (body->form == E911__BODY_WRAPS) {
        WRITE(w, "Content-Type: multipart/mixed;boundary=");
        e911__writer_bytes(w, body->boundary, body->boundary_len);
        WRITE(w, "\r\n");
    }
    e911__wire_body_write(&counter, body);
    WRITE(w, "Content-Length: ");
    e911__writer_decimal(w, counter.len);
    WRITE(w, "\r\n");
}
