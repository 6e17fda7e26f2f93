/* From the rows of a source to the library's table of stations, and what is odd about it. */
#ifndef E911_EXPORT_TABLE_H
#define E911_EXPORT_TABLE_H

#include <e911/station.h>
#include <stdbool.h>

#include "progress.h"
#include "report.h"
#include "settings.h"
#include "source.h"

struct table {
    e911_stations *stations;
    e911_locations *locations; /* or NULL */
    struct report_counts counts;
};

void table_free(struct table *table);

/* Reads the locations. False after a finding. */
bool table_read_locations(struct table *table, const char *path);

/*
 * Reads an open source to its end and builds the stations; their findings are printed at their
 * places in the source. SOURCE_OK, or what the source said; then there are no stations.
 */
enum source_step table_fill(struct table *table, struct source *source,
                            const struct settings *settings, struct progress *progress);

#endif
