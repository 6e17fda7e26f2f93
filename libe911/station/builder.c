#include "address/ip.h"
#include "address/mac.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/struct.h"
#include "station/identity.h"
#include "station/table.h"

#include <stddef.h>

struct e911_stations_builder {
    e911__memory memory;
    e911__station_rows table;
};

#define COLUMN(name, field)                                                                        \
    {                                                                                              \
        E911__TEXT(name), offsetof(e911_station, field)                                            \
    }

const e911__column_info e911__columns[E911__COLUMN_COUNT] = {
    [E911__DISPLAY_NAME] = COLUMN("DisplayName", display_name),
    [E911__PHONE_MANUFACTURER] = COLUMN("PhoneManufacturer", phone_manufacturer),
    [E911__PHONE_MODEL] = COLUMN("PhoneModel", phone_model),
    [E911__NETWORK_ID] = COLUMN("NetworkID", network_id),
    [E911__IDENTIFICATION_ADDRESS] = COLUMN("IdentificationAddress", identification_address),
    [E911__EXTENSION] = COLUMN("Extension", extension),
    [E911__STATION_TYPE] = COLUMN("StationType", station_type),
    [E911__SITE] = COLUMN("Site", site),
    [E911__STATION_IP_ADDRESS] = COLUMN("StationIPAddress", station_ip_address),
    [E911__ERL] = COLUMN("ERL", erl),
    [E911__ELIN] = COLUMN("ELIN", elin),
    [E911__CALLBACK_NUMBER] = COLUMN("CallbackNumber", callback_number),
    [E911__OUTBOUND_ANI] = COLUMN("OutboundANI", outbound_ani),
};

static const struct {
    e911_text name;
    uint8_t type;
} station_types[] = {
    {E911__TEXT("Managed"), E911_STATION_MANAGED},
    {E911__TEXT("Unmanaged"), E911_STATION_UNMANAGED},
    {E911__TEXT("SoftPhone"), E911_STATION_SOFT_PHONE},
    {E911__TEXT("RemoteStation"), E911_STATION_REMOTE_STATION},
    {E911__TEXT("Mobile"), E911_STATION_MOBILE},
    {E911__TEXT("HotDesk"), E911_STATION_HOT_DESK},
};

e911_status e911_stations_builder_new(const e911_allocator *allocator,
                                      e911_stations_builder **ret_builder)
{
    return e911__object_new(allocator, sizeof **ret_builder, ret_builder);
}

void e911_stations_builder_free(e911_stations_builder *builder)
{
    if (builder == NULL)
        return;
    e911__station_rows_release(&builder->table, &builder->memory);
    e911__release(&builder->memory, builder, sizeof *builder);
}

/* ---- one row --------------------------------------------------------------------------------- */

/* Where a value stands in the input, so that a complaint about it can say so. */
struct place {
    size_t offset;
    uint32_t line;
    uint32_t column;
};

static e911_status refuse(const struct place *place, e911_status status, size_t offset,
                          const char *message, const char *expected, e911_error *reterr)
{
    uint32_t column = place->line == 0 ? 0 : place->column + (uint32_t)offset;

    return e911__refuse_at(reterr, status, place->offset + offset, place->line, column, message,
                           expected);
}

static e911_status read_type(e911_text text, e911__station_row *row, const struct place *place,
                             e911_error *reterr)
{
    for (size_t i = 0; i < sizeof station_types / sizeof station_types[0]; i++) {
        if (e911__equal_nocase(text, station_types[i].name)) {
            row->type = station_types[i].type;
            return E911_OK;
        }
    }
    return refuse(place, E911_ERR_SYNTAX, 0, "not a StationType",
                  "Managed, Unmanaged, SoftPhone, RemoteStation, Mobile or HotDesk", reterr);
}

/* NUL stands nowhere; a line break only in prose, since the rest comes to stand in headers. */
static bool may_hold(enum e911__column column, e911_text text, size_t *ret_offset)
{
    bool is_prose = column == E911__DISPLAY_NAME || column == E911__PHONE_MANUFACTURER ||
                    column == E911__PHONE_MODEL;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        *ret_offset = i;
        if (c == '\0' || (!is_prose && (c == '\r' || c == '\n')))
            return false;
    }
    return true;
}

/* Read the columns that are more than text; a blank one says nothing. */
static e911_status read_column(e911__station_row *row, enum e911__column column, e911_text text,
                               const struct place *place, e911_error *reterr)
{
    struct place inside = *place;
    e911_text whole = text;
    size_t offset;

    text = e911__trim(text);
    if (text.len == 0)
        return E911_OK;
    inside.offset += (size_t)(text.data - whole.data);
    inside.column += (uint32_t)(text.data - whole.data);
    switch (column) {
    case E911__NETWORK_ID:
        if (!e911__mac_read(text, &row->mac, &offset))
            return refuse(&inside, E911_ERR_SYNTAX, offset, "NetworkID is not a MAC address",
                          "12 hex digits, bare or separated by ':', '-' or '.'", reterr);
        row->known |= E911_STATION_HAS_MAC;
        return E911_OK;
    case E911__STATION_IP_ADDRESS:
        if (!e911__ip_read(text, &row->ip, &offset))
            return refuse(&inside, E911_ERR_SYNTAX, offset, "StationIPAddress is not an IP address",
                          "an IPv4 or IPv6 address", reterr);
        row->known |= E911_STATION_HAS_IP;
        return E911_OK;
    case E911__STATION_TYPE:
        return read_type(text, row, &inside, reterr);
    default:
        return E911_OK;
    }
}

/* Append to the arena through the one writer; the arena holds at most what a span can count. */
static e911_status reserve_text(e911_stations_builder *builder, size_t len)
{
    e911__station_rows *table = &builder->table;

    if (len > UINT32_MAX - table->text_len)
        return E911_ERR_LIMIT;
    return e911__grow(&builder->memory, &table->text, &table->text_capacity, table->text_len + len,
                      1);
}

static e911__writer arena_writer(e911__station_rows *table)
{
    return e911__writer_on(table->text + table->text_len, table->text_capacity - table->text_len);
}

static e911__span close_span(e911__station_rows *table, const e911__writer *writer)
{
    e911__span span = {(uint32_t)table->text_len, (uint32_t)writer->len};

    table->text_len += writer->len;
    return span;
}

/* Store one field of a row and read what it means. */
static e911_status add_field(e911_stations_builder *builder, e911__station_row *row,
                             enum e911__column column, const e911__csv_field *field,
                             e911_error *reterr)
{
    struct place place = {field->offset, field->line, field->column};
    size_t flaw = 0;
    e911__writer writer;
    e911_status status;

    if (field->raw.len > E911_TABLE_FIELD_MAX)
        return refuse(&place, E911_ERR_LIMIT, E911_TABLE_FIELD_MAX, "the field is too long",
                      "at most 4096 bytes", reterr);
    if (!may_hold(column, field->raw, &flaw))
        return refuse(&place, E911_ERR_ENCODING, flaw, "a byte that a table may not hold here",
                      "text in one line, without NUL", reterr);
    status = reserve_text(builder, field->raw.len);
    if (status != E911_OK)
        return refuse(&place, status, 0, "no room for the table's text", "less text", reterr);
    writer = arena_writer(&builder->table);
    e911__csv_write_field(&writer, field);
    row->columns[column] = close_span(&builder->table, &writer);
    return read_column(row, column, e911__span_text(&builder->table, row->columns[column]), &place,
                       reterr);
}

/* Put the row into the table, with its identity in the comparable form. */
static e911_status finish_row(e911_stations_builder *builder, e911__station_row *row)
{
    e911__station_rows *table = &builder->table;
    e911__span source = row->columns[E911__IDENTIFICATION_ADDRESS];
    e911__writer writer;
    size_t user_len;
    e911_status status;

    if (table->count == E911_TABLE_ROWS_MAX)
        return E911_ERR_LIMIT;
    status = reserve_text(builder, source.len);
    if (status == E911_OK)
        status = e911__grow(&builder->memory, &table->rows, &table->capacity, table->count + 1,
                            sizeof *table->rows);
    if (status != E911_OK)
        return status;
    writer = arena_writer(table);
    e911__identity_write(&writer, e911__span_text(table, source), &user_len);
    row->identity = close_span(table, &writer);
    table->rows[table->count++] = *row;
    return E911_OK;
}

/* Take back everything since the table had `count` rows and `text_len` bytes of text. */
static void roll_back(e911_stations_builder *builder, size_t count, size_t text_len)
{
    builder->table.count = count;
    builder->table.text_len = text_len;
}

e911_status e911_stations_builder_add(e911_stations_builder *builder, const e911_station *station,
                                      e911_error *reterr)
{
    e911__station_row row = {0};
    e911_station given;
    size_t count, text_len;
    e911_status status = e911__struct_check_in(station, sizeof *station, sizeof *station);

    if (status != E911_OK)
        return status;
    if (builder == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (station->type > E911_STATION_HOT_DESK)
        return E911_ERR_INVALID_ARGUMENT;
    given = *station;
    row.type = (uint8_t)station->type; /* stands where the text is blank */
    count = builder->table.count;
    text_len = builder->table.text_len;
    for (int column = 0; status == E911_OK && column < E911__COLUMN_COUNT; column++) {
        e911__csv_field field = {.raw = *e911__column_text(&given, column)};

        if (field.raw.data == NULL && field.raw.len > 0)
            status = E911_ERR_INVALID_ARGUMENT;
        else
            status = add_field(builder, &row, (enum e911__column)column, &field, reterr);
    }
    if (status == E911_OK)
        status = finish_row(builder, &row);
    if (status != E911_OK)
        roll_back(builder, count, text_len);
    return status;
}

/* ---- CSV ------------------------------------------------------------------------------------- */

#define NO_COLUMN E911__COLUMN_COUNT

/* Which column of ours each column of the file is. */
static e911_status read_header(e911__csv *csv, e911__csv_field *fields, uint8_t *columns,
                               size_t *ret_count, e911_error *reterr)
{
    bool seen[E911__COLUMN_COUNT] = {false};
    bool any = false;
    e911_status status = e911__csv_next(csv, fields, E911_TABLE_COLUMNS_MAX, ret_count, reterr);

    if (status != E911_OK)
        return status;
    for (size_t i = 0; i < *ret_count; i++) {
        e911_text name = e911__trim(fields[i].raw);

        columns[i] = NO_COLUMN;
        for (uint8_t c = 0; c < E911__COLUMN_COUNT; c++) {
            if (e911__equal_nocase(name, e911__columns[c].name))
                columns[i] = c;
        }
        if (columns[i] == NO_COLUMN)
            continue;
        if (seen[columns[i]])
            return e911__refuse_at(reterr, E911_ERR_DUPLICATE, fields[i].offset, fields[i].line,
                                   fields[i].column, "a column stands twice", "each column once");
        seen[columns[i]] = any = true;
    }
    if (!any)
        return e911__refuse_at(reterr, E911_ERR_SYNTAX, 0, 1, 1, "no column name is known",
                               "a first row of column names such as NetworkID,"
                               "IdentificationAddress,Extension");
    return E911_OK;
}

static e911_status add_record(e911_stations_builder *builder, const e911__csv_field *fields,
                              const uint8_t *columns, size_t count, e911_error *reterr)
{
    e911__station_row row = {.line = fields[0].line};
    e911_status status = E911_OK;

    for (size_t i = 0; status == E911_OK && i < count; i++) {
        if (columns[i] != NO_COLUMN)
            status = add_field(builder, &row, (enum e911__column)columns[i], &fields[i], reterr);
    }
    if (status != E911_OK)
        return status;
    status = finish_row(builder, &row);
    return status == E911_OK ? E911_OK
                             : e911__refuse_at(reterr, status, fields[0].offset, fields[0].line,
                                               fields[0].column, "no room for the row",
                                               "at most 16777216 rows, and memory for them");
}

static e911_status load_records(e911_stations_builder *builder, e911__csv *csv,
                                e911__csv_field *fields, e911_error *reterr)
{
    uint8_t columns[E911_TABLE_COLUMNS_MAX];
    size_t column_count, count;
    e911_status status = read_header(csv, fields, columns, &column_count, reterr);

    while (status == E911_OK) {
        status = e911__csv_next(csv, fields, E911_TABLE_COLUMNS_MAX, &count, reterr);
        if (status != E911_OK || count == 0)
            break;
        if (count != column_count)
            return e911__refuse_at(reterr, E911_ERR_SYNTAX, fields[0].offset, fields[0].line,
                                   fields[0].column,
                                   "the row has more or fewer fields than the header",
                                   "as many fields as column names");
        status = add_record(builder, fields, columns, count, reterr);
    }
    return status;
}

e911_status e911_stations_builder_load_csv(e911_stations_builder *builder, const char *text,
                                           size_t len, e911_error *reterr)
{
    e911__csv_field *fields;
    size_t size = E911_TABLE_COLUMNS_MAX * sizeof *fields;
    size_t count, text_len;
    e911__csv csv;
    e911_status status;

    if (builder == NULL || (text == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    fields = e911__alloc(&builder->memory, size);
    if (fields == NULL)
        return E911_ERR_NOMEM;
    count = builder->table.count;
    text_len = builder->table.text_len;
    csv = e911__csv_on(text, len);
    status = load_records(builder, &csv, fields, reterr);
    if (status != E911_OK)
        roll_back(builder, count, text_len);
    e911__release(&builder->memory, fields, size);
    return status;
}

e911_status e911_stations_builder_build(e911_stations_builder *builder,
                                        e911_stations **ret_stations)
{
    if (builder == NULL || ret_stations == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__stations_from_rows(&builder->table, &builder->memory, ret_stations);
}
