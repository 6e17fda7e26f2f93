#include "call.h"

#include "reply.h"
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/tport.h>

struct call {
    su_home_t home[1];
    struct answer *owner;
    struct call *next;
    struct call **previous; /* the pointer that points here */
    nta_leg_t *leg;
    nta_incoming_t *invite; /* until it is acknowledged or refused */
    su_timer_t *ring;
    bool ringing;
    bool prack_due; /* the 180 was sent reliably (RFC 3262) and not yet acknowledged */
    bool answered;
    unsigned long number;
    time_t received;
    struct timespec started; /* the same on the clock that never jumps */
    struct session session;
    const char *contact; /* ours, where the call came in */
};

/* 200 with our session description. */
static void reply_with_session(struct call *call, nta_incoming_t *request)
{
    msg_t *message = nta_incoming_getrequest(request);
    char *session = session_describe(&call->session, sip_object(message));

    if (session)
        nta_incoming_mreply(
            request, reply_make(request, SIP_200_OK, SIPTAG_CONTACT_STR(call->contact),
                                SIPTAG_ALLOW_STR(REPLY_ALLOW), SIPTAG_SERVER_STR(REPLY_SERVER),
                                SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                                SIPTAG_PAYLOAD_STR(session), TAG_END()));
    else
        nta_incoming_mreply(request, reply_make(request, SIP_500_INTERNAL_SERVER_ERROR, TAG_END()));
    free(session);
    msg_destroy(message);
}

/* The call is over: forget it, and tell the screen. What the caller is owed was sent before. */
static void end_call(struct call *call, enum screen_end end)
{
    struct answer *answer = call->owner;
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    now.tv_sec -= call->started.tv_sec + (now.tv_nsec < call->started.tv_nsec);
    screen_show_end(answer->options.screen, answer->options.json, call->number,
                    (unsigned long)now.tv_sec, end);
    su_timer_destroy(call->ring);
    nta_incoming_destroy(call->invite);
    nta_leg_destroy(call->leg);
    if ((*call->previous = call->next))
        call->next->previous = call->previous;
    su_home_unref(call->home);
}

void call_hang_up(struct call *call, enum screen_end end)
{
    if (call->answered)
        nta_outgoing_destroy(
            nta_outgoing_tcreate(call->leg, NULL, NULL, NULL, SIP_METHOD_BYE, NULL, TAG_END()));
    else
        nta_incoming_mreply(call->invite,
                            reply_make(call->invite, SIP_480_TEMPORARILY_UNAVAILABLE, TAG_END()));
    end_call(call, end);
}

/* Give the final answer once nothing holds it back. */
static void answer_call(struct call *call)
{
    int status = call->owner->options.status;

    if (call->ringing || call->prack_due)
        return;
    if (status) {
        nta_incoming_mreply(call->invite, reply_make(call->invite, status, NULL,
                                                     SIPTAG_SERVER_STR(REPLY_SERVER), TAG_END()));
        end_call(call, SCREEN_END_REFUSED);
        return;
    }
    call->answered = true;
    reply_with_session(call, call->invite);
}

static void ring_ended(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *argument)
{
    struct call *call = argument;

    (void)magic;
    (void)timer;
    call->ringing = false;
    answer_call(call);
}

/* PRACK for our 180; without request, nta gives the response up because the INVITE is over. */
static int prack_received(struct call *call, nta_reliable_t *response, nta_incoming_t *request,
                          const sip_t *sip)
{
    (void)sip;
    nta_reliable_destroy(response);
    if (!request)
        return 0;
    nta_incoming_treply(request, SIP_200_OK, TAG_END());
    nta_incoming_destroy(request);
    call->prack_due = false;
    answer_call(call);
    return 0;
}

/* ACK or CANCEL of the INVITE; without sip, our response was not acknowledged in time. */
static int invite_event(struct call *call, nta_incoming_t *invite, const sip_t *sip)
{
    if (sip && sip->sip_request->rq_method == sip_method_ack) {
        call->invite = NULL;
        nta_incoming_destroy(invite);
    } else if (sip) {
        nta_incoming_mreply(invite, reply_make(invite, SIP_487_REQUEST_TERMINATED, TAG_END()));
        end_call(call, SCREEN_END_ABANDONED);
    } else {
        /* RFC 3261 13.3.1.4: without ACK there is no session to keep. */
        if (call->answered)
            call_hang_up(call, SCREEN_END_LOST);
        else
            end_call(call, SCREEN_END_LOST);
    }
    return 0;
}

static void ring(struct call *call, const sip_t *sip)
{
    unsigned delay = call->owner->options.ring;

    if (delay)
        call->ring = su_timer_create(su_root_task(call->owner->root), delay);
    call->ringing = call->ring && su_timer_set(call->ring, ring_ended, call) == 0;
    nta_incoming_bind(call->invite, invite_event, call);
    /* Only on demand: an unreliable 180 costs the caller nothing when it is lost. */
    if (sip_require(sip) && sip_has_feature(sip_require(sip), "100rel"))
        call->prack_due =
            nta_reliable_mreply(call->invite, prack_received, call,
                                reply_make(call->invite, SIP_180_RINGING,
                                           SIPTAG_CONTACT_STR(call->contact), TAG_END())) != NULL;
    else
        nta_incoming_mreply(call->invite, reply_make(call->invite, SIP_180_RINGING,
                                                     SIPTAG_CONTACT_STR(call->contact),
                                                     SIPTAG_SERVER_STR(REPLY_SERVER), TAG_END()));
    answer_call(call);
}

/* Where the call came in, for Contact and SDP, and what the screen says about it. */
static void show_call(struct call *call, const sip_t *sip)
{
    struct answer *answer = call->owner;
    tport_t *transport = nta_incoming_transport(answer->agent, call->invite, NULL);
    const tp_name_t *local = tport_name(tport_parent(transport));
    bool tcp = tport_is_tcp(transport);
    struct screen_call shown = {.number = call->number, .received = call->received};
    char address[SU_ADDRSIZE], peer[SU_ADDRSIZE + 8];
    const su_sockaddr_t *from;

    call->session.id = (unsigned long)call->received;
    call->session.address = su_strdup(call->home, local->tpn_host);
    call->contact = su_sprintf(call->home, "<sip:e911-psap@%s:%s%s>", call->session.address,
                               local->tpn_port, tcp ? ";transport=tcp" : "");
    shown.invite = nta_incoming_getrequest(call->invite);
    shown.documents_count =
        session_bodies(sip, "application/pidf+xml", shown.documents, SCREEN_DOCUMENTS_MAX);
    from = msg_addr(shown.invite);
    su_inet_ntop(from->su_family, SU_ADDR(from), address, sizeof address);
    snprintf(peer, sizeof peer, "%s:%u", address, (unsigned)ntohs(from->su_port));
    shown.peer = peer;
    shown.transport = tcp ? "TCP" : "UDP";
    screen_show_call(answer->options.screen, answer->options.json, &shown);
    msg_destroy(shown.invite);
    tport_unref(transport);
}

/* re-INVITE and UPDATE: whatever the caller wants to change is fine with us. */
static int receive_offer(struct call *call, nta_incoming_t *request, const sip_t *sip)
{
    e911_text offer;

    if (sip_contact(sip))
        nta_leg_server_route(call->leg, NULL, sip_contact(sip));
    if (sip->sip_request->rq_method == sip_method_update &&
        !session_bodies(sip, "application/sdp", &offer, 1)) {
        nta_incoming_treply(request, SIP_200_OK, SIPTAG_CONTACT_STR(call->contact), TAG_END());
        return 200;
    }
    if (!call->answered) {
        nta_incoming_treply(request, SIP_500_INTERNAL_SERVER_ERROR, SIPTAG_RETRY_AFTER_STR("1"),
                            TAG_END());
        return 500;
    }
    reply_with_session(call, request);
    nta_incoming_destroy(request);
    return 0;
}

static int receive_in_dialog(nta_leg_magic_t *magic, nta_leg_t *leg, nta_incoming_t *request,
                             const sip_t *sip)
{
    struct call *call = magic;

    (void)leg;
    switch (sip->sip_request->rq_method) {
    case sip_method_ack:
        return 200; /* never sent */
    case sip_method_bye:
        if (!call->answered)
            nta_incoming_mreply(call->invite,
                                reply_make(call->invite, SIP_487_REQUEST_TERMINATED, TAG_END()));
        end_call(call, call->answered ? SCREEN_END_BYE : SCREEN_END_ABANDONED);
        return 200;
    case sip_method_invite:
    case sip_method_update:
        return receive_offer(call, request, sip);
    case sip_method_options:
        return reply_abilities(request, 200);
    case sip_method_info:
    case sip_method_message:
        return 200;
    case sip_method_cancel:
        return 481;
    default:
        return reply_abilities(request, 405);
    }
}

/*
 * Extensions in Require are not looked at: RFC 3261 8.2.2.3 wants 420 for unknown ones, but an
 * emergency call is better answered.
 */
int call_begin(struct answer *answer, nta_incoming_t *invite, const sip_t *sip)
{
    struct call *call = su_home_new(sizeof *call);
    sip_to_t *to = call ? sip_to_dup(call->home, sip->sip_to) : NULL;

    if (!to || sip_to_tag(call->home, to, nta_incoming_tag(invite, NULL)) < 0 ||
        !(call->leg = nta_leg_tcreate(answer->agent, receive_in_dialog, call,
                                      SIPTAG_CALL_ID(sip->sip_call_id), SIPTAG_FROM(to),
                                      SIPTAG_TO(sip->sip_from),
                                      NTATAG_REMOTE_CSEQ(sip->sip_cseq->cs_seq), TAG_END()))) {
        su_home_unref(call ? call->home : NULL);
        return 500;
    }
    nta_leg_server_route(call->leg, sip_record_route(sip), sip_contact(sip));
    call->owner = answer;
    call->invite = invite;
    call->received = time(NULL);
    clock_gettime(CLOCK_MONOTONIC, &call->started);
    call->number = ++answer->calls_count;
    call->previous = &answer->calls;
    if ((call->next = answer->calls))
        call->next->previous = &call->next;
    answer->calls = call;
    show_call(call, sip);
    ring(call, sip);
    return 0;
}
