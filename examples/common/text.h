/* Views of bytes: comparing them, cutting them up, and showing them on a terminal. */
#ifndef E911_EXAMPLES_TEXT_H
#define E911_EXAMPLES_TEXT_H

#include <e911/base.h>
#include <stdbool.h>
#include <stdio.h>

/* Longest result of text_next_printed(). */
#define TEXT_PRINTED_SIZE sizeof("\\xHH")

/* All comparisons ignore the case of ASCII letters. */
bool text_is(e911_text text, const char *string);
bool text_starts(e911_text text, const char *string);

/* Offset of the first `needle` in `text`, or the length of `text`. */
size_t text_find(e911_text text, const char *needle);

/* What is left of `text` after `offset` bytes; `offset` may not be past its end. */
e911_text text_from(e911_text text, size_t offset);

/* Blanks are space, tab, CR and LF. */
bool text_is_blank(char c);
e911_text text_trim(e911_text text);

/*
 * Length of the printable UTF-8 character that `text` begins with, or 0: a control character,
 * which a terminal would obey, or not UTF-8.
 */
size_t text_printable(e911_text text);

/*
 * Cuts the next character off `rest`, which may not be empty, and writes it, or a byte of it as
 * \xHH when it is not printable. Returns the length written, and ends it with NUL.
 */
size_t text_next_printed(e911_text *rest, char printed[TEXT_PRINTED_SIZE]);

/* Print a text for people and for tables: no byte of it can steer a terminal or end a column. */
void text_print(FILE *out, e911_text text);

/* Print a text as a JSON string, in its quotes; a byte that is not UTF-8 becomes \u00HH. */
void text_print_json(FILE *out, e911_text text);

/* The same as a further member of an object, after a comma; an empty text is null. */
void text_print_json_member(FILE *out, const char *key, e911_text text);

#endif
