/* The states of an automaton while it is made. */
#ifndef E911_DIALPLAN_STATES_H
#define E911_DIALPLAN_STATES_H

#include "dialplan/compile.h"

/* A place in an entry's pattern that input has led to: entry, item, node of a number list. */
typedef uint64_t e911__thread;

#define E911__THREAD(entry, item, node)                                                            \
    ((uint64_t)(entry) << 32 | (uint64_t)(item) << 24 | (uint64_t)(node))
#define E911__THREAD_ENTRY(thread) ((uint32_t)((thread) >> 32))
#define E911__THREAD_ITEM(thread)  ((uint32_t)((thread) >> 24) & 0xff)
#define E911__THREAD_NODE(thread)  ((uint32_t)(thread)&0xffffff)

/* Threads in the order of their entries. */
typedef struct e911__threads {
    e911__thread *threads;
    size_t count;
    size_t capacity;
} e911__threads;

typedef struct e911__state {
    size_t first; /* of its threads */
    uint32_t count;
} e911__state;

typedef struct e911__states {
    e911__compiler *compiler;
    e911__automaton *automaton;
    uint32_t columns;              /* without those for special bytes and the end */
    uint8_t star, hash, comma, at; /* their columns, OTHER where no pattern tells them apart */
    e911__threads *buckets;        /* by column: where the threads of a state go */
    e911__threads all;             /* the threads of all states */
    e911__state *states; /* state n has row n; state 0 is the one where nothing will match */
    size_t count, capacity;
    size_t row_capacity, fork_capacity, end_capacity;
    e911__set by_threads;
} e911__states;

static inline const e911__entry *e911__thread_entry(const e911__states *s, e911__thread thread)
{
    return &s->compiler->entries[E911__THREAD_ENTRY(thread)];
}

/* The item a thread stands at; the caller knows that there is one. */
static inline const e911__atom *e911__thread_atom(const e911__states *s, e911__thread thread)
{
    return &s->compiler->atoms[e911__thread_entry(s, thread)->first + E911__THREAD_ITEM(thread)];
}

/* True when the pattern matches should the input end here. */
static inline bool e911__thread_accepts(const e911__states *s, e911__thread thread)
{
    return E911__THREAD_NODE(thread) == 0 &&
           E911__THREAD_ITEM(thread) >= e911__thread_entry(s, thread)->optional;
}

/* True when the pattern matches whatever follows. */
static inline bool e911__thread_is_rest(const e911__states *s, e911__thread thread)
{
    return E911__THREAD_ITEM(thread) < e911__thread_entry(s, thread)->count &&
           e911__thread_atom(s, thread)->kind == E911__ITEM_REST;
}

/* Drop the threads of a list that can never win. */
void e911__threads_prune(const e911__states *s, e911__threads *threads);

/* Fill in what each state says at the end of the input. */
e911_status e911__states_end(e911__states *s);

#endif
