/*
 * e911-psap - answering emergency calls. nta matches and retransmits; here and in call.c is what
 * RFC 3261 leaves to a user agent server: which final answer, when, and when a dialog is over.
 */
#include "call.h"
#include "reply.h"

#include <sofia-sip/nta.h>
#include <sofia-sip/sip.h>

static int refuse(nta_incoming_t *request, int status)
{
    nta_incoming_mreply(request, reply_make(request, status, NULL, TAG_END()));
    return status;
}

/* Requests outside of any dialog. What is returned, nta sends unless a final answer was sent. */
static int receive_initial(nta_leg_magic_t *magic, nta_leg_t *leg, nta_incoming_t *request,
                           const sip_t *sip)
{
    struct answer *answer = magic;
    sip_method_t method = sip->sip_request->rq_method;

    (void)leg;
    if (method == sip_method_ack)
        return 200; /* never sent */
    if (sip->sip_to->a_tag)
        return 481;
    switch (method) {
    case sip_method_invite:
        if (answer->options.status && !answer->options.ring)
            return refuse(request, answer->options.status);
        return call_begin(answer, request, sip);
    case sip_method_options:
        return reply_abilities(request, 200);
    case sip_method_bye:
    case sip_method_cancel:
    case sip_method_info:
    case sip_method_prack:
    case sip_method_update:
        return 481;
    default:
        return reply_abilities(request, 405);
    }
}

struct answer *answer_new(su_root_t *root, nta_agent_t *agent, const struct answer_options *options)
{
    struct answer *answer = su_home_new(sizeof *answer);

    if (!answer)
        return NULL;
    answer->root = root;
    answer->agent = agent;
    answer->options = *options;
    answer->default_leg =
        nta_leg_tcreate(agent, receive_initial, answer, NTATAG_NO_DIALOG(1), TAG_END());
    if (!answer->default_leg) {
        su_home_unref(answer->home);
        return NULL;
    }
    return answer;
}

void answer_free(struct answer *answer)
{
    if (!answer)
        return;
    while (answer->calls)
        call_hang_up(answer->calls, SCREEN_END_CLOSED);
    nta_leg_destroy(answer->default_leg);
    su_home_unref(answer->home);
}
