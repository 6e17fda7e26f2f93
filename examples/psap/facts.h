/*
 * e911-psap - what a call-taker wants to know of a call, read from its INVITE.
 */
#ifndef PSAP_FACTS_H
#define PSAP_FACTS_H

#include <stdbool.h>

#include <e911/address.h>
#include <sofia-sip/sip.h>

#include "location.h"

#define FACTS_ITEMS_MAX 64

/* Everything lives as long as the INVITE and the home it was read with. */
struct facts {
    e911_text request_uri;
    const char *caller_display; /* as From has it, often quoted; NULL when it has none */
    const char *caller_name;    /* the same without quotes */
    e911_text caller_uri;       /* all of From where it is not valid SIP */
    const char *call_id;
    const char *call_back_header;
    e911_text dialled;
    e911_text caller;
    e911_text call_back;
    char mac[E911_MAC_TEXT_SIZE + 1]; /* "" when not known */
    char ip[E911_IP_TEXT_SIZE + 1];
    bool test;
    struct location_item items[FACTS_ITEMS_MAX];
    size_t items_count;
};

void facts_read(struct facts *facts, su_home_t *home, msg_t *invite);

/* Add what a PIDF-LO document of the call says. */
void facts_read_location(struct facts *facts, su_home_t *home, e911_text document);

/*
 * The next header of the chain called wanted, with its name and value as they were on the wire.
 * Begin with *header = NULL. Reading the received bytes shows malformed headers too.
 */
bool facts_next_header(msg_t *invite, const char *wanted, msg_header_t **header, e911_text *name,
                       e911_text *value);

/* The value of a To or From that is not valid SIP, as it came; empty for a valid one. */
e911_text facts_invalid_address(const sip_addr_t *address);

#endif
