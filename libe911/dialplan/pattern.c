#include "dialplan/pattern.h"

#include "base/error.h"
#include "dialplan/rules.h"

/* ---- reading --------------------------------------------------------------------------------- */

/* A pattern while it is read. */
typedef struct reading {
    e911__cursor c;
    e911__pattern *pattern;
    e911_error *reterr;
    size_t scheme_end; /* up to here letters are a scheme's */
    bool quoted_separator;
    size_t separator_at;
} reading;

static e911_status refuse(const reading *r, size_t offset, const char *message,
                          const char *expected)
{
    return e911__refuse(r->reterr, E911_ERR_SYNTAX, offset, message, expected);
}

static void add_item(reading *r, uint8_t kind, uint8_t value, size_t offset)
{
    r->pattern->items[r->pattern->count++] =
        (e911__item){.kind = kind, .value = value, .offset = (uint8_t)offset};
}

static void add_literal(reading *r, int byte, size_t offset)
{
    if (e911__is_visual_separator((char)byte) && !r->quoted_separator) {
        r->quoted_separator = true;
        r->separator_at = offset;
    }
    add_item(r, E911__ITEM_LITERAL, (uint8_t)e911__lower((char)byte), offset);
}

/* The length of a scheme with its colon at the beginning, or 0. A digit is no scheme. */
static size_t scheme_length(e911_text text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (c == ':')
            return i == 0 ? 0 : i + 1;
        if (!e911__is_alpha(c) &&
            (i == 0 || !(e911__is_digit(c) || c == '+' || c == '-' || c == '.')))
            return 0;
    }
    return 0;
}

static e911_status read_quoted(reading *r)
{
    size_t start = e911__cursor_offset(&r->c) - 1;

    for (;;) {
        size_t offset = e911__cursor_offset(&r->c);
        int byte = e911__cursor_next(&r->c);

        if (byte == E911__END)
            return refuse(r, start, "a quoted text has no end", "a closing \"");
        if (byte == '"')
            return E911_OK;
        add_literal(r, byte, offset);
    }
}

static void read_list(reading *r, size_t offset)
{
    uint8_t count = 1;

    while (e911__cursor_take(&r->c, '$'))
        count++;
    r->pattern->has_list = true;
    add_item(r, E911__ITEM_LIST, count, offset);
}

/* Two ? in a row are one. */
static void read_star(reading *r, size_t offset)
{
    while (e911__cursor_take(&r->c, '?'))
        ;
    r->pattern->has_star = true;
    add_item(r, e911__cursor_peek(&r->c) == '@' ? E911__ITEM_NOT_AT : E911__ITEM_DIALLED, 0,
             offset);
}

static bool is_plain_literal(int byte)
{
    return e911__is_digit((char)byte) || byte == '*' || byte == '#' || byte == ',' || byte == '+' ||
           byte == '^' || byte == '/';
}

static e911_status read_other(reading *r, int byte, size_t offset)
{
    bool as_dialled = r->pattern->as_dialled;

    if (byte == '@' || byte == ':' ||
        (as_dialled && byte > ' ' && byte < 0x7f && !e911__is_alpha((char)byte))) {
        add_literal(r, byte, offset);
        return E911_OK;
    }
    if (e911__is_alpha((char)byte))
        return refuse(r, offset, "a letter that is no wildcard", "the letter in quotes");
    if (e911__is_visual_separator((char)byte))
        return refuse(r, offset, "a visual separator, which is dropped from what is dialled",
                      "the pattern without it");
    return refuse(r, offset, "a character that patterns do not have", "the character in quotes");
}

static e911_status read_item(reading *r)
{
    size_t offset = e911__cursor_offset(&r->c);
    int byte = e911__cursor_next(&r->c);

    if (offset < r->scheme_end || is_plain_literal(byte)) {
        add_literal(r, byte, offset);
        return E911_OK;
    }
    switch (e911__lower((char)byte)) {
    case 'x':
        add_item(r, E911__ITEM_DIGIT, 0, offset);
        return E911_OK;
    case 'y':
        add_item(r, E911__ITEM_NONZERO, 0, offset);
        return E911_OK;
    case 'n':
        add_item(r, E911__ITEM_HIGH, 0, offset);
        return E911_OK;
    case '$':
        read_list(r, offset);
        return E911_OK;
    case '?':
        read_star(r, offset);
        return E911_OK;
    case 'z':
        if (!e911__cursor_done(&r->c))
            return refuse(r, offset, "Z is not the last character", "Z at the end, or no Z");
        add_item(r, E911__ITEM_REST, 0, offset);
        return E911_OK;
    case '"':
        return read_quoted(r);
    case '\\':
        if (e911__cursor_done(&r->c))
            return refuse(r, offset, "nothing is escaped", "a character behind the \\");
        add_literal(r, e911__cursor_next(&r->c), offset + 1);
        return E911_OK;
    default:
        return read_other(r, byte, offset);
    }
}

/* Whether a pattern holds @ or begins with a scheme, quoted or not, is known before it is read: it
   says which characters may stand unquoted. */
static bool is_as_dialled(e911_text text)
{
    char plain[E911_PLAN_PATTERN_MAX];
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '@')
            return true;
        if (text.data[i] != '"' && text.data[i] != '\\')
            plain[len++] = text.data[i];
    }
    return scheme_length(e911__text(plain, len)) > 0;
}

static void describe(e911__pattern *pattern, size_t len)
{
    size_t literals = 0;
    bool one_each = pattern->count == len;

    for (size_t i = 0; i < pattern->count; i++) {
        const e911__item *item = &pattern->items[i];

        literals += item->kind == E911__ITEM_LITERAL;
        if (item->kind == E911__ITEM_LITERAL && !is_plain_literal(item->value))
            one_each = false;
    }
    pattern->literal = literals == pattern->count;
    pattern->simple = one_each && !pattern->has_list && !pattern->has_star;
    pattern->open = pattern->items[pattern->count - 1].kind >= E911__ITEM_DIALLED;
}

e911_status e911__pattern_read(e911_text text, e911__pattern *ret, e911_error *reterr)
{
    reading r = {.c = e911__cursor_on(text.data, text.len), .pattern = ret, .reterr = reterr};
    e911_status status;

    if (text.len > E911_PLAN_PATTERN_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, E911_PLAN_PATTERN_MAX,
                            "the pattern is too long", "at most 255 bytes");
    ret->count = 0;
    ret->has_list = ret->has_star = false;
    ret->as_dialled = is_as_dialled(text);
    r.scheme_end = scheme_length(text);
    while (!e911__cursor_done(&r.c)) {
        status = read_item(&r);
        if (status != E911_OK)
            return status;
    }
    if (ret->count == 0)
        return refuse(&r, 0, "an empty pattern", "at least one character");
    if (r.quoted_separator && !ret->as_dialled)
        return refuse(&r, r.separator_at,
                      "a visual separator, which is dropped from what is dialled",
                      "the pattern without it");
    describe(ret, text.len);
    return E911_OK;
}

/* ---- matching -------------------------------------------------------------------------------- */

bool e911__item_takes(const e911__item *item, int byte)
{
    bool digit = byte >= '0' && byte <= '9';

    switch (item->kind) {
    case E911__ITEM_LITERAL:
        return byte == item->value;
    case E911__ITEM_DIGIT:
    case E911__ITEM_LIST:
        return digit;
    case E911__ITEM_NONZERO:
        return digit && byte != '0';
    case E911__ITEM_HIGH:
        return digit && byte >= '2';
    case E911__ITEM_DIALLED:
        return digit || byte == '#' || byte == '*' || byte == ',';
    case E911__ITEM_NOT_AT:
        return byte != E911__END && byte != '@';
    default:
        return byte != E911__END;
    }
}

/* A pattern being tried on a text. */
typedef struct trial {
    const e911__pattern *pattern;
    e911__members members;
    uint32_t *spans; /* or NULL */
} trial;

static void span(const trial *t, size_t item, uint32_t taken)
{
    if (t->spans != NULL)
        t->spans[item] = taken;
}

/* Pass a member of the list with `count` digits. */
static bool take_member(const trial *t, e911__symbols *symbols, size_t count)
{
    char digits[E911_PLAN_LIST_MEMBER_MAX];

    if (count > sizeof digits)
        return false;
    for (size_t i = 0; i < count; i++) {
        int byte = e911__symbols_next(symbols);

        if (byte < '0' || byte > '9')
            return false;
        digits[i] = (char)byte;
    }
    return e911__list_holds(t->members.rules, t->members.list, e911__text(digits, count));
}

/*
 * Try the items from `item` on. Where a ? could have taken more, only the last ? is gone back to:
 * what the items before it took does not matter to those behind it.
 */
static bool try_items(const trial *t, e911__symbols symbols)
{
    size_t item = 0, star = SIZE_MAX;
    e911__symbols behind_star = symbols;

    for (;;) {
        const e911__item *at = &t->pattern->items[item];
        bool good;

        if (item == t->pattern->count) {
            if (e911__symbols_next(&symbols) == E911__END)
                return true;
            good = false;
        } else if (at->kind == E911__ITEM_REST) {
            uint32_t taken = 0;

            while (e911__symbols_next(&symbols) != E911__END)
                taken++;
            span(t, item, taken);
            return true;
        } else if (at->kind >= E911__ITEM_DIALLED) {
            star = item++;
            behind_star = symbols;
            span(t, star, 0);
            continue;
        } else if (at->kind == E911__ITEM_LIST) {
            good = take_member(t, &symbols, at->value);
            span(t, item, at->value);
        } else {
            good = e911__item_takes(at, e911__symbols_next(&symbols));
            span(t, item, 1);
        }
        if (good) {
            item++;
            continue;
        }
        if (star == SIZE_MAX ||
            !e911__item_takes(&t->pattern->items[star], e911__symbols_next(&behind_star)))
            return false;
        if (t->spans != NULL)
            t->spans[star]++;
        symbols = behind_star;
        item = star + 1;
    }
}

bool e911__pattern_match(const e911__pattern *pattern, e911__symbols symbols, e911__members members)
{
    trial t = {.pattern = pattern, .members = members};

    return try_items(&t, symbols);
}

bool e911__pattern_spans(const e911__pattern *pattern, e911__symbols symbols, e911__members members,
                         uint32_t *spans)
{
    trial t = {.pattern = pattern, .members = members, .spans = spans};

    return try_items(&t, symbols);
}

/* ---- an example ------------------------------------------------------------------------------ */

static void write_member(e911__members members, size_t count, e911__writer *w)
{
    const e911__rules *rules = members.rules;

    for (size_t i = 0; rules != NULL && i < rules->member_count; i++) {
        e911_text digits = e911__texts_at(&rules->texts, rules->members[i].digits);

        if (rules->members[i].list == members.list && digits.len == count) {
            e911__writer_text(w, digits);
            return;
        }
    }
}

void e911__pattern_example(const e911__pattern *pattern, e911__members members, e911__writer *w)
{
    for (size_t i = 0; i < pattern->count; i++) {
        const e911__item *item = &pattern->items[i];

        switch (item->kind) {
        case E911__ITEM_LITERAL:
            e911__writer_byte(w, (char)item->value);
            break;
        case E911__ITEM_LIST:
            write_member(members, item->value, w);
            break;
        case E911__ITEM_DIGIT:
        case E911__ITEM_NONZERO:
        case E911__ITEM_HIGH:
            e911__writer_byte(w, item->kind == E911__ITEM_HIGH ? '2' : '1');
            break;
        default:
            break;
        }
    }
}
