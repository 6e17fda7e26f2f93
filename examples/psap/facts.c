#include "facts.h"

#include "../common/text.h"

#include <string.h>

#include <e911/ininattr.h>
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>

/* What e911_sofia_prepare() puts in the place of an address it cannot read. */
#define PLACEHOLDER_HOST "invalid.invalid"

/* Name and value of a header as they were on the wire. */
static bool split_header(const msg_common_t *header, e911_text *name, e911_text *value)
{
    e911_text line = {header->h_data, header->h_len};
    size_t colon = header->h_data ? text_find(line, ":") : 0;

    if (colon == 0 || colon == line.len)
        return false;
    *name = text_trim((e911_text){line.data, colon});
    *value = text_trim(text_from(line, colon + 1));
    return true;
}

bool facts_next_header(msg_t *invite, const char *wanted, msg_header_t **header, e911_text *name,
                       e911_text *value)
{
    msg_header_t *h = *header ? *header : *msg_chain_head(invite);

    /* The first of the chain is the request line, the separator ends the headers. */
    while (h && (h = h->sh_succ) && !sip_is_separator((sip_header_t *)h))
        if (split_header(h->sh_common, name, value) && text_is(*name, wanted))
            return *header = h, true;
    return false;
}

e911_text facts_invalid_address(const sip_addr_t *address)
{
    const char *host = address->a_url->url_host;
    e911_text name, value;

    if (host && strcmp(host, PLACEHOLDER_HOST) == 0 &&
        split_header(address->a_common, &name, &value))
        return value;
    return (e911_text){NULL, 0};
}

static e911_text uri_user(e911_text text)
{
    e911_uri uri;

    e911_uri_init(&uri, sizeof uri);
    if (e911_uri_parse(text.data, text.len, &uri, NULL) < 0)
        return (e911_text){"", 0};
    return uri.user;
}

static void read_station(struct facts *facts, e911_text value)
{
    e911_ininattr attr;
    size_t length;

    e911_ininattr_init(&attr, sizeof attr);
    if (e911_ininattr_parse(value.data, value.len, &attr, NULL) < 0)
        return;
    if ((attr.flags & E911_ININATTR_MAC) &&
        e911_mac_format(&attr.mac, facts->mac, E911_MAC_TEXT_SIZE, &length) == E911_OK)
        facts->mac[length] = '\0';
    if ((attr.flags & E911_ININATTR_IP) &&
        e911_ip_format(&attr.ip, facts->ip, E911_IP_TEXT_SIZE, &length) == E911_OK)
        facts->ip[length] = '\0';
}

void facts_read(struct facts *facts, su_home_t *home, msg_t *invite)
{
    const sip_t *sip = sip_object(invite);
    msg_header_t *header = NULL;
    e911_text name, value;

    memset(facts, 0, sizeof *facts);
    facts->request_uri = e911_text_of(url_as_string(home, sip->sip_request->rq_url));
    facts->dialled = uri_user(facts->request_uri);
    facts->test =
        text_is(facts->dialled, "933") || text_starts(facts->request_uri, "urn:service:test.sos");
    facts->caller_display = sip->sip_from->a_display;
    if (facts->caller_display && facts->caller_display[0])
        facts->caller_name = msg_unquote_dup(home, facts->caller_display);
    facts->caller_uri = facts_invalid_address(sip->sip_from);
    if (!facts->caller_uri.len)
        facts->caller_uri = e911_text_of(url_as_string(home, sip->sip_from->a_url));
    facts->caller = uri_user(facts->caller_uri);
    facts->call_id = sip->sip_call_id->i_id;

    facts->call_back = facts->caller;
    facts->call_back_header = "From";
    while (facts_next_header(invite, "P-Asserted-Identity", &header, &name, &value)) {
        if (uri_user(value).len == 0)
            continue;
        facts->call_back = uri_user(value);
        facts->call_back_header = "P-Asserted-Identity";
        break;
    }
    for (header = NULL; facts_next_header(invite, E911_ININATTR_NAME, &header, &name, &value);)
        if (!facts->mac[0] && !facts->ip[0])
            read_station(facts, value);
}

void facts_read_location(struct facts *facts, su_home_t *home, e911_text document)
{
    facts->items_count += location_read(home, document, facts->items + facts->items_count,
                                        FACTS_ITEMS_MAX - facts->items_count);
}
