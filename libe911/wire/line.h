/*
 * A raw SIP message line by line. CR LF, a bare CR and a bare LF end a line; a line that begins
 * with a blank continues the header before it. This is the finest reading there is: wherever any
 * server sees a header begin, a line begins here.
 */
#ifndef E911_WIRE_LINE_H
#define E911_WIRE_LINE_H

#include "base/block.h"

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
    const char *block;       /* up to 64 bytes, which end at `ahead`, */
    const char *ahead;
    uint64_t controls; /* and which of them are not above CR and not before `at` */
    bool plain;        /* the start line ends in CR LF */
    bool mixed;        /* lines end in different ways */
} e911__wire_reader;

/* A header with its folds. */
typedef struct e911__wire_header {
    const char *start;
    e911_text name;  /* without blanks around it; the whole line where there is no colon */
    e911_text value; /* without blanks around it; folds stand as they are */
} e911__wire_header;

/* Begin with the start line, blank lines before it passed over; *ret_line is without its end. */
e911__wire_reader e911__wire_begin(const char *message, size_t len, e911_text *ret_line);

/* Worth its size: what it reads stays in registers. */
#define E911__ALWAYS_INLINE static inline __attribute__((always_inline))

/* Begin behind a start line that was read before. */
e911__wire_reader e911__wire_begin_behind(e911__break start_break, const char *end);

/* Read the next header, whatever it is like; false at the empty line or the end of the message. */
bool e911__wire_next_of_any_kind(e911__wire_reader *r, e911__wire_header *ret);

/* Which of the next 64 bytes are not above CR; none is behind `end`. */
uint64_t e911__wire_last_controls(const char *at, const char *end);

/* After `at` has moved: what is before it counts no more. */
E911__ALWAYS_INLINE void e911__wire_pass(e911__wire_reader *r)
{
    if (r->at < r->ahead) {
        r->controls &= UINT64_MAX << (r->at - r->block);
    } else {
        r->block = r->ahead = r->at;
        r->controls = 0;
    }
}

E911__ALWAYS_INLINE void e911__wire_look_ahead(e911__wire_reader *r)
{
    r->block = r->ahead;
    if (r->end - r->block >= E911__BLOCKS) {
        r->controls = e911__blocks_find_up_to(r->block, '\r');
        r->ahead = r->block + E911__BLOCKS;
    } else {
        r->controls = e911__wire_last_controls(r->block, r->end);
        r->ahead = r->end;
    }
}

/* Where the name that begins a line ends: its colon, or `end`. */
E911__ALWAYS_INLINE const char *e911__wire_colon(const char *at, const char *end, size_t readable)
{
    if (readable >= E911__BLOCK) {
        uint32_t colons = e911__block_find(at, ':', ':');

        if (colons != 0)
            return at + __builtin_ctz(colons);
        at += E911__BLOCK;
    }
    while (at < end && *at != ':')
        at++;
    return at;
}

/*
 * Read the next header if it is like nearly all: "Name: value" CR LF, not folded, in a message
 * whose start line ends so, too. False for any other, the reader where it was.
 */
E911__ALWAYS_INLINE bool e911__wire_next_plain(e911__wire_reader *r, e911__wire_header *ret)
{
    const char *start = r->at;
    const char *end, *value;

    if (!r->plain || start >= r->end || *start <= ' ')
        return false;
    while (r->controls == 0) {
        if (r->ahead >= r->end)
            return false;
        e911__wire_look_ahead(r);
    }
    end = r->block + __builtin_ctzll(r->controls);
    if (r->end - end < 3 || memcmp(end, "\r\n", 2) != 0 || e911__is_blank(end[2]))
        return false;
    value = e911__wire_colon(start, end, (size_t)(r->end - start));
    if (value >= end || value[-1] <= ' ' || end[-1] <= ' ')
        return false;
    ret->start = start;
    ret->name = e911__text(start, (size_t)(value - start));
    value += value[1] == ' ' ? 2 : 1;
    if (*value <= ' ')
        return false;
    ret->value = e911__text(value, (size_t)(end - value));
    r->last_break.at = end;
    r->last_break.next = r->at = end + 2;
    r->controls &= r->controls - 1;
    if (r->at <= r->ahead)
        r->controls &= r->controls - 1;
    else
        e911__wire_pass(r);
    return true;
}

/*
 * Read the next header; false at the empty line or the end of the message. Only copies have an
 * address, so that the reader and what it reads stay in registers.
 */
E911__ALWAYS_INLINE bool e911__wire_next(e911__wire_reader *r, e911__wire_header *ret)
{
    e911__wire_reader slow;
    e911__wire_header header;

    if (e911__wire_next_plain(r, ret))
        return true;
    slow = *r;
    if (!e911__wire_next_of_any_kind(&slow, &header))
        return false;
    *r = slow;
    e911__wire_pass(r);
    *ret = header;
    return true;
}

/*
 * Go to the empty line or the end of the message. Whether line ends are mixed is found out only
 * where the start line does not end in CR LF.
 */
void e911__wire_skip_headers(e911__wire_reader *r);

/* After the last header: the end of the empty line, behind which the body stands. */
e911__break e911__wire_finish(e911__wire_reader *r);

/*
 * True when a server could take what stands before a colon for the header `wanted`, whose compact
 * form is `compact` (0: none): in any case, and with blanks, controls and bytes that are not ASCII
 * anywhere in it.
 */
bool e911__wire_is_named(e911_text name, e911_text wanted, char compact);

#endif
