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

static inline bool e911__wire_is_crlf(e911__break b)
{
    return b.next - b.at == 2;
}

/*
 * Looking for CR and LF in turn with memchr() would read a message that has but one of them over
 * and over.
 */
static inline e911__break e911__wire_line_end(const char *at, const char *end)
{
    e911__break found;

    found.at = at + e911__find_either(e911__text(at, (size_t)(end - at)), '\r', '\n');
    found.next = found.at;
    if (found.next < end && *found.next == '\r')
        found.next++;
    if (found.next < end && *found.next == '\n')
        found.next++;
    return found;
}

typedef struct e911__wire_reader {
    const char *at;
    const char *end;
    e911__break start_break; /* of the start line, against which the others are held */
    e911__break slow_break;  /* of the line before, where it was read byte by byte */
    const char *block;       /* the next 64 bytes to be looked at for line ends */
    const char *blocks_end;  /* blocks begin before this place */
    uint64_t controls;       /* of the 64 bytes before `block`: not above CR, not before `at` */
    bool mixed;              /* lines end in different ways */
} e911__wire_reader;

/* A header with its folds. */
typedef struct e911__wire_header {
    e911_text name;  /* without blanks around it; the whole line where there is no colon */
    e911_text value; /* without blanks around it; folds stand as they are */
} e911__wire_header;

/* Worth its size: what it reads stays in registers. */
#define E911__ALWAYS_INLINE static inline __attribute__((always_inline))

/* Bytes that can be read from the beginning of a block, and from every line end in it 16. */
enum { E911__WIRE_BEHIND = E911__BLOCKS + E911__BLOCK };

/*
 * Begin behind a start line that was read before. Lines are read by blocks where they may be plain;
 * blanks before the first header are no fold.
 */
E911__ALWAYS_INLINE e911__wire_reader e911__wire_begin_behind(e911__break start_break,
                                                              const char *end)
{
    e911__wire_reader r = {.end = end, .start_break = start_break, .slow_break = start_break};

    r.at = r.block = r.blocks_end = start_break.next;
    if (end - r.at >= E911__WIRE_BEHIND && e911__wire_is_crlf(start_break) &&
        !e911__is_blank(*r.at))
        r.blocks_end = end - E911__WIRE_BEHIND + 1;
    return r;
}

/* Begin with the start line, blank lines before it passed over; *ret_line is without its end. */
E911__ALWAYS_INLINE e911__wire_reader e911__wire_begin(e911_text message, e911_text *ret_line)
{
    static const char nothing[1] = {0};
    const char *at = message.len == 0 ? nothing : message.data;
    const char *end = at + message.len;
    e911__break start_break;

    while (at < end && e911__is_space(*at))
        at++;
    start_break = e911__wire_line_end(at, end);
    *ret_line = e911__text(at, (size_t)(start_break.at - at));
    return e911__wire_begin_behind(start_break, end);
}

/* Read the next header, whatever it is like; false at the empty line or the end of the message. */
bool e911__wire_next_of_any_kind(e911__wire_reader *r, e911__wire_header *ret);

/* The colon of a long name, or a place that is not before `end`. */
const char *e911__wire_late_colon(const char *at, const char *end);

/*
 * Read the next header if it is like nearly all: "Name: value" CR LF, not folded, in a message
 * whose start line ends so, too, and not among its last bytes. False for any other, and where an LF
 * is the first byte of a block.
 */
E911__ALWAYS_INLINE bool e911__wire_next_plain(e911__wire_reader *r, e911__wire_header *ret)
{
    const char *start = r->at;
    const char *end, *value;
    uint32_t colons;

    while (r->controls == 0) {
        if (r->block >= r->blocks_end)
            return false;
        r->controls = e911__blocks_find_up_to(r->block, '\r');
        r->block += E911__BLOCKS;
    }
    end = r->block - E911__BLOCKS + (unsigned)__builtin_ctzll(r->controls);
    if (memcmp(end, "\r\n", 2) != 0 || (end[2] <= ' ' && end[2] != '\r'))
        return false;
    colons = e911__block_find(start, ':', ':');
    if (colons != 0)
        value = start + (unsigned)__builtin_ctz(colons);
    else
        value = e911__wire_late_colon(start + E911__BLOCK, end);
    if (value >= end || value[-1] <= ' ' || end[-1] <= ' ')
        return false;
    ret->name = e911__text(start, (size_t)(value - start));
    if (__builtin_expect(value[1] == ' ', 1))
        value += 2;
    else
        value += 1;
    if (*value <= ' ')
        return false;
    ret->value = e911__text(value, (size_t)(end - value));
    r->at = end + 2;
    r->controls &= r->controls - 1;
    r->controls &= r->controls - 1;
    return true;
}

/* After a line was read byte by byte: what is before `at` counts no more. */
E911__ALWAYS_INLINE void e911__wire_pass(e911__wire_reader *r)
{
    if (r->at < r->block) {
        r->controls &= UINT64_MAX << (E911__BLOCKS - (r->block - r->at));
    } else {
        r->block = r->at;
        r->controls = 0;
    }
}

/*
 * Read the next header where it is not plain; false at the empty line or the end of the message.
 * Only copies have an address, so that the reader and what it reads stay in registers.
 */
E911__ALWAYS_INLINE bool e911__wire_next_odd(e911__wire_reader *r, e911__wire_header *ret)
{
    e911__wire_reader slow;
    e911__wire_header header;

    if (r->at == r->end || *r->at == '\r' || *r->at == '\n')
        return false;
    slow = *r;
    if (!e911__wire_next_of_any_kind(&slow, &header))
        return false;
    *r = slow;
    e911__wire_pass(r);
    *ret = header;
    return true;
}

/* Read the next header; false at the empty line or the end of the message. */
E911__ALWAYS_INLINE bool e911__wire_next(e911__wire_reader *r, e911__wire_header *ret)
{
    return e911__wire_next_plain(r, ret) || e911__wire_next_odd(r, ret);
}

/* The end of the line before. */
static inline e911__break e911__wire_last_break(const e911__wire_reader *r)
{
    return r->at == r->slow_break.next ? r->slow_break : (e911__break){r->at - 2, r->at};
}

/*
 * Go to the empty line or the end of the message. Whether line ends are mixed is found out only
 * where the start line does not end in CR LF.
 */
void e911__wire_skip_headers(e911__wire_reader *r);

e911__break e911__wire_finish_odd(e911__wire_reader *r);

/* After the last header: the end of the empty line, behind which the body stands. */
E911__ALWAYS_INLINE e911__break e911__wire_finish(e911__wire_reader *r)
{
    e911__wire_reader odd;
    e911__break empty;

    if (e911__wire_is_crlf(r->start_break) && r->end - r->at >= 2 &&
        memcmp(r->at, "\r\n", 2) == 0) {
        empty = (e911__break){r->at, r->at + 2};
        r->at = empty.next;
        return empty;
    }
    odd = *r;
    empty = e911__wire_finish_odd(&odd);
    *r = odd;
    return empty;
}

#endif
