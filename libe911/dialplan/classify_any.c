/*
 * Classifying what the fast path leaves: texts that are not digits alone, and digits that lead to a
 * fork, a tail that does not match, a number or nothing.
 *
 * What a run finds is said as a state says it at its end, (result + 1) << 1 | more.
 */
#include "base/struct.h"
#include "dialplan/classify.h"

/* A byte that is not plain was met: nothing is known. */
#define NOT_PLAIN         UINT32_MAX

#define END(result, more) (((result) + 1) << 1 | (more))

/* ---- digits in a URI, or escaped ------------------------------------------------------------- */

/* Longest text whose user part is copied, to be classified as if it had been dialled so. */
enum { COPY_MAX = 192 };

/* The byte that an escape stands for, or -1; `at` is behind the %. */
static inline int decode(const char *at)
{
    int high = e911__hex_value[(unsigned char)at[0]], low = e911__hex_value[(unsigned char)at[1]];

    return (high | low) < 0 ? -1 : high << 4 | low;
}

/* Copy digits, all as they are or all escaped. */
static inline char *copy_digits(const char **text, const char *end, char *to)
{
    const char *at = *text, *behind; /* where no escape can begin any more */

    while (end - at >= 4 && e911__are_four_digits(e911__four_bytes(at))) {
        memcpy(to, at, 4);
        at += 4;
        to += 4;
    }
    behind = end - at >= 3 ? end - 2 : at;
    while (at < behind && memcmp(at, "%3", 2) == 0 && e911__is_digit(at[2])) {
        *to++ = at[2];
        at += 3;
    }
    *text = at;
    return to;
}

/*
 * Copy the user part of a text that has no more to be read: digits, * # , + ^ / and separators,
 * some of them escaped, alone or between sip:, sips: or tel: and @. 0 for any other text.
 */
static size_t copy_plain(const e911_plan *plan, e911_text text, char *buf)
{
    const uint8_t *plain = plan->by_user.plain;
    const uint32_t special = plan->by_user.stride - 2;
    const size_t scheme = e911__scheme_length(text);
    const char *at = text.data + scheme, *end = text.data + text.len;
    char *to = buf;
    int byte;

    if (text.len > COPY_MAX)
        return 0;
    for (;;) {
        to = copy_digits(&at, end, to);
        if (at == end || *at == '@')
            break;
        byte = (unsigned char)*at++;
        if (byte == '%' && end - at >= 2) {
            byte = decode(at);
            if (byte < 0)
                return 0;
            at += 2;
        }
        *to = (char)byte;
        if (plain[byte] != special)
            to++;
        else if (!e911__is_visual_separator((char)byte))
            return 0;
    }
    /* Only a host may follow, and a SIP URI has one; in a tel URI it is no host. */
    if (at == end ? scheme > 0 && e911__lower(text.data[0]) == 's'
                  : (scheme > 0 && e911__lower(text.data[0]) == 't') ||
                        memchr(at, '<', (size_t)(end - at)) != NULL)
        return 0;
    return (size_t)(to - buf);
}

void e911__classify_any(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match)
{
    char buf[COPY_MAX];
    size_t len = 0;

    /* With an option or a rule for the text as dialled there is more to be read. */
    if (text.len > 0 && plan->options == 0 && plan->by_text.rows == NULL)
        len = copy_plain(plan, text, buf);
    if (len > 0)
        e911__classify_plain(plan, buf, len, site, match);
    else
        e911__classify_text(plan, text, site, match);
}

/* ---- tails of digits ------------------------------------------------------------------------- */

/* True when all bytes are such as a plain text may have. */
static bool are_plain(const e911__automaton *a, const char *at, const char *end)
{
    while (end - at >= 4 && e911__are_four_digits(e911__four_bytes(at)))
        at += 4;
    for (; at < end; at++) {
        if (a->plain[(uint8_t)*at] == a->stride - 2)
            return false;
    }
    return true;
}

static inline bool is_taken(char wanted, char byte)
{
    bool digit = byte >= '0' && byte <= '9';

    if (wanted < 'A' || wanted == '^')
        return byte == wanted;
    switch (wanted | 0x20) {
    case 'x':
        return digit;
    case 'y':
        return digit && byte != '0';
    case 'n':
        return digit && byte >= '2';
    default: /* Z, which takes more than one */
        return false;
    }
}

/*
 * Compare what is left of a text with a tail, character by character. What does not match is read
 * to its end all the same, as an @ there would change what is read.
 */
static uint32_t run_any_tail(const e911_plan *plan, uint32_t result, e911_text tail, const char *at,
                             const char *end, uint32_t site)
{
    const char *wanted = tail.data, *wanted_end = tail.data + tail.len;
    e911__found found = {0};

    while (at < end && wanted < wanted_end && is_taken(*wanted, *at)) {
        at++;
        wanted++;
    }
    if (at == end && wanted == wanted_end)
        return END(result, 0u);
    if (at == end) {
        e911__end_in_tail(plan, result, e911__text(wanted, (size_t)(wanted_end - wanted)), site,
                          &found);
        return found.result << 1 | found.more;
    }
    if (!are_plain(&plan->by_user, at, end))
        return NOT_PLAIN;
    return wanted < wanted_end && (*wanted | 0x20) == 'z' ? END(result, 0u) : 0;
}

static uint32_t run_fork(const e911_plan *plan, uint32_t ref, const char *at, const char *end,
                         uint32_t site)
{
    e911__symbols symbols = {.cursor = e911__cursor_on(at, (size_t)(end - at))};
    e911__found found = {0};

    if (ref == E911__REF_SPECIAL || !are_plain(&plan->by_user, at, end))
        return NOT_PLAIN;
    e911__run_fork(&plan->by_user, plan, ref, symbols, site, &found);
    return found.result << 1 | found.more;
}

/* ---- the ends of the fast path --------------------------------------------------------------- */

e911_status e911__classify_special(const e911_plan *plan, e911_text text, uint32_t site,
                                   e911_match *match)
{
    e911__classify_any(plan, text, site, match);
    return E911_OK;
}

e911_status e911__classify_carefully(const e911_plan *plan, const char *dialled, size_t len,
                                     uint32_t site, e911_match *ret_match)
{
    e911_status status = e911__struct_check_out(ret_match, sizeof *ret_match);
    e911_match match = {0};

    if (status != E911_OK)
        return status;
    if (plan == NULL || (dialled == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    e911__classify_any(plan, e911__text(dialled, len), site, &match);
    e911__struct_store(ret_match, &match, sizeof match);
    return E911_OK;
}

e911_status e911__classify_end(const e911_plan *plan, uint32_t end, uint32_t site,
                               e911_match *match)
{
    if (end & E911__END_BY_SITE)
        end = e911__end_at_site(plan->by_user.ends + (end & ~E911__END_BY_SITE), site);
    if (end >> 1 == 0)
        e911__match_nothing(match);
    else
        e911__match_result(plan, (end >> 1) - 1, match);
    match->more = end & 1;
    return E911_OK;
}

e911_status e911__classify_other_leaf(const e911_plan *plan, const char *at, const char *end,
                                      uint32_t site, e911_match *match, uint32_t ref)
{
    uint32_t result = E911__REF_TAIL_RESULT(ref), said;

    if (ref & E911__REF_FORK) {
        said = run_fork(plan, ref, at, end, site);
    } else {
        e911_text tail = e911__plan_result_text(plan, result);
        size_t offset = E911__REF_TAIL_OFFSET(ref);

        said = run_any_tail(plan, result, e911__text(tail.data + offset, tail.len - offset), at,
                            end, site);
        /* A tail does not ask who sees its rule. */
        if (said != NOT_PLAIN && said >> 1 != 0 && result < plan->rules.count &&
            !e911__plan_sees(plan, result, site))
            said = 0;
    }
    if (said != NOT_PLAIN)
        return e911__classify_end(plan, said, site, match);
    e911__classify_any(plan, match->matched, site, match);
    return E911_OK;
}
