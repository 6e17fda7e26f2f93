/* The rows of a source as one CSV text for the library, and where each of them came from. */
#ifndef E911_EXPORT_INTAKE_H
#define E911_EXPORT_INTAKE_H

#include "columns.h"
#include "progress.h"
#include "report.h"
#include "source.h"

struct intake {
    struct source *source;
    struct columns_choice choice;
    struct intake_text {
        char *data;
        size_t length;
        size_t size;
        bool failed;
    } text;
    struct intake_row {
        uint64_t mark;
        uint32_t line;
    } * rows;
    size_t count;
    size_t size;
    struct report_counts counts;
};

/* Reads the source to its end: SOURCE_END, or what it said. `choice` has to be made before. */
enum source_step intake_take_rows(struct intake *intake, struct progress *progress);

/* Where a field of a row stands in the source, or the row where `field` is NULL; 0 for unknown. */
void intake_place(const struct intake *intake, uint32_t row, const char *field, uint32_t *line,
                  uint32_t *column);

/* Prints that finding, and returns SOURCE_BAD_INPUT. */
enum source_step intake_out_of_memory(const struct intake *intake);

void intake_free(struct intake *intake);

#endif
