#include "base/memory.h"

#include "base/struct.h"

#include <stdlib.h>
#include <string.h>

static void *default_alloc(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void *default_resize(void *user, void *memory, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    return realloc(memory, new_size);
}

static void default_release(void *user, void *memory, size_t size)
{
    (void)user;
    (void)size;
    free(memory);
}

e911_status e911_allocator_init(e911_allocator *allocator, size_t struct_size)
{
    return e911__struct_init(allocator, struct_size, sizeof *allocator);
}

e911_status e911__memory_init(e911__memory *ret, const e911_allocator *allocator)
{
    e911_status status;

    if (allocator == NULL) {
        *ret = (e911__memory){NULL, default_alloc, default_resize, default_release};
        return E911_OK;
    }
    status = e911__struct_check_in(allocator, sizeof *allocator, sizeof *allocator);
    if (status != E911_OK)
        return status;
    if (allocator->alloc == NULL || allocator->resize == NULL || allocator->release == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    *ret = (e911__memory){allocator->user, allocator->alloc, allocator->resize, allocator->release};
    return E911_OK;
}

void *e911__alloc(const e911__memory *memory, size_t size)
{
    void *block = memory->alloc(memory->user, size);

    if (block != NULL)
        memset(block, 0, size);
    return block;
}

e911_status e911__object_new(const e911_allocator *allocator, size_t size, void *ret_pointer)
{
    e911__memory memory;
    e911_status status;
    void *object;

    if (ret_pointer == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    status = e911__memory_init(&memory, allocator);
    if (status != E911_OK)
        return status;
    object = e911__alloc(&memory, size);
    if (object == NULL)
        return E911_ERR_NOMEM;
    memcpy(object, &memory, sizeof memory);
    memcpy(ret_pointer, &object, sizeof object);
    return E911_OK;
}

void *e911__alloc_array(const e911__memory *memory, size_t count, size_t element)
{
    if (count > SIZE_MAX / element)
        return NULL;
    return e911__alloc(memory, count * element);
}

void e911__release(const e911__memory *memory, void *block, size_t size)
{
    if (block != NULL)
        memory->release(memory->user, block, size);
}

e911_status e911__grow(const e911__memory *memory, void *array_pointer, size_t *capacity,
                       size_t need, size_t element)
{
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    void *array;

    if (need <= *capacity)
        return E911_OK;
    if (need > SIZE_MAX / 2 / element)
        return E911_ERR_NOMEM;
    while (wanted < need)
        wanted += wanted / 2;
    memcpy(&array, array_pointer, sizeof array);
    if (array == NULL)
        array = memory->alloc(memory->user, wanted * element);
    else
        array = memory->resize(memory->user, array, *capacity * element, wanted * element);
    if (array == NULL)
        return E911_ERR_NOMEM;
    memcpy(array_pointer, &array, sizeof array);
    *capacity = wanted;
    return E911_OK;
}
