/* Inside of a plan, shared by its builder, its classifier, explain and lint. */
#ifndef E911_DIALPLAN_PLAN_H
#define E911_DIALPLAN_PLAN_H

#include "base/index.h"
#include "base/memory.h"
#include "base/reference.h"
#include "dialplan/automaton.h"
#include "dialplan/dialled.h"
#include "dialplan/region.h"
#include "dialplan/rules.h"

/* A number with its class, in a fixed place so that the plan is one flat array. */
typedef struct e911__plan_number {
    char digits[E911_PLAN_NUMBER_MAX];
    char standardized[E911_PLAN_NUMBER_MAX];
    e911_text service; /* static */
    uint8_t digits_len;
    uint8_t standardized_len;
    uint8_t call_class;
    uint8_t of_region;     /* the row is the region's own */
    uint8_t behind_prefix; /* works behind an access prefix */
} e911__plan_number;

typedef struct e911__plan_prefix {
    char digits[E911_PLAN_PREFIX_MAX];
    uint8_t len;
} e911__plan_prefix;

/* What a text is when no rule says so: a number, bare or behind a prefix; or nothing, where a rule
   with a site takes it away. */
typedef struct e911__interpretation {
    uint32_t spelled; /* the text that is read so: a place in plan->spelled */
    uint16_t number;  /* of plan->numbers, or E911__READ_NOTHING */
    uint16_t prefix;  /* of plan->prefixes and 1; 0: bare */
} e911__interpretation;

#define E911__READ_NOTHING 0xffffu
#define E911__NO_STATE     UINT32_MAX

/* What a rule's profile shows, ready for a match: as the match has it, so that it is copied at
   once. */
typedef struct e911__shown {
    uint32_t call_class;
    uint32_t source;
    e911_text service;
    e911_text category;
    e911_text display;
    e911_text prefix; /* none, as the region */
    e911_text region;
    uint64_t site; /* wide, so that a row is found by a shift */
} e911__shown;

_Static_assert(offsetof(e911__shown, site) ==
                   offsetof(e911_match, number) - offsetof(e911_match, call_class),
               "the beginning of a match");

struct e911_plan {
    e911__reference references;
    e911__memory memory;
    const e911__region *region; /* or NULL */
    uint32_t options;
    e911__plan_number *numbers;
    size_t number_count;
    e911__index by_digits;
    e911__plan_prefix prefixes[E911_PLAN_PREFIXES_MAX];
    size_t prefix_count;
    e911__rules rules;
    e911__shown *shown;                    /* a row a profile */
    e911__interpretation *interpretations; /* result - rules.count -> interpretation */
    size_t interpretation_count, interpretation_capacity;
    e911__texts spelled;
    e911__automaton by_user; /* for the user part */
    e911__automaton by_text; /* for the text as dialled; no rows where no rule wants it */
    /* Where by_text is behind each scheme of e911__scheme_number(), and the state that only an @
       leaves, or E911__NO_STATE. */
    uint32_t behind_scheme[E911__SCHEMES];
    uint32_t
        of_scheme[E911__SCHEMES]; /* the rule that takes all that may follow, or E911_NO_RULE */
    uint32_t until_at;
    uint32_t first_as_dialled; /* the first rule that wants it */
    uint32_t first_by_user;    /* the first rule for the user part; 0 where numbers stand before */
};

#define E911__PLAN_NO_NUMBER SIZE_MAX

/* The place of the number with these digits, or E911__PLAN_NO_NUMBER. */
size_t e911__plan_find(const e911_plan *plan, e911_text digits);

/* The service URN a class stands for (RFC 5031, RFC 6881); empty for none and crisis. */
e911_text e911__class_service(uint32_t call_class);

/* Key of the index by_digits. */
e911_text e911__plan_number_key(const void *numbers, uint32_t row);

/* The text that leads to a result, where a tail may name it: the pattern of a rule, or the digits.
 */
static inline e911_text e911__plan_result_text(const e911_plan *plan, uint32_t result)
{
    if (result < plan->rules.count)
        return e911__rule_pattern(&plan->rules, result);
    return e911__texts_at(&plan->spelled,
                          plan->interpretations[result - plan->rules.count].spelled);
}

/* The site that alone sees it, or 0. */
static inline uint32_t e911__plan_result_site(const e911_plan *plan, uint32_t result)
{
    if (result < plan->rules.count)
        return (uint32_t)plan->shown[plan->rules.rules[result].profile & E911__RULE_PROFILE].site;
    return 0;
}

/* True when a rule is seen from a site. */
static inline bool e911__plan_sees(const e911_plan *plan, uint32_t rule, uint32_t site)
{
    uint64_t own = plan->shown[plan->rules.rules[rule].profile & E911__RULE_PROFILE].site;

    return own == 0 || own == site;
}

/* Make the automatons out of everything else, in the reading order. E911_ERR_LIMIT past
   `state_limit` states. */
e911_status e911__plan_compile(e911_plan *plan, size_t state_limit);

/* Classify a text of any form; all of the match but struct_size is written. */
void e911__classify_any(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match);

/* The same by the parts of the text, for any that are not plain. */
void e911__classify_text(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match);

/* ---- for explain and lint -------------------------------------------------------------------- */

/* What a rule does in the reading order. */
bool e911__plan_rule_is_first(const e911_plan *plan, size_t rule, const e911__pattern *pattern);

/* Fill a match from a service URN; nothing where it is none. */
void e911__match_urn(e911_text urn, e911_match *match);

/* Fill a match, every field but struct_size; `more` is 0. `pattern`: the rule's. */
static inline void e911__match_rule(const e911_plan *plan, uint32_t index, e911_text pattern,
                                    e911_match *match)
{
    const e911__rule *rule = &plan->rules.rules[index];
    const e911__shown *shown = &plan->shown[rule->profile & E911__RULE_PROFILE];

    match->line = rule->line;
    memcpy(&match->call_class, shown, offsetof(e911__shown, site));
    if (rule->profile & E911__RULE_IS_NUMBER)
        match->number = pattern;
    else if (rule->profile & E911__RULE_HAS_NO_NUMBER)
        match->number = E911__NOTHING;
    else
        match->number = e911__texts_at(&plan->rules.texts, rule->standardized);
    match->matched = pattern;
    match->rule = index;
    match->more = match->reserved = 0;
}

static inline void e911__match_nothing(e911_match *match)
{
    match->call_class = E911_CLASS_NONE;
    match->source = E911_MATCH_NOTHING;
    match->service = E911__NOTHING;
    match->category = E911__NOTHING;
    match->display = E911__NOTHING;
    match->prefix = E911__NOTHING;
    match->region = E911__NOTHING;
    match->number = E911__NOTHING;
    match->matched = E911__NOTHING;
    match->rule = E911_NO_RULE;
    match->line = match->more = match->reserved = 0;
}

void e911__match_interpretation(const e911_plan *plan, const e911__interpretation *from,
                                e911_match *match);

/* The same from a result of an automaton. */
void e911__match_result(const e911_plan *plan, uint32_t result, e911_match *match);

/*
 * The same answer as e911_plan_classify() by trying rule after rule, but for `more`. The rule or
 * number of the match `without`, if it is not NULL, is left aside: so a caller learns what the text
 * would be without it.
 */
void e911__plan_try(const e911_plan *plan, e911_text dialled, uint32_t site,
                    const e911_match *without, e911_match *ret);

/* The first rule with this action that spells the digits and is seen from the site; `without` is a
   rule that is left aside, or E911_NO_RULE. */
uint32_t e911__plan_find_spelled(const e911_plan *plan, e911_text digits, uint32_t action,
                                 uint32_t site, uint32_t without);

/* The same answer for digits alone: the rule; or E911_NO_RULE, and the interpretation they have. */
uint32_t e911__plan_try_digits(const e911_plan *plan, e911_text digits, uint32_t site,
                               e911__interpretation *ret_interpretation);

/* Set marks[i] for each rule i that some text leads to; `marks` has rules.count bytes. */
void e911__plan_mark_reachable(const e911_plan *plan, uint8_t *marks);

#endif
