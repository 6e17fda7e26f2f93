#include "dialplan/symbols.h"

int e911__next_decoded(e911__cursor *c)
{
    int byte = e911__cursor_next(c);

    if (byte == '%' && e911__cursor_left(c) >= 2) {
        e911__cursor ahead = *c;
        e911_text digits = e911__cursor_text(&ahead, 2);
        int high = e911__hex_value[(unsigned char)digits.data[0]];
        int low = e911__hex_value[(unsigned char)digits.data[1]];

        if (high >= 0 && low >= 0) {
            *c = ahead;
            return high << 4 | low;
        }
    }
    return byte;
}

int e911__symbols_next_as_written(e911__symbols *symbols)
{
    int byte;

    if (symbols->as_dialled)
        return e911__cursor_next(&symbols->cursor);
    do
        byte = e911__next_decoded(&symbols->cursor);
    while (byte != E911__END && e911__is_visual_separator((char)byte));
    return byte;
}

int e911__symbols_next(e911__symbols *symbols)
{
    int byte;

    if (symbols->as_dialled) {
        byte = e911__cursor_next(&symbols->cursor);
    } else {
        do
            byte = e911__next_decoded(&symbols->cursor);
        while (byte != E911__END && e911__is_visual_separator((char)byte));
    }
    return byte == E911__END ? byte : (unsigned char)e911__lower((char)byte);
}
