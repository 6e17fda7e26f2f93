#include "station/layout.h"

#include "address/ip.h"
#include "address/mac.h"
#include "base/error.h"
#include "base/struct.h"
#include "location/locations.h"

#define NO_OUTPUT                                                                                  \
    (e911__output)                                                                                 \
    {                                                                                              \
        {NULL, 0}, E911__NO_COLUMN, E911__NO_COLUMN                                                \
    }

e911_status e911_stations_layout_init(e911_stations_layout *layout, size_t struct_size)
{
    return e911__struct_init(layout, struct_size, sizeof *layout);
}

/* ---- columns --------------------------------------------------------------------------------- */

/* The location of a station: the first row with its ERL. */
static bool join(const void *user, const e911_text *cells, e911_text *joined)
{
    const e911__layout *layout = user;
    const e911_locations *locations = layout->locations;
    e911_row_range range = e911__locations_rows_of(locations, e911__trim(cells[E911__ERL]));

    if (range.count == 0)
        return false;
    e911__row_cells(&locations->rows, range.rows[0], joined, e911__columns_of(&locations->rows));
    e911__own_address_keep_apart(&layout->own_address, cells, joined);
    return true;
}

/* What fills a column of this name; false where no table can have it. */
static bool resolve(const e911_stations *stations, const e911_locations *locations, e911_text name,
                    e911__output *ret)
{
    size_t own = e911__column_find(&stations->rows, name);
    const e911__rows none = {.schema = &e911__location_schema};
    const e911__rows *joined_rows = locations == NULL ? &none : &locations->rows;
    size_t joined = e911__column_find(joined_rows, name);

    if (own == E911__NO_COLUMN && joined == E911__NO_COLUMN)
        return false;
    ret->header = own != E911__NO_COLUMN ? e911__column_name(&stations->rows, own)
                                         : e911__column_name(joined_rows, joined);
    ret->column = (uint8_t)own;
    ret->joined = locations == NULL ? E911__NO_COLUMN : (uint8_t)joined;
    return true;
}

/*
 * An address goes out in its canonical form, whatever form it came in: whoever reads the export
 * finds in it what ININAttr says. What is no address is not passed on for one.
 */
static void present(const e911__rows *rows, size_t row, e911_text *cells, char *room)
{
    const e911__station_record *record = e911__station_record_of(rows, row);
    char *at = room;

    cells[E911__NETWORK_ID] = cells[E911__STATION_IP_ADDRESS] = E911__NOTHING;
    if (record->known & E911_STATION_HAS_MAC) {
        e911_mac mac;

        memcpy(mac.bytes, record->mac, sizeof mac.bytes);
        at = e911__mac_put(room, &mac);
        cells[E911__NETWORK_ID] = e911__text(room, (size_t)(at - room));
    }
    if (record->known & E911_STATION_HAS_IP) {
        e911_ip ip = e911__station_ip_of(rows, record);
        char *end = e911__ip_put(at, &ip);

        cells[E911__STATION_IP_ADDRESS] = e911__text(at, (size_t)(end - at));
    }
}

static void add_output(e911__layout *layout, e911__output output)
{
    layout->outputs[layout->list.count++] = output;
}

static void add_profile(e911__layout *layout, const e911_stations *stations,
                        const e911_stations_layout *given)
{
    bool extended = given->profile == E911_STATIONS_EXTENDED;
    size_t own = extended ? E911__STATION_COLUMNS : E911__EXTENSION + 1;
    const e911__schema *locations = &e911__location_schema;
    e911__output output = NO_OUTPUT;

    for (uint8_t column = 0; column < own; column++) {
        output =
            (e911__output){e911__column_name(&stations->rows, column), column, E911__NO_COLUMN};
        if (extended)
            resolve(stations, given->locations, output.header, &output);
        add_output(layout, output);
    }
    for (size_t column = 0; extended && column < locations->column_count; column++) {
        e911_text name = locations->columns[column].name;

        if (e911__column_find(&stations->rows, name) < E911__STATION_COLUMNS)
            continue;
        resolve(stations, given->locations, name, &output);
        add_output(layout, output);
    }
}

/* One "[HEADER=]COLUMN", of which `text` is the content. */
static bool read_column(const e911_stations *stations, const e911_stations_layout *given,
                        e911_text text, e911__output *ret)
{
    size_t split = text.len;
    e911_text name;

    while (split > 0 && text.data[split - 1] != '=')
        split--;
    name = e911__trim(e911__slice(text, split, text.len - split));
    *ret = NO_OUTPUT;
    if ((split == 0 || name.len > 0) && !resolve(stations, given->locations, name, ret))
        return false;
    if (split > 0)
        ret->header = e911__trim(e911__slice(text, 0, split - 1));
    return true;
}

static e911_status read_columns(e911__layout *layout, const e911_stations *stations,
                                const e911_stations_layout *given, e911_error *reterr)
{
    e911__csv csv = e911__csv_on(given->columns.data, given->columns.len);
    e911__csv_field fields[E911_STATIONS_LAYOUT_COLUMNS_MAX];
    char *room = layout->headers;
    size_t count;
    e911_status status;

    if (given->columns.len > E911_STATIONS_LAYOUT_TEXT_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, E911_STATIONS_LAYOUT_TEXT_MAX,
                            "the list of columns is too long", "at most 8192 bytes");
    status = e911__csv_next(&csv, fields, E911_STATIONS_LAYOUT_COLUMNS_MAX, &count, reterr);
    if (status != E911_OK)
        return status;
    if (!e911__cursor_done(&csv.cursor))
        return e911__refuse(reterr, E911_ERR_SYNTAX, e911__cursor_offset(&csv.cursor),
                            "the list of columns goes on in a new line", "one line");
    for (size_t i = 0; i < count; i++) {
        e911__writer writer = e911__writer_on(room, fields[i].raw.len);

        e911__csv_write_field(&writer, &fields[i]);
        if (!read_column(stations, given, e911__text(room, writer.len),
                         &layout->outputs[layout->list.count++]))
            return e911__refuse_at(reterr, E911_ERR_NOT_FOUND, fields[i].offset, fields[i].line,
                                   fields[i].column, "no table has this column",
                                   "[HEADER=]COLUMN, of the stations or the locations");
        room += writer.len;
    }
    return E911_OK;
}

static e911_status check(const e911_stations *stations, const e911_stations_layout *given)
{
    e911_status status = e911__struct_check_in(given, sizeof *given, sizeof *given);

    if (status != E911_OK)
        return status;
    if (stations == NULL || given->profile > E911_STATIONS_EXTENDED || given->reserved != 0 ||
        !e911__is_given(given->columns))
        return E911_ERR_INVALID_ARGUMENT;
    return E911_OK;
}

e911_status e911__layout_read(e911__layout *layout, const e911_stations *stations,
                              const e911_stations_layout *given, e911_error *reterr)
{
    const e911_stations_layout whole = {.struct_size = sizeof whole};
    e911_status status = check(stations, given == NULL ? &whole : given);

    if (given == NULL)
        given = &whole;
    if (status != E911_OK)
        return status;
    layout->list = (e911__output_list){.rows = &stations->rows, .outputs = layout->outputs};
    if (!e911__output_options(given->separator, given->flags, &layout->list))
        return E911_ERR_INVALID_ARGUMENT;
    if (given->columns.len > 0)
        status = read_columns(layout, stations, given, reterr);
    else if (given->profile == E911_STATIONS_ALL)
        e911__outputs_of_all(&stations->rows, layout->outputs, &layout->list.count);
    else
        add_profile(layout, stations, given);
    if (given->columns.len > 0 || given->profile != E911_STATIONS_ALL)
        layout->list.present = present;
    layout->locations = given->locations;
    if (given->locations != NULL)
        layout->own_address = e911__own_address_of(&stations->rows, &given->locations->rows);
    for (size_t i = 0; status == E911_OK && i < layout->list.count; i++) {
        if (layout->outputs[i].joined == E911__NO_COLUMN)
            continue;
        layout->list.user = layout;
        layout->list.join = join;
    }
    return status;
}

/* ---- writing --------------------------------------------------------------------------------- */

e911_status e911_stations_write_csv(const e911_stations *stations,
                                    const e911_stations_layout *given, const e911_sink *sink,
                                    e911_error *reterr)
{
    char stage[E911__STAGE_SIZE];
    e911__layout layout;
    e911__writer writer;
    e911_status status = e911__sink_check(sink);

    if (status == E911_OK)
        status = e911__layout_read(&layout, stations, given, reterr);
    if (status != E911_OK)
        return status;
    writer = e911__writer_to(sink, stage, sizeof stage);
    e911__write_rows(&writer, &layout.list);
    return e911__writer_flush(&writer);
}

e911_status e911_stations_format_csv(const e911_stations *stations,
                                     const e911_stations_layout *given, char *buf, size_t size,
                                     size_t *ret_len, e911_error *reterr)
{
    e911__writer writer = e911__writer_on(buf, size);
    e911__layout layout;
    e911_status status;

    if (ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    status = e911__layout_read(&layout, stations, given, reterr);
    if (status != E911_OK)
        return status;
    e911__write_rows(&writer, &layout.list);
    return e911__writer_end(&writer, ret_len);
}
