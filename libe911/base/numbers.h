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
    uint64_t multiplier; /* of the hash */
    void *room;          /* of the buckets */
    e911__index_groups groups;
} e911__numbers;

/* Hashes to choose from: numbers that crowd in few buckets with one do not with another. */
enum { E911__MULTIPLIERS = 4 };
extern const uint64_t e911__multipliers[E911__MULTIPLIERS];

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
    return e911__line_of(numbers->bucket_count, (uint32_t)(number * numbers->multiplier >> 32));
}

/* Two bits of each slot whose number has these upper 16 bits. */
static inline uint64_t e911__number_begins(const e911__number_bucket *bucket, uint64_t number)
{
#if defined(__SSE2__) && defined(__x86_64__)
    __m128i wanted = _mm_shufflelo_epi16(_mm_cvtsi64_si128((long long)number), 0xaa);
    const __m128i *high = (const __m128i *)(const void *)bucket; /* a whole line, and aligned */

    wanted = _mm_unpacklo_epi64(wanted, wanted);
    return (uint64_t)e911__block_bits(_mm_cmpeq_epi16(*high, wanted)) & bucket->used;
#else
    uint32_t found = 0;

    for (unsigned i = 0; i < E911__NUMBER_SLOTS; i++)
        found |= (bucket->high[i] == number >> 32 ? 3u : 0) << 2 * i;
    return found & bucket->used;
#endif
}

/* The first of the slots that were found, and the low half of its number. */
static inline const uint32_t *e911__number_slot_at(const e911__number_bucket *bucket,
                                                   uint64_t found, uint32_t *ret_low)
{
    /* Two bits a slot are half the bytes of one. */
    const char *low = (const char *)bucket->low + 2 * (size_t)__builtin_ctzll(found);

    *ret_low = *(const uint32_t *)(const void *)low;
    return (const uint32_t *)(const void *)(low + sizeof bucket->low);
}

/*
 * The slot of a number: that of nearly every one is the first that looks like it in the bucket that
 * it chose. NULL where that is not so: the number is absent, or e911__numbers_find() is to be
 * asked.
 */
static inline const uint32_t *e911__numbers_usual(const e911__numbers *numbers, uint64_t number,
                                                  bool *ret_is_absent)
{
    const e911__number_bucket *bucket = &numbers->buckets[e911__number_line(numbers, number)];
    uint64_t found = e911__number_begins(bucket, number);
    const uint32_t *slot;
    uint32_t low;

    *ret_is_absent = found == 0 && !bucket->is_passed;
    if (!E911__IS_USUAL(found != 0))
        return NULL;
    slot = e911__number_slot_at(bucket, found, &low);
    return E911__IS_USUAL(low == (uint32_t)number) ? slot : NULL;
}

/* The rows of any number: a view into the index. */
const uint32_t *e911__numbers_find(const e911__numbers *numbers, uint64_t number,
                                   size_t *ret_count);

#endif
