/*
 * The compiled form of an ordered list of patterns: a table of states. A state is a row of
 * references, a column for each symbol that the patterns tell apart. Where a single rule is left,
 * no state is built: the reference names the rule, and the rest of its pattern is compared with the
 * rest of the input.
 */
#ifndef E911_DIALPLAN_AUTOMATON_H
#define E911_DIALPLAN_AUTOMATON_H

#include "base/memory.h"
#include "dialplan/symbols.h"

struct e911_plan;

/* What input leads to: a rule or an interpretation of the plan. */
typedef struct e911__found {
    uint32_t result; /* and 1; 0 for nothing */
    uint32_t more;   /* 0 or 1 */
} e911__found;

/*
 * A reference is a row's first word in `rows` (0: nothing will match), or, with the highest bit
 * set, one of these.
 */
#define E911__REF_LEAF 0x80000000u
/* With LEAF: the rest is a place in `forks`; else a tail. */
#define E911__REF_FORK                 0x40000000u
#define E911__REF_TAIL_RESULT(ref)     (((ref) >> 8) & 0x3fffffu)
#define E911__REF_TAIL_OFFSET(ref)     ((ref)&0xffu)
#define E911__REF_TAIL(result, offset) (E911__REF_LEAF | (result) << 8 | (offset))
/* In the column of bytes that need a closer look. */
#define E911__REF_SPECIAL 0xffffffffu

/* Most results that a tail can name. */
#define E911__RESULTS_MAX 0x3fffffu

/*
 * A fork in `forks`: the number of its tails, then the tails in their order. Of these at most one
 * has anything left to compare; the others match whatever follows, for one site each, the last one
 * perhaps for all.
 */
#define E911__FORK_TAILS_MAX 4

/*
 * What a state says at the end of the input, in its last column: with the highest bit a place in
 * `ends`, else (result + 1) << 1 | more, or `more` for nothing.
 * In `ends`: what holds for all other sites, in this form; the number of sites; each site with what
 * holds for it.
 */
#define E911__END_BY_SITE 0x80000000u

/* Columns 0 to 9 are the digits. */
enum { E911__COLUMN_OTHER = 10, E911__COLUMN_FIRST_FREE = 11 };

/* In place of a column: a byte that is passed over. */
#define E911__COLUMN_NONE 0xff

typedef struct e911__automaton {
    uint8_t columns[256]; /* byte -> column */
    uint8_t plain[256];   /* the same for a text of nothing but digits and * # , + ^ / */
    uint32_t *rows;
    size_t row_words;
    uint32_t stride; /* words of a row: the columns, one for special bytes, the end */
    uint32_t root;
    uint32_t *forks;
    size_t fork_words;
    uint32_t *ends;
    size_t end_words;
} e911__automaton;

void e911__automaton_run(const e911__automaton *a, const struct e911_plan *plan,
                         e911__symbols symbols, uint32_t site, e911__found *ret);

/* ---- parts of a run -------------------------------------------------------------------------- */

/* What an end in `ends` says for a site. */
uint32_t e911__end_at_site(const uint32_t *end, uint32_t site);

/* The input ended before a tail did, of which `tail` is left, not empty. */
void e911__end_in_tail(const struct e911_plan *plan, uint32_t result, e911_text tail, uint32_t site,
                       e911__found *ret);

/* Compare what is left of the input with the tails of a fork. */
void e911__run_fork(const e911__automaton *a, const struct e911_plan *plan, uint32_t ref,
                    e911__symbols symbols, uint32_t site, e911__found *ret);

void e911__automaton_release(e911__automaton *a, const e911__memory *memory);

#endif
