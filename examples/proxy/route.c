#include "route.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/url.h>

#define DEFAULT_MAX_FORWARDS 70
#define LARGEST_MAX_FORWARDS 255 /* RFC 3261 20.22 */

static const char *port_or_default(const char *port)
{
    return port == NULL || *port == '\0' ? "5060" : port;
}

bool route_is_us(const struct proxy *proxy, const url_t *url)
{
    if (url == NULL || url->url_host == NULL)
        return false;
    for (const sip_via_t *via = nta_agent_via(proxy->agent); via != NULL; via = via->v_next) {
        if (strcasecmp(via->v_host, url->url_host) == 0 &&
            strcmp(port_or_default(via->v_port), port_or_default(url->url_port)) == 0)
            return true;
    }
    return false;
}

void route_strip_own(const struct proxy *proxy, msg_t *msg)
{
    sip_t *sip = sip_object(msg);

    while (sip->sip_route != NULL && route_is_us(proxy, sip->sip_route->r_url))
        sip_route_remove(msg, sip);
}

bool route_max_forwards_left(const sip_t *sip)
{
    return sip->sip_max_forwards == NULL || sip->sip_max_forwards->mf_count > 0;
}

static bool is_named(const msg_header_t *header, const char *name)
{
    size_t len = strlen(name);
    const char *text = header->sh_data;

    if (header->sh_class->hc_hash == msg_unknown_hash)
        return strcasecmp(header->sh_unknown->un_name, name) == 0;
    if (header->sh_class->hc_name != NULL && header->sh_class->hc_hash > 0)
        return strcasecmp(header->sh_class->hc_name, name) == 0;
    /* A line the stack could not parse is known by its text. */
    return header->sh_class->hc_hash == msg_error_hash && text != NULL && header->sh_len > len &&
           strncasecmp(text, name, len) == 0 && strchr(": \t\r\n", text[len]) != NULL;
}

static void remove_but(msg_t *msg, const char *name, const msg_header_t *stays)
{
    msg_header_t *next;

    for (msg_header_t *h = *msg_chain_head(msg); h != NULL; h = next) {
        next = h->sh_succ;
        if (h != stays && is_named(h, name))
            msg_header_remove(msg, NULL, h);
    }
}

void route_remove_header(msg_t *msg, const char *name)
{
    remove_but(msg, name, NULL);
}

void route_count_hop(msg_t *branch)
{
    sip_max_forwards_t *hops = sip_object(branch)->sip_max_forwards;

    if (hops != NULL && hops->mf_count > 0 && hops->mf_count <= LARGEST_MAX_FORWARDS) {
        hops->mf_count--;
        sip_fragment_clear(hops->mf_common);
        remove_but(branch, "Max-Forwards", (msg_header_t *)hops);
        return;
    }
    route_remove_header(branch, "Max-Forwards");
    hops = (sip_max_forwards_t *)msg_header_alloc(msg_home(branch), sip_max_forwards_class, 0);
    if (hops == NULL)
        return;
    hops->mf_count = DEFAULT_MAX_FORWARDS;
    msg_header_insert(branch, NULL, (msg_header_t *)hops);
}

/* One of our addresses as a Record-Route value. */
static void write_address(const tp_name_t *name, char *text, size_t size)
{
    bool udp = strcasecmp(name->tpn_proto, "udp") == 0;

    snprintf(text, size, "<sip:%s:%s%s%s;lr>", name->tpn_host, name->tpn_port,
             udp ? "" : ";transport=", udp ? "" : name->tpn_proto);
}

/* The first of our addresses with the transport a URI asks for; else the one that is given. */
static const tp_name_t *outgoing_address(const struct proxy *proxy, const url_t *next,
                                         const tp_name_t *otherwise)
{
    char wanted[16] = "udp";

    if (next->url_params != NULL)
        url_param(next->url_params, "transport", wanted, sizeof wanted);
    if (strcasecmp(otherwise->tpn_proto, wanted) == 0)
        return otherwise;
    for (tport_t *t = tport_primaries(nta_agent_tports(proxy->agent)); t != NULL;
         t = tport_next(t)) {
        if (strcasecmp(tport_name(t)->tpn_proto, wanted) == 0)
            return tport_name(t);
    }
    return otherwise;
}

/* Where a request goes next: a hop that was chosen, its Route, or its Request-URI. */
static const url_t *next_url(msg_t *branch, const char *next_hop)
{
    const sip_t *sip = sip_object(branch);
    const url_t *chosen = next_hop == NULL ? NULL : url_make(msg_home(branch), next_hop);

    if (chosen != NULL)
        return chosen;
    return sip->sip_route != NULL ? sip->sip_route->r_url : sip->sip_request->rq_url;
}

void route_record(const struct proxy *proxy, msg_t *branch, const tport_t *came_by,
                  const char *next_hop)
{
    const tp_name_t *in, *out;
    char in_text[128], out_text[128];
    sip_t *sip = sip_object(branch);

    if (came_by == NULL)
        return;
    /* A connection is known by its peer; its listening socket has our address. */
    in = tport_name(tport_is_secondary(came_by) ? tport_parent(came_by) : came_by);
    out = outgoing_address(proxy, next_url(branch, next_hop), in);
    write_address(in, in_text, sizeof in_text);
    write_address(out, out_text, sizeof out_text);
    sip_add_make(branch, sip, sip_record_route_class, in_text);
    if (strcmp(in_text, out_text) != 0)
        sip_add_make(branch, sip, sip_record_route_class, out_text);
}
