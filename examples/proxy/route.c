#include "route.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/tport.h>

#define DEFAULT_MAX_FORWARDS 70

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

void route_count_hop(msg_t *branch)
{
    sip_t *sip = sip_object(branch);
    sip_max_forwards_t *hops = sip->sip_max_forwards;

    if (hops != NULL) {
        hops->mf_count--;
        sip_fragment_clear(hops->mf_common);
        return;
    }
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
static const tp_name_t *outgoing_address(const struct proxy *proxy, const char *uri,
                                         const tp_name_t *otherwise)
{
    char wanted[16] = "udp";
    const char *transport = strstr(uri, ";transport=");

    if (strcasecmp(otherwise->tpn_proto, "udp") == 0 && transport == NULL)
        return otherwise;
    if (transport != NULL)
        sscanf(transport, ";transport=%15[A-Za-z]", wanted);
    if (strcasecmp(otherwise->tpn_proto, wanted) == 0)
        return otherwise;
    for (tport_t *t = tport_primaries(nta_agent_tports(proxy->agent)); t != NULL;
         t = tport_next(t)) {
        if (strcasecmp(tport_name(t)->tpn_proto, wanted) == 0)
            return tport_name(t);
    }
    return otherwise;
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
    out = outgoing_address(proxy, next_hop, in);
    write_address(in, in_text, sizeof in_text);
    write_address(out, out_text, sizeof out_text);
    sip_add_make(branch, sip, sip_record_route_class, in_text);
    if (strcmp(in_text, out_text) != 0)
        sip_add_make(branch, sip, sip_record_route_class, out_text);
}
