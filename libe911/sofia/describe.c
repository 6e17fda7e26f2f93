#include "base/block.h"
#include "header/field.h"
#include "sofia/line.h"

#include <e911/sofia.h>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/su.h>
#include <sofia-sip/url.h>

/* Headers of which every value is listed. */
enum { LIST_ININATTR, LIST_GEOLOCATION, LIST_CALL_INFO, LIST_COUNT };

/* The lists while they are filled; all in the message's home. */
struct lists {
    su_home_t *home;
    e911_text *texts[LIST_COUNT];
    size_t counts[LIST_COUNT];
    e911_header *others;
    size_t other_count;
};

/* One allocation for all lists: no list can be longer than the message has fragments. */
static bool make_lists(struct lists *lists, su_home_t *home, const msg_header_t *first)
{
    size_t headers = 0;
    e911_text *texts;

    for (const msg_header_t *h = first; h != NULL; h = h->sh_succ)
        headers++;
    *lists = (struct lists){.home = home};
    texts = su_alloc(home,
                     (isize_t)(headers * (LIST_COUNT * sizeof *texts + sizeof *lists->others) + 1));
    if (texts == NULL)
        return false;
    for (size_t i = 0; i < LIST_COUNT; i++)
        lists->texts[i] = texts + i * headers;
    lists->others = (e911_header *)(texts + LIST_COUNT * headers);
    return true;
}

static bool is_ininattr(const e911__field *field, e911_text name)
{
    if (field != NULL)
        return field->kind == E911__FIELD_ININATTR;
    return e911__field_may_be_ininattr(name) &&
           e911__field_may_be(name, E911__TEXT(E911_ININATTR_NAME), 0);
}

static void take_line(struct lists *lists, e911_call *call, const line *line)
{
    /* The stack does not know every compact form. */
    e911_text known =
        line->name.len == 1 ? e911__field_long_name(line->name.data[0]) : E911__NOTHING;
    e911_text name = known.len > 0 ? known : line->name;
    const e911__field *field = e911__field_of(name);

    if (line->lost)
        call->flags |= E911_CALL_LINES_LOST;
    if (is_ininattr(field, name)) {
        lists->texts[LIST_ININATTR][lists->counts[LIST_ININATTR]++] = line->value;
    } else if (field == NULL) {
        lists->others[lists->other_count++] = (e911_header){name, line->value};
    } else if (field->kind == E911__FIELD_GEOLOCATION) {
        lists->texts[LIST_GEOLOCATION][lists->counts[LIST_GEOLOCATION]++] = line->value;
    } else if (field->kind == E911__FIELD_CALL_INFO) {
        lists->texts[LIST_CALL_INFO][lists->counts[LIST_CALL_INFO]++] = line->value;
    } else if (field->kind == E911__FIELD_SINGLE && e911__field_text(field, call)->data == NULL) {
        *e911__field_text(field, call) = line->value;
    } else {
        lists->others[lists->other_count++] = (e911_header){name, line->value};
    }
}

/* Method and Request-URI as they came; the stack's reading of the URI undoes escapes. */
static bool take_start_line(su_home_t *home, const sip_request_t *request, e911_call *call)
{
    const msg_common_t *common = request->rq_common;
    e911_text text = e911__text(common->h_data, common->h_data == NULL ? 0 : common->h_len);
    e911__start_line start;
    size_t offset;

    call->method = e911_text_of(request->rq_method_name);
    if (e911__start_line_read(e911__trim(text), &start, &offset))
        call->request_uri = start.request_uri;
    else
        call->request_uri = e911_text_of(url_as_string(home, request->rq_url));
    return call->request_uri.data != NULL;
}

/* An IPv4 peer of an IPv6 socket appears as ::ffff:a.b.c.d. */
static bool is_mapped_ipv4(const uint8_t *address)
{
    static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    return memcmp(address, prefix, sizeof prefix) == 0;
}

static void take_source(msg_t *msg, e911_call *call)
{
    const su_sockaddr_t *address = msg_addr(msg);

    if (call->source.family != 0 || address == NULL)
        return;
    if (address->su_family == AF_INET) {
        call->source.family = 4;
        memcpy(call->source.bytes, &address->su_sin.sin_addr, 4);
    } else if (address->su_family == AF_INET6) {
        const uint8_t *bytes = address->su_sin6.sin6_addr.s6_addr;
        bool mapped = is_mapped_ipv4(bytes);

        call->source.family = mapped ? 4 : 6;
        memcpy(call->source.bytes, mapped ? bytes + 12 : bytes, mapped ? 4 : 16);
    } else {
        return;
    }
    call->source_port = ntohs(address->su_port);
}

static void take_body(const msg_header_t *first, e911_call *call)
{
    for (const msg_header_t *h = first; h != NULL; h = h->sh_succ) {
        if (h->sh_class->hc_hash == msg_payload_hash)
            call->body_size += h->sh_payload->pl_len;
    }
}

/* True when every CR is followed by a LF and every LF follows a CR. */
static bool breaks_are_crlf(e911_text text)
{
    uint32_t after_cr = 0;
    size_t i = 0;

    for (; text.len - i >= E911__BLOCK; i += E911__BLOCK) {
        uint32_t cr = e911__block_find(text.data + i, '\r', '\r');
        uint32_t lf = e911__block_find(text.data + i, '\n', '\n');

        if (((cr << 1 | after_cr) & 0xffff) != lf)
            return false;
        after_cr = cr >> 15;
    }
    for (; i < text.len; i++) {
        if ((text.data[i] == '\n') != (after_cr != 0))
            return false;
        after_cr = text.data[i] == '\r';
    }
    return after_cr == 0;
}

/*
 * Lines that end in different ways: a server in front of us may have read other headers than the
 * stack did. The stack keeps the texts of the lines one behind the other as they came, so those
 * that end in CR LF are looked through in one piece.
 */
static bool has_mixed_breaks(const msg_header_t *first)
{
    e911_text text = e911__text(first->sh_data, first->sh_data == NULL ? 0 : first->sh_len);
    int kind = line_last_break(text);

    if (kind == LINE_BREAK_NONE) /* the stack kept no text of lines */
        return false;
    for (const msg_header_t *h = first; h != NULL;) {
        const char *end = (const char *)h->sh_data + h->sh_len;

        text = e911__text(h->sh_data, h->sh_len);
        if (h->sh_class->hc_hash == msg_payload_hash)
            break;
        for (h = h->sh_succ; kind == LINE_BREAK_CRLF && h != NULL && h->sh_data == end &&
                             h->sh_class->hc_hash != msg_payload_hash;
             h = h->sh_succ)
            end += h->sh_len;
        if (text.data == NULL || end == text.data)
            continue;
        text.len = (size_t)(end - text.data);
        if (kind == LINE_BREAK_CRLF
                ? !breaks_are_crlf(text)
                : line_last_break(text) != LINE_BREAK_NONE && !line_breaks_are(text, kind))
            return true;
    }
    return false;
}

/* A message the application made has no chain before it is serialised. */
static const msg_header_t *first_header(msg_t *msg)
{
    msg_header_t **head = msg_chain_head(msg);

    if (head != NULL && *head == NULL && msg_serialize(msg, msg_object(msg)) < 0)
        return NULL;
    return head == NULL ? NULL : *head;
}

static e911_status describe(msg_t *msg, const sip_request_t *request, e911_call *call)
{
    const msg_header_t *first = first_header(msg);
    struct lists lists;

    if (first == NULL || !make_lists(&lists, msg_home(msg), first) ||
        !take_start_line(msg_home(msg), request, call))
        return E911_ERR_NOMEM;
    for (const msg_header_t *h = first; h != NULL; h = h->sh_succ) {
        line read;

        if (!line_is_header(h))
            continue;
        if (!line_read(lists.home, h, &read))
            return E911_ERR_NOMEM;
        take_line(&lists, call, &read);
    }
    call->ininattr = lists.texts[LIST_ININATTR];
    call->ininattr_count = lists.counts[LIST_ININATTR];
    call->geolocation = lists.texts[LIST_GEOLOCATION];
    call->geolocation_count = lists.counts[LIST_GEOLOCATION];
    call->call_info = lists.texts[LIST_CALL_INFO];
    call->call_info_count = lists.counts[LIST_CALL_INFO];
    call->headers = lists.others;
    call->headers_count = lists.other_count;
    /* Only a PBX's word may be another's by it: of all others no header counts. */
    if (call->ingress == E911_INGRESS_PBX && has_mixed_breaks(first))
        call->flags |= E911_CALL_LINE_ENDS_MIXED;
    e911__field_take_apart(call);
    take_body(first, call);
    take_source(msg, call);
    return E911_OK;
}

e911_status e911_sofia_describe(struct msg_s *msg, e911_call *ret_call)
{
    e911_call call;
    const sip_t *sip;
    e911_status status;
    size_t size;

    if (msg == NULL || ret_call == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    size = ret_call->struct_size;
    if (size < sizeof call)
        return E911_ERR_STRUCT_SIZE;
    if (!layout_fits(msg_mclass(msg)))
        return E911_ERR_UNSUPPORTED;
    sip = (const sip_t *)msg_object(msg);
    if (sip == NULL || sip->sip_request == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    call = *ret_call;
    e911__call_clear(&call);
    status = describe(msg, sip->sip_request, &call);
    if (status != E911_OK)
        return status;
    call.struct_size = size;
    *ret_call = call;
    return E911_OK;
}
