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

/* The lists while they are filled. */
typedef struct filling {
    e911_wire_room *room;
    e911_call *call;
    uint64_t content_length;
    bool has_content_length;
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

static inline void list_other(filling *f, const e911__wire_header *header)
{
    size_t count = f->call->headers_count;

    if (count == E911_WIRE_HEADERS_MAX) {
        f->call->flags |= E911_CALL_HEADERS_UNLISTED;
        return;
    }
    f->room->headers[count].name = header->name;
    f->room->headers[count].value = header->value;
    f->call->headers_count = count + 1;
}

/* A name that is ININAttr to a reader who is not strict. */
static bool may_be_ininattr(e911_text name)
{
    char first = name.len == 0 ? ' ' : e911__lower(name.data[0]);

    return name.len > sizeof E911_ININATTR_NAME - 1 &&
           (first == 'i' || first <= ' ' || first >= 0x7f) &&
           e911__wire_is_named(name, E911__TEXT(E911_ININATTR_NAME), 0);
}

static void take_known(filling *f, const e911__field *field, const e911__wire_header *header)
{
    e911_text *single;

    switch (field->kind) {
    case E911__FIELD_SINGLE:
        single = e911__field_text(field, f->call);
        if (single->data != NULL)
            break;
        *single = header->value;
        return;
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
        if (!f->has_content_length)
            f->has_content_length = e911__content_length_read(header->value, &f->content_length);
        break;
    default:
        if (may_be_ininattr(header->name)) {
            list_ininattr(f, header->value);
            return;
        }
    }
    list_other(f, header);
}

static void take_header(filling *f, e911__wire_header *header)
{
    if (header->name.len == 1) {
        e911_text name = e911__field_long_name(header->name.data[0]);

        if (name.len > 0)
            header->name = name;
    }
    take_known(f, e911__field_of(header->name), header);
}

/* ---- the message ----------------------------------------------------------------------------- */

static bool begin(e911_text message, e911__wire_reader *r, e911__start_line *start,
                  size_t *ret_offset)
{
    e911_text line;
    size_t offset;

    *r = e911__wire_begin(message.data, message.len, &line);
    if (e911__start_line_read(line, start, &offset))
        return true;
    *ret_offset = message.len == 0 ? 0 : (size_t)(line.data - message.data) + offset;
    return false;
}

static void lay_out(e911__wire_reader *r, const e911__start_line *start, e911__wire_layout *ret)
{
    ret->request_uri = start->request_uri;
    ret->start_break = r->start_break;
    ret->last_break = r->last_break;
    ret->empty = e911__wire_finish(r);
    ret->mixed = r->mixed;
}

static uint64_t body_size(const filling *f, const e911__wire_reader *r)
{
    uint64_t there = (uint64_t)(r->end - r->at);

    return f->has_content_length && f->content_length < there ? f->content_length : there;
}

bool e911__wire_read(e911_text message, e911_wire_room *room, e911_call *ret_call,
                     e911__wire_layout *ret_layout, size_t *ret_offset)
{
    filling f = {.room = room, .call = ret_call};
    e911__wire_reader r;
    e911__wire_header header;
    e911__start_line start;

    if (!begin(message, &r, &start, ret_offset))
        return false;
    e911__call_clear(ret_call);
    ret_call->method = start.method;
    ret_call->request_uri = start.request_uri;
    ret_call->ininattr = room->ininattr;
    ret_call->geolocation = room->geolocation;
    ret_call->call_info = room->call_info;
    ret_call->headers = room->headers;
    while (e911__wire_next(&r, &header))
        take_header(&f, &header);
    lay_out(&r, &start, ret_layout);
    ret_call->body_size = body_size(&f, &r);
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
