/*
 * The writer: all output goes through it, to a caller's buffer or to a sink. What does not fit a
 * buffer is counted, not written, so that the caller of a format function learns the size it needs.
 * In front of a sink the buffer is a stage, which is passed on whenever it is full.
 */
#ifndef E911_BASE_WRITER_H
#define E911_BASE_WRITER_H

#include "base/text.h"

typedef struct e911__writer {
    char *data;
    size_t size;
    size_t len;            /* may pass size: then the text did not fit a buffer */
    const e911_sink *sink; /* or NULL */
    bool refused;          /* the sink wants no more */
} e911__writer;

static inline e911__writer e911__writer_on(char *buf, size_t size)
{
    return (e911__writer){.data = buf, .size = buf == NULL ? 0 : size};
}

/* What every public function that takes a sink asks first. */
e911_status e911__sink_check(const e911_sink *sink);

/* Write to a sink; `stage` is room for `size` bytes, above 0. */
static inline e911__writer e911__writer_to(const e911_sink *sink, char *stage, size_t size)
{
    return (e911__writer){.data = stage, .size = size, .sink = sink};
}

/* Bytes that have no room: counted for a buffer, passed on for a sink. */
void e911__writer_overflow(e911__writer *w, const char *data, size_t len);

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

    if (room == NULL) {
        e911__writer_overflow(w, data, len);
        return;
    }
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

/* A number in decimal digits. */
void e911__writer_decimal(e911__writer *w, uint64_t number);

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

static inline char *e911__put_text(char *at, e911_text text)
{
    return text.len == 0 ? at : e911__put(at, text.data, text.len);
}

/* The same for a literal, which becomes a few stores. */
#define E911__PUT(at, literal) e911__put((at), (literal), sizeof(literal) - 1)

/* Pass on what is still in the stage; the result of a function that writes to a sink. */
e911_status e911__writer_flush(e911__writer *w);

/* Result of a format function: the length, and whether it all fitted. */
static inline e911_status e911__writer_end(const e911__writer *w, size_t *ret_len)
{
    *ret_len = w->len;
    return w->len <= w->size ? E911_OK : E911_ERR_BUFFER_SIZE;
}

#endif
