/* Growth of transparent structs: what struct_size of the caller allows. */
#ifndef E911_BASE_STRUCT_H
#define E911_BASE_STRUCT_H

#include <e911/base.h>

#include <stdbool.h>
#include <string.h>

/* A struct larger than this was never set up. */
#define E911__STRUCT_SIZE_MAX 65536

/*
 * True when a struct is exactly the one this library knows, as nearly every caller's is: the checks
 * below all pass then, and loading or storing is an assignment.
 */
static inline bool e911__struct_is_current(const void *given, size_t known)
{
    size_t size = 0;

    if (given != NULL)
        memcpy(&size, given, sizeof size);
    return size == known;
}

/* Zero a struct the caller compiled with `size` bytes; `least` is its size in the first release. */
e911_status e911__struct_init(void *ret, size_t size, size_t least);

/*
 * Check a struct that comes in: large enough, and nothing set that this library (which knows
 * `known` bytes of it) could not obey.
 */
e911_status e911__struct_check_in(const void *given, size_t least, size_t known);

/* Check a struct that is to be filled. */
e911_status e911__struct_check_out(const void *ret, size_t least);

/* Fill the caller's struct from `full`, as far as it reaches; its struct_size stays. */
void e911__struct_store(void *ret, void *full, size_t known);

/* Read the caller's struct, as far as it reaches, into `full`; the rest is 0. */
void e911__struct_load(void *full, size_t known, const void *given);

#endif
