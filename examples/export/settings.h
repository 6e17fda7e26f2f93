/* What to export: the options of the command line, and behind them the configuration file. */
#ifndef E911_EXPORT_SETTINGS_H
#define E911_EXPORT_SETTINGS_H

#include <e911/location.h>
#include <stdbool.h>

#include "columns.h"

#include "../common/config.h"
#include "../common/program.h"

/* Texts point into argv or into the configuration; NULL where nobody gave one. */
struct settings {
    const char *source;
    enum config_schema schema;
    const char *query_file;
    struct columns columns;
    const char *locations;
    enum config_format format;
    const char *layout; /* --columns */
    const char *output;
    const char *directory;
    bool lint;
    bool strict;
    bool force;
    const char *user;
    const char *password_file;
    const char *credentials;
    const char *ca_file;
    const char *icws_resource;
    const char *icws_select;
    bool quiet;
    struct config *config;
};

/*
 * Reads options and configuration. Returns -1 to go on, or the exit code to return with.
 * settings_free() is due in any case.
 */
int settings_read(struct settings *settings, int argc, char **argv);

/* Checks --columns as far as the source, which may be NULL, and the locations tell. */
bool settings_check_layout(const struct settings *settings, const char *source,
                           const e911_locations *locations);

void settings_free(struct settings *settings);

#endif
