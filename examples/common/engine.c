#include "engine.h"

#include "finding.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATIONS_FILE_MAX (1024L * 1024 * 1024)

/* ---- findings -------------------------------------------------------------------------------- */

/* Name of a status as a finding's code: E911_ERR_SYNTAX is SYNTAX. */
static const char *code_of(e911_status status)
{
    const char *name = e911_status_name((enum e911_status_code)status);
    const char prefix[] = "E911_ERR_";

    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : name;
}

void engine_refuse_value(const struct config *config, const char *key_path, e911_status status,
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
            engine_refuse_value(config, path, status, &error);
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
        engine_refuse_value(config, "dial plan/region", status, &error);
    add_all(config, builder, from->access_prefixes, from->access_prefixes_count,
            e911_plan_builder_add_access_prefix, "access prefixes");
    add_all(config, builder, from->emergency_numbers, from->emergency_numbers_count,
            add_emergency_number, "emergency numbers");
    if (config_errors(config) == 0) {
        status = e911_plan_builder_build(builder, &plan, &error);
        if (status != E911_OK)
            engine_refuse_value(config, "dial plan/emergency numbers", status, &error);
    }
    e911_plan_builder_free(builder);
    return plan;
}

/* ---- stations -------------------------------------------------------------------------------- */

/* A FIFO or a device in the place of the file must not stop a proxy at a reload. */
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

/* ---- the engine ------------------------------------------------------------------------------ */

static e911_engine *assemble(const struct config *config, e911_plan *plan, e911_stations *stations)
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

e911_engine *engine_make(const struct config *config)
{
    e911_plan *plan = make_plan(config);
    e911_stations *stations = load_stations(config);
    e911_engine *engine = NULL;

    if (config_errors(config) == 0 && plan != NULL)
        engine = assemble(config, plan, stations);
    e911_stations_unref(stations);
    e911_plan_unref(plan);
    return engine;
}
