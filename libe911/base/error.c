#include "base/error.h"

#include "base/struct.h"

e911_status e911_error_init(e911_error *error, size_t struct_size)
{
    return e911__struct_init(error, struct_size, sizeof *error);
}

e911_status e911__refuse(e911_error *reterr, e911_status status, size_t offset, const char *message,
                         const char *expected)
{
    return e911__refuse_at(reterr, status, offset, 0, 0, message, expected);
}

e911_status e911__refuse_at(e911_error *reterr, e911_status status, size_t offset, uint32_t line,
                            uint32_t column, const char *message, const char *expected)
{
    if (reterr != NULL && e911__struct_check_out(reterr, sizeof *reterr) == E911_OK) {
        e911_error full = {.status = status,
                           .line = line,
                           .column = column,
                           .offset = offset,
                           .message = message,
                           .expected = expected};

        e911__struct_store(reterr, &full, sizeof full);
    }
    return status;
}
