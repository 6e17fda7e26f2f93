/*
 * A growing set of row numbers, found by what the rows hold: for building tables whose rows must
 * not repeat. The set keeps numbers only; the caller hashes and compares rows.
 */
#ifndef E911_BASE_SET_H
#define E911_BASE_SET_H

#include "base/memory.h"
#include "base/text.h"

typedef struct e911__set {
    uint32_t *slots; /* row + 1, 0 for free */
    uint32_t *hashes;
    size_t slot_count; /* a power of two, or 0 */
    size_t used;
} e911__set;

/* What e911__set_find() gives when there is no such row. */
#define E911__SET_NONE UINT32_MAX

/* True when row `row` of `table` is the one asked for by `key`. */
typedef bool (*e911__set_equal)(const void *table, uint32_t row, const void *key);

/* A hash to begin with. */
#define E911__HASH_START 2166136261u

uint32_t e911__hash(uint32_t hash, const void *bytes, size_t len);

/* The same for words, faster. */
uint32_t e911__hash_words(const uint64_t *words, size_t count);

/* The same for a text in any case. */
uint32_t e911__hash_nocase(uint32_t hash, e911_text text);

uint32_t e911__set_find(const e911__set *set, uint32_t hash, const void *table,
                        e911__set_equal equal, const void *key);

/* Add a row that is not in the set. On failure the set is as before. */
e911_status e911__set_add(e911__set *set, const e911__memory *memory, uint32_t hash, uint32_t row);

/* Drop the rows from `first` on: those that were added last. */
void e911__set_cut(e911__set *set, uint32_t first);

void e911__set_release(e911__set *set, const e911__memory *memory);

#endif
