/* Connecting to a PostgreSQL server, and telling a refusal from every other trouble. */
#ifndef E911_EXPORT_POSTGRESQL_CONNECT_H
#define E911_EXPORT_POSTGRESQL_CONNECT_H

#include <libpq-fe.h>

#include "source.h"

/* For source_kind: libpq's own reading of a connection URI, whose names may be written as %64. */
enum source_name postgresql_judge_name(const char *name);

/*
 * Connects, with credentials from libpq's own places where `credentials` has none. SOURCE_OK and a
 * connection for PQfinish(), or another step, after a finding unless it is SOURCE_REFUSED.
 */
enum source_step postgresql_connect(struct source *source, const struct credentials *credentials,
                                    PGconn **ret_connection);

/* The first line of a message of libpq, copied into `line`. It holds no password. */
const char *postgresql_first_line(const char *message, char *line, size_t size);

#endif
