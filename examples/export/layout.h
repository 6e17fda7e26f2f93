/* --columns: a provider's own form, refused as early as can be known that it makes no sense. */
#ifndef E911_EXPORT_LAYOUT_H
#define E911_EXPORT_LAYOUT_H

#include <e911/station.h>
#include <stdbool.h>

#include "columns.h"

/* What is known of the columns there may be, besides those of the library. */
struct layout_known {
    const struct columns_choice *choice; /* of an open source, or NULL */
    const e911_locations *locations;     /* or NULL */
    bool has_others;                     /* there may be others, which nobody knows yet */
};

/* False after a finding. A layout of NULL is fine. */
bool layout_check(const char *layout, const struct layout_known *known);

/* Prints what the library has against it. */
void layout_refuse(e911_text layout, e911_status status, const e911_error *error);

#endif
