#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A block remembers its size in front of itself. */
#define HEAD 16

static void *counting_alloc(void *user, size_t size)
{
    struct counting_allocator *counting = user;
    char *block;

    if (counting->calls++ >= counting->fail_at && counting->fail_at >= 0)
        return NULL;
    block = malloc(HEAD + size);
    if (block == NULL)
        return NULL;
    memcpy(block, &size, sizeof size);
    /* What the library forgets to set must not look set. */
    memset(block + HEAD, 0xa5, size);
    counting->held++;
    return block + HEAD;
}

static void counting_release(void *user, void *memory, size_t size)
{
    struct counting_allocator *counting = user;
    char *block = (char *)memory - HEAD;
    size_t asked;

    memcpy(&asked, block, sizeof asked);
    if (asked != size)
        counting->wrong_size = true;
    counting->held--;
    free(block);
}

static void *counting_resize(void *user, void *memory, size_t old_size, size_t new_size)
{
    void *block = counting_alloc(user, new_size);

    if (block == NULL)
        return NULL;
    memcpy(block, memory, old_size < new_size ? old_size : new_size);
    counting_release(user, memory, old_size);
    return block;
}

void counting_allocator_init(struct counting_allocator *counting, long fail_at)
{
    memset(counting, 0, sizeof *counting);
    counting->fail_at = fail_at;
    e911_allocator_init(&counting->allocator, sizeof counting->allocator);
    counting->allocator.user = counting;
    counting->allocator.alloc = counting_alloc;
    counting->allocator.resize = counting_resize;
    counting->allocator.release = counting_release;
}

char *read_project_file(const char *path, size_t *ret_len)
{
    const char *root = getenv("E911_SOURCE_ROOT");
    char name[4096];
    char *text;
    FILE *file;
    long size;

    snprintf(name, sizeof name, "%s/%s", root == NULL ? "." : root, path);
    file = fopen(name, "rb");
    cr_assert_not_null(file, "cannot read %s", name);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    text = malloc((size_t)size + 1);
    cr_assert_eq(fread(text, 1, (size_t)size, file), (size_t)size);
    text[size] = '\0';
    fclose(file);
    *ret_len = (size_t)size;
    return text;
}

const char *shared_data_folder(void)
{
    const char *folder = getenv("E911_TEST_DATA");

    return folder == NULL || *folder == '\0' ? NULL : folder;
}
