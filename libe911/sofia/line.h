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

/* How a line ends: CR LF, or one byte alone. */
enum { LINE_BREAK_NONE = 0, LINE_BREAK_CRLF = 1, LINE_BREAK_CR = '\r', LINE_BREAK_LF = '\n' };

static inline bool line_is_break(char c)
{
    return c == '\r' || c == '\n';
}

/* Length of the line break there: CR LF, or a CR or LF alone. */
static inline size_t line_break_length(e911_text text, size_t at)
{
    return text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n' ? 2 : 1;
}

/* How the text of a header or start line ends. */
int line_last_break(e911_text text);

/* True when the text ends in such a line break, and every other in it, a fold's, is one. */
bool line_breaks_are(e911_text text, int kind);

/* True when the message class lays sip_t out as this adapter was compiled for. */
bool layout_fits(const msg_mclass_t *mclass);

#endif
