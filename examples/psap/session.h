/*
 * e911-psap - the bodies of a request, and the session description that answers its offer
 * (RFC 3264).
 */
#ifndef PSAP_SESSION_H
#define PSAP_SESSION_H

#include <stddef.h>

#include <e911/base.h>
#include <sofia-sip/sip.h>

/* Our side of a session. */
struct session {
    unsigned long id;
    unsigned long version; /* of the last description; 0 before the first */
    const char *address;
};

/*
 * The bodies of this media type that came with a request, alone or as parts of a multipart body
 * (RFC 2046 5.1); parts of parts are not read. Returns their number. They are views of the
 * request; capacity may not be 0.
 */
size_t session_bodies(const sip_t *sip, const char *type, e911_text bodies[], size_t capacity);

/*
 * Describe our side: an answer to the request's offer, or an offer where none came. Free the
 * result. NULL when memory ran out.
 */
char *session_describe(struct session *session, const sip_t *sip);

#endif
