/* Numbers of a region that are more than ordinary. */
#ifndef E911_DIALPLAN_REGION_H
#define E911_DIALPLAN_REGION_H

#include "base/text.h"

#include <e911/dialplan.h>

typedef struct e911__region_number {
    e911_text number;
    uint32_t call_class;
    e911_text standardized; /* what the provider is to be sent */
} e911__region_number;

typedef struct e911__region {
    char code[2];
    const e911__region_number *numbers;
    size_t count;
} e911__region;

/* The region of an upper- or lower-case two-letter code, or NULL. */
const e911__region *e911__region_find(e911_text code);

#endif
