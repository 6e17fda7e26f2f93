/* Dial plans of any size and texts to classify with them, the same on every machine: 60 % full
   numbers, 30 % NPA-NXX with XXXX, 5 % that end in Z, 5 % with a location filter over 16 sites. */
#ifndef E911_BENCH_DIALPLAN_RULES_H
#define E911_BENCH_DIALPLAN_RULES_H

#include <e911/dialplan.h>

#include <stdbool.h>

enum { BENCH_TEXT_SIZE = 32, BENCH_SITES = 16 };

struct bench_rule {
    char pattern[BENCH_TEXT_SIZE];
    char site[BENCH_TEXT_SIZE]; /* or empty */
};

/* The first rules of a larger plan are those of a smaller one. No rule stands twice. */
struct bench_rule *bench_rules_new(size_t count);

/* A plan of these rules for the US with the access prefix 9; NULL when it cannot be built. */
e911_plan *bench_plan_new(const struct bench_rule *rules, size_t count,
                          const e911_allocator *allocator);

/* The same with the patterns `first` before the rules and `last` behind them, each pattern ended by
   a space. */
e911_plan *bench_plan_among_new(const char *first, const struct bench_rule *rules, size_t count,
                                const char *last, const e911_allocator *allocator);

/* The plan in a CSV file, for the US with the access prefix 9. */
e911_plan *bench_shipped_plan_new(const char *path);

/* A number that the rule matches. */
void bench_matching_text(const struct bench_rule *rule, unsigned seed, char *text);

/* A number of 3 to 11 digits that no rule has to match. */
void bench_random_text(unsigned seed, char *text);

#endif
