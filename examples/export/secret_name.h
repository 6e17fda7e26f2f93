/* Columns that nobody should export: tables of exchanges are full of passwords. */
#ifndef E911_EXPORT_SECRET_NAME_H
#define E911_EXPORT_SECRET_NAME_H

#include <e911/base.h>
#include <stdbool.h>

/* True for the name of a column that looks like a password, a PIN, or what serves as one. */
bool secret_name_is(e911_text name);

#endif
