/* The engine a configuration file describes: dial plan, station table, targets. */
#ifndef E911_EXAMPLES_ENGINE_H
#define E911_EXAMPLES_ENGINE_H

#include "config.h"

#include <e911/e911.h>
#include <stdbool.h>

/* NULL after findings on stderr, all there are; the caller owns the reference. Where
   `ret_without_rules` is not NULL, a dial plan that needs too many states is used without its rules
   after the findings about it, and it is true. */
e911_engine *engine_make(const struct config *config, bool *ret_without_rules);

#endif
