/* Parameters of a header value: ";tag=1928301774" and its like (RFC 3261 7.3.1). */
#ifndef E911_HEADER_PARAMETER_H
#define E911_HEADER_PARAMETER_H

#include "base/text.h"

/*
 * Find a parameter of the header, not of the URI in it. *ret_value is what follows its '=', quotes
 * included; empty for a parameter without value. False when it is absent.
 */
bool e911__header_parameter(e911_text value, e911_text name, e911_text *ret_value);

/* The first value of a list separated by commas. */
e911_text e911__header_first(e911_text value);

/* A quoted text without its quotes; any other as it is. */
e911_text e911__unquoted(e911_text text);

#endif
