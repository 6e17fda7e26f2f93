/* Where the table goes: a new dated file, a file that is named, or standard output. */
#ifndef E911_EXPORT_OUTPUT_H
#define E911_EXPORT_OUTPUT_H

#include <e911/station.h>
#include <stdbool.h>

struct output {
    const char *directory; /* that the folder of dated files is made in; "." is the current one */
    const char *file;      /* or NULL for a dated one; "-" is standard output */
    bool forced;           /* a table may shrink */
    /* for nobody else */
    int folder;
    const char *name;
};

/* Each returns an exit code; when it is not PROGRAM_YES a finding was printed. */

/* Finds the folder, and makes that of the dated files. output_close() is due in any case. */
int output_open(struct output *output);
void output_close(struct output *output);

/* Holds back a table that has lost more than a fifth of its rows since the last export. */
int output_check_shrinking(const struct output *output, size_t rows);

/*
 * Writes the stations, all or nothing. `ret_path` is the file written, which free() frees, or NULL
 * for standard output.
 */
int output_write(struct output *output, const e911_stations *stations,
                 const e911_stations_layout *layout, char **ret_path);

#endif
