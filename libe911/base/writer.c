#include "base/writer.h"

#include "base/struct.h"

e911_status e911_sink_init(e911_sink *sink, size_t struct_size)
{
    return e911__struct_init(sink, struct_size, sizeof *sink);
}

e911_status e911__sink_check(const e911_sink *sink)
{
    e911_status status = e911__struct_check_in(sink, sizeof *sink, sizeof *sink);

    if (status == E911_OK && sink->write == NULL)
        status = E911_ERR_INVALID_ARGUMENT;
    return status;
}

static void pass_on(e911__writer *w, const char *data, size_t len)
{
    if (!w->refused && len > 0)
        w->refused = w->sink->write(w->sink->user, data, len) != 0;
}

void e911__writer_overflow(e911__writer *w, const char *data, size_t len)
{
    if (w->sink == NULL || len == 0) {
        w->len += len;
        return;
    }
    e911__writer_flush(w);
    if (len < w->size)
        e911__writer_bytes(w, data, len);
    else
        pass_on(w, data, len);
}

void e911__writer_decimal(e911__writer *w, uint64_t number)
{
    char digits[20]; /* of 2^64 - 1 */
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    e911__writer_bytes(w, digits + at, sizeof digits - at);
}

e911_status e911__writer_flush(e911__writer *w)
{
    pass_on(w, w->data, w->len);
    w->len = 0;
    return w->refused ? E911_ERR_CALLBACK : E911_OK;
}
