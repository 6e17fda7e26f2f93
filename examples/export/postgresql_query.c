#include "postgresql_query.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"

/*
 * FusionPBX: a row for each line of each phone, and one for a phone without lines. A line belongs
 * to the extension that it signs in as. %s is the column of the MAC address, which has had two
 * names. The order makes that the same data give the same file.
 */
static const char fusionpbx_query[] =
    "SELECT coalesce(nullif(d.device_label, ''), nullif(d.device_description, ''),"
    " nullif(l.display_name, ''), l.label) AS \"DisplayName\","
    " d.device_vendor AS \"PhoneManufacturer\","
    " d.device_model AS \"PhoneModel\","
    " d.%s AS \"NetworkID\","
    " CASE WHEN coalesce(l.server_address, '') = '' THEN l.user_id"
    " WHEN coalesce(l.user_id, '') = '' THEN NULL"
    " ELSE l.user_id || '@' || l.server_address END AS \"IdentificationAddress\","
    " e.extension AS \"Extension\","
    " m.domain_name AS \"Site\","
    " d.device_provisioned_ip AS \"StationIPAddress\","
    " e.emergency_caller_id_number AS \"ELIN\","
    " e.outbound_caller_id_number AS \"OutboundANI\","
    " d.device_location AS \"LocationDetail\""
    " FROM v_devices d"
    " LEFT JOIN v_domains m ON m.domain_uuid = d.domain_uuid"
    " LEFT JOIN v_device_lines l ON l.device_uuid = d.device_uuid"
    " AND coalesce(l.enabled::text, 'true') <> 'false'"
    " LEFT JOIN v_extensions e ON e.domain_uuid = d.domain_uuid AND e.extension = l.user_id"
    " WHERE coalesce(d.device_enabled::text, 'true') <> 'false'"
    " ORDER BY m.domain_name COLLATE \"C\", d.%s::text COLLATE \"C\", l.line_number,"
    " d.device_uuid, l.device_line_uuid";

static const char fusionpbx_catalog[] =
    "SELECT attname FROM pg_catalog.pg_attribute"
    " WHERE attrelid = to_regclass('v_devices') AND attnum > 0 AND NOT attisdropped";

static const char stations_catalog[] =
    "SELECT attname FROM pg_catalog.pg_attribute"
    " WHERE attrelid = to_regclass('stations') AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

const char *postgresql_catalog_query(enum config_schema schema)
{
    return schema == CONFIG_SCHEMA_FUSIONPBX ? fusionpbx_catalog : stations_catalog;
}

const char *postgresql_expected(enum config_schema schema)
{
    return schema == CONFIG_SCHEMA_FUSIONPBX
               ? "there is no table v_devices of FusionPBX here; expected it, or --schema stations "
                 "or --query"
               : "there is no table stations here with a column of ours; expected it, or --query";
}

static bool has_column(PGresult *columns, const char *name)
{
    for (int i = 0; i < PQntuples(columns); i++)
        if (strcmp(PQgetvalue(columns, i, 0), name) == 0)
            return true;
    return false;
}

static char *fusionpbx(PGresult *columns)
{
    const char *address =
        has_column(columns, "device_address") ? "device_address" : "device_mac_address";
    char *query = NULL;

    if (!has_column(columns, address) || asprintf(&query, fusionpbx_query, address, address) < 0)
        return NULL;
    return query;
}
/* network_id is NetworkID, and so is networkid, which PostgreSQL makes of the unquoted name. */
static const char *own_name(const char *column)
{
    char name[64];
    size_t length = 0;

    for (; *column && length + 1 < sizeof name; column++)
        if (*column != '_')
            name[length++] = *column;
    name[length] = '\0';
    return *column ? NULL : columns_own_name(e911_text_of(name));
}

static void put(FILE *stream, PGconn *connection, const char *column)
{
    char *quoted = PQescapeIdentifier(connection, column, strlen(column));

    fputs(quoted ? quoted : "NULL", stream);
    PQfreemem(quoted);
}

static void put_columns(FILE *stream, PGconn *connection, PGresult *columns, bool *ret_has_any)
{
    const char *comma = "";

    *ret_has_any = false;
    for (int i = 0; i < PQntuples(columns) && i < SOURCE_COLUMNS_MAX; i++) {
        const char *column = PQgetvalue(columns, i, 0);
        const char *own = own_name(column);

        if (columns_is_secret(e911_text_of(column)))
            continue;
        fputs(comma, stream);
        put(stream, connection, column);
        if (own)
            fprintf(stream, " AS \"%s\"", own);
        *ret_has_any = true;
        comma = ", ";
    }
}

static void put_order(FILE *stream, PGconn *connection, PGresult *columns)
{
    static const char *const keys[] = {"NetworkID", "IdentificationAddress", "Extension"};
    const char *word = " ORDER BY ";

    for (size_t key = 0; key < sizeof keys / sizeof keys[0]; key++)
        for (int i = 0; i < PQntuples(columns); i++) {
            const char *own = own_name(PQgetvalue(columns, i, 0));

            if (!own || strcmp(own, keys[key]) != 0)
                continue;
            fputs(word, stream);
            put(stream, connection, PQgetvalue(columns, i, 0));
            fputs("::text COLLATE \"C\"", stream);
            word = ", ";
        }
}

static char *stations(PGconn *connection, PGresult *columns)
{
    char *query = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&query, &size);
    bool has_any = false;

    if (!stream)
        return NULL;
    fputs("SELECT ", stream);
    put_columns(stream, connection, columns, &has_any);
    fputs(" FROM stations", stream);
    put_order(stream, connection, columns);
    if (fclose(stream) == 0 && has_any)
        return query;
    free(query);
    return NULL;
}

char *postgresql_table_query(enum config_schema schema, PGconn *connection, PGresult *columns)
{
    return schema == CONFIG_SCHEMA_FUSIONPBX ? fusionpbx(columns) : stations(connection, columns);
}
