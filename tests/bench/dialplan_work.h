/* The work that the plan and its peers are measured at: rules, dialled texts, and what our plan
   decides of them. */
#ifndef E911_BENCH_DIALPLAN_WORK_H
#define E911_BENCH_DIALPLAN_WORK_H

#include "dialplan_peers.h"
#include "dialplan_rules.h"

enum { WORK_TEXTS = 50, WORK_SITE = 1 };

/* Which numbers are dialled; those of bench-dialplan. */
enum work_input { INPUT_ALL_MATCH, INPUT_HALF_MATCH, INPUT_EMERGENCY };

struct work_text {
    char bytes[BENCH_TEXT_SIZE];
    size_t len;
    size_t place;   /* of our rule among the peers', or PEER_NOTHING */
    bool emergency; /* to us */
};

struct work {
    struct bench_rule *all;
    struct peer_rule *seen; /* from the site */
    size_t all_count, seen_count;
    struct work_text texts[WORK_TEXTS];
};

/* Print a line for each peer that is not built in. */
void work_name_missing(const char *prefix);

/* Rules, and the regular expressions that say the same. `plan` is of these rules. */
bool work_prepare(struct work *work, struct bench_rule *rules, size_t count, const e911_plan *plan);

/* Choose the texts, and note what the plan decides. */
void work_dial(struct work *work, enum work_input input, const e911_plan *plan);

/* Texts that the peer matches; those of which it does not say what our plan says are counted in
   `ret_different`. */
size_t work_compare(const struct work *work, const struct dialplan_peer *peer, void *compiled,
                    size_t *ret_different);

#endif
