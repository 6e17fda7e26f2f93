/* The configuration file that all programs share: what it says, and findings about it. */
#ifndef E911_EXAMPLES_CONFIG_H
#define E911_EXAMPLES_CONFIG_H

enum config_switch { CONFIG_SWITCH_FALSE = 0, CONFIG_SWITCH_TRUE = 1 };

enum config_trust { CONFIG_TRUST_PHONE = 0, CONFIG_TRUST_PBX = 1, CONFIG_TRUST_TRUNK = 2 };

enum config_ininattr {
    CONFIG_ININATTR_QUOTED = 0,
    CONFIG_ININATTR_UNQUOTED = 1,
    CONFIG_ININATTR_NONE = 2
};

/* Who sends calls; who matches no source is a phone. */
struct config_source {
    char *address; /* IP address or prefix, as written */
    enum config_trust trust;
    char *site; /* whose dial plan its calls see where nothing says more, or NULL */
};

/* An emergency service provider. */
struct config_target {
    char *name;
    char *uri;
    enum config_ininattr ininattr;
};

struct config_psap {
    char *name;
    char *listen;
};

enum config_schema { CONFIG_SCHEMA_FUSIONPBX = 0, CONFIG_SCHEMA_STATIONS = 1 };

enum config_format { CONFIG_FORMAT_PURECONNECT = 0, CONFIG_FORMAT_EXTENDED = 1 };

/* What e911-export takes from where; every key has an option of the same name that overrules it. */
struct config_export {
    char *source;
    const enum config_schema *schema; /* NULL when absent */
    char *query;                      /* paths to open as they are, here and below */
    char **map;
    unsigned map_count;
    const enum config_format *format; /* NULL when absent */
    char *columns;
    char *output; /* "-" is standard output */
    char *directory;
    const enum config_switch *strict; /* NULL when absent */
    char *user;
    char *password_file;
    char *credentials;
    char *ca_file;
    char *icws_resource;
    char *icws_select;
};

/* Positions and counts, for config_error and config_warning. */
struct config_report;

/* Texts are never empty; an optional text that is absent is NULL, an absent list has count 0. */
struct config {
    struct config_server_parameters {
        const enum config_switch *include_station_addresses; /* NULL when absent */
    } server_parameters;
    struct config_dial_plan {
        char *region;
        char **access_prefixes;
        unsigned access_prefixes_count;
        char **emergency_numbers;
        unsigned emergency_numbers_count;
        char *file; /* a path to open as it is */
    } dial_plan;
    struct config_tables {
        char *stations; /* a path to open as it is */
        char *locations;
    } tables;
    struct config_ingress {
        char **listen;
        unsigned listen_count;
        struct config_source *sources;
        unsigned sources_count;
    } ingress;
    struct config_target *targets;
    unsigned targets_count;
    char *next_hop;
    struct config_psap *psaps;
    unsigned psaps_count;
    struct config_export export_;
    char *path; /* as given, for findings */
    struct config_report *report;
};

/*
 * Reads and checks a configuration file. Returns 0 and a configuration for config_free, or 2 after
 * printing findings on stderr; *ret_config is then left alone. Values whose meaning the schema
 * cannot check (addresses, URIs, the region) are the caller's to check.
 */
int config_load(const char *path, struct config **ret_config);

void config_free(struct config *config);

/*
 * Reports a value that the schema accepted but the program cannot use, with the value's line and
 * column. `key_path` names it: "targets/0/uri", "ingress/sources/1/address", "next hop"; entries
 * of a list count from 0. Where the value is absent the finding points to the nearest key above.
 */
void config_error(const struct config *config, const char *key_path, const char *code,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

void config_warning(const struct config *config, const char *key_path, const char *code,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How many times config_error and config_warning were called. */
unsigned config_errors(const struct config *config);
unsigned config_warnings(const struct config *config);

#endif
