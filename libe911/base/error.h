/* Filling the caller's e911_error. */
#ifndef E911_BASE_ERROR_H
#define E911_BASE_ERROR_H

#include <e911/base.h>

/*
 * Record why an input was refused and return `status`, so that a refusal is one statement.
 * reterr may be NULL. Line and column are 0: the input has no lines.
 */
e911_status e911__refuse(e911_error *reterr, e911_status status, size_t offset, const char *message,
                         const char *expected);

/* The same for an input with lines. */
e911_status e911__refuse_at(e911_error *reterr, e911_status status, size_t offset, uint32_t line,
                            uint32_t column, const char *message, const char *expected);

#endif
