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

/* Texts one behind the other and a NUL, as the stack wants its strings. */
static char *join(su_home_t *home, const e911_text *texts, size_t count, size_t *ret_len)
{
    size_t len = 0;
    char *text, *at;

    for (size_t i = 0; i < count; i++)
        len += texts[i].len;
    text = at = su_alloc(home, (isize_t)len + 1);
    for (size_t i = 0; text != NULL && i < count; i++) {
        if (texts[i].len > 0)
            memcpy(at, texts[i].data, texts[i].len);
        at += texts[i].len;
    }
    if (text != NULL)
        *at = '\0';
    *ret_len = len;
    return text;
}

/* Give a header the text it is to be sent as, which spares the stack to print it. */
static msg_header_t *with_text(su_home_t *home, msg_header_t *header, const e911_text *texts,
                               size_t count)
{
    size_t len;

    if (header == NULL)
        return NULL;
    header->sh_data = join(home, texts, count, &len);
    header->sh_len = len;
    return header->sh_data == NULL ? NULL : header;
}

/* A new start line in place of the old, whose text would be sent whatever its fields say. */
static msg_header_t *make_start_line(msg_t *msg, const e911_edit *edit)
{
    const sip_request_t *old = ((sip_t *)msg_object(msg))->sip_request;
    su_home_t *home = msg_home(msg);
    const e911_text texts[] = {
        e911_text_of(old->rq_method_name), E911__TEXT(" "),    edit->value, E911__TEXT(" "),
        e911_text_of(old->rq_version),     E911__TEXT("\r\n"),
    };
    size_t len;
    char *uri = join(home, &edit->value, 1, &len);

    if (uri == NULL)
        return NULL;
    return with_text(home,
                     (msg_header_t *)sip_request_create(home, old->rq_method, old->rq_method_name,
                                                        (url_string_t *)uri, old->rq_version),
                     texts, sizeof texts / sizeof texts[0]);
}

/* An added line is a header the stack does not know: it prints name and value and looks no
   further. Its own makers take CR LF in a value, so values are checked before this. */
static msg_header_t *make_line(msg_t *msg, const e911_edit *edit)
{
    su_home_t *home = msg_home(msg);
    const e911_text texts[] = {edit->name, E911__TEXT(": "), edit->value, E911__TEXT("\r\n")};
    msg_header_t *header = msg_header_alloc(home, sip_unknown_class, 0);
    size_t len;

    if (header == NULL)
        return NULL;
    header->sh_unknown->un_name = join(home, &edit->name, 1, &len);
    header->sh_unknown->un_value = join(home, &edit->value, 1, &len);
    if (header->sh_unknown->un_name == NULL || header->sh_unknown->un_value == NULL)
        return NULL;
    return with_text(home, header, texts, sizeof texts / sizeof texts[0]);
}

/* ---- edits ----------------------------------------------------------------------------------- */

static e911_status make_step(msg_t *msg, const e911_edit *edit, struct step *ret)
{
    if (!e911__fits_header(edit->name) || !e911__fits_header(edit->value))
        return E911_ERR_ENCODING;
    *ret = (struct step){.op = edit->op, .name = edit->name};
    switch (edit->op) {
    case E911_EDIT_REMOVE_HEADER:
        return E911_OK;
    case E911_EDIT_SET_REQUEST_URI:
        ret->header = make_start_line(msg, edit);
        break;
    case E911_EDIT_ADD_HEADER:
    case E911_EDIT_SET_HEADER:
        ret->header = make_line(msg, edit);
        break;
    default:
        return E911_ERR_UNSUPPORTED;
    }
    return ret->header == NULL ? E911_ERR_NOMEM : E911_OK;
}

static e911_status remove_header(msg_t *msg, e911_text name)
{
    msg_header_t *next;

    for (msg_header_t *h = *msg_chain_head(msg); h != NULL; h = next) {
        next = h->sh_succ;
        if (line_is_header(h) && e911__equal_nocase(line_name(h), name) &&
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

/* Everything that can fail comes before the first change. */
static e911_status carry_out_all(msg_t *msg, const e911_decision *decision, uint32_t target)
{
    uint32_t count = e911_decision_edit_count(decision, target);
    struct step steps[STEPS_MAX];
    e911_edit edit;
    e911_status status = count > STEPS_MAX ? E911_ERR_LIMIT : e911_edit_init(&edit, sizeof edit);

    for (uint32_t i = 0; status == E911_OK && i < count; i++) {
        status = e911_decision_edit(decision, target, i, &edit);
        if (status == E911_OK)
            status = make_step(msg, &edit, &steps[i]);
    }
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
