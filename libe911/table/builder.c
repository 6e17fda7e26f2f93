#include "base/csv_write.h"
#include "base/error.h"
#include "base/struct.h"
#include "base/utf8.h"
#include "table/table.h"

e911_status e911_csv_init(e911_csv *csv, size_t struct_size)
{
    return e911__struct_init(csv, struct_size, sizeof *csv);
}

/* ---- life ------------------------------------------------------------------------------------ */

e911_status e911__builder_new(const e911_allocator *allocator, const e911__schema *schema,
                              size_t size, void *ret_builder)
{
    e911_status status = e911__object_new(allocator, size, ret_builder);
    e911__table_builder *builder;

    if (status != E911_OK)
        return status;
    memcpy(&builder, ret_builder, sizeof builder);
    builder->rows.schema = schema;
    builder->reading.rows = &builder->rows;
    builder->reading.memory = &builder->memory;
    return E911_OK;
}

void e911__builder_free(e911__table_builder *builder)
{
    if (builder == NULL)
        return;
    e911__rows_release(&builder->rows, &builder->memory);
    e911__release(&builder->memory, builder->hashes,
                  builder->hash_capacity * sizeof *builder->hashes);
    e911__release(&builder->memory, builder->scratch, builder->scratch_capacity);
    e911__release(&builder->memory, builder, sizeof *builder);
}

void *e911__builder_table(e911__table_builder *builder, size_t size)
{
    e911__table *table = e911__alloc(&builder->memory, size);

    if (table == NULL)
        return NULL;
    e911__rows_trim(&builder->rows, &builder->memory);
    e911__reference_init(&table->references);
    table->memory = builder->memory;
    table->rows = builder->rows;
    builder->rows = (e911__rows){.schema = table->rows.schema};
    return table;
}

void e911__builder_take_back(e911__table_builder *builder, void *table, size_t size)
{
    builder->rows = ((e911__table *)table)->rows;
    e911__release(&builder->memory, table, size);
}

void e911__builder_drop_hashes(e911__table_builder *builder)
{
    e911__release(&builder->memory, builder->hashes,
                  builder->hash_capacity * sizeof *builder->hashes);
    builder->hashes = NULL;
    builder->hash_capacity = 0;
}

void e911__table_free(void *given, size_t size)
{
    e911__table *table = given;
    e911__memory memory = table->memory;

    e911__rows_release(&table->rows, &memory);
    e911__release(&memory, table, size);
}

e911__builder_mark e911__builder_mark_of(const e911__table_builder *builder)
{
    const e911__rows *rows = &builder->rows;

    return (e911__builder_mark){rows->count, rows->text_len, rows->other_count, rows->order_count};
}

void e911__builder_roll_back(e911__table_builder *builder, const e911__builder_mark *mark)
{
    e911__rows *rows = &builder->rows;

    rows->count = mark->count;
    rows->text_len = mark->text_len;
    rows->order_count = mark->order_count;
    while (rows->other_count > mark->other_count) {
        e911_text name = rows->others[--rows->other_count];

        e911__release(&builder->memory, (char *)name.data, name.len);
    }
}

/* ---- columns --------------------------------------------------------------------------------- */

static e911_status add_other(e911__table_builder *builder, e911_text name)
{
    e911__rows *rows = &builder->rows;
    char *copy;
    e911_status status;

    if (rows->other_count == E911_TABLE_COLUMNS_MAX || name.len > E911_TABLE_COLUMN_NAME_MAX)
        return E911_ERR_LIMIT;
    status = e911__grow(&builder->memory, &rows->others, &rows->other_capacity,
                        rows->other_count + 1, sizeof *rows->others);
    if (status != E911_OK)
        return status;
    copy = e911__alloc(&builder->memory, name.len);
    if (copy == NULL)
        return E911_ERR_NOMEM;
    memcpy(copy, name.data, name.len);
    rows->others[rows->other_count++] = e911__text(copy, name.len);
    return E911_OK;
}

/* Put a column into the table's order unless it has its place there. */
static void order_column(e911__rows *rows, size_t column)
{
    for (size_t i = 0; i < rows->order_count; i++) {
        if (rows->order[i] == column)
            return;
    }
    rows->order[rows->order_count++] = (uint8_t)column;
}

e911_status e911__builder_column(e911__table_builder *builder, e911_text name, const bool *taken,
                                 uint8_t *ret_column)
{
    e911__rows *rows = &builder->rows;
    size_t own = rows->schema->column_count;
    size_t column = e911__column_find(rows, name);
    e911_status status = E911_OK;

    if (column < own && taken[column])
        return E911_ERR_DUPLICATE;
    if (column >= own) {
        for (column = own; column < e911__columns_of(rows); column++) {
            if (!taken[column] && e911__equal_nocase(name, e911__column_name(rows, column)))
                break;
        }
        if (column == e911__columns_of(rows))
            status = add_other(builder, name);
    }
    if (status != E911_OK)
        return status;
    order_column(rows, column);
    *ret_column = (uint8_t)column;
    return E911_OK;
}

/* ---- one row --------------------------------------------------------------------------------- */

/* NUL stands nowhere; a line break only in prose, since the rest comes to stand in headers. */
static bool may_hold(bool is_prose, e911_text text, size_t *ret_offset)
{
    size_t len;

    for (size_t i = 0; i < text.len; i += len) {
        char c = text.data[i];

        *ret_offset = i;
        len = e911__utf8_length(e911__slice(text, i, text.len - i));
        if (len == 0 || c == '\0' || (!is_prose && (c == '\r' || c == '\n')))
            return false;
    }
    *ret_offset = 0;
    return true;
}

/* Refuse, or leave blank, what no table may hold; complaints count in the text as written. */
static e911_status check_cell(e911__reading *reading, size_t column)
{
    const e911__schema *schema = reading->rows->schema;
    bool is_other = column >= schema->column_count;
    size_t most = is_other ? E911_TABLE_OTHER_FIELD_MAX : E911_TABLE_FIELD_MAX;
    e911_text text = reading->cells[column];
    bool may_be_odd = true;
    e911_status status;
    size_t offset;

    if (reading->fields != NULL) {
        text = reading->fields[reading->field_of[column]].raw;
        may_be_odd = reading->fields[reading->field_of[column]].quoted || !reading->is_utf8;
    }
    if (text.len > most)
        status = e911__reading_flaw(reading, column, most, E911_TABLE_FIELD_TOO_LONG);
    else if (may_be_odd && !may_hold(is_other || schema->columns[column].is_prose, text, &offset))
        status = e911__reading_flaw(reading, column, offset, E911_TABLE_FIELD_ENCODING);
    else
        return E911_OK;
    reading->cells[column] = E911__NOTHING;
    return status;
}

static e911_status check_cells(e911__reading *reading)
{
    size_t count = e911__columns_of(reading->rows);
    e911_status status = E911_OK;

    for (size_t column = 0; status == E911_OK && column < count; column++) {
        if (reading->cells[column].len > 0)
            status = check_cell(reading, column);
    }
    return status;
}

static e911_status keep_hashes(e911__table_builder *builder)
{
    size_t per_row = builder->rows.schema->index_count;
    size_t count = builder->rows.count;
    e911_status status = E911_OK;

    if (per_row == 0)
        return E911_OK;
    status = e911__grow(&builder->memory, &builder->hashes, &builder->hash_capacity,
                        (count + 1) * per_row, sizeof *builder->hashes);
    if (status == E911_OK)
        memcpy(builder->hashes + count * per_row, builder->reading.hashes,
               per_row * sizeof *builder->hashes);
    return status;
}

e911_status e911__builder_append(e911__table_builder *builder)
{
    e911__reading *reading = &builder->reading;
    _Alignas(8) char record[E911__RECORD_MAX] = {0};
    e911_status status = check_cells(reading);

    reading->key_len = 0;
    if (status == E911_OK)
        status = builder->rows.schema->read(reading, record);
    if (status != E911_OK)
        return status;
    status = keep_hashes(builder);
    if (status == E911_OK)
        status = e911__rows_append(reading, record);
    if (status == E911_OK)
        return E911_OK;
    if (reading->fields != NULL)
        return e911__refuse_at(reading->reterr, status, reading->fields[0].offset, reading->line,
                               reading->fields[0].column, "no room for the row",
                               "at most 16777216 rows, 4 GB of text, and memory for them");
    return e911__refuse(reading->reterr, status, 0, "no room for the row",
                        "at most 16777216 rows, 4 GB of text, and memory for them");
}

bool e911__reading_is_bare(const e911__reading *reading)
{
    size_t count = e911__columns_of(reading->rows);

    for (size_t column = 0; column < count; column++) {
        if (!e911__csv_is_bare(reading->cells[column], ','))
            return false;
    }
    return true;
}

void e911__reading_begin(e911__reading *reading, e911_error *reterr)
{
    memset(reading->cells, 0, sizeof reading->cells);
    reading->fields = NULL;
    reading->counts_cells = false;
    reading->line = 0;
    reading->is_utf8 = false;
    reading->lenient = false;
    reading->type = 0;
    reading->findings = NULL;
    reading->reterr = reterr;
}

static e911_status append_single(e911__table_builder *builder, const e911__builder_mark *mark)
{
    e911_status status;

    builder->reading.is_bare = e911__reading_is_bare(&builder->reading);
    status = e911__builder_append(builder);
    if (status != E911_OK)
        e911__builder_roll_back(builder, mark);
    return status;
}

e911_status e911__builder_add(e911__table_builder *builder, const void *given, uint32_t type,
                              e911_error *reterr)
{
    const e911__schema *schema = builder->rows.schema;
    e911__builder_mark mark = e911__builder_mark_of(builder);

    e911__reading_begin(&builder->reading, reterr);
    builder->reading.type = type;
    for (size_t column = 0; column < schema->column_count; column++) {
        e911_text *cell = &builder->reading.cells[column];

        memcpy(cell, (const char *)given + schema->columns[column].field, sizeof *cell);
        if (!e911__is_given(*cell)) {
            e911__builder_roll_back(builder, &mark);
            return E911_ERR_INVALID_ARGUMENT;
        }
        order_column(&builder->rows, column);
    }
    return append_single(builder, &mark);
}

static const char *name_wanted(e911_status status)
{
    switch (status) {
    case E911_ERR_DUPLICATE:
        return "a name that no other cell of the row has";
    case E911_ERR_ENCODING:
        return "UTF-8 without NUL";
    case E911_ERR_LIMIT:
        return "a name of at most 256 bytes, and at most 128 columns";
    default:
        return "a name";
    }
}

e911_status e911__builder_add_cells(e911__table_builder *builder, const e911_cell *cells,
                                    size_t count, e911_error *reterr)
{
    bool taken[E911__COLUMNS_ROOM] = {false};
    e911__reading *reading = &builder->reading;
    e911__builder_mark mark = e911__builder_mark_of(builder);

    e911__reading_begin(reading, reterr);
    reading->counts_cells = true;
    for (size_t i = 0; i < count; i++) {
        e911_text name =
            e911__is_given(cells[i].column) ? e911__trim(cells[i].column) : E911__NOTHING;
        e911_status status = E911_ERR_SYNTAX;
        uint8_t column = 0;
        size_t offset = 0;

        if (!e911__is_given(cells[i].column) || !e911__is_given(cells[i].value))
            status = E911_ERR_INVALID_ARGUMENT;
        else if (i == E911_TABLE_COLUMNS_MAX)
            status = E911_ERR_LIMIT;
        else if (!may_hold(true, name, &offset))
            status = E911_ERR_ENCODING;
        else if (name.len > 0)
            status = e911__builder_column(builder, name, taken, &column);
        if (status == E911_OK && taken[column])
            status = E911_ERR_DUPLICATE;
        if (status != E911_OK) {
            e911__builder_roll_back(builder, &mark);
            return e911__refuse_at(reterr, status, offset, (uint32_t)i + 1, 0, "not a column",
                                   name_wanted(status));
        }
        taken[column] = true;
        reading->field_of[column] = (uint8_t)i;
        reading->cells[column] = cells[i].value;
    }
    return append_single(builder, &mark);
}
