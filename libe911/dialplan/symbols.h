/*
 * What a dial plan reads of a dialled text, byte by byte: escapes decoded once, visual separators
 * passed over, letters in lower case. Nothing is copied, so that a text may be of any length.
 */
#ifndef E911_DIALPLAN_SYMBOLS_H
#define E911_DIALPLAN_SYMBOLS_H

#include "base/cursor.h"

typedef struct e911__symbols {
    e911__cursor cursor;
    bool as_dialled; /* nothing is decoded or passed over */
} e911__symbols;

/* The next byte as 0..255 in lower case, or E911__END. */
int e911__symbols_next(e911__symbols *symbols);

/* The same in the case it was written in, for what is shown or sent. */
int e911__symbols_next_as_written(e911__symbols *symbols);

/* The next byte with %HH decoded, nothing passed over; a bad escape stays as written. */
int e911__next_decoded(e911__cursor *c);

#endif
