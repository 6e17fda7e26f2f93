#include "location/networks.h"

#include "address/ip.h"
#include "base/struct.h"
#include "location/locations.h"
#include "table/write.h"

#include <stddef.h>

/* A key longer than this is no row's: the fields of a table are shorter. */
#define KEY_MAX E911__KEY_MAX

/* ---- life and reading ------------------------------------------------------------------------ */

e911_networks *e911_networks_ref(e911_networks *networks)
{
    if (networks != NULL)
        e911__reference_take(&networks->references);
    return networks;
}

void e911__networks_release_indexes(e911_networks *networks)
{
    for (int i = 0; i < E911__NETWORK_INDEXES; i++)
        e911__index_release(&networks->indexes[i], &networks->memory);
    e911__subnets_release(&networks->subnets, &networks->memory);
}

void e911_networks_unref(e911_networks *networks)
{
    if (networks == NULL || !e911__reference_drop(&networks->references))
        return;
    e911__networks_release_indexes(networks);
    e911__table_free(networks, sizeof *networks);
}

size_t e911_networks_count(const e911_networks *networks)
{
    return networks == NULL ? 0 : networks->rows.count;
}

static e911_ip ip_of(const e911__network_record *record);

e911_status e911_networks_at(const e911_networks *networks, size_t row, e911_network *ret_network)
{
    e911_status status = e911__struct_check_out(ret_network, sizeof *ret_network);
    const e911__network_record *record;
    e911_network network = {0};

    if (status != E911_OK)
        return status;
    if (networks == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (row >= networks->rows.count)
        return E911_ERR_NOT_FOUND;
    e911__row_store(&networks->rows, row, &network);
    record = e911__record(&networks->rows, row);
    network.known = record->known;
    network.prefix_len = record->prefix_len;
    network.prefix = ip_of(record);
    memcpy(network.access_point.bytes, record->bssid, sizeof record->bssid);
    network.line = networks->rows.rows[row].line;
    e911__struct_store(ret_network, &network, sizeof network);
    return E911_OK;
}

size_t e911_networks_column_count(const e911_networks *networks)
{
    return networks == NULL ? 0 : networks->rows.order_count;
}

e911_status e911_networks_column_name(const e911_networks *networks, size_t column,
                                      e911_text *ret_name)
{
    if (networks == NULL || ret_name == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__table_column_name(&networks->rows, column, ret_name);
}

e911_status e911_networks_cell(const e911_networks *networks, size_t row, size_t column,
                               e911_text *ret_value)
{
    if (networks == NULL || ret_value == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__table_cell(&networks->rows, row, column, ret_value);
}

e911_status e911_networks_write_csv(const e911_networks *networks, const e911_csv *csv,
                                    const e911_sink *sink)
{
    return networks == NULL ? E911_ERR_INVALID_ARGUMENT
                            : e911__table_write(&networks->rows, csv, sink);
}

e911_status e911_networks_format_csv(const e911_networks *networks, const e911_csv *csv, char *buf,
                                     size_t size, size_t *ret_len)
{
    return networks == NULL ? E911_ERR_INVALID_ARGUMENT
                            : e911__table_format(&networks->rows, csv, buf, size, ret_len);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void write_lower(e911__writer *writer, e911_text text)
{
    char *room = e911__writer_room(writer, text.len);

    for (size_t i = 0; room != NULL && i < text.len; i++)
        room[i] = e911__lower(text.data[i]);
    e911__writer_commit(writer, text.len);
}

void e911__network_key_write(e911__writer *writer, e911_text site, e911_text chassis,
                             e911_text port)
{
    write_lower(writer, site);
    e911__writer_byte(writer, '\n');
    if (chassis.len == 0)
        return;
    e911__writer_text(writer, chassis);
    e911__writer_byte(writer, '\n');
    e911__writer_text(writer, port);
}

void e911__prefix_of(const e911_ip *ip, uint64_t prefix[2])
{
    const uint8_t *b = ip->bytes;

    prefix[0] =
        (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 | (uint64_t)b[3] << 32;
    prefix[1] = 0;
    for (int i = 4; ip->family == 6 && i < 16; i++)
        prefix[i / 8] |= (uint64_t)b[i] << (56 - 8 * (i % 8));
}

/* The address that prefix bits stand for. */
static e911_ip ip_of(const e911__network_record *record)
{
    e911_ip ip = {.family = record->family};

    for (int i = 0; i < (ip.family == 4 ? 4 : 16); i++)
        ip.bytes[i] = (uint8_t)(record->prefix[i / 8] >> (56 - 8 * (i % 8)));
    return ip;
}

static inline e911_text site_key(const void *table, uint32_t row)
{
    const e911__network_record *record = e911__record(table, row);

    return e911__slice(e911__row_key(table, row), 0, record->site_len);
}

static inline e911_text subnet_key(const void *table, uint32_t row)
{
    const e911__network_record *record = e911__record(table, row);

    return e911__text((const char *)&record->site,
                      record->known & E911_NETWORK_HAS_SUBNET ? E911__NETWORK_SUBNET_KEY : 0);
}

static e911_text bssid_key(const void *table, uint32_t row)
{
    const e911__network_record *record = e911__record(table, row);

    return e911__text((const char *)record,
                      record->known & E911_NETWORK_HAS_BSSID ? E911__NETWORK_BSSID_KEY : 0);
}

static e911_text port_key(const void *table, uint32_t row)
{
    const e911__network_record *record = e911__record(table, row);
    e911_text key = e911__row_key(table, row);

    return key.len == record->site_len ? E911__NOTHING : key;
}

const e911__index_key e911__network_keys[E911__NETWORK_INDEXES] = {
    [E911__BY_SITE] = site_key,
    [E911__BY_SUBNET] = subnet_key,
    [E911__BY_BSSID] = bssid_key,
    [E911__BY_PORT] = port_key,
};

/* ---- lookups --------------------------------------------------------------------------------- */

static e911_row_range rows_of(const e911_networks *networks, enum e911__network_index index,
                              e911_text key)
{
    e911_row_range range;

    range.rows = e911__index_find(&networks->indexes[index], &networks->rows,
                                  e911__network_keys[index], key, &range.count);
    return range;
}

e911_status e911_networks_find_site(const e911_networks *networks, const char *site, size_t len,
                                    uint32_t *ret_site)
{
    char key[E911_TABLE_FIELD_MAX + 1];
    e911__writer writer = e911__writer_on(key, sizeof key);
    const uint32_t *rows = NULL;
    size_t count;

    if (networks == NULL || (site == NULL && len > 0) || ret_site == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    write_lower(&writer, e911__trim(e911__text(site, len)));
    e911__writer_byte(&writer, '\n');
    if (writer.len <= sizeof key)
        rows = e911__index_find(&networks->indexes[E911__BY_SITE], &networks->rows, site_key,
                                e911__text(key, writer.len), &count);
    if (rows == NULL)
        return E911_ERR_NOT_FOUND;
    *ret_site = ((const e911__network_record *)e911__record(&networks->rows, *rows))->site;
    return E911_OK;
}

static bool is_site(const e911_networks *networks, uint32_t site)
{
    return networks != NULL && site < networks->subnets.site_count;
}

e911_status e911_networks_find_ip(const e911_networks *networks, uint32_t site, const e911_ip *ip,
                                  e911_row_range *ret_range)
{
    uint64_t bits[2];
    e911_ip normal;

    if (!is_site(networks, site) || ip == NULL || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    normal = e911__ip_normal(ip);
    e911__prefix_of(&normal, bits);
    if (normal.family == 4)
        *ret_range = e911__subnets_find_ipv4(&networks->subnets, site, (uint32_t)(bits[0] >> 32));
    else if (normal.family == 6)
        *ret_range = e911__subnets_find_ipv6(&networks->subnets, site,
                                             (e911__address_bits){bits[0], bits[1]});
    else
        *ret_range = (e911_row_range){NULL, 0};
    return E911_OK;
}

e911_status e911_networks_find_bssid(const e911_networks *networks, uint32_t site,
                                     const e911_mac *bssid, e911_row_range *ret_range)
{
    e911__network_record key = {.site = site};

    if (!is_site(networks, site) || bssid == NULL || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    memcpy(key.bssid, bssid->bytes, sizeof key.bssid);
    *ret_range =
        rows_of(networks, E911__BY_BSSID, e911__text((const char *)&key, E911__NETWORK_BSSID_KEY));
    return E911_OK;
}

static e911_row_range find_port(const e911_networks *networks, e911_text site, e911_text chassis,
                                e911_text port)
{
    char key[KEY_MAX];
    e911__writer writer = e911__writer_on(key, sizeof key);

    e911__network_key_write(&writer, site, chassis, port);
    if (writer.len > sizeof key || chassis.len == 0)
        return (e911_row_range){NULL, 0};
    return rows_of(networks, E911__BY_PORT, e911__text(key, writer.len));
}

e911_status e911_networks_find_port(const e911_networks *networks, uint32_t site,
                                    const char *chassis, size_t chassis_len, const char *port,
                                    size_t port_len, e911_row_range *ret_range)
{
    e911_text of_chassis = e911__text(chassis, chassis_len);
    e911_text of_port = e911__text(port, port_len);
    e911_text of_site;

    if (!is_site(networks, site) || !e911__is_given(of_chassis) || !e911__is_given(of_port) ||
        ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    of_site = site_key(&networks->rows, networks->subnets.sites[site].row);
    of_site.len--; /* without the LF */
    of_chassis = e911__trim(of_chassis);
    *ret_range = find_port(networks, of_site, of_chassis, e911__trim(of_port));
    if (ret_range->count == 0)
        *ret_range = find_port(networks, of_site, of_chassis, E911__NOTHING);
    return E911_OK;
}

/* ---- what is odd ----------------------------------------------------------------------------- */

static bool have_different_erls(const e911__rows *rows, uint32_t row, uint32_t first)
{
    return !e911__equal(e911__trim(e911__row_cell(rows, row, E911__NETWORK_ERL)),
                        e911__trim(e911__row_cell(rows, first, E911__NETWORK_ERL)));
}

e911_status e911_networks_lint(const e911_networks *networks, const e911_locations *locations,
                               e911_findings *findings)
{
    static const uint8_t key_columns[E911__NETWORK_INDEXES] = {
        [E911__BY_SUBNET] = E911__NETWORK_SUBNET,
        [E911__BY_BSSID] = E911__NETWORK_BSSID,
        [E911__BY_PORT] = E911__NETWORK_PORT,
    };

    e911__duplicates rules[E911__NETWORK_INDEXES];
    size_t count = 0;
    e911_status status;

    if (networks == NULL || findings == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    for (int i = E911__BY_SUBNET; i < E911__NETWORK_INDEXES; i++)
        rules[count++] = (e911__duplicates){&networks->indexes[i].groups, key_columns[i],
                                            E911_TABLE_DUPLICATE_KEY, have_different_erls};
    status = e911__lint_duplicates(findings, &networks->rows, networks->memory, rules, count);
    for (uint32_t row = 0; row < networks->rows.count; row++)
        e911__lint_erl(findings, &networks->rows, row, E911__NETWORK_ERL, locations);
    return status;
}
