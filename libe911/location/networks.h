/* Inside of the table of networks, shared by its builder and its lookups. */
#ifndef E911_LOCATION_NETWORKS_H
#define E911_LOCATION_NETWORKS_H

#include "location/subnets.h"
#include "table/table.h"

#include <e911/location.h>

enum e911__network_column {
    E911__NETWORK_SITE,
    E911__NETWORK_SUBNET,
    E911__NETWORK_BSSID,
    E911__NETWORK_CHASSIS,
    E911__NETWORK_PORT,
    E911__NETWORK_ERL,
    E911__NETWORK_COLUMNS
};

enum e911__network_index {
    E911__BY_SITE,
    E911__BY_SUBNET,
    E911__BY_BSSID,
    E911__BY_PORT,
    E911__NETWORK_INDEXES
};

/* The keys of two indexes are bytes of the record as it lies: BSSID and site, site and subnet. */
typedef struct e911__network_record {
    uint8_t bssid[6];
    uint8_t unused[6];
    uint32_t site;      /* number of its Site */
    uint64_t prefix[2]; /* the bits as numbers, an IPv4 address first */
    uint8_t family;
    uint8_t prefix_len;
    uint8_t known; /* of enum e911_network_known */
    uint8_t padding;
    uint32_t site_len; /* bytes of the further text that name the site */
} e911__network_record;

enum { E911__NETWORK_BSSID_KEY = 16, E911__NETWORK_SUBNET_KEY = 22 };

struct e911_networks {
    e911__reference references;
    e911__memory memory;
    e911__rows rows;
    e911__index indexes[E911__NETWORK_INDEXES];
    e911__subnets subnets;
};

void e911__networks_release_indexes(e911_networks *networks);

extern const e911__schema e911__network_schema;
extern const e911__index_key e911__network_keys[E911__NETWORK_INDEXES];

/* "site LF", and behind it "chassis LF port" of a row that names a switch. No field holds LF. */
void e911__network_key_write(e911__writer *writer, e911_text site, e911_text chassis,
                             e911_text port);

/* Clear the bits after the first `len`. */
static inline void e911__mask_prefix(uint64_t prefix[2], unsigned len)
{
    if (len < 64)
        prefix[0] &= ~(UINT64_MAX >> len);
    if (len < 128)
        prefix[1] &= len <= 64 ? 0 : ~(UINT64_MAX >> (len - 64));
}

/* The bits of an address; an IPv4 address has the first 32. */
void e911__prefix_of(const e911_ip *ip, uint64_t prefix[2]);

#endif
