/* The Request-URI a call to a target gets. */
#ifndef E911_DECIDE_REQUEST_URI_H
#define E911_DECIDE_REQUEST_URI_H

#include "decide/decision.h"

/*
 * The provider's own URI with the standardized number as user; empty where the call keeps its own,
 * a service URN without flaw. A number that a rule with wildcards forms may be no user part at all:
 * then the call goes by its service URN.
 */
e911_text e911__request_uri(e911_decision *decision, const e911_call *call,
                            const e911__target *target);

#endif
