#include "table/table.h"

/* ---- reading --------------------------------------------------------------------------------- */

void e911__row_cells(const e911__rows *rows, size_t row, e911_text *cells, size_t count)
{
    e911__row_cursor cursor = e911__row_open(rows, row);

    for (size_t column = 0; column < count; column++)
        cells[column] = e911__row_next(&cursor);
}

size_t e911__columns_of(const e911__rows *rows)
{
    return rows->schema->column_count + rows->other_count;
}

e911_text e911__column_name(const e911__rows *rows, size_t column)
{
    size_t own = rows->schema->column_count;

    return column < own ? rows->schema->columns[column].name : rows->others[column - own];
}

size_t e911__column_find(const e911__rows *rows, e911_text name)
{
    size_t count = e911__columns_of(rows);

    for (size_t column = 0; column < count; column++) {
        if (e911__equal_nocase(name, e911__column_name(rows, column)))
            return column;
    }
    return E911__NO_COLUMN;
}

void e911__row_store(const e911__rows *rows, size_t row, void *given)
{
    const e911__schema *schema = rows->schema;
    e911__row_cursor cursor = e911__row_open(rows, row);

    for (size_t column = 0; column < schema->column_count; column++) {
        e911_text text = e911__row_next(&cursor);

        memcpy((char *)given + schema->columns[column].field, &text, sizeof text);
    }
}

e911_status e911__table_column_name(const e911__rows *rows, size_t index, e911_text *ret_name)
{
    if (index >= rows->order_count)
        return E911_ERR_NOT_FOUND;
    *ret_name = e911__column_name(rows, rows->order[index]);
    return E911_OK;
}

e911_status e911__table_cell(const e911__rows *rows, size_t row, size_t index, e911_text *ret_value)
{
    if (row >= rows->count || index >= rows->order_count)
        return E911_ERR_NOT_FOUND;
    *ret_value = e911__row_cell(rows, row, rows->order[index]);
    return E911_OK;
}

void e911__rows_release(e911__rows *rows, const e911__memory *memory)
{
    const e911__schema *schema = rows->schema;

    e911__release(memory, rows->rows, rows->capacity * sizeof *rows->rows);
    e911__release(memory, rows->records, rows->record_capacity * schema->record_size);
    e911__release(memory, rows->text, rows->text_capacity);
    for (size_t i = 0; i < rows->other_count; i++)
        e911__release(memory, (char *)rows->others[i].data, rows->others[i].len);
    e911__release(memory, rows->others, rows->other_capacity * sizeof *rows->others);
    *rows = (e911__rows){.schema = schema};
}

/* As large as it has to be; where the host cannot make it smaller it stays. */
static void trim_array(const e911__memory *memory, void *array_pointer, size_t *capacity,
                       size_t count, size_t element)
{
    void *array;

    memcpy(&array, array_pointer, sizeof array);
    if (array == NULL || count == *capacity || count == 0)
        return;
    array = memory->resize(memory->user, array, *capacity * element, count * element);
    if (array == NULL)
        return;
    memcpy(array_pointer, &array, sizeof array);
    *capacity = count;
}

void e911__rows_trim(e911__rows *rows, const e911__memory *memory)
{
    trim_array(memory, &rows->rows, &rows->capacity, rows->count, sizeof *rows->rows);
    trim_array(memory, &rows->records, &rows->record_capacity, rows->count,
               rows->schema->record_size);
    trim_array(memory, &rows->text, &rows->text_capacity, rows->text_len, 1);
}

/* ---- writing --------------------------------------------------------------------------------- */

static inline char *put_varint(char *at, size_t value)
{
    for (; value >= 0x80; value >>= 7)
        *at++ = (char)(value | 0x80);
    *at++ = (char)value;
    return at;
}

/* Where the further text stands in a column's text; false where it is not part of it. */
static bool find_key(e911_text text, e911_text key, size_t *ret_start)
{
    size_t start = 0;

    while (start + key.len <= text.len) {
        e911_text rest = e911__slice(text, start, text.len - start);

        start += e911__find(rest, key.data[0]);
        if (start + key.len <= text.len && memcmp(text.data + start, key.data, key.len) == 0) {
            *ret_start = start;
            return true;
        }
        start++;
    }
    return false;
}

e911_status e911__rows_keep(const e911__reading *reading, const void *bytes, size_t len,
                            uint32_t *ret_at)
{
    e911__rows *rows = reading->rows;
    e911_status status;

    if (len > UINT32_MAX - rows->text_len)
        return E911_ERR_LIMIT;
    status =
        e911__grow(reading->memory, &rows->text, &rows->text_capacity, rows->text_len + len, 1);
    if (status != E911_OK)
        return status;
    memcpy(rows->text + rows->text_len, bytes, len);
    *ret_at = (uint32_t)rows->text_len;
    rows->text_len += len;
    return E911_OK;
}

/* The further text as a part of the column, or kept on its own right before the row. */
static e911_status place_key(const e911__reading *reading, e911__row *row, bool *ret_is_part,
                             size_t *ret_start)
{
    const e911__schema *schema = reading->rows->schema;
    e911_text key = {reading->key, reading->key_len};
    uint32_t at;

    *ret_is_part = false;
    if (schema->key_column == E911__NO_COLUMN || key.len == 0)
        return E911_OK;
    row->key_len = (uint16_t)key.len;
    *ret_is_part = find_key(reading->cells[schema->key_column], key, ret_start);
    return *ret_is_part ? E911_OK : e911__rows_keep(reading, key.data, key.len, &at);
}

/* The columns up to the last that is not blank. */
static size_t used_columns(const e911__reading *reading)
{
    size_t count = e911__columns_of(reading->rows);

    while (count > 0 && reading->cells[count - 1].len == 0)
        count--;
    return count;
}

/* Room for one row more, whose texts take `need` bytes at most. */
static e911_status reserve_row(const e911__reading *reading, size_t need)
{
    e911__rows *rows = reading->rows;
    e911_status status;

    if (rows->count == E911_TABLE_ROWS_MAX || need > UINT32_MAX - rows->text_len)
        return E911_ERR_LIMIT;
    status =
        e911__grow(reading->memory, &rows->text, &rows->text_capacity, rows->text_len + need, 1);
    if (status == E911_OK)
        status = e911__grow(reading->memory, &rows->rows, &rows->capacity, rows->count + 1,
                            sizeof *rows->rows);
    if (status == E911_OK && rows->schema->record_size > 0)
        status = e911__grow(reading->memory, &rows->records, &rows->record_capacity,
                            rows->count + 1, rows->schema->record_size);
    return status;
}

/* The texts, each behind its length; the key at `key_start` of its column if it is a part of it. */
static void put_cells(const e911__reading *reading, size_t columns, e911__row *row,
                      bool key_is_part, size_t key_start)
{
    e911__rows *rows = reading->rows;
    char *at = rows->text + rows->text_len;

    row->at = (uint32_t)rows->text_len;
    *at++ = reading->is_bare ? E911__ROW_BARE : 0;
    *at++ = (char)columns;
    for (size_t column = 0; column < columns; column++) {
        e911_text text = reading->cells[column];

        at = put_varint(at, text.len);
        if (key_is_part && column == rows->schema->key_column)
            row->key_at = (uint16_t)((size_t)(at - rows->text) - row->at + key_start);
        if (text.len > 0)
            at = e911__put(at, text.data, text.len);
    }
    rows->text_len = (size_t)(at - rows->text);
}

e911_status e911__rows_append(const e911__reading *reading, const void *record)
{
    enum { HEAD = 2, VARINT_MAX = 3 };
    e911__rows *rows = reading->rows;
    size_t columns = used_columns(reading);
    size_t need = HEAD;
    e911__row row = {.line = reading->line};
    size_t key_start = 0;
    bool key_is_part;
    e911_status status = place_key(reading, &row, &key_is_part, &key_start);

    for (size_t column = 0; column < columns; column++)
        need += VARINT_MAX + reading->cells[column].len;
    if (status == E911_OK)
        status = reserve_row(reading, need);
    if (status != E911_OK)
        return status;
    put_cells(reading, columns, &row, key_is_part, key_start);
    if (rows->schema->record_size > 0)
        memcpy(e911__record(rows, rows->count), record, rows->schema->record_size);
    rows->rows[rows->count++] = row;
    return E911_OK;
}
