/*
 * An immutable index: key bytes -> the rows that have that key, in table order. Flat arrays, no
 * pointer a row; a lookup is one probe whatever the size of the table, and allocates nothing.
 */
#ifndef E911_BASE_INDEX_H
#define E911_BASE_INDEX_H

#include "base/memory.h"
#include "base/text.h"

typedef struct e911__index {
    uint32_t *slots; /* group + 1, 0 for free; their number is a power of two */
    size_t slot_count;
    uint32_t *starts; /* group -> where its rows begin in rows; one more at the end */
    size_t group_count;
    uint32_t *rows;   /* row numbers, group after group */
    size_t row_count; /* rows of the table, with or without a key */
} e911__index;

/* The key of a row; an empty one keeps the row out of the index. */
typedef e911_text (*e911__index_key)(const void *table, uint32_t row);

e911_status e911__index_build(e911__index *ret, const e911__memory *memory, const void *table,
                              size_t row_count, e911__index_key key_of);

/* The rows of `key`: a view into the index. */
const uint32_t *e911__index_find(const e911__index *index, const void *table,
                                 e911__index_key key_of, e911_text key, size_t *ret_count);

void e911__index_release(e911__index *index, const e911__memory *memory);

#endif
