#include "rewrite_options.h"

#include "common/engine.h"
#include "common/file.h"
#include "common/finding.h"
#include "common/ingress.h"
#include "common/refusal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STATIONS_FILE_MAX (1024UL * 1024 * 1024)

/* Blanks between them, as the library takes them. */
#define PREFIXES_SIZE 1024

struct words {
    const char *region;
    struct program_values prefixes;
    const char *stations;
    const char *target;
    const char *source;
    const char *trust;
};

static int refuse(const char *option, const char *problem)
{
    finding_print(option, 0, 0, FINDING_ERROR, "USAGE", "%s", problem);
    return PROGRAM_USAGE;
}

/* ---- the engine ------------------------------------------------------------------------------ */

static bool join(const struct program_values *values, char *room, size_t size)
{
    size_t len = 0;

    room[0] = '\0';
    for (unsigned i = 0; i < values->count; i++) {
        int added = snprintf(room + len, size - len, " %s", values->items[i]);

        if (added < 0 || (size_t)added >= size - len)
            return false;
        len += (size_t)added;
    }
    return true;
}

static int engine_of_words(const struct words *words, e911_engine **ret_engine)
{
    e911_engine_options site = {.struct_size = sizeof site};
    e911_error error = {.struct_size = sizeof error};
    char prefixes[PREFIXES_SIZE];
    size_t len;
    char *stations;
    e911_status status;

    if (words->stations == NULL || words->target == NULL)
        return refuse("--region", "expected --stations and --target with it");
    if (!join(&words->prefixes, prefixes, sizeof prefixes))
        return refuse("--prefix", "too long");
    stations = file_read(words->stations, STATIONS_FILE_MAX, &len);
    if (stations == NULL) {
        finding_print(words->stations, 0, 0, FINDING_ERROR, "CANNOT_READ",
                      "%s; expected a readable file", strerror(errno));
        return PROGRAM_USAGE;
    }
    site.region = e911_text_of(words->region);
    site.access_prefixes = e911_text_of(prefixes);
    site.stations_csv = (e911_text){stations, len};
    site.target_uri = e911_text_of(words->target);
    site.include_station_addresses = 1;
    status = e911_engine_new(&site, ret_engine, &error);
    if (status != E911_OK)
        refusal_of_file(error.line > 0 ? words->stations : "options", status, &error);
    free(stations);
    return status == E911_OK ? -1 : PROGRAM_USAGE;
}

/* The engine of a configuration file, and whose packets are worth what by it. */
static int engine_of_file(const char *path, struct rewrite_options *options)
{
    struct ingress ingress;
    struct config *config;

    if (config_load(path, &config) != 0)
        return PROGRAM_USAGE;
    options->engine = engine_make(config, NULL);
    ingress_read(config, &ingress);
    options->facts.ingress = ingress_trust(&ingress, &options->facts.source);
    options->facts.site = ingress_site(&ingress, options->engine, &options->facts.source);
    ingress_free(&ingress);
    config_free(config);
    return options->engine == NULL ? PROGRAM_USAGE : -1;
}

/* ---- where the message came from ------------------------------------------------------------- */

static int read_source(const char *text, e911_facts *facts)
{
    e911_error error = {.struct_size = sizeof error};
    e911_status status =
        text == NULL ? E911_OK : e911_ip_parse(text, strlen(text), &facts->source, &error);

    if (status == E911_OK)
        return -1;
    refusal_of_file("--source", status, &error);
    return PROGRAM_USAGE;
}

static int read_trust(const char *text, e911_facts *facts)
{
    static const char *const names[] = {
        [E911_INGRESS_PHONE] = "phone",
        [E911_INGRESS_PBX] = "pbx",
        [E911_INGRESS_TRUNK] = "trunk",
    };

    if (text == NULL)
        return -1;
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcasecmp(text, names[i]) == 0) {
            facts->ingress = i;
            return -1;
        }
    }
    return refuse("--trust", "expected phone, pbx or trunk");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int read_words(struct rewrite_options *options, const struct program *program,
                      const struct words *words)
{
    int result = read_source(words->source, &options->facts);

    if (result >= 0)
        return result;
    if ((program->config_path == NULL) == (words->region == NULL))
        return refuse("options", "expected either --config or --region");
    if (program->config_path != NULL &&
        (words->prefixes.count > 0 || words->stations != NULL || words->target != NULL))
        return refuse("--config", "takes the place of --prefix, --stations and --target");
    if (program->config_path != NULL)
        result = engine_of_file(program->config_path, options);
    else
        result = engine_of_words(words, &options->engine);
    return result >= 0 ? result : read_trust(words->trust, &options->facts);
}

int rewrite_options_read(struct rewrite_options *ret_options, int argc, char **argv)
{
    struct words words = {0};
    const struct program_option own[] = {
        {.name = "region",
         .argument = "CC",
         .help = "instead of -c: ISO 3166 code of the country",
         .value = &words.region},
        {.name = "prefix",
         .argument = "D",
         .help = "digits dialed for an outside line; may be repeated",
         .values = &words.prefixes},
        {.name = "stations",
         .argument = "CSV",
         .help = "file with the table of stations",
         .value = &words.stations},
        {.name = "target",
         .argument = "URI",
         .help = "sip: URI of the emergency service provider",
         .value = &words.target},
        {.name = "source",
         .argument = "ADDR",
         .help = "IP address the message came from",
         .value = &words.source},
        {.name = "trust",
         .argument = "WHO",
         .help = "it came from a phone (the default), pbx or trunk",
         .value = &words.trust},
        {0},
    };
    struct program program = {
        .name = "e911-rewrite",
        .summary = "Reads a SIP message and writes what to send on in its place; one line of JSON "
                   "on standard\nerror says why. Exits with 1, and writes the message as it came, "
                   "when it cannot be read.",
        .options = own,
    };
    int result;

    *ret_options = (struct rewrite_options){.facts = {.struct_size = sizeof(e911_facts)}};
    result = program_options(&program, argc, argv);
    if (result < 0)
        result = read_words(ret_options, &program, &words);
    if (result < 0 && program.test_config)
        result = PROGRAM_YES;
    ret_options->quiet = program.quiet;
    return result;
}
