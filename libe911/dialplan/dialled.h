/* A dialled text, whatever its form, reduced to what a dial plan compares. */
#ifndef E911_DIALPLAN_DIALLED_H
#define E911_DIALPLAN_DIALLED_H

#include "base/text.h"

#include <e911/dialplan.h>

/* Longest text that can match: an access prefix and a number. */
#define E911__DIALLED_MAX (E911_PLAN_PREFIX_MAX + E911_PLAN_NUMBER_MAX)

typedef struct e911__dialled {
    e911_text urn; /* a URN with its "urn:", or empty */
    char number[E911__DIALLED_MAX];
    size_t number_len; /* 0: no user part, or one too long to match */
} e911__dialled;

/* Split off scheme, host and parameters, decode %HH once, drop the visual separators. */
void e911__dialled_read(e911__dialled *ret, e911_text text);

#endif
