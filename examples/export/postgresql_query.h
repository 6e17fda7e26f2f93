/* The tables that are known by name, as queries. None asks for a password, in no version. */
#ifndef E911_EXPORT_POSTGRESQL_QUERY_H
#define E911_EXPORT_POSTGRESQL_QUERY_H

#include <libpq-fe.h>

#include "source.h"

/* What to ask the catalog first: the tables and columns that there are, two fields a row. */
const char *postgresql_catalog_query(enum config_schema schema);

/*
 * The query for a table with these columns, or NULL when there is no such table. free() it. What
 * this version of the table lacks is blank, and what holds a secret is left out, after a note.
 */
char *postgresql_table_query(const struct source *source, PGconn *connection, PGresult *columns);

/* What should have been there, in words. */
const char *postgresql_expected(enum config_schema schema);

#endif
