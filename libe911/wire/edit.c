#include "wire/edit.h"

#include "base/struct.h"
#include "wire/body.h"

/* ---- the plan -------------------------------------------------------------------------------- */

static bool is_visible(char c)
{
    return c > ' ' && c < 0x7f;
}

static bool fits_name(e911_text name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!is_visible(name.data[i]) || name.data[i] == ':')
            return false;
    }
    return name.len > 0;
}

/* Bytes beyond ASCII do no harm in a Request-URI; blanks and controls end it. */
static bool fits_request_uri(e911_text uri)
{
    for (size_t i = 0; i < uri.len; i++) {
        unsigned char c = (unsigned char)uri.data[i];

        if (c <= ' ' || c == 0x7f)
            return false;
    }
    return uri.len > 0;
}

/* The long form of a compact one. */
static e911_text long_form(e911_text name)
{
    e911_text known = name.len == 1 ? e911__field_long_name(name.data[0]) : name;

    return known.len == 0 ? name : known;
}

/* What was added before goes, too: edits are carried out in order. */
static void plan_removal(e911__wire_plan *plan, e911_text name)
{
    size_t kept = 0;

    name = long_form(name);
    for (size_t i = 0; i < plan->added_count; i++) {
        if (!e911__equal_nocase(long_form(plan->added[i].name), name))
            plan->added[kept++] = plan->added[i];
    }
    plan->added_count = kept;
    plan->removed[plan->removed_count++] = (e911__wire_removal){name, e911__field_compact(name)};
}

e911_status e911__wire_plan_take_any(e911__wire_plan *plan, uint32_t op, e911_text name,
                                     e911_text value)
{
    switch (op) {
    case E911_EDIT_SET_REQUEST_URI:
    case E911_EDIT_ADD_HEADER:
        return e911__wire_plan_take(plan, op, name, value);
    case E911_EDIT_REMOVE_HEADER:
        plan_removal(plan, name);
        return E911_OK;
    case E911_EDIT_SET_HEADER:
        plan_removal(plan, name);
        return e911__wire_plan_take(plan, E911_EDIT_ADD_HEADER, name, value);
    case E911_EDIT_ADD_BODY_PART:
        plan->parts[plan->part_count++] = (e911__wire_addition){name, value};
        return E911_OK;
    default:
        return E911_ERR_UNSUPPORTED;
    }
}

static bool fits(uint32_t op, e911_text name, e911_text value)
{
    switch (op) {
    case E911_EDIT_SET_REQUEST_URI:
        return fits_request_uri(value);
    case E911_EDIT_ADD_BODY_PART:
        return name.len > 0 && e911__fits_header(name);
    default:
        return fits_name(name) && e911__fits_header(value);
    }
}

e911_status e911__wire_plan_add(e911__wire_plan *plan, uint32_t op, e911_text name, e911_text value)
{
    if (!e911__is_given(name) || !e911__is_given(value))
        return E911_ERR_INVALID_ARGUMENT;
    if (op < E911_EDIT_SET_REQUEST_URI || op > E911_EDIT_ADD_BODY_PART)
        return E911_ERR_UNSUPPORTED;
    return fits(op, name, value) ? e911__wire_plan_take(plan, op, name, value) : E911_ERR_ENCODING;
}

/* The lines that describe a body are ours where we change it. */
static bool is_of_body(e911_text name)
{
    const e911_text prefix = E911__TEXT("Content-");
    e911_text known = long_form(name);

    return known.len >= prefix.len && e911__equal_nocase(e911__slice(known, 0, prefix.len), prefix);
}

e911_status e911__wire_plan_check_parts(const e911__wire_plan *plan)
{
    for (size_t i = 0; i < plan->removed_count; i++) {
        if (is_of_body(plan->removed[i].name))
            return E911_ERR_CONFLICT;
    }
    for (size_t i = 0; i < plan->added_count; i++) {
        if (is_of_body(plan->added[i].name))
            return E911_ERR_CONFLICT;
    }
    return E911_OK;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The message on its way out: what stands before `at` is written or dropped. */
typedef struct copier {
    e911__writer *w;
    const e911__wire_layout *layout;
    const char *at;
    bool line_gone; /* the last header line before the empty one was removed */
} copier;

static void write_crlf(e911__writer *w)
{
    e911__writer_bytes(w, "\r\n", 2);
}

static void copy_to(copier *c, const char *end)
{
    e911__writer_bytes(c->w, c->at, (size_t)(end - c->at));
    c->at = end;
}

/*
 * Copy up to the end of a line behind which a line goes or comes, or the headers end. Where lines
 * end in different ways some server may not see it end there, and join it to what comes next: it
 * gets CR LF, which ends a line for all. Behind a start line with CR LF any other is different.
 */
static void copy_line_end(copier *c, e911__break line_end)
{
    bool is_there = line_end.next > line_end.at;

    if (is_there && (e911__wire_is_crlf(line_end) ||
                     (!c->layout->mixed && !e911__wire_is_crlf(c->layout->start_break)))) {
        copy_to(c, line_end.next);
        return;
    }
    copy_to(c, line_end.at);
    write_crlf(c->w);
    c->at = line_end.next;
}

static void set_request_uri(copier *c, e911_text uri)
{
    copy_to(c, c->layout->request_uri.data);
    e911__writer_text(c->w, uri);
    c->at += c->layout->request_uri.len;
}

static bool is_removed(const e911__wire_plan *plan, const e911__wire_body *body, e911_text name)
{
    for (size_t i = 0; i < plan->removed_count; i++) {
        if (e911__field_may_be(name, plan->removed[i].name, plan->removed[i].compact))
            return true;
    }
    return plan->part_count > 0 && e911__wire_body_replaces(body, name);
}

static void remove_headers(copier *c, const e911__wire_plan *plan, const e911__wire_body *body,
                           e911_text message)
{
    e911__wire_reader r =
        e911__wire_begin_behind(c->layout->start_break, message.data + message.len);
    e911__wire_header header;
    e911__break before = e911__wire_last_break(&r);

    while (e911__wire_next(&r, &header)) {
        bool goes = is_removed(plan, body, header.name);

        if (goes && !c->line_gone)
            copy_line_end(c, before);
        if (goes)
            c->at = r.at;
        c->line_gone = goes;
        before = e911__wire_last_break(&r);
    }
}

static void add_headers(copier *c, const e911__wire_plan *plan)
{
    for (size_t i = 0; i < plan->added_count; i++) {
        const e911__wire_addition *line = &plan->added[i];

        e911__writer_text(c->w, line->name);
        e911__writer_bytes(c->w, ": ", 2);
        e911__writer_text(c->w, line->value);
        write_crlf(c->w);
    }
}

static void write_any(e911__writer *w, const e911__wire_plan *plan, e911_text message,
                      const e911__wire_layout *layout)
{
    copier c = {.w = w, .layout = layout, .at = message.data};
    const char *end = message.data + message.len;
    bool has_parts = plan->part_count > 0;
    bool has_lines = plan->added_count > 0 || plan->removed_count > 0 || has_parts;
    bool has_end = has_parts || layout->empty.next > layout->empty.at;
    e911__wire_body body;

    if (has_parts)
        e911__wire_body_init(&body, plan, message, layout);
    if (plan->request_uri.len > 0)
        set_request_uri(&c, plan->request_uri);
    if (plan->removed_count > 0 || has_parts)
        remove_headers(&c, plan, &body, message);
    if (has_lines && (has_end || plan->added_count > 0)) {
        if (!c.line_gone)
            copy_line_end(&c, layout->last_break);
        c.at = layout->empty.at; /* behind blanks, which would fold the line before */
    }
    add_headers(&c, plan);
    if (has_parts)
        e911__wire_body_write_headers(w, &body);
    if (has_lines && has_end)
        copy_line_end(&c, layout->empty);
    if (has_parts) {
        e911__wire_body_write(w, &body);
        c.at += body.body.len;
    }
    copy_to(&c, end);
}

/*
 * Lines only come, and the headers end in CR LF CR LF: what stands before and behind them is copied
 * whole. False where it is otherwise, or where there is no room for it all.
 */
static bool write_spliced(e911__writer *w, const e911__wire_plan *plan, e911_text message,
                          const e911__wire_layout *layout)
{
    const char *end = message.data + message.len;
    const char *from = message.data;
    size_t len = message.len;
    char *at;

    if (plan->removed_count + plan->part_count > 0 || !e911__wire_is_crlf(layout->last_break) ||
        !e911__wire_is_crlf(layout->empty) || layout->empty.at != layout->last_break.next)
        return false;
    for (size_t i = 0; i < plan->added_count; i++)
        len += plan->added[i].name.len + plan->added[i].value.len + sizeof ": \r\n" - 1;
    if (plan->request_uri.len > 0)
        len += plan->request_uri.len - layout->request_uri.len;
    at = e911__writer_room(w, len);
    if (at == NULL)
        return false;
    if (plan->request_uri.len > 0) {
        at = e911__put(at, from, (size_t)(layout->request_uri.data - from));
        at = e911__put(at, plan->request_uri.data, plan->request_uri.len);
        from = layout->request_uri.data + layout->request_uri.len;
    }
    at = e911__put(at, from, (size_t)(layout->empty.at - from));
    for (size_t i = 0; i < plan->added_count; i++) {
        at = e911__put_text(at, plan->added[i].name);
        at = E911__PUT(at, ": ");
        at = e911__put_text(at, plan->added[i].value);
        at = E911__PUT(at, "\r\n");
    }
    e911__put(at, layout->empty.at, (size_t)(end - layout->empty.at));
    e911__writer_commit(w, len);
    return true;
}

void e911__wire_write(e911__writer *w, const e911__wire_plan *plan, e911_text message,
                      const e911__wire_layout *layout)
{
    if (!write_spliced(w, plan, message, layout))
        write_any(w, plan, message, layout);
}

/* ---- the calls ------------------------------------------------------------------------------- */

/* Check a message against a plan; all refusals come before the first byte. */
static e911_status check(const e911__wire_plan *plan, e911_text message,
                         e911__wire_layout *ret_layout)
{
    size_t offset;

    if (!e911__is_given(message))
        return E911_ERR_INVALID_ARGUMENT;
    if (!e911__wire_find(message, ret_layout, &offset))
        return E911_ERR_SYNTAX;
    return e911__wire_plan_check(plan, ret_layout);
}

e911_status e911__wire_carry_out(const e911__wire_plan *plan, e911_text message, char *buf,
                                 size_t size, size_t *ret_len)
{
    e911__writer w = e911__writer_on(buf, size);
    e911__wire_layout layout;
    e911_status status = check(plan, message, &layout);

    if (status != E911_OK)
        return status;
    e911__wire_write(&w, plan, message, &layout);
    return e911__writer_end(&w, ret_len);
}

e911_status e911__wire_carry_out_to(const e911__wire_plan *plan, e911_text message,
                                    const e911_sink *sink)
{
    char stage[512];
    e911__writer w = e911__writer_to(sink, stage, sizeof stage);
    e911__wire_layout layout;
    e911_status status = check(plan, message, &layout);

    if (status != E911_OK)
        return status;
    e911__wire_write(&w, plan, message, &layout);
    return e911__writer_flush(&w);
}

static e911_status make_plan(e911__wire_plan *plan, const e911_edit *const *edits, size_t count,
                             const uint8_t *random)
{
    e911_status status = E911_OK;

    if (edits == NULL && count > 0)
        return E911_ERR_INVALID_ARGUMENT;
    if (count > E911_WIRE_EDITS_MAX)
        return E911_ERR_LIMIT;
    e911__wire_plan_init(plan, random);
    for (size_t i = 0; i < count && status == E911_OK; i++) {
        status = e911__struct_check_in(edits[i], sizeof *edits[i], sizeof *edits[i]);
        if (status == E911_OK)
            status = e911__wire_plan_add(plan, edits[i]->op, edits[i]->name, edits[i]->value);
    }
    return status;
}

e911_status e911_wire_edit(const char *message, size_t len, const e911_edit *const *edits,
                           size_t count, const uint8_t *random, char *buf, size_t size,
                           size_t *ret_len)
{
    e911__wire_plan plan;
    e911_status status = make_plan(&plan, edits, count, random);

    if (ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (status != E911_OK)
        return status;
    return e911__wire_carry_out(&plan, e911__text(message, len), buf, size, ret_len);
}

e911_status e911_wire_edit_to(const char *message, size_t len, const e911_edit *const *edits,
                              size_t count, const uint8_t *random, const e911_sink *sink)
{
    e911__wire_plan plan;
    e911_status status = make_plan(&plan, edits, count, random);

    if (status == E911_OK)
        status = e911__sink_check(sink);
    if (status != E911_OK)
        return status;
    return e911__wire_carry_out_to(&plan, e911__text(message, len), sink);
}
