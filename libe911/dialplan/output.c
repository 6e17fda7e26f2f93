#include "dialplan/output.h"

static bool is_wildcard(int byte)
{
    int c = e911__lower((char)byte);

    return c == 'x' || c == 'y' || c == 'n' || c == 'z' || c == '$' || c == '?';
}

int e911__output_next(e911__output *output, bool *ret_wildcard)
{
    int byte;

    *ret_wildcard = false;
    do {
        output->offset = e911__cursor_offset(&output->c);
        byte = e911__cursor_next(&output->c);
        if (byte == '"')
            output->quoted = !output->quoted;
    } while (byte == '"');
    if (byte == '\\' && !output->quoted && !e911__cursor_done(&output->c))
        return e911__cursor_next(&output->c);
    *ret_wildcard = byte != E911__END && !output->quoted && is_wildcard(byte);
    return byte;
}

/* ---- fitting --------------------------------------------------------------------------------- */

/* The wildcards of a pattern, one after the other, as outputs write them. */
typedef struct wildcards {
    const e911__pattern *pattern;
    size_t item;
    uint32_t used; /* of the $ in hand */
} wildcards;

static int next_wildcard(wildcards *w)
{
    static const char letters[] = {
        [E911__ITEM_DIGIT] = 'x', [E911__ITEM_NONZERO] = 'y', [E911__ITEM_HIGH] = 'n',
        [E911__ITEM_LIST] = '$',  [E911__ITEM_DIALLED] = '?', [E911__ITEM_NOT_AT] = '?',
        [E911__ITEM_REST] = 'z',
    };

    while (w->item < w->pattern->count) {
        const e911__item *item = &w->pattern->items[w->item];

        if (item->kind == E911__ITEM_LIST && ++w->used < item->value)
            return '$';
        w->used = 0;
        w->item++;
        if (item->kind != E911__ITEM_LITERAL)
            return letters[item->kind];
    }
    return E911__END;
}

/* Whether a wildcard of an output may stand for one of the pattern. */
static bool stands_for(int output, int pattern)
{
    int c = e911__lower((char)output);

    return c == pattern || (c == 'x' && (pattern == 'y' || pattern == 'n' || pattern == '$'));
}

bool e911__output_fits(const e911__pattern *pattern, e911_text output, size_t *ret_offset)
{
    e911__output at = e911__output_on(output);
    wildcards wildcards = {.pattern = pattern};
    bool has_any = false, is_one;
    int byte;

    while ((byte = e911__output_next(&at, &is_one)) != E911__END) {
        if (!is_one)
            continue;
        has_any = true;
        *ret_offset = at.offset;
        if (!stands_for(byte, next_wildcard(&wildcards)))
            return false;
    }
    *ret_offset = output.len;
    return !has_any || next_wildcard(&wildcards) == E911__END;
}
