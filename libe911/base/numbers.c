#include "base/numbers.h"

const uint64_t e911__multipliers[E911__MULTIPLIERS] = {
    UINT64_C(0x9e3779b97f4a7c15), /* 2^64 by the golden ratio: best with numbers in a row */
    UINT64_C(0xd6e8feb86659fd93),
    UINT64_C(0xff51afd7ed558ccd),
    UINT64_C(0xc4ceb9fe1a85ec53),
};

struct building {
    e911__numbers numbers;
    e911__grouping grouping;
    const e911__memory *memory;
    const void *table;
    e911__number_of number_of;
    size_t row_count;
    size_t steps;    /* of all rows, from a full bucket to the next */
    bool is_crowded; /* too many, or too many of one row */
    bool takes_any;  /* number of steps, since there is no other multiplier left */
};

/* The slot of a number in a bucket, or NULL. */
static const uint32_t *slot_in(const e911__number_bucket *bucket, uint64_t number)
{
    for (uint64_t found = e911__number_begins(bucket, number); found != 0;) {
        uint32_t low;
        const uint32_t *slot = e911__number_slot_at(bucket, found, &low);

        if (low == (uint32_t)number)
            return slot;
        found &= found - 1; /* both bits of this slot */
        found &= found - 1;
    }
    return NULL;
}

static e911_status make_buckets(e911__numbers *numbers, const e911__memory *memory, size_t keys)
{
    size_t count = keys == 0 ? 1 : e911__lines_for(keys, E911__NUMBER_SLOTS);

    numbers->buckets = e911__lines(memory, count, &numbers->room);
    numbers->bucket_count = numbers->buckets == NULL ? 0 : count;
    return numbers->buckets == NULL ? E911_ERR_NOMEM : E911_OK;
}

static void release_buckets(e911__numbers *numbers, const e911__memory *memory)
{
    if (numbers->room != NULL)
        e911__lines_release(memory, numbers->room, numbers->bucket_count);
}

/* Take the first free slot from a bucket on. */
static void place(e911__numbers *numbers, size_t at, uint64_t number, uint32_t content)
{
    enum { FULL = (1 << 2 * E911__NUMBER_SLOTS) - 1 };
    e911__number_bucket *bucket = &numbers->buckets[at];
    int slot;

    while (bucket->used == FULL) {
        bucket->is_passed = 1;
        at = e911__line_after(numbers->bucket_count, at);
        bucket = &numbers->buckets[at];
    }
    slot = __builtin_ctz(~(unsigned)bucket->used) / 2;
    bucket->used |= (uint16_t)(3 << 2 * slot);
    bucket->low[slot] = (uint32_t)number;
    bucket->high[slot] = (uint16_t)(number >> 32);
    bucket->slots[slot] = content;
}

static e911_status insert(struct building *b, uint32_t row, uint64_t number)
{
    enum { STEPS_MAX = 64 };
    e911__numbers *numbers = &b->numbers;
    size_t at = e911__number_line(numbers, number);
    size_t before = b->steps;

    for (;; at = e911__line_after(numbers->bucket_count, at), b->steps++) {
        const e911__number_bucket *bucket = &numbers->buckets[at];
        const uint32_t *slot = slot_in(bucket, number);

        if (slot != NULL)
            return e911__grouping_join(&b->grouping, (uint32_t *)slot, row);
        if (!bucket->is_passed)
            break;
    }
    place(numbers, at, number, row);
    b->is_crowded =
        !b->takes_any && (b->steps > b->row_count / 3 + STEPS_MAX || b->steps - before > STEPS_MAX);
    return E911_OK;
}

/* All rows, or those before one that finds too little room near. */
static e911_status insert_rows(struct building *b)
{
    e911_status status = E911_OK;

    for (size_t row = 0; status == E911_OK && row < b->row_count && !b->is_crowded; row++) {
        uint64_t number = b->number_of(b->table, (uint32_t)row);

        if (row + E911__FETCH_AHEAD < b->row_count) {
            uint64_t next = b->number_of(b->table, (uint32_t)(row + E911__FETCH_AHEAD));

            E911__FETCH(&b->numbers.buckets[e911__number_line(&b->numbers, next)]);
        }
        if (number != E911__NO_NUMBER)
            status = insert(b, (uint32_t)row, number);
    }
    return status;
}

static void start_again(struct building *b)
{
    e911__grouping_end(&b->grouping, E911_ERR_NOMEM, NULL);
    b->grouping = (e911__grouping){.memory = b->memory, .row_count = b->row_count};
    memset(b->numbers.buckets, 0, b->numbers.bucket_count * sizeof *b->numbers.buckets);
    b->steps = 0;
    b->is_crowded = false;
}

static e911_status insert_all(struct building *b)
{
    e911_status status = insert_rows(b);

    for (int i = 1; status == E911_OK && b->is_crowded && i < E911__MULTIPLIERS; i++) {
        start_again(b);
        b->numbers.multiplier = e911__multipliers[i];
        b->takes_any = i + 1 == E911__MULTIPLIERS;
        status = insert_rows(b);
    }
    return status;
}

/* Where many rows share few numbers most slots are free: take as few as the numbers need. */
static e911_status tighten(struct building *b, size_t rows)
{
    e911__numbers wide = b->numbers;
    size_t keys = e911__grouping_keys(&b->grouping, rows);
    e911_status status;

    if (keys > rows / 2)
        return E911_OK;
    b->numbers = (e911__numbers){.multiplier = wide.multiplier};
    status = make_buckets(&b->numbers, b->memory, keys);
    for (size_t at = 0; status == E911_OK && at < wide.bucket_count; at++) {
        const e911__number_bucket *bucket = &wide.buckets[at];

        for (int i = 0; bucket->used >> 2 * i != 0; i++) {
            uint64_t number = bucket->low[i] | (uint64_t)bucket->high[i] << 32;

            place(&b->numbers, e911__number_line(&b->numbers, number), number, bucket->slots[i]);
        }
    }
    release_buckets(&wide, b->memory);
    return status;
}

/* The slots of groups say where those are placed. */
static void settle(struct building *b)
{
    for (size_t at = 0; at < b->numbers.bucket_count; at++) {
        e911__number_bucket *bucket = &b->numbers.buckets[at];

        for (int i = 0; bucket->used >> 2 * i != 0; i++)
            bucket->slots[i] = e911__grouping_slot(&b->grouping, bucket->slots[i]);
    }
}

e911_status e911__numbers_build(e911__numbers *ret, const e911__memory *memory, const void *table,
                                size_t row_count, e911__number_of number_of)
{
    struct building b = {.numbers = {.multiplier = e911__multipliers[0]},
                         .grouping = {.memory = memory, .row_count = row_count},
                         .memory = memory,
                         .table = table,
                         .number_of = number_of,
                         .row_count = row_count};
    size_t rows = 0;
    e911_status status;

    for (size_t row = 0; row < row_count; row++)
        rows += number_of(table, (uint32_t)row) != E911__NO_NUMBER ? 1 : 0;
    status = make_buckets(&b.numbers, memory, rows);
    if (status == E911_OK && rows > 0)
        status = insert_all(&b);
    if (status == E911_OK && rows > 0)
        status = tighten(&b, rows);
    if (status == E911_OK)
        status = e911__grouping_place(&b.grouping);
    if (status == E911_OK)
        settle(&b);
    e911__grouping_end(&b.grouping, status, &b.numbers.groups);
    if (status == E911_OK)
        *ret = b.numbers;
    else
        release_buckets(&b.numbers, memory);
    return status;
}

void e911__numbers_release(e911__numbers *numbers, const e911__memory *memory)
{
    release_buckets(numbers, memory);
    e911__groups_release(&numbers->groups, memory);
    *numbers = (e911__numbers){0};
}

const uint32_t *e911__numbers_find(const e911__numbers *numbers, uint64_t number, size_t *ret_count)
{
    size_t line = e911__number_line(numbers, number);

    for (;; line = e911__line_after(numbers->bucket_count, line)) {
        const e911__number_bucket *bucket = &numbers->buckets[line];
        const uint32_t *slot = slot_in(bucket, number);

        if (slot != NULL)
            return e911__slot_rows(&numbers->groups, slot, ret_count);
        if (!bucket->is_passed)
            break;
    }
    *ret_count = 0;
    return NULL;
}
