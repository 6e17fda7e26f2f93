/*
 * Digits that lead to the tail of a rule, of which four bytes are compared at once, or to a fork of
 * such tails; and what else a run ends with: a number, a rule at some sites, nothing.
 *
 * What a run finds is said as a state says it at its end, (result + 1) << 1 | more.
 */
#include "dialplan/classify_plain.h"
#include "dialplan/tail.h"

/* A digit that is wanted, or any for X. */
static inline bool is_same_or_x(char wanted, char byte)
{
    if (wanted == byte)
        return wanted < 'A';
    return (wanted | 0x20) == 'x' && byte >= '0' && byte <= '9';
}

/* True for digits alone. */
static inline bool are_digits(const char *at, const char *end)
{
    while (end - at >= 4 && e911__are_four_digits(e911__four_bytes(at)))
        at += 4;
    while (at != end && e911__is_digit(*at))
        at++;
    return at == end;
}

/* True when all bytes are such as a plain text may have. */
static inline bool are_plain(const e911__automaton *a, const char *at, const char *end)
{
    while (end - at >= 4 && e911__are_four_digits(e911__four_bytes(at)))
        at += 4;
    for (; at < end; at++) {
        if (!e911__is_digit(*at) && a->plain[(uint8_t)*at] == a->stride - 2)
            return false;
    }
    return true;
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

/* A leaf of any kind, in a text that may not be plain. */
static e911_status classify_other(const e911_plan *plan, const char *at, const char *end,
                                  uint32_t site, e911_match *match, uint32_t ref)
{
    uint32_t result = E911__REF_TAIL_RESULT(ref), own, said = 0;

    /* What does not match is read to its end all the same: an @ there changes what is read. */
    if (!are_plain(&plan->by_user, at, end)) {
        e911__classify_any(plan, match->matched, site, match);
        return E911_OK;
    }
    own = e911__plan_result_site(plan, result);
    if (own == 0 || own == site)
        said = e911__tail_compare(result, e911__plan_result_text(plan, result),
                                  E911__REF_TAIL_OFFSET(ref), at, end);
    return e911__classify_end(plan, said, site, match);
}

/* ---- a tail of digits ------------------------------------------------------------------------ */

e911_status e911__classify_tail(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref)
{
    const char *wanted;
    size_t left;
    e911_text tail;

    if (E911__REF_TAIL_RESULT(ref) >= plan->rules.count)
        return classify_other(plan, at, end, site, match, ref);
    tail = e911__rule_pattern(&plan->rules, E911__REF_TAIL_RESULT(ref));
    wanted = tail.data + E911__REF_TAIL_OFFSET(ref);
    left = tail.len - E911__REF_TAIL_OFFSET(ref);
    if (left == 1 && e911__tail_is_rest(*wanted) && are_digits(at, end) &&
        e911__plan_sees(plan, E911__REF_TAIL_RESULT(ref), site)) {
        e911__match_rule(plan, E911__REF_TAIL_RESULT(ref), tail, match);
        return E911_OK;
    }
    if (left != (size_t)(end - at)) {
        if (!e911__tail_is_rest(tail.data[tail.len - 1]) || left == 0 ||
            --left > (size_t)(end - at) || !are_digits(at + left, end))
            return classify_other(plan, at, end, site, match, ref);
    }
    /* From the end, where XXXX stands. */
    while (left >= 4 && e911__tail_takes_four(e911__four_bytes(wanted + left - 4),
                                              e911__four_bytes(at + left - 4)))
        left -= 4;
    while (left > 0 && is_same_or_x(wanted[left - 1], at[left - 1]))
        left--;
    if (left > 0)
        return classify_other(plan, at, end, site, match, ref);
    return e911__classify_rule(plan, E911__REF_TAIL_RESULT(ref), site, match);
}

/* ---- forks ----------------------------------------------------------------------------------- */

/* The same for any fork, in a text that may not be plain: the first tail that matches, and `more`
   of those up to it. */
static e911_status classify_any_fork(const e911_plan *plan, const char *at, const char *end,
                                     uint32_t site, e911_match *match, uint32_t ref)
{
    const uint32_t *tail = plan->by_user.forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK));
    const uint32_t *last = tail + *tail;
    uint32_t more = 0;

    if (!are_plain(&plan->by_user, at, end)) {
        e911__classify_any(plan, match->matched, site, match);
        return E911_OK;
    }
    while (tail++ != last) {
        uint32_t result = E911__REF_TAIL_RESULT(*tail), said;
        e911_text text;

        if (result >= plan->rules.count) {
            text = e911__plan_result_text(plan, result);
        } else {
            if (!e911__plan_sees(plan, result, site))
                continue;
            text = e911__rule_pattern(&plan->rules, result);
        }
        said = e911__tail_compare(result, text, E911__REF_TAIL_OFFSET(*tail), at, end);
        if (said <= 1) {
            more |= said;
            continue;
        }
        if (result >= plan->rules.count)
            return e911__classify_end(plan, said | more, site, match);
        e911__match_rule(plan, result, text, match);
        match->more = more;
        return E911_OK;
    }
    e911__match_nothing(match);
    match->more = more;
    return E911_OK;
}

/* True when digits are those that a plain pattern wants first. */
static inline bool begin(const char *wanted, const char *at, const char *end)
{
    for (; at != end; at++, wanted++) {
        if (*wanted != *at && e911__is_digit(*wanted))
            return false;
    }
    return true;
}

/* A fork of a plain rule and one that takes whatever follows, where the text is shorter or longer
   than the plain one: that can only mean `more`. */
static e911_status classify_other_length(const e911_plan *plan, const char *at, const char *end,
                                         uint32_t site, e911_match *match, uint32_t ref)
{
    const uint32_t *fork = plan->by_user.forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK));
    e911_text pattern = e911__plain_pattern(plan, E911__REF_TAIL_RESULT(fork[1]));

    if (!are_digits(at, end))
        return classify_any_fork(plan, at, end, site, match, ref);
    if (match->matched.len < pattern.len &&
        begin(pattern.data + E911__REF_TAIL_OFFSET(fork[1]), at, end))
        return classify_any_fork(plan, at, end, site, match, ref);
    return e911__classify_rule(plan, E911__REF_TAIL_RESULT(fork[2]), site, match);
}

/* Most forks are made of two rules: one that is plain, and one that takes whatever follows. */
e911_status e911__classify_fork(const e911_plan *plan, const char *at, const char *end,
                                uint32_t site, e911_match *match, uint32_t ref)
{
    const uint32_t *fork = plan->by_user.forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK));
    uint32_t rule = E911__REF_TAIL_RESULT(fork[1]);
    e911_text pattern;

    if (*fork != 2 || rule >= plan->rules.count ||
        (plan->rules.rules[rule].profile & E911__RULE_IS_PLAIN) == 0)
        return classify_any_fork(plan, at, end, site, match, ref);
    pattern = e911__plain_pattern(plan, rule);
    if (match->matched.len != pattern.len)
        return classify_other_length(plan, at, end, site, match, ref);
    switch (e911__compare_plain(pattern.data, match->matched.data, pattern.len)) {
    case E911__PLAIN_SAME:
        e911__match_rule(plan, rule, pattern, match);
        return E911_OK;
    case E911__PLAIN_OTHER:
        return e911__classify_rule(plan, E911__REF_TAIL_RESULT(fork[2]), site, match);
    default:
        return classify_any_fork(plan, at, end, site, match, ref);
    }
}
