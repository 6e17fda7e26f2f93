/*
 * A raw SIP message line by line. CR LF, a bare CR and a bare LF end a line; a line that begins
 * with a blank continues the header before it. This is the finest reading there is: wherever any
 * server sees a header begin, a line begins here.
 */
#ifndef E911_WIRE_LINE_H
#define E911_WIRE_LINE_H

#include "base/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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
    const char *last_plain;  /* up to here lines may be read many bytes at a time */
    bool mixed;              /* lines end in different ways */
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

#if defined(__SSE2__)

/* A bit for each of 16 bytes that is `byte`, or that is CR or LF. */
static inline unsigned e911__wire_mask(__m128i block, char byte)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(byte)));
}

static inline unsigned e911__wire_breaks(__m128i block)
{
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\r')),
                                                    _mm_cmpeq_epi8(block, _mm_set1_epi8('\n'))));
}

static inline __m128i e911__wire_block(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/*
 * Read the next header if it is like nearly all: "Name: value" CR LF, in a message of such lines,
 * not folded, not among its last bytes. False for any other.
 */
E911__ALWAYS_INLINE bool e911__wire_next_plain(e911__wire_reader *r, e911__wire_header *ret)
{
    const char *start = r->at;
    const char *last = r->last_plain;
    const char *at = start;
    const char *value;
    unsigned breaks, colons;
    __m128i block;

    if (at >= last || *at <= ' ')
        return false;
    block = e911__wire_block(at);
    breaks = e911__wire_breaks(block);
    colons = e911__wire_mask(block, ':') & ((breaks & (0 - breaks)) - 1);
    while (breaks == 0) {
        at += 16;
        if (at >= last)
            return false;
        breaks = e911__wire_breaks(e911__wire_block(at));
    }
    at += __builtin_ctz(breaks);
    if (memcmp(at, "\r\n", 2) != 0 || e911__is_blank(at[2]))
        return false;
    value = start + 16;
    if (colons != 0)
        value = start + __builtin_ctz(colons);
    else
        while (value < at && *value != ':')
            value++;
    if (value >= at || value[-1] <= ' ')
        return false;
    ret->start = start;
    ret->name = e911__text(start, (size_t)(value - start));
    value += value[1] == ' ' ? 2 : 1;
    if (*value <= ' ' || at[-1] <= ' ')
        return false;
    ret->value = e911__text(value, (size_t)(at - value));
    r->last_break.at = at;
    r->last_break.next = r->at = at + 2;
    return true;
}

#else

static inline bool e911__wire_next_plain(e911__wire_reader *r, e911__wire_header *ret)
{
    (void)r;
    (void)ret;
    return false;
}

#endif

/* Read the next header; false at the empty line or the end of the message. */
E911__ALWAYS_INLINE bool e911__wire_next(e911__wire_reader *r, e911__wire_header *ret)
{
    return e911__wire_next_plain(r, ret) || e911__wire_next_of_any_kind(r, ret);
}

/* Go to the empty line or the end of the message. */
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
