/* What each state of an automaton says at the end of the input, for every site. */
#include "dialplan/states.h"

/*
 * A set of sites in `words`: whether it holds all sites that are not named (1 or 0), how many are
 * named, and the sites for which the opposite is so, in ascending order. Equal sets have one place.
 */
enum { NO_SITE = 0, ALL_SITES = 2 };

/* A rule that wins at the end of the input, for its site or for all others. */
typedef struct winner {
    uint32_t site;
    uint32_t entry;
} winner;

typedef struct ending {
    e911__states *states;
    const e911__memory *memory;
    uint32_t *words; /* the sets of sites */
    size_t word_count, word_capacity;
    e911__set by_content;
    e911__set by_end;   /* of automaton->ends */
    uint32_t *entry_of; /* result -> entry, for results that tails name */
    size_t result_count;
    uint32_t *more;    /* state -> set of the sites for which longer input may decide */
    uint32_t *decides; /* state -> set of the sites for which it decides by itself */
    winner *winners;   /* of the state in hand, by site; */
    size_t winner_count, winner_capacity;
    uint32_t *made; /* the set in hand */
    size_t made_count, made_capacity;
} ending;

/* ---- sets of sites --------------------------------------------------------------------------- */

static size_t set_length(const uint32_t *set)
{
    return 2 + set[1];
}

static bool content_is(const void *table, uint32_t place, const void *key)
{
    const ending *e = table;
    const uint32_t *set = key;

    return e->words[place] == set[0] && e->words[place + 1] == set[1] &&
           memcmp(e->words + place, set, set_length(set) * sizeof *set) == 0;
}

/* The place of the set in hand. */
static e911_status keep_set(ending *e, uint32_t *ret)
{
    size_t length = set_length(e->made);
    uint32_t hash = e911__hash(E911__HASH_START, e->made, length * sizeof *e->made);
    e911_status status;

    *ret = e911__set_find(&e->by_content, hash, e, content_is, e->made);
    if (*ret != E911__SET_NONE)
        return E911_OK;
    status = e911__grow(e->memory, &e->words, &e->word_capacity, e->word_count + length,
                        sizeof *e->words);
    if (status == E911_OK)
        status = e911__set_add(&e->by_content, e->memory, hash, (uint32_t)e->word_count);
    if (status != E911_OK)
        return status;
    *ret = (uint32_t)e->word_count;
    memcpy(e->words + e->word_count, e->made, length * sizeof *e->made);
    e->word_count += length;
    return E911_OK;
}

static e911_status begin_set(ending *e, uint32_t others)
{
    e911_status status = e911__grow(e->memory, &e->made, &e->made_capacity, 2, sizeof *e->made);

    if (status != E911_OK)
        return status;
    e->made[0] = others;
    e->made[1] = 0;
    e->made_count = 2;
    return E911_OK;
}

/* Say of a site, above those before it, whether the set in hand holds it. */
static e911_status add_site(ending *e, uint32_t site, bool held)
{
    e911_status status;

    if ((e->made[0] != 0) == held)
        return E911_OK;
    status = e911__grow(e->memory, &e->made, &e->made_capacity, e->made_count + 1, sizeof *e->made);
    if (status != E911_OK)
        return status;
    e->made[e->made_count++] = site;
    e->made[1]++;
    return E911_OK;
}

static bool holds(const ending *e, uint32_t set, uint32_t site)
{
    const uint32_t *words = e->words + set;

    for (uint32_t i = 0; i < words[1]; i++) {
        if (words[2 + i] == site)
            return words[0] == 0;
    }
    return words[0] != 0;
}

static e911_status unite(ending *e, uint32_t a, uint32_t b, uint32_t *ret)
{
    e911_status status;
    uint32_t at_a = 0, at_b = 0;

    *ret = a == ALL_SITES || b == NO_SITE ? a : b;
    if (a == b || a == ALL_SITES || b == ALL_SITES || a == NO_SITE || b == NO_SITE)
        return E911_OK;
    status = begin_set(e, e->words[a] | e->words[b]);
    while (status == E911_OK && (at_a < e->words[a + 1] || at_b < e->words[b + 1])) {
        uint32_t next_a = at_a < e->words[a + 1] ? e->words[a + 2 + at_a] : UINT32_MAX;
        uint32_t next_b = at_b < e->words[b + 1] ? e->words[b + 2 + at_b] : UINT32_MAX;
        uint32_t site = next_a < next_b ? next_a : next_b;

        status = add_site(e, site, holds(e, a, site) || holds(e, b, site));
        at_a += next_a == site;
        at_b += next_b == site;
    }
    return status == E911_OK ? keep_set(e, ret) : status;
}

/* ---- who wins -------------------------------------------------------------------------------- */

/* Put a winner in the order of sites; the first of a site stays. */
static e911_status add_winner(ending *e, uint32_t site, uint32_t entry)
{
    size_t at = e->winner_count;
    e911_status status;

    for (size_t i = 0; i < e->winner_count; i++) {
        if (e->winners[i].site == site)
            return E911_OK;
    }
    status = e911__grow(e->memory, &e->winners, &e->winner_capacity, e->winner_count + 1,
                        sizeof *e->winners);
    if (status != E911_OK)
        return status;
    for (; at > 0 && e->winners[at - 1].site > site; at--)
        e->winners[at] = e->winners[at - 1];
    e->winners[at] = (winner){site, entry};
    e->winner_count++;
    return E911_OK;
}

/* The winners of a state; that of site 0, if there is one, is the first of them. */
static e911_status find_winners(ending *e, uint32_t state)
{
    const e911__states *s = e->states;
    e911_status status = E911_OK;

    e->winner_count = 0;
    for (uint32_t i = 0; status == E911_OK && i < s->states[state].count; i++) {
        e911__thread thread = s->all.threads[s->states[state].first + i];

        if (!e911__thread_accepts(s, thread))
            continue;
        status = add_winner(e, e911__thread_entry(s, thread)->site, E911__THREAD_ENTRY(thread));
        if (e911__thread_entry(s, thread)->site == 0)
            break;
    }
    return status;
}

static bool decides(const ending *e, const winner *w)
{
    return !e->states->compiler->entries[w->entry].open;
}

/* The set of the sites for which a rule wins that is not open. */
static e911_status find_decided(ending *e, uint32_t state)
{
    e911_status status = find_winners(e, state);
    bool others = e->winner_count > 0 && e->winners[0].site == 0 && decides(e, &e->winners[0]);

    if (e->winner_count == 0) {
        e->decides[state] = NO_SITE;
        return status;
    }
    if (status == E911_OK)
        status = begin_set(e, others);
    for (size_t i = e->winners[0].site == 0; status == E911_OK && i < e->winner_count; i++)
        status = add_site(e, e->winners[i].site, decides(e, &e->winners[i]));
    return status == E911_OK ? keep_set(e, &e->decides[state]) : status;
}

/* ---- what longer input may decide ------------------------------------------------------------ */

static e911_status unite_site(ending *e, uint32_t site, uint32_t *set)
{
    uint32_t one;
    e911_status status;

    if (site == 0) {
        *set = ALL_SITES;
        return E911_OK;
    }
    status = begin_set(e, 0);
    if (status == E911_OK)
        status = add_site(e, site, true);
    if (status == E911_OK)
        status = keep_set(e, &one);
    return status == E911_OK ? unite(e, *set, one, set) : status;
}

/* The only tail of a fork that compares anything decides for its site, or for all sites but those
   that an earlier one serves whatever follows. */
static e911_status unite_fork(ending *e, const uint32_t *fork, uint32_t *set)
{
    const e911__entry *entries = e->states->compiler->entries;
    e911_status status = begin_set(e, 1);
    uint32_t one;

    for (uint32_t i = 1; status == E911_OK && i <= fork[0]; i++) {
        const e911__entry *entry = &entries[e->entry_of[E911__REF_TAIL_RESULT(fork[i])]];
        uint32_t sites[E911__FORK_TAILS_MAX], count = 0;

        if (entry->open)
            continue;
        if (entry->site != 0)
            return unite_site(e, entry->site, set);
        for (uint32_t k = 1; k < i; k++) {
            uint32_t site = entries[e->entry_of[E911__REF_TAIL_RESULT(fork[k])]].site, at = count++;

            for (; at > 0 && sites[at - 1] > site; at--)
                sites[at] = sites[at - 1];
            sites[at] = site;
        }
        for (uint32_t k = 0; status == E911_OK && k < count; k++)
            status = add_site(e, sites[k], false);
        if (status == E911_OK)
            status = keep_set(e, &one);
        return status == E911_OK ? unite(e, *set, one, set) : status;
    }
    return status;
}

static e911_status unite_reference(ending *e, uint32_t ref, uint32_t *set)
{
    const e911__automaton *a = e->states->automaton;
    e911_status status;

    if ((ref & E911__REF_LEAF) == 0) {
        uint32_t state = ref / a->stride;

        status = unite(e, *set, e->decides[state], set);
        return status == E911_OK ? unite(e, *set, e->more[state], set) : status;
    }
    if (ref & E911__REF_FORK)
        return unite_fork(e, a->forks + (ref & ~(E911__REF_LEAF | E911__REF_FORK)), set);
    if (e->states->compiler->entries[e->entry_of[E911__REF_TAIL_RESULT(ref)]].open)
        return E911_OK;
    return unite_site(e, e->states->compiler->entries[e->entry_of[E911__REF_TAIL_RESULT(ref)]].site,
                      set);
}

/* One pass over the states, from the last one on: most references lead to later states. */
static e911_status spread_more(ending *e, bool *ret_changed)
{
    const e911__states *s = e->states;
    e911_status status = E911_OK;

    *ret_changed = false;
    for (size_t state = s->count; status == E911_OK && state-- > 0;) {
        const uint32_t *row = s->automaton->rows + state * s->automaton->stride;
        uint32_t set = e->more[state], last = 0;

        for (uint32_t column = 0; status == E911_OK && column < s->columns && set != ALL_SITES;
             column++) {
            if (row[column] != last)
                status = unite_reference(e, row[column], &set);
            last = row[column];
        }
        if (set != e->more[state])
            *ret_changed = true;
        e->more[state] = set;
    }
    return status;
}

/* ---- the ends -------------------------------------------------------------------------------- */

static uint32_t plain_end(const ending *e, const winner *w, bool more)
{
    uint32_t result = w == NULL ? 0 : e->states->compiler->entries[w->entry].result + 1;

    return result << 1 | more;
}

static bool end_is(const void *table, uint32_t place, const void *key)
{
    const ending *e = table;
    const uint32_t *words = e->states->automaton->ends + place;
    size_t count = 2 + 2 * (size_t)e->made[1];

    (void)key;
    return words[1] == e->made[1] && memcmp(words, e->made, count * sizeof *words) == 0;
}

/* Keep the end in hand, which names sites. */
static e911_status keep_end(ending *e, uint32_t *ret)
{
    e911__automaton *a = e->states->automaton;
    size_t count = 2 + 2 * (size_t)e->made[1];
    uint32_t hash = e911__hash(E911__HASH_START, e->made, count * sizeof *e->made);
    uint32_t place = e911__set_find(&e->by_end, hash, e, end_is, NULL);
    e911_status status;

    *ret = E911__END_BY_SITE | place;
    if (place != E911__SET_NONE)
        return E911_OK;
    status = e911__grow(e->memory, &a->ends, &e->states->end_capacity, a->end_words + count,
                        sizeof *a->ends);
    if (status == E911_OK)
        status = e911__set_add(&e->by_end, e->memory, hash, (uint32_t)a->end_words);
    if (status != E911_OK)
        return status;
    *ret = E911__END_BY_SITE | (uint32_t)a->end_words;
    memcpy(a->ends + a->end_words, e->made, count * sizeof *a->ends);
    a->end_words += count;
    return E911_OK;
}

static e911_status add_end(ending *e, uint32_t site, uint32_t end)
{
    e911_status status =
        e911__grow(e->memory, &e->made, &e->made_capacity, e->made_count + 2, sizeof *e->made);

    if (status != E911_OK)
        return status;
    e->made[e->made_count++] = site;
    e->made[e->made_count++] = end;
    e->made[1]++;
    return E911_OK;
}

/* A site is named where a rule of its own wins, or `more` is another one than for the others. */
static e911_status end_state(ending *e, uint32_t state, uint32_t *ret)
{
    const uint32_t more = e->more[state];
    e911_status status = find_winners(e, state);
    const winner *all = e->winner_count > 0 && e->winners[0].site == 0 ? e->winners : NULL;
    size_t at = all != NULL;
    uint32_t named = 0;

    *ret = plain_end(e, all, holds(e, more, 0));
    if (status != E911_OK || (e->winner_count == at && e->words[more + 1] == 0))
        return status;
    status = begin_set(e, *ret);
    while (status == E911_OK && (at < e->winner_count || named < e->words[more + 1])) {
        uint32_t own = at < e->winner_count ? e->winners[at].site : UINT32_MAX;
        uint32_t other = named < e->words[more + 1] ? e->words[more + 2 + named] : UINT32_MAX;
        uint32_t site = own < other ? own : other;

        status = add_end(e, site,
                         plain_end(e, own == site ? &e->winners[at] : all, holds(e, more, site)));
        at += own == site;
        named += other == site;
    }
    return status == E911_OK ? keep_end(e, ret) : status;
}

/* ---- all ------------------------------------------------------------------------------------- */

/* True when a tail may name the entry's result. */
static bool is_named(const e911__entry *entry)
{
    return entry->simple || entry->rest;
}

static e911_status prepare(ending *e)
{
    const e911__compiler *c = e->states->compiler;
    e911_status status = E911_ERR_NOMEM;
    uint32_t set;

    for (size_t i = 0; i < c->entry_count; i++) {
        if (is_named(&c->entries[i]) && c->entries[i].result >= e->result_count)
            e->result_count = c->entries[i].result + 1;
    }
    e->entry_of = e911__alloc_array(e->memory, e->result_count + 1, sizeof *e->entry_of);
    e->more = e911__alloc_array(e->memory, e->states->count, sizeof *e->more);
    e->decides = e911__alloc_array(e->memory, e->states->count, sizeof *e->decides);
    if (e->entry_of != NULL && e->more != NULL && e->decides != NULL)
        status = begin_set(e, 0);
    for (size_t i = 0; status == E911_OK && i < c->entry_count; i++) {
        if (is_named(&c->entries[i]))
            e->entry_of[c->entries[i].result] = (uint32_t)i;
    }
    if (status == E911_OK)
        status = keep_set(e, &set);
    if (status == E911_OK)
        status = begin_set(e, 1);
    return status == E911_OK ? keep_set(e, &set) : status;
}

static void release(ending *e)
{
    e911__release(e->memory, e->words, e->word_capacity * sizeof *e->words);
    e911__set_release(&e->by_content, e->memory);
    e911__set_release(&e->by_end, e->memory);
    e911__release(e->memory, e->entry_of, (e->result_count + 1) * sizeof *e->entry_of);
    e911__release(e->memory, e->more, e->states->count * sizeof *e->more);
    e911__release(e->memory, e->decides, e->states->count * sizeof *e->decides);
    e911__release(e->memory, e->winners, e->winner_capacity * sizeof *e->winners);
    e911__release(e->memory, e->made, e->made_capacity * sizeof *e->made);
}

e911_status e911__states_end(e911__states *s)
{
    ending e = {.states = s, .memory = &s->compiler->memory};
    e911_status status = prepare(&e);
    bool changed = true;

    for (uint32_t state = 0; status == E911_OK && state < s->count; state++)
        status = find_decided(&e, state);
    while (status == E911_OK && changed)
        status = spread_more(&e, &changed);
    for (uint32_t state = 0; status == E911_OK && state < s->count; state++) {
        uint32_t end;

        status = end_state(&e, state, &end);
        s->automaton->rows[(size_t)state * s->automaton->stride + s->columns + 1] = end;
    }
    release(&e);
    return status;
}
