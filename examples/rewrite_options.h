/* The options of e911-rewrite, made into an engine and the facts about where a message came from.
 */
#ifndef E911_EXAMPLES_REWRITE_OPTIONS_H
#define E911_EXAMPLES_REWRITE_OPTIONS_H

#include "common/program.h"

#include <e911/e911.h>

struct rewrite_options {
    e911_engine *engine; /* for e911_engine_unref(); NULL when there is nothing to do */
    e911_facts facts;
    bool quiet;
};

/* Returns -1 to go on, or the exit code to return with; what was wrong is on stderr then. */
int rewrite_options_read(struct rewrite_options *ret_options, int argc, char **argv);

#endif
