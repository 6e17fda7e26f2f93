#include "wire/apply.h"

#include "base/struct.h"
#include "decide/decision.h"

/* What a decision's edits hold was checked where it came in: targets, plan, addresses. */
static inline e911_status add_edits(e911__wire_plan *plan, const e911__edit *edits, uint32_t count)
{
    e911_status status = E911_OK;

    for (uint32_t i = 0; i < count && status == E911_OK; i++)
        status = e911__wire_plan_take(plan, edits[i].op, edits[i].name, edits[i].value);
    return status;
}

e911_status e911__wire_plan_target(e911__wire_plan *plan, const e911_decision *decision,
                                   uint32_t target)
{
    e911_status status;

    if (target != E911_NO_TARGET && target >= decision->target_count)
        return E911_ERR_NOT_FOUND;
    e911__wire_plan_init(plan, decision->random);
    status = add_edits(plan, decision->common, decision->common_count);
    if (status == E911_OK && target != E911_NO_TARGET)
        status = add_edits(plan, decision->edits[target], decision->edit_counts[target]);
    return status;
}

e911_status e911_wire_apply(const char *message, size_t len, const e911_decision *decision,
                            uint32_t target, char *buf, size_t size, size_t *ret_len)
{
    e911__wire_plan plan;
    e911_status status;

    if (decision == NULL || ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    status = e911__wire_plan_target(&plan, decision, target);
    if (status != E911_OK)
        return status;
    return e911__wire_carry_out(&plan, e911__text(message, len), buf, size, ret_len);
}

e911_status e911_wire_apply_described(const e911_wire_room *room, const e911_decision *decision,
                                      uint32_t target, char *buf, size_t size, size_t *ret_len)
{
    e911__writer w = e911__writer_on(buf, size);
    e911__wire_layout layout;
    e911__wire_plan plan;
    e911_status status = E911_OK;

    if (!e911__struct_is_current(room, sizeof *room))
        status = e911__struct_check_out(room, sizeof *room);
    if (status != E911_OK)
        return status;
    if (decision == NULL || ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (room->message.data == NULL)
        return E911_ERR_STATE;
    memcpy(&layout, room->parts, sizeof layout);
    status = e911__wire_plan_target(&plan, decision, target);
    if (status == E911_OK)
        status = e911__wire_plan_check(&plan, &layout);
    if (status != E911_OK)
        return status;
    e911__wire_write(&w, &plan, room->message, &layout);
    return e911__writer_end(&w, ret_len);
}

e911_status e911_wire_apply_to(const char *message, size_t len, const e911_decision *decision,
                               uint32_t target, const e911_sink *sink)
{
    e911__wire_plan plan;
    e911_status status = e911__sink_check(sink);

    if (decision == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (status == E911_OK)
        status = e911__wire_plan_target(&plan, decision, target);
    if (status != E911_OK)
        return status;
    return e911__wire_carry_out_to(&plan, e911__text(message, len), sink);
}
