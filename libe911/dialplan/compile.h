/* Turning an ordered list of patterns into an automaton. */
#ifndef E911_DIALPLAN_COMPILE_H
#define E911_DIALPLAN_COMPILE_H

#include "dialplan/automaton.h"
#include "dialplan/rules.h"

/* A pattern in its place of the list. */
typedef struct e911__entry {
    uint32_t first; /* of its items */
    uint32_t result;
    uint16_t site; /* 0: any */
    uint16_t list;
    uint8_t count;
    uint8_t optional; /* from this item on nothing need match */
    bool open;        /* ends in Z or ? */
    bool simple;      /* its text is the result's text, byte by byte an item */
    bool rest;        /* its text is the result's text, and ends in Z */
} e911__entry;

/* An item without its place. */
typedef struct e911__atom {
    uint8_t kind;
    uint8_t value;
} e911__atom;

/* Members of number lists as a tree of digits. */
typedef struct e911__list_node {
    uint32_t children[10]; /* nodes, 0 for none */
    uint16_t lengths;      /* bit n: a member of n digits is here or below */
    uint8_t depth;
} e911__list_node;

/* So small that states may stand for tails and forks: no more entries than these, which lead to no
   more states. */
enum { E911__SMALL_ENTRIES = 256, E911__SMALL_STATES = 1024 };

/* How many threads of patterns all states together may hold, so that compiling ends in good time:
   so many, and so many for each pattern, as the first states hold them all. */
enum { E911__COMPILE_THREADS = 1024 * 1024, E911__COMPILE_THREADS_EACH = 12 };

typedef struct e911__compiler {
    e911__memory memory;
    const e911__rules *rules;
    size_t state_limit;
    e911__entry *entries; /* the first that matches wins */
    size_t entry_count, entry_capacity;
    e911__atom *atoms;
    size_t atom_count, atom_capacity;
    e911__list_node *nodes; /* node 0 is none; list n begins at node n */
    size_t node_count, node_capacity;
    size_t states; /* of the last compilation, whether it ended well or not */
    bool is_small; /* then states, which are faster, stand for most tails and all forks */
} e911__compiler;

/* Release it also when this fails. */
e911_status e911__compiler_init(e911__compiler *c, const e911__memory *memory,
                                const e911__rules *rules);
void e911__compiler_release(e911__compiler *c);

/* Put a pattern at the end. `spelled`: the result's own text is the pattern's. */
e911_status e911__compiler_add(e911__compiler *c, const e911__pattern *pattern, uint32_t result,
                               uint32_t site, uint32_t list, bool spelled);

/* E911_ERR_LIMIT past the limit of states. `by_user` false: the text as dialled is read. */
e911_status e911__compile(e911__compiler *c, bool by_user, e911__automaton *ret);

#endif
