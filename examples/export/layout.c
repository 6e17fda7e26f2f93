#include "layout.h"

#include <string.h>

#include "base/csv.h"

#include "secret_name.h"

#include "../common/finding.h"
#include "../common/text.h"

#define NAME "--columns"

void layout_refuse(e911_text layout, e911_status status, const e911_error *error)
{
    finding_print(NAME, 1, (unsigned)error->offset + 1, FINDING_ERROR,
                  e911_status_name(status) + strlen("E911_ERR_"), "%s in '%.*s'; expected %s",
                  error->message ? error->message : "it is refused", (int)layout.len, layout.data,
                  error->expected ? error->expected : "[HEADER=]COLUMN,...");
}

/* Of the source these are never there; a table of locations may have one. */
static bool names_secret(e911_text layout)
{
    e911__csv csv = e911__csv_on(layout.data, layout.len);
    e911__csv_field fields[E911_STATIONS_LAYOUT_COLUMNS_MAX];
    size_t count = 0;

    if (e911__csv_next(&csv, fields, E911_STATIONS_LAYOUT_COLUMNS_MAX, &count, NULL) != E911_OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        e911_text name = fields[i].raw;
        size_t equals;

        while ((equals = text_find(name, "=")) < name.len)
            name = text_from(name, equals + 1);
        if (!secret_name_is(name))
            continue;
        finding_print(NAME, 1, (unsigned)fields[i].offset + 1, FINDING_ERROR, "SECRET",
                      "column '%.*s' looks like a secret; expected another", (int)name.len,
                      name.data);
        return true;
    }
    return false;
}

static int pass_over(void *user, const char *data, size_t len)
{
    (void)user;
    (void)data;
    (void)len;
    return 0;
}

/* Writes a table of one blank row with these columns to nowhere. */
static e911_status try(e911_text layout, const struct layout_known *known, e911_error *reterr)
{
    const e911_stations_layout given = {
        .struct_size = sizeof given, .columns = layout, .locations = known->locations};
    const e911_sink sink = {.struct_size = sizeof sink, .write = pass_over};
    e911_cell cells[SOURCE_COLUMNS_MAX + COLUMNS_MAPPED_MAX];
    size_t count = known->choice ? known->choice->count : 0;
    e911_stations_builder *builder = NULL;
    e911_stations *stations = NULL;
    e911_status status = e911_stations_builder_new(NULL, &builder);

    for (size_t i = 0; i < count; i++)
        cells[i] = (e911_cell){known->choice->names[i], e911_text_of("")};
    /* Columns that no table may have are refused with their rows. */
    if (status == E911_OK && count > 0 &&
        e911_stations_builder_add_cells(builder, cells, count, NULL) != E911_OK)
        count = 0;
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &stations);
    if (status == E911_OK)
        status = e911_stations_write_csv(stations, &given, &sink, reterr);
    if (status == E911_ERR_NOT_FOUND && count == 0 && known->choice)
        status = E911_OK;
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
    return status;
}

bool layout_check(const char *layout, const struct layout_known *known)
{
    e911_text text = layout ? e911_text_of(layout) : (e911_text){NULL, 0};
    e911_error error = {.struct_size = sizeof error};
    e911_status status;

    if (!layout)
        return true;
    if (text_trim(text).len == 0) {
        finding_print(NAME, 1, 1, FINDING_ERROR, "SYNTAX",
                      "no column; expected [HEADER=]COLUMN,...");
        return false;
    }
    if (names_secret(text))
        return false;
    status = try(text, known, &error);
    if (status == E911_OK || (status == E911_ERR_NOT_FOUND && known->has_others))
        return true;
    layout_refuse(text, status, &error);
    return false;
}
