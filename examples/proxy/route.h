/* What a proxy does to every request it passes on (RFC 3261 16.6), on the copy it sends. */
#ifndef PROXY_ROUTE_H
#define PROXY_ROUTE_H

#include "proxy.h"

#include <sofia-sip/sip.h>
#include <sofia-sip/tport.h>

/* True when a URI names one of the addresses we listen on. */
bool route_is_us(const struct proxy *proxy, const url_t *url);

/* Take the Route headers off that name us. */
void route_strip_own(const struct proxy *proxy, msg_t *msg);

/* Take every header line of that name off, parsable or not. */
void route_remove_header(msg_t *msg, const char *name);

/* False when Max-Forwards is used up. */
bool route_max_forwards_left(const sip_t *sip);

/* Count Max-Forwards down; from 70 where there is none that can be read, or more. */
void route_count_hop(msg_t *branch);

/*
 * Put us on the path of the dialog: one Record-Route for the side the request goes out on, and
 * another for the side it came in on where the two differ (RFC 5658).
 */
void route_record(const struct proxy *proxy, msg_t *branch, const tport_t *came_by,
                  const char *next_hop); /* NULL: its Route, or its Request-URI */

#endif
