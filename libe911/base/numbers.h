/*
 * An immutable index of numbers of up to 48 bits, such as the addresses of devices: number -> the
 * rows that have it, in table order. A bucket holds the numbers themselves, so that a lookup
 * touches nothing else: thirteen bytes a number.
 */
#ifndef E911_BASE_NUMBERS_H
#define E911_BASE_NUMBERS_H

#include "base/block.h"
#include "base/index_parts.h"

enum { E911__NUMBER_SLOTS = 6 };

typedef struct e911__number_bucket {
    uint16_t high[E911__NUMBER_SLOTS]; /* the bits that differ most: the ends of addresses */
    uint16_t used;                     /* two bits of each slot */
    uint16_t is_passed;                /* numbers that chose this bucket lie in one after it */
    uint32_t low[E911__NUMBER_SLOTS];
    uint32_t slots[E911__NUMBER_SLOTS];
} e911__number_bucket;

typedef struct e911__numbers {
    e911__number_bucket *buckets; /* at least one */
    size_t bucket_count;
    void *room; /* of the buckets */
    e911__index_groups groups;
} e911__numbers;

/* Of a row that has none. */
#define E911__NO_NUMBER UINT64_MAX

typedef uint64_t (*e911__number_of)(const void *table, uint32_t row);

e911_status e911__numbers_build(e911__numbers *ret, const e911__memory *memory, const void *table,
                                size_t row_count, e911__number_of number_of);

void e911__numbers_release(e911__numbers *numbers, const e911__memory *memory);

/* ---- numbers of addresses -------------------------------------------------------------------- */

static inline uint64_t e911__number_of_4(const uint8_t bytes[4])
{
    uint32_t number;

    memcpy(&number, bytes, sizeof number);
    return (uint64_t)number << 16;
}

static inline uint64_t e911__number_of_6(const uint8_t bytes[6])
{
    uint32_t low;
    uint16_t high;

    memcpy(&low, bytes, sizeof low);
    memcpy(&high, bytes + sizeof low, sizeof high);
    return (uint64_t)high << 32 | low;
}

/* ---- finding --------------------------------------------------------------------------------- */

static inline size_t e911__number_line(const e911__numbers *numbers, uint64_t number)
{
    return e911__line_of(numbers->bucket_count,
                         (uint32_t)(number * UINT64_C(0x9e3779b97f4a7c15) >> 32));
}

/* Two bits of each slot whose number begins with these 16 bits. */
static inline uint32_t e911__number_begins(const e911__number_bucket *bucket, uint64_t high)
{
#if defined(__SSE2__)
    __m128i wanted = _mm_set1_epi16((short)high);

    return e911__block_bits(_mm_cmpeq_epi16(e911__block((const char *)bucket), wanted)) &
           bucket->used;
#else
    uint32_t found = 0;

    for (unsigned i = 0; i < E911__NUMBER_SLOTS; i++)
        found |= (bucket->high[i] == high ? 3u : 0) << 2 * i;
    return found & bucket->used;
#endif
}

/* The slot of a number in a bucket, or NULL. */
static inline const uint32_t *e911__number_slot(const e911__number_bucket *bucket, uint64_t number)
{
    uint32_t found = e911__number_begins(bucket, number >> 32);

    for (; found != 0; found &= found - 1, found &= found - 1) {
        size_t half = (size_t)__builtin_ctz(found); /* of the bytes before the slot */
        const char *low = (const char *)bucket->low + 2 * half;

        if (*(const uint32_t *)(const void *)low == (uint32_t)number)
            return (const uint32_t *)(const void *)(low + sizeof bucket->low);
    }
    return NULL;
}

/*
 * The rows of a number: a view into the index. Nearly every number is in the first bucket that it
 * chose; NULL where it is not, and e911__numbers_find_further() is to be asked.
 */
static inline const uint32_t *e911__numbers_find(const e911__numbers *numbers, uint64_t number,
                                                 size_t *ret_count)
{
    const uint32_t *slot =
        e911__number_slot(&numbers->buckets[e911__number_line(numbers, number)], number);

    return slot == NULL ? NULL : e911__slot_rows(&numbers->groups, slot, ret_count);
}

const uint32_t *e911__numbers_find_further(const e911__numbers *numbers, uint64_t number,
                                           size_t *ret_count);

#endif
