/*
 * What `mysql --batch` prints: names in the first line, a row a line, TABs between fields, NULL for
 * no value, and \t \n \\ \0 for bytes that would break this; no quotes, and CR as it is. A file of
 * a spreadsheet with TABs differs in details only.
 */
#ifndef E911_EXPORT_BATCH_H
#define E911_EXPORT_BATCH_H

#include <e911/base.h>
#include <stdbool.h>

/* Is this a name that a column may have? */
typedef bool (*batch_is_column)(const void *user, e911_text name);

/*
 * True when the text has that form: the first line is a header, every line has as many TABs, every
 * backslash is an escape. Quotes around a whole field, and CR before every LF, could be a
 * spreadsheet's; with one of them it takes an escape or a NULL somewhere to be a batch.
 */
bool batch_is(e911_text text, batch_is_column is_column, const void *user);

/* True when every line of a batch ends in CR LF. */
bool batch_has_returns(e911_text text);

/*
 * Cuts the next line off `rest` and its fields apart; the bytes of the line are changed. Returns
 * the number of fields, 0 at the end, or `max` + 1 when there are more than `max`.
 */
size_t batch_next(e911_text *rest, bool has_returns, e911_text *fields, size_t max);

#endif
