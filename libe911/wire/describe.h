/* What a raw message says, and where its parts lie. */
#ifndef E911_WIRE_DESCRIBE_H
#define E911_WIRE_DESCRIBE_H

#include "header/field.h"
#include "wire/line.h"

#include <e911/wire.h>

/* Where an edit finds the parts of a message, so that it need not read it again. */
typedef struct e911__wire_layout {
    e911_text request_uri;   /* empty in a response */
    e911__break start_break; /* of the start line */
    e911__break last_break;  /* of the last header line, or of the start line */
    e911__break empty;       /* of the empty line; its end is where the body begins */
    bool mixed;              /* lines end in different ways: servers may read others than we */
} e911__wire_layout;

/* Fill the message's fields of a call; its host fields stay. False without a start line. */
bool e911__wire_read(e911_text message, e911_wire_room *room, e911_call *ret_call,
                     e911__wire_layout *ret_layout, size_t *ret_offset);

/* Find the parts alone; `mixed` only where the start line does not end in CR LF. */
bool e911__wire_find(e911_text message, e911__wire_layout *ret_layout, size_t *ret_offset);

/* What a Content-Length's value says; false where it says nothing. */
bool e911__content_length_read(e911_text value, uint64_t *ret_length);

#endif
