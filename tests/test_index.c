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

static const uint32_t *find_number(const e911__numbers *index, uint64_t number, size_t *ret_count)
{
    const uint32_t *rows = e911__numbers_find(index, number, ret_count);

    return rows == NULL ? e911__numbers_find_further(index, number, ret_count) : rows;
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
    enum { SAME = 40, BUCKETS = 9 };
    static struct number_table table;
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    e911__numbers index = {.bucket_count = BUCKETS};
    uint32_t state = 5;

    for (size_t row = 0; row < SAME; row++) {
        do
            table.numbers[row] = random_next(&state);
        while (e911__number_line(&index, table.numbers[row]) != BUCKETS - 1);
    }
    cr_assert_eq(e911__numbers_build(&index, &memory, &table, SAME, table_number), E911_OK);
    cr_assert_eq(index.bucket_count, BUCKETS);
    for (size_t row = 0; row < SAME; row++) {
        size_t count;

        check_number(&index, &table, SAME, table.numbers[row]);
        cr_assert(row < E911__NUMBER_SLOTS ||
                  e911__numbers_find(&index, table.numbers[row], &count) == NULL);
    }
    check_number(&index, &table, SAME, 1);
    e911__numbers_release(&index, &memory);
    check_all_back(&counting);
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
