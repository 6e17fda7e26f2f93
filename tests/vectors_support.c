#define _DEFAULT_SOURCE

#include "vectors_support.h"

#include "vector_lines.h"

struct vector_file vector_file_open(const char *path, int columns)
{
    struct vector_file file = {.columns = columns};
    size_t len;

    cr_assert_leq(columns, ROW_COLUMNS_MAX);
    file.text = file.at = read_project_file(path, &len);
    return file;
}

bool vector_file_next(struct vector_file *file, struct vector_row *row)
{
    char *at;

    do {
        at = file->at;
        if (*at == '\0') {
            free(file->text);
            return false;
        }
        file->at = strchr(at, '\n') + 1;
        file->at[-1] = '\0';
        row->line = ++file->line;
    } while (*at == '#');
    for (int i = 0; i < file->columns; i++) {
        cr_assert_not_null(at, "line %u has too few columns", row->line);
        row->columns[i] = at;
        at = strchr(at, '\t');
        if (at != NULL)
            *at++ = '\0';
    }
    cr_assert_null(at, "line %u has too many columns", row->line);
    file->count++;
    return true;
}

size_t unescape_column(const struct vector_row *row, int column)
{
    char *text = row->columns[column];

    if (strcmp(text, "-") == 0)
        return 0;
    return vector_unescape(text, strlen(text), (int)row->line).len;
}
