#include "base/index.h"

uint32_t e911__index_hash(e911_text key)
{
    return e911__key_hash(key);
}

/* ---- building -------------------------------------------------------------------------------- */

/* What building needs besides the index itself. */
struct building {
    e911__index index;
    e911__grouping grouping;
    const e911__memory *memory;
    const void *table;
    e911__index_key key_of;
    const uint32_t *hashes;
    size_t stride;
    size_t row_count;
};

static uint32_t hash_at(const struct building *b, size_t row)
{
    return b->hashes[row * b->stride];
}

static e911_status make_buckets(e911__index *index, const e911__memory *memory, size_t keys)
{
    size_t count = e911__lines_for(keys, E911__BUCKET_SLOTS);

    if (count == 0)
        return E911_OK;
    index->buckets = e911__lines(memory, count, &index->room);
    index->bucket_count = index->buckets == NULL ? 0 : count;
    return index->buckets == NULL ? E911_ERR_NOMEM : E911_OK;
}

static void release_buckets(e911__index *index, const e911__memory *memory)
{
    if (index->room != NULL)
        e911__lines_release(memory, index->room, index->bucket_count);
}

/* Take the first free slot from a bucket on. */
static void place(e911__index *index, size_t at, uint8_t mark, uint32_t content)
{
    e911__bucket *bucket = &index->buckets[at];
    uint32_t free;

    while ((free = e911__bucket_marked(bucket, 0)) == 0) {
        bucket->is_passed = 1;
        at = e911__line_after(index->bucket_count, at);
        bucket = &index->buckets[at];
    }
    bucket->marks[__builtin_ctz(free)] = mark;
    bucket->slots[__builtin_ctz(free)] = content;
}

static e911_status insert(struct building *b, uint32_t row, uint32_t hash)
{
    e911__index *index = &b->index;
    size_t at = e911__line_of(index->bucket_count, hash);
    uint8_t mark = e911__mark_of(hash);

    for (;; at = e911__line_after(index->bucket_count, at)) {
        e911__bucket *bucket = &index->buckets[at];
        uint32_t marked = e911__bucket_marked(bucket, mark);

        for (; marked != 0; marked &= marked - 1) {
            uint32_t *slot = &bucket->slots[__builtin_ctz(marked)];
            uint32_t other = e911__grouping_first(&b->grouping, *slot);

            if (hash_at(b, other) == hash &&
                e911__equal(b->key_of(b->table, other), b->key_of(b->table, row)))
                return e911__grouping_join(&b->grouping, slot, row);
        }
        if (!bucket->is_passed)
            break;
    }
    place(index, at, mark, row);
    return E911_OK;
}

static e911_status insert_all(struct building *b)
{
    e911_status status = E911_OK;

    for (size_t row = 0; status == E911_OK && row < b->row_count; row++) {
        uint32_t hash = hash_at(b, row);

        if (row + E911__FETCH_AHEAD < b->row_count)
            E911__FETCH(&b->index.buckets[e911__line_of(b->index.bucket_count,
                                                        hash_at(b, row + E911__FETCH_AHEAD))]);
        if (hash != 0)
            status = insert(b, (uint32_t)row, hash);
    }
    return status;
}

/* Where many rows share few keys most slots are free: take as few as the keys need. */
static e911_status tighten(struct building *b, size_t rows)
{
    e911__index wide = b->index;
    size_t keys = e911__grouping_keys(&b->grouping, rows);
    e911_status status;

    if (keys > rows / 2)
        return E911_OK;
    b->index = (e911__index){0};
    status = make_buckets(&b->index, b->memory, keys);
    for (size_t at = 0; status == E911_OK && at < wide.bucket_count; at++) {
        const e911__bucket *bucket = &wide.buckets[at];

        for (int i = 0; i < E911__BUCKET_SLOTS && bucket->marks[i] != 0; i++) {
            uint32_t first = e911__grouping_first(&b->grouping, bucket->slots[i]);

            place(&b->index, e911__line_of(b->index.bucket_count, hash_at(b, first)),
                  bucket->marks[i], bucket->slots[i]);
        }
    }
    release_buckets(&wide, b->memory);
    return status;
}

/* The slots of groups say where those are placed. */
static void settle(struct building *b)
{
    for (size_t at = 0; at < b->index.bucket_count; at++) {
        e911__bucket *bucket = &b->index.buckets[at];

        for (int i = 0; i < E911__BUCKET_SLOTS && bucket->marks[i] != 0; i++)
            bucket->slots[i] = e911__grouping_slot(&b->grouping, bucket->slots[i]);
    }
}

e911_status e911__index_build_hashed(e911__index *ret, const e911__memory *memory,
                                     const void *table, size_t row_count, e911__index_key key_of,
                                     const uint32_t *hashes, size_t stride)
{
    struct building b = {.grouping = {.memory = memory, .row_count = row_count},
                         .memory = memory,
                         .table = table,
                         .key_of = key_of,
                         .hashes = hashes,
                         .stride = stride,
                         .row_count = row_count};
    size_t rows = 0;
    e911_status status;

    for (size_t row = 0; row < row_count; row++)
        rows += hash_at(&b, row) != 0 ? 1 : 0;
    status = make_buckets(&b.index, memory, rows);
    if (status == E911_OK && rows > 0)
        status = insert_all(&b);
    if (status == E911_OK && rows > 0)
        status = tighten(&b, rows);
    if (status == E911_OK)
        status = e911__grouping_place(&b.grouping);
    if (status == E911_OK)
        settle(&b);
    e911__grouping_end(&b.grouping, status, &b.index.groups);
    if (status == E911_OK)
        *ret = b.index;
    else
        release_buckets(&b.index, memory);
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
    release_buckets(index, memory);
    e911__groups_release(&index->groups, memory);
    *index = (e911__index){0};
}

const uint32_t *e911__index_find(const e911__index *index, const void *table,
                                 e911__index_key key_of, e911_text key, size_t *ret_count)
{
    return e911__index_probe(index, table, key_of, key, ret_count);
}
