/* Inside of the table of locations, for what is joined by ERL. */
#ifndef E911_LOCATION_LOCATIONS_H
#define E911_LOCATION_LOCATIONS_H

#include "table/table.h"

#include <e911/location.h>

struct e911_locations {
    e911__reference references;
    e911__memory memory;
    e911__rows rows;
    e911__index by_erl;
};

extern const e911__schema e911__location_schema;

/* What a column says of where somebody is. */
enum e911__location_part {
    E911__LOCATION_OTHER,   /* nothing, or which location it is */
    E911__LOCATION_PLACE,   /* country to postal code: the address of the building */
    E911__LOCATION_DETAIL,  /* building to room and words: where within that, ever closer */
    E911__LOCATION_NUMBER,  /* the number by which its record is found */
    E911__LOCATION_ROUTING, /* who serves the place */
    E911__LOCATION_POINT    /* what is true of the whole, to the room, alone */
};

uint32_t e911__location_part_of(size_t column);

/* Rows with an ERL; blanks around it are the caller's business. */
e911_row_range e911__locations_rows_of(const e911_locations *locations, e911_text erl);

/* What is odd about the ERL of a row: that there is none, or that none of the locations, which may
   be NULL, has it. */
void e911__lint_erl(e911_findings *findings, const e911__rows *rows, uint32_t row, size_t column,
                    const e911_locations *locations);

#endif
