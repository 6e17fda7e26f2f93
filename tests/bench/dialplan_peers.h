/*
 * The rules of dialplan_rules.h compiled and matched by others. The US's numbers and the access
 * prefix are our plan's alone. A regular expression has no location filter: others get the rules
 * that the caller's site sees, at most 5 % fewer, and so decide as our plan does.
 */
#ifndef E911_BENCH_DIALPLAN_PEERS_H
#define E911_BENCH_DIALPLAN_PEERS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PEER_REGEX_SIZE = 160, PEER_WHY_SIZE = 160 };

/* Nothing matched. */
#define PEER_NOTHING ((size_t)-1)

/* A rule that the site sees. */
struct peer_rule {
    char regex[PEER_REGEX_SIZE];
    size_t number; /* in the plan */
};

/* What a peer answers. */
enum peer_answer {
    PEER_TELLS_RULE,     /* the first rule that matches */
    PEER_TELLS_WHETHER,  /* whether any does */
    PEER_TELLS_EMERGENCY /* whether the number is an emergency; it has no rules */
};

struct dialplan_peer {
    const char *name;
    const char *package; /* Debian's, with its headers */
    enum peer_answer answer;
    size_t least, most; /* rules it is measured with */

    /* NULL for a peer that is not built in. It returns NULL and the reason when it refuses. */
    void *(*compile)(const struct peer_rule *rules, size_t count, char *why);
    /* Place in `rules` of the first that matches, 0 for a plain yes, or PEER_NOTHING. */
    size_t (*find)(void *compiled, const char *text, size_t len);
    /* Bytes in use that did not come from malloc. */
    size_t (*code_size)(const void *compiled);
};

extern const struct dialplan_peer *const dialplan_peers[]; /* ends in NULL */

extern const struct dialplan_peer dialplan_pcre2, dialplan_pcre2_parts;
extern const struct dialplan_peer dialplan_re2_set, dialplan_re2_whether;
extern const struct dialplan_peer dialplan_phonenumber;

#ifdef __cplusplus
}
#endif

#endif
