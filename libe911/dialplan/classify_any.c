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

/* ---- classifying a text of any form ---------------------------------------------------------- */

/* A rule that stands before the region's numbers: none for the text as dialled comes before it. */
static bool is_first(const e911_plan *plan, uint32_t rule)
{
    return plan->region != NULL &&
           plan->shown[plan->rules.rules[rule].profile & E911__RULE_PROFILE].call_class !=
               E911_CLASS_NONE;
}

/* Let a rule for the text as dialled win that stands before the one for the user part. */
static void compare_as_dialled(const e911_plan *plan, const e911__dialled *dialled, uint32_t site,
                               e911__found *found)
{
    uint32_t rule = found->result - 1;
    e911__found whole;

    if (found->result != 0 && rule >= plan->rules.count &&
        plan->readings[rule - plan->rules.count].number != E911__READ_NOTHING)
        return;
    if (found->result != 0 && rule < plan->rules.count && is_first(plan, rule))
        return;
    e911__automaton_run(&plan->by_text, plan, e911__whole_symbols(dialled), site, &whole);
    if (whole.result != 0 && (found->result == 0 || whole.result < found->result))
        found->result = whole.result;
}

/* A text that may be of any form. */
/* Longest user part that is copied to be classified as if it had been dialled so. */
enum { COPY_MAX = 64 };

/* Copy a user part as the automaton reads it; 0 when it is too long, or holds more than digits and
 * # , + ^ /. */
static size_t copy_plain(const e911_plan *plan, e911_text user, char *buf)
{
    const uint8_t *plain = plan->by_user.plain;
    uint32_t special = plan->by_user.stride - 2;
    const char *at = user.data, *end = user.data + user.len;
    size_t len = 0;

    if (user.len > 3 * COPY_MAX)
        return 0;
    while (at < end && len < COPY_MAX) {
        unsigned char byte = (unsigned char)*at++;

        if (byte == '%' && end - at >= 2) {
            int high = e911__hex_value[(unsigned char)at[0]];
            int low = e911__hex_value[(unsigned char)at[1]];

            if ((high | low) < 0)
                return 0;
            byte = (unsigned char)(high << 4 | low);
            at += 2;
        }
        if (plain[byte] != special)
            buf[len++] = (char)byte;
        else if (!e911__is_visual_separator((char)byte))
            return 0;
    }
    return at == end ? len : 0;
}

void e911__classify_any(const e911_plan *plan, e911_text text, uint32_t site, e911_match *match)
{
    e911__found found = {0};
    e911__dialled dialled;
    char buf[COPY_MAX];
    size_t len = 0;

    e911__dialled_read(&dialled, text, plan->options);
    if (dialled.user.len > 0 && plan->by_text.rows == NULL)
        len = copy_plain(plan, dialled.user, buf);
    if (len > 0) {
        e911__classify_plain(plan, buf, len, site, match);
        return;
    }
    e911__match_nothing(match);
    if (dialled.urn.len > 0)
        e911__match_urn(dialled.urn, match);
    if (match->source != E911_MATCH_NOTHING)
        return;
    if (dialled.user.len > 0)
        e911__automaton_run(&plan->by_user, plan, e911__user_symbols(&dialled), site, &found);
    if (plan->by_text.rows != NULL)
        compare_as_dialled(plan, &dialled, site, &found);
    if (found.result != 0)
        e911__match_result(plan, found.result - 1, match);
    match->more = found.more;
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

    if (wanted < 'A')
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
