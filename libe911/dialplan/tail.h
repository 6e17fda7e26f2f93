/* Comparing a plain text with the tail of a rule. */
#ifndef E911_DIALPLAN_TAIL_H
#define E911_DIALPLAN_TAIL_H

#include "dialplan/classify.h"

/* What a state says at its end of a result, without `more`. */
#define E911__SAY(result) (((result) + 1) << 1)

static inline bool e911__tail_is_rest(char wanted)
{
    return (wanted | 0x20) == 'z';
}

/* Four characters of a pattern and four bytes: the same digits, or XXXX and any. Letters have bit 6
   and digits have not. False also where it is not known. */
static inline bool e911__tail_takes_four(uint32_t wanted, uint32_t bytes)
{
    if (wanted == bytes)
        return (wanted & 0x40404040u) == 0;
    return (wanted | 0x20202020u) == 0x78787878u && e911__are_four_digits(bytes);
}

/* Whether X, Y or N takes a byte. What is equal was taken before: no plain text has letters. */
static inline bool e911__wildcard_takes(char wanted, char byte)
{
    char least;

    switch (wanted | 0x20) {
    case 'x':
        least = '0';
        break;
    case 'y':
        least = '1';
        break;
    case 'n':
        least = '2';
        break;
    default: /* another literal, or Z, which takes more than one */
        return false;
    }
    return byte >= least && byte <= '9';
}

/* Compare all of a plain text that is left with a tail; whoever sees its rule. */
static inline uint32_t e911__tail_compare(uint32_t result, e911_text text, size_t offset,
                                          const char *at, const char *end)
{
    const char *wanted = text.data + offset, *wanted_end = text.data + text.len;
    const bool open = e911__tail_is_rest(wanted_end[-1]);

    if (open && offset + 1 == text.len)
        return E911__SAY(result);
    if (end - at > wanted_end - wanted && !open)
        return 0;
    while (end - at >= 4 && wanted_end - wanted >= 4 &&
           e911__tail_takes_four(e911__four_bytes(wanted), e911__four_bytes(at))) {
        at += 4;
        wanted += 4;
    }
    for (; at < end && wanted < wanted_end; at++, wanted++) {
        if (*wanted != *at && !e911__wildcard_takes(*wanted, *at))
            return e911__tail_is_rest(*wanted) ? E911__SAY(result) : 0;
    }
    if (wanted == wanted_end)
        return at == end ? E911__SAY(result) : 0;
    return e911__tail_is_rest(*wanted) ? E911__SAY(result) : !open;
}

#endif
