/*
 * An immutable index: key bytes -> the rows that have that key, in table order. Flat arrays, no
 * pointer a row; a lookup is one probe whatever the size of the table, and allocates nothing.
 *
 * Five to seven bytes a row: a slot holds a row, and beside the slots lies a byte of each key's
 * hash, so that other keys are passed over without a look at their rows. Only rows that share their
 * key are listed apart, as groups.
 */
#ifndef E911_BASE_INDEX_H
#define E911_BASE_INDEX_H

#include "base/memory.h"
#include "base/text.h"

typedef struct e911__index_group {
    uint32_t start; /* in rows */
    uint32_t count;
} e911__index_group;

typedef struct e911__index {
    uint8_t *marks;  /* of each slot: a byte of the hash, 0 for free */
    uint32_t *slots; /* a row, or E911__INDEX_GROUP and the number of a group */
    size_t slot_count;
    e911__index_group *groups;
    size_t group_count;
    uint32_t *rows; /* of the groups */
    size_t row_count;
} e911__index;

/* Rows and groups are numbered below this bit. */
#define E911__INDEX_GROUP UINT32_C(0x80000000)

/* The key of a row; an empty one keeps the row out of the index. */
typedef e911_text (*e911__index_key)(const void *table, uint32_t row);

/* Never 0, which stands for no key. */
uint32_t e911__index_hash(e911_text key);

e911_status e911__index_build(e911__index *ret, const e911__memory *memory, const void *table,
                              size_t row_count, e911__index_key key_of);

/* The same where the hashes are known: that of a row, or 0, stands at hashes[row * stride]. */
e911_status e911__index_build_hashed(e911__index *ret, const e911__memory *memory,
                                     const void *table, size_t row_count, e911__index_key key_of,
                                     const uint32_t *hashes, size_t stride);

/* The rows of `key`: a view into the index. */
const uint32_t *e911__index_find(const e911__index *index, const void *table,
                                 e911__index_key key_of, e911_text key, size_t *ret_count);

void e911__index_release(e911__index *index, const e911__memory *memory);

#endif
