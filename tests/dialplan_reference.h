/* A dial plan read the slow way, by trying one rule after the other: what the automaton is held
   against. It shares no code with the library. */
#ifndef E911_TESTS_DIALPLAN_REFERENCE_H
#define E911_TESTS_DIALPLAN_REFERENCE_H

#include <e911/dialplan.h>
#include <stdbool.h>

enum { REFERENCE_RULES_MAX = 64, REFERENCE_SITES = 4 };

struct reference_rule {
    char pattern[32];
    unsigned site; /* 0: any; of reference_sites */
    unsigned list; /* 0: none; of reference_lists */
    uint32_t call_class;
    bool deny;
};

struct reference_plan {
    bool region; /* the US: 911 112 933 988 */
    bool prefix; /* 9 */
    unsigned count;
    struct reference_rule rules[REFERENCE_RULES_MAX];
};

struct reference_match {
    uint32_t source; /* of enum e911_match_source */
    uint32_t rule;   /* or E911_NO_RULE */
    uint32_t call_class;
    const char *number; /* that matched, for a region's; or NULL */
};

extern const char *const reference_sites[REFERENCE_SITES];

/* The members of list 1 and 2, a NULL behind them; list 0 has none. */
extern const char *const reference_lists[3][8];

bool reference_matches(const struct reference_rule *rule, const char *text);
struct reference_match reference_classify(const struct reference_plan *plan, const char *text,
                                          unsigned site);

/* True when a Test or Crisis rule would take an emergency number of the region. */
bool reference_conflicts(const struct reference_plan *plan);

/* Whether some text that begins with `text` and is up to `depth` longer is decided by a rule that
   does not end in Z or ?, or by a number. */
bool reference_more(const struct reference_plan *plan, const char *text, unsigned site,
                    unsigned depth);

#endif
