/*
 * The longest Subnet of a Site that holds an address, by one binary search: the addresses of a Site
 * are cut where a subnet begins or ends, and each stretch knows the longest subnet over it.
 */
#ifndef E911_LOCATION_SUBNETS_H
#define E911_LOCATION_SUBNETS_H

#include "base/index.h"
#include "table/table.h"

#include <e911/location.h>

/* The bits of an address as numbers; an IPv4 address has the first 32. */
typedef struct e911__address_bits {
    uint64_t high, low;
} e911__address_bits;

/* Where the stretches of a site begin; there is one at least, and the first begins at 0. */
typedef struct e911__stretches {
    uint32_t first;
    uint32_t count;
} e911__stretches;

typedef struct e911__site_subnets {
    uint32_t row; /* the site's first */
    e911__stretches ipv4, ipv6;
} e911__site_subnets;

typedef struct e911__subnets {
    e911__site_subnets *sites;
    size_t site_count;
    size_t site_room;
    uint32_t *ipv4_starts;
    uint32_t *ipv4_owners; /* places in ranges */
    size_t ipv4_room;
    e911__address_bits *ipv6_starts;
    uint32_t *ipv6_owners;
    size_t ipv6_room;
    e911_row_range *ranges; /* the rows of each subnet, behind those of none */
    size_t range_room;
} e911__subnets;

/* Fill in all but the sites, whose numbers the records know; on failure there is what to release.
 */
e911_status e911__subnets_build(e911__subnets *subnets, const e911__memory *memory,
                                const e911__rows *rows, const e911__index *by_subnet);

void e911__subnets_release(e911__subnets *subnets, const e911__memory *memory);

static inline e911_row_range e911__subnets_find_ipv4(const e911__subnets *subnets, uint32_t site,
                                                     uint32_t address)
{
    const e911__stretches stretches = subnets->sites[site].ipv4;
    const uint32_t *starts = &subnets->ipv4_starts[stretches.first];
    size_t at = 0;

    for (size_t left = stretches.count; left > 1;) {
        size_t half = left / 2;

        at += starts[at + half] <= address ? half : 0;
        left -= half;
    }
    return subnets->ranges[subnets->ipv4_owners[stretches.first + at]];
}

static inline e911_row_range e911__subnets_find_ipv6(const e911__subnets *subnets, uint32_t site,
                                                     e911__address_bits address)
{
    const e911__stretches stretches = subnets->sites[site].ipv6;
    const e911__address_bits *starts = &subnets->ipv6_starts[stretches.first];
    size_t at = 0;

    for (size_t left = stretches.count; left > 1;) {
        size_t half = left / 2;
        const e911__address_bits *start = &starts[at + half];
        bool is_behind =
            start->high == address.high ? start->low <= address.low : start->high < address.high;

        at += is_behind ? half : 0;
        left -= half;
    }
    return subnets->ranges[subnets->ipv6_owners[stretches.first + at]];
}

#endif
