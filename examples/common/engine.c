#include "engine.h"

#include "file.h"
#include "plan.h"
#include "refusal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STATIONS_FILE_MAX (1024UL * 1024 * 1024)

/* ---- stations -------------------------------------------------------------------------------- */

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
        refusal_of_file(config->tables.stations, status, &error);
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
    text = file_read(config->tables.stations, STATIONS_FILE_MAX, &len);
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

e911_engine *engine_make(const struct config *config, bool *ret_without_rules)
{
    e911_plan *plan = plan_of_config(config, ret_without_rules);
    e911_stations *stations = load_stations(config);
    e911_engine *engine = NULL;

    if (config_errors(config) == 0 && plan != NULL)
        engine = assemble(config, plan, stations);
    e911_stations_unref(stations);
    e911_plan_unref(plan);
    return engine;
}
