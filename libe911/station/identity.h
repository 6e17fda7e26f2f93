/* SIP identities in one comparable form: "user@host", or "user" alone. */
#ifndef E911_STATION_IDENTITY_H
#define E911_STATION_IDENTITY_H

#include "base/writer.h"

/*
 * Write the comparable form of a user, user@host, URI or name-addr (RFC 3261 19.1.4: the user by
 * case with needless escapes undone, the host in lower case, without the dot of the root).
 * *ret_user_len is how much of it is the user. Nothing is written for a text without user.
 */
void e911__identity_write(e911__writer *writer, e911_text text, size_t *ret_user_len);

/*
 * The user of a text in one of the usual forms, as a view of what e911__identity_write() would
 * write; false for any other.
 */
bool e911__identity_user(e911_text text, e911_text *ret_user);

/* The same for any form; the other is quicker with the usual ones. */
void e911__identity_write_any(e911__writer *writer, e911_text text, size_t *ret_user_len);

#endif
