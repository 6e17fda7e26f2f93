/* Which column of a source is which of ours. */
#ifndef E911_EXPORT_COLUMNS_H
#define E911_EXPORT_COLUMNS_H

#include <e911/base.h>
#include <stdbool.h>

#include "source.h"

#define COLUMNS_MAPPED_MAX 64

/* --map NAME=COLUMN: our NAME is the source's COLUMN. */
struct columns {
    struct columns_mapped {
        e911_text name;
        e911_text column;
    } mapped[COLUMNS_MAPPED_MAX];
    size_t count;
    bool is_given; /* on the command line, which overrules the configuration */
};

/* Adds one; the text is not copied. False when it is not NAME=COLUMN, or there are too many. */
bool columns_map(struct columns *columns, const char *text);

/* Takes the names of the library's columns from the library, before any other of these. */
bool columns_begin(void);

/* Our spelling of a name that is one of ours in any case, or NULL. */
const char *columns_own_name(e911_text name);

/* For source_options: is this a name that a column may have? `user` is a struct columns. */
bool columns_is_known(const void *user, e911_text name);

/* True for a column of the source that --map names. */
bool columns_is_mapped(const struct columns *columns, e911_text column);

/* The columns of a table, and which column of the source each is taken from. */
struct columns_choice {
    e911_text names[SOURCE_COLUMNS_MAX + COLUMNS_MAPPED_MAX];
    size_t columns[SOURCE_COLUMNS_MAX + COLUMNS_MAPPED_MAX];
    size_t count;
};

/*
 * Chooses from an open source: what is mapped, which may be one column for several of ours, and
 * every other column under its own name, unless it looks like a secret. False after a finding: a
 * mapped column is not there, one of ours stands twice, or nothing tells the stations apart.
 */
bool columns_choose(const struct columns *columns, const struct source *source,
                    struct columns_choice *ret_choice);

#endif
