/*
 * CSV records (RFC 4180). The reader gives views of the fields with their place in the text, so
 * that every complaint about a field can name line, column and offset.
 */
#ifndef E911_BASE_CSV_H
#define E911_BASE_CSV_H

#include "base/cursor.h"
#include "base/writer.h"

typedef struct e911__csv_field {
    e911_text raw; /* without the quotes around it */
    bool doubled;  /* holds doubled quotes: use e911__csv_write_field() */
    uint32_t line;
    uint32_t column; /* of the first byte of raw */
    size_t offset;
} e911__csv_field;

typedef struct e911__csv {
    e911__cursor cursor;
    uint32_t line;
    size_t line_start; /* offset of the line's first byte */
} e911__csv;

/* Begin at the first record; a UTF-8 byte order mark is passed over. */
e911__csv e911__csv_on(const char *text, size_t len);

/*
 * Read one record into `fields`. Empty lines are passed over; *ret_count is 0 at the end.
 * E911_ERR_SYNTAX for a stray quote, E911_ERR_ENCODING for NUL, E911_ERR_LIMIT past max_fields.
 */
e911_status e911__csv_next(e911__csv *csv, e911__csv_field *fields, size_t max_fields,
                           size_t *ret_count, e911_error *reterr);

/* Write a field's content, doubled quotes undone. */
void e911__csv_write_field(e911__writer *writer, const e911__csv_field *field);

#endif
