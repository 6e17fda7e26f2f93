/*
 * Many bytes at a time: what every x86-64 processor can do, and the same byte by byte for others.
 */
#ifndef E911_BASE_BLOCK_H
#define E911_BASE_BLOCK_H

#include "base/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { E911__BLOCK = 16, E911__BLOCKS = 64 };

#if defined(__SSE2__)

static inline __m128i e911__block(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline uint32_t e911__block_bits(__m128i matches)
{
    return (uint32_t)_mm_movemask_epi8(matches);
}

static inline __m128i e911__block_up_to(__m128i block, char most)
{
    return _mm_cmpeq_epi8(_mm_subs_epu8(block, _mm_set1_epi8(most)), _mm_setzero_si128());
}

/* A bit for each of 16 bytes: is it one of the two, or is it not above `most`? */
static inline uint32_t e911__block_find(const char *at, char a, char b)
{
    __m128i block = e911__block(at);

    return e911__block_bits(_mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(a)),
                                         _mm_cmpeq_epi8(block, _mm_set1_epi8(b))));
}

static inline uint32_t e911__block_find_up_to(const char *at, char most)
{
    return e911__block_bits(e911__block_up_to(e911__block(at), most));
}

#else

static inline uint32_t e911__block_find(const char *at, char a, char b)
{
    uint32_t found = 0;

    for (unsigned i = 0; i < E911__BLOCK; i++)
        found |= (uint32_t)(at[i] == a || at[i] == b) << i;
    return found;
}

static inline uint32_t e911__block_find_up_to(const char *at, char most)
{
    uint32_t found = 0;

    for (unsigned i = 0; i < E911__BLOCK; i++)
        found |= (uint32_t)((unsigned char)at[i] <= (unsigned char)most) << i;
    return found;
}

#endif

/* The same for 64 bytes. */
static inline uint64_t e911__blocks_find_up_to(const char *at, char most)
{
    return (e911__block_find_up_to(at, most) | e911__block_find_up_to(at + 16, most) << 16) |
           (uint64_t)(e911__block_find_up_to(at + 32, most) | e911__block_find_up_to(at + 48, most)
                                                                  << 16)
               << 32;
}

/* The index of the first `a` or `b`, or text.len. */
static inline size_t e911__find_either(e911_text text, char a, char b)
{
    size_t at = 0;

    for (; text.len - at >= E911__BLOCK; at += E911__BLOCK) {
        uint32_t found = e911__block_find(text.data + at, a, b);

        if (found != 0)
            return at + (size_t)__builtin_ctz(found);
    }
    while (at < text.len && text.data[at] != a && text.data[at] != b)
        at++;
    return at;
}

/* True when a byte is not above `most`. */
static inline bool e911__holds_up_to(e911_text text, char most)
{
    size_t at = 0;

    for (; text.len - at >= E911__BLOCK; at += E911__BLOCK) {
        if (e911__block_find_up_to(text.data + at, most) != 0)
            return true;
    }
    if (text.len >= E911__BLOCK)
        return e911__block_find_up_to(text.data + text.len - E911__BLOCK, most) != 0;
    while (at < text.len && (unsigned char)text.data[at] > (unsigned char)most)
        at++;
    return at < text.len;
}

#endif
