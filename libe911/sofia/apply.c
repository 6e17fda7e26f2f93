#include "sofia/line.h"

#include <e911/sofia.h>

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

/* A new start line in place of the old: the old one's text would be sent whatever its fields say.
 */
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
    if (!e911__fits_header(edit->name) || !e911__fits_header(edit->value))
        return E911_ERR_ENCODING;
    switch (edit->op) {
    case E911_EDIT_SET_REQUEST_URI:
        return set_request_uri(msg, edit);
    case E911_EDIT_REMOVE_HEADER:
        return remove_header(msg, edit);
    case E911_EDIT_ADD_HEADER:
        return add_header(msg, edit);
    default:
        return E911_ERR_UNSUPPORTED;
    }
}

/*
 * A line that a bare CR or LF ended is one line to us; a server behind us may read on into the
 * next. Its end is made CR LF by leaving its text to the stack to write anew, or, where the stack
 * has no meaning of it to write, by taking it out.
 */
static e911_status mend_line_ends(msg_t *msg)
{
    msg_header_t *next;

    for (msg_header_t *h = *msg_chain_head(msg); h != NULL; h = next) {
        const char *text = h->sh_data;
        size_t len = h->sh_len;

        next = h->sh_succ;
        if (!line_is_header(h) || text == NULL || len < 2)
            continue;
        if (text[len - 2] == '\r' && text[len - 1] == '\n')
            continue;
        if (h->sh_class->hc_hash != msg_error_hash)
            msg_fragment_clear(h->sh_common);
        else if (msg_header_remove(msg, NULL, h) < 0)
            return E911_ERR_STACK;
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
    return status == E911_OK ? mend_line_ends(branch) : status;
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
