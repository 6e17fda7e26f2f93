/* The bar of a long export, on a terminal only. */
#ifndef E911_EXPORT_PROGRESS_H
#define E911_EXPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool is_wanted; /* stderr is a terminal, and not --quiet */
    bool is_shown;
    uint64_t next; /* when to draw again, in ms */
};

void progress_begin(struct progress *progress, bool is_wanted);

/* Draws once the export takes longer than a moment; `total` is 0 where nobody knows. */
void progress_show(struct progress *progress, uint64_t rows, uint64_t done, uint64_t total);

/* Takes the bar away. */
void progress_end(struct progress *progress);

#endif
