/* Parts of the classifier. */
#ifndef E911_DIALPLAN_CLASSIFY_H
#define E911_DIALPLAN_CLASSIFY_H

#include "dialplan/plan.h"

/* The next four bytes; which of them comes first in the word does not matter. */
static inline uint32_t e911__four_bytes(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static inline bool e911__are_four_digits(uint32_t bytes)
{
    return (((bytes + 0x46464646u) | (bytes - 0x30303030u)) & 0x80808080u) == 0;
}

/* Classify a text that is not empty, and may be plain; match->struct_size is right. */
e911_status e911__classify_plain(const e911_plan *plan, const char *at, size_t len, uint32_t site,
                                 e911_match *match);

/* What the fast path ends with where it cannot go on; each finishes the classification. */

/* A caller who was compiled against another struct, or who made a mistake. */
e911_status e911__classify_carefully(const e911_plan *plan, const char *dialled, size_t len,
                                     uint32_t site, e911_match *ret_match);

/* The input ended in a state that says `end`. */
e911_status e911__classify_end(const e911_plan *plan, uint32_t end, uint32_t site,
                               e911_match *match);

/* A byte was met that is not plain. */
e911_status e911__classify_special(const e911_plan *plan, e911_text text, uint32_t site,
                                   e911_match *match);

/* A reference that is no row was met before `at`. match->matched is what was dialled: so these have
   few enough parameters for registers. */
e911_status e911__classify_leaf(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref);

/* The same where it is not the tail of a plain rule of this length that takes all that is left. */
e911_status e911__classify_tail(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref);

/* The same where it is not the tail of a rule that takes all that is left. */
e911_status e911__classify_other_leaf(const e911_plan *plan, const char *at, const char *end,
                                      uint32_t site, e911_match *match, uint32_t ref);

/* A rule matched that other sites may see alone. */
e911_status e911__classify_rule(const e911_plan *plan, uint32_t rule, uint32_t site,
                                e911_match *match);

#endif
