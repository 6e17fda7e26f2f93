/* Chance that is the same on every machine: xorshift32. */
#ifndef E911_TESTS_CHANCE_H
#define E911_TESTS_CHANCE_H

#include <stdint.h>
#include <string.h>

/* Not 0. */
static uint32_t chance_state;

static unsigned chance(unsigned below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 17;
    chance_state ^= chance_state << 5;
    return chance_state % below;
}

static char pick(const char *from)
{
    return from[chance((unsigned)strlen(from))];
}

#endif
