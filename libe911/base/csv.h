/*
 * CSV records (RFC 4180) as spreadsheets and databases really write them. The reader gives views of
 * the fields with their place in the text, so that every complaint about a field can name line,
 * column and offset.
 *
 * Taken: CR LF, LF and CR, also mixed; a UTF-8 byte order mark; line breaks in quotes; comma,
 * semicolon, TAB or '|' between fields; a first line "sep=;"; rows of prose before the header.
 * Refused: NUL, a stray quote, text after a closing quote, a quote that never closes.
 * Rows with more or fewer fields than the header are the caller's business: it has the count.
 */
#ifndef E911_BASE_CSV_H
#define E911_BASE_CSV_H

#include "base/cursor.h"
#include "base/writer.h"

/* Records that may stand before the header. */
#define E911__CSV_PREAMBLE_MAX 100

/* The separator is found by the header. */
#define E911__CSV_DETECT 0

typedef struct e911__csv_field {
    e911_text raw; /* without the quotes around it */
    bool quoted;   /* stood in quotes; without them it holds no quote, separator or line break */
    bool doubled;  /* holds doubled quotes: use e911__csv_write_field() */
    uint32_t line;
    uint32_t column; /* of the first byte of raw */
    size_t offset;
} e911__csv_field;

typedef struct e911__csv {
    e911__cursor cursor;
    uint32_t line;
    uint32_t record;   /* number of the record read last, from 1; rows count from the header */
    size_t line_start; /* offset of the line's first byte */
    const char *record_at;
    uint32_t record_line;
    char separator; /* or E911__CSV_DETECT */
    uint8_t stops;  /* classes of the bytes that end a bare field */
} e911__csv;

/* Begin at the first record, with commas; a UTF-8 byte order mark is passed over. */
e911__csv e911__csv_on(const char *text, size_t len);

/* True when fields may be separated by `byte`: comma, semicolon, TAB or '|'. */
bool e911__csv_is_separator(uint32_t byte);

/* Separate fields by `separator`; with E911__CSV_DETECT e911__csv_header() has to come first. */
void e911__csv_set_separator(e911__csv *csv, char separator);

/* True for the (trimmed) name of a column that the table may have. */
typedef bool (*e911__csv_is_known)(const void *user, e911_text name);

/*
 * Read the header: the first record that holds two known names, or, where there is none, one, under
 * the separator by which it holds most of them. A first line "sep=X" and the records before the
 * header are passed over, among them lines that are no CSV.
 *
 * E911_ERR_SYNTAX where none of the first E911__CSV_PREAMBLE_MAX + 1 records is one, with the
 * message e911__csv_no_header where they are CSV: the caller knows the names that were expected;
 * E911_ERR_ENCODING for NUL and for UTF-16; else as e911__csv_next().
 */
extern const char e911__csv_no_header[];
e911_status e911__csv_header(e911__csv *csv, e911__csv_is_known is_known, const void *user,
                             e911__csv_field *fields, size_t max_fields, size_t *ret_count,
                             e911_error *reterr);

/*
 * Read one record into `fields`. Empty lines are passed over; *ret_count is 0 at the end.
 * E911_ERR_SYNTAX for a stray quote, E911_ERR_ENCODING for NUL, E911_ERR_LIMIT past max_fields.
 */
e911_status e911__csv_next(e911__csv *csv, e911__csv_field *fields, size_t max_fields,
                           size_t *ret_count, e911_error *reterr);

/* After a refusal: go on with the line after the one in which the refused record began. */
void e911__csv_resume(e911__csv *csv);

/* True when no field holds anything but blanks, as in the rows behind a spreadsheet's last one. */
bool e911__csv_is_blank(const e911__csv_field *fields, size_t count);

/* Write a field's content, doubled quotes undone. */
void e911__csv_write_field(e911__writer *writer, const e911__csv_field *field);

#endif
