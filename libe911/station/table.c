#include "station/table.h"

#include "address/ip.h"
#include "base/struct.h"
#include "station/identity.h"
#include "station/identity_view.h"

/* An identity longer than this is no row's: the table's fields are shorter. */
#define IDENTITY_MAX E911_TABLE_FIELD_MAX

e911_status e911_station_init(e911_station *station, size_t struct_size)
{
    return e911__struct_init(station, struct_size, sizeof *station);
}

/* ---- life ------------------------------------------------------------------------------------ */

e911_stations *e911_stations_ref(e911_stations *stations)
{
    if (stations != NULL)
        e911__reference_take(&stations->references);
    return stations;
}

void e911__stations_release_indexes(e911_stations *stations)
{
    for (int i = 0; i < E911__STATION_NUMBERS; i++)
        e911__numbers_release(&stations->numbers[i], &stations->memory);
    for (int i = 0; i < E911__STATION_INDEXES; i++)
        e911__index_release(&stations->indexes[i], &stations->memory);
}

void e911_stations_unref(e911_stations *stations)
{
    if (stations == NULL || !e911__reference_drop(&stations->references))
        return;
    e911__stations_release_indexes(stations);
    e911__table_free(stations, sizeof *stations);
}

/* ---- reading --------------------------------------------------------------------------------- */

size_t e911_stations_count(const e911_stations *stations)
{
    return stations == NULL ? 0 : stations->rows.count;
}

e911_status e911_stations_at(const e911_stations *stations, size_t row, e911_station *ret_station)
{
    e911_status status = e911__struct_check_out(ret_station, sizeof *ret_station);
    const e911__station_record *record;
    e911_station station = {0};

    if (status != E911_OK)
        return status;
    if (stations == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (row >= stations->rows.count)
        return E911_ERR_NOT_FOUND;
    e911__row_store(&stations->rows, row, &station);
    record = e911__station_record_of(&stations->rows, row);
    station.type = record->type;
    station.known = record->known & (uint32_t)(E911_STATION_HAS_MAC | E911_STATION_HAS_IP);
    memcpy(station.mac.bytes, record->mac, sizeof record->mac);
    station.ip = e911__station_ip_of(&stations->rows, record);
    station.line = stations->rows.rows[row].line;
    e911__struct_store(ret_station, &station, sizeof station);
    return E911_OK;
}

size_t e911_stations_column_count(const e911_stations *stations)
{
    return stations == NULL ? 0 : stations->rows.order_count;
}

e911_status e911_stations_column_name(const e911_stations *stations, size_t column,
                                      e911_text *ret_name)
{
    if (stations == NULL || ret_name == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__table_column_name(&stations->rows, column, ret_name);
}

e911_status e911_stations_cell(const e911_stations *stations, size_t row, size_t column,
                               e911_text *ret_value)
{
    if (stations == NULL || ret_value == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__table_cell(&stations->rows, row, column, ret_value);
}

/* ---- lookups --------------------------------------------------------------------------------- */

/* A key in one of the indexes; inlined for each kind. */
static inline e911_row_range probe(const e911_stations *stations, enum e911__station_index index,
                                   e911__index_key key_of, const void *bytes, size_t len)
{
    e911_row_range range;

    range.rows = e911__index_probe(&stations->indexes[index], &stations->rows, key_of,
                                   e911__text(bytes, len), &range.count);
    return range;
}

/* The search for a number that is not where most are. */
E911__RARE static e911_status find_any_number(const e911_stations *stations, uint64_t number,
                                              e911_station_range *ret_range,
                                              enum e911__station_numbers which)
{
    ret_range->rows = e911__numbers_find(&stations->numbers[which], number, &ret_range->count);
    return E911_OK;
}

/* The arguments are checked one by one, each where it is needed: the compiler would else combine
   what is quicker asked apart. */
static inline e911_status find_number(const e911_stations *stations, uint64_t number,
                                      e911_station_range *ret_range,
                                      enum e911__station_numbers which)
{
    const uint32_t *slot;
    bool is_absent;

    if (!E911__IS_USUAL(stations != NULL))
        return E911_ERR_INVALID_ARGUMENT;
    slot = e911__numbers_usual(&stations->numbers[which], number, &is_absent);
    if (!E911__IS_USUAL(ret_range != NULL))
        return E911_ERR_INVALID_ARGUMENT;
    if (is_absent) {
        *ret_range = (e911_row_range){NULL, 0};
        return E911_OK;
    }
    if (!E911__IS_USUAL(slot != NULL))
        return find_any_number(stations, number, ret_range, which);
    ret_range->rows = e911__slot_rows(&stations->numbers[which].groups, slot, &ret_range->count);
    return E911_OK;
}

e911_status e911_stations_find_mac(const e911_stations *stations, const e911_mac *mac,
                                   e911_station_range *ret_range)
{
    if (!E911__IS_USUAL(mac != NULL))
        return E911_ERR_INVALID_ARGUMENT;
    return find_number(stations, e911__number_of_6(mac->bytes), ret_range, E911__BY_MAC);
}

E911__RARE static e911_status find_other_ip(const e911_stations *stations, const e911_ip *ip,
                                            e911_station_range *ret_range)
{
    e911_ip normal = e911__ip_normal(ip);

    if (normal.family == 4)
        return find_number(stations, e911__number_of_4(normal.bytes), ret_range, E911__BY_IPV4);
    if (stations == NULL || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    *ret_range = (e911_row_range){NULL, 0};
    if (normal.family == 6)
        *ret_range = probe(stations, E911__BY_IPV6, e911__station_ipv6_key, normal.bytes, 16);
    return E911_OK;
}

e911_status e911_stations_find_ip(const e911_stations *stations, const e911_ip *ip,
                                  e911_station_range *ret_range)
{
    if (!E911__IS_USUAL(ip != NULL))
        return E911_ERR_INVALID_ARGUMENT;
    if (!E911__IS_USUAL(ip->family == 4))
        return find_other_ip(stations, ip, ret_range);
    return find_number(stations, e911__number_of_4(ip->bytes), ret_range, E911__BY_IPV4);
}

static inline e911_row_range rows_of_identity(const e911_stations *stations, const char *key,
                                              size_t len)
{
    return probe(stations, E911__BY_IDENTITY, e911__station_identity_key, key, len);
}

E911__RARE static e911_row_range rows_of_user(const e911_stations *stations, const char *user,
                                              size_t len)
{
    return rows_of_identity(stations, user, len);
}

/* The rows of user@host, or else those of the user. */
E911__RARE static e911_row_range find_any_identity(const e911_stations *stations,
                                                   e911_text identity)
{
    char key[IDENTITY_MAX];
    e911__writer writer = e911__writer_on(key, sizeof key);
    e911_row_range range = {NULL, 0};
    size_t user_len;

    e911__identity_write(&writer, identity, &user_len);
    if (writer.len <= sizeof key)
        range = rows_of_identity(stations, key, writer.len);
    if (range.count == 0 && user_len < writer.len && user_len <= sizeof key)
        range = rows_of_identity(stations, key, user_len);
    return range;
}

e911_status e911_stations_find_identity(const e911_stations *stations, const char *identity,
                                        size_t len, e911_station_range *ret_range)
{
    e911_text text = e911__text(identity, len), key;
    size_t user_len;

    if (!E911__IS_USUAL(stations != NULL) || !E911__IS_USUAL(ret_range != NULL))
        return E911_ERR_INVALID_ARGUMENT;
    if (!E911__IS_USUAL(identity != NULL)) {
        if (len > 0)
            return E911_ERR_INVALID_ARGUMENT;
        *ret_range = (e911_row_range){NULL, 0};
        return E911_OK;
    }
    if (stations->names_hosts && e911__identity_view(text, &key, &user_len)) {
        *ret_range = rows_of_identity(stations, key.data, key.len);
        if (ret_range->count == 0)
            *ret_range = rows_of_user(stations, key.data, user_len);
    } else if (!stations->names_hosts && e911__identity_user(text, &key)) {
        *ret_range = rows_of_user(stations, key.data, key.len);
    } else {
        *ret_range = find_any_identity(stations, text);
    }
    return E911_OK;
}

e911_status e911_stations_find_extension(const e911_stations *stations, const char *extension,
                                         size_t len, e911_station_range *ret_range)
{
    e911_text key = e911__text(extension, len);

    if (stations == NULL || !e911__is_given(key) || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    key = e911__trim(key);
    *ret_range =
        probe(stations, E911__BY_EXTENSION, e911__station_extension_key, key.data, key.len);
    return E911_OK;
}

e911_status e911_stations_find_erl(const e911_stations *stations, const char *erl, size_t len,
                                   e911_station_range *ret_range)
{
    e911_text key = e911__text(erl, len);

    if (stations == NULL || !e911__is_given(key) || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    key = e911__trim(key);
    *ret_range = probe(stations, E911__BY_ERL, e911__station_erl_key, key.data, key.len);
    return E911_OK;
}
