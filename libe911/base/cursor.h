/* The read cursor: all parsing goes through it, so bounds are checked in one place. */
#ifndef E911_BASE_CURSOR_H
#define E911_BASE_CURSOR_H

#include "base/text.h"

typedef struct e911__cursor {
    const char *start;
    const char *at;
    const char *end;
} e911__cursor;

/* What e911__cursor_peek() gives at the end; no byte has this value. */
#define E911__END (-1)

static inline e911__cursor e911__cursor_on(const char *data, size_t len)
{
    static const char nothing[1] = {0};
    const char *start = len == 0 ? nothing : data;

    return (e911__cursor){start, start, start + len};
}

static inline size_t e911__cursor_left(const e911__cursor *c)
{
    return (size_t)(c->end - c->at);
}

static inline size_t e911__cursor_offset(const e911__cursor *c)
{
    return (size_t)(c->at - c->start);
}

static inline bool e911__cursor_done(const e911__cursor *c)
{
    return c->at == c->end;
}

/* The next byte as 0..255, or E911__END; the cursor stays. */
static inline int e911__cursor_peek(const e911__cursor *c)
{
    return c->at == c->end ? E911__END : (unsigned char)*c->at;
}

/* The next byte as 0..255, or E911__END; the cursor moves past it. */
static inline int e911__cursor_next(e911__cursor *c)
{
    return c->at == c->end ? E911__END : (unsigned char)*c->at++;
}

/* Move past up to `count` bytes. */
static inline void e911__cursor_skip(e911__cursor *c, size_t count)
{
    c->at += count < e911__cursor_left(c) ? count : e911__cursor_left(c);
}

/* Move past `byte` if it comes next. */
static inline bool e911__cursor_take(e911__cursor *c, char byte)
{
    if (c->at == c->end || *c->at != byte)
        return false;
    c->at++;
    return true;
}

/* The next `count` bytes, or as many as are left; the cursor moves past them. */
static inline e911_text e911__cursor_text(e911__cursor *c, size_t count)
{
    e911_text text = {c->at, count < e911__cursor_left(c) ? count : e911__cursor_left(c)};

    c->at += text.len;
    return text;
}

/* The bytes up to one whose class shares a bit with `mask`, or the end; the cursor stands on it. */
static inline e911_text e911__cursor_until_class(e911__cursor *c, const uint8_t classes[256],
                                                 uint8_t mask)
{
    const char *from = c->at;
    const char *at = from;

    while (at != c->end && (classes[(unsigned char)*at] & mask) == 0)
        at++;
    c->at = at;
    return e911__text(from, (size_t)(at - from));
}

/* The bytes up to `stop` or the end; the cursor stands on `stop` afterwards. */
static inline e911_text e911__cursor_until(e911__cursor *c, char stop)
{
    e911_text rest = {c->at, e911__cursor_left(c)};

    return e911__cursor_text(c, e911__find(rest, stop));
}

#endif
