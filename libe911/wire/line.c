#include "wire/line.h"

static inline bool is_break(char c)
{
    return c == '\r' || c == '\n';
}

static const char *find_byte(const char *at, const char *end, char c)
{
    return at == end ? NULL : memchr(at, c, (size_t)(end - at));
}

/*
 * Looking for CR and LF in turn with memchr() would read a message that has but one of them over
 * and over.
 */
static const char *find_break(const char *at, const char *end)
{
#if defined(__SSE2__)
    for (; end - at >= 16; at += 16) {
        unsigned breaks = e911__wire_breaks(e911__wire_block(at));

        if (breaks != 0)
            return at + __builtin_ctz(breaks);
    }
#endif
    while (at < end && !is_break(*at))
        at++;
    return at;
}

static e911__break find_line_end(const char *at, const char *end)
{
    e911__break found;

    found.at = found.next = find_break(at, end);
    if (found.next < end && *found.next == '\r')
        found.next++;
    if (found.next < end && *found.next == '\n')
        found.next++;
    return found;
}

/* What follows the place where a block of bytes is read: the block, and one line end more. */
#define PLAIN_AHEAD 32

/* ---- the lines of a message ------------------------------------------------------------------ */

static void set_last_plain(e911__wire_reader *r)
{
    r->last_plain = r->at;
    if (r->end - r->at > PLAIN_AHEAD && r->start_break.next - r->start_break.at == 2)
        r->last_plain = r->end - PLAIN_AHEAD;
}

e911__wire_reader e911__wire_begin_behind(e911__break start_break, const char *end)
{
    e911__wire_reader r = {
        .at = start_break.next, .end = end, .start_break = start_break, .last_break = start_break};

    set_last_plain(&r);
    return r;
}

e911__wire_reader e911__wire_begin(const char *message, size_t len, e911_text *ret_line)
{
    static const char nothing[1] = {0};
    e911__wire_reader r = {.at = len == 0 ? nothing : message};
    const char *start;

    r.end = r.at + len;
    while (r.at < r.end && e911__is_space(*r.at))
        r.at++;
    start = r.at;
    r.start_break = r.last_break = find_line_end(r.at, r.end);
    set_last_plain(&r);
    r.at = r.start_break.next;
    *ret_line = e911__text(start, (size_t)(r.start_break.at - start));
    return r;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && e911__is_blank(*at))
        at++;
    return at;
}

static e911_text trimmed(const char *start, const char *end)
{
    return e911__trim(e911__text(start, (size_t)(end - start)));
}

static e911__break end_line(e911__wire_reader *r, const char *at)
{
    e911__break found = find_line_end(at, r->end);

    r->mixed |= !e911__break_equal(found, r->start_break) && found.next > found.at;
    r->at = found.next;
    return found;
}

bool e911__wire_next_of_any_kind(e911__wire_reader *r, e911__wire_header *ret)
{
    /* Only the first header can begin with blanks: behind any other they are a fold. */
    const char *start = skip_blanks(r->at, r->end);
    const char *colon;

    if (start == r->end || is_break(*start))
        return false;
    ret->start = r->at;
    r->last_break = end_line(r, start);
    colon = find_byte(start, r->last_break.at, ':');
    while (r->at < r->end && e911__is_blank(*r->at)) {
        const char *fold = r->at;

        r->last_break = end_line(r, fold);
        if (colon == NULL)
            colon = find_byte(fold, r->last_break.at, ':');
    }
    ret->name = trimmed(start, colon == NULL ? r->last_break.at : colon);
    ret->value = colon == NULL ? E911__NOTHING : trimmed(colon + 1, r->last_break.at);
    return true;
}

#if defined(__SSE2__)

/*
 * Where every line ends in CR LF, and the headers in an empty line, that line is the first CR
 * behind a LF. False, with the reader where it was, for any other message.
 */
static bool skip_plain(e911__wire_reader *r)
{
    unsigned after_cr = 0, after_lf = 1; /* bits of the byte before the block */

    if (r->at >= r->last_plain || e911__is_blank(*r->at))
        return false;
    for (const char *at = r->at; at < r->last_plain; at += 16) {
        __m128i block = e911__wire_block(at);
        unsigned crs = e911__wire_mask(block, '\r');
        unsigned lfs = e911__wire_mask(block, '\n');
        unsigned ends = (lfs << 1 | after_lf) & crs;
        unsigned strict = (crs << 1 | after_cr) ^ lfs;

        if (ends != 0) {
            const char *empty = at + __builtin_ctz(ends);

            /* What comes behind the empty line may be anything. */
            if ((strict & ((ends & (0 - ends)) - 1)) != 0 || empty[1] != '\n')
                return false;
            r->at = empty;
            r->last_break = (e911__break){empty - 2, empty};
            return true;
        }
        if ((strict & 0xffff) != 0)
            return false;
        after_cr = crs >> 15;
        after_lf = lfs >> 15;
    }
    return false;
}

#else

static bool skip_plain(e911__wire_reader *r)
{
    (void)r;
    return false;
}

#endif

void e911__wire_skip_headers(e911__wire_reader *r)
{
    e911__wire_header header;

    if (skip_plain(r))
        return;
    while (e911__wire_next(r, &header))
        continue;
}

e911__break e911__wire_finish(e911__wire_reader *r)
{
    const char *start = skip_blanks(r->at, r->end);
    e911__break empty = find_line_end(start, r->end);

    if (empty.next > empty.at)
        r->mixed |= start != r->at || !e911__break_equal(empty, r->start_break);
    r->at = empty.next;
    /* Who takes CR LF alone for a line end finds headers in what is the body to others. */
    if (r->start_break.next - r->start_break.at == 1)
        r->mixed |= find_byte(r->at, r->end, *r->start_break.at == '\n' ? '\r' : '\n') != NULL;
    return empty;
}

/* ---- names ----------------------------------------------------------------------------------- */

static inline bool is_visible(char c)
{
    return c > ' ' && c < 0x7f;
}

bool e911__wire_is_named(e911_text name, e911_text wanted, char compact)
{
    size_t visible = 0;
    bool same = true;
    char only = 0;

    for (size_t i = 0; i < name.len && (same || visible == 1); i++) {
        char c = e911__lower(name.data[i]);

        if (!is_visible(c))
            continue;
        same = same && visible < wanted.len && c == e911__lower(wanted.data[visible]);
        only = c;
        visible++;
    }
    return (same && visible == wanted.len) || (visible == 1 && compact != 0 && only == compact);
}
