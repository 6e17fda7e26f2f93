#include "relay.h"

#include "route.h"

#include <e911/sofia.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>

/* How long a late 200 of a target may still arrive: 64 * T1 (RFC 3261 17.1.1.2). */
#define LINGER_MS 32000

struct relay {
    struct relay *next;
    struct relay **link; /* what points to us */
    struct proxy *proxy;
    e911_engine *engine; /* of the call's first decision: a reload changes no call under way */
    msg_t *request;      /* as received */
    tport_t *came_by;    /* referenced: the caller may close its connection */
    e911_call facts;     /* only what the host knew, and what it made of the To tag */
    nta_incoming_t *server;
    nta_outgoing_t *client; /* the target that is being tried */
    su_timer_t *timer;
    struct timespec begun;
    uint32_t target;
    uint32_t target_count;
    e911_target targets[E911_TARGETS_MAX]; /* views into the engine */
    uint32_t call_class;
    bool station_known;
    bool cancelled;
    bool answered; /* a final answer went to the caller */
};

static int on_response(struct relay *relay, nta_outgoing_t *client, const sip_t *sip);

/* ---- life ------------------------------------------------------------------------------------ */

static void end(struct relay *relay)
{
    *relay->link = relay->next;
    if (relay->next != NULL)
        relay->next->link = relay->link;
    if (relay->timer != NULL)
        su_timer_destroy(relay->timer);
    if (relay->client != NULL)
        nta_outgoing_destroy(relay->client);
    if (relay->server != NULL)
        nta_incoming_destroy(relay->server);
    msg_destroy(relay->request);
    if (relay->came_by != NULL)
        tport_unref(relay->came_by);
    e911_engine_unref(relay->engine);
    free(relay);
}

static void on_linger_end(su_root_magic_t *magic, su_timer_t *timer, struct relay *relay)
{
    (void)magic;
    (void)timer;
    end(relay);
}

/* The call is answered; stay for late answers, then go. */
static void linger(struct relay *relay)
{
    if (relay->timer != NULL)
        return;
    relay->timer = su_timer_create(su_root_task(relay->proxy->root), LINGER_MS);
    if (relay->timer == NULL ||
        su_timer_set(relay->timer, (su_timer_f)on_linger_end, (su_timer_arg_t *)relay) < 0)
        end(relay);
}

void relay_cancel_all(struct proxy *proxy)
{
    for (struct relay *relay = proxy->relays; relay != NULL; relay = relay->next) {
        if (relay->client != NULL && !relay->answered && !relay->cancelled)
            nta_outgoing_tcancel(relay->client, NULL, NULL, TAG_END());
        relay->cancelled = true;
    }
}

void relay_stop_all(struct proxy *proxy)
{
    while (proxy->relays != NULL)
        end(proxy->relays);
}

/* ---- the record of a call -------------------------------------------------------------------- */

static long milliseconds_since(const struct timespec *then)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

/* Call-ID and target come from outside: a control byte or blank in them must not forge a line. */
static void write_word(char *to, size_t size, const char *from, size_t len)
{
    size_t used = 0;

    for (size_t i = 0; i < len && used + 5 < size; i++) {
        unsigned char c = (unsigned char)from[i];

        if (c > ' ' && c < 0x7f)
            to[used++] = (char)c;
        else
            used += (size_t)snprintf(to + used, size - used, "\\x%02X", c);
    }
    to[used] = '\0';
}

/* What the decision at hand was about, for the log; the relay's own calls of it come later. */
static void log_decision(const struct proxy *proxy, const char *call_id)
{
    e911_reason reason;
    char word[256];

    if (proxy->verbosity == 0)
        return;
    e911_reason_init(&reason, sizeof reason);
    write_word(word, sizeof word, call_id, strlen(call_id));
    for (uint32_t i = 0; e911_decision_reason(proxy->decision, i, &reason) == E911_OK; i++)
        proxy_log(proxy, 1, "decision call=%s reason=%s", word, e911_reason_name(reason.code));
}

static void log_answer(const struct relay *relay, int status)
{
    const sip_t *sip = sip_object(relay->request);
    const e911_text *target = &relay->targets[relay->target].name;
    char call_id[256];
    char name[E911_TARGET_NAME_MAX * 4 + 1];

    write_word(call_id, sizeof call_id, sip->sip_call_id->i_id, strlen(sip->sip_call_id->i_id));
    write_word(name, sizeof name, target->data, target->len);
    proxy_log(relay->proxy, 0, "emergency call=%s class=%s station=%s target=%s answer=%d ms=%ld",
              call_id, e911_class_name(relay->call_class),
              relay->station_known ? "known" : "unknown", name, status,
              milliseconds_since(&relay->begun));
}

/* ---- targets --------------------------------------------------------------------------------- */

/* The decision at hand has served other calls since this call's first target. */
static e911_status decide_again(const struct relay *relay)
{
    e911_call call = relay->facts;
    e911_status status = e911_sofia_describe(relay->request, &call);

    call.flags = relay->facts.flags;
    return status != E911_OK ? status : e911_decide(relay->engine, &call, relay->proxy->decision);
}

/* The request as the target is to have it; where that fails, as it came but for claims. */
static msg_t *make_branch(const struct relay *relay)
{
    const struct proxy *proxy = relay->proxy;
    msg_t *branch = NULL;
    e911_status status = relay->target == 0 ? E911_OK : decide_again(relay);

    if (status == E911_OK)
        status = e911_sofia_apply(relay->request, proxy->decision, relay->target, &branch);
    if (status == E911_OK)
        return branch;
    proxy_log(proxy, 0, "emergency call forwarded as it came: %s", e911_status_name(status));
    if (e911_sofia_apply(relay->request, proxy->no_decision, E911_NO_TARGET, &branch) != E911_OK)
        return NULL;
    if (relay->facts.ingress != E911_INGRESS_PBX)
        route_remove_header(branch, E911_ININATTR_NAME);
    return branch;
}

/* The target's URI as a string of the stack, with a transport. For free(). */
static char *route_to(const e911_target *target)
{
    char uri[E911_TARGET_URI_MAX + 1];

    memcpy(uri, target->uri.data, target->uri.len);
    uri[target->uri.len] = '\0';
    return with_transport(uri);
}

/* Send the request to the target whose turn it is. No Route of the caller's leads it elsewhere. */
static bool try_target(struct relay *relay)
{
    const struct proxy *proxy = relay->proxy;
    char *route = route_to(&relay->targets[relay->target]);
    msg_t *branch = route == NULL ? NULL : make_branch(relay);

    if (branch == NULL) {
        free(route);
        return false;
    }
    route_remove_header(branch, "Route");
    route_count_hop(branch);
    route_record(proxy, branch, relay->came_by, route);
    relay->client = nta_outgoing_mcreate(proxy->agent, (nta_response_f *)on_response,
                                         (nta_outgoing_magic_t *)relay, URL_STRING_MAKE(route),
                                         branch, NTATAG_STATELESS(0), TAG_END());
    if (relay->client == NULL)
        msg_destroy(branch);
    free(route);
    return relay->client != NULL;
}

/* The next target that takes the request; false when there is none left. */
static bool try_next_target(struct relay *relay)
{
    if (relay->client != NULL) {
        nta_outgoing_destroy(relay->client);
        relay->client = NULL;
    }
    while (!relay->cancelled && relay->target + 1 < relay->target_count) {
        relay->target++;
        if (try_target(relay))
            return true;
    }
    return false;
}

/* ---- answers --------------------------------------------------------------------------------- */

static void pass_on(struct relay *relay, nta_outgoing_t *client)
{
    msg_t *response = nta_outgoing_getresponse(client);

    sip_via_remove(response, sip_object(response));
    proxy_strip_response(relay->proxy, response);
    nta_incoming_mreply(relay->server, response);
}

/* A final answer that nobody beyond us gave: time ran out, or the target could not be reached. */
static void answer_ourselves(struct relay *relay, int status)
{
    if (relay->cancelled)
        status = 487;
    nta_incoming_treply(relay->server, status, sip_status_phrase(status), TAG_END());
}

static void finish(struct relay *relay, int status)
{
    if (!relay->answered)
        log_answer(relay, status);
    relay->answered = true;
    linger(relay);
}

static int on_response(struct relay *relay, nta_outgoing_t *client, const sip_t *sip)
{
    bool from_target = sip != NULL && sip->sip_status != NULL;
    int status = from_target ? sip->sip_status->st_status : nta_outgoing_status(client);

    if (status <= 100 && from_target)
        return 0; /* the caller has our own 100 */
    if (status < 200 || (status < 300 && from_target)) {
        pass_on(relay, client);
        if (status >= 200)
            finish(relay, status);
        return 0;
    }
    if (relay->answered)
        return 0;
    if (status != 487 || !relay->cancelled) {
        nta_outgoing_t *failed = relay->client;
        msg_t *response = from_target ? nta_outgoing_getresponse(client) : NULL;

        relay->client = NULL;
        if (try_next_target(relay)) {
            msg_destroy(response);
            nta_outgoing_destroy(failed);
            return 0;
        }
        relay->client = failed;
        msg_destroy(response);
    }
    if (from_target)
        pass_on(relay, client);
    else
        answer_ourselves(relay, status >= 300 ? status : 500);
    finish(relay, status);
    return 0;
}

/* ---- the caller's side ----------------------------------------------------------------------- */

static int on_ack_or_cancel(struct relay *relay, nta_incoming_t *server, const sip_t *sip)
{
    (void)server;
    if (sip == NULL || sip->sip_request->rq_method != sip_method_cancel || relay->cancelled)
        return 0;
    relay->cancelled = true;
    if (relay->client != NULL && !relay->answered)
        nta_outgoing_tcancel(relay->client, NULL, NULL, TAG_END());
    return 0;
}

/* What must outlive the decision at hand. */
static void keep_decision(struct relay *relay)
{
    e911_decision *decision = relay->proxy->decision;
    e911_station station;

    e911_station_init(&station, sizeof station);
    relay->station_known = e911_decision_station(decision, &station) == E911_OK;
    relay->call_class = e911_decision_class(decision);
    relay->target_count = e911_decision_target_count(decision);
    for (uint32_t i = 0; i < relay->target_count; i++) {
        e911_target_init(&relay->targets[i], sizeof relay->targets[i]);
        e911_decision_target(decision, i, &relay->targets[i]);
    }
}

static void keep_host_facts(struct relay *relay, const e911_call *call)
{
    e911_call_init(&relay->facts, sizeof relay->facts);
    relay->facts.flags = call->flags;
    relay->facts.ingress = call->ingress;
    relay->facts.transport = call->transport;
    relay->facts.source = call->source;
    relay->facts.source_port = call->source_port;
    relay->facts.now_ms = call->now_ms;
    memcpy(relay->facts.random, call->random, sizeof call->random);
}

static struct relay *make_relay(struct proxy *proxy, msg_t *msg, const e911_call *call)
{
    struct relay *relay = calloc(1, sizeof *relay);

    if (relay == NULL)
        return NULL;
    clock_gettime(CLOCK_MONOTONIC, &relay->begun);
    relay->proxy = proxy;
    relay->came_by = tport_ref(tport_delivered_by(nta_agent_tports(proxy->agent), msg));
    relay->engine = e911_engine_ref(proxy->settings->engine);
    keep_decision(relay);
    keep_host_facts(relay, call);
    relay->next = proxy->relays;
    relay->link = &proxy->relays;
    if (relay->next != NULL)
        relay->next->link = &relay->next;
    proxy->relays = relay;
    return relay;
}

bool relay_start(struct proxy *proxy, msg_t *msg, sip_t *sip, const e911_call *call)
{
    struct relay *relay = make_relay(proxy, msg, call);

    if (relay == NULL)
        return false;
    relay->request = msg_ref(msg);
    /* On failure the transaction has destroyed its reference; ours is left for the caller. */
    relay->server = nta_incoming_create(proxy->agent, NULL, msg, sip, TAG_END());
    if (relay->server == NULL) {
        relay->request = NULL;
        end(relay);
        return false;
    }
    nta_incoming_bind(relay->server, (nta_ack_cancel_f *)on_ack_or_cancel,
                      (nta_incoming_magic_t *)relay);
    nta_incoming_treply(relay->server, SIP_100_TRYING, TAG_END());
    log_decision(proxy, sip->sip_call_id->i_id);
    if (!try_target(relay) && !try_next_target(relay)) {
        answer_ourselves(relay, 503);
        finish(relay, 503);
    }
    return true;
}
