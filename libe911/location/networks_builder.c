#include "location/networks.h"

#include "address/ip.h"
#include "address/mac.h"
#include "base/struct.h"
#include "table/write.h"

#include <stddef.h>

struct e911_networks_builder {
    e911__table_builder base;
};

#define COLUMN(name, field)                                                                        \
    {                                                                                              \
        E911__TEXT(name), offsetof(e911_network, field), false                                     \
    }

static const e911__column columns[E911__NETWORK_COLUMNS] = {
    [E911__NETWORK_SITE] = COLUMN("Site", site),
    [E911__NETWORK_SUBNET] = COLUMN("Subnet", subnet),
    [E911__NETWORK_BSSID] = COLUMN("BSSID", bssid),
    [E911__NETWORK_CHASSIS] = COLUMN("ChassisID", chassis_id),
    [E911__NETWORK_PORT] = COLUMN("PortID", port_id),
    [E911__NETWORK_ERL] = COLUMN("ERL", erl),
};

e911_status e911_network_init(e911_network *network, size_t struct_size)
{
    return e911__struct_init(network, struct_size, sizeof *network);
}

/* ---- what the texts mean --------------------------------------------------------------------- */

/* The bits after "/", or all of an address that stands alone. */
static bool read_bits(e911_text text, unsigned all, uint8_t *ret_bits, size_t *ret_offset)
{
    unsigned bits = 0;

    *ret_offset = 0;
    if (text.data == NULL) {
        *ret_bits = (uint8_t)all;
        return true;
    }
    if (text.len == 0 || text.len > 3 || (text.len > 1 && text.data[0] == '0'))
        return false;
    for (; *ret_offset < text.len; ++*ret_offset) {
        char c = text.data[*ret_offset];

        if (!e911__is_digit(c))
            return false;
        bits = bits * 10 + (unsigned)(c - '0');
    }
    *ret_offset = 0;
    *ret_bits = (uint8_t)bits;
    return bits <= all;
}

static bool read_subnet(e911_text text, e911__network_record *record, size_t *ret_offset)
{
    size_t slash = e911__find(text, '/');
    e911_text bits = E911__NOTHING;
    uint64_t given[2];
    uint8_t mapped = 0; /* bits before an IPv4 address that is written as an IPv6 one */
    e911_ip ip;

    if (!e911__ip_read(e911__slice(text, 0, slash), &ip, ret_offset))
        return false;
    if (ip.family == 4 && e911__find(e911__slice(text, 0, slash), ':') < slash)
        mapped = 96;
    if (slash < text.len)
        bits = e911__slice(text, slash + 1, text.len - slash - 1);
    if (!read_bits(bits, ip.family == 4 ? mapped + 32u : 128, &record->prefix_len, ret_offset) ||
        record->prefix_len < mapped) {
        *ret_offset += slash + 1;
        return false;
    }
    record->prefix_len = (uint8_t)(record->prefix_len - mapped);
    record->family = ip.family;
    e911__prefix_of(&ip, record->prefix);
    e911__prefix_of(&ip, given);
    e911__mask_prefix(record->prefix, record->prefix_len);
    *ret_offset = 0;
    return record->prefix[0] == given[0] && record->prefix[1] == given[1];
}

/* The further text: the Site in lower case, and what names a switch port. */
static void write_key(e911__reading *reading, e911__network_record *record)
{
    e911__writer writer = e911__writer_on(reading->key, sizeof reading->key);
    e911_text site = e911__trim(reading->cells[E911__NETWORK_SITE]);
    e911_text chassis = e911__trim(reading->cells[E911__NETWORK_CHASSIS]);

    e911__network_key_write(&writer, site, chassis, e911__trim(reading->cells[E911__NETWORK_PORT]));
    reading->key_len = writer.len;
    record->site_len = (uint32_t)site.len + 1;
}

static e911_status read_row(e911__reading *reading, void *given)
{
    e911__network_record *record = given;
    e911_text whole = reading->cells[E911__NETWORK_SUBNET];
    e911_text text = e911__trim(whole);
    e911_status status = E911_OK;
    size_t offset;
    e911_mac mac;

    write_key(reading, record);
    if (text.len > 0) {
        if (read_subnet(text, record, &offset))
            record->known |= E911_NETWORK_HAS_SUBNET;
        else
            status = e911__reading_flaw(reading, E911__NETWORK_SUBNET,
                                        (size_t)(text.data - whole.data) + offset,
                                        E911_TABLE_SUBNET_BAD);
    }
    whole = reading->cells[E911__NETWORK_BSSID];
    text = e911__trim(whole);
    if (status != E911_OK || text.len == 0)
        return status;
    if (!e911__mac_read(text, &mac, &offset))
        return e911__reading_flaw(reading, E911__NETWORK_BSSID,
                                  (size_t)(text.data - whole.data) + offset, E911_TABLE_BSSID_BAD);
    memcpy(record->bssid, mac.bytes, sizeof record->bssid);
    record->known |= E911_NETWORK_HAS_BSSID;
    return E911_OK;
}

const e911__schema e911__network_schema = {
    .columns = columns,
    .column_count = E911__NETWORK_COLUMNS,
    .record_size = sizeof(e911__network_record),
    .key_column = E911__NETWORK_SITE,
    .keys = 1u << E911__NETWORK_SUBNET | 1u << E911__NETWORK_BSSID | 1u << E911__NETWORK_CHASSIS,
    .names = "Subnet, BSSID or ChassisID",
    .read = read_row,
};

/* ---- building -------------------------------------------------------------------------------- */

e911_status e911_networks_builder_new(const e911_allocator *allocator,
                                      e911_networks_builder **ret_builder)
{
    return e911__builder_new(allocator, &e911__network_schema, sizeof **ret_builder, ret_builder);
}

void e911_networks_builder_free(e911_networks_builder *builder)
{
    e911__builder_free((e911__table_builder *)builder);
}

e911_status e911_networks_builder_add(e911_networks_builder *builder, const e911_network *network,
                                      e911_error *reterr)
{
    e911_status status = e911__struct_check_in(network, sizeof *network, sizeof *network);

    if (status != E911_OK)
        return status;
    if (builder == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__builder_add(&builder->base, network, 0, reterr);
}

e911_status e911_networks_builder_load(e911_networks_builder *builder, const char *text, size_t len,
                                       const e911_csv *csv, e911_findings *findings,
                                       e911_error *reterr)
{
    return e911__builder_load((e911__table_builder *)builder, text, len, csv, findings, reterr);
}

static e911_status build_index(e911_networks *networks, enum e911__network_index index)
{
    return e911__index_build(&networks->indexes[index], &networks->memory, &networks->rows,
                             networks->rows.count, e911__network_keys[index]);
}

/* Number the sites in the order of their first rows. */
static e911_status number_sites(e911_networks *networks)
{
    e911__index_key key_of = e911__network_keys[E911__BY_SITE];
    e911__subnets *subnets = &networks->subnets;

    for (uint32_t row = 0; row < networks->rows.count; row++) {
        e911__network_record *record = e911__record(&networks->rows, row);
        size_t count;
        const uint32_t *first = e911__index_find(&networks->indexes[E911__BY_SITE], &networks->rows,
                                                 key_of, key_of(&networks->rows, row), &count);
        e911_status status;

        if (*first != row) {
            record->site =
                ((const e911__network_record *)e911__record(&networks->rows, *first))->site;
            continue;
        }
        status = e911__grow(&networks->memory, &subnets->sites, &subnets->site_room,
                            subnets->site_count + 1, sizeof *subnets->sites);
        if (status != E911_OK)
            return status;
        record->site = (uint32_t)subnets->site_count;
        subnets->sites[subnets->site_count++] = (e911__site_subnets){.row = row};
    }
    return E911_OK;
}

e911_status e911_networks_builder_build(e911_networks_builder *builder,
                                        e911_networks **ret_networks)
{
    e911_networks *networks;
    e911_status status;

    if (builder == NULL || ret_networks == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    networks = e911__builder_table(&builder->base, sizeof *networks);
    if (networks == NULL)
        return E911_ERR_NOMEM;
    status = build_index(networks, E911__BY_SITE);
    if (status == E911_OK)
        status = number_sites(networks);
    for (int i = E911__BY_SITE + 1; status == E911_OK && i < E911__NETWORK_INDEXES; i++)
        status = build_index(networks, (enum e911__network_index)i);
    if (status == E911_OK)
        status = e911__subnets_build(&networks->subnets, &networks->memory, &networks->rows,
                                     &networks->indexes[E911__BY_SUBNET]);
    if (status != E911_OK) {
        e911__networks_release_indexes(networks);
        e911__builder_take_back(&builder->base, networks, sizeof *networks);
        return status;
    }
    *ret_networks = networks;
    return E911_OK;
}
