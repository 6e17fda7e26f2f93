#include "columns.h"
#include "secret_name.h"

#include <e911/station.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../common/finding.h"
#include "../common/text.h"

/* Longer than the header of an extended table. */
#define HEADER_MAX 2048

/* The library's columns, those of the stations first: the header it writes, in pieces. */
static struct {
    char header[HEADER_MAX];
    const char *names[SOURCE_COLUMNS_MAX];
    size_t count;
} own;

static bool same(e911_text a, e911_text b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.data, b.data, a.len) == 0);
}

/* ---- names of ours --------------------------------------------------------------------------- */

static e911_status write_header(size_t *ret_length)
{
    const e911_stations_layout layout = {.struct_size = sizeof layout,
                                         .profile = E911_STATIONS_EXTENDED};
    e911_stations_builder *builder = NULL;
    e911_stations *stations = NULL;
    e911_status status = e911_stations_builder_new(NULL, &builder);

    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &stations);
    if (status == E911_OK)
        status = e911_stations_format_csv(stations, &layout, own.header, HEADER_MAX - 1, ret_length,
                                          NULL);
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
    return status;
}

bool columns_begin(void)
{
    size_t length = 0;
    char *rest = own.header;
    char *name;

    if (write_header(&length) != E911_OK)
        return false;
    own.header[length] = '\0';
    while ((name = strsep(&rest, ",\r\n")) && *name && own.count < SOURCE_COLUMNS_MAX)
        own.names[own.count++] = name;
    return true;
}

const char *columns_own_name(e911_text name)
{
    for (size_t i = 0; i < own.count; i++)
        if (text_is(name, own.names[i]))
            return own.names[i];
    return NULL;
}

bool columns_map(struct columns *columns, const char *text)
{
    e911_text whole = e911_text_of(text);
    size_t equals = text_find(whole, "=");
    struct columns_mapped *mapped = &columns->mapped[columns->count];

    if (equals == whole.len || columns->count == COLUMNS_MAPPED_MAX)
        return false;
    mapped->name = text_trim((e911_text){text, equals});
    mapped->column = text_trim(text_from(whole, equals + 1));
    if (!columns_own_name(mapped->name) || mapped->column.len == 0)
        return false;
    for (size_t i = 0; i < columns->count; i++)
        if (same(columns->mapped[i].name, mapped->name))
            return false;
    columns->count++;
    return true;
}

bool columns_is_known(const void *user, e911_text name)
{
    const struct columns *columns = user;

    return columns_is_mapped(columns, name) || columns_own_name(name) != NULL;
}

/* ---- naming ---------------------------------------------------------------------------------- */

static size_t find_column_from(const struct source *source, e911_text name, size_t column)
{
    while (column < source->column_count && !same(source->columns[column], name))
        column++;
    return column;
}

static void list_columns(const struct source *source, char *list, size_t size)
{
    size_t used = 0;

    list[0] = '\0';
    for (size_t i = 0; i < source->column_count && used < size; i++)
        used += (size_t)snprintf(list + used, size - used, "%s%.*s", i ? ", " : "",
                                 (int)source->columns[i].len, source->columns[i].data);
}

static bool is_among(const struct columns_choice *choice, size_t count, e911_text name)
{
    for (size_t i = 0; i < count; i++)
        if (same(choice->names[i], name))
            return true;
    return false;
}

static bool is_chosen(const struct columns_choice *choice, e911_text name)
{
    return is_among(choice, choice->count, name);
}

bool columns_is_mapped(const struct columns *columns, e911_text column)
{
    for (size_t i = 0; i < columns->count; i++)
        if (same(columns->mapped[i].column, column))
            return true;
    return false;
}

static void choose(struct columns_choice *choice, e911_text name, size_t column)
{
    choice->names[choice->count] = name;
    choice->columns[choice->count++] = column;
}

static bool choose_mapped(const struct columns *columns, const struct source *source,
                          struct columns_choice *choice)
{
    char list[512];

    for (size_t i = 0; i < columns->count; i++) {
        const struct columns_mapped *mapped = &columns->mapped[i];
        size_t column = find_column_from(source, mapped->column, 0);

        if (column == source->column_count) {
            list_columns(source, list, sizeof list);
            source_error(source, "NOT_FOUND", "there is no column '%.*s' for %.*s; there are %s",
                         (int)mapped->column.len, mapped->column.data, (int)mapped->name.len,
                         mapped->name.data, list);
            return false;
        }
        if (find_column_from(source, mapped->column, column + 1) < source->column_count) {
            source_error(source, "DUPLICATE", "column '%.*s' for %.*s stands twice",
                         (int)mapped->column.len, mapped->column.data, (int)mapped->name.len,
                         mapped->name.data);
            return false;
        }
        if (secret_name_is(mapped->column)) {
            source_error(source, "SECRET", "column '%.*s' looks like a secret; expected another",
                         (int)mapped->column.len, mapped->column.data);
            return false;
        }
        choose(choice, e911_text_of(columns_own_name(mapped->name)), column);
    }
    return true;
}

static void leave_out(const struct source *source, size_t column, const char *why)
{
    finding_print(source->options->name, 0, 0, FINDING_NOTE, "COLUMN_LEFT_OUT",
                  "column '%.*s' is left out: %s", (int)source->columns[column].len,
                  source->columns[column].data, why);
}

/* A column of ours that stands twice is an error: which of them would be the right one? */
static bool choose_other(const struct source *source, size_t column, size_t mapped,
                         struct columns_choice *choice)
{
    e911_text name = source->columns[column];
    const char *own = columns_own_name(name);
    if (own)
        name = e911_text_of(own);
    if (secret_name_is(name)) {
        leave_out(source, column, "it looks like a secret");
    } else if (is_among(choice, mapped, name)) {
        leave_out(source, column, "another is mapped to its name");
    } else if (!is_chosen(choice, name)) {
        choose(choice, name, column);
    } else if (own) {
        source_error(source, "DUPLICATE", "column %s stands twice; expected it once", own);
        return false;
    } else {
        leave_out(source, column, "it stands twice");
    }
    return true;
}

bool columns_choose(const struct columns *columns, const struct source *source,
                    struct columns_choice *ret_choice)
{
    size_t mapped;
    char list[512];

    ret_choice->count = 0;
    if (!choose_mapped(columns, source, ret_choice))
        return false;
    mapped = ret_choice->count;
    for (size_t i = 0; i < source->column_count; i++)
        if (source->columns[i].len > 0 && !columns_is_mapped(columns, source->columns[i]) &&
            !choose_other(source, i, mapped, ret_choice))
            return false;
    if (is_chosen(ret_choice, e911_text_of("NetworkID")) ||
        is_chosen(ret_choice, e911_text_of("IdentificationAddress")))
        return true;
    list_columns(source, list, sizeof list);
    source_error(source, "NO_KEY",
                 "no column is NetworkID or IdentificationAddress; there are %s (see --map)", list);
    return false;
}
