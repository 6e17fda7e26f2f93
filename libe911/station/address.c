#include "station/address.h"

e911__own_address e911__own_address_of(const e911__rows *stations, const e911__rows *locations)
{
    e911__own_address address = {0};
    size_t count = e911__columns_of(stations);

    for (size_t column = E911__STATION_COLUMNS; column < count; column++) {
        size_t location = e911__column_find(locations, e911__column_name(stations, column));

        if (location < e911__location_schema.column_count) {
            address.own[address.count] = (uint8_t)column;
            address.location[address.count++] = (uint8_t)location;
        }
    }
    return address;
}

static bool names_place(const e911_text *location)
{
    for (size_t i = 0; i < e911__location_schema.column_count; i++) {
        if (e911__location_part_of(i) == E911__LOCATION_PLACE && e911__trim(location[i]).len > 0)
            return true;
    }
    return false;
}

/* The first column of a part in which the row says something else; false where there is none. */
static bool find_difference(const e911__own_address *address, uint32_t part, const e911_text *cells,
                            const e911_text *joined, size_t *ret_index)
{
    for (size_t i = 0; i < address->count; i++) {
        e911_text mine = e911__trim(cells[address->own[i]]);
        e911_text its = e911__trim(joined[address->location[i]]);

        if (e911__location_part_of(address->location[i]) != part || mine.len == 0 ||
            e911__equal_nocase(mine, its))
            continue;
        /* A room is in the building of the location, a street need not be in its city. */
        if (its.len == 0 && part == E911__LOCATION_DETAIL)
            continue;
        *ret_index = i;
        return true;
    }
    return false;
}

uint32_t e911__own_address_differs(const e911__own_address *address, const e911_text *cells,
                                   const e911_text *joined, size_t *ret_index)
{
    if (address->count == 0)
        return E911__LOCATION_OTHER;
    if (find_difference(address, E911__LOCATION_PLACE, cells, joined, ret_index) &&
        names_place(joined))
        return E911__LOCATION_PLACE;
    if (find_difference(address, E911__LOCATION_DETAIL, cells, joined, ret_index))
        return E911__LOCATION_DETAIL;
    return E911__LOCATION_OTHER;
}

/*
 * What the location says more closely than the row does is not of the row's room: "Room 301" is
 * none of floor 4 because the row names the floor and its location the room.
 */
static void keep_closer_apart(const e911__own_address *address, const e911_text *cells,
                              e911_text *joined)
{
    size_t first = E911__NO_COLUMN;

    for (size_t i = 0; i < address->count; i++) {
        uint8_t column = address->location[i];

        if (e911__location_part_of(column) == E911__LOCATION_DETAIL && column < first &&
            e911__trim(cells[address->own[i]]).len > 0 && e911__trim(joined[column]).len == 0)
            first = column;
    }
    while (++first < e911__location_schema.column_count &&
           e911__location_part_of(first) == E911__LOCATION_DETAIL)
        joined[first] = E911__NOTHING;
}

void e911__own_address_keep_apart(const e911__own_address *address, const e911_text *cells,
                                  e911_text *joined)
{
    size_t index;
    uint32_t differs = e911__own_address_differs(address, cells, joined, &index);

    if (differs == E911__LOCATION_OTHER) {
        keep_closer_apart(address, cells, joined);
        return;
    }
    for (size_t i = 0; i < e911__location_schema.column_count; i++) {
        uint32_t part = e911__location_part_of(i);
        bool is_shared = part == E911__LOCATION_PLACE || part == E911__LOCATION_ROUTING;

        if (part != E911__LOCATION_OTHER && (differs == E911__LOCATION_PLACE || !is_shared))
            joined[i] = E911__NOTHING;
    }
}
