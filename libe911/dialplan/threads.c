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

/* What is left of a thread's pattern. */
typedef struct rest {
    const e911__atom *atoms;
    uint32_t count;
    uint16_t site;
    bool open;    /* the last atom is a Z */
    bool in_list; /* nothing is known of it */
} rest;

static rest rest_of(const e911__states *s, e911__thread thread)
{
    const e911__entry *entry = e911__thread_entry(s, thread);
    const e911__atom *all = &s->compiler->atoms[entry->first];
    uint32_t at = E911__THREAD_ITEM(thread);

    return (rest){.atoms = all + at,
                  .count = entry->count - at,
                  .site = entry->site,
                  .open = at < entry->count && all[entry->count - 1].kind == E911__ITEM_REST,
                  .in_list = E911__THREAD_NODE(thread) != 0};
}

/* True when `a` matches whatever `b` does. False is always right, too. */
static bool includes(const rest *a, const rest *b)
{
    /* Item stands against item, but for a Z at the end. */
    uint32_t count = a->open ? a->count - 1 : a->count;

    if (b->count < count || (b->count > count && !a->open) || a->in_list || b->in_list ||
        (a->site != 0 && a->site != b->site))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!takes_all_of(&a->atoms[i], &b->atoms[i]))
            return false;
    }
    return true;
}

/* Comparing each with each pays where they are few, and there it saves the states. */
enum { FEW_THREADS = 16 };

static void drop_included(const e911__states *s, e911__threads *threads)
{
    rest rests[FEW_THREADS];
    size_t kept = 0;

    for (size_t i = 0; i < threads->count; i++) {
        bool included = false;

        rests[kept] = rest_of(s, threads->threads[i]);
        for (size_t k = 0; k < kept && !included; k++)
            included = includes(&rests[k], &rests[kept]);
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
