#include "base/set.h"
#include "table/table.h"

/* ---- whole rows ------------------------------------------------------------------------------ */

static bool is_same_row(const void *table, uint32_t row, const void *key)
{
    const e911__rows *rows = table;
    size_t count = e911__columns_of(rows);
    e911__row_cursor left = e911__row_open(rows, row);
    e911__row_cursor right = e911__row_open(rows, *(const uint32_t *)key);

    for (size_t column = 0; column < count; column++) {
        if (!e911__equal(e911__row_next(&left), e911__row_next(&right)))
            return false;
    }
    return true;
}

static uint32_t hash_of_row(const e911__rows *rows, uint32_t row)
{
    size_t count = e911__columns_of(rows);
    e911__row_cursor cursor = e911__row_open(rows, row);
    uint32_t hash = E911__HASH_START;

    for (size_t column = 0; column < count; column++)
        hash = (hash << 5 | hash >> 27) * 2654435761u ^ e911__index_hash(e911__row_next(&cursor));
    return hash;
}

static e911_status find_repeats(e911_findings *findings, const e911__rows *rows,
                                const e911__memory *memory, e911__set *set, uint8_t *repeats)
{
    e911_status status = E911_OK;

    for (uint32_t row = 0; status == E911_OK && row < rows->count; row++) {
        uint32_t hash = hash_of_row(rows, row);
        uint32_t first = e911__set_find(set, hash, rows, is_same_row, &row);

        repeats[row] = first != E911__SET_NONE;
        if (repeats[row])
            e911__lint_row(findings, rows, E911_TABLE_DUPLICATE_ROW, row, E911__NO_COLUMN, first);
        else
            status = e911__set_add(set, memory, hash, row);
    }
    return status;
}

/* ---- rows with one key ----------------------------------------------------------------------- */

static void find_conflicts(e911_findings *findings, const e911__rows *rows,
                           const e911__duplicates *rule, const uint8_t *repeats)
{
    const e911__index_groups *groups = rule->groups;

    for (size_t group = 0; group < groups->count; group = e911__group_after(groups, group)) {
        const uint32_t *members = &groups->rows[group + 1];

        for (uint32_t i = 1; i < groups->rows[group]; i++) {
            if (!repeats[members[i]] &&
                (rule->disagree == NULL || rule->disagree(rows, members[i], members[0])))
                e911__lint_row(findings, rows, rule->conflict, members[i], rule->column,
                               members[0]);
        }
    }
}

e911_status e911__lint_duplicates(e911_findings *findings, const e911__rows *rows,
                                  e911__memory memory, const e911__duplicates *rules, size_t count)
{
    uint8_t *repeats = e911__alloc(&memory, rows->count + 1);
    e911__set set = {0};
    e911_status status;

    if (repeats == NULL)
        return E911_ERR_NOMEM;
    status = find_repeats(findings, rows, &memory, &set, repeats);
    for (size_t i = 0; status == E911_OK && i < count; i++)
        find_conflicts(findings, rows, &rules[i], repeats);
    e911__set_release(&set, &memory);
    e911__release(&memory, repeats, rows->count + 1);
    return status;
}
