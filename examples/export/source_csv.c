/*
 * csv:FILE and csv:-, the standard input. The file is read whole before anything is believed: what
 * a pipe that breaks has brought so far looks like a table, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"

#include "batch.h"
#include "source.h"

#include "../common/text.h"

#define SCHEME    "csv:"

#define FILE_MAX  ((size_t)2 << 30)
#define FIRST_BUF ((size_t)1 << 16)

struct csv_source {
    struct source source;
    char *text;
    size_t length;
    bool is_batch;
    bool has_returns;      /* before the line ends of a batch */
    e911_text rest;        /* of a batch */
    e911__csv csv;         /* of anything else */
    e911__csv_field *read; /* SOURCE_COLUMNS_MAX of them */
    char *undoubled;       /* fields of a row that held doubled quotes */
    size_t undoubled_size;
};

static struct source *create(const struct source_options *options)
{
    struct csv_source *csv = calloc(1, sizeof *csv);

    if (!csv)
        return NULL;
    csv->source.kind = &source_csv;
    csv->source.options = options;
    csv->read = calloc(SOURCE_COLUMNS_MAX, sizeof *csv->read);
    if (csv->read)
        return &csv->source;
    free(csv);
    return NULL;
}

static void close_source(struct source *source)
{
    struct csv_source *csv = (struct csv_source *)source;

    free(csv->undoubled);
    free(csv->read);
    free(csv->text);
    free(csv);
}

/* ---- reading the file ------------------------------------------------------------------------ */

static enum source_step cannot_read(const struct source *source, int error)
{
    source_error(source, "CANNOT_READ", "cannot read it: %s", strerror(error));
    return SOURCE_UNREACHABLE;
}

static enum source_step read_to_end(struct csv_source *csv, int descriptor)
{
    size_t size = 0;

    for (;;) {
        ssize_t count;

        if (csv->length == size) {
            char *larger;

            size = size ? 2 * size : FIRST_BUF;
            larger = size <= FILE_MAX ? realloc(csv->text, size) : NULL;
            if (!larger) {
                source_error(&csv->source, "TOO_LARGE", "it does not fit the memory");
                return SOURCE_BAD_INPUT;
            }
            csv->text = larger;
        }
        count = read(descriptor, csv->text + csv->length, size - csv->length);
        if (count == 0)
            return SOURCE_OK;
        if (count > 0)
            csv->length += (size_t)count;
        else if (errno != EINTR)
            return cannot_read(&csv->source, errno);
    }
}

static enum source_step read_file(struct csv_source *csv)
{
    const char *path = csv->source.options->name + strlen(SCHEME);
    enum source_step step;
    int descriptor;

    if (strcmp(path, "-") == 0)
        return read_to_end(csv, STDIN_FILENO);
    descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return cannot_read(&csv->source, errno);
    step = read_to_end(csv, descriptor);
    close(descriptor);
    return step;
}

/* ---- records --------------------------------------------------------------------------------- */

static enum source_step refuse_record(struct csv_source *csv, const e911_error *error)
{
    source_error_at(&csv->source, error->line, error->column,
                    error->status == E911_ERR_ENCODING ? "ENCODING"
                    : error->status == E911_ERR_LIMIT  ? "LIMIT"
                                                       : "SYNTAX",
                    "%s; expected %s (byte %llu)", error->message,
                    error->expected ? error->expected : "a table in CSV form",
                    (unsigned long long)error->offset);
    return SOURCE_BAD_INPUT;
}

/* Room for the row's fields without their doubled quotes; they cannot be longer than they are. */
static bool reserve(struct csv_source *csv, size_t count)
{
    size_t need = 0;
    char *larger;

    for (size_t i = 0; i < count; i++)
        need += csv->read[i].doubled ? csv->read[i].raw.len : 0;
    if (need <= csv->undoubled_size)
        return true;
    larger = realloc(csv->undoubled, need);
    if (!larger)
        return false;
    csv->undoubled = larger;
    csv->undoubled_size = need;
    return true;
}

static enum source_step copy_fields(struct csv_source *csv, size_t count, e911_text *fields)
{
    e911__writer writer;

    if (!reserve(csv, count)) {
        source_error(&csv->source, "OUT_OF_MEMORY", "not enough memory");
        return SOURCE_BAD_INPUT;
    }
    writer = e911__writer_on(csv->undoubled, csv->undoubled_size);
    for (size_t i = 0; i < count; i++) {
        size_t start = writer.len;

        fields[i] = csv->read[i].raw;
        if (!csv->read[i].doubled)
            continue;
        e911__csv_write_field(&writer, &csv->read[i]);
        fields[i] = (e911_text){csv->undoubled + start, writer.len - start};
    }
    return SOURCE_OK;
}

static enum source_step open_csv(struct csv_source *csv)
{
    e911_error error = {.struct_size = sizeof error};
    size_t count = 0;

    csv->csv = e911__csv_on(csv->text, csv->length);
    e911__csv_set_separator(&csv->csv, E911__CSV_DETECT);
    if (e911__csv_header(&csv->csv, csv->source.options->is_column, csv->source.options->user,
                         csv->read, SOURCE_COLUMNS_MAX, &count, &error) != E911_OK)
        return refuse_record(csv, &error);
    csv->source.column_count = count;
    /* The names stay for as long as the text does, unless quotes had to be undone. */
    for (size_t i = 0; i < count; i++)
        csv->source.columns[i] = text_trim(csv->read[i].raw);
    return SOURCE_OK;
}

static enum source_step next_csv(struct csv_source *csv)
{
    struct source *source = &csv->source;
    e911_error error = {.struct_size = sizeof error};
    size_t count;

    source->mark = e911__cursor_offset(&csv->csv.cursor);
    source->line = csv->csv.line;
    if (e911__csv_next(&csv->csv, csv->read, SOURCE_COLUMNS_MAX, &count, &error) != E911_OK)
        return refuse_record(csv, &error);
    source->field_count = count;
    source->done = e911__cursor_offset(&csv->csv.cursor);
    if (count == 0)
        return SOURCE_END;
    return copy_fields(csv, count, source->fields);
}

static enum source_step open_batch(struct csv_source *csv)
{
    csv->rest = (e911_text){csv->text, csv->length};
    csv->has_returns = batch_has_returns(csv->rest);
    csv->source.column_count =
        batch_next(&csv->rest, csv->has_returns, csv->source.columns, SOURCE_COLUMNS_MAX);
    csv->source.line = 1;
    if (csv->source.column_count <= SOURCE_COLUMNS_MAX)
        return SOURCE_OK;
    source_error_at(&csv->source, 1, 0, "LIMIT", "too many columns; expected at most %d",
                    SOURCE_COLUMNS_MAX);
    return SOURCE_BAD_INPUT;
}

static enum source_step next_batch(struct csv_source *csv)
{
    struct source *source = &csv->source;

    source->line++;
    source->field_count =
        batch_next(&csv->rest, csv->has_returns, source->fields, SOURCE_COLUMNS_MAX);
    source->done = csv->length - csv->rest.len;
    if (source->field_count == 0)
        return SOURCE_END;
    if (source->field_count <= SOURCE_COLUMNS_MAX)
        return SOURCE_OK;
    source_error_at(source, source->line, 0, "LIMIT", "too many fields; expected at most %d",
                    SOURCE_COLUMNS_MAX);
    return SOURCE_BAD_INPUT;
}

/* ---- the interface --------------------------------------------------------------------------- */

static enum source_step open_source(struct source *source, const struct credentials *credentials)
{
    struct csv_source *csv = (struct csv_source *)source;
    enum source_step step = read_file(csv);

    (void)credentials;
    if (step != SOURCE_OK)
        return step;
    source->total = csv->length;
    csv->is_batch = batch_is((e911_text){csv->text, csv->length}, source->options->is_column,
                             source->options->user);
    return csv->is_batch ? open_batch(csv) : open_csv(csv);
}

static enum source_step next_row(struct source *source)
{
    struct csv_source *csv = (struct csv_source *)source;

    return csv->is_batch ? next_batch(csv) : next_csv(csv);
}

/* Reads the row once more; that is cheaper than to remember the place of every field. */
static void place(struct source *source, uint64_t mark, size_t field, uint32_t *line,
                  uint32_t *column)
{
    struct csv_source *csv = (struct csv_source *)source;
    e911__csv again = csv->csv;
    size_t count = 0;

    *column = (uint32_t)field + 1;
    if (csv->is_batch)
        return;
    again.cursor = e911__cursor_on(csv->text, csv->length);
    e911__cursor_skip(&again.cursor, mark);
    again.line = *line;
    again.line_start = mark;
    if (e911__csv_next(&again, csv->read, SOURCE_COLUMNS_MAX, &count, NULL) == E911_OK &&
        field < count) {
        *line = csv->read[field].line;
        *column = csv->read[field].column;
    }
}

const struct source_kind source_csv = {
    .scheme = SCHEME,
    .create = create,
    .open = open_source,
    .next = next_row,
    .place = place,
    .close = close_source,
};
