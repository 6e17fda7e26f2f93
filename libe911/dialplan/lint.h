/* Looking for traps in a plan, in two parts: the plan as a whole, and rule by rule. */
#ifndef E911_DIALPLAN_LINT_H
#define E911_DIALPLAN_LINT_H

#include "dialplan/findings.h"
#include "dialplan/plan.h"

/*
 * Emergency numbers that patterns with wildcards are held against: the first of those there are. A
 * region has no more than a dozen. Patterns of digits alone are held against all, by their index.
 */
enum { E911__LINT_WATCHED_MAX = 64 };

/* Room for an access prefix twice and a number. */
enum { E911__LINT_EXAMPLE_MAX = 2 * E911_PLAN_PREFIX_MAX + E911_PLAN_NUMBER_MAX };

typedef struct e911__lint {
    const e911_plan *plan;
    e911_plan_findings *findings;
    uint8_t *reachable; /* a byte a rule */
    e911_text watched[E911__LINT_WATCHED_MAX];
    size_t watched_count;
    char watched_text[E911__LINT_WATCHED_MAX * E911_PLAN_PATTERN_MAX];
    size_t watched_len;
} e911__lint;

void e911__lint_find(const e911__lint *lint, uint32_t code, uint32_t severity, e911_text example,
                     e911_text message);
void e911__lint_find_rule(const e911__lint *lint, uint32_t rule, uint32_t code, uint32_t severity,
                          e911_text example, e911_text message);

/* The plan's answer. */
e911_match e911__lint_classify(const e911__lint *lint, e911_text text, uint32_t site);

/* True when a number that was added, or the region's, is this one and an emergency. */
bool e911__lint_is_emergency(const e911__lint *lint, e911_text digits);

/* Rule by rule. */
void e911__lint_rule(const e911__lint *lint, uint32_t rule);

#endif
