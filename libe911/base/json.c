#include "base/json.h"

#include "base/cursor.h"

#define WRITE(json, literal) e911__writer_bytes((json)->writer, literal, sizeof(literal) - 1)

static void separate(e911__json *json)
{
    if (json->follows)
        e911__writer_byte(json->writer, ',');
    json->follows = true;
}

void e911__json_open(e911__json *json, char bracket)
{
    separate(json);
    e911__writer_byte(json->writer, bracket);
    json->follows = false;
}

void e911__json_close(e911__json *json, char bracket)
{
    e911__writer_byte(json->writer, bracket);
    json->follows = true;
}

void e911__json_name(e911__json *json, const char *name)
{
    separate(json);
    e911__writer_byte(json->writer, '"');
    e911__writer_text(json->writer, e911_text_of(name));
    WRITE(json, "\":");
    json->follows = false;
}

/* ---- strings --------------------------------------------------------------------------------- */

/* Length of the well-formed sequence that comes next (Unicode 3.9, table 3-7), or 0. */
static size_t sequence_length(e911_text rest)
{
    unsigned char first = (unsigned char)rest.data[0];
    unsigned char least = 0x80, most = 0xbf;
    size_t len;

    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    len = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first == 0xe0)
        least = 0xa0; /* else an overlong form */
    else if (first == 0xed)
        most = 0x9f; /* else a surrogate */
    else if (first == 0xf0)
        least = 0x90;
    else if (first == 0xf4)
        most = 0x8f; /* else past U+10FFFF */
    for (size_t i = 1; i < len; i++) {
        unsigned char c = i < rest.len ? (unsigned char)rest.data[i] : 0;

        if (c < least || c > most)
            return 0;
        least = 0x80;
        most = 0xbf;
    }
    return len;
}

static void write_ascii(e911__json *json, char c)
{
    static const char hex[] = "0123456789abcdef";

    if (c == '"' || c == '\\')
        e911__writer_byte(json->writer, '\\');
    if (c >= ' ') {
        e911__writer_byte(json->writer, c);
        return;
    }
    WRITE(json, "\\u00");
    e911__writer_byte(json->writer, hex[c >> 4]);
    e911__writer_byte(json->writer, hex[c & 15]);
}

void e911__json_string(e911__json *json, e911_text text)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);

    separate(json);
    e911__writer_byte(json->writer, '"');
    while (!e911__cursor_done(&c)) {
        size_t len = sequence_length((e911_text){c.at, e911__cursor_left(&c)});

        if (len == 0) {
            WRITE(json, "\xef\xbf\xbd");
            e911__cursor_skip(&c, 1);
        } else if (len == 1) {
            write_ascii(json, (char)e911__cursor_next(&c));
        } else {
            e911__writer_text(json->writer, e911__cursor_text(&c, len));
        }
    }
    e911__writer_byte(json->writer, '"');
}

/* ---- other values ---------------------------------------------------------------------------- */

void e911__json_number(e911__json *json, uint64_t number)
{
    separate(json);
    e911__writer_decimal(json->writer, number);
}

void e911__json_bool(e911__json *json, bool value)
{
    separate(json);
    if (value)
        WRITE(json, "true");
    else
        WRITE(json, "false");
}

void e911__json_null(e911__json *json)
{
    separate(json);
    WRITE(json, "null");
}
