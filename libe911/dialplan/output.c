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

/* ---- going back ------------------------------------------------------------------------------ */

static bool add_item(e911__pattern *formed, const e911__item *like, uint8_t value)
{
    uint8_t kind = like == NULL ? E911__ITEM_LITERAL : like->kind;

    if (formed->count == E911_PLAN_PATTERN_MAX)
        return false;
    if (kind == E911__ITEM_LIST)
        kind = E911__ITEM_DIGIT;
    if (kind == E911__ITEM_REST) /* which ends a pattern, but not what is formed */
        kind = E911__ITEM_NOT_AT;
    formed->items[formed->count++] = (e911__item){.kind = kind, .value = value};
    return true;
}

/* What is formed, as a pattern in which the wildcards are those they stand for. */
static bool read_formed(const e911__pattern *pattern, e911_text output, e911__pattern *ret)
{
    e911__output at = e911__output_on(output);
    wildcards wildcards = {.pattern = pattern};
    bool is_one;
    int byte;

    ret->count = 0;
    while ((byte = e911__output_next(&at, &is_one)) != E911__END) {
        const e911__item *item = NULL;

        if (is_one) {
            size_t before = wildcards.item;

            if (next_wildcard(&wildcards) == E911__END)
                return false;
            item = &pattern->items[wildcards.item == before ? before : wildcards.item - 1];
        }
        if (!add_item(ret, item, (uint8_t)e911__lower((char)byte)))
            return false;
    }
    return true;
}

/* What the next wildcard of a number that was formed took of it. */
static e911_text next_taken(const e911__pattern *formed, const uint32_t *spans, size_t *item,
                            size_t *at, e911_text number)
{
    while (*item < formed->count) {
        e911_text text = e911__slice(number, *at, spans[*item]);

        *at += spans[*item];
        if (formed->items[(*item)++].kind != E911__ITEM_LITERAL)
            return text;
    }
    return E911__NOTHING;
}

bool e911__output_undo(const e911__pattern *pattern, e911_text output, e911_text number,
                       e911__writer *w)
{
    uint32_t spans[E911_PLAN_PATTERN_MAX] = {0};
    e911__symbols symbols = {.cursor = e911__cursor_on(number.data, number.len)};
    e911__members nobody = {NULL, 0};
    e911__pattern formed;
    size_t item = 0, at = 0;

    if (!read_formed(pattern, output, &formed) ||
        !e911__pattern_spans(&formed, symbols, nobody, spans))
        return false;
    for (size_t i = 0; i < pattern->count; i++) {
        const e911__item *from = &pattern->items[i];
        size_t count = from->kind == E911__ITEM_LIST ? from->value : 1;

        if (from->kind == E911__ITEM_LITERAL) {
            e911__writer_byte(w, (char)from->value);
            continue;
        }
        while (count-- > 0)
            e911__writer_text(w, next_taken(&formed, spans, &item, &at, number));
    }
    return true;
}
