#include "dialplan/automaton.h"

#include "dialplan/plan.h"

void e911__automaton_release(e911__automaton *a, const e911__memory *memory)
{
    e911__release(memory, a->rows, a->row_words * sizeof *a->rows);
    e911__release(memory, a->forks, a->fork_words * sizeof *a->forks);
    e911__release(memory, a->ends, a->end_words * sizeof *a->ends);
    *a = (e911__automaton){0};
}

/* ---- the end of the input -------------------------------------------------------------------- */

uint32_t e911__end_at_site(const uint32_t *end, uint32_t site)
{
    uint32_t first = 0, last = end[1];

    while (first < last) {
        uint32_t middle = first + (last - first) / 2;
        const uint32_t *named = end + 2 + 2 * middle;

        if (named[0] == site)
            return named[1];
        if (named[0] < site)
            first = middle + 1;
        else
            last = middle;
    }
    return end[0];
}

static inline void read_end(const e911__automaton *a, uint32_t state, uint32_t site,
                            e911__found *ret)
{
    uint32_t end = a->rows[state + a->stride - 1];

    if (end & E911__END_BY_SITE)
        end = e911__end_at_site(a->ends + (end & ~E911__END_BY_SITE), site);
    ret->result = end >> 1;
    ret->more = end & 1;
}

/* ---- tails ----------------------------------------------------------------------------------- */

static inline bool is_seen(const e911_plan *plan, uint32_t result, uint32_t site)
{
    uint32_t own = e911__plan_result_site(plan, result);

    return own == 0 || own == site;
}

/* Whether a character of a simple pattern takes a byte. */
static inline bool takes(char wanted, int byte)
{
    if (wanted < 'A' || wanted == '^')
        return byte == wanted;
    switch (wanted | 0x20) {
    case 'x':
        return byte >= '0' && byte <= '9';
    case 'y':
        return byte >= '1' && byte <= '9';
    case 'n':
        return byte >= '2' && byte <= '9';
    default: /* Z, which the callers ask for by is_rest() */
        return false;
    }
}

static inline bool is_rest(char wanted)
{
    return (wanted | 0x20) == 'z';
}

void e911__end_in_tail(const e911_plan *plan, uint32_t result, e911_text tail, uint32_t site,
                       e911__found *ret)
{
    bool open = is_rest(tail.data[tail.len - 1]);

    if (is_rest(tail.data[0]))
        ret->result = is_seen(plan, result, site) ? result + 1 : 0;
    else
        ret->more = !open && is_seen(plan, result, site);
}

static void run_tail(const e911_plan *plan, uint32_t ref, e911__symbols symbols, uint32_t site,
                     e911__found *ret)
{
    uint32_t result = E911__REF_TAIL_RESULT(ref);
    e911_text tail = e911__plan_result_text(plan, result);

    tail = e911__slice(tail, E911__REF_TAIL_OFFSET(ref), tail.len - E911__REF_TAIL_OFFSET(ref));
    for (; tail.len > 0; tail = e911__slice(tail, 1, tail.len - 1)) {
        int byte;

        if (is_rest(tail.data[0])) {
            ret->result = is_seen(plan, result, site) ? result + 1 : 0;
            return;
        }
        byte = e911__symbols_next(&symbols);
        if (byte == E911__END) {
            e911__end_in_tail(plan, result, tail, site, ret);
            return;
        }
        if (!takes(tail.data[0], byte))
            return;
    }
    if (e911__symbols_next(&symbols) == E911__END)
        ret->result = is_seen(plan, result, site) ? result + 1 : 0;
}

/* The first tail that matches, and `more` of those up to the one that matches whatever follows. */
void e911__run_fork(const e911__automaton *a, const e911_plan *plan, uint32_t ref,
                    e911__symbols symbols, uint32_t site, e911__found *ret)
{
    const uint32_t *fork = a->forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK));

    for (uint32_t i = 1; i <= fork[0]; i++) {
        uint32_t result = E911__REF_TAIL_RESULT(fork[i]);
        e911_text text = e911__plan_result_text(plan, result);
        uint32_t offset = E911__REF_TAIL_OFFSET(fork[i]);
        e911__found found = {0};

        run_tail(plan, fork[i], symbols, site, &found);
        if (ret->result == 0)
            ret->result = found.result;
        ret->more |= found.more;
        if (found.result != 0 && offset < text.len && is_rest(text.data[offset]))
            return;
    }
}

/* ---- the run --------------------------------------------------------------------------------- */

void e911__automaton_run(const e911__automaton *a, const e911_plan *plan, e911__symbols symbols,
                         uint32_t site, e911__found *ret)
{
    uint32_t state = a->root;

    *ret = (e911__found){0};
    for (;;) {
        int byte = e911__symbols_next(&symbols);

        if (byte == E911__END)
            break;
        state = a->rows[state + a->columns[byte]];
        if (state & E911__REF_LEAF) {
            if (state & E911__REF_FORK)
                e911__run_fork(a, plan, state, symbols, site, ret);
            else
                run_tail(plan, state, symbols, site, ret);
            return;
        }
        if (state == 0)
            return;
    }
    read_end(a, state, site, ret);
}
