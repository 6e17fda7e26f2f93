#include "table/write.h"

#include "base/struct.h"

void e911__outputs_of_all(const e911__rows *rows, e911__output *outputs, size_t *ret_count)
{
    for (size_t i = 0; i < rows->order_count; i++)
        outputs[i] = (e911__output){e911__column_name(rows, rows->order[i]), rows->order[i],
                                    E911__NO_COLUMN};
    *ret_count = rows->order_count;
}

bool e911__output_options(uint32_t separator, uint32_t flags, e911__output_list *list)
{
    if ((flags & ~(uint32_t)(E911_CSV_LENIENT | E911_CSV_GUARD_FORMULAS)) != 0 ||
        (separator != 0 && !e911__csv_is_separator(separator)))
        return false;
    list->separator = separator == 0 ? ',' : (char)separator;
    list->guards_formulas = (flags & E911_CSV_GUARD_FORMULAS) != 0;
    return true;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void write_header(e911__csv_out *out, const e911__output_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        e911__csv_out_field(out, list->outputs[i].header);
    e911__csv_out_end(out);
}

static bool is_blank(e911_text text)
{
    return text.len == 0 || e911__trim(text).len == 0;
}

/* Texts that need no quotes, with commas between them, in one piece where there is room for it. */
static bool write_bare(e911__writer *writer, const e911__output_list *list, const e911_text *cells)
{
    size_t need = list->count + 1;
    char *start, *at;

    for (size_t i = 0; i < list->count; i++) {
        if (list->outputs[i].column != E911__NO_COLUMN)
            need += cells[list->outputs[i].column].len;
    }
    start = at = e911__writer_room(writer, need);
    if (start == NULL)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        uint8_t column = list->outputs[i].column;

        if (column != E911__NO_COLUMN && cells[column].len > 0)
            at = e911__put(at, cells[column].data, cells[column].len);
        *at++ = ',';
    }
    at[-1] = '\r';
    *at = '\n';
    e911__writer_commit(writer, need);
    return true;
}

static void write_row(e911__csv_out *out, const e911__output_list *list, const e911_text *cells)
{
    e911_text joined[E911__COLUMNS_ROOM];
    bool found = list->join != NULL && list->join(list->user, cells, joined);

    for (size_t i = 0; i < list->count; i++) {
        const e911__output *output = &list->outputs[i];
        e911_text text = E911__NOTHING;

        if (output->column != E911__NO_COLUMN)
            text = cells[output->column];
        if (found && output->joined != E911__NO_COLUMN && is_blank(text))
            text = joined[output->joined];
        e911__csv_out_field(out, text);
    }
    e911__csv_out_end(out);
}

void e911__write_rows(e911__writer *writer, const e911__output_list *list)
{
    /* With one column none stands in the header, by which a reader could find it. */
    e911__csv_out out = {.writer = writer,
                         .separator = list->separator,
                         .guards_formulas = list->guards_formulas,
                         .any_separator = list->count == 1};
    bool may_be_bare =
        list->separator == ',' && !list->guards_formulas && list->join == NULL && list->count > 1;
    size_t columns = e911__columns_of(list->rows);
    e911_text cells[E911__COLUMNS_ROOM];
    char room[E911__PRESENT_SIZE];

    if (list->count == 0)
        return;
    write_header(&out, list);
    for (size_t row = 0; row < list->rows->count && !writer->refused; row++) {
        e911__row_cursor cursor = e911__row_open(list->rows, row);
        bool is_bare = cursor.is_bare;

        for (size_t column = 0; column < columns; column++)
            cells[column] = e911__row_next(&cursor);
        if (list->present != NULL)
            list->present(list->rows, row, cells, room);
        if (!may_be_bare || !is_bare || !write_bare(writer, list, cells))
            write_row(&out, list, cells);
    }
}

/* ---- whole tables ---------------------------------------------------------------------------- */

static e911_status list_all(const e911__rows *rows, const e911_csv *csv, e911__output *outputs,
                            e911__output_list *list)
{
    e911_csv options = {.struct_size = sizeof options};

    if (csv != NULL) {
        e911_status status = e911__struct_check_in(csv, sizeof *csv, sizeof *csv);

        if (status != E911_OK)
            return status;
        options = *csv;
    }
    if (!e911__output_options(options.separator, options.flags, list))
        return E911_ERR_INVALID_ARGUMENT;
    list->rows = rows;
    list->outputs = outputs;
    e911__outputs_of_all(rows, outputs, &list->count);
    return E911_OK;
}

e911_status e911__table_write(const e911__rows *rows, const e911_csv *csv, const e911_sink *sink)
{
    char stage[E911__STAGE_SIZE];
    e911__output outputs[E911__COLUMNS_ROOM];
    e911__output_list list = {0};
    e911__writer writer;
    e911_status status = e911__sink_check(sink);

    if (status == E911_OK)
        status = list_all(rows, csv, outputs, &list);
    if (status != E911_OK)
        return status;
    writer = e911__writer_to(sink, stage, sizeof stage);
    e911__write_rows(&writer, &list);
    return e911__writer_flush(&writer);
}

e911_status e911__table_format(const e911__rows *rows, const e911_csv *csv, char *buf, size_t size,
                               size_t *ret_len)
{
    e911__output outputs[E911__COLUMNS_ROOM];
    e911__output_list list = {0};
    e911__writer writer = e911__writer_on(buf, size);
    e911_status status;

    if (ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    status = list_all(rows, csv, outputs, &list);
    if (status != E911_OK)
        return status;
    e911__write_rows(&writer, &list);
    return e911__writer_end(&writer, ret_len);
}
