#include "base/block.h"
#include "header/field.h"
#include "sofia/line.h"

#include <e911/sofia.h>

#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/sip_protos.h>

/* One edit made ready: what can fail for its value or for want of memory is done. */
struct step {
    uint32_t op;
    e911_text name;
    msg_header_t *header; /* to put in, or NULL */
};

/* More than a decision can hold. */
enum { STEPS_MAX = 32 };

/* ---- headers to put in ----------------------------------------------------------------------- */

/* Room for the texts of all steps: one allocation in the message's home. */
struct room {
    su_home_t *home;
    char *at;
};

/* What the texts of an edit take at most, with what stands around and between them. */
static size_t room_for(const sip_request_t *request, const e911_edit *edit)
{
    return 2 * (edit->name.len + edit->value.len) + strlen(request->rq_method_name) +
           strlen(request->rq_version) + sizeof ": \r\n" + 3;
}

static void put(struct room *room, e911_text text)
{
    if (text.len > 0)
        memcpy(room->at, text.data, text.len);
    room->at += text.len;
}

/* A copy with a NUL, as the stack wants its strings. */
static char *put_string(struct room *room, e911_text text)
{
    char *string = room->at;

    put(room, text);
    *room->at++ = '\0';
    return string;
}

/* Give a header the text it is to be sent as, which spares the stack to print it. */
static void put_text(struct room *room, msg_header_t *header, const e911_text *texts, size_t count)
{
    const char *start = room->at;

    for (size_t i = 0; i < count; i++)
        put(room, texts[i]);
    header->sh_data = start;
    header->sh_len = (usize_t)(room->at - start);
}

/* A new start line in place of the old, whose text would be sent whatever its fields say. */
static msg_header_t *make_start_line(struct room *room, const sip_request_t *old,
                                     const e911_edit *edit)
{
    const e911_text texts[] = {
        e911_text_of(old->rq_method_name), E911__TEXT(" "),    edit->value, E911__TEXT(" "),
        e911_text_of(old->rq_version),     E911__TEXT("\r\n"),
    };
    char *uri = put_string(room, edit->value);
    msg_header_t *header = (msg_header_t *)sip_request_create(
        room->home, old->rq_method, old->rq_method_name, (url_string_t *)uri, old->rq_version);

    if (header != NULL)
        put_text(room, header, texts, sizeof texts / sizeof texts[0]);
    return header;
}

/* An added line is a header the stack does not know: it takes name and value as they are. Its own
   makers take CR LF in a value, so values are checked before this. */
static msg_header_t *make_line(struct room *room, const e911_edit *edit)
{
    const e911_text texts[] = {edit->name, E911__TEXT(": "), edit->value, E911__TEXT("\r\n")};
    msg_header_t *header = msg_header_alloc(room->home, sip_unknown_class, 0);

    if (header == NULL)
        return NULL;
    header->sh_unknown->un_name = put_string(room, edit->name);
    header->sh_unknown->un_value = put_string(room, edit->value);
    put_text(room, header, texts, sizeof texts / sizeof texts[0]);
    return header;
}

/* ---- edits ----------------------------------------------------------------------------------- */

static bool can_do(const e911_edit *edit)
{
    return edit->op >= E911_EDIT_SET_REQUEST_URI && edit->op <= E911_EDIT_SET_HEADER;
}

static e911_status make_step(struct room *room, const sip_request_t *request, const e911_edit *edit,
                             struct step *ret)
{
    *ret = (struct step){.op = edit->op, .name = edit->name};
    if (edit->op == E911_EDIT_REMOVE_HEADER)
        return E911_OK;
    ret->header = edit->op == E911_EDIT_SET_REQUEST_URI ? make_start_line(room, request, edit)
                                                        : make_line(room, edit);
    return ret->header == NULL ? E911_ERR_NOMEM : E911_OK;
}

static e911_status remove_header(msg_t *msg, e911_text name)
{
    char compact = e911__field_compact(name);
    msg_header_t *next;

    for (msg_header_t *h = *msg_chain_head(msg); h != NULL; h = next) {
        next = h->sh_succ;
        if (line_is_header(h) && e911__field_may_be(line_name(h), name, compact) &&
            msg_header_remove(msg, NULL, h) < 0)
            return E911_ERR_STACK;
    }
    return E911_OK;
}

static e911_status carry_out(msg_t *msg, const struct step *step)
{
    e911_status status = E911_OK;

    if (step->op == E911_EDIT_REMOVE_HEADER || step->op == E911_EDIT_SET_HEADER)
        status = remove_header(msg, step->name);
    if (status == E911_OK && step->header != NULL && msg_header_insert(msg, NULL, step->header) < 0)
        status = E911_ERR_STACK;
    return status;
}

/* ---- what a copy needs before it may be sent ------------------------------------------------- */

/*
 * A second line of a header that may stand once is kept by the stack among the errors; msg_copy()
 * files it behind the first one instead, and sending that ends the process by an assertion.
 */
static void set_repeated_aside(msg_t *branch)
{
    msg_pub_t *pub = msg_object(branch);
    msg_header_t **errors = (msg_header_t **)&pub->msg_error;

    for (msg_header_t *h = *msg_chain_head(branch); h != NULL; h = h->sh_succ) {
        msg_header_t **first;

        if (h->sh_class->hc_kind != msg_kind_single || h->sh_next == NULL)
            continue;
        first = msg_hclass_offset(msg_mclass(branch), pub, h->sh_class);
        if (first == NULL || *first != h)
            continue; /* was set aside itself */
        while (*errors != NULL)
            errors = &(*errors)->sh_next;
        *errors = h->sh_next;
        h->sh_next = NULL;
    }
}

/* A copy of a header's text in which every line break is CR LF. */
static e911_text with_proper_breaks(su_home_t *home, e911_text text)
{
    char *copy = su_alloc(home, (isize_t)(2 * text.len + 3));
    size_t len = 0;

    for (size_t i = 0; copy != NULL && i < text.len;) {
        if (!line_is_break(text.data[i])) {
            copy[len++] = text.data[i++];
            continue;
        }
        i += line_break_length(text, i);
        copy[len++] = '\r';
        copy[len++] = '\n';
    }
    if (copy != NULL && (len < 2 || copy[len - 1] != '\n')) {
        copy[len++] = '\r';
        copy[len++] = '\n';
    }
    return e911__text(copy, len);
}

/* Give a fragment another text; the later parts of a list point to its end. */
static void replace_text(msg_header_t *header, e911_text text)
{
    const char *old_end = (const char *)header->sh_data + header->sh_len;

    header->sh_data = text.data;
    header->sh_len = text.len;
    for (msg_header_t *h = header->sh_succ; h != NULL; h = h->sh_succ) {
        if (h->sh_len != 0 || h->sh_data != old_end)
            break;
        h->sh_data = text.data + text.len;
    }
}

/*
 * The stack takes a bare CR or LF for the end of a line; a server behind us may read on into the
 * next line. What leaves here has one reading.
 */
static e911_status mend_line_breaks(msg_t *branch)
{
    for (msg_header_t *h = *msg_chain_head(branch); h != NULL; h = h->sh_succ) {
        e911_text text = e911__text(h->sh_data, h->sh_len);
        e911_text mended;

        if (h->sh_class->hc_hash == msg_payload_hash || text.len == 0 ||
            line_breaks_are(text, LINE_BREAK_CRLF))
            continue;
        mended = with_proper_breaks(msg_home(branch), text);
        if (mended.data == NULL)
            return E911_ERR_NOMEM;
        replace_text(h, mended);
    }
    return E911_OK;
}

/* The edits of a decision and the room their texts take; what cannot be done is refused here. */
static e911_status read_edits(const sip_request_t *request, const e911_decision *decision,
                              uint32_t target, e911_edit *ret_edits, size_t *ret_size)
{
    uint32_t count = e911_decision_edit_count(decision, target);
    e911_status status = count > STEPS_MAX ? E911_ERR_LIMIT : E911_OK;

    *ret_size = 1;
    for (uint32_t i = 0; status == E911_OK && i < count; i++) {
        e911_edit *edit = &ret_edits[i];

        edit->struct_size = sizeof *edit;
        status = e911_decision_edit(decision, target, i, edit);
        if (status != E911_OK)
            continue;
        if (!e911__fits_header(edit->name) || !e911__fits_header(edit->value))
            status = E911_ERR_ENCODING;
        else if (!can_do(edit))
            status = E911_ERR_UNSUPPORTED;
        *ret_size += room_for(request, edit);
    }
    return status;
}

/* Everything that can fail comes before the first change. */
static e911_status carry_out_all(msg_t *msg, const e911_decision *decision, uint32_t target)
{
    const sip_request_t *request = ((const sip_t *)msg_object(msg))->sip_request;
    uint32_t count = e911_decision_edit_count(decision, target);
    struct room room = {.home = msg_home(msg)};
    struct step steps[STEPS_MAX];
    e911_edit edits[STEPS_MAX];
    size_t size;
    e911_status status = read_edits(request, decision, target, edits, &size);

    if (status != E911_OK)
        return status;
    room.at = count == 0 ? NULL : su_alloc(room.home, (isize_t)size);
    if (count > 0 && room.at == NULL)
        return E911_ERR_NOMEM;
    for (uint32_t i = 0; status == E911_OK && i < count; i++)
        status = make_step(&room, request, &edits[i], &steps[i]);
    if (status == E911_OK)
        status = mend_line_breaks(msg);
    for (uint32_t i = 0; status == E911_OK && i < count; i++)
        status = carry_out(msg, &steps[i]);
    return status;
}

/* On a copy, of which nothing is left on an error. */
static e911_status branch_off(msg_t *msg, const e911_decision *decision, uint32_t target,
                              msg_t **ret_branch)
{
    /* msg_dup() would drop what it cannot parse and put the rest into another order. */
    msg_t *branch = msg_copy(msg);
    e911_status status;

    if (branch == NULL)
        return E911_ERR_NOMEM;
    set_repeated_aside(branch);
    status = carry_out_all(branch, decision, target);
    if (status == E911_OK)
        *ret_branch = branch;
    else
        msg_destroy(branch);
    return status;
}

e911_status e911_sofia_apply(struct msg_s *msg, const e911_decision *decision, uint32_t target,
                             struct msg_s **ret_branch)
{
    const sip_t *sip;

    if (msg == NULL || decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (!layout_fits(msg_mclass(msg)))
        return E911_ERR_UNSUPPORTED;
    sip = (const sip_t *)msg_object(msg);
    if (sip == NULL || sip->sip_request == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (target != E911_NO_TARGET && target >= e911_decision_target_count(decision))
        return E911_ERR_NOT_FOUND;
    return ret_branch == NULL ? carry_out_all(msg, decision, target)
                              : branch_off(msg, decision, target, ret_branch);
}

e911_status e911_sofia_rewrite(e911_engine *engine, struct msg_s *msg, e911_call *call,
                               e911_decision *decision, uint32_t target, struct msg_s **ret_branch)
{
    e911_status status = e911_sofia_describe(msg, call);

    if (status == E911_OK)
        status = e911_decide(engine, call, decision);
    if (status != E911_OK)
        return status;
    if (e911_decision_target_count(decision) == 0)
        target = E911_NO_TARGET;
    return e911_sofia_apply(msg, decision, target, ret_branch);
}
