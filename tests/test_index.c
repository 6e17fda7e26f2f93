/* The indexes of keys and of numbers: both find what a search of all rows finds. */
#define _DEFAULT_SOURCE
#include "base/index.h"
#include "base/numbers.h"
#include "memory_support.h"
#include "vector_lines.h"

/* ---- index ----------------------------------------------------------------------------------- */

enum { ROWS_MAX = 400 };

struct table {
    char room[ROWS_MAX][24];
    e911_text keys[ROWS_MAX];
};

static e911_text table_key(const void *table, uint32_t row)
{
    return ((const struct table *)table)->keys[row];
}

/* Few different keys, of all lengths, with NUL, equal up to their last byte, and empty ones. */
static void table_fill(struct table *table, size_t rows, uint32_t variety, uint32_t *state)
{
    for (size_t row = 0; row < rows; row++) {
        uint32_t number = random_next(state) % variety;
        size_t len = number % 19;

        memset(table->room[row], (int)(number / 19 % 5), sizeof table->room[row]);
        if (len > 0)
            table->room[row][len - 1] = (char)(number / 95);
        table->keys[row] = e911__text(len == 0 ? NULL : table->room[row], len);
    }
}

/* Every row with the key, by looking at all of them. */
static void check_key(const e911__index *index, const struct table *table, size_t rows,
                      e911_text key)
{
    size_t count, expected = 0;
    const uint32_t *found = e911__index_find(index, table, table_key, key, &count);

    for (uint32_t row = 0; row < rows && key.len > 0; row++) {
        if (!e911__equal(table->keys[row], key))
            continue;
        CHECK(expected < count && found[expected] == row, "%zu rows, key of %zu: row %u is missing",
              rows, key.len, row);
        expected++;
    }
    CHECK(count == expected, "%zu rows, key of %zu: %zu instead of %zu", rows, key.len, count,
          expected);
}

Test(index, finds_what_a_search_of_all_rows_finds)
{
    static struct table table, others;
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    uint32_t state = 112;

    check_key(&(e911__index){0}, &table, 0, E911__TEXT("never built"));
    for (int round = 0; round < 300; round++) {
        size_t rows = round < 20 ? (size_t)round : random_next(&state) % ROWS_MAX;
        uint32_t variety = random_next(&state) % 2000 + 1;
        e911__index index;

        table_fill(&table, rows, variety, &state);
        table_fill(&others, rows, variety, &state);
        cr_assert_eq(e911__index_build(&index, &memory, &table, rows, table_key), E911_OK);
        for (size_t row = 0; row < rows; row++) {
            check_key(&index, &table, rows, table.keys[row]);
            check_key(&index, &table, rows, others.keys[row]);
        }
        check_key(&index, &table, rows, E911__TEXT("nobody has it"));
        check_key(&index, &table, rows, e911__text(NULL, 0));
        e911__index_release(&index, &memory);
    }
    check_all_back(&counting);
}

Test(index, gives_all_back_when_memory_ends)
{
    static struct table table;
    struct counting_allocator counting;
    e911__index index = {0};
    e911_status status = E911_ERR_NOMEM;
    uint32_t state = 933;
    long fail_at;

    table_fill(&table, 100, 50, &state);
    for (fail_at = 0; status == E911_ERR_NOMEM && fail_at < 100; fail_at++) {
        e911__memory memory = memory_of(&counting, fail_at);

        status = e911__index_build(&index, &memory, &table, 100, table_key);
        cr_assert(status == E911_OK || index.buckets == NULL, "failing %ld: touched", fail_at);
        if (status == E911_OK)
            e911__index_release(&index, &memory);
        check_all_back(&counting);
    }
    cr_assert_eq(status, E911_OK);
    cr_assert_gt(fail_at, 1, "no allocation ever failed");
}

/* ---- numbers --------------------------------------------------------------------------------- */

struct number_table {
    uint64_t numbers[ROWS_MAX];
};

static uint64_t table_number(const void *table, uint32_t row)
{
    return ((const struct number_table *)table)->numbers[row];
}

/* What is found at once is what is found. */
static const uint32_t *find_number(const e911__numbers *index, uint64_t number, size_t *ret_count)
{
    const uint32_t *rows = e911__numbers_find(index, number, ret_count);
    bool is_absent;
    const uint32_t *slot = e911__numbers_usual(index, number, &is_absent);

    CHECK(!is_absent || rows == NULL, "%llx is there", (unsigned long long)number);
    if (slot != NULL) {
        size_t count;

        CHECK(e911__slot_rows(&index->groups, slot, &count) == rows && count == *ret_count,
              "%llx: found at once is another", (unsigned long long)number);
    }
    return rows;
}

static void check_number(const e911__numbers *index, const struct number_table *table, size_t rows,
                         uint64_t number)
{
    size_t count, expected = 0;
    const uint32_t *found = find_number(index, number, &count);

    for (uint32_t row = 0; row < rows; row++) {
        if (table->numbers[row] != number)
            continue;
        CHECK(expected < count && found[expected] == row, "%zu rows, %llx: row %u is missing", rows,
              (unsigned long long)number, row);
        expected++;
    }
    CHECK(count == expected, "%zu rows, %llx: %zu instead of %zu", rows, (unsigned long long)number,
          count, expected);
}

/* Numbers that are near each other, differ in their upper or lower bits alone, or are the last. */
static uint64_t some_number(uint32_t variety, uint32_t *state)
{
    static const int shifts[] = {0, 16, 24, 32, 40};
    uint64_t number = random_next(state) % variety;

    return (number << shifts[random_next(state) % COUNT(shifts)] ^
            (random_next(state) % 8 == 0 ? UINT64_C(0xFFFFFFFFFFFF) : 0)) &
           UINT64_C(0xFFFFFFFFFFFF);
}

Test(index, numbers_are_what_a_search_of_all_rows_finds)
{
    static struct number_table table;
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    uint32_t state = 48;

    for (int round = 0; round < 300; round++) {
        size_t rows = round < 20 ? (size_t)round : random_next(&state) % ROWS_MAX;
        uint32_t variety = random_next(&state) % 2000 + 1;
        e911__numbers index;

        for (size_t row = 0; row < rows; row++)
            table.numbers[row] =
                random_next(&state) % 16 == 0 ? E911__NO_NUMBER : some_number(variety, &state);
        cr_assert_eq(e911__numbers_build(&index, &memory, &table, rows, table_number), E911_OK);
        for (size_t row = 0; row < rows; row++) {
            if (table.numbers[row] != E911__NO_NUMBER)
                check_number(&index, &table, rows, table.numbers[row]);
            check_number(&index, &table, rows, some_number(variety, &state));
        }
        check_number(&index, &table, rows, 0);
        e911__numbers_release(&index, &memory);
    }
    check_all_back(&counting);
}

/* All of them choose the last bucket, so that they fill those after it, around the end. */
Test(index, numbers_that_choose_the_same_bucket)
{
    enum { SAME = 30, BUCKETS = 7 };
    static struct number_table table;
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    e911__numbers index = {.bucket_count = BUCKETS, .multiplier = e911__multipliers[0]};
    uint32_t state = 5;

    for (size_t row = 0; row < SAME; row++) {
        do
            table.numbers[row] = (uint64_t)random_next(&state) << 16;
        while (e911__number_line(&index, table.numbers[row]) != BUCKETS - 1);
    }
    cr_assert_eq(e911__numbers_build(&index, &memory, &table, SAME, table_number), E911_OK);
    cr_assert_eq(index.bucket_count, BUCKETS);
    for (size_t row = 0; row < SAME; row++) {
        bool is_absent;
        bool is_usual = e911__numbers_usual(&index, table.numbers[row], &is_absent) != NULL;

        check_number(&index, &table, SAME, table.numbers[row]);
        cr_assert_eq(is_usual, row < E911__NUMBER_SLOTS, "%zu", row);
    }
    check_number(&index, &table, SAME, 1);
    e911__numbers_release(&index, &memory);
    check_all_back(&counting);
}

/* ---- many numbers ---------------------------------------------------------------------------- */

enum { MANY = 100000 };

static uint64_t number_in_list(const void *table, uint32_t row)
{
    return ((const uint64_t *)table)[row];
}

/* Each is found; returns how many of them at once, and the longest run of buckets passed. */
static size_t check_many(const uint64_t *numbers, size_t count, size_t *ret_run)
{
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    e911__numbers index;
    size_t run = 0, at_once = 0;
    bool is_absent;

    cr_assert_eq(e911__numbers_build(&index, &memory, numbers, count, number_in_list), E911_OK);
    for (uint32_t row = 0; row < count; row++) {
        size_t found;
        const uint32_t *rows = find_number(&index, numbers[row], &found);

        CHECK(found == 1 && rows[0] == row, "%u: %zu rows", row, found);
        at_once += e911__numbers_usual(&index, numbers[row], &is_absent) != NULL ? 1 : 0;
    }
    *ret_run = 0;
    for (size_t i = 0; i < index.bucket_count; i++) {
        run = index.buckets[i].is_passed ? run + 1 : 0;
        *ret_run = run > *ret_run ? run : *ret_run;
    }
    e911__numbers_release(&index, &memory);
    check_all_back(&counting);
    return at_once;
}

/* Addresses as makers and networks give them out: in a row, at steps, or with the same end. */
Test(index, numbers_in_a_row)
{
    static uint64_t numbers[MANY];

    for (int shift = 0; shift < 32; shift++) {
        for (uint64_t step = 1; step <= 9; step += 4) {
            size_t count = MANY >> (shift > 24 ? shift - 24 : 0), run, at_once;

            for (uint64_t i = 0; i < count; i++) {
                uint64_t address = UINT64_C(0x0004f2000000) + (i * step << shift);
                uint8_t bytes[6];

                for (int at = 0; at < 6; at++)
                    bytes[at] = (uint8_t)(address >> (40 - 8 * at));
                numbers[i] = e911__number_of_6(bytes);
            }
            at_once = check_many(numbers, count, &run);
            cr_expect_leq(run, 64u, "%d, %u: a run of %zu buckets", shift, (unsigned)step, run);
            cr_expect(shift > 8 || at_once > MANY / 8 * 7, "%d, %u: only %zu at once", shift,
                      (unsigned)step, at_once);
        }
    }
}

/* 2^64 over the odd number. */
static uint64_t inverse_of(uint64_t odd)
{
    uint64_t inverse = odd;

    for (int i = 0; i < 6; i++)
        inverse *= 2 - odd * inverse;
    return inverse;
}

/* Numbers that would all crowd in one bucket. */
static void make_crowd(uint64_t *numbers, size_t count)
{
    uint64_t inverse = inverse_of(e911__multipliers[0]);
    uint64_t hash = UINT64_C(0x123456789) << 28;

    for (size_t i = 0; i < count; hash++) {
        uint64_t number = hash * inverse;

        if (number >> 48 == 0)
            numbers[i++] = number;
    }
}

/* The index takes another hash for them. */
Test(index, numbers_made_to_crowd)
{
    enum { CROWD = 3000 };
    static uint64_t numbers[CROWD];
    size_t run, at_once;

    make_crowd(numbers, CROWD);
    at_once = check_many(numbers, CROWD, &run);
    cr_expect_gt(at_once, (size_t)CROWD / 4 * 3, "only %zu at once", at_once);
    cr_expect_leq(run, 64u, "a run of %zu buckets", run);
}

/* Each stands twice, and all that the first attempt made of them is given back. */
Test(index, crowds_give_all_back_when_memory_ends)
{
    enum { CROWD = 1500 };
    static uint64_t numbers[2 * CROWD];
    struct counting_allocator counting;
    e911__numbers index = {0};
    e911_status status = E911_ERR_NOMEM;
    long fail_at;

    make_crowd(numbers, CROWD);
    for (size_t i = CROWD; i-- > 0;)
        numbers[2 * i] = numbers[2 * i + 1] = numbers[i];
    for (fail_at = 0; status == E911_ERR_NOMEM && fail_at < 100; fail_at++) {
        e911__memory memory = memory_of(&counting, fail_at);

        status = e911__numbers_build(&index, &memory, numbers, COUNT(numbers), number_in_list);
        for (size_t i = 0; status == E911_OK && i < CROWD; i++) {
            size_t count;
            const uint32_t *rows = find_number(&index, numbers[2 * i], &count);

            CHECK(count == 2 && rows[0] == 2 * i && rows[1] == 2 * i + 1, "%zu", i);
        }
        if (status == E911_OK) {
            cr_expect_neq(index.multiplier, e911__multipliers[0]);
            e911__numbers_release(&index, &memory);
        }
        check_all_back(&counting);
    }
    cr_assert_eq(status, E911_OK);
    cr_assert_gt(fail_at, 10, "only %ld allocations failed", fail_at);
}

/* All rows have one number, and it is found as fast. */
Test(index, one_number_on_a_million_rows)
{
    enum { ROWS = 1000000 };
    uint64_t *numbers = calloc(ROWS, sizeof *numbers);
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    e911__numbers index;
    const uint32_t *rows;
    size_t count;

    cr_assert_eq(e911__numbers_build(&index, &memory, numbers, ROWS, number_in_list), E911_OK);
    rows = find_number(&index, 0, &count);
    cr_assert_eq(count, ROWS);
    for (uint32_t row = 0; row < ROWS; row++)
        CHECK(rows[row] == row, "%u", row);
    cr_expect_leq(index.bucket_count, 2u);
    e911__numbers_release(&index, &memory);
    check_all_back(&counting);
    free(numbers);
}

Test(index, numbers_give_all_back_when_memory_ends)
{
    static struct number_table table;
    struct counting_allocator counting;
    e911__numbers index = {0};
    e911_status status = E911_ERR_NOMEM;
    uint32_t state = 933;
    long fail_at;

    for (size_t row = 0; row < 100; row++)
        table.numbers[row] = random_next(&state) % 20;
    for (fail_at = 0; status == E911_ERR_NOMEM && fail_at < 100; fail_at++) {
        e911__memory memory = memory_of(&counting, fail_at);

        status = e911__numbers_build(&index, &memory, &table, 100, table_number);
        cr_assert(status == E911_OK || index.buckets == NULL, "failing %ld: touched", fail_at);
        if (status == E911_OK)
            e911__numbers_release(&index, &memory);
        check_all_back(&counting);
    }
    cr_assert_eq(status, E911_OK);
    cr_assert_gt(fail_at, 3, "no allocation ever failed");
}
