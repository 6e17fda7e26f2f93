/* ASCII text without the C library's locale: classes of bytes, case, comparison. */
#ifndef E911_BASE_TEXT_H
#define E911_BASE_TEXT_H

#include <e911/base.h>

#include <stdbool.h>
#include <string.h>

/* The empty text. */
#define E911__NOTHING ((e911_text){NULL, 0})

/* A text from a string literal. */
#define E911__TEXT(literal) ((e911_text){(literal), sizeof(literal) - 1})

static inline bool e911__is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool e911__is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool e911__is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* What people write between the digits of a number (RFC 3966 5.1.1). */
static inline bool e911__is_visual_separator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')';
}

static inline char e911__lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline e911_text e911__text(const char *data, size_t len)
{
    return (e911_text){data, len};
}

/* The part of `text` from `start`, `len` bytes long; the caller knows that it is inside. */
static inline e911_text e911__slice(e911_text text, size_t start, size_t len)
{
    return (e911_text){text.data == NULL ? NULL : text.data + start, len};
}

static inline bool e911__equal(e911_text a, e911_text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* False for a length without bytes. */
static inline bool e911__is_given(e911_text text)
{
    return text.data != NULL || text.len == 0;
}

/* Value of a hex digit, or -1. */
extern const signed char e911__hex_value[256];

bool e911__equal_nocase(e911_text a, e911_text b);

/* The index of `c` in `text`, or text.len. */
static inline size_t e911__find(e911_text text, char c)
{
    const char *found = text.len == 0 ? NULL : (const char *)memchr(text.data, c, text.len);

    return found == NULL ? text.len : (size_t)(found - text.data);
}

/* Blanks, and what a fold is made of. */
static inline bool e911__is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* `text` without blanks, CR and LF at its start. */
static inline e911_text e911__trim_start(e911_text text)
{
    while (text.len > 0 && e911__is_space(text.data[0])) {
        text.data++;
        text.len--;
    }
    return text;
}

/* `text` without them at its end. */
static inline e911_text e911__trim_end(e911_text text)
{
    while (text.len > 0 && e911__is_space(text.data[text.len - 1]))
        text.len--;
    return text;
}

static inline e911_text e911__trim(e911_text text)
{
    return e911__trim_end(e911__trim_start(text));
}

/* True for a number as a spreadsheet rounds it: 1.2E+11, 1,2E+11. */
bool e911__is_rounded(e911_text text);

/* True when a value may stand in a header line: no NUL, CR, LF. */
bool e911__fits_header(e911_text value);

#endif
