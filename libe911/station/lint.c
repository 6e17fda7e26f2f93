#include "address/ip.h"
#include "station/address.h"

#define LOCALLY_ADMINISTERED 2 /* bit of the first byte of a MAC address */

/* Addresses are compared, not how they are written; what is no address is compared as text. */
static bool have_other_addresses(const e911__rows *rows, uint32_t a, uint32_t b,
                                 const e911_text *cells_a, const e911_text *cells_b)
{
    e911_ip left = e911__station_ip_of(rows, e911__station_record_of(rows, a));
    e911_ip right = e911__station_ip_of(rows, e911__station_record_of(rows, b));

    if (left.family == 0 && right.family == 0)
        return !e911__equal(e911__trim(cells_a[E911__STATION_IP_ADDRESS]),
                            e911__trim(cells_b[E911__STATION_IP_ADDRESS]));
    return !e911__ip_equal(&left, &right);
}

/* What makes two rows the same phone, beside the NetworkID. */
static bool are_different_phones(const e911__rows *rows, uint32_t row, uint32_t first)
{
    static const uint8_t names[] = {E911__PHONE_MANUFACTURER, E911__PHONE_MODEL, E911__SITE};
    e911_text a[E911__STATION_COLUMNS], b[E911__STATION_COLUMNS];

    e911__row_cells(rows, row, a, E911__STATION_COLUMNS);
    e911__row_cells(rows, first, b, E911__STATION_COLUMNS);
    for (size_t i = 0; i < sizeof names; i++) {
        if (!e911__equal_nocase(e911__trim(a[names[i]]), e911__trim(b[names[i]])))
            return true;
    }
    return !e911__equal(e911__trim(a[E911__ERL]), e911__trim(b[E911__ERL])) ||
           have_other_addresses(rows, row, first, a, b);
}

static e911_status lint_duplicates(e911_findings *findings, const e911_stations *stations)
{
    const e911__duplicates rule = {&stations->numbers[E911__BY_MAC].groups, E911__NETWORK_ID,
                                   E911_TABLE_DEVICE_CONFLICT, are_different_phones};

    return e911__lint_duplicates(findings, &stations->rows, stations->memory, &rule, 1);
}

/* ---- single rows ----------------------------------------------------------------------------- */

/* RFC 1122 3.2.1.3, RFC 4291 2.4: unspecified, loopback, multicast, broadcast. */
static bool is_odd(const e911_ip *ip)
{
    static const uint8_t loopback[16] = {[15] = 1};
    static const uint8_t unspecified[16] = {0};

    if (ip->family == 6)
        return ip->bytes[0] == 0xFF || memcmp(ip->bytes, loopback, sizeof loopback) == 0 ||
               memcmp(ip->bytes, unspecified, sizeof unspecified) == 0;
    return ip->bytes[0] == 0 || ip->bytes[0] == 127 || ip->bytes[0] >= 224;
}

static void lint_addresses(e911_findings *findings, const e911_stations *stations, uint32_t row)
{
    e911__station_evidence station = e911__station_evidence_of(stations, row);

    if (station.known & E911_STATION_HAS_MAC && station.mac.bytes[0] & LOCALLY_ADMINISTERED)
        e911__lint_row(findings, &stations->rows, E911_TABLE_NETWORK_ID_LOCAL, row,
                       E911__NETWORK_ID, E911_NO_ROW);
    if (station.known & E911_STATION_HAS_IP && is_odd(&station.ip))
        e911__lint_row(findings, &stations->rows, E911_TABLE_IP_ADDRESS_ODD, row,
                       E911__STATION_IP_ADDRESS, E911_NO_ROW);
}

static void lint_numbers(e911_findings *findings, const e911__rows *rows, uint32_t row,
                         const e911_text *cells)
{
    static const uint8_t numbers[] = {E911__EXTENSION, E911__ELIN, E911__CALLBACK_NUMBER,
                                      E911__OUTBOUND_ANI};

    for (size_t i = 0; i < sizeof numbers; i++) {
        if (e911__is_rounded(cells[numbers[i]]))
            e911__lint_row(findings, rows, E911_TABLE_FIELD_DAMAGED, row, numbers[i], E911_NO_ROW);
    }
}

/* ---- the location ---------------------------------------------------------------------------- */

static void lint_location(e911_findings *findings, const e911__rows *rows, uint32_t row,
                          const e911_text *cells, const e911_locations *locations,
                          const e911__own_address *address)
{
    e911_text joined[E911__COLUMNS_ROOM];
    e911_text erl = e911__trim(cells[E911__ERL]);
    e911_row_range range = e911__locations_rows_of(locations, erl);
    size_t index;

    if (erl.len == 0)
        return;
    if (range.count == 0) {
        e911__lint_row(findings, rows, E911_TABLE_ERL_UNKNOWN, row, E911__ERL, E911_NO_ROW);
        return;
    }
    e911__row_cells(&locations->rows, range.rows[0], joined, e911__location_schema.column_count);
    if (e911__own_address_differs(address, cells, joined, &index) != E911__LOCATION_OTHER)
        e911__lint_field(findings, rows, E911_TABLE_ADDRESS_CONFLICT, row,
                         e911__location_schema.columns[address->location[index]].name.data,
                         E911_NO_ROW);
}

/* ---- all of it ------------------------------------------------------------------------------- */

e911_status e911_stations_lint(const e911_stations *stations, const e911_locations *locations,
                               e911_findings *findings)
{
    e911_text cells[E911__COLUMNS_ROOM];
    e911__own_address address = {0};

    if (stations == NULL || findings == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (locations != NULL)
        address = e911__own_address_of(&stations->rows, &locations->rows);
    for (uint32_t row = 0; row < stations->rows.count; row++) {
        e911__row_cells(&stations->rows, row, cells, e911__columns_of(&stations->rows));
        lint_addresses(findings, stations, row);
        lint_numbers(findings, &stations->rows, row, cells);
        if (locations != NULL)
            lint_location(findings, &stations->rows, row, cells, locations, &address);
    }
    return lint_duplicates(findings, stations);
}
