#include "base/index.h"

static uint64_t mix(uint64_t a)
{
    a ^= a >> 32;
    a *= UINT64_C(0xd6e8feb86659fd93);
    return a ^ (a >> 29);
}

static uint64_t hash(e911_text key)
{
    uint64_t h = key.len;
    uint64_t word;
    size_t i = 0;

    for (; key.len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, key.data + i, sizeof word);
        h = mix(h ^ word);
    }
    word = 0;
    if (i < key.len)
        memcpy(&word, key.data + i, key.len - i);
    return mix(h ^ word);
}

/* The slot of `key`: the one that holds its group, or the free one where it would go. */
static size_t slot_of(const e911__index *index, const void *table, e911__index_key key_of,
                      e911_text key, const uint32_t *first_rows)
{
    size_t mask = index->slot_count - 1;
    size_t slot = hash(key) & mask;

    while (index->slots[slot] != 0 &&
           !e911__equal(key, key_of(table, first_rows[index->slots[slot] - 1])))
        slot = (slot + 1) & mask;
    return slot;
}

/* Give every row with a key the number of its group; count the rows of each group. */
static void number_groups(e911__index *index, const void *table, size_t row_count,
                          e911__index_key key_of, uint32_t *group_of, uint32_t *first_rows)
{
    for (size_t row = 0; row < row_count; row++) {
        e911_text key = key_of(table, (uint32_t)row);
        size_t slot;

        group_of[row] = UINT32_MAX;
        if (key.len == 0)
            continue;
        slot = slot_of(index, table, key_of, key, first_rows);
        if (index->slots[slot] == 0) {
            first_rows[index->group_count] = (uint32_t)row;
            index->slots[slot] = (uint32_t)++index->group_count;
        }
        group_of[row] = index->slots[slot] - 1;
        index->starts[group_of[row] + 1]++;
    }
}

/* Lay the rows out group after group, in table order within a group. */
static void place_rows(e911__index *index, size_t row_count, const uint32_t *group_of,
                       uint32_t *cursors)
{
    for (size_t group = 0; group < index->group_count; group++) {
        index->starts[group + 1] += index->starts[group];
        cursors[group] = index->starts[group];
    }
    for (size_t row = 0; row < row_count; row++) {
        if (group_of[row] != UINT32_MAX)
            index->rows[cursors[group_of[row]]++] = (uint32_t)row;
    }
}

e911_status e911__index_build(e911__index *ret, const e911__memory *memory, const void *table,
                              size_t row_count, e911__index_key key_of)
{
    e911__index index = {.slot_count = 8, .row_count = row_count};
    size_t bytes = (row_count + 1) * sizeof(uint32_t);
    uint32_t *group_of = NULL;
    uint32_t *scratch = NULL;

    while (index.slot_count < row_count * 2)
        index.slot_count *= 2;
    index.slots = e911__alloc_array(memory, index.slot_count, sizeof(uint32_t));
    index.starts = e911__alloc(memory, bytes);
    index.rows = e911__alloc(memory, bytes);
    group_of = e911__alloc(memory, bytes);
    scratch = e911__alloc(memory, bytes);
    if (index.slots == NULL || index.starts == NULL || index.rows == NULL || group_of == NULL ||
        scratch == NULL) {
        e911__release(memory, group_of, bytes);
        e911__release(memory, scratch, bytes);
        e911__index_release(&index, memory);
        return E911_ERR_NOMEM;
    }
    number_groups(&index, table, row_count, key_of, group_of, scratch);
    place_rows(&index, row_count, group_of, scratch);
    e911__release(memory, group_of, bytes);
    e911__release(memory, scratch, bytes);
    *ret = index;
    return E911_OK;
}

const uint32_t *e911__index_find(const e911__index *index, const void *table,
                                 e911__index_key key_of, e911_text key, size_t *ret_count)
{
    size_t mask = index->slot_count - 1;

    *ret_count = 0;
    if (index->slot_count == 0 || key.len == 0)
        return NULL;
    for (size_t slot = hash(key) & mask; index->slots[slot] != 0; slot = (slot + 1) & mask) {
        size_t group = index->slots[slot] - 1;
        const uint32_t *rows = index->rows + index->starts[group];

        if (e911__equal(key, key_of(table, rows[0]))) {
            *ret_count = index->starts[group + 1] - index->starts[group];
            return rows;
        }
    }
    return NULL;
}

void e911__index_release(e911__index *index, const e911__memory *memory)
{
    size_t bytes = (index->row_count + 1) * sizeof(uint32_t);

    e911__release(memory, index->slots, index->slot_count * sizeof(uint32_t));
    e911__release(memory, index->starts, bytes);
    e911__release(memory, index->rows, bytes);
    *index = (e911__index){0};
}
