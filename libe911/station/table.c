#include "station/table.h"

#include "address/ip.h"
#include "base/struct.h"
#include "station/identity.h"

/* An identity longer than this is no row's: the table's fields are shorter. */
#define IDENTITY_MAX E911_TABLE_FIELD_MAX

e911_status e911_station_init(e911_station *station, size_t struct_size)
{
    return e911__struct_init(station, struct_size, sizeof *station);
}

void e911__station_rows_release(e911__station_rows *table, const e911__memory *memory)
{
    e911__release(memory, table->rows, table->capacity * sizeof *table->rows);
    e911__release(memory, table->text, table->text_capacity);
    *table = (e911__station_rows){0};
}

/* ---- keys of the indexes --------------------------------------------------------------------- */

static e911_text mac_key(const void *table, uint32_t row)
{
    const e911__station_row *r = &((const e911__station_rows *)table)->rows[row];

    return e911__text((const char *)r->mac.bytes,
                      r->known & E911_STATION_HAS_MAC ? sizeof r->mac.bytes : 0);
}

/* The family is part of the key: it stands in the byte before the address. */
static e911_text ip_key(const void *table, uint32_t row)
{
    const e911__station_row *r = &((const e911__station_rows *)table)->rows[row];

    return e911__text((const char *)&r->ip, r->known & E911_STATION_HAS_IP ? sizeof r->ip : 0);
}

static e911_text identity_key(const void *table, uint32_t row)
{
    const e911__station_rows *rows = table;

    return e911__span_text(rows, rows->rows[row].identity);
}

/* ---- life ------------------------------------------------------------------------------------ */

static e911_status build_indexes(e911_stations *stations)
{
    const e911__station_rows *table = &stations->table;
    e911_status status =
        e911__index_build(&stations->by_mac, &stations->memory, table, table->count, mac_key);

    if (status == E911_OK)
        status =
            e911__index_build(&stations->by_ip, &stations->memory, table, table->count, ip_key);
    if (status == E911_OK)
        status = e911__index_build(&stations->by_identity, &stations->memory, table, table->count,
                                   identity_key);
    return status;
}

static void release(e911_stations *stations)
{
    e911__memory memory = stations->memory;

    e911__index_release(&stations->by_mac, &memory);
    e911__index_release(&stations->by_ip, &memory);
    e911__index_release(&stations->by_identity, &memory);
    e911__station_rows_release(&stations->table, &memory);
    e911__release(&memory, stations, sizeof *stations);
}

e911_status e911__stations_from_rows(e911__station_rows *table, const e911__memory *memory,
                                     e911_stations **ret_stations)
{
    e911_stations *stations = e911__alloc(memory, sizeof *stations);
    e911_status status;

    if (stations == NULL)
        return E911_ERR_NOMEM;
    e911__reference_init(&stations->references);
    stations->memory = *memory;
    stations->table = *table;
    status = build_indexes(stations);
    if (status != E911_OK) {
        stations->table = (e911__station_rows){0}; /* stays the builder's */
        release(stations);
        return status;
    }
    *table = (e911__station_rows){0};
    *ret_stations = stations;
    return E911_OK;
}

e911_stations *e911_stations_ref(e911_stations *stations)
{
    if (stations != NULL)
        e911__reference_take(&stations->references);
    return stations;
}

void e911_stations_unref(e911_stations *stations)
{
    if (stations != NULL && e911__reference_drop(&stations->references))
        release(stations);
}

/* ---- reading --------------------------------------------------------------------------------- */

size_t e911_stations_count(const e911_stations *stations)
{
    return stations == NULL ? 0 : stations->table.count;
}

e911_status e911_stations_at(const e911_stations *stations, size_t row, e911_station *ret_station)
{
    e911_status status = e911__struct_check_out(ret_station, sizeof *ret_station);
    e911_station station = {0};
    const e911__station_row *from;

    if (status != E911_OK)
        return status;
    if (stations == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (row >= stations->table.count)
        return E911_ERR_NOT_FOUND;
    from = &stations->table.rows[row];
    for (int i = 0; i < E911__COLUMN_COUNT; i++)
        *e911__column_text(&station, i) = e911__span_text(&stations->table, from->columns[i]);
    station.type = from->type;
    station.known = from->known;
    station.mac = from->mac;
    station.ip = from->ip;
    station.line = from->line;
    e911__struct_store(ret_station, &station, sizeof station);
    return E911_OK;
}

static e911_station_range find(const e911_stations *stations, const e911__index *index,
                               e911__index_key key_of, e911_text key)
{
    e911_station_range range;

    range.rows = e911__index_find(index, &stations->table, key_of, key, &range.count);
    return range;
}

e911_status e911_stations_find_mac(const e911_stations *stations, const e911_mac *mac,
                                   e911_station_range *ret_range)
{
    if (stations == NULL || mac == NULL || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    *ret_range = find(stations, &stations->by_mac, mac_key,
                      e911__text((const char *)mac->bytes, sizeof mac->bytes));
    return E911_OK;
}

e911_status e911_stations_find_ip(const e911_stations *stations, const e911_ip *ip,
                                  e911_station_range *ret_range)
{
    e911_ip normal;

    if (stations == NULL || ip == NULL || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    normal = e911__ip_normal(ip);
    *ret_range = find(stations, &stations->by_ip, ip_key,
                      e911__text((const char *)&normal, normal.family == 0 ? 0 : sizeof normal));
    return E911_OK;
}

e911_status e911_stations_find_identity(const e911_stations *stations, const char *identity,
                                        size_t len, e911_station_range *ret_range)
{
    char key[IDENTITY_MAX];
    e911__writer writer = e911__writer_on(key, sizeof key);
    size_t user_len;

    if (stations == NULL || (identity == NULL && len > 0) || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    *ret_range = (e911_station_range){NULL, 0};
    e911__identity_write(&writer, e911__text(identity, len), &user_len);
    if (writer.len <= sizeof key)
        *ret_range =
            find(stations, &stations->by_identity, identity_key, e911__text(key, writer.len));
    if (ret_range->count == 0 && user_len <= sizeof key)
        *ret_range =
            find(stations, &stations->by_identity, identity_key, e911__text(key, user_len));
    return E911_OK;
}
