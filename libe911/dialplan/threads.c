/* Which threads of a state can still win. */
#include "dialplan/states.h"

/* ---- one entry's threads --------------------------------------------------------------------- */

/* Several threads of one entry come from a ?: put them in order, each once. */
static size_t sort_threads(e911__thread *threads, size_t count)
{
    size_t kept = 0;

    for (size_t i = 1; i < count; i++) {
        e911__thread thread = threads[i];
        size_t at = i;

        for (; at > 0 && threads[at - 1] > thread; at--)
            threads[at] = threads[at - 1];
        threads[at] = thread;
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || threads[kept - 1] != threads[i])
            threads[kept++] = threads[i];
    }
    return kept;
}

static bool is_star(const e911__states *s, e911__thread thread)
{
    uint8_t kind;

    if (E911__THREAD_ITEM(thread) >= e911__thread_entry(s, thread)->count)
        return false;
    kind = e911__thread_atom(s, thread)->kind;
    return kind == E911__ITEM_DIALLED || kind == E911__ITEM_NOT_AT;
}

/* The same without those that another one of them stands for; sets *ret_rest when what is left
   matches whatever follows. */
static size_t reduce_entry(const e911__states *s, e911__thread *threads, size_t count,
                           bool *ret_rest)
{
    size_t kept = 0;

    if (count > 1)
        count = sort_threads(threads, count);
    *ret_rest = e911__thread_is_rest(s, threads[count - 1]);
    if (*ret_rest) {
        threads[0] = threads[count - 1];
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        /* Whoever stands at a ? may pass it: the item behind it is no thread of its own. */
        if (kept > 0 && is_star(s, threads[kept - 1]) && E911__THREAD_NODE(threads[i]) == 0 &&
            E911__THREAD_ITEM(threads[i]) == E911__THREAD_ITEM(threads[kept - 1]) + 1)
            continue;
        threads[kept++] = threads[i];
    }
    return kept;
}

/* ---- one entry before another ---------------------------------------------------------------- */

/* Bit n: the digit n. */
static uint32_t digits_of(const e911__atom *atom)
{
    switch (atom->kind) {
    case E911__ITEM_DIGIT:
        return 0x3ff;
    case E911__ITEM_NONZERO:
        return 0x3fe;
    case E911__ITEM_HIGH:
        return 0x3fc;
    default:
        return 0;
    }
}

static bool takes_all_of(const e911__atom *a, const e911__atom *b)
{
    if (a->kind == b->kind && a->value == b->value)
        return a->kind != E911__ITEM_LIST;
    if (b->kind == E911__ITEM_LITERAL)
        return b->value >= '0' && b->value <= '9' && (digits_of(a) >> (b->value - '0') & 1) != 0;
    return digits_of(b) != 0 && (digits_of(a) & digits_of(b)) == digits_of(b);
}

/* True when `a` matches whatever `b` does, from where they are. False is always right, too. */
static bool includes(const e911__states *s, e911__thread a, e911__thread b)
{
    const e911__entry *of_a = e911__thread_entry(s, a), *of_b = e911__thread_entry(s, b);
    uint32_t at_a = E911__THREAD_ITEM(a), at_b = E911__THREAD_ITEM(b);

    if (of_a->site != 0 && of_a->site != of_b->site)
        return false;
    if (E911__THREAD_NODE(a) != 0 || E911__THREAD_NODE(b) != 0)
        return false;
    for (;; at_a++, at_b++) {
        const e911__atom *atom_a = &s->compiler->atoms[of_a->first + at_a];

        if (at_a == of_a->count)
            return at_b == of_b->count;
        if (atom_a->kind == E911__ITEM_REST)
            return true;
        if (at_b == of_b->count || !takes_all_of(atom_a, &s->compiler->atoms[of_b->first + at_b]))
            return false;
    }
}

/* Comparing each with each pays where they are few, and there it saves the states. */
enum { FEW_THREADS = 16 };

static void drop_included(const e911__states *s, e911__threads *threads)
{
    size_t kept = 0;

    for (size_t i = 0; i < threads->count; i++) {
        bool included = false;

        for (size_t k = 0; k < kept && !included; k++)
            included = includes(s, threads->threads[k], threads->threads[i]);
        if (!included)
            threads->threads[kept++] = threads->threads[i];
    }
    threads->count = kept;
}

/* ---- all ------------------------------------------------------------------------------------- */

/* Sites for which an entry that matches whatever follows was met. */
typedef struct covered {
    uint64_t bits[(E911_PLAN_SITES_MAX + 64) / 64];
    bool any;
} covered;

static bool is_covered(const covered *c, uint32_t site)
{
    return c->any && (c->bits[site / 64] >> site % 64 & 1) != 0;
}

static void cover(covered *c, uint32_t site)
{
    if (!c->any)
        memset(c->bits, 0, sizeof c->bits);
    c->any = true;
    c->bits[site / 64] |= 1ull << site % 64;
}

void e911__threads_prune(const e911__states *s, e911__threads *threads)
{
    e911__thread *all = threads->threads;
    size_t kept = 0;
    bool decided = false;
    covered sites;

    sites.any = false;
    for (size_t i = 0, next; i < threads->count && !decided; i = next) {
        const e911__entry *entry = e911__thread_entry(s, all[i]);
        size_t count;
        bool rest;

        for (next = i + 1;
             next < threads->count && E911__THREAD_ENTRY(all[next]) == E911__THREAD_ENTRY(all[i]);
             next++)
            ;
        if (is_covered(&sites, entry->site))
            continue;
        count = reduce_entry(s, all + i, next - i, &rest);
        for (size_t k = 0; k < count; k++)
            all[kept++] = all[i + k];
        if (rest && entry->site != 0)
            cover(&sites, entry->site);
        decided = rest && entry->site == 0;
    }
    threads->count = kept;
    if (kept > 1 && kept <= FEW_THREADS)
        drop_included(s, threads);
}
