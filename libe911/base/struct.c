#include "base/struct.h"

#include <string.h>

static size_t size_of(const void *given)
{
    size_t size;

    memcpy(&size, given, sizeof size);
    return size;
}

e911_status e911__struct_init(void *ret, size_t size, size_t least)
{
    if (ret == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (size < least || size > E911__STRUCT_SIZE_MAX)
        return E911_ERR_STRUCT_SIZE;
    memset(ret, 0, size);
    memcpy(ret, &size, sizeof size);
    return E911_OK;
}

e911_status e911__struct_check_in(const void *given, size_t least, size_t known)
{
    e911_status status = e911__struct_check_out(given, least);
    size_t size;

    if (status != E911_OK)
        return status;
    size = size_of(given);
    for (size_t i = known; i < size; i++) {
        if (((const unsigned char *)given)[i] != 0)
            return E911_ERR_STRUCT_UNKNOWN;
    }
    return E911_OK;
}

e911_status e911__struct_check_out(const void *ret, size_t least)
{
    if (ret == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (size_of(ret) < least || size_of(ret) > E911__STRUCT_SIZE_MAX)
        return E911_ERR_STRUCT_SIZE;
    return E911_OK;
}

void e911__struct_store(void *ret, void *full, size_t known)
{
    size_t size = size_of(ret);

    memcpy(full, &size, sizeof size);
    memcpy(ret, full, size < known ? size : known);
    if (size > known)
        memset((char *)ret + known, 0, size - known);
}

void e911__struct_load(void *full, size_t known, const void *given)
{
    size_t size = size_of(given);

    memset(full, 0, known);
    memcpy(full, given, size < known ? size : known);
    memcpy(full, &known, sizeof known);
}
