/* Which columns are written of the stations, and where they come from. */
#ifndef E911_STATION_LAYOUT_H
#define E911_STATION_LAYOUT_H

#include "station/address.h"
#include "table/write.h"

typedef struct e911__layout {
    e911__output_list list;
    const e911_locations *locations; /* that are joined, or NULL */
    e911__own_address own_address;
    e911__output outputs[E911_STATIONS_LAYOUT_COLUMNS_MAX];
    char headers[E911_STATIONS_LAYOUT_TEXT_MAX]; /* without quotes in them */
} e911__layout;

e911_status e911__layout_read(e911__layout *layout, const e911_stations *stations,
                              const e911_stations_layout *given, e911_error *reterr);

#endif
