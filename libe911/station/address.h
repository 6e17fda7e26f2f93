/*
 * An address that was typed into the table of stations, and that of the row's ERL: two addresses
 * are never mixed to a third that nobody wrote.
 */
#ifndef E911_STATION_ADDRESS_H
#define E911_STATION_ADDRESS_H

#include "location/locations.h"
#include "station/table.h"

/* The columns of the locations that the table of stations has, too. */
typedef struct e911__own_address {
    size_t count;
    uint8_t own[E911_TABLE_COLUMNS_MAX];      /* number of the column in the stations */
    uint8_t location[E911_TABLE_COLUMNS_MAX]; /* its number in the locations */
} e911__own_address;

e911__own_address e911__own_address_of(const e911__rows *stations, const e911__rows *locations);

/*
 * The part of the address in which a row contradicts its location: E911__LOCATION_PLACE where it
 * names another place, or one that the location does not name; E911__LOCATION_DETAIL where it names
 * another floor or room there; or E911__LOCATION_OTHER for neither. *ret_index is the column.
 */
uint32_t e911__own_address_differs(const e911__own_address *address, const e911_text *cells,
                                   const e911_text *joined, size_t *ret_index);

/* Blank what may not be put beside the row's own address. */
void e911__own_address_keep_apart(const e911__own_address *address, const e911_text *cells,
                                  e911_text *joined);

#endif
