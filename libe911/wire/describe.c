#include "wire/describe.h"

#include "base/error.h"
#include "base/struct.h"

e911_status e911_wire_room_init(e911_wire_room *room, size_t struct_size)
{
    return e911__struct_init(room, struct_size, sizeof *room);
}

bool e911__content_length_read(e911_text value, uint64_t *ret_length)
{
    uint64_t length = 0;

    for (size_t i = 0; i < value.len; i++) {
        if (!e911__is_digit(value.data[i]) || length > (UINT64_MAX - 9) / 10)
            return false;
        length = length * 10 + (uint64_t)(value.data[i] - '0');
    }
    *ret_length = length;
    return value.len > 0;
}

/* ---- headers --------------------------------------------------------------------------------- */

/* What is filled while the headers are read. */
typedef struct filling {
    e911_wire_room *room;
    e911_call *call;
    e911_header *other; /* the next free place in the list of other headers */
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

/* The first Content-Length that says a length counts; none does so with UINT64_MAX. */
static void take_length(e911_call *call, e911_text value)
{
    uint64_t length;

    if (call->body_size == UINT64_MAX && e911__content_length_read(value, &length))
        call->body_size = length;
}

/* Take a header whose field is known; false where it needs a closer look. */
E911__ALWAYS_INLINE bool take_field(filling *f, const e911__field *field, e911_text name,
                                    e911_text value)
{
    if (field == NULL ? e911__field_may_be_ininattr(name)
                      : field->kind != E911__FIELD_CONTENT_LENGTH) {
        if (field == NULL || field->kind != E911__FIELD_SINGLE ||
            e911__field_text(field, f->call)->data != NULL)
            return false;
        *e911__field_text(field, f->call) = value;
        return true;
    }
    if (f->other == f->room->headers + E911_WIRE_HEADERS_MAX)
        return false;
    if (field != NULL)
        take_length(f->call, value);
    f->other->name = name;
    f->other->value = value;
    f->other++;
    return true;
}

static void take_other(filling *f, e911_text name, e911_text value)
{
    if (f->other < f->room->headers + E911_WIRE_HEADERS_MAX)
        *f->other++ = (e911_header){.name = name, .value = value};
    else
        f->call->flags |= E911_CALL_HEADERS_UNLISTED;
}

static void take_listed(filling *f, const e911__field *field, e911_text name, e911_text value)
{
    switch (field == NULL ? E911__FIELD_OTHER : field->kind) {
    case E911__FIELD_ININATTR:
        list_ininattr(f, value);
        return;
    case E911__FIELD_GEOLOCATION:
        list_value(f, f->room->geolocation, &f->call->geolocation_count, value);
        return;
    case E911__FIELD_CALL_INFO:
        list_value(f, f->room->call_info, &f->call->call_info_count, value);
        return;
    case E911__FIELD_CONTENT_LENGTH:
        take_length(f->call, value);
        take_other(f, name, value);
        return;
    default:
        if (field == NULL && e911__field_may_be_ininattr(name) &&
            e911__field_may_be(name, E911__TEXT(E911_ININATTR_NAME), 0))
            list_ininattr(f, value);
        else
            take_other(f, name, value);
    }
}

/* Take any header; one letter stands for a longer name. */
static e911_header *take_rare(e911_header *other, e911_wire_room *room, e911_call *call,
                              e911_text name, e911_text value)
{
    filling f = {.room = room, .call = call, .other = other};
    e911_text known = name.len == 1 ? e911__field_long_name(name.data[0]) : E911__NOTHING;
    const e911__field *field;

    if (known.len > 0)
        name = known;
    field = e911__field_of(name);
    if (name.len < 2 || !take_field(&f, field, name, value))
        take_listed(&f, field, name, value);
    return f.other;
}

/* ---- the message ----------------------------------------------------------------------------- */

E911__ALWAYS_INLINE bool begin(e911_text message, e911__wire_reader *r, e911__start_line *start,
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

E911__ALWAYS_INLINE void lay_out(e911__wire_reader *r, const e911__start_line *start,
                                 e911__wire_layout *ret)
{
    ret->request_uri = start->request_uri;
    ret->start_break = r->start_break;
    ret->last_break = e911__wire_last_break(r);
    ret->empty = e911__wire_finish(r);
    ret->mixed = r->mixed;
}

/* Names that a block does not hold are left to the slow way, as all that is rare. */
static inline bool take_usual(filling *f, const e911__wire_header *header)
{
    size_t len = header->name.len;

    return len >= 2 && len < E911__BLOCK &&
           take_field(f, e911__field_of_line(header->name.data, len), header->name, header->value);
}

E911__ALWAYS_INLINE void take_headers(e911__wire_reader *r, e911_wire_room *room, e911_call *call)
{
    filling f = {.room = room, .call = call, .other = room->headers};
    e911__wire_header header, odd;

    call->body_size = UINT64_MAX;
    for (;;) {
        while (e911__wire_next_plain(r, &header)) {
            if (!take_usual(&f, &header))
                f.other = take_rare(f.other, room, call, header.name, header.value);
        }
        if (!e911__wire_next_odd(r, &odd))
            break;
        f.other = take_rare(f.other, room, call, odd.name, odd.value);
    }
    call->headers_count = (size_t)(f.other - room->headers);
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

_Static_assert(sizeof(e911__wire_layout) <= sizeof((e911_wire_room *)0)->parts,
               "the parts of a message find room");

e911_status e911_wire_describe(const char *message, size_t len, e911_wire_room *room,
                               e911_call *ret_call, e911_error *reterr)
{
    e911_status status = E911_OK;
    e911__wire_layout layout;
    size_t offset;

    if (!e911__struct_is_current(ret_call, sizeof *ret_call))
        status = e911__struct_check_out(ret_call, sizeof *ret_call);
    if (status == E911_OK && !e911__struct_is_current(room, sizeof *room))
        status = e911__struct_check_out(room, sizeof *room);
    if (status != E911_OK)
        return status;
    if (message == NULL && len > 0)
        return E911_ERR_INVALID_ARGUMENT;
    room->message = E911__NOTHING;
    if (!e911__wire_read(e911__text(message, len), room, ret_call, &layout, &offset))
        return e911__refuse(reterr, E911_ERR_SYNTAX, offset, "no start line",
                            "a request or status line");
    room->message = e911__text(message, len);
    memcpy(room->parts, &layout, sizeof layout);
    return E911_OK;
}
