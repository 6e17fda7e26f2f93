/*
 * e911-psap - responses of this position.
 */
#ifndef PSAP_REPLY_H
#define PSAP_REPLY_H

#include <sofia-sip/nta.h>

#define REPLY_ALLOW  "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, INFO, MESSAGE"
#define REPLY_SERVER "e911-psap/" E911_VERSION_STRING

/*
 * A response to a request, for nta_incoming_mreply() or nta_reliable_mreply(). nta's own responses
 * have a made-up To where that of the request is not valid SIP; here it is the caller's. NULL when
 * memory ran out, which both functions take.
 */
msg_t *reply_make(nta_incoming_t *request, int status, const char *phrase, tag_type_t tag,
                  tag_value_t value, ...);

/* Answer OPTIONS, or refuse a method: either way, say what can be done here. Returns status. */
int reply_abilities(nta_incoming_t *request, int status);

#endif
