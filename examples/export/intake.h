/* The rows of a source on their way into the library, and where each of them came from. */
#ifndef E911_EXPORT_INTAKE_H
#define E911_EXPORT_INTAKE_H

#include "columns.h"
#include "progress.h"
#include "report.h"
#include "source.h"

#include <e911/station.h>

struct intake {
    struct source *source;
    struct columns_choice choice;
    e911_stations_builder *builder;
    e911_findings *findings;
    e911_error error; /* why the library took no more */
    /* The rows that the builder has not taken yet, as a table in CSV form. */
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
    bool may_be_nameless; /* text in a column without a name may come, and was not told of */
};

/* Makes builder and findings. False for want of memory. intake_free() is due in any case. */
bool intake_begin(struct intake *intake, struct source *source);

/*
 * Reads the source to its end into the builder: SOURCE_END, or what it said. `choice` has to be
 * made before.
 */
enum source_step intake_take_rows(struct intake *intake, struct progress *progress);

/* Where a field of a row stands in the source, or the row where `field` is NULL; 0 for unknown. */
void intake_place(const struct intake *intake, uint32_t row, const char *field, uint32_t *line,
                  uint32_t *column);

/* Prints that finding, and returns SOURCE_BAD_INPUT. */
enum source_step intake_out_of_memory(const struct intake *intake);

void intake_free(struct intake *intake);

#endif
