/* The tables that are known by name, as queries. None asks for a password, in no version. */
#ifndef E911_EXPORT_POSTGRESQL_QUERY_H
#define E911_EXPORT_POSTGRESQL_QUERY_H

#include <libpq-fe.h>

#include "../common/config.h"

/* What to ask the catalog first: the names of the columns that there are. */
const char *postgresql_catalog_query(enum config_schema schema);

/* The query for a table with these columns, or NULL when there is no such table. free() it. */
char *postgresql_table_query(enum config_schema schema, PGconn *connection, PGresult *columns);

/* What should have been there, in words. */
const char *postgresql_expected(enum config_schema schema);

#endif
