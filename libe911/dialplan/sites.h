/* The sites that the rules of a plan name. */
#ifndef E911_DIALPLAN_SITES_H
#define E911_DIALPLAN_SITES_H

#include "base/text.h"

#include <e911/dialplan.h>

/* True when a rule has a location filter: only then does it matter where a call comes from. */
bool e911__plan_has_sites(const e911_plan *plan);

/* Name of a site as it was first written; empty for 0 and for a number that is no site's. */
e911_text e911__plan_site_name(const e911_plan *plan, uint32_t site);

#endif
