#include "dialplan/compile.h"

#include "base/error.h"
#include "dialplan/states.h"

/* ---- the list of patterns -------------------------------------------------------------------- */

static e911_status add_node(e911__compiler *c, uint8_t depth, uint32_t *ret)
{
    e911_status status =
        e911__grow(&c->memory, &c->nodes, &c->node_capacity, c->node_count + 1, sizeof *c->nodes);

    if (status != E911_OK)
        return status;
    *ret = (uint32_t)c->node_count;
    c->nodes[c->node_count++] = (e911__list_node){.depth = depth};
    return E911_OK;
}

static e911_status add_member(e911__compiler *c, uint32_t list, e911_text digits)
{
    uint16_t length = (uint16_t)(1u << digits.len);
    uint32_t at = list;

    c->nodes[at].lengths |= length;
    for (size_t i = 0; i < digits.len; i++) {
        uint32_t child = c->nodes[at].children[digits.data[i] - '0'];

        if (child == 0) {
            e911_status status = add_node(c, (uint8_t)(i + 1), &child);

            if (status != E911_OK)
                return status;
            c->nodes[at].children[digits.data[i] - '0'] = child;
        }
        c->nodes[child].lengths |= length;
        at = child;
    }
    return E911_OK;
}

e911_status e911__compiler_init(e911__compiler *c, const e911__memory *memory,
                                const e911__rules *rules)
{
    e911_status status = E911_OK;
    uint32_t node;

    *c = (e911__compiler){.memory = *memory, .rules = rules, .state_limit = E911_PLAN_STATES_MAX};
    for (size_t i = 0; status == E911_OK && i <= rules->list_count; i++)
        status = add_node(c, 0, &node);
    for (size_t i = 0; status == E911_OK && i < rules->member_count; i++)
        status = add_member(c, rules->members[i].list,
                            e911__texts_at(&rules->texts, rules->members[i].digits));
    return status;
}

void e911__compiler_release(e911__compiler *c)
{
    e911__release(&c->memory, c->entries, c->entry_capacity * sizeof *c->entries);
    e911__release(&c->memory, c->atoms, c->atom_capacity * sizeof *c->atoms);
    e911__release(&c->memory, c->nodes, c->node_capacity * sizeof *c->nodes);
}

e911_status e911__compiler_add(e911__compiler *c, const e911__pattern *pattern, uint32_t result,
                               uint32_t site, uint32_t list, bool spelled)
{
    e911__entry entry = {.first = (uint32_t)c->atom_count,
                         .result = result,
                         .site = (uint16_t)site,
                         .list = (uint16_t)list,
                         .count = (uint8_t)pattern->count,
                         .open = pattern->open,
                         .simple = spelled && pattern->simple,
                         .rest =
                             spelled && pattern->items[pattern->count - 1].kind == E911__ITEM_REST};
    e911_status status =
        e911__grow(&c->memory, &c->entries, &c->entry_capacity, c->entry_count + 1, sizeof entry);

    if (status == E911_OK)
        status = e911__grow(&c->memory, &c->atoms, &c->atom_capacity,
                            c->atom_count + pattern->count, sizeof *c->atoms);
    if (status != E911_OK)
        return status;
    for (size_t i = 0; i < pattern->count; i++) {
        c->atoms[c->atom_count++] =
            (e911__atom){.kind = pattern->items[i].kind, .value = pattern->items[i].value};
        if (pattern->items[i].kind < E911__ITEM_DIALLED)
            entry.optional = (uint8_t)(i + 1);
    }
    c->entries[c->entry_count++] = entry;
    return E911_OK;
}

/* ---- columns --------------------------------------------------------------------------------- */

static void add_column(e911__states *s, uint8_t byte)
{
    e911__automaton *a = s->automaton;

    if (a->columns[byte] == E911__COLUMN_OTHER)
        a->columns[byte] = (uint8_t)s->columns++;
    if (byte >= 'a' && byte <= 'z')
        a->columns[byte - 'a' + 'A'] = a->columns[byte];
}

/* A column for each byte that some pattern tells from others. */
static void make_columns(e911__states *s, bool by_user)
{
    static const char plain[] = "0123456789*#,+^/";
    e911__automaton *a = s->automaton;
    bool star = false;

    memset(a->columns, E911__COLUMN_OTHER, sizeof a->columns);
    for (int i = 0; i < 10; i++)
        a->columns['0' + i] = (uint8_t)i;
    s->columns = E911__COLUMN_FIRST_FREE;
    for (size_t i = 0; i < s->compiler->atom_count; i++) {
        if (s->compiler->atoms[i].kind == E911__ITEM_LITERAL)
            add_column(s, s->compiler->atoms[i].value);
        star |= s->compiler->atoms[i].kind == E911__ITEM_DIALLED;
    }
    for (const char *byte = "#*,"; star && *byte != '\0'; byte++)
        add_column(s, (uint8_t)*byte);
    memset(a->plain, (int)s->columns, sizeof a->plain);
    for (const char *byte = plain; *byte != '\0'; byte++)
        a->plain[(uint8_t)*byte] = a->columns[(uint8_t)*byte];
    for (const char *byte = " -.()"; by_user && *byte != '\0'; byte++)
        a->columns[(uint8_t)*byte] = E911__COLUMN_NONE;
    s->hash = a->columns['#'];
    s->star = a->columns['*'];
    s->comma = a->columns[','];
    s->at = a->columns['@'];
    a->stride = s->columns + 2;
}

/* ---- one step -------------------------------------------------------------------------------- */

static e911_status push(e911__states *s, uint32_t column, e911__thread thread)
{
    e911__threads *bucket = &s->buckets[column];

    if (bucket->count == bucket->capacity) {
        e911_status status = e911__grow(&s->compiler->memory, &bucket->threads, &bucket->capacity,
                                        bucket->count + 1, sizeof thread);

        if (status != E911_OK)
            return status;
    }
    bucket->threads[bucket->count++] = thread;
    return E911_OK;
}

static e911_status push_digits(e911__states *s, uint32_t first, e911__thread next)
{
    e911_status status = E911_OK;

    for (uint32_t column = first; status == E911_OK && column < 10; column++)
        status = push(s, column, next);
    return status;
}

static e911_status push_all_but(e911__states *s, uint32_t but, e911__thread next)
{
    e911_status status = E911_OK;

    for (uint32_t column = 0; status == E911_OK && column < s->columns; column++) {
        if (column != but)
            status = push(s, column, next);
    }
    return status;
}

static e911_status push_dialled(e911__states *s, e911__thread next)
{
    e911_status status = push_digits(s, 0, next);

    if (status == E911_OK)
        status = push(s, s->hash, next);
    if (status == E911_OK)
        status = push(s, s->star, next);
    return status == E911_OK ? push(s, s->comma, next) : status;
}

/* Go down the tree of a number list, to where members with as many digits as the $ are. */
static e911_status push_list(e911__states *s, e911__thread thread, const e911__atom *atom)
{
    const e911__compiler *c = s->compiler;
    uint32_t entry = E911__THREAD_ENTRY(thread), item = E911__THREAD_ITEM(thread);
    uint32_t node = E911__THREAD_NODE(thread);
    e911_status status = E911_OK;

    if (node == 0)
        node = c->entries[entry].list;
    for (uint32_t digit = 0; status == E911_OK && digit < 10; digit++) {
        uint32_t child = c->nodes[node].children[digit];

        if (child == 0 || atom->value > E911_PLAN_LIST_MEMBER_MAX ||
            (c->nodes[child].lengths >> atom->value & 1) == 0)
            continue;
        if (c->nodes[child].depth == atom->value)
            status = push(s, digit, E911__THREAD(entry, item + 1, 0));
        else
            status = push(s, digit, E911__THREAD(entry, item, child));
    }
    return status;
}

/* Put where a thread goes on each symbol into the buckets. */
static e911_status step(e911__states *s, e911__thread thread)
{
    uint32_t entry = E911__THREAD_ENTRY(thread);
    const e911__entry *of = e911__thread_entry(s, thread);
    e911_status status = E911_OK;

    while (status == E911_OK && E911__THREAD_ITEM(thread) < of->count) {
        const e911__atom *atom = e911__thread_atom(s, thread);
        e911__thread next = E911__THREAD(entry, E911__THREAD_ITEM(thread) + 1, 0);

        switch (atom->kind) {
        case E911__ITEM_LITERAL:
            return push(s, s->automaton->columns[atom->value], next);
        case E911__ITEM_DIGIT:
            return push_digits(s, 0, next);
        case E911__ITEM_NONZERO:
            return push_digits(s, 1, next);
        case E911__ITEM_HIGH:
            return push_digits(s, 2, next);
        case E911__ITEM_LIST:
            return push_list(s, thread, atom);
        case E911__ITEM_REST:
            return push_all_but(s, UINT32_MAX, thread);
        case E911__ITEM_NOT_AT:
            status = push_all_but(s, s->at, thread);
            break;
        default:
            status = push_dialled(s, thread);
            break;
        }
        thread = next; /* behind the ?, which may be empty */
    }
    return status;
}

/* ---- references ------------------------------------------------------------------------------ */

static bool threads_are(const void *table, uint32_t row, const void *key)
{
    const e911__states *s = table;
    const e911__threads *threads = key;
    const e911__state *state = &s->states[row];

    return state->count == threads->count &&
           (threads->count == 0 || memcmp(s->all.threads + state->first, threads->threads,
                                          threads->count * sizeof *threads->threads) == 0);
}

/* The state with these threads, made where there is none. */
static e911_status find_state(e911__states *s, const e911__threads *threads, uint32_t *ret)
{
    const e911__memory *memory = &s->compiler->memory;
    uint32_t hash = e911__hash_words(threads->threads, threads->count);
    e911_status status;

    *ret = e911__set_find(&s->by_threads, hash, s, threads_are, threads);
    if (*ret != E911__SET_NONE)
        return E911_OK;
    if (s->count >= s->compiler->state_limit ||
        s->all.count + threads->count >
            E911__COMPILE_THREADS + E911__COMPILE_THREADS_EACH * s->compiler->entry_count)
        return E911_ERR_LIMIT;
    status = e911__grow(memory, &s->states, &s->capacity, s->count + 1, sizeof *s->states);
    if (status == E911_OK)
        status = e911__grow(memory, &s->all.threads, &s->all.capacity,
                            s->all.count + threads->count, sizeof *threads->threads);
    if (status == E911_OK)
        status = e911__set_add(&s->by_threads, memory, hash, (uint32_t)s->count);
    if (status != E911_OK)
        return status;
    *ret = (uint32_t)s->count++;
    s->states[*ret] = (e911__state){.first = s->all.count, .count = (uint32_t)threads->count};
    if (threads->count > 0)
        memcpy(s->all.threads + s->all.count, threads->threads,
               threads->count * sizeof *threads->threads);
    s->all.count += threads->count;
    return E911_OK;
}

/* A Z is the last byte of any pattern, whatever stands before it. */
static uint32_t tail_of(const e911__states *s, e911__thread thread)
{
    const e911__entry *entry = e911__thread_entry(s, thread);
    size_t offset = E911__THREAD_ITEM(thread);

    if (!entry->simple)
        offset = e911__rule_pattern(s->compiler->rules, entry->result).len - 1;
    return E911__REF_TAIL(entry->result, (uint32_t)offset);
}

/* True when a rule's whole pattern is compared at once. */
static bool is_plain(const e911__states *s, const e911__entry *entry)
{
    const e911__rules *rules = s->compiler->rules;

    return entry->result < rules->count &&
           (rules->rules[entry->result].profile & E911__RULE_IS_PLAIN) != 0;
}

/* A tail is compared with the text of its pattern, so there must be one. */
static bool can_be_tail(const e911__states *s, e911__thread thread)
{
    const e911__entry *entry = e911__thread_entry(s, thread);

    if (entry->rest && e911__thread_is_rest(s, thread))
        return true;
    return entry->simple && (!s->compiler->is_small || is_plain(s, entry));
}

static bool can_be_fork(const e911__states *s, const e911__threads *threads)
{
    size_t comparing = 0;

    if (threads->count > E911__FORK_TAILS_MAX)
        return false;
    if (s->compiler->is_small &&
        (threads->count > 2 || !is_plain(s, e911__thread_entry(s, threads->threads[0]))))
        return false;
    for (size_t i = 0; i < threads->count; i++) {
        if (!can_be_tail(s, threads->threads[i]))
            return false;
        comparing += !e911__thread_is_rest(s, threads->threads[i]);
    }
    return comparing <= 1;
}

static e911_status add_fork(e911__states *s, const e911__threads *threads, uint32_t *ret)
{
    e911__automaton *a = s->automaton;
    e911_status status = e911__grow(&s->compiler->memory, &a->forks, &s->fork_capacity,
                                    a->fork_words + 1 + threads->count, sizeof *a->forks);

    if (status != E911_OK)
        return status;
    *ret = E911__REF_LEAF | E911__REF_FORK | (uint32_t)a->fork_words;
    a->forks[a->fork_words++] = (uint32_t)threads->count;
    for (size_t i = 0; i < threads->count; i++)
        a->forks[a->fork_words++] = tail_of(s, threads->threads[i]);
    return E911_OK;
}

static e911_status refer_to(e911__states *s, e911__threads *threads, uint32_t *ret)
{
    e911_status status;

    *ret = 0;
    if (threads->count == 0)
        return E911_OK;
    e911__threads_prune(s, threads);
    if (threads->count == 1 && can_be_tail(s, threads->threads[0])) {
        *ret = tail_of(s, threads->threads[0]);
        return E911_OK;
    }
    if (can_be_fork(s, threads))
        return add_fork(s, threads, ret);
    status = find_state(s, threads, ret);
    *ret *= s->automaton->stride;
    return status;
}

/* ---- all states ------------------------------------------------------------------------------ */

static e911_status add_row(e911__states *s, uint32_t **ret_row)
{
    e911__automaton *a = s->automaton;
    e911_status status = e911__grow(&s->compiler->memory, &a->rows, &s->row_capacity,
                                    a->row_words + a->stride, sizeof *a->rows);

    if (status != E911_OK)
        return status;
    *ret_row = a->rows + a->row_words;
    memset(*ret_row, 0, a->stride * sizeof **ret_row);
    (*ret_row)[s->columns] = E911__REF_SPECIAL;
    a->row_words += a->stride;
    return E911_OK;
}

/* The first column whose threads are those of this one, perhaps itself. */
static uint32_t find_alike(const e911__states *s, uint32_t column)
{
    const e911__threads *wanted = &s->buckets[column];

    for (uint32_t i = 0; i < column; i++) {
        if (s->buckets[i].count == wanted->count &&
            (wanted->count == 0 || memcmp(s->buckets[i].threads, wanted->threads,
                                          wanted->count * sizeof *wanted->threads) == 0))
            return i;
    }
    return column;
}

static e911_status fill_row(e911__states *s, uint32_t state)
{
    uint32_t *row = NULL;
    uint8_t alike[256];
    e911_status status = add_row(s, &row);

    for (uint32_t column = 0; column < s->columns; column++)
        s->buckets[column].count = 0;
    for (uint32_t i = 0; status == E911_OK && i < s->states[state].count; i++)
        status = step(s, s->all.threads[s->states[state].first + i]);
    for (uint32_t column = 0; column < s->columns; column++)
        alike[column] = (uint8_t)find_alike(s, column);
    for (uint32_t column = 0; status == E911_OK && column < s->columns; column++) {
        if (alike[column] < column)
            row[column] = row[alike[column]];
        else
            status = refer_to(s, &s->buckets[column], &row[column]);
    }
    return status;
}

/* The state where nothing will match, and the one where all patterns are before their start. */
static e911_status make_first_states(e911__states *s)
{
    e911__threads start = {0};
    uint32_t nothing, root;
    e911_status status = find_state(s, &start, &nothing);

    for (uint32_t i = 0; status == E911_OK && i < s->compiler->entry_count; i++) {
        status = e911__grow(&s->compiler->memory, &start.threads, &start.capacity, i + 1,
                            sizeof *start.threads);
        if (status == E911_OK)
            start.threads[start.count++] = E911__THREAD(i, 0, 0);
    }
    if (status == E911_OK) {
        e911__threads_prune(s, &start);
        status = find_state(s, &start, &root);
        s->automaton->root = root * s->automaton->stride;
    }
    e911__release(&s->compiler->memory, start.threads, start.capacity * sizeof *start.threads);
    return status;
}

/* Give back what growing reserved. */
static e911_status trim_words(const e911__memory *memory, uint32_t **words, size_t count,
                              size_t capacity)
{
    uint32_t *exact = NULL;

    if (count > 0) {
        exact = memory->alloc(memory->user, count * sizeof *exact);
        if (exact == NULL)
            return E911_ERR_NOMEM;
        memcpy(exact, *words, count * sizeof *exact);
    }
    e911__release(memory, *words, capacity * sizeof **words);
    *words = exact;
    return E911_OK;
}

static void release_states(e911__states *s)
{
    const e911__memory *memory = &s->compiler->memory;

    for (uint32_t i = 0; s->buckets != NULL && i < s->columns; i++)
        e911__release(memory, s->buckets[i].threads,
                      s->buckets[i].capacity * sizeof *s->buckets[i].threads);
    e911__release(memory, s->buckets, s->columns * sizeof *s->buckets);
    e911__release(memory, s->all.threads, s->all.capacity * sizeof *s->all.threads);
    e911__release(memory, s->states, s->capacity * sizeof *s->states);
    e911__set_release(&s->by_threads, memory);
}

/* Arrays that grew hold more than they count, so they are released by their capacity. */
static void release_growing(e911__states *s)
{
    const e911__memory *memory = &s->compiler->memory;
    e911__automaton *a = s->automaton;

    e911__release(memory, a->rows, s->row_capacity * sizeof *a->rows);
    e911__release(memory, a->forks, s->fork_capacity * sizeof *a->forks);
    e911__release(memory, a->ends, s->end_capacity * sizeof *a->ends);
    a->rows = a->forks = a->ends = NULL;
    a->row_words = a->fork_words = a->end_words = 0;
}

static e911_status trim(e911__states *s)
{
    const e911__memory *memory = &s->compiler->memory;
    e911__automaton *a = s->automaton;
    e911_status status = trim_words(memory, &a->rows, a->row_words, s->row_capacity);

    if (status != E911_OK)
        return status;
    s->row_capacity = a->row_words;
    status = trim_words(memory, &a->forks, a->fork_words, s->fork_capacity);
    if (status != E911_OK)
        return status;
    s->fork_capacity = a->fork_words;
    status = trim_words(memory, &a->ends, a->end_words, s->end_capacity);
    if (status == E911_OK)
        s->end_capacity = a->end_words;
    return status;
}

e911_status e911__compile(e911__compiler *c, bool by_user, e911__automaton *ret)
{
    e911__states s = {.compiler = c, .automaton = ret};
    e911_status status = E911_ERR_NOMEM;

    *ret = (e911__automaton){0};
    make_columns(&s, by_user);
    s.buckets = e911__alloc_array(&c->memory, s.columns, sizeof *s.buckets);
    if (s.buckets != NULL)
        status = make_first_states(&s);
    for (uint32_t i = 0; status == E911_OK && i < s.count; i++)
        status = fill_row(&s, i);
    if (status == E911_OK)
        status = e911__states_end(&s);
    if (status == E911_OK)
        status = trim(&s);
    if (status != E911_OK)
        release_growing(&s);
    c->states = s.count;
    release_states(&s);
    return status;
}
