/*
 * Header lines of a sofia-sip message, by walking its chain of fragments. Nothing here reads a
 * member of sip_t: their offsets differ between sofia-sip releases of one SONAME.
 */
#ifndef E911_SOFIA_LINE_H
#define E911_SOFIA_LINE_H

#include "base/text.h"

#include <sofia-sip/msg_header.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>

#include <sofia-sip/msg.h>

/* Stands for the host of a To or From that could not be parsed (RFC 2606: no such host). */
#define PLACEHOLDER_HOST "invalid.invalid"

typedef struct line {
    e911_text name;  /* the long form where the stack knows the header */
    e911_text value; /* as received; where the stack kept no text, as it would write it */
    bool lost;       /* the stack kept neither text nor meaning of it */
} line;

/* True for a header, false for start line, separator, body and continuations of a line. */
bool line_is_header(const msg_header_t *header);

/* Name and value of a header; without kept text the value is made in `home`. False: no memory. */
bool line_read(su_home_t *home, const msg_header_t *header, line *ret);

/* Name of a header alone. */
e911_text line_name(const msg_header_t *header);

/* True when the message class lays sip_t out as this adapter was compiled for. */
bool layout_fits(const msg_mclass_t *mclass);

#endif
