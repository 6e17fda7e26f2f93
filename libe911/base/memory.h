/* The host's allocator, or malloc. */
#ifndef E911_BASE_MEMORY_H
#define E911_BASE_MEMORY_H

#include <e911/base.h>

/* A checked copy of the host's functions; every object that owns memory carries one. */
typedef struct e911__memory {
    void *user;
    void *(*alloc)(void *user, size_t size);
    void *(*resize)(void *user, void *memory, size_t old_size, size_t new_size);
    void (*release)(void *user, void *memory, size_t size);
} e911__memory;

/* `allocator` may be NULL for malloc. */
e911_status e911__memory_init(e911__memory *ret, const e911_allocator *allocator);

/* Zeroed memory, or NULL. */
void *e911__alloc(const e911__memory *memory, size_t size);

/*
 * Make an object whose first member is an e911__memory: zeroed, with the host's functions in place.
 * `ret_pointer` is where the pointer to it goes.
 */
e911_status e911__object_new(const e911_allocator *allocator, size_t size, void *ret_pointer);

/* Zeroed room for `count` elements, or NULL, also when the product is too large. */
void *e911__alloc_array(const e911__memory *memory, size_t count, size_t element);

/* `block` may be NULL. */
void e911__release(const e911__memory *memory, void *block, size_t size);

/*
 * Make room for `need` elements in a growing array; `*capacity` counts elements. On failure the
 * array stays as it was.
 */
e911_status e911__grow(const e911__memory *memory, void *array_pointer, size_t *capacity,
                       size_t need, size_t element);

#endif
