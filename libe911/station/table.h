/* Inside of the station table, shared by its builder and its lookups. */
#ifndef E911_STATION_TABLE_H
#define E911_STATION_TABLE_H

#include "base/index.h"
#include "base/memory.h"
#include "base/reference.h"

#include <e911/station.h>

/* The columns, in the order of e911_station's texts. */
enum e911__column {
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
    E911__COLUMN_COUNT
};

/* A column's name, and its place in an e911_station. */
typedef struct e911__column_info {
    e911_text name;
    size_t field;
} e911__column_info;

extern const e911__column_info e911__columns[E911__COLUMN_COUNT];

static inline e911_text *e911__column_text(e911_station *station, int column)
{
    return (e911_text *)((char *)station + e911__columns[column].field);
}

/* A piece of the table's text arena. */
typedef struct e911__span {
    uint32_t start;
    uint32_t len;
} e911__span;

typedef struct e911__station_row {
    e911__span columns[E911__COLUMN_COUNT];
    e911__span identity; /* IdentificationAddress in the form lookups compare */
    uint32_t line;
    e911_mac mac;
    e911_ip ip;
    uint8_t known;
    uint8_t type;
} e911__station_row;

/* Rows and the arena their texts lie in: what the builder grows and the table keeps. */
typedef struct e911__station_rows {
    e911__station_row *rows;
    size_t count;
    size_t capacity;
    char *text;
    size_t text_len;
    size_t text_capacity;
} e911__station_rows;

struct e911_stations {
    e911__reference references;
    e911__memory memory;
    e911__station_rows table;
    e911__index by_mac;
    e911__index by_ip;
    e911__index by_identity;
};

static inline e911_text e911__span_text(const e911__station_rows *table, e911__span span)
{
    return span.len == 0 ? E911__NOTHING : e911__text(table->text + span.start, span.len);
}

/* What tells one phone from another, and a desk from a phone that moves. */
typedef struct e911__station_evidence {
    uint8_t known; /* of enum e911_station_known */
    uint8_t type;  /* of enum e911_station_type */
    const e911_mac *mac;
    const e911_ip *ip;
} e911__station_evidence;

static inline e911__station_evidence e911__station_evidence_of(const e911_stations *stations,
                                                               uint32_t row)
{
    const e911__station_row *r = &stations->table.rows[row];

    return (e911__station_evidence){r->known, r->type, &r->mac, &r->ip};
}

/* Make a table of the rows, with its indexes. They become the table's; on failure nothing moves. */
e911_status e911__stations_from_rows(e911__station_rows *table, const e911__memory *memory,
                                     e911_stations **ret_stations);

/* A text of a row; a view into the table. */
static inline e911_text e911__station_text(const e911_stations *stations, uint32_t row, int column)
{
    return e911__span_text(&stations->table, stations->table.rows[row].columns[column]);
}

void e911__station_rows_release(e911__station_rows *table, const e911__memory *memory);

#endif
