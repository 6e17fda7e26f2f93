#include "proxy.h"

#include "../common/text.h"
#include "relay.h"
#include "route.h"

#include <e911/sofia.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>

/* Larger messages are refused with 413; the stack's own limit is 2 MB a connection. */
#define MESSAGE_MAX 65536

/* A phone's connection must outlive a call that rings, and most calls. */
#define IDLE_MS 1800000

/* How long what is sent last may take to leave. */
#define LEAVE_MS 50

/* With a mask of 0 the stack would drop answers with a flaw; a bit nothing uses drops none. */
#define NO_ANSWER_IS_BAD (1u << 15)

/* ---- facts only the host knows --------------------------------------------------------------- */

static uint32_t transport_of(const tport_t *tport)
{
    static const struct {
        const char *name;
        uint32_t transport;
    } transports[] = {
        {"udp", E911_TRANSPORT_UDP}, {"tcp", E911_TRANSPORT_TCP}, {"tls", E911_TRANSPORT_TLS},
        {"ws", E911_TRANSPORT_WS},   {"wss", E911_TRANSPORT_WSS},
    };

    for (size_t i = 0; tport != NULL && i < sizeof transports / sizeof transports[0]; i++) {
        if (strcasecmp(tport_name(tport)->tpn_proto, transports[i].name) == 0)
            return transports[i].transport;
    }
    return E911_TRANSPORT_UNKNOWN;
}

static int64_t time_of_day_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Where a message came from. */
static e911_ip source_of(msg_t *msg)
{
    const su_sockaddr_t *from = msg_addr(msg);
    e911_ip source = {0};

    if (from != NULL && from->su_family == AF_INET) {
        source.family = 4;
        memcpy(source.bytes, &from->su_sin.sin_addr, 4);
    } else if (from != NULL && from->su_family == AF_INET6) {
        source.family = 6;
        memcpy(source.bytes, &from->su_sin6.sin6_addr, 16);
    }
    return source;
}

/* Who forwards a call says so, for the dial plan to follow the line it came by (RFC 5806, 7044). */
static bool is_forwarded(const e911_call *call)
{
    for (size_t i = 0; i < call->headers_count; i++) {
        e911_text name = call->headers[i].name;

        if (text_is(name, "Diversion") || text_is(name, "History-Info"))
            return true;
    }
    return false;
}

static void fill_host_facts(const struct proxy *proxy, msg_t *msg, e911_call *call)
{
    call->transport = transport_of(tport_delivered_by(nta_agent_tports(proxy->agent), msg));
    call->now_ms = time_of_day_ms();
    e911_sofia_new_id(call->random);
    call->ingress = ingress_trust(&proxy->settings->ingress, &call->source);
    call->site = ingress_site(&proxy->settings->ingress, proxy->settings->engine, &call->source);
    call->forwarded = is_forwarded(call);
}

/* ---- requests -------------------------------------------------------------------------------- */

/* Where a request goes that is no emergency call. NULL: to its Request-URI. */
static const char *ordinary_hop(const struct proxy *proxy, const sip_t *sip, const e911_call *call)
{
    if (sip->sip_route != NULL || (call->flags & E911_CALL_IN_DIALOG))
        return NULL;
    /* What the next hop sends is for a phone, which its Request-URI names. */
    if (call->ingress != E911_INGRESS_PHONE && !route_is_us(proxy, sip->sip_request->rq_url))
        return NULL;
    return proxy->settings->next_hop;
}

static bool makes_dialog(const sip_t *sip)
{
    sip_method_t method = sip->sip_request->rq_method;

    return sip->sip_to->a_tag == NULL &&
           (method == sip_method_invite || method == sip_method_subscribe ||
            method == sip_method_refer);
}

/* Pass a request on without keeping a transaction: 27 KB a call for 32 s are saved, and a restart
   loses nothing. The branch is the edited copy, or the request itself. */
static void forward(struct proxy *proxy, msg_t *msg, msg_t *branch, const e911_call *call)
{
    const tport_t *came_by = tport_delivered_by(nta_agent_tports(proxy->agent), msg);
    const char *hop;
    sip_t *sip;

    route_strip_own(proxy, branch);
    route_count_hop(branch);
    sip = sip_object(branch);
    hop = ordinary_hop(proxy, sip, call);
    if (makes_dialog(sip))
        route_record(proxy, branch, came_by, hop);
    if (nta_msg_tsend(proxy->agent, branch, hop == NULL ? NULL : URL_STRING_MAKE(hop), TAG_END()) ==
            0 ||
        sip_object(msg)->sip_request->rq_method == sip_method_ack)
        msg_destroy(msg);
    else
        nta_msg_treply(proxy->agent, msg, SIP_503_SERVICE_UNAVAILABLE, TAG_END());
}

/* A request in a dialog has come by our Record-Route. One that names only us has not. Nor has an
   ACK without Route: it ends a refused call, and goes where that call's INVITE went. */
static bool is_out_of_dialog(const struct proxy *proxy, const sip_t *sip)
{
    const sip_request_t *request = sip->sip_request;
    const sip_route_t *beyond = sip->sip_route;

    while (beyond != NULL && route_is_us(proxy, beyond->r_url))
        beyond = beyond->r_next;
    return (beyond == NULL && route_is_us(proxy, request->rq_url)) ||
           (sip->sip_route == NULL && request->rq_method == sip_method_ack);
}

/*
 * Decide, with doubt in the To tag of an INVITE that no Record-Route of ours brought here: if it
 * would be an emergency call without the tag, it is one.
 */
static e911_status decide(const struct proxy *proxy, const sip_t *sip, e911_call *call)
{
    uint32_t flags = call->flags;
    e911_status status;

    if (is_out_of_dialog(proxy, sip))
        flags &= ~(uint32_t)E911_CALL_IN_DIALOG;
    call->flags = flags;
    if (sip->sip_route == NULL && sip->sip_request->rq_method == sip_method_invite)
        call->flags &= ~(uint32_t)E911_CALL_IN_DIALOG;
    status = e911_decide(proxy->settings->engine, call, proxy->decision);
    if (call->flags == flags || e911_decision_target_count(proxy->decision) > 0)
        return status;
    call->flags = flags;
    return e911_decide(proxy->settings->engine, call, proxy->decision);
}

/* A CANCEL that found no transaction: the ordinary next hop has nothing to do with it when the call
   would have been an emergency call. */
static bool cancels_nothing(const struct proxy *proxy, const sip_t *sip, const e911_call *call)
{
    e911_call invite = *call;

    if (sip->sip_request->rq_method != sip_method_cancel)
        return false;
    if (sip->sip_route != NULL && (call->flags & E911_CALL_IN_DIALOG))
        return false; /* of a re-INVITE */
    invite.method = e911_text_of("INVITE");
    invite.flags &= ~(uint32_t)E911_CALL_IN_DIALOG;
    return e911_decide(proxy->settings->engine, &invite, proxy->decision) == E911_OK &&
           e911_decision_target_count(proxy->decision) > 0;
}

/* Where the library fails the request goes out as it came, but for what nobody vouches for. */
static void forward_as_it_came(struct proxy *proxy, msg_t *msg, const e911_call *call,
                               e911_status status)
{
    proxy_log(proxy, 0, "request forwarded as it came: %s", e911_status_name(status));
    if (call->ingress != E911_INGRESS_PBX)
        route_remove_header(msg, E911_ININATTR_NAME);
    forward(proxy, msg, msg_ref(msg), call);
}

static void receive_request(struct proxy *proxy, msg_t *msg, sip_t *sip)
{
    msg_t *branch = NULL;
    e911_call call;
    e911_status status;

    e911_call_init(&call, sizeof call);
    call.source = source_of(msg);
    call.ingress = ingress_trust(&proxy->settings->ingress, &call.source);
    call.source.family = 0; /* the adapter knows the port, too */
    status = e911_sofia_describe(msg, &call);
    fill_host_facts(proxy, msg, &call);
    if (status == E911_OK && cancels_nothing(proxy, sip, &call)) {
        nta_msg_treply(proxy->agent, msg, SIP_481_NO_TRANSACTION, TAG_END());
        return;
    }
    if (status == E911_OK)
        status = decide(proxy, sip, &call);
    if (status == E911_OK && e911_decision_target_count(proxy->decision) > 0 &&
        relay_start(proxy, msg, sip, &call))
        return;
    if (status == E911_OK)
        status = e911_sofia_apply(msg, proxy->decision, E911_NO_TARGET, &branch);
    if (status == E911_OK)
        forward(proxy, msg, branch, &call);
    else
        forward_as_it_came(proxy, msg, &call, status);
}

/* Requests that end here: used-up ones, and OPTIONS by which a peer asks whether we live. */
static bool answer_here(struct proxy *proxy, msg_t *msg, const sip_t *sip)
{
    const sip_request_t *request = sip->sip_request;

    if (request->rq_method == sip_method_options && route_is_us(proxy, request->rq_url) &&
        request->rq_url->url_user == NULL) {
        nta_msg_treply(proxy->agent, msg, SIP_200_OK, TAG_END());
        return true;
    }
    if (route_max_forwards_left(sip))
        return false;
    if (request->rq_method == sip_method_ack)
        nta_msg_discard(proxy->agent, msg);
    else
        nta_msg_treply(proxy->agent, msg, SIP_483_TOO_MANY_HOPS, TAG_END());
    return true;
}

void proxy_strip_response(const struct proxy *proxy, msg_t *response)
{
    e911_ip source = source_of(response);

    if (ingress_trust(&proxy->settings->ingress, &source) != E911_INGRESS_PBX)
        route_remove_header(response, E911_ININATTR_NAME);
}

/* An answer belongs to whoever the next Via names; ours must be on top (RFC 3261 18.1.2). */
static void receive_response(struct proxy *proxy, msg_t *msg, const sip_t *sip)
{
    const sip_via_t *via = sip->sip_via;

    for (const sip_via_t *own = nta_agent_via(proxy->agent); own != NULL; own = own->v_next) {
        if (via != NULL && via->v_next != NULL && strcasecmp(own->v_host, via->v_host) == 0) {
            proxy_strip_response(proxy, msg);
            nta_msg_tsend(proxy->agent, msg, NULL, TAG_END());
            return;
        }
    }
    nta_msg_discard(proxy->agent, msg);
}

static int receive(struct proxy *proxy, nta_agent_t *agent, msg_t *msg, sip_t *sip)
{
    (void)agent;
    if (sip->sip_request == NULL)
        receive_response(proxy, msg, sip);
    else if (!answer_here(proxy, msg, sip))
        receive_request(proxy, msg, sip);
    return 0;
}

/* ---- life ------------------------------------------------------------------------------------ */

static bool listen_on_all(struct proxy *proxy)
{
    const struct settings *settings = proxy->settings;

    proxy->agent = nta_agent_create(
        proxy->root, (url_string_t *)-1, (nta_message_f *)receive, (nta_agent_magic_t *)proxy,
        NTATAG_MCLASS(proxy->mclass), NTATAG_SIPFLAGS(MSG_DO_EXTRACT_COPY), NTATAG_UA(0),
        NTATAG_BAD_REQ_MASK(0), NTATAG_BAD_RESP_MASK(NO_ANSWER_IS_BAD), NTATAG_PASS_100(1),
        NTATAG_CANCEL_487(0), NTATAG_MERGE_482(0), NTATAG_SERVER_RPORT(1), NTATAG_TIMEOUT_408(1),
        NTATAG_MAXSIZE(MESSAGE_MAX), NTATAG_UDP_MTU(65535), NTATAG_USE_NAPTR(0), NTATAG_USE_SRV(0),
        TAG_END());
    if (proxy->agent == NULL) {
        fprintf(stderr, "e911-proxy: no SIP agent could be made\n");
        return false;
    }
    for (unsigned i = 0; i < settings->listen_count; i++) {
        if (nta_agent_add_tport(proxy->agent, URL_STRING_MAKE(settings->listen[i]),
                                TPTAG_STUN_SERVER(0), TPTAG_IDLE(IDLE_MS), TPTAG_TIMEOUT(10000),
                                TAG_END()) < 0) {
            fprintf(stderr, "e911-proxy: cannot listen on %s\n", settings->listen[i]);
            return false;
        }
        fprintf(stderr, "e911-proxy: listening on %s\n", settings->listen[i]);
    }
    return true;
}

struct proxy *proxy_new(su_root_t *root, struct settings *settings, unsigned verbosity, bool quiet)
{
    struct proxy *proxy = calloc(1, sizeof *proxy);

    if (proxy == NULL) {
        settings_free(settings);
        return NULL;
    }
    proxy->root = root;
    proxy->settings = settings;
    proxy->verbosity = verbosity;
    proxy->quiet = quiet;
    proxy_log_stack(verbosity);
    proxy->mclass = msg_mclass_clone(sip_default_mclass(), 0, 0);
    if (proxy->mclass == NULL || e911_sofia_prepare(proxy->mclass) != E911_OK ||
        e911_decision_new(NULL, &proxy->decision) != E911_OK ||
        e911_decision_new(NULL, &proxy->no_decision) != E911_OK) {
        fprintf(stderr, "e911-proxy: libe911 does not fit the installed sofia-sip\n");
        proxy_free(proxy);
        return NULL;
    }
    if (!listen_on_all(proxy)) {
        proxy_free(proxy);
        return NULL;
    }
    return proxy;
}

void proxy_leave(struct proxy *proxy)
{
    relay_cancel_all(proxy);
    su_root_sleep(proxy->root, LEAVE_MS);
}

void proxy_free(struct proxy *proxy)
{
    if (proxy == NULL)
        return;
    relay_stop_all(proxy);
    if (proxy->agent != NULL)
        nta_agent_destroy(proxy->agent);
    e911_decision_free(proxy->decision);
    e911_decision_free(proxy->no_decision);
    settings_free(proxy->settings);
    free(proxy->mclass);
    free(proxy);
}

static bool same_listen(const struct settings *a, const struct settings *b)
{
    if (a->listen_count != b->listen_count)
        return false;
    for (unsigned i = 0; i < a->listen_count; i++) {
        if (strcmp(a->listen[i], b->listen[i]) != 0)
            return false;
    }
    return true;
}

void proxy_reload(struct proxy *proxy, struct settings *settings)
{
    if (!same_listen(proxy->settings, settings))
        fprintf(stderr, "e911-proxy: a change of the listening addresses needs a restart\n");
    settings_free(proxy->settings);
    proxy->settings = settings;
}
