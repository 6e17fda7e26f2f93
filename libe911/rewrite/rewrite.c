#include "base/struct.h"
#include "decide/decision.h"
#include "wire/apply.h"

e911_status e911_facts_init(e911_facts *facts, size_t struct_size)
{
    return e911__struct_init(facts, struct_size, sizeof *facts);
}

e911_status e911_summary_init(e911_summary *summary, size_t struct_size)
{
    return e911__struct_init(summary, struct_size, sizeof *summary);
}

/* What the host knows, beside what the message says. */
static void take_facts(const e911_facts *facts, e911_call *call)
{
    call->struct_size = sizeof *call;
    call->ingress = facts->ingress;
    call->transport = facts->transport;
    call->source = facts->source;
    call->source_port = facts->source_port;
    call->now_ms = facts->now_ms;
    memcpy(call->random, facts->random, sizeof call->random);
    call->site = facts->site;
    call->forwarded = facts->forwarded;
}

/* ---- the summary ----------------------------------------------------------------------------- */

/* What the host sends its ordinary way is not touched, unless it asks for the common edits. */
static bool is_left_alone(const e911_decision *decision, uint32_t target)
{
    uint32_t call_class = decision->match.call_class;

    return target != E911_NO_TARGET && call_class != E911_CLASS_EMERGENCY &&
           call_class != E911_CLASS_TEST;
}

/* True when what is added for some target is added for this one. */
static bool gets_ininattr(const e911_decision *decision, uint32_t target)
{
    if (decision->target_count == 0)
        return true;
    return target < decision->target_count &&
           !(decision->engine->targets[target].flags & E911_TARGET_WITHOUT_ININATTR);
}

/* A reason says what was done to this message: nothing is removed from one that is left alone. */
static void list_reasons(e911_summary *summary, const e911_decision *decision, uint32_t target)
{
    bool left_alone = is_left_alone(decision, target);
    bool gets = gets_ininattr(decision, target);
    uint32_t count = 0;

    for (uint32_t i = 0; i < decision->reason_count; i++) {
        uint32_t code = decision->reasons[i].code;

        if (left_alone && code == E911_REASON_ININATTR_REMOVED)
            continue;
        if (!gets && code == E911_REASON_ININATTR_ADDED)
            continue;
        summary->reasons[count++] = code;
    }
    summary->reason_count = count;
}

static void sum_up(e911_summary *summary, const e911_call *call, const e911_decision *decision,
                   uint32_t target)
{
    summary->classified = 1;
    summary->call_class = decision->match.call_class;
    summary->match_source = decision->match.source;
    summary->flags = call->flags;
    summary->target_count = decision->target_count;
    summary->station_found = decision->station_found;
    summary->station_known = decision->station_known;
    list_reasons(summary, decision, target);
}

/* ---- the call -------------------------------------------------------------------------------- */

/* A decision that lives for one call only: on the stack, its engine borrowed. */
static e911_status apply(const e911_decision *decision, uint32_t target, e911_text message,
                         const e911__wire_layout *layout, e911__writer *writer)
{
    bool left_alone = is_left_alone(decision, target);
    e911__wire_plan plan;
    e911_status status;

    if (decision->target_count == 0)
        target = E911_NO_TARGET;
    if (left_alone || e911__decision_leaves_alone(decision, target)) {
        e911__writer_text(writer, message);
        return E911_OK;
    }
    status = e911__wire_plan_target(&plan, decision, target);
    if (status == E911_OK)
        status = e911__wire_plan_check(&plan, layout);
    if (status == E911_OK)
        e911__wire_write(writer, &plan, message, layout);
    return status;
}

static e911_status rewrite(e911_engine *engine, e911_text message, const e911_facts *facts,
                           uint32_t target, e911__writer *writer, e911_summary *summary)
{
    e911_wire_room room;
    e911_call call;
    e911__wire_layout layout;
    e911_decision decision;
    size_t offset;

    take_facts(facts, &call);
    if (!e911__wire_read(message, &room, &call, &layout, &offset)) {
        summary->offset = offset;
        return E911_ERR_SYNTAX;
    }
    e911__decision_borrow(&decision, engine);
    e911__decide(&decision, &call);
    sum_up(summary, &call, &decision, target);
    return apply(&decision, target, message, &layout, writer);
}

e911_status e911_rewrite(e911_engine *engine, const char *message, size_t len,
                         const e911_facts *facts, uint32_t target_index, char *buf, size_t size,
                         size_t *ret_len, e911_summary *ret_summary)
{
    e911__writer writer = e911__writer_on(buf, size);
    e911_summary own;
    e911_summary *summary = &own;
    e911_status status = E911_OK;

    if (!e911__struct_is_current(facts, sizeof *facts))
        status = e911__struct_check_in(facts, sizeof *facts, sizeof *facts);
    if (status == E911_OK && ret_summary != NULL &&
        !e911__struct_is_current(ret_summary, sizeof own))
        status = e911__struct_check_out(ret_summary, sizeof own);
    if (status != E911_OK)
        return status;
    if (engine == NULL || (message == NULL && len > 0) || ret_len == NULL ||
        (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (e911__struct_is_current(ret_summary, sizeof own))
        summary = ret_summary;
    *summary = (e911_summary){.struct_size = sizeof own};
    status = rewrite(engine, e911__text(message, len), facts, target_index, &writer, summary);
    if (status == E911_OK)
        status = e911__writer_end(&writer, ret_len);
    summary->status = status;
    if (ret_summary != NULL && ret_summary != summary)
        e911__struct_store(ret_summary, summary, sizeof own);
    return status;
}
