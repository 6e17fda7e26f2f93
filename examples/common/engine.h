/* The engine a configuration file describes: dial plan, station table, targets. */
#ifndef E911_EXAMPLES_ENGINE_H
#define E911_EXAMPLES_ENGINE_H

#include "config.h"

#include <e911/e911.h>

/* NULL after findings on stderr, all there are; the caller owns the reference. */
e911_engine *engine_make(const struct config *config);

#endif
