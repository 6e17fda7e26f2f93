/* The reference count of immutable objects. */
#ifndef E911_BASE_REFERENCE_H
#define E911_BASE_REFERENCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef _Atomic uint32_t e911__reference;

static inline void e911__reference_init(e911__reference *count)
{
    atomic_init(count, 1);
}

static inline void e911__reference_take(e911__reference *count)
{
    atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

/* True when that was the last one. */
static inline bool e911__reference_drop(e911__reference *count)
{
    if (atomic_fetch_sub_explicit(count, 1, memory_order_release) != 1)
        return false;
    atomic_thread_fence(memory_order_acquire);
    return true;
}

#endif
