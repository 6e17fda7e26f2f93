/*
 * A session with a PureConnect server by ICWS: signing in, finding the server that is in charge
 * after a switchover, and signing out.
 */
#ifndef E911_EXPORT_ICWS_SESSION_H
#define E911_EXPORT_ICWS_SESSION_H

#include "credentials.h"
#include "icws_http.h"
#include "source.h"

#define ICWS_HOSTS_MAX 8

/* Of HTTP, for a range of items that there are not. */
#define ICWS_BEYOND_THE_END 416

struct icws_session {
    struct source *source; /* for findings */
    struct icws_http http;
    const struct credentials *credentials; /* of the last sign-in, to repeat it */
    char *id;                              /* of the session, or NULL */
    /* The first is the one of SOURCE; the others are what the servers named. */
    char hosts[ICWS_HOSTS_MAX][256];
    size_t host_count;
};

/* For source_kind. */
enum source_name icws_judge_name(const char *name);

/* Reads SOURCE. SOURCE_OK, or SOURCE_BAD_INPUT after a finding. */
enum source_step icws_session_begin(struct icws_session *session, struct source *source);

/* Signs in to the first host that is in charge. */
enum source_step icws_session_sign_in(struct icws_session *session,
                                      const struct credentials *credentials);

/*
 * Gets a resource of the session. Where the server says that the session is over or that another
 * is in charge, signs in again and sets *ret_again, so that the caller begins anew. A range beyond
 * the end is no error: see the status of the reply.
 */
enum source_step icws_session_get(struct icws_session *session, const char *resource,
                                  const char *range, struct icws_reply *reply, bool *ret_again);

/* Signs out, if signed in, and frees everything. */
void icws_session_end(struct icws_session *session);

#endif
