#include "base/struct.h"
#include "station/table.h"

struct e911_stations_builder {
    e911__table_builder base;
};

e911_status e911_stations_builder_new(const e911_allocator *allocator,
                                      e911_stations_builder **ret_builder)
{
    return e911__builder_new(allocator, &e911__station_schema, sizeof **ret_builder, ret_builder);
}

void e911_stations_builder_free(e911_stations_builder *builder)
{
    e911__builder_free((e911__table_builder *)builder);
}

e911_status e911_stations_builder_add(e911_stations_builder *builder, const e911_station *station,
                                      e911_error *reterr)
{
    e911_status status = e911__struct_check_in(station, sizeof *station, sizeof *station);

    if (status != E911_OK)
        return status;
    if (builder == NULL || station->type > E911_STATION_HOT_DESK)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__builder_add(&builder->base, station, station->type, reterr);
}

e911_status e911_stations_builder_add_cells(e911_stations_builder *builder, const e911_cell *cells,
                                            size_t count, e911_error *reterr)
{
    if (builder == NULL || (cells == NULL && count > 0))
        return E911_ERR_INVALID_ARGUMENT;
    return e911__builder_add_cells(&builder->base, cells, count, reterr);
}

e911_status e911_stations_builder_load(e911_stations_builder *builder, const char *text, size_t len,
                                       const e911_csv *csv, e911_findings *findings,
                                       e911_error *reterr)
{
    return e911__builder_load((e911__table_builder *)builder, text, len, csv, findings, reterr);
}

e911_status e911_stations_builder_load_csv(e911_stations_builder *builder, const char *text,
                                           size_t len, e911_error *reterr)
{
    return e911_stations_builder_load(builder, text, len, NULL, NULL, reterr);
}

static e911_status build_indexes(e911_stations *stations, const e911__table_builder *builder)
{
    e911_status status = E911_OK;

    for (int i = 0; status == E911_OK && i < E911__STATION_NUMBERS; i++)
        status = e911__numbers_build(&stations->numbers[i], &stations->memory, &stations->rows,
                                     stations->rows.count, e911__station_numbers_of[i]);
    for (int i = 0; status == E911_OK && i < E911__STATION_INDEXES; i++)
        status = e911__index_build_hashed(&stations->indexes[i], &stations->memory, &stations->rows,
                                          stations->rows.count, e911__station_keys[i],
                                          builder->hashes + i, E911__STATION_INDEXES);
    return status;
}

e911_status e911_stations_builder_build(e911_stations_builder *builder,
                                        e911_stations **ret_stations)
{
    e911_stations *stations;
    e911_status status;

    if (builder == NULL || ret_stations == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    stations = e911__builder_table(&builder->base, sizeof *stations);
    if (stations == NULL)
        return E911_ERR_NOMEM;
    status = build_indexes(stations, &builder->base);
    if (status != E911_OK) {
        e911__stations_release_indexes(stations);
        e911__builder_take_back(&builder->base, stations, sizeof *stations);
        return status;
    }
    stations->names_hosts = builder->base.reading.names_host;
    builder->base.reading.names_host = false;
    e911__builder_drop_hashes(&builder->base);
    *ret_stations = stations;
    return E911_OK;
}
