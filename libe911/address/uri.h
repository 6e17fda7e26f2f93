/* The parts of a URI, for the rooms above. */
#ifndef E911_ADDRESS_URI_H
#define E911_ADDRESS_URI_H

#include "base/text.h"

#include <e911/address.h>

/* As e911_uri_parse(), without detail of a refusal; false when there is no scheme. */
bool e911__uri_read(e911_text text, e911_uri *ret_uri);

/* The parts of "user@host:port", without a scheme. */
void e911__uri_read_userinfo(e911_text text, e911_uri *ret_uri);

#endif
