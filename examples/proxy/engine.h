/* The engine a configuration file describes: dial plan, station table, targets. */
#ifndef PROXY_ENGINE_H
#define PROXY_ENGINE_H

#include "../common/config.h"

#include <e911/e911.h>

/* NULL after findings on stderr, all there are; the caller owns the reference. */
e911_engine *engine_make(const struct config *config);

#endif
