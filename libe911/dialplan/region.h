/* The world table of emergency numbers, for the rest of the dial plan. */
#ifndef E911_DIALPLAN_REGION_H
#define E911_DIALPLAN_REGION_H

#include "base/text.h"
#include "dialplan/data/table.h"

#include <e911/region.h>

/* The region of an upper- or lower-case two-letter code, or NULL. */
const e911__region *e911__region_find(e911_text code);

/* The same with the words of a refusal, for a code that somebody wrote. */
e911_status e911__region_require(e911_text code, const e911__region **ret, e911_error *reterr);

/* A row of a region. Below region->count stand those above class none, up to region->all the rest.
 */
e911_region_number e911__region_number_at(const e911__region *region, size_t index);

#endif
