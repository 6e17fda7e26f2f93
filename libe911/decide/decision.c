#include "decide/decision.h"

#include "base/struct.h"
#include "station/table.h"

e911_status e911_edit_init(e911_edit *edit, size_t struct_size)
{
    return e911__struct_init(edit, struct_size, sizeof *edit);
}

e911_status e911_reason_init(e911_reason *reason, size_t struct_size)
{
    return e911__struct_init(reason, struct_size, sizeof *reason);
}

/* ---- life ------------------------------------------------------------------------------------ */

static void set_arena(e911_decision *decision)
{
    decision->text = (e911__arena){decision->text_bytes, sizeof decision->text_bytes, 0};
}

e911_status e911_decision_new(const e911_allocator *allocator, e911_decision **ret_decision)
{
    e911_decision *decision;
    e911_status status;

    if (ret_decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    status = e911__object_new(allocator, sizeof *decision, &decision);
    if (status != E911_OK)
        return status;
    decision->match.struct_size = sizeof decision->match;
    set_arena(decision);
    *ret_decision = decision;
    return E911_OK;
}

void e911_decision_free(e911_decision *decision)
{
    if (decision == NULL)
        return;
    e911_engine_unref(decision->engine);
    e911__release(&decision->memory, decision, sizeof *decision);
}

static void clear(e911_decision *decision)
{
    decision->station_found = false;
    decision->station_known = 0;
    decision->common_count = 0;
    decision->target_count = 0;
    decision->reason_count = 0;
    decision->text.used = 0;
}

void e911__decision_reset(e911_decision *decision, e911_engine *engine)
{
    if (decision->engine != engine) {
        e911_engine_unref(decision->engine);
        decision->engine = e911_engine_ref(engine);
    }
    clear(decision);
}

void e911__decision_borrow(e911_decision *decision, e911_engine *engine)
{
    decision->engine = engine;
    decision->match.struct_size = sizeof decision->match;
    set_arena(decision);
    clear(decision);
}

/* ---- filling --------------------------------------------------------------------------------- */

e911_text e911__arena_keep(e911__arena *arena, e911_text text)
{
    char *room = arena->data + arena->used;

    if (text.len == 0 || text.len > arena->size - arena->used)
        return E911__NOTHING;
    memcpy(room, text.data, text.len);
    arena->used += text.len;
    return e911__text(room, text.len);
}

e911__writer e911__arena_writer(e911__arena *arena)
{
    return e911__writer_on(arena->data + arena->used, arena->size - arena->used);
}

e911_text e911__arena_close(e911__arena *arena, const e911__writer *writer)
{
    if (writer->len > writer->size)
        return E911__NOTHING;
    arena->used += writer->len;
    return e911__text(writer->data, writer->len);
}

void e911__decision_explain(e911_decision *decision, uint32_t code, e911_text matched)
{
    e911__reason *reason;

    if (decision->reason_count == E911_REASONS_MAX) {
        decision->reasons[E911_REASONS_MAX - 1] =
            (e911__reason){E911_REASON_REASONS_DROPPED, {NULL, 0}};
        return;
    }
    reason = &decision->reasons[decision->reason_count++];
    reason->code = code;
    reason->matched = matched;
}

e911_text e911__decision_matched(const e911_decision *decision, uint32_t index)
{
    const e911_stations *stations = decision->engine->stations;
    const e911__reason *reason = &decision->reasons[index];
    e911_text matched = reason->matched;

    if (reason->code == E911_REASON_STATION_BY_IDENTITY)
        matched = e911__station_text(stations, decision->station_row, E911__IDENTIFICATION_ADDRESS);
    else if (reason->code == E911_REASON_STATION_BY_SOURCE)
        matched = e911__station_text(stations, decision->station_row, E911__STATION_IP_ADDRESS);
    return matched.len > E911__MATCHED_MAX ? E911__NOTHING : matched;
}

/* ---- reading --------------------------------------------------------------------------------- */

uint32_t e911_decision_class(const e911_decision *decision)
{
    return decision == NULL ? E911_CLASS_NONE : decision->match.call_class;
}

e911_status e911_decision_match(const e911_decision *decision, e911_match *ret_match)
{
    e911_status status = e911__struct_check_out(ret_match, sizeof *ret_match);
    e911_match match;

    if (status != E911_OK)
        return status;
    if (decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    match = decision->match;
    e911__struct_store(ret_match, &match, sizeof match);
    return E911_OK;
}

e911_status e911_decision_station(const e911_decision *decision, e911_station *ret_station)
{
    e911_station station = {.struct_size = sizeof station};
    e911_status status = e911__struct_check_out(ret_station, sizeof *ret_station);

    if (status != E911_OK)
        return status;
    if (decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (!decision->station_found)
        return E911_ERR_NOT_FOUND;
    status = e911_stations_at(decision->engine->stations, decision->station_row, &station);
    if (status != E911_OK)
        return status;
    station.known = decision->station_known;
    station.mac = decision->station_mac;
    station.ip = decision->station_ip;
    e911__struct_store(ret_station, &station, sizeof station);
    return E911_OK;
}

uint32_t e911_decision_target_count(const e911_decision *decision)
{
    return decision == NULL ? 0 : decision->target_count;
}

e911_status e911_decision_target(const e911_decision *decision, uint32_t index,
                                 e911_target *ret_target)
{
    e911_status status = e911__struct_check_out(ret_target, sizeof *ret_target);
    e911_target target = {0};
    const e911__target *from;

    if (status != E911_OK)
        return status;
    if (decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (index >= decision->target_count)
        return E911_ERR_NOT_FOUND;
    from = &decision->engine->targets[index];
    target.name = e911__text(from->name, from->name_len);
    target.uri = e911__text(from->uri, from->uri_len);
    target.flags = from->flags;
    e911__struct_store(ret_target, &target, sizeof target);
    return E911_OK;
}

uint32_t e911_decision_edit_count(const e911_decision *decision, uint32_t target)
{
    if (decision == NULL)
        return 0;
    if (target == E911_NO_TARGET)
        return decision->common_count;
    return target < decision->target_count ? decision->common_count + decision->edit_counts[target]
                                           : 0;
}

e911_status e911_decision_edit(const e911_decision *decision, uint32_t target, uint32_t index,
                               e911_edit *ret_edit)
{
    e911_status status = e911__struct_check_out(ret_edit, sizeof *ret_edit);
    e911_edit edit = {0};
    const e911__edit *from;

    if (status != E911_OK)
        return status;
    if (decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (index >= e911_decision_edit_count(decision, target))
        return E911_ERR_NOT_FOUND;
    from = index < decision->common_count
               ? &decision->common[index]
               : &decision->edits[target][index - decision->common_count];
    edit.op = from->op;
    edit.name = from->name;
    edit.value = from->value;
    e911__struct_store(ret_edit, &edit, sizeof edit);
    return E911_OK;
}

uint32_t e911_decision_reason_count(const e911_decision *decision)
{
    return decision == NULL ? 0 : decision->reason_count;
}

e911_status e911_decision_reason(const e911_decision *decision, uint32_t index,
                                 e911_reason *ret_reason)
{
    e911_status status = e911__struct_check_out(ret_reason, sizeof *ret_reason);
    e911_reason reason = {0};

    if (status != E911_OK)
        return status;
    if (decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (index >= decision->reason_count)
        return E911_ERR_NOT_FOUND;
    reason.code = decision->reasons[index].code;
    reason.matched = e911__decision_matched(decision, index);
    e911__struct_store(ret_reason, &reason, sizeof reason);
    return E911_OK;
}
