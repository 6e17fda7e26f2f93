/* Dial plans made of what a configuration or a command line says. */
#ifndef E911_EXAMPLES_PLAN_H
#define E911_EXAMPLES_PLAN_H

#include "config.h"

#include <e911/dialplan.h>
#include <stdbool.h>

/* Texts of one kind, and the option that gave them, or NULL: they are the configuration's. */
struct plan_texts {
    const char *const *items;
    unsigned count;
    const char *option;
};

/* What a plan is made of; any part may be empty. */
struct plan_parts {
    const struct config *config; /* or NULL */
    struct plan_texts region;    /* at most one */
    struct plan_texts prefixes;
    struct plan_texts emergency_numbers;
    struct plan_texts file; /* at most one: a path to open as it is */
};

/* The parts that a configuration gives; they are views into it. */
struct plan_parts plan_parts_of(const struct config *config);

/*
 * The plan, which is the caller's, or NULL after findings on stderr, all there are. Where
 * `ret_without_rules` is not NULL, rules that need too many states are left out after the findings
 * about them: then it is true, and the region's numbers still hold, and those that a rule of
 * category Emergency, Test or Crisis spells.
 */
e911_plan *plan_of_parts(const struct plan_parts *parts, bool *ret_without_rules);

/* The plan of a configuration in the same way. */
e911_plan *plan_of_config(const struct config *config, bool *ret_without_rules);

#endif
