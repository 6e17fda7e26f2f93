#include "location/locations.h"

#include "base/struct.h"
#include "table/write.h"

#include <stddef.h>

struct e911_locations_builder {
    e911__table_builder base;
};

#define COLUMN(name, field)                                                                        \
    {                                                                                              \
        E911__TEXT(name), offsetof(e911_location, field), false                                    \
    }

enum {
    ERL,
    COUNTRY = 2,
    BUILDING = 16,
    CUSTOMER_NAME = 21,
    ELIN,
    CALLBACK_NUMBER,
    ESN = 25,
    CLASS_OF_SERVICE = 27,
    LATITUDE = 29,
    COLUMNS = 34
};

static const e911__column columns[] = {
    [ERL] = COLUMN("ERL", erl),
    COLUMN("Site", site),
    [COUNTRY] = COLUMN("Country", country),
    COLUMN("State", state),
    COLUMN("County", county),
    COLUMN("CountyID", county_id),
    COLUMN("City", city),
    COLUMN("PostalCommunity", postal_community),
    COLUMN("HouseNumber", house_number),
    COLUMN("HouseNumberSuffix", house_number_suffix),
    COLUMN("PreDirectional", pre_directional),
    COLUMN("StreetName", street_name),
    COLUMN("StreetSuffix", street_suffix),
    COLUMN("PostDirectional", post_directional),
    COLUMN("PostalCode", postal_code),
    COLUMN("PostalCodeExtension", postal_code_extension),
    [BUILDING] = COLUMN("Building", building),
    COLUMN("Floor", floor),
    COLUMN("Unit", unit),
    COLUMN("Room", room),
    COLUMN("LocationDetail", location_detail),
    [CUSTOMER_NAME] = COLUMN("CustomerName", customer_name),
    [ELIN] = COLUMN("ELIN", elin),
    [CALLBACK_NUMBER] = COLUMN("CallbackNumber", callback_number),
    COLUMN("MainNumber", main_number),
    [ESN] = COLUMN("ESN", esn),
    COLUMN("PsapID", psap_id),
    [CLASS_OF_SERVICE] = COLUMN("ClassOfService", class_of_service),
    COLUMN("TypeOfService", type_of_service),
    [LATITUDE] = COLUMN("Latitude", latitude),
    COLUMN("Longitude", longitude),
    COLUMN("ProviderLocationID", provider_location_id),
    COLUMN("ValidatedBy", validated_by),
    COLUMN("ValidatedDate", validated_date),
};

_Static_assert(sizeof columns / sizeof columns[0] == COLUMNS,
               "a column stands at no other's place");

uint32_t e911__location_part_of(size_t column)
{
    static const struct {
        uint8_t first;
        uint8_t part;
    } parts[] = {{LATITUDE, E911__LOCATION_POINT},  {CLASS_OF_SERVICE, E911__LOCATION_OTHER},
                 {ESN, E911__LOCATION_ROUTING},     {CALLBACK_NUMBER, E911__LOCATION_OTHER},
                 {ELIN, E911__LOCATION_NUMBER},     {CUSTOMER_NAME, E911__LOCATION_OTHER},
                 {BUILDING, E911__LOCATION_DETAIL}, {COUNTRY, E911__LOCATION_PLACE}};

    for (size_t i = 0; column < COLUMNS && i < sizeof parts / sizeof parts[0]; i++) {
        if (column >= parts[i].first)
            return parts[i].part;
    }
    return E911__LOCATION_OTHER;
}

static e911_status read_row(e911__reading *reading, void *record)
{
    (void)reading;
    (void)record;
    return E911_OK;
}

const e911__schema e911__location_schema = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .key_column = E911__NO_COLUMN,
    .keys = 1u << ERL,
    .names = "ERL",
    .read = read_row,
};

static e911_text erl_key(const void *table, uint32_t row)
{
    return e911__trim(e911__row_cell(table, row, ERL));
}

e911_status e911_location_init(e911_location *location, size_t struct_size)
{
    return e911__struct_init(location, struct_size, sizeof *location);
}

/* ---- building -------------------------------------------------------------------------------- */

e911_status e911_locations_builder_new(const e911_allocator *allocator,
                                       e911_locations_builder **ret_builder)
{
    return e911__builder_new(allocator, &e911__location_schema, sizeof **ret_builder, ret_builder);
}

void e911_locations_builder_free(e911_locations_builder *builder)
{
    e911__builder_free((e911__table_builder *)builder);
}

e911_status e911_locations_builder_add(e911_locations_builder *builder,
                                       const e911_location *location, e911_error *reterr)
{
    e911_status status = e911__struct_check_in(location, sizeof *location, sizeof *location);

    if (status != E911_OK)
        return status;
    if (builder == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__builder_add(&builder->base, location, 0, reterr);
}

e911_status e911_locations_builder_load(e911_locations_builder *builder, const char *text,
                                        size_t len, const e911_csv *csv, e911_findings *findings,
                                        e911_error *reterr)
{
    return e911__builder_load((e911__table_builder *)builder, text, len, csv, findings, reterr);
}

e911_status e911_locations_builder_build(e911_locations_builder *builder,
                                         e911_locations **ret_locations)
{
    e911_locations *locations;
    e911_status status;

    if (builder == NULL || ret_locations == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    locations = e911__builder_table(&builder->base, sizeof *locations);
    if (locations == NULL)
        return E911_ERR_NOMEM;
    status = e911__index_build(&locations->by_erl, &locations->memory, &locations->rows,
                               locations->rows.count, erl_key);
    if (status != E911_OK) {
        e911__builder_take_back(&builder->base, locations, sizeof *locations);
        return status;
    }
    *ret_locations = locations;
    return E911_OK;
}

/* ---- life and reading ------------------------------------------------------------------------ */

e911_locations *e911_locations_ref(e911_locations *locations)
{
    if (locations != NULL)
        e911__reference_take(&locations->references);
    return locations;
}

void e911_locations_unref(e911_locations *locations)
{
    if (locations == NULL || !e911__reference_drop(&locations->references))
        return;
    e911__index_release(&locations->by_erl, &locations->memory);
    e911__table_free(locations, sizeof *locations);
}

size_t e911_locations_count(const e911_locations *locations)
{
    return locations == NULL ? 0 : locations->rows.count;
}

e911_status e911_locations_at(const e911_locations *locations, size_t row,
                              e911_location *ret_location)
{
    e911_status status = e911__struct_check_out(ret_location, sizeof *ret_location);
    e911_location location = {0};

    if (status != E911_OK)
        return status;
    if (locations == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (row >= locations->rows.count)
        return E911_ERR_NOT_FOUND;
    e911__row_store(&locations->rows, row, &location);
    location.line = locations->rows.rows[row].line;
    e911__struct_store(ret_location, &location, sizeof location);
    return E911_OK;
}

size_t e911_locations_column_count(const e911_locations *locations)
{
    return locations == NULL ? 0 : locations->rows.order_count;
}

e911_status e911_locations_column_name(const e911_locations *locations, size_t column,
                                       e911_text *ret_name)
{
    if (locations == NULL || ret_name == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__table_column_name(&locations->rows, column, ret_name);
}

e911_status e911_locations_cell(const e911_locations *locations, size_t row, size_t column,
                                e911_text *ret_value)
{
    if (locations == NULL || ret_value == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__table_cell(&locations->rows, row, column, ret_value);
}

e911_row_range e911__locations_rows_of(const e911_locations *locations, e911_text erl)
{
    e911_row_range range;

    range.rows = e911__index_find(&locations->by_erl, &locations->rows, erl_key, erl, &range.count);
    return range;
}

e911_status e911_locations_find_erl(const e911_locations *locations, const char *erl, size_t len,
                                    e911_row_range *ret_range)
{
    if (locations == NULL || (erl == NULL && len > 0) || ret_range == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    *ret_range = e911__locations_rows_of(locations, e911__trim(e911__text(erl, len)));
    return E911_OK;
}

e911_status e911_locations_write_csv(const e911_locations *locations, const e911_csv *csv,
                                     const e911_sink *sink)
{
    return locations == NULL ? E911_ERR_INVALID_ARGUMENT
                             : e911__table_write(&locations->rows, csv, sink);
}

e911_status e911_locations_format_csv(const e911_locations *locations, const e911_csv *csv,
                                      char *buf, size_t size, size_t *ret_len)
{
    return locations == NULL ? E911_ERR_INVALID_ARGUMENT
                             : e911__table_format(&locations->rows, csv, buf, size, ret_len);
}

/* ---- what is odd ----------------------------------------------------------------------------- */

void e911__lint_erl(e911_findings *findings, const e911__rows *rows, uint32_t row, size_t column,
                    const e911_locations *locations)
{
    e911_text erl = e911__trim(e911__row_cell(rows, row, column));

    if (erl.len == 0)
        e911__lint_row(findings, rows, E911_TABLE_ERL_MISSING, row, column, E911_NO_ROW);
    else if (locations != NULL && e911__locations_rows_of(locations, erl).count == 0)
        e911__lint_row(findings, rows, E911_TABLE_ERL_UNKNOWN, row, column, E911_NO_ROW);
}

e911_status e911_locations_lint(const e911_locations *locations, e911_findings *findings)
{
    e911__duplicates rule = {.column = ERL, .conflict = E911_TABLE_DUPLICATE_KEY};

    if (locations == NULL || findings == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    for (uint32_t row = 0; row < locations->rows.count; row++)
        e911__lint_erl(findings, &locations->rows, row, ERL, NULL);
    rule.groups = &locations->by_erl.groups;
    return e911__lint_duplicates(findings, &locations->rows, locations->memory, &rule, 1);
}
