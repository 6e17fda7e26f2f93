/*
 * Where stations come from. Each kind of source is one file behind this interface: it is opened,
 * which gives the names of its columns, and then read row by row until its end or an error.
 * Whoever reads keeps nothing of a source that did not reach its end.
 */
#ifndef E911_EXPORT_SOURCE_H
#define E911_EXPORT_SOURCE_H

#include <e911/base.h>
#include <stdbool.h>
#include <stdint.h>

#include "credentials.h"

#include "../common/config.h"

#define SOURCE_COLUMNS_MAX 128

enum source_step {
    SOURCE_OK,          /* opened, or a row was read */
    SOURCE_PENDING,     /* there is no row yet: call again */
    SOURCE_END,         /* there are no more rows */
    SOURCE_REFUSED,     /* credentials are missing or wrong: others may be tried; see `refusal` */
    SOURCE_FORBIDDEN,   /* the credentials are right, but do not allow this */
    SOURCE_UNREACHABLE, /* there is nobody, or the connection broke */
    SOURCE_BAD_INPUT    /* what came is not what was expected */
};

struct source_options {
    const char *name; /* SOURCE as it was given, for findings; it holds no password */
    enum config_schema schema;
    const char *query_file; /* or NULL */
    const char *ca_file;    /* or NULL */
    const char *icws_resource;
    const char *icws_select;
    /* Tells a header from rows of prose above it: is this a name that a column may have? */
    bool (*is_column)(const void *user, e911_text name);
    const void *user;
};

struct source {
    const struct source_kind *kind;
    const struct source_options *options;
    e911_text columns[SOURCE_COLUMNS_MAX]; /* once opened */
    size_t column_count;
    e911_text fields[SOURCE_COLUMNS_MAX]; /* of the row read last, until the next */
    size_t field_count;                   /* may differ from column_count in a file */
    uint32_t line;                        /* its line in the file, or its number from 1 */
    uint64_t mark;                        /* for place() */
    uint64_t done;                        /* how far it is read, for the progress bar */
    uint64_t total;                       /* out of how much; 0 when nobody knows */
    char refusal[256];                    /* why the credentials were refused */
    char user[128];                       /* whose they were, where only the source knows */
};

enum source_name {
    SOURCE_NAME_GOOD,
    SOURCE_NAME_BAD,
    SOURCE_NAME_SECRET /* it holds a password, which every user of the machine can read */
};

struct source_kind {
    const char *scheme; /* such as "csv:" */
    /* What a SOURCE that begins with the scheme is; NULL where it is always good. */
    enum source_name (*judge_name)(const char *name);
    const char *expected_name;
    /* True when it is known before it is opened that all columns are of ours; NULL for never. */
    bool (*has_own_columns)(enum config_schema schema, const char *query_file);
    bool needs_credentials;
    bool follows_pgpass; /* finds credentials by itself, so it is tried without any first */
    struct source *(*create)(const struct source_options *options);
    /* May be called again after SOURCE_REFUSED. NULL stands for no credentials. */
    enum source_step (*open)(struct source *source, const struct credentials *credentials);
    enum source_step (*next)(struct source *source);
    /*
     * Where a field of an earlier row stands, from that row's line and mark. NULL where a place is
     * the number of the row and of the column.
     */
    void (*place)(struct source *source, uint64_t mark, size_t field, uint32_t *line,
                  uint32_t *column);
    void (*close)(struct source *source);
};

extern const struct source_kind source_csv;
#ifdef EXPORT_POSTGRESQL
extern const struct source_kind source_postgresql;
extern const struct source_kind source_postgres;
#endif
#ifdef EXPORT_ICWS
extern const struct source_kind source_icws;
#endif

/*
 * The kind that a SOURCE names, or NULL after a finding: unknown, not in this build, malformed, or
 * with a password in it. A finding about such a name does not repeat it, as it may hold a secret
 * wherever somebody thought it belongs.
 */
const struct source_kind *source_kind_of(const char *name);

/* Prints an error finding about the source as a whole, about a row, or about a field of it. */
void source_error(const struct source *source, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void source_error_at(const struct source *source, uint32_t line, uint32_t column, const char *code,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
