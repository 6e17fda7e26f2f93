#include "station/identity.h"

#include "address/uri.h"
#include "base/cursor.h"

/* RFC 3261 25.1 "unreserved": the characters that mean the same escaped and bare. */
static bool is_unreserved(int byte)
{
    const e911_text marks = E911__TEXT("-_.!~*'()");
    char c = (char)byte;

    return e911__is_alpha(c) || e911__is_digit(c) || e911__find(marks, c) < marks.len;
}

/* Undo the escapes that need not be; write the others with lower-case digits. */
static void write_user(e911__writer *writer, e911_text user, bool is_tel)
{
    e911__cursor c = e911__cursor_on(user.data, user.len);
    int byte;

    while ((byte = e911__cursor_next(&c)) != E911__END) {
        if (byte == '%' && e911__cursor_left(&c) >= 2) {
            e911_text digits = e911__cursor_text(&c, 2);
            int high = e911__hex_value[(unsigned char)digits.data[0]];
            int low = e911__hex_value[(unsigned char)digits.data[1]];

            if (high >= 0 && low >= 0 && is_unreserved(high << 4 | low)) {
                e911__writer_byte(writer, (char)(high << 4 | low));
            } else {
                e911__writer_byte(writer, '%');
                e911__writer_byte(writer, e911__lower(digits.data[0]));
                e911__writer_byte(writer, e911__lower(digits.data[1]));
            }
        } else if (!is_tel || !e911__is_visual_separator((char)byte)) {
            e911__writer_byte(writer, (char)byte);
        }
    }
}

void e911__identity_write(e911__writer *writer, e911_text text, size_t *ret_user_len)
{
    e911_uri uri = {0};

    *ret_user_len = 0;
    if (!e911__uri_read(text, &uri)) {
        text = e911__trim(text);
        if (e911__find(text, '@') == text.len)
            uri.user = text;
        else
            e911__uri_read_userinfo(text, &uri);
    }
    if (uri.user.len == 0)
        return;
    write_user(writer, uri.user, e911__equal_nocase(uri.scheme, E911__TEXT("tel")));
    *ret_user_len = writer->len;
    if (uri.host.len == 0)
        return;
    e911__writer_byte(writer, '@');
    for (size_t i = 0; i < uri.host.len; i++)
        e911__writer_byte(writer, e911__lower(uri.host.data[i]));
}
