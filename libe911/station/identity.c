#include "station/identity.h"

#include "address/uri.h"
#include "station/identity_view.h"

/* Characters that are not reserved (RFC 2396 2.2) mean the same escaped and bare (RFC 3261 19.1.4);
   control characters are never bare. */
static bool means_the_same(int byte)
{
    const e911_text reserved = E911__TEXT(";/?:@&=+$,%");

    return byte >= ' ' && byte != 0x7f && e911__find(reserved, (char)byte) == reserved.len;
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

            if (high >= 0 && low >= 0 && means_the_same(high << 4 | low)) {
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

/* The parameters of a telephone number say how it is reached; those of a name are part of it. */
static bool is_telephone(e911_text user)
{
    return e911__is_digit(user.data[0]) || user.data[0] == '+';
}

void e911__identity_write_any(e911__writer *writer, e911_text text, size_t *ret_user_len)
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
    if (uri.parameters.len > 0 && !is_telephone(uri.user)) {
        e911__writer_byte(writer, ';');
        write_user(writer, uri.parameters, false);
    }
    *ret_user_len = writer->len;
    if (uri.host.len == 0)
        return;
    e911__writer_byte(writer, '@');
    uri.host.len -= e911__is_rooted(uri.host.data, uri.host.len) ? 1 : 0;
    for (size_t i = 0; i < uri.host.len; i++)
        e911__writer_byte(writer, e911__lower(uri.host.data[i]));
}

/* ---- the usual form -------------------------------------------------------------------------- */

/* What a byte becomes in a user or a host name, or 0 where it is none of the usual ones. */
#define SAME(a)    [a] = {a, a}
#define LETTER(a)  [a] = {a, (a) | 0x20}
#define IN_USER(a) [a] = {a, 0}

/* clang-format off */
const char e911__identity_usual[256][2] = {
    SAME('0'), SAME('1'), SAME('2'), SAME('3'), SAME('4'), SAME('5'), SAME('6'), SAME('7'),
    SAME('8'), SAME('9'), SAME('-'), SAME('.'),
    LETTER('A'), LETTER('B'), LETTER('C'), LETTER('D'), LETTER('E'), LETTER('F'), LETTER('G'),
    LETTER('H'), LETTER('I'), LETTER('J'), LETTER('K'), LETTER('L'), LETTER('M'), LETTER('N'),
    LETTER('O'), LETTER('P'), LETTER('Q'), LETTER('R'), LETTER('S'), LETTER('T'), LETTER('U'),
    LETTER('V'), LETTER('W'), LETTER('X'), LETTER('Y'), LETTER('Z'),
    SAME('a'), SAME('b'), SAME('c'), SAME('d'), SAME('e'), SAME('f'), SAME('g'), SAME('h'),
    SAME('i'), SAME('j'), SAME('k'), SAME('l'), SAME('m'), SAME('n'), SAME('o'), SAME('p'),
    SAME('q'), SAME('r'), SAME('s'), SAME('t'), SAME('u'), SAME('v'), SAME('w'), SAME('x'),
    SAME('y'), SAME('z'),
    IN_USER('_'), IN_USER('+'), IN_USER('!'), IN_USER('~'), IN_USER('*'), IN_USER('\''),
    IN_USER('$'), IN_USER('&'), IN_USER('='),
};
/* clang-format on */

/* Copy a part up to the first byte that it may not hold; returns the place after it. */
static inline char *put_part(char *at, e911__cursor *c, int part)
{
    const char *from = c->at;

    for (; from != c->end; from++, at++) {
        char byte = e911__identity_usual[(unsigned char)*from][part];

        if (byte == 0)
            break;
        *at = byte;
    }
    c->at = from;
    return at;
}

/*
 * user@host, alone, as a SIP URI or in angle brackets, perhaps behind a display name in quotes,
 * with nothing to undo; or a user alone. False for anything else, and where there is no room for as
 * much as the text; nothing is written then.
 */
static bool write_usual(e911__writer *writer, e911_text text, size_t *ret_user_len)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    char *room = e911__writer_room(writer, text.len);
    bool in_brackets, has_scheme;
    char *user_end, *host_end;

    if (room == NULL || !e911__find_user(&c, &in_brackets, &has_scheme))
        return false;
    user_end = host_end = put_part(room, &c, E911__USUAL_USER);
    if (user_end == room)
        return false;
    if (e911__cursor_done(&c)) {
        if (has_scheme)
            return false;
    } else {
        if (!e911__cursor_take(&c, '@'))
            return false;
        *user_end = '@';
        host_end = put_part(user_end + 1, &c, E911__USUAL_HOST);
        if (host_end == user_end + 1 || !e911__host_ends(&c, in_brackets))
            return false;
        host_end -= e911__is_rooted(user_end + 1, (size_t)(host_end - user_end - 1)) ? 1 : 0;
    }
    *ret_user_len = writer->len + (size_t)(user_end - room);
    e911__writer_commit(writer, (size_t)(host_end - room));
    return true;
}

/* What stands behind the @ does not matter to the user. */
bool e911__identity_user(e911_text text, e911_text *ret_user)
{
    e911__cursor c = e911__cursor_on(text.data, text.len);
    bool in_brackets, has_scheme;
    const char *start;

    if (!e911__find_user(&c, &in_brackets, &has_scheme))
        return false;
    start = c.at;
    while (c.at != c.end && e911__identity_usual[(unsigned char)*c.at][E911__USUAL_USER] != 0)
        c.at++;
    *ret_user = e911__text(start, (size_t)(c.at - start));
    if (c.at == start || (e911__cursor_done(&c) && has_scheme))
        return false;
    return e911__cursor_done(&c) || (*c.at == '@' && (in_brackets || !e911__has_brackets(&c)));
}

void e911__identity_write(e911__writer *writer, e911_text text, size_t *ret_user_len)
{
    if (!write_usual(writer, text, ret_user_len))
        e911__identity_write_any(writer, text, ret_user_len);
}
