/*
 * An immutable index: key bytes -> the rows that have that key, in table order. Flat arrays, no
 * pointer a row; a lookup is one probe whatever the size of the table, and allocates nothing.
 *
 * Under seven bytes a key: a bucket holds rows and a byte of each key's hash, so that other keys
 * are passed over without a look at their rows.
 */
#ifndef E911_BASE_INDEX_H
#define E911_BASE_INDEX_H

#include "base/block.h"
#include "base/index_parts.h"

enum { E911__BUCKET_SLOTS = 12 };

typedef struct e911__bucket {
    uint8_t marks[E911__BUCKET_SLOTS]; /* of each slot: a byte of the hash, 0 for free */
    uint32_t is_passed;                /* keys that chose this bucket lie in one after it */
    uint32_t slots[E911__BUCKET_SLOTS];
} e911__bucket;

typedef struct e911__index {
    e911__bucket *buckets;
    size_t bucket_count;
    void *room; /* of the buckets */
    e911__index_groups groups;
} e911__index;

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
    a *= UINT64_C(0xd6e8feb86659fd93);
    return a ^ (a >> 32);
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
        h = e911__mix(h ^ e911__short_key(key) * UINT64_C(0x9e3779b97f4a7c15));
    } else {
        size_t i = 0;

        for (; i + 16 < key.len; i += 16) {
            h = (h ^ e911__word_at(key.data + i)) * UINT64_C(0x9e3779b97f4a7c15);
            h = e911__mix(h + e911__word_at(key.data + i + 8));
        }
        if (i + 8 < key.len)
            h = e911__mix(h ^ e911__word_at(key.data + i));
        h = e911__mix(h ^ e911__word_at(key.data + key.len - sizeof h));
    }
    h = e911__mix(h) >> 32;
    return h == 0 ? 1 : (uint32_t)h;
}

/* The upper bits of a hash choose the bucket, the lower ones the mark in it. */
static inline uint8_t e911__mark_of(uint32_t hash)
{
    return (uint8_t)hash == 0 ? 1 : (uint8_t)hash;
}

static inline bool e911__same_key(e911_text key, e911_text other)
{
    size_t i = 0;

    if (other.len != key.len)
        return false;
    if (key.len < 8)
        return memcmp(other.data, key.data, key.len) == 0;
    for (; i + 8 < key.len; i += 8) {
        if (e911__word_at(key.data + i) != e911__word_at(other.data + i))
            return false;
    }
    return e911__word_at(key.data + key.len - 8) == e911__word_at(other.data + key.len - 8);
}

/* ---- finding --------------------------------------------------------------------------------- */

/* A bit of each slot that has the mark. */
static inline uint32_t e911__bucket_marked(const e911__bucket *bucket, uint8_t mark)
{
    return e911__block_find((const char *)bucket, (char)mark, (char)mark) &
           ((1u << E911__BUCKET_SLOTS) - 1);
}

static inline const uint32_t *e911__index_probe(const e911__index *index, const void *table,
                                                e911__index_key key_of, e911_text key,
                                                size_t *ret_count)
{
    uint32_t hash;
    uint8_t mark;
    size_t at;

    *ret_count = 0;
    if (index->bucket_count == 0 || key.len == 0)
        return NULL;
    hash = e911__key_hash(key);
    mark = e911__mark_of(hash);
    for (at = e911__line_of(index->bucket_count, hash);;
         at = e911__line_after(index->bucket_count, at)) {
        const e911__bucket *bucket = &index->buckets[at];
        uint32_t marked = e911__bucket_marked(bucket, mark);

        for (; marked != 0; marked &= marked - 1) {
            size_t count;
            const uint32_t *rows =
                e911__slot_rows(&index->groups, &bucket->slots[__builtin_ctz(marked)], &count);

            if (e911__same_key(key, key_of(table, *rows))) {
                *ret_count = count;
                return rows;
            }
        }
        if (!bucket->is_passed)
            return NULL;
    }
}

#endif
