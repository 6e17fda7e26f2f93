#include "wire/describe.h"

#include "base/cursor.h"
#include "base/error.h"
#include "base/struct.h"

e911_status e911_wire_room_init(e911_wire_room *room, size_t struct_size)
{
    return e911__struct_init(room, struct_size, sizeof *room);
}

bool e911__content_length_read(e911_text value, uint64_t *ret_length)
{
    e911__cursor c = e911__cursor_on(value.data, value.len);
    uint64_t length = 0;

    if (value.len == 0)
        return false;
    while (!e911__cursor_done(&c)) {
        int byte = e911__cursor_next(&c);

        if (!e911__is_digit((char)byte) || length > (UINT64_MAX - 9) / 10)
            return false;
        length = length * 10 + (uint64_t)(byte - '0');
    }
    *ret_length = length;
    return true;
}

/* ---- headers --------------------------------------------------------------------------------- */

/* What is filled while the headers are read. */
typedef struct filling {
    e911_wire_room *room;
    e911_call *call;
    e911_header *other; /* the next free place in the list of other headers */
    bool has_length;
    uint64_t length; /* of the first Content-Length that says one */
} filling;

static void list_value(filling *f, e911_text *list, size_t *count, e911_text value)
{
    if (*count < E911_WIRE_VALUES_MAX)
        list[(*count)++] = value;
    else
        f->call->flags |= E911_CALL_HEADERS_UNLISTED;
}

static void list_ininattr(filling *f, e911_text value)
{
    if (f->call->ininattr_count == E911_WIRE_VALUES_MAX)
        f->call->flags |= E911_CALL_ININATTR_UNLISTED;
    list_value(f, f->room->ininattr, &f->call->ininattr_count, value);
}

/* A name that is ININAttr to a reader who is not strict begins with its letter or invisibly. */
static inline bool may_be_ininattr(e911_text name)
{
    unsigned char first = name.len == 0 ? 'x' : (unsigned char)name.data[0];

    return (first | 0x20) == 'i' || first <= ' ' || first >= 0x7f;
}

/* Take a header that nearly every message has; false for any that needs a closer look. */
E911__ALWAYS_INLINE bool take_usual(filling *f, const e911__wire_header *header)
{
    const e911__field *field;

    if (header->name.len < 2)
        return false;
    field = e911__field_of(header->name);
    if (field == NULL) {
        if (may_be_ininattr(header->name) || f->other == f->room->headers + E911_WIRE_HEADERS_MAX)
            return false;
        f->other->name = header->name;
        f->other->value = header->value;
        f->other++;
        return true;
    }
    if (field->kind == E911__FIELD_SINGLE && e911__field_text(field, f->call)->data == NULL) {
        *e911__field_text(field, f->call) = header->value;
        return true;
    }
    return false;
}

static void take_other(filling *f, const e911__wire_header *header)
{
    if (f->other < f->room->headers + E911_WIRE_HEADERS_MAX)
        *f->other++ = (e911_header){.name = header->name, .value = header->value};
    else
        f->call->flags |= E911_CALL_HEADERS_UNLISTED;
}

static void take_listed(filling *f, const e911__wire_header *header)
{
    const e911__field *field = e911__field_of(header->name);

    switch (field == NULL ? E911__FIELD_OTHER : field->kind) {
    case E911__FIELD_ININATTR:
        list_ininattr(f, header->value);
        return;
    case E911__FIELD_GEOLOCATION:
        list_value(f, f->room->geolocation, &f->call->geolocation_count, header->value);
        return;
    case E911__FIELD_CALL_INFO:
        list_value(f, f->room->call_info, &f->call->call_info_count, header->value);
        return;
    case E911__FIELD_CONTENT_LENGTH:
        if (!f->has_length)
            f->has_length = e911__content_length_read(header->value, &f->length);
        take_other(f, header);
        return;
    default:
        if (field == NULL && may_be_ininattr(header->name) &&
            e911__wire_is_named(header->name, E911__TEXT(E911_ININATTR_NAME), 0))
            list_ininattr(f, header->value);
        else
            take_other(f, header);
    }
}

/*
 * Take any header; one letter stands for a longer name. The list comes and goes by value: it stays
 * in registers where this is called.
 */
static filling take_rare(filling f, e911__wire_header header)
{
    if (header.name.len == 1) {
        e911_text name = e911__field_long_name(header.name.data[0]);

        if (name.len > 0)
            header.name = name;
    }
    if (!take_usual(&f, &header))
        take_listed(&f, &header);
    return f;
}

/* ---- the message ----------------------------------------------------------------------------- */

static inline bool begin(e911_text message, e911__wire_reader *r, e911__start_line *start,
                         size_t *ret_offset)
{
    e911_text line;
    size_t offset;

    *r = e911__wire_begin(message, &line);
    if (e911__start_line_is_usual(line, start))
        return true;
    if (e911__start_line_read(line, start, &offset))
        return true;
    *ret_offset = message.len == 0 ? 0 : (size_t)(line.data - message.data) + offset;
    return false;
}

static inline void lay_out(e911__wire_reader *r, const e911__start_line *start,
                           e911__wire_layout *ret)
{
    ret->request_uri = start->request_uri;
    ret->start_break = r->start_break;
    ret->last_break = e911__wire_last_break(r);
    ret->empty = e911__wire_finish(r);
    ret->mixed = r->mixed;
}

static void take_headers(e911__wire_reader *reader, e911_wire_room *room, e911_call *call)
{
    filling f = {.room = room, .call = call, .other = room->headers};
    e911__wire_reader r = *reader;
    e911__wire_header header;

    for (;;) {
        while (e911__wire_next_plain(&r, &header)) {
            if (!take_usual(&f, &header))
                f = take_rare(f, header);
        }
        if (!e911__wire_next_odd(&r, &header))
            break;
        f = take_rare(f, header);
    }
    *reader = r;
    call->headers_count = (size_t)(f.other - room->headers);
    call->body_size = f.has_length ? f.length : UINT64_MAX;
}

bool e911__wire_read(e911_text message, e911_wire_room *room, e911_call *ret_call,
                     e911__wire_layout *ret_layout, size_t *ret_offset)
{
    e911__wire_reader r;
    e911__start_line start;
    uint64_t there;

    if (!begin(message, &r, &start, ret_offset))
        return false;
    e911__call_clear(ret_call);
    ret_call->method = start.method;
    ret_call->request_uri = start.request_uri;
    ret_call->ininattr = room->ininattr;
    ret_call->geolocation = room->geolocation;
    ret_call->call_info = room->call_info;
    ret_call->headers = room->headers;
    take_headers(&r, room, ret_call);
    lay_out(&r, &start, ret_layout);
    there = (uint64_t)(r.end - r.at);
    if (ret_call->body_size > there)
        ret_call->body_size = there;
    if (start.is_response)
        ret_call->flags |= E911_CALL_RESPONSE;
    if (r.mixed)
        ret_call->flags |= E911_CALL_LINE_ENDS_MIXED;
    e911__field_take_apart(ret_call);
    return true;
}

bool e911__wire_find(e911_text message, e911__wire_layout *ret_layout, size_t *ret_offset)
{
    e911__wire_reader r;
    e911__start_line start;

    if (!begin(message, &r, &start, ret_offset))
        return false;
    e911__wire_skip_headers(&r);
    lay_out(&r, &start, ret_layout);
    return true;
}

e911_status e911_wire_describe(const char *message, size_t len, e911_wire_room *room,
                               e911_call *ret_call, e911_error *reterr)
{
    e911_status status = e911__struct_check_out(ret_call, sizeof *ret_call);
    e911__wire_layout layout;
    size_t offset;

    if (status == E911_OK)
        status = e911__struct_check_out(room, sizeof *room);
    if (status != E911_OK)
        return status;
    if (message == NULL && len > 0)
        return E911_ERR_INVALID_ARGUMENT;
    if (!e911__wire_read(e911__text(message, len), room, ret_call, &layout, &offset))
        return e911__refuse(reterr, E911_ERR_SYNTAX, offset, "no start line",
                            "a request or status line");
    return E911_OK;
}
