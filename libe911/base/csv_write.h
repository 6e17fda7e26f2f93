/*
 * Writing CSV records (RFC 4180): CR LF after each, quotes only where they are needed. Begin with
 * an initialiser such as {.writer = &writer, .separator = ','}.
 */
#ifndef E911_BASE_CSV_WRITE_H
#define E911_BASE_CSV_WRITE_H

#include "base/writer.h"

typedef struct e911__csv_out {
    e911__writer *writer;
    char separator;
    /*
     * For files that people open in a spreadsheet: a field that it would take for a formula gets a
     * leading ' (OWASP, CSV injection). That spoils values such as +13175551234, so never for
     * machines.
     */
    bool guards_formulas;
    bool any_separator; /* a field that holds one of another kind gets quotes, too */
    bool inside;        /* a field of the record is written */
    bool bare;          /* it is empty, and written without quotes */
} e911__csv_out;

void e911__csv_out_field(e911__csv_out *out, e911_text field);

/* End the record. One that is a single empty field gets quotes, for an empty line is no record. */
void e911__csv_out_end(e911__csv_out *out);

/* True when the field needs no quotes between separators of this kind. */
bool e911__csv_is_bare(e911_text field, char separator);

#endif
