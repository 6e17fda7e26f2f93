/* What the suites share: an allocator that counts and fails, files of vectors. */
#ifndef E911_TESTS_SUPPORT_H
#define E911_TESTS_SUPPORT_H

#include <e911/base.h>

#include <stdbool.h>

/* Counts what is held; the allocation number `fail_at` (from 0) and all after it fail. */
struct counting_allocator {
    e911_allocator allocator; /* give this one to the library */
    long held;                /* blocks that were not released yet */
    long calls;               /* allocations and resizes asked for */
    long fail_at;             /* -1: none fails */
    bool wrong_size;          /* a block came back with another size than it was asked for with */
};

void counting_allocator_init(struct counting_allocator *counting, long fail_at);

/* The bytes of a file below the project's root; ends the test when it cannot be read. */
char *read_project_file(const char *path, size_t *ret_len);

/* Folder of the shared test data, or NULL: then the caller notes it and skips. */
const char *shared_data_folder(void);

#endif
