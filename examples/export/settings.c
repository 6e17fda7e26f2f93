#include "settings.h"
#include "layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "../common/finding.h"
#include "../common/text.h"

#define ICWS_RESOURCE "managed-phones-deprecated"
#define ICWS_SELECT   "manufacturer,model,networkID,ipAddress,location,managedStationsDeprecated"

#define SUMMARY                                                                                    \
    "Write the table of stations, for the emergency service provider, from where it is kept.\n"    \
    "\n"                                                                                           \
    "SOURCE is csv:FILE, csv:- (also the output of mysql --batch), postgresql://HOST/NAME or\n"    \
    "icws://HOST (PureConnect; not verified against a live server). Without one, the host that\n"  \
    "was asked for last time is used, with its credentials. What the source wants and nothing\n"   \
    "gives is asked for on the terminal. Standard output is the path of the file written.\n"       \
    "\n"                                                                                           \
    "Exit: 0 written; 1 written, but with errors in it, or not, with --strict or --lint; 2 "       \
    "usage,\n"                                                                                     \
    "configuration or input; 3 source unreachable; 4 credentials missing or refused; 5 cannot\n"   \
    "write; 6 held back, the table shrank by more than a fifth."

/* The options as they were given. */
struct options {
    const char *schema;
    const char *format;
    bool autoclose;
};

/* PureConnect's spelling, with one dash. */
static void accept_one_dash(int argc, char **argv)
{
    static char two_dashes[] = "--autoclose"; /* argv is not const */

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "-autoclose") == 0)
            argv[i] = two_dashes;
}

/* An argument is seen by everybody, and an abbreviation would take it for the name of the file. */
static bool gives_password(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strncmp(argv[i], "--pa", 4) == 0 && strcspn(argv[i], "=") != strlen("--password-file"))
            return true;
    return false;
}

static int refuse(const char *message, const char *value)
{
    fprintf(stderr, "e911-export: %s%s\nTry 'e911-export --help' for the options.\n", message,
            value);
    return PROGRAM_USAGE;
}

/* ---- the configuration ----------------------------------------------------------------------- */

static void take_text(const char **setting, const char *configured)
{
    if (!*setting)
        *setting = configured;
}

static int merge_columns(struct settings *settings, const struct config *config)
{
    const struct config_export *export_ = &config->export_;

    /* Those of the command line are about another source than the file's. */
    for (unsigned i = 0; i < export_->map_count && !settings->columns.is_given; i++)
        if (!columns_map(&settings->columns, export_->map[i])) {
            char key[64];

            snprintf(key, sizeof key, "export/map/%u", i);
            config_error(config, key, "SYNTAX",
                         "expected NAME=COLUMN with the name of a column of ours, each once");
            return PROGRAM_USAGE;
        }
    return -1;
}

static int merge(struct settings *settings, const struct options *given,
                 const struct config *config)
{
    const struct config_export *export_ = &config->export_;

    take_text(&settings->source, export_->source);
    if (!given->schema && !settings->query_file) {
        settings->query_file = export_->query;
        if (export_->schema)
            settings->schema = *export_->schema;
    }
    if (!given->format && !settings->layout) {
        settings->layout = export_->columns;
        if (export_->format)
            settings->format = *export_->format;
    }
    if (!settings->directory)
        take_text(&settings->output, export_->output);
    take_text(&settings->directory, export_->directory);
    take_text(&settings->locations, config->tables.locations);
    settings->strict |= export_->strict && *export_->strict == CONFIG_SWITCH_TRUE;
    take_text(&settings->user, export_->user);
    take_text(&settings->password_file, export_->password_file);
    take_text(&settings->credentials, export_->credentials);
    take_text(&settings->ca_file, export_->ca_file);
    take_text(&settings->icws_resource, export_->icws_resource);
    take_text(&settings->icws_select, export_->icws_select);
    return merge_columns(settings, config);
}

static int read_config(struct settings *settings, const struct options *given, const char *path)
{
    if (!path)
        return -1;
    if (config_load(path, &settings->config) != 0)
        return PROGRAM_USAGE;
    return merge(settings, given, settings->config);
}

/* ---- words ----------------------------------------------------------------------------------- */

static int read_words(struct settings *settings, const struct options *given)
{
    if (given->schema && settings->query_file)
        return refuse("--schema and --query exclude each other", "");
    if (given->format && settings->layout)
        return refuse("--format and --columns exclude each other", "");
    if (given->schema && strcasecmp(given->schema, "stations") == 0)
        settings->schema = CONFIG_SCHEMA_STATIONS;
    else if (given->schema && strcasecmp(given->schema, "fusionpbx") != 0)
        return refuse("--schema is fusionpbx or stations, not ", given->schema);
    if (given->format && strcasecmp(given->format, "extended") == 0)
        settings->format = CONFIG_FORMAT_EXTENDED;
    else if (given->format && strcasecmp(given->format, "pureconnect") != 0)
        return refuse("--format is pureconnect or extended, not ", given->format);
    return -1;
}

bool settings_check_layout(const struct settings *settings, const char *source,
                           const e911_locations *locations)
{
    const struct source_kind *kind = source ? source_kind_of(source) : NULL;
    const struct layout_known known = {
        .locations = locations,
        .has_others = (settings->locations && !locations) || !kind || !kind->has_own_columns ||
                      !kind->has_own_columns(settings->schema, settings->query_file),
    };

    return layout_check(settings->layout, &known);
}

/* What nobody gave, and what cannot be. */
static int complete(struct settings *settings)
{
    take_text(&settings->directory, ".");
    take_text(&settings->icws_resource, ICWS_RESOURCE);
    take_text(&settings->icws_select, ICWS_SELECT);
    if (settings->directory[0] == '\0' || (settings->output && settings->output[0] == '\0'))
        return refuse("--directory and --output may not be empty", "");
    if (settings->ca_file && access(settings->ca_file, R_OK) < 0) {
        finding_print(settings->ca_file, 0, 0, FINDING_ERROR, "CANNOT_READ",
                      "cannot read the certificates: %s", strerror(errno));
        return PROGRAM_USAGE;
    }
    if (settings->source && !source_kind_of(settings->source))
        return PROGRAM_USAGE;
    return settings_check_layout(settings, settings->source, NULL) ? -1 : PROGRAM_USAGE;
}

static int read_options(struct settings *settings, struct options *given, struct program *program,
                        int argc, char **argv)
{
    struct program_values maps = {.count = 0};
    const struct program_option options[] = {
        {"schema", "WORD", "tables of the database: fusionpbx (default) or stations", NULL,
         &given->schema, NULL},
        {"query", "SQLFILE", "ask the database with the query in SQLFILE", NULL,
         &settings->query_file, NULL},
        {"map", "NAME=COLUMN", "our NAME is the source's COLUMN; may be repeated", NULL, NULL,
         &maps},
        {"locations", "FILE", "table of locations, for the addresses", NULL, &settings->locations,
         NULL},
        {"format", "WORD", "pureconnect (default: its six columns) or extended", NULL,
         &given->format, NULL},
        {"columns", "LIST", "[HEADER=]COLUMN,... instead: a provider's own form", NULL,
         &settings->layout, NULL},
        {"output", "FILE", "write FILE instead of a new dated one; - is stdout", NULL,
         &settings->output, NULL},
        {"directory", "DIR", "make E911ExportUtility/ in DIR (default: here)", NULL,
         &settings->directory, NULL},
        {"lint", NULL, "say what is odd, write nothing", &settings->lint, NULL, NULL},
        {"strict", NULL, "write nothing when there are errors", &settings->strict, NULL, NULL},
        {"force", NULL, "write even when the table shrank by more than a fifth", &settings->force,
         NULL, NULL},
        {"user", "NAME", "sign in as NAME", NULL, &settings->user, NULL},
        {"password-file", "FILE", "its first line is the password; mode 0600", NULL,
         &settings->password_file, NULL},
        {"credentials", "FILE", "where host and credentials are kept", NULL, &settings->credentials,
         NULL},
        {"ca-file", "FILE", "certificates to check the server's with (PEM)", NULL,
         &settings->ca_file, NULL},
        {"autoclose", NULL, "accepted as by PureConnect; this program always closes",
         &given->autoclose, NULL, NULL},
        {0},
    };
    int result;

    accept_one_dash(argc, argv);
    if (gives_password(argc, argv))
        return refuse("there is no option for a password, which others could read; use "
                      "--password-file, or be asked",
                      "");
    program->options = options;
    result = program_options(program, argc, argv);
    program->options = NULL;
    for (unsigned i = 0; result < 0 && i < maps.count; i++)
        if (!columns_map(&settings->columns, maps.items[i]))
            return refuse("--map takes NAME=COLUMN with the name of a column of ours, each once: ",
                          maps.items[i]);
    return result;
}

static int take_source(struct settings *settings, const struct program *program, int argc,
                       char **argv)
{
    if (argc - program->first_argument > 1)
        return refuse("more than one SOURCE", "");
    if (program->first_argument < argc)
        settings->source = argv[program->first_argument];
    return -1;
}

int settings_read(struct settings *settings, int argc, char **argv)
{
    struct options given = {NULL, NULL, false};
    struct program program = {
        .name = "e911-export",
        .summary = SUMMARY,
        .arguments = "[SOURCE]",
    };
    int result = read_options(settings, &given, &program, argc, argv);

    if (result < 0)
        result = take_source(settings, &program, argc, argv);
    settings->quiet = program.quiet;
    settings->columns.is_given = settings->columns.count > 0;
    if (result < 0)
        result = read_words(settings, &given);
    if (result < 0)
        result = read_config(settings, &given, program.config_path);
    if (result < 0)
        result = complete(settings);
    return result < 0 && program.test_config ? PROGRAM_YES : result;
}

void settings_free(struct settings *settings)
{
    config_free(settings->config);
    settings->config = NULL;
}
