/* What a text of a table must be: UTF-8 (RFC 3629) in one line. */
#ifndef E911_BASE_UTF8_H
#define E911_BASE_UTF8_H

#include "base/text.h"

/* Length of the UTF-8 character that a text which is not empty begins with, or 0. */
size_t e911__utf8_length(e911_text text);

/* True when a text, which may be large, is UTF-8 as a whole. */
bool e911__is_utf8(e911_text text);

/* False for what is not UTF-8 or holds a control byte (below 0x20, 0x7f), with its offset. */
bool e911__is_printable(e911_text text, size_t *ret_offset);

#endif
