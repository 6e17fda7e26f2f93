/*
 * The bounded writer: all output goes through it. What does not fit is counted, not written, so
 * that the caller of a format function learns the size it needs.
 */
#ifndef E911_BASE_WRITER_H
#define E911_BASE_WRITER_H

#include "base/text.h"

typedef struct e911__writer {
    char *data;
    size_t size;
    size_t len; /* may pass size: then the text did not fit */
} e911__writer;

static inline e911__writer e911__writer_on(char *buf, size_t size)
{
    return (e911__writer){buf, buf == NULL ? 0 : size, 0};
}

/* Room for `count` bytes at the end, or NULL (also for none); counted by e911__writer_commit(). */
static inline char *e911__writer_room(const e911__writer *w, size_t count)
{
    bool fits = count > 0 && w->len <= w->size && w->size - w->len >= count;

    return fits ? w->data + w->len : NULL;
}

static inline void e911__writer_commit(e911__writer *w, size_t count)
{
    w->len += count;
}

static inline void e911__writer_bytes(e911__writer *w, const char *data, size_t len)
{
    char *room = e911__writer_room(w, len);

    if (room != NULL)
        memcpy(room, data, len);
    w->len += len;
}

static inline void e911__writer_text(e911__writer *w, e911_text text)
{
    e911__writer_bytes(w, text.data, text.len);
}

static inline void e911__writer_byte(e911__writer *w, char byte)
{
    e911__writer_bytes(w, &byte, 1);
}

/*
 * Many short parts are cheaper formed with one check of the room for them all than written with
 * one each. The functions named _put() form them: in e911__writer_room() where that much is free,
 * else in spare memory of which e911__writer_bytes() then takes what fits.
 */

/* Put bytes where they are known to fit; returns the place after them. */
static inline char *e911__put(char *at, const char *data, size_t len)
{
    memcpy(at, data, len);
    return at + len;
}

/* The same for a literal, which becomes a few stores. */
#define E911__PUT(at, literal) e911__put((at), (literal), sizeof(literal) - 1)

/* Result of a format function: the length, and whether it all fitted. */
static inline e911_status e911__writer_end(const e911__writer *w, size_t *ret_len)
{
    *ret_len = w->len;
    return w->len <= w->size ? E911_OK : E911_ERR_BUFFER_SIZE;
}

#endif
