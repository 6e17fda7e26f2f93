#include "base/index.h"

/* Building touches slots all over the place, so the next ones are asked for ahead. */
enum { FETCH_AHEAD = 12 };

uint32_t e911__index_hash(e911_text key)
{
    return e911__key_hash(key);
}

/* ---- building -------------------------------------------------------------------------------- */

/* What building needs besides the index itself. */
struct building {
    e911__index index;
    const e911__memory *memory;
    const void *table;
    e911__index_key key_of;
    const uint32_t *hashes;
    size_t stride;
    size_t row_count;
    uint32_t *group_of; /* of each row: its group + 1, or 0; made with the first group */
    size_t group_capacity;
    size_t grouped; /* rows in groups */
};

static uint32_t hash_at(const struct building *b, size_t row)
{
    return b->hashes[row * b->stride];
}

/* Three slots for two keys, so that a search ends soon; none where there is no key. */
static e911_status make_slots(e911__index *index, const e911__memory *memory, size_t keys)
{
    if (keys == 0)
        return E911_OK;
    index->slot_count = keys + keys / 2 + 2;
    index->marks = e911__alloc(memory, index->slot_count);
    index->slots = memory->alloc(memory->user, index->slot_count * sizeof *index->slots);
    return index->marks == NULL || index->slots == NULL ? E911_ERR_NOMEM : E911_OK;
}

/* The first row with the key of a slot: a group's is kept in `start` until the rows are placed. */
static uint32_t first_row(const struct building *b, uint32_t slot)
{
    return slot & E911__INDEX_GROUP ? b->index.groups[slot & ~E911__INDEX_GROUP].start : slot;
}

static e911_status start_group(struct building *b, uint32_t *slot)
{
    e911_status status = e911__grow(b->memory, &b->index.groups, &b->group_capacity,
                                    b->index.group_count + 1, sizeof *b->index.groups);

    if (status == E911_OK && b->group_of == NULL) {
        b->group_of = e911__alloc_array(b->memory, b->row_count, sizeof *b->group_of);
        if (b->group_of == NULL)
            status = E911_ERR_NOMEM;
    }
    if (status != E911_OK)
        return status;
    b->index.groups[b->index.group_count] = (e911__index_group){*slot, 1};
    b->group_of[*slot] = (uint32_t)b->index.group_count + 1;
    b->grouped++;
    *slot = E911__INDEX_GROUP | (uint32_t)b->index.group_count++;
    return E911_OK;
}

static e911_status join_group(struct building *b, uint32_t *slot, uint32_t row)
{
    e911_status status = *slot & E911__INDEX_GROUP ? E911_OK : start_group(b, slot);
    uint32_t group = *slot & ~E911__INDEX_GROUP;

    if (status != E911_OK)
        return status;
    b->index.groups[group].count++;
    b->group_of[row] = group + 1;
    b->grouped++;
    return E911_OK;
}

static e911_status insert(struct building *b, uint32_t row, uint32_t hash)
{
    e911__index *index = &b->index;
    size_t slot = e911__slot_of(index->slot_count, hash);
    uint8_t mark = e911__mark_of(hash);

    for (; index->marks[slot] != 0; slot = e911__slot_after(index->slot_count, slot)) {
        uint32_t other;

        if (index->marks[slot] != mark)
            continue;
        other = first_row(b, index->slots[slot]);
        if (hash_at(b, other) == hash &&
            e911__equal(b->key_of(b->table, other), b->key_of(b->table, row)))
            return join_group(b, &index->slots[slot], row);
    }
    index->marks[slot] = mark;
    index->slots[slot] = row;
    return E911_OK;
}

static e911_status insert_all(struct building *b)
{
    e911_status status = E911_OK;

    for (size_t row = 0; status == E911_OK && row < b->row_count; row++) {
        uint32_t hash = hash_at(b, row);

        if (row + FETCH_AHEAD < b->row_count) {
            size_t next = e911__slot_of(b->index.slot_count, hash_at(b, row + FETCH_AHEAD));

            E911__FETCH(&b->index.marks[next]);
            E911__FETCH(&b->index.slots[next]);
        }
        if (hash != 0)
            status = insert(b, (uint32_t)row, hash);
    }
    return status;
}

/* Lay the rows of the groups out, group after group, in table order within a group. */
static e911_status place_rows(struct building *b)
{
    e911__index *index = &b->index;
    uint32_t start = 0;

    if (b->grouped == 0)
        return E911_OK;
    index->rows = b->memory->alloc(b->memory->user, b->grouped * sizeof *index->rows);
    if (index->rows == NULL)
        return E911_ERR_NOMEM;
    index->row_count = b->grouped;
    for (size_t group = 0; group < index->group_count; group++) {
        index->groups[group].start = start;
        start += index->groups[group].count;
        index->groups[group].count = 0;
    }
    for (size_t row = 0; row < b->row_count; row++) {
        if (b->group_of[row] != 0) {
            e911__index_group *group = &index->groups[b->group_of[row] - 1];

            index->rows[group->start + group->count++] = (uint32_t)row;
        }
    }
    return E911_OK;
}

/* Where many rows share few keys most slots are free: take as few as the keys need. */
static e911_status tighten(struct building *b, size_t rows)
{
    e911__index wide = b->index;
    size_t keys = rows - b->grouped + wide.group_count;
    e911_status status;

    if (keys > rows / 2)
        return E911_OK;
    b->index.marks = NULL;
    b->index.slots = NULL;
    status = make_slots(&b->index, b->memory, keys);
    if (status == E911_OK) {
        for (size_t from = 0; from < wide.slot_count; from++) {
            uint32_t hash;
            size_t slot;

            if (wide.marks[from] == 0)
                continue;
            hash = hash_at(b, first_row(b, wide.slots[from]));
            slot = e911__slot_of(b->index.slot_count, hash);
            while (b->index.marks[slot] != 0)
                slot = e911__slot_after(b->index.slot_count, slot);
            b->index.marks[slot] = wide.marks[from];
            b->index.slots[slot] = wide.slots[from];
        }
    }
    e911__release(b->memory, wide.marks, wide.slot_count);
    e911__release(b->memory, wide.slots, wide.slot_count * sizeof *wide.slots);
    return status;
}

/* Give back what the groups have too much; a host that cannot keeps it. */
static e911_status trim_groups(struct building *b)
{
    size_t element = sizeof *b->index.groups;
    void *groups = b->index.groups;

    if (b->group_capacity == b->index.group_count)
        return E911_OK;
    groups = b->memory->resize(b->memory->user, groups, b->group_capacity * element,
                               b->index.group_count * element);
    if (groups == NULL)
        return E911_ERR_NOMEM;
    b->index.groups = groups;
    b->group_capacity = b->index.group_count;
    return E911_OK;
}

e911_status e911__index_build_hashed(e911__index *ret, const e911__memory *memory,
                                     const void *table, size_t row_count, e911__index_key key_of,
                                     const uint32_t *hashes, size_t stride)
{
    struct building b = {.memory = memory,
                         .table = table,
                         .key_of = key_of,
                         .hashes = hashes,
                         .stride = stride,
                         .row_count = row_count};
    size_t rows = 0;
    e911_status status;

    for (size_t row = 0; row < row_count; row++)
        rows += hash_at(&b, row) != 0 ? 1 : 0;
    status = make_slots(&b.index, memory, rows);
    if (status == E911_OK && rows > 0)
        status = insert_all(&b);
    if (status == E911_OK && rows > 0)
        status = tighten(&b, rows);
    if (status == E911_OK)
        status = place_rows(&b);
    if (status == E911_OK)
        status = trim_groups(&b);
    e911__release(memory, b.group_of, row_count * sizeof *b.group_of);
    if (status == E911_OK) {
        *ret = b.index;
        return E911_OK;
    }
    b.index.group_count = b.group_capacity; /* as many as were allocated */
    e911__index_release(&b.index, memory);
    return status;
}

e911_status e911__index_build(e911__index *ret, const e911__memory *memory, const void *table,
                              size_t row_count, e911__index_key key_of)
{
    size_t bytes = (row_count + 1) * sizeof(uint32_t);
    uint32_t *hashes = memory->alloc(memory->user, bytes);
    e911_status status;

    if (hashes == NULL)
        return E911_ERR_NOMEM;
    for (size_t row = 0; row < row_count; row++) {
        e911_text key = key_of(table, (uint32_t)row);

        hashes[row] = key.len == 0 ? 0 : e911__key_hash(key);
    }
    status = e911__index_build_hashed(ret, memory, table, row_count, key_of, hashes, 1);
    e911__release(memory, hashes, bytes);
    return status;
}

void e911__index_release(e911__index *index, const e911__memory *memory)
{
    e911__release(memory, index->marks, index->slot_count);
    e911__release(memory, index->slots, index->slot_count * sizeof *index->slots);
    e911__release(memory, index->groups, index->group_count * sizeof *index->groups);
    e911__release(memory, index->rows, index->row_count * sizeof *index->rows);
    *index = (e911__index){0};
}

const uint32_t *e911__index_find(const e911__index *index, const void *table,
                                 e911__index_key key_of, e911_text key, size_t *ret_count)
{
    return e911__index_probe(index, table, key_of, key, ret_count);
}
