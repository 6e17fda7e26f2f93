/*
 * Header lines of a SIP message as facts: which line is which field of an e911_call, and the facts
 * that are part of a value. Both adapters read by this, so that they read alike.
 */
#ifndef E911_HEADER_FIELD_H
#define E911_HEADER_FIELD_H

#include "base/text.h"

#include <e911/decide.h>

/* What a header line is to an e911_call. */
enum e911__field_kind {
    E911__FIELD_OTHER,  /* one of the list of other headers */
    E911__FIELD_SINGLE, /* the first one's value is a fact of its own */
    E911__FIELD_ININATTR,
    E911__FIELD_GEOLOCATION,
    E911__FIELD_CALL_INFO,
    E911__FIELD_CONTENT_LENGTH /* of the others, but says how long the body is */
};

typedef struct e911__field {
    uint8_t kind;    /* of enum e911__field_kind */
    uint16_t offset; /* of a single one, in e911_call */
    e911_text name;  /* the long form */
} e911__field;

/* The field of a header name in its long form, in any case; never NULL. */
const e911__field *e911__field_of(e911_text name);

static inline e911_text *e911__field_text(const e911__field *field, e911_call *call)
{
    return (e911_text *)((char *)call + field->offset);
}

/* The long name of a compact form (RFC 3261 7.3.3 and its extensions), or the empty text. */
e911_text e911__field_long_name(char letter);

/* The compact form of a long name in any case, in lower case; 0 where it has none. */
char e911__field_compact(e911_text name);

/* "SIP/2.0/UDP 192.0.2.1:5060;branch=.." -> "192.0.2.1:5060" */
e911_text e911__via_sent_by(e911_text via);

/* Facts that are part of a header's value: tag, instance, sent-by. */
void e911__field_take_apart(e911_call *call);

/* The fields a message fills are empty afterwards; the host's own facts stay. */
void e911__call_clear(e911_call *call);

/*
 * The parts of a start line, blanks around them cut off. A request gives method and URI; a URI with
 * blanks in it is taken whole. A response gives neither. Otherwise *ret_offset is where the line
 * stops being one.
 */
typedef struct e911__start_line {
    bool is_response;
    e911_text method;
    e911_text request_uri;
} e911__start_line;

bool e911__start_line_read(e911_text line, e911__start_line *ret, size_t *ret_offset);

#endif
