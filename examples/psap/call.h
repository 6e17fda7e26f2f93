/*
 * e911-psap - one call, from its INVITE to its end.
 */
#ifndef PSAP_CALL_H
#define PSAP_CALL_H

/* What nta's callbacks are given, instead of opaque pointers; wanted before nta.h is read. */
struct call;
#define NTA_LEG_MAGIC_T      void
#define NTA_INCOMING_MAGIC_T struct call
#define NTA_RELIABLE_MAGIC_T struct call

#include "answer.h"
#include "screen.h"

#include <sofia-sip/sip.h>

struct answer {
    su_home_t home[1];
    su_root_t *root;
    nta_agent_t *agent;
    nta_leg_t *default_leg; /* requests outside of any dialog */
    struct answer_options options;
    struct call *calls;
    unsigned long calls_count; /* since the start */
};

/*
 * A new call. Shows it and rings; from then on it lives until a callback of nta or call_hang_up()
 * ends it. Returns 0, or the status to refuse it with.
 */
int call_begin(struct answer *answer, nta_incoming_t *invite, const sip_t *sip);

/* End a call from our side. */
void call_hang_up(struct call *call, enum screen_end end);

#endif
