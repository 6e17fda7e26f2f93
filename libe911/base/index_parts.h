/*
 * What the indexes are made of: buckets that are a cache line each, so that a lookup waits for
 * memory once, and apart from them the rows that share their key, as groups.
 */
#ifndef E911_BASE_INDEX_PARTS_H
#define E911_BASE_INDEX_PARTS_H

#include "base/memory.h"
#include "base/text.h"

/* ---- buckets --------------------------------------------------------------------------------- */

enum { E911__LINE = 64 };

/* Zeroed lines; *ret_room is what e911__lines_release() gives back. NULL for want of memory. */
void *e911__lines(const e911__memory *memory, size_t count, void **ret_room);
void e911__lines_release(const e911__memory *memory, void *room, size_t count);

/* Five slots for four keys. */
static inline size_t e911__lines_for(size_t keys, size_t slots_of_line)
{
    return keys == 0 ? 0 : (keys + keys / 4) / slots_of_line + 1;
}

/* The upper bits of a hash choose the bucket; where it is full the next ones are tried. */
static inline size_t e911__line_of(size_t count, uint32_t hash)
{
    return (size_t)((uint64_t)hash * count >> 32);
}

static inline size_t e911__line_after(size_t count, size_t line)
{
    return line + 1 == count ? 0 : line + 1;
}

/* Ask for memory ahead of its use. */
#if defined(__GNUC__)
#define E911__FETCH(address) __builtin_prefetch(address)
#else
#define E911__FETCH(address) ((void)(address))
#endif

/* Keep a rare way apart from the usual one, which is shorter without it. */
#if defined(__GNUC__)
#define E911__RARE            __attribute__((noinline))
#define E911__IS_USUAL(truth) __builtin_expect((truth), 1)
#else
#define E911__RARE
#define E911__IS_USUAL(truth) (truth)
#endif

/* Building touches buckets all over the place, so those of later rows are asked for ahead. */
enum { E911__FETCH_AHEAD = 12 };

/* ---- groups ---------------------------------------------------------------------------------- */

/* Group after group, each the number of its rows and then they, in table order. */
typedef struct e911__index_groups {
    uint32_t *rows;
    size_t count; /* of all this */
} e911__index_groups;

/* A slot holds a row, or this bit and where its group begins. Both are below it. */
#define E911__INDEX_GROUP UINT32_C(0x80000000)

/* The rows of a slot: a view of it, or into the groups. */
static inline const uint32_t *e911__slot_rows(const e911__index_groups *groups,
                                              const uint32_t *slot, size_t *ret_count)
{
    const uint32_t *group;

    if (E911__IS_USUAL(*slot < E911__INDEX_GROUP)) {
        *ret_count = 1;
        return slot;
    }
    group = &groups->rows[*slot & ~E911__INDEX_GROUP];
    *ret_count = *group;
    return group + 1;
}

/* From the first group, which is at 0, to the next. */
static inline size_t e911__group_after(const e911__index_groups *groups, size_t group)
{
    return group + 1 + groups->rows[group];
}

void e911__groups_release(e911__index_groups *groups, const e911__memory *memory);

/* ---- groups in the making -------------------------------------------------------------------- */

typedef struct e911__group {
    uint32_t start; /* its first row; then where it begins */
    uint32_t count;
} e911__group;

/* Until the groups are placed a slot holds, with the bit, the number of one. */
typedef struct e911__grouping {
    e911__index_groups groups;
    const e911__memory *memory;
    e911__group *list;
    size_t count, capacity;
    size_t grouped;     /* rows in groups */
    size_t row_count;   /* of the table */
    uint32_t *group_of; /* of each row: its group + 1, or 0; made with the first group */
} e911__grouping;

static inline uint32_t e911__grouping_first(const e911__grouping *grouping, uint32_t slot)
{
    return slot & E911__INDEX_GROUP ? grouping->list[slot & ~E911__INDEX_GROUP].start : slot;
}

/* A later row with the key of a slot, which becomes a group if it is none. */
e911_status e911__grouping_join(e911__grouping *grouping, uint32_t *slot, uint32_t row);

/* How many keys those rows have. */
static inline size_t e911__grouping_keys(const e911__grouping *grouping, size_t rows)
{
    return rows - grouping->grouped + grouping->count;
}

/* Lay the groups out; then each slot is to be e911__grouping_slot(). */
e911_status e911__grouping_place(e911__grouping *grouping);

static inline uint32_t e911__grouping_slot(const e911__grouping *grouping, uint32_t slot)
{
    return (slot & E911__INDEX_GROUP) | e911__grouping_first(grouping, slot);
}

/* End it; *ret gets the groups where all went well. */
void e911__grouping_end(e911__grouping *grouping, e911_status status, e911__index_groups *ret);

#endif
