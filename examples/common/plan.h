/* The dial plan a configuration describes. */
#ifndef E911_EXAMPLES_PLAN_H
#define E911_EXAMPLES_PLAN_H

#include "config.h"

#include <e911/dialplan.h>

/* The plan, which is the caller's, or NULL after findings on stderr, all there are. */
e911_plan *plan_of_config(const struct config *config);

#endif
