/* Which Site's dial plan a call sees. */
#ifndef E911_DECIDE_SITE_H
#define E911_DECIDE_SITE_H

#include "decide/decision.h"

/*
 * The number of a Site in the engine's plan, which has some, or 0. Forwarded, and from a trunk: the
 * line's. From a remote station or number: the user's. From a workstation: the station's. Where the
 * table says nothing or several things, the line's.
 */
uint32_t e911__site_of(e911_decision *decision, const e911_call *call);

#endif
