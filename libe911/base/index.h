/*
 * An immutable index: key bytes -> the rows that have that key, in table order. Flat arrays, no
 * pointer a row; a lookup is one probe whatever the size of the table, and allocates nothing.
 *
 * Seven and a half bytes a key: a slot holds a row, and beside the slots lies a byte of each key's
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

/* Of bytes; never 0, which stands for no key. */
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

/*
 * The same where instructions count: inlined, so that the compiler knows how long the key is and
 * what key_of does.
 */
static inline const uint32_t *e911__index_probe(const e911__index *index, const void *table,
                                                e911__index_key key_of, e911_text key,
                                                size_t *ret_count);

/* ---- hashing --------------------------------------------------------------------------------- */

static inline uint64_t e911__mix(uint64_t a)
{
    a ^= a >> 32;
    a *= UINT64_C(0xd6e8feb86659fd93);
    return a ^ (a >> 29);
}

static inline uint64_t e911__word_at(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* A key of less than eight bytes as one word: its ends overlap. */
static inline uint64_t e911__short_key(e911_text key)
{
    uint32_t first = 0, last = 0;

    if (key.len >= 4) {
        memcpy(&first, key.data, 4);
        memcpy(&last, key.data + key.len - 4, 4);
    } else if (key.len > 0) {
        first = (unsigned char)key.data[0];
        last = (uint32_t)(unsigned char)key.data[key.len / 2] << 8 |
               (unsigned char)key.data[key.len - 1];
    }
    return (uint64_t)first << 32 | last;
}

static inline uint32_t e911__key_hash(e911_text key)
{
    uint64_t h = key.len;

    if (key.len < sizeof h) {
        h = e911__mix(e911__mix(h ^ e911__short_key(key) * UINT64_C(0x9e3779b97f4a7c15)));
    } else {
        size_t i = 0;

        for (; i + sizeof h < key.len; i += sizeof h)
            h = e911__mix(h ^ e911__word_at(key.data + i));
        h = e911__mix(e911__mix(h ^ e911__word_at(key.data + key.len - sizeof h)));
    }
    h >>= 32;
    return h == 0 ? 1 : (uint32_t)h;
}

/* The upper bits of a hash choose the slot, the lower ones the mark in it. */
static inline size_t e911__slot_of(size_t slot_count, uint32_t hash)
{
    return (size_t)((uint64_t)hash * slot_count >> 32);
}

static inline uint8_t e911__mark_of(uint32_t hash)
{
    return (uint8_t)hash == 0 ? 1 : (uint8_t)hash;
}

static inline size_t e911__slot_after(size_t slot_count, size_t slot)
{
    return slot + 1 == slot_count ? 0 : slot + 1;
}

/* Ask for memory ahead of its use. */
#if defined(__GNUC__)
#define E911__FETCH(address) __builtin_prefetch(address)
#else
#define E911__FETCH(address) ((void)(address))
#endif

/* ---- finding --------------------------------------------------------------------------------- */

static inline const uint32_t *e911__index_probe(const e911__index *index, const void *table,
                                                e911__index_key key_of, e911_text key,
                                                size_t *ret_count)
{
    uint32_t hash;
    uint8_t mark;
    size_t slot;

    *ret_count = 0;
    if (index->slot_count == 0 || key.len == 0)
        return NULL;
    hash = e911__key_hash(key);
    mark = e911__mark_of(hash);
    slot = e911__slot_of(index->slot_count, hash);
    E911__FETCH(&index->slots[slot]); /* while the mark is on its way */
    for (; index->marks[slot] != 0; slot = e911__slot_after(index->slot_count, slot)) {
        const uint32_t *rows = &index->slots[slot];
        size_t count = 1;
        e911_text other;

        if (index->marks[slot] != mark)
            continue;
        if (*rows & E911__INDEX_GROUP) {
            const e911__index_group *group = &index->groups[*rows & ~E911__INDEX_GROUP];

            rows = index->rows + group->start;
            count = group->count;
        }
        other = key_of(table, *rows);
        if (other.len == key.len && memcmp(other.data, key.data, key.len) == 0) {
            *ret_count = count;
            return rows;
        }
    }
    return NULL;
}

#endif
