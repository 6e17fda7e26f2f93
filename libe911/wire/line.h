/*
 * A raw SIP message line by line. CR LF, a bare CR and a bare LF end a line; a line that begins
 * with a blank continues the header before it. This is the finest reading there is: wherever any
 * server sees a header begin, a line begins here.
 */
#ifndef E911_WIRE_LINE_H
#define E911_WIRE_LINE_H

#include "base/text.h"

/* Where a line ends, and the one or two bytes that end it; none at the end of the message. */
typedef struct e911__break {
    const char *at;
    const char *next;
} e911__break;

static inline bool e911__break_equal(e911__break a, e911__break b)
{
    return a.next - a.at == b.next - b.at && (a.next == a.at || *a.at == *b.at);
}

typedef struct e911__wire_reader {
    const char *at;
    const char *end;
    e911__break start_break; /* of the start line, against which the others are held */
    e911__break last_break;  /* of the line before `at` */
    bool mixed;              /* some line ends otherwise than the start line */
} e911__wire_reader;

/* A header with its folds. */
typedef struct e911__wire_header {
    const char *start;
    e911_text name;  /* without blanks around it; the whole line where there is no colon */
    e911_text value; /* without blanks around it; folds stand as they are */
} e911__wire_header;

/* Begin with the start line, blank lines before it passed over; *ret_line is without its end. */
e911__wire_reader e911__wire_begin(const char *message, size_t len, e911_text *ret_line);

/* Read the next header; false at the empty line or the end of the message. */
bool e911__wire_next(e911__wire_reader *r, e911__wire_header *ret);

/* After the last header: the end of the empty line, behind which the body stands. */
e911__break e911__wire_finish(e911__wire_reader *r);

/*
 * True when a server could take what stands before a colon for the header `wanted`, whose compact
 * form is `compact` (0: none): in any case, and with blanks, controls and bytes that are not ASCII
 * anywhere in it.
 */
bool e911__wire_is_named(e911_text name, e911_text wanted, char compact);

#endif
