/* Inside of the station table, shared by its builder, its lookups and what is written of it. */
#ifndef E911_STATION_TABLE_H
#define E911_STATION_TABLE_H

#include "base/numbers.h"
#include "table/table.h"

#include <e911/station.h>

/* The columns, in the order of e911_station's texts. */
enum e911__station_column {
    E911__DISPLAY_NAME,
    E911__PHONE_MANUFACTURER,
    E911__PHONE_MODEL,
    E911__NETWORK_ID,
    E911__IDENTIFICATION_ADDRESS,
    E911__EXTENSION,
    E911__STATION_TYPE,
    E911__SITE,
    E911__STATION_IP_ADDRESS,
    E911__ERL,
    E911__ELIN,
    E911__CALLBACK_NUMBER,
    E911__OUTBOUND_ANI,
    E911__STATION_COLUMNS
};

/* Addresses that are numbers, and keys that are bytes. */
enum e911__station_numbers { E911__BY_MAC, E911__BY_IPV4, E911__STATION_NUMBERS };

enum e911__station_index {
    E911__BY_IPV6,
    E911__BY_IDENTITY,
    E911__BY_EXTENSION,
    E911__BY_ERL,
    E911__STATION_INDEXES
};

/* What a row's texts mean. Most addresses are IPv4, so the long ones lie in the arena. */
typedef struct e911__station_record {
    uint8_t mac[6];
    uint8_t known;     /* of enum e911_station_known, and E911__STATION_HAS_IPV6 */
    uint8_t type;      /* of enum e911_station_type */
    uint32_t ip_place; /* the four bytes of an IPv4 address, or where an IPv6 address lies */
} e911__station_record;

enum { E911__STATION_HAS_IPV6 = 4 };

struct e911_stations {
    e911__reference references;
    e911__memory memory;
    e911__rows rows;
    bool names_hosts; /* some identity is user@host, not all are users */
    e911__numbers numbers[E911__STATION_NUMBERS];
    e911__index indexes[E911__STATION_INDEXES];
};

/* ---- keys of the indexes --------------------------------------------------------------------- */

static inline e911_text e911__station_ipv6_key(const void *table, uint32_t row)
{
    const e911__rows *rows = table;
    const e911__station_record *r = &((const e911__station_record *)rows->records)[row];

    return r->known & E911__STATION_HAS_IPV6 ? e911__text(rows->text + r->ip_place, 16)
                                             : E911__NOTHING;
}

static inline e911_text e911__station_identity_key(const void *table, uint32_t row)
{
    return e911__row_key(table, row);
}

static inline e911_text e911__station_extension_key(const void *table, uint32_t row)
{
    return e911__trim(e911__row_cell(table, row, E911__EXTENSION));
}

static inline e911_text e911__station_erl_key(const void *table, uint32_t row)
{
    return e911__trim(e911__row_cell(table, row, E911__ERL));
}

extern const e911__schema e911__station_schema;
extern const e911__index_key e911__station_keys[E911__STATION_INDEXES];
extern const e911__number_of e911__station_numbers_of[E911__STATION_NUMBERS];

static inline const e911__station_record *e911__station_record_of(const e911__rows *rows,
                                                                  size_t row)
{
    return &((const e911__station_record *)rows->records)[row];
}

void e911__stations_release_indexes(e911_stations *stations);

/* What tells one phone from another, and a desk from a phone that moves. */
typedef struct e911__station_evidence {
    uint8_t known; /* of enum e911_station_known */
    uint8_t type;  /* of enum e911_station_type */
    e911_mac mac;
    e911_ip ip;
} e911__station_evidence;

static inline e911_ip e911__station_ip_of(const e911__rows *rows,
                                          const e911__station_record *record)
{
    e911_ip ip = {0};

    if (record->known & E911__STATION_HAS_IPV6) {
        ip.family = 6;
        memcpy(ip.bytes, rows->text + record->ip_place, sizeof ip.bytes);
    } else if (record->known & E911_STATION_HAS_IP) {
        ip.family = 4;
        memcpy(ip.bytes, &record->ip_place, sizeof record->ip_place);
    }
    return ip;
}

static inline e911__station_evidence e911__station_evidence_of(const e911_stations *stations,
                                                               uint32_t row)
{
    const e911__station_record *record = e911__station_record_of(&stations->rows, row);
    e911__station_evidence evidence = {
        .known = record->known & (E911_STATION_HAS_MAC | E911_STATION_HAS_IP),
        .type = record->type,
    };

    memcpy(evidence.mac.bytes, record->mac, sizeof record->mac);
    evidence.ip = e911__station_ip_of(&stations->rows, record);
    return evidence;
}

/* A text of a row; a view into the table. */
static inline e911_text e911__station_text(const e911_stations *stations, uint32_t row, int column)
{
    return e911__row_cell(&stations->rows, row, column);
}

#endif
