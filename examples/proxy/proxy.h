/*
 * e911-proxy: emergency and test calls go to the service provider, everything else to the next
 * hop, both ways, on sofia-sip's nta (nua would answer a urn: INVITE with 416 by itself).
 */
#ifndef PROXY_PROXY_H
#define PROXY_PROXY_H

#include "settings.h"

#include <stdbool.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/su_wait.h>

struct relay;

struct proxy {
    su_root_t *root;
    nta_agent_t *agent;
    msg_mclass_t *mclass;
    struct settings *settings;  /* swapped whole on reload */
    e911_decision *decision;    /* of the request at hand */
    e911_decision *no_decision; /* without edits: makes a copy that may be sent */
    struct relay *relays;       /* emergency and test calls under way */
    unsigned verbosity;
    bool quiet;
};

/* Start to listen; NULL after a line on stderr. The settings become the proxy's. */
struct proxy *proxy_new(su_root_t *root, struct settings *settings, unsigned verbosity, bool quiet);
void proxy_free(struct proxy *proxy);

/* Go on with new settings; calls under way keep theirs. */
void proxy_reload(struct proxy *proxy, struct settings *settings);

/* A station's addresses in an answer are nobody's word but a trusted PBX's. */
void proxy_strip_response(const struct proxy *proxy, msg_t *response);

/* Let the targets of calls that still ring know that we go, and give that time to leave. */
void proxy_leave(struct proxy *proxy);

/* One line on stderr, or none where nobody reads it: no call waits for a log. Personal data has no
   place in it. */
void proxy_log(const struct proxy *proxy, unsigned verbosity, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Bring what the stack says to the same place; it says nothing below -v -v. */
void proxy_log_stack(unsigned verbosity);

#endif
