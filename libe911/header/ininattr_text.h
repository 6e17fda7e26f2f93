/* What reading and writing ININAttr share: its keys, and which bytes may stand where. */
#ifndef E911_HEADER_ININATTR_TEXT_H
#define E911_HEADER_ININATTR_TEXT_H

#include "base/text.h"

#define E911__MAC_KEY "uu_StationMacAddress"
#define E911__IP_KEY  "uu_StationIPAddress"

/* A word of eight equal bytes: what is done to it is done to each, whatever the byte order. */
#define E911__EVERY_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* True for nearly every value: no control byte, quote or backslash, so no fold and no escape. */
bool e911__ininattr_is_plain(e911_text text);

/*
 * The first byte that may not stand there, or text.len: a control byte that is no fold, a quote
 * that is not escaped (in a quoted value), any quote or escape (in an unquoted one).
 */
size_t e911__ininattr_flaw(e911_text text, bool quoted);

/* Length of a line fold (RFC 3261 7.3.1) at the head of `text`, or 0. */
size_t e911__ininattr_fold(e911_text text);

/* The index of `c` where it is not escaped, or text.len. */
size_t e911__ininattr_find(e911_text text, char c);

/* `text` without blanks and folds at its ends; a line break that is no fold stays and is a flaw. */
e911_text e911__ininattr_trim(e911_text text);

#endif
