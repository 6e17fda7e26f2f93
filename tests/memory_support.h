/* For suites of what takes memory from an e911__memory. */
#ifndef E911_TESTS_MEMORY_SUPPORT_H
#define E911_TESTS_MEMORY_SUPPORT_H

#include "base/memory.h"
#include "support.h"

#include <criterion/criterion.h>

static inline e911__memory memory_of(struct counting_allocator *counting, long fail_at)
{
    e911__memory memory;

    counting_allocator_init(counting, fail_at);
    cr_assert_eq(e911__memory_init(&memory, &counting->allocator), E911_OK);
    return memory;
}

static inline void check_all_back(const struct counting_allocator *counting)
{
    cr_assert_eq(counting->held, 0, "failing %ld", counting->fail_at);
    cr_assert_not(counting->wrong_size, "failing %ld", counting->fail_at);
}

#endif
