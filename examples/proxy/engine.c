#include "engine.h"

#include "../common/finding.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sofia-sip/su_alloc.h>
#include <sofia-sip/url.h>

#define STATIONS_FILE_MAX (1024L * 1024 * 1024)

/* ---- findings -------------------------------------------------------------------------------- */

/* Name of a status as a finding's code: E911_ERR_SYNTAX is SYNTAX. */
static const char *code_of(e911_status status)
{
    const char *name = e911_status_name((enum e911_status_code)status);
    const char prefix[] = "E911_ERR_";

    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : name;
}

static void refuse_value(const struct config *config, const char *key_path, e911_status status,
                         const e911_error *error)
{
    const char *message = error->message == NULL ? "cannot be used" : error->message;
    const char *expected = error->expected == NULL ? "another value" : error->expected;

    config_error(config, key_path, code_of(status), "%s; expected %s", message, expected);
}

/* ---- dial plan ------------------------------------------------------------------------------- */

typedef e911_status add_text(e911_plan_builder *builder, const char *text, size_t len,
                             e911_error *reterr);

static e911_status add_emergency_number(e911_plan_builder *builder, const char *text, size_t len,
                                        e911_error *reterr)
{
    return e911_plan_builder_add_number(builder, text, len, E911_CLASS_EMERGENCY, reterr);
}

static void add_all(const struct config *config, e911_plan_builder *builder, char **texts,
                    unsigned count, add_text *add, const char *key)
{
    for (unsigned i = 0; i < count; i++) {
        char path[64];
        e911_error error;
        e911_status status;

        e911_error_init(&error, sizeof error);
        status = add(builder, texts[i], strlen(texts[i]), &error);
        snprintf(path, sizeof path, "dial plan/%s/%u", key, i);
        if (status != E911_OK)
            refuse_value(config, path, status, &error);
    }
}

static e911_plan *make_plan(const struct config *config)
{
    const struct config_dial_plan *from = &config->dial_plan;
    e911_plan_builder *builder;
    e911_plan *plan = NULL;
    e911_error error;
    e911_status status;

    e911_error_init(&error, sizeof error);
    if (e911_plan_builder_new(NULL, &builder) != E911_OK)
        return NULL;
    status = e911_plan_builder_set_region(builder, from->region, strlen(from->region), &error);
    if (status != E911_OK)
        refuse_value(config, "dial plan/region", status, &error);
    add_all(config, builder, from->access_prefixes, from->access_prefixes_count,
            e911_plan_builder_add_access_prefix, "access prefixes");
    add_all(config, builder, from->emergency_numbers, from->emergency_numbers_count,
            add_emergency_number, "emergency numbers");
    if (config_errors(config) == 0) {
        status = e911_plan_builder_build(builder, &plan, &error);
        if (status != E911_OK)
            refuse_value(config, "dial plan/emergency numbers", status, &error);
    }
    e911_plan_builder_free(builder);
    return plan;
}

/* ---- stations -------------------------------------------------------------------------------- */

/* A FIFO or a device in the place of the file must not stop the proxy at a reload. */
static FILE *open_regular(const char *path, size_t *ret_size)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat about;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &about) == 0) {
        *ret_size = (size_t)about.st_size;
        errno = S_ISREG(about.st_mode) ? 0 : EINVAL;
        if (errno == 0 && about.st_size > STATIONS_FILE_MAX)
            errno = EFBIG;
        if (errno == 0)
            return fdopen(fd, "rb");
    }
    close(fd);
    return NULL;
}

static char *read_file(const char *path, size_t *ret_len)
{
    FILE *file = open_regular(path, ret_len);
    char *text = file == NULL ? NULL : malloc(*ret_len + 1);

    if (text != NULL && fread(text, 1, *ret_len, file) != *ret_len) {
        free(text);
        text = NULL;
        errno = EIO;
    }
    if (file != NULL)
        fclose(file);
    return text;
}

static e911_stations *parse_stations(const struct config *config, const char *text, size_t len)
{
    e911_stations_builder *builder;
    e911_stations *stations = NULL;
    e911_error error;
    e911_status status;

    e911_error_init(&error, sizeof error);
    if (e911_stations_builder_new(NULL, &builder) != E911_OK)
        return NULL;
    status = e911_stations_builder_load_csv(builder, text, len, &error);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &stations);
    if (status != E911_OK) {
        finding_print(config->tables.stations, error.line, error.column, FINDING_ERROR,
                      code_of(status), "%s; expected %s",
                      error.message == NULL ? "out of memory" : error.message,
                      error.expected == NULL ? "more memory" : error.expected);
        config_error(config, "tables/stations", "BAD_TABLE", "the station table cannot be used");
    }
    e911_stations_builder_free(builder);
    return stations;
}

static e911_stations *load_stations(const struct config *config)
{
    e911_stations *stations;
    size_t len;
    char *text;

    if (config->tables.stations == NULL)
        return NULL;
    text = read_file(config->tables.stations, &len);
    if (text == NULL) {
        config_error(config, "tables/stations", "CANNOT_READ", "%s: %s; expected a readable file",
                     config->tables.stations, strerror(errno));
        return NULL;
    }
    stations = parse_stations(config, text, len);
    free(text);
    return stations;
}

/* ---- targets and next hop -------------------------------------------------------------------- */

char *with_transport(const char *uri)
{
    static const char suffix[] = ";transport=udp";
    size_t len = strlen(uri);
    char *copy = malloc(len + sizeof suffix);

    if (copy == NULL)
        return NULL;
    memcpy(copy, uri, len + 1);
    for (const char *at = uri; *at != '\0'; at++) {
        if (strncasecmp(at, ";transport=", 11) == 0)
            return copy;
    }
    if (strncasecmp(uri, "sip:", 4) == 0)
        memcpy(copy + len, suffix, sizeof suffix);
    return copy;
}

static bool is_port(const char *text)
{
    return strspn(text, "0123456789") == strlen(text) && strtoul(text, NULL, 10) - 1 < 65535;
}

/* What the library leaves to the stack: a port in range, and a transport it has. */
static bool stack_can_reach(const char *uri)
{
    static const char *const transports[] = {"udp", "tcp"};
    url_t *url = url_make(NULL, uri);
    char transport[8] = "udp";
    bool known = false;

    if (url == NULL)
        return false;
    if (url_has_param(url, "transport"))
        url_param(url->url_params, "transport", transport, sizeof transport);
    for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++)
        known = known || strcasecmp(transport, transports[i]) == 0;
    known = known && (url->url_port == NULL || is_port(url->url_port));
    su_free(NULL, url);
    return known;
}

/* The library's own check of a target, applied to one URI. */
static void check_uri(const struct config *config, const char *key_path, const char *name,
                      const char *uri)
{
    e911_engine_options options;
    e911_target target;
    const e911_target *targets[1] = {&target};
    e911_engine *engine = NULL;
    e911_error error;
    e911_status status;

    e911_error_init(&error, sizeof error);
    e911_engine_options_init(&options, sizeof options);
    e911_target_init(&target, sizeof target);
    target.name = e911_text_of(name);
    target.uri = e911_text_of(uri);
    options.emergency_numbers = e911_text_of("911");
    options.targets = targets;
    options.targets_count = 1;
    status = e911_engine_new(&options, &engine, &error);
    if (status != E911_OK)
        refuse_value(config, key_path, status, &error);
    e911_engine_unref(engine);
}

static void check_hop(const struct config *config, const char *key_path, const char *name,
                      const char *uri)
{
    unsigned errors = config_errors(config);

    check_uri(config, key_path, name, uri);
    if (config_errors(config) == errors && !stack_can_reach(uri))
        config_error(config, key_path, "SYNTAX",
                     "nothing can be sent there; expected sip:HOST:PORT;transport=udp, with a port "
                     "of 1 to 65535 and the transport udp or tcp");
}

static void check_uris(const struct config *config)
{
    char path[64];

    for (unsigned i = 0; i < config->targets_count; i++) {
        snprintf(path, sizeof path, "targets/%u/uri", i);
        check_hop(config, path, config->targets[i].name, config->targets[i].uri);
    }
    check_hop(config, "next hop", "", config->next_hop);
    for (unsigned i = 0; i < config->ingress.listen_count; i++) {
        snprintf(path, sizeof path, "ingress/listen/%u", i);
        check_uri(config, path, "", config->ingress.listen[i]);
    }
    if (config->targets_count > E911_TARGETS_MAX)
        config_error(config, "targets", "LIMIT", "too many targets; expected at most %d",
                     (int)E911_TARGETS_MAX);
}

static e911_engine *make_engine(const struct config *config, e911_plan *plan,
                                e911_stations *stations)
{
    static const uint32_t flags[] = {
        [CONFIG_ININATTR_QUOTED] = 0,
        [CONFIG_ININATTR_UNQUOTED] = E911_TARGET_ININATTR_UNQUOTED,
        [CONFIG_ININATTR_NONE] = E911_TARGET_WITHOUT_ININATTR,
    };
    const enum config_switch *include = config->server_parameters.include_station_addresses;
    e911_target targets[E911_TARGETS_MAX];
    const e911_target *pointers[E911_TARGETS_MAX];
    e911_engine_options options;
    e911_engine *engine = NULL;

    e911_engine_options_init(&options, sizeof options);
    for (unsigned i = 0; i < config->targets_count; i++) {
        e911_target_init(&targets[i], sizeof targets[i]);
        targets[i].name = e911_text_of(config->targets[i].name);
        targets[i].uri = e911_text_of(config->targets[i].uri);
        targets[i].flags = flags[config->targets[i].ininattr];
        pointers[i] = &targets[i];
    }
    options.plan = plan;
    options.stations = stations;
    options.targets = pointers;
    options.targets_count = config->targets_count;
    options.include_station_addresses = include != NULL && *include == CONFIG_SWITCH_TRUE;
    if (e911_engine_new(&options, &engine, NULL) != E911_OK)
        config_error(config, "targets", "UNUSABLE", "the engine cannot be made of this file");
    return engine;
}

/* ---- ingress --------------------------------------------------------------------------------- */

/* "192.0.2.1" or "192.0.2.0/24" */
static bool read_ingress(const char *text, struct ingress *ret)
{
    const char *slash = strchr(text, '/');
    size_t len = slash == NULL ? strlen(text) : (size_t)(slash - text);
    unsigned limit;
    char *end;

    if (e911_ip_parse(text, len, &ret->address, NULL) != E911_OK)
        return false;
    limit = ret->address.family == 4 ? 32 : 128;
    ret->bits = limit;
    if (slash == NULL)
        return true;
    if (slash[1] < '0' || slash[1] > '9')
        return false;
    ret->bits = (unsigned)strtoul(slash + 1, &end, 10);
    return *end == '\0' && ret->bits <= limit;
}

static void fill_ingress(const struct config *config, struct settings *settings)
{
    static const uint32_t trusts[] = {
        [CONFIG_TRUST_PHONE] = E911_INGRESS_PHONE,
        [CONFIG_TRUST_PBX] = E911_INGRESS_PBX,
        [CONFIG_TRUST_TRUNK] = E911_INGRESS_TRUNK,
    };

    for (unsigned i = 0; i < config->ingress.sources_count; i++) {
        const struct config_source *source = &config->ingress.sources[i];
        struct ingress *to = &settings->ingress[settings->ingress_count++];
        char path[64];

        to->trust = trusts[source->trust];
        snprintf(path, sizeof path, "ingress/sources/%u/address", i);
        if (!read_ingress(source->address, to))
            config_error(config, path, "SYNTAX",
                         "not an address; expected an IP address or a prefix such as 192.0.2.0/24");
    }
}

static bool is_in_prefix(const struct ingress *prefix, const e911_ip *address)
{
    unsigned bytes = prefix->bits / 8;
    unsigned rest = prefix->bits % 8;

    if (prefix->address.family != address->family ||
        memcmp(prefix->address.bytes, address->bytes, bytes) != 0)
        return false;
    return rest == 0 || (prefix->address.bytes[bytes] ^ address->bytes[bytes]) >> (8 - rest) == 0;
}

uint32_t settings_trust(const struct settings *settings, const e911_ip *source)
{
    for (unsigned i = 0; i < settings->ingress_count; i++) {
        if (is_in_prefix(&settings->ingress[i], source))
            return settings->ingress[i].trust;
    }
    return E911_INGRESS_PHONE;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool fill(const struct config *config, struct settings *settings)
{
    e911_plan *plan = make_plan(config);
    e911_stations *stations = load_stations(config);

    fill_ingress(config, settings);
    check_uris(config);
    if (config_errors(config) == 0 && plan != NULL)
        settings->engine = make_engine(config, plan, stations);
    e911_stations_unref(stations);
    e911_plan_unref(plan);
    settings->next_hop = with_transport(config->next_hop);
    for (unsigned i = 0; i < config->ingress.listen_count; i++)
        settings->listen[settings->listen_count++] = strdup(config->ingress.listen[i]);
    return config_errors(config) == 0 && settings->engine != NULL && settings->next_hop != NULL;
}

int settings_load(const char *path, struct settings **ret_settings)
{
    struct settings *settings;
    struct config *config;
    int status = config_load(path, &config);

    if (status != 0)
        return status;
    if (config->server_parameters.include_station_addresses == NULL)
        config_warning(config, "server parameters/Include Station Mac And IP In SIP", "ABSENT",
                       "the parameter is absent and so False: no call carries its station's "
                       "addresses");
    settings = calloc(1, sizeof *settings);
    if (settings != NULL) {
        settings->ingress = calloc(config->ingress.sources_count + 1, sizeof *settings->ingress);
        settings->listen = calloc(config->ingress.listen_count + 1, sizeof *settings->listen);
    }
    if (settings == NULL || settings->ingress == NULL || settings->listen == NULL ||
        !fill(config, settings)) {
        settings_free(settings);
        settings = NULL;
        status = 2;
    }
    config_free(config);
    if (settings != NULL)
        *ret_settings = settings;
    return status;
}

void settings_free(struct settings *settings)
{
    if (settings == NULL)
        return;
    e911_engine_unref(settings->engine);
    for (unsigned i = 0; i < settings->listen_count; i++)
        free(settings->listen[i]);
    free(settings->listen);
    free(settings->ingress);
    free(settings->next_hop);
    free(settings);
}
