#include "sofia/line.h"

#include <e911/sofia.h>

#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/sip_protos.h>

/* A NUL-terminated copy, as the stack wants its strings. */
static char *copy_text(su_home_t *home, e911_text text)
{
    char *copy = su_alloc(home, (isize_t)text.len + 1);

    if (copy == NULL)
        return NULL;
    if (text.len > 0)
        memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    return copy;
}

static e911_status insert(msg_t *msg, void *header)
{
    if (header == NULL)
        return E911_ERR_NOMEM;
    return msg_header_insert(msg, NULL, header) < 0 ? E911_ERR_STACK : E911_OK;
}

/* A new start line in place of the old, whose text would be sent whatever its fields say. */
static e911_status set_request_uri(msg_t *msg, const e911_edit *edit)
{
    const sip_request_t *old = ((sip_t *)msg_object(msg))->sip_request;
    char *uri = copy_text(msg_home(msg), edit->value);

    if (uri == NULL)
        return E911_ERR_NOMEM;
    return insert(msg, sip_request_create(msg_home(msg), old->rq_method, old->rq_method_name,
                                          (url_string_t *)uri, old->rq_version));
}

/* An added line is a header the stack does not know: it prints name and value and looks no
   further. Its own makers take CR LF in a value, so values are checked before this. */
static e911_status add_header(msg_t *msg, const e911_edit *edit)
{
    su_home_t *home = msg_home(msg);
    msg_header_t *header = msg_header_alloc(home, sip_unknown_class, 0);

    if (header == NULL)
        return E911_ERR_NOMEM;
    header->sh_unknown->un_name = copy_text(home, edit->name);
    header->sh_unknown->un_value = copy_text(home, edit->value);
    if (header->sh_unknown->un_name == NULL || header->sh_unknown->un_value == NULL)
        return E911_ERR_NOMEM;
    return insert(msg, header);
}

static e911_status remove_header(msg_t *msg, const e911_edit *edit)
{
    msg_header_t *next;

    for (msg_header_t *h = *msg_chain_head(msg); h != NULL; h = next) {
        next = h->sh_succ;
        if (line_is_header(h) && e911__equal_nocase(line_name(h), edit->name) &&
            msg_header_remove(msg, NULL, h) < 0)
            return E911_ERR_STACK;
    }
    return E911_OK;
}

static e911_status carry_out(msg_t *msg, const e911_edit *edit)
{
    e911_status status;

    if (!e911__fits_header(edit->name) || !e911__fits_header(edit->value))
        return E911_ERR_ENCODING;
    switch (edit->op) {
    case E911_EDIT_SET_REQUEST_URI:
        return set_request_uri(msg, edit);
    case E911_EDIT_REMOVE_HEADER:
        return remove_header(msg, edit);
    case E911_EDIT_ADD_HEADER:
        return add_header(msg, edit);
    case E911_EDIT_SET_HEADER:
        status = remove_header(msg, edit);
        return status == E911_OK ? add_header(msg, edit) : status;
    default:
        return E911_ERR_UNSUPPORTED;
    }
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

/* Length of the line break at `text`: CR LF, or a CR or LF alone. */
static size_t break_length(e911_text text, size_t at)
{
    return text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n' ? 2 : 1;
}

static bool is_break(char c)
{
    return c == '\r' || c == '\n';
}

/* True when every line break in the text of a header is CR LF, and the last bytes are one. */
static bool has_proper_breaks(e911_text text)
{
    size_t breaks = 0;

    if (text.len < 2 || text.data[text.len - 2] != '\r' || text.data[text.len - 1] != '\n')
        return false;
    text.len -= 2;
    if (e911__find(text, '\n') == text.len && e911__find(text, '\r') == text.len)
        return true;
    for (size_t i = 0; i < text.len; i += breaks) {
        breaks = is_break(text.data[i]) ? break_length(text, i) : 1;
        if (breaks == 1 && is_break(text.data[i]))
            return false;
    }
    return true;
}

/* A copy of a header's text in which every line break is CR LF. */
static e911_text with_proper_breaks(su_home_t *home, e911_text text)
{
    char *copy = su_alloc(home, (isize_t)(2 * text.len + 3));
    size_t len = 0;

    for (size_t i = 0; copy != NULL && i < text.len;) {
        if (!is_break(text.data[i])) {
            copy[len++] = text.data[i++];
            continue;
        }
        i += break_length(text, i);
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

        if (h->sh_class->hc_hash == msg_payload_hash || text.len == 0 || has_proper_breaks(text))
            continue;
        mended = with_proper_breaks(msg_home(branch), text);
        if (mended.data == NULL)
            return E911_ERR_NOMEM;
        replace_text(h, mended);
    }
    return E911_OK;
}

static e911_status carry_out_all(msg_t *branch, const e911_decision *decision, uint32_t target)
{
    uint32_t count = e911_decision_edit_count(decision, target);
    e911_edit edit;
    e911_status status = e911_edit_init(&edit, sizeof edit);

    for (uint32_t i = 0; status == E911_OK && i < count; i++) {
        status = e911_decision_edit(decision, target, i, &edit);
        if (status == E911_OK)
            status = carry_out(branch, &edit);
    }
    return status == E911_OK ? mend_line_breaks(branch) : status;
}

e911_status e911_sofia_apply(struct msg_s *msg, const e911_decision *decision, uint32_t target,
                             struct msg_s **ret_branch)
{
    const sip_t *sip;
    msg_t *branch;
    e911_status status;

    if (msg == NULL || decision == NULL || ret_branch == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (!layout_fits(msg_mclass(msg)))
        return E911_ERR_UNSUPPORTED;
    sip = (const sip_t *)msg_object(msg);
    if (sip == NULL || sip->sip_request == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (target != E911_NO_TARGET && target >= e911_decision_target_count(decision))
        return E911_ERR_NOT_FOUND;
    /* msg_dup() would drop what it cannot parse and put the rest into another order. */
    branch = msg_copy(msg);
    if (branch == NULL)
        return E911_ERR_NOMEM;
    set_repeated_aside(branch);
    status = carry_out_all(branch, decision, target);
    if (status != E911_OK) {
        msg_destroy(branch);
        return status;
    }
    *ret_branch = branch;
    return E911_OK;
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
