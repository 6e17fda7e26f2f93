/*
 * What `mysql --batch` prints: TABs between fields, a row a line, NULL for no value, and \t \n \\
 * \0 for bytes that would break this. Quotes mean nothing in it, which is how it differs from a
 * CSV file with TABs.
 */
#ifndef E911_EXPORT_BATCH_H
#define E911_EXPORT_BATCH_H

#include <e911/base.h>
#include <stdbool.h>

/* True when the whole text has that form: a CSV file with TABs that no quote begins has it, too. */
bool batch_is(e911_text text);

/*
 * Cuts the next line off `rest` and its fields apart; the bytes of the line are changed. Returns
 * the number of fields, 0 at the end, or `max` + 1 when there are more than `max`.
 */
size_t batch_next(e911_text *rest, e911_text *fields, size_t max);

#endif
