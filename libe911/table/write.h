/* Writing tables as CSV: the same records to a buffer and to a sink. */
#ifndef E911_TABLE_WRITE_H
#define E911_TABLE_WRITE_H

#include "base/csv_write.h"
#include "table/table.h"

enum { E911__STAGE_SIZE = 16384, E911__PRESENT_SIZE = 64 };

/* A column of the text: its name there, and what fills it. */
typedef struct e911__output {
    e911_text header;
    uint8_t column; /* of the rows, or E911__NO_COLUMN */
    uint8_t joined; /* column of the joined texts where that one is blank, or E911__NO_COLUMN */
} e911__output;

typedef struct e911__output_list {
    const e911__rows *rows;
    const e911__output *outputs;
    size_t count;
    /* Give the texts of another table that go with a row of this one; NULL for none. */
    bool (*join)(const void *user, const e911_text *cells, e911_text *joined);
    const void *user;
    /* Put other texts into the cells of a row, made in `room`; or NULL: they stay as they stand. */
    void (*present)(const e911__rows *rows, size_t row, e911_text *cells, char *room);
    char separator;
    bool guards_formulas;
} e911__output_list;

void e911__write_rows(e911__writer *writer, const e911__output_list *list);

/* All columns of the rows, in their order; *ret_count of them. */
void e911__outputs_of_all(const e911__rows *rows, e911__output *outputs, size_t *ret_count);

/* The separator and flags of writing; false for what there is not. */
bool e911__output_options(uint32_t separator, uint32_t flags, e911__output_list *list);

/* A whole table, as e911_locations_write_csv() and its like do. */
e911_status e911__table_write(const e911__rows *rows, const e911_csv *csv, const e911_sink *sink);
e911_status e911__table_format(const e911__rows *rows, const e911_csv *csv, char *buf, size_t size,
                               size_t *ret_len);

#endif
