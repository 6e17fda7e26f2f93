/* A list of edits, made ready to be carried out on the bytes of a message in one pass. */
#ifndef E911_WIRE_EDIT_H
#define E911_WIRE_EDIT_H

#include "base/writer.h"
#include "wire/describe.h"

/* A header that goes: every line that could be taken for it. */
typedef struct e911__wire_removal {
    e911_text name;
    char compact;
} e911__wire_removal;

/* A line that comes, or a body part: Content-Type and content. */
typedef struct e911__wire_addition {
    e911_text name;
    e911_text value;
} e911__wire_addition;

typedef struct e911__wire_plan {
    e911_text request_uri; /* the new one, or empty */
    size_t removed_count;
    size_t added_count;
    size_t part_count;
    const uint8_t *random; /* 16 bytes, or NULL */
    e911__wire_removal removed[E911_WIRE_EDITS_MAX];
    e911__wire_addition added[E911_WIRE_EDITS_MAX];
    e911__wire_addition parts[E911_WIRE_EDITS_MAX];
} e911__wire_plan;

static inline void e911__wire_plan_init(e911__wire_plan *plan, const uint8_t *random)
{
    plan->request_uri = E911__NOTHING;
    plan->removed_count = plan->added_count = plan->part_count = 0;
    plan->random = random;
}

/* Take one more edit into the plan, up to E911_WIRE_EDITS_MAX of them. */
e911_status e911__wire_plan_add(e911__wire_plan *plan, uint32_t op, e911_text name,
                                e911_text value);

/* The same for an edit that is known to be sound. */
e911_status e911__wire_plan_take_any(e911__wire_plan *plan, uint32_t op, e911_text name,
                                     e911_text value);

/* Nearly all edits are these two. */
static inline e911_status e911__wire_plan_take(e911__wire_plan *plan, uint32_t op, e911_text name,
                                               e911_text value)
{
    if (op == E911_EDIT_SET_REQUEST_URI)
        plan->request_uri = value;
    else if (op == E911_EDIT_ADD_HEADER)
        plan->added[plan->added_count++] = (e911__wire_addition){name, value};
    else
        return e911__wire_plan_take_any(plan, op, name, value);
    return E911_OK;
}

/* The refusals that a body part can bring. */
e911_status e911__wire_plan_check_parts(const e911__wire_plan *plan);

/* Whether the plan can be carried out on the message; all refusals are here. */
static inline e911_status e911__wire_plan_check(const e911__wire_plan *plan,
                                                const e911__wire_layout *layout)
{
    if (plan->request_uri.len > 0 && layout->request_uri.len == 0)
        return E911_ERR_UNSUPPORTED;
    return plan->part_count == 0 ? E911_OK : e911__wire_plan_check_parts(plan);
}

/* Write the message with the plan carried out. */
void e911__wire_write(e911__writer *w, const e911__wire_plan *plan, e911_text message,
                      const e911__wire_layout *layout);

/* Check, find the parts and write: to a buffer, or to a sink that was checked. */
e911_status e911__wire_carry_out(const e911__wire_plan *plan, e911_text message, char *buf,
                                 size_t size, size_t *ret_len);
e911_status e911__wire_carry_out_to(const e911__wire_plan *plan, e911_text message,
                                    const e911_sink *sink);

#endif
