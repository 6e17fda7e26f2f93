/*
 * What the suites of the lower rooms share beyond support.h: files of vectors, text in front of a
 * page that cannot be read, random numbers that are the same in every run.
 *
 * A file of vectors holds one case a line, its columns separated by TAB. Empty lines and lines that
 * begin with '#' say nothing. Escapes of the columns: \r \n \t \0 \\ and \x with two hex digits.
 */
#ifndef E911_TESTS_VECTOR_LINES_H
#define E911_TESTS_VECTOR_LINES_H

#ifndef _DEFAULT_SOURCE
#error "mmap() wants _DEFAULT_SOURCE ahead of the first header"
#endif

#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Criterion reports every passed assertion to its parent; a long loop reports what fails only. */
#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            cr_assert_fail(__VA_ARGS__);                                                           \
    } while (0)

/* The same bytes at the end of a page; the next page cannot be read, so an overrun is a crash. */
static inline char *at_page_end(const char *data, size_t len)
{
    enum { ROOM = 1 << 21, GUARD = 1 << 16 };
    static char *end;

    if (end == NULL) {
        char *map =
            mmap(NULL, ROOM + GUARD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        cr_assert(map != MAP_FAILED);
        cr_assert_eq(mprotect(map + ROOM, GUARD, PROT_NONE), 0);
        end = map + ROOM;
    }
    return len == 0 ? end : memmove(end - len, data, len);
}

static inline uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

enum { VECTOR_COLUMNS = 8 };

struct vectors {
    char *text;
    char *at;
    char *end;
    int line;
    int cases; /* read so far: a suite asserts that there were some */
};

/* Columns that a line does not have are empty. */
struct vector {
    e911_text column[VECTOR_COLUMNS];
    int line;
};

static inline struct vectors vectors_open(const char *path)
{
    size_t len;
    char *text = read_project_file(path, &len);

    return (struct vectors){text, text, text + len, 0, 0};
}

/* Undo the escapes where the text stands. */
static inline e911_text vector_unescape(char *text, size_t len, int line)
{
    static const char letters[] = "rnt0\\", bytes[] = "\r\n\t\0\\";
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\\') {
            text[out++] = text[i];
        } else if (i + 3 < len && text[i + 1] == 'x') {
            char digits[3] = {text[i + 2], text[i + 3], 0};

            text[out++] = (char)strtol(digits, NULL, 16);
            i += 3;
        } else {
            const char *letter = ++i < len ? memchr(letters, text[i], 5) : NULL;

            cr_assert_not_null(letter, "line %d: an unknown escape", line);
            text[out++] = bytes[letter - letters];
        }
    }
    return (e911_text){text, out};
}

/* The next case; at the end the file is given back. */
static inline bool vectors_next(struct vectors *v, struct vector *ret)
{
    while (v->at < v->end) {
        char *end = memchr(v->at, '\n', (size_t)(v->end - v->at));
        char *at = v->at;

        end = end == NULL ? v->end : end;
        v->at = end + 1;
        *ret = (struct vector){.line = ++v->line};
        if (at == end || *at == '#')
            continue;
        for (int i = 0; i < VECTOR_COLUMNS && at <= end; i++) {
            char *stop = at == end ? NULL : memchr(at, '\t', (size_t)(end - at));

            stop = stop == NULL ? end : stop;
            ret->column[i] = vector_unescape(at, (size_t)(stop - at), v->line);
            at = stop + 1;
        }
        v->cases++;
        return true;
    }
    free(v->text);
    return false;
}

static inline bool text_is(e911_text text, const char *data, size_t len)
{
    return text.len == len && (len == 0 || memcmp(text.data, data, len) == 0);
}

/* True when the column names the status. */
static inline bool vector_status_is(e911_text column, e911_status status)
{
    const char *name = e911_status_name(status);

    return text_is(column, name, strlen(name));
}

static inline size_t vector_number(e911_text column)
{
    size_t number = 0;

    cr_assert_gt(column.len, 0, "a number is missing");
    for (size_t i = 0; i < column.len; i++) {
        cr_assert(column.data[i] >= '0' && column.data[i] <= '9', "not a number");
        number = number * 10 + (size_t)(column.data[i] - '0');
    }
    return number;
}

#endif
