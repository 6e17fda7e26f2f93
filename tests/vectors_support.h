/*
 * Files of vectors whose columns are strings, as many in every line as the suite says, with TAB
 * between them. Every line ends with LF; lines that begin with '#' say nothing.
 *
 * Unlike those of vector_lines.h, columns stay as they are written until a suite asks
 * for the bytes of one: others show escapes on purpose.
 */
#ifndef E911_TESTS_VECTORS_SUPPORT_H
#define E911_TESTS_VECTORS_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>

enum { ROW_COLUMNS_MAX = 9 };

struct vector_file {
    char *text;
    char *at;
    int columns;
    unsigned line;
    unsigned count; /* rows read so far: a suite asserts that there were enough */
};

/* Lives until the file is read to its end. */
struct vector_row {
    char *columns[ROW_COLUMNS_MAX];
    unsigned line;
};

/* Ends the test when the file, below the project's root, cannot be read. */
struct vector_file vector_file_open(const char *path, int columns);

/* The next row; false at the end, where the file is given back. */
bool vector_file_next(struct vector_file *file, struct vector_row *row);

/* Undo the escapes of a column where it stands, and count its bytes; "-" alone is no byte. */
size_t unescape_column(const struct vector_row *row, int column);

#endif
