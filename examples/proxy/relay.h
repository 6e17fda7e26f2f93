/* Emergency and test calls: stateful, so that one target's failure leads to the next. */
#ifndef PROXY_RELAY_H
#define PROXY_RELAY_H

#include "proxy.h"

#include <sofia-sip/sip.h>

/*
 * Take over an initial emergency or test INVITE that proxy->decision is about. The message is ours
 * from then on. False, with nothing done, when no transaction could be made: forward it then.
 */
bool relay_start(struct proxy *proxy, msg_t *msg, sip_t *sip, const e911_call *call);

/* Tell the targets of calls that still ring that nobody waits any more; run the root after it. */
void relay_cancel_all(struct proxy *proxy);

/* Drop all calls under way. */
void relay_stop_all(struct proxy *proxy);

#endif
