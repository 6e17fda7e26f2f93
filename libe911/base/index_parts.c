#include "base/index_parts.h"

/* ---- buckets --------------------------------------------------------------------------------- */

/* One line more than is asked for, since the host's memory need not begin where a line does. */
static size_t room_for(size_t count)
{
    return (count + 1) * E911__LINE;
}

void *e911__lines(const e911__memory *memory, size_t count, void **ret_room)
{
    char *room = e911__alloc(memory, room_for(count));

    *ret_room = room;
    return room == NULL ? NULL : room + (E911__LINE - (uintptr_t)room % E911__LINE) % E911__LINE;
}

void e911__lines_release(const e911__memory *memory, void *room, size_t count)
{
    e911__release(memory, room, room_for(count));
}

/* ---- groups ---------------------------------------------------------------------------------- */

void e911__groups_release(e911__index_groups *groups, const e911__memory *memory)
{
    e911__release(memory, groups->rows, groups->count * sizeof *groups->rows);
    *groups = (e911__index_groups){0};
}

static e911_status start_group(e911__grouping *g, uint32_t *slot)
{
    e911_status status =
        e911__grow(g->memory, &g->list, &g->capacity, g->count + 1, sizeof *g->list);

    if (status == E911_OK && g->group_of == NULL) {
        g->group_of = e911__alloc_array(g->memory, g->row_count, sizeof *g->group_of);
        if (g->group_of == NULL)
            status = E911_ERR_NOMEM;
    }
    if (status != E911_OK)
        return status;
    g->list[g->count] = (e911__group){*slot, 1};
    g->group_of[*slot] = (uint32_t)g->count + 1;
    g->grouped++;
    *slot = E911__INDEX_GROUP | (uint32_t)g->count++;
    return E911_OK;
}

e911_status e911__grouping_join(e911__grouping *g, uint32_t *slot, uint32_t row)
{
    e911_status status = *slot & E911__INDEX_GROUP ? E911_OK : start_group(g, slot);
    uint32_t group = *slot & ~E911__INDEX_GROUP;

    if (status != E911_OK)
        return status;
    g->list[group].count++;
    g->group_of[row] = group + 1;
    g->grouped++;
    return E911_OK;
}

e911_status e911__grouping_place(e911__grouping *g)
{
    size_t count = g->count + g->grouped;
    uint32_t *rows, at = 0;

    if (count == 0)
        return E911_OK;
    rows = g->memory->alloc(g->memory->user, count * sizeof *rows);
    if (rows == NULL)
        return E911_ERR_NOMEM;
    g->groups = (e911__index_groups){rows, count};
    for (size_t i = 0; i < g->count; i++) {
        e911__group *group = &g->list[i];

        group->start = at;
        at += 1 + group->count;
        rows[group->start] = 0;
    }
    for (size_t row = 0; row < g->row_count; row++) {
        if (g->group_of[row] != 0) {
            uint32_t start = g->list[g->group_of[row] - 1].start;

            rows[start + ++rows[start]] = (uint32_t)row;
        }
    }
    return E911_OK;
}

void e911__grouping_end(e911__grouping *g, e911_status status, e911__index_groups *ret)
{
    if (g->group_of != NULL)
        e911__release(g->memory, g->group_of, g->row_count * sizeof *g->group_of);
    e911__release(g->memory, g->list, g->capacity * sizeof *g->list);
    if (status == E911_OK)
        *ret = g->groups;
    else
        e911__groups_release(&g->groups, g->memory);
}
