#include "postgresql_query.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "columns.h"
#include "secret_name.h"

#include "../common/finding.h"
#include "../common/text.h"

/*
 * FusionPBX: a row for each line of each phone, and one for a phone without lines. A line belongs
 * to the extension that it signs in as. The order makes that the same data give the same file.
 *
 * The tables differ between versions: {table.column} stands for a column that may be missing, and
 * {table.column|other} for one that had another name.
 */
static const char fusionpbx_query[] =
    "SELECT coalesce(nullif({v_devices.device_label}::text, ''),"
    " nullif({v_devices.device_description}::text, ''),"
    " nullif({v_device_lines.display_name}::text, ''),"
    " {v_device_lines.label}::text) AS \"DisplayName\","
    " {v_devices.device_vendor}::text AS \"PhoneManufacturer\","
    " {v_devices.device_model}::text AS \"PhoneModel\","
    " {v_devices.device_address|device_mac_address}::text AS \"NetworkID\","
    " CASE WHEN coalesce({v_device_lines.server_address}::text, '') = ''"
    " THEN {v_device_lines.user_id}::text"
    " WHEN coalesce({v_device_lines.user_id}::text, '') = '' THEN NULL"
    " ELSE {v_device_lines.user_id}::text || '@' || {v_device_lines.server_address}::text"
    " END AS \"IdentificationAddress\","
    " {v_extensions.extension}::text AS \"Extension\","
    " {v_domains.domain_name}::text AS \"Site\","
    " {v_devices.device_provisioned_ip}::text AS \"StationIPAddress\","
    " {v_extensions.emergency_caller_id_number}::text AS \"ELIN\","
    " {v_extensions.outbound_caller_id_number}::text AS \"OutboundANI\","
    " {v_devices.device_location}::text AS \"LocationDetail\""
    " FROM v_devices"
    " LEFT JOIN v_domains ON v_domains.domain_uuid = v_devices.domain_uuid"
    " LEFT JOIN v_device_lines ON v_device_lines.device_uuid = v_devices.device_uuid"
    " AND coalesce({v_device_lines.enabled}::text, 'true') <> 'false'"
    " LEFT JOIN v_extensions ON v_extensions.domain_uuid = v_devices.domain_uuid"
    " AND v_extensions.extension::text = {v_device_lines.user_id}::text"
    " WHERE coalesce({v_devices.device_enabled}::text, 'true') <> 'false'"
    " ORDER BY {v_domains.domain_name}::text COLLATE \"C\","
    " {v_devices.device_address|device_mac_address}::text COLLATE \"C\","
    " CASE WHEN {v_device_lines.line_number}::text ~ '^[0-9]+([.][0-9]+)?$'"
    " THEN {v_device_lines.line_number}::text::numeric END, v_devices.device_uuid,"
    " {v_device_lines.device_line_uuid}::text";

static const char fusionpbx_catalog[] =
    "SELECT attrelid::regclass, attname FROM pg_catalog.pg_attribute"
    " WHERE attrelid IN (to_regclass('v_devices'), to_regclass('v_device_lines'),"
    " to_regclass('v_extensions'), to_regclass('v_domains')) AND attnum > 0 AND NOT attisdropped";

static const char stations_catalog[] =
    "SELECT attrelid::regclass, attname FROM pg_catalog.pg_attribute"
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

static void note(const struct source *source, const char *code, e911_text table, e911_text column,
                 const char *words)
{
    finding_print(source->options->name, 0, 0, FINDING_NOTE, code, "%.*s.%.*s %s", (int)table.len,
                  table.data, (int)column.len, column.data, words);
}

/* ---- FusionPBX ------------------------------------------------------------------------------- */

static bool has_column(PGresult *columns, e911_text table, e911_text name)
{
    for (int i = 0; i < PQntuples(columns); i++)
        if (text_is(table, PQgetvalue(columns, i, 0)) && text_is(name, PQgetvalue(columns, i, 1)))
            return true;
    return false;
}

/* True the first time that a place names this column. */
static bool is_first(const char *place, size_t length)
{
    const char *before = memmem(fusionpbx_query, sizeof fusionpbx_query - 1, place, length);

    return before == place;
}

static void put_place(FILE *stream, const struct source *source, PGresult *columns, e911_text place)
{
    size_t dot = text_find(place, "."), bar = text_find(place, "|");
    e911_text table = {place.data, dot};
    e911_text names[2] = {{place.data + dot + 1, bar - dot - 1}, {NULL, 0}};

    if (bar < place.len)
        names[1] = text_from(place, bar + 1);
    for (size_t i = 0; i < 2 && names[i].len > 0; i++)
        if (has_column(columns, table, names[i])) {
            fprintf(stream, "%.*s.%.*s", (int)table.len, table.data, (int)names[i].len,
                    names[i].data);
            return;
        }
    fputs("NULL", stream);
    if (is_first(place.data - 1, place.len + 2))
        note(source, "COLUMN_ABSENT", table, names[0],
             "is not in this version of FusionPBX: what it would fill stays blank");
}

static char *fusionpbx(const struct source *source, PGresult *columns)
{
    e911_text rest = e911_text_of(fusionpbx_query);
    char *query = NULL;
    size_t size = 0;
    FILE *stream;

    if (!has_column(columns, e911_text_of("v_devices"), e911_text_of("device_address")) &&
        !has_column(columns, e911_text_of("v_devices"), e911_text_of("device_mac_address")))
        return NULL;
    stream = open_memstream(&query, &size);
    if (!stream)
        return NULL;
    while (rest.len > 0) {
        size_t open = text_find(rest, "{"), close = text_find(rest, "}");

        fwrite(rest.data, 1, open, stream);
        if (open == rest.len)
            break;
        put_place(stream, source, columns, (e911_text){rest.data + open + 1, close - open - 1});
        rest = text_from(rest, close + 1);
    }
    if (fclose(stream) == 0)
        return query;
    free(query);
    return NULL;
}

/* ---- a table stations ------------------------------------------------------------------------ */

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

/* The name of ours that a column gets: none where it is mapped, or another has that very name. */
static const char *alias_of(const struct source *source, PGresult *columns, const char *column)
{
    const char *own = own_name(column);

    if (!own || columns_is_mapped(source->options->user, e911_text_of(column)))
        return NULL;
    for (int i = 0; i < PQntuples(columns) && strcasecmp(column, own) != 0; i++)
        if (strcasecmp(PQgetvalue(columns, i, 1), own) == 0)
            return NULL;
    return own;
}

/* True for a column that the stations are made of, whatever else the table has. */
static bool is_needed(const struct source *source, const char *column)
{
    return own_name(column) || columns_is_mapped(source->options->user, e911_text_of(column));
}

/* How many columns there is room for that are not needed. */
static int room_for_others(const struct source *source, PGresult *columns)
{
    int room = SOURCE_COLUMNS_MAX;

    for (int i = 0; i < PQntuples(columns); i++)
        room -= is_needed(source, PQgetvalue(columns, i, 1)) ? 1 : 0;
    return room;
}

static const char *why_left_out(const struct source *source, const char *column, int *room)
{
    if (secret_name_is(e911_text_of(column)))
        return "looks like a secret: left out";
    if (is_needed(source, column) || (*room)-- > 0)
        return NULL;
    return "is left out: there are too many columns";
}

static void put_columns(FILE *stream, const struct source *source, PGconn *connection,
                        PGresult *columns, bool *ret_has_any)
{
    int room = room_for_others(source, columns);
    const char *comma = "";

    *ret_has_any = false;
    for (int i = 0; i < PQntuples(columns); i++) {
        const char *column = PQgetvalue(columns, i, 1);
        const char *alias = alias_of(source, columns, column);
        const char *why = why_left_out(source, column, &room);

        if (why) {
            note(source, "COLUMN_LEFT_OUT", e911_text_of("stations"), e911_text_of(column), why);
            continue;
        }
        fputs(comma, stream);
        put(stream, connection, column);
        if (alias)
            fprintf(stream, " AS \"%s\"", alias);
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
            const char *own = own_name(PQgetvalue(columns, i, 1));

            if (!own || strcmp(own, keys[key]) != 0)
                continue;
            fputs(word, stream);
            put(stream, connection, PQgetvalue(columns, i, 1));
            fputs("::text COLLATE \"C\"", stream);
            word = ", ";
        }
}

static char *stations(const struct source *source, PGconn *connection, PGresult *columns)
{
    char *query = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&query, &size);
    bool has_any = false;

    if (!stream)
        return NULL;
    fputs("SELECT ", stream);
    put_columns(stream, source, connection, columns, &has_any);
    fputs(" FROM stations", stream);
    put_order(stream, connection, columns);
    if (fclose(stream) == 0 && has_any)
        return query;
    free(query);
    return NULL;
}

char *postgresql_table_query(const struct source *source, PGconn *connection, PGresult *columns)
{
    return source->options->schema == CONFIG_SCHEMA_FUSIONPBX
               ? fusionpbx(source, columns)
               : stations(source, connection, columns);
}
