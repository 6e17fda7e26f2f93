/*
 * e911-psap - the SIP side of a call-taker's position: a user agent server on sofia-sip's nta.
 *
 * nta and not nua, because nua refuses every request URI but sip: and sips: with 416, and a call
 * to urn:service:sos is what a PSAP is for (RFC 5031).
 */
#ifndef PSAP_ANSWER_H
#define PSAP_ANSWER_H

#include <stdbool.h>
#include <stdio.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/su_wait.h>

struct answer_options {
    unsigned ring; /* milliseconds between 180 and the final answer */
    int status;    /* refuse every call with this status, or 0 */
    FILE *screen;  /* where calls are shown */
    bool json;     /* as one object per line instead of a block */
};

struct answer;

/*
 * Answer whatever the agent receives, as root runs; the agent needs NTATAG_UA(1) and must outlive
 * the result. The options are copied. NULL when memory ran out.
 */
struct answer *answer_new(su_root_t *root, nta_agent_t *agent,
                          const struct answer_options *options);

/* Hang up every call; NULL is allowed. */
void answer_free(struct answer *answer);

#endif
