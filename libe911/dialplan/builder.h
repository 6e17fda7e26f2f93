/* Inside of a builder, for those who read it back or fill it from a text. */
#ifndef E911_DIALPLAN_BUILDER_H
#define E911_DIALPLAN_BUILDER_H

#include "dialplan/plan.h"
#include "dialplan/rules.h"

struct e911_plan_builder {
    e911__memory memory;
    const e911__region *region;
    e911__plan_number *numbers;
    size_t number_count;
    size_t number_capacity;
    e911__plan_prefix prefixes[E911_PLAN_PREFIXES_MAX];
    size_t prefix_count;
    uint32_t options;
    e911__rules rules;
    size_t crossed; /* rules that were too many for the last build, 0 for none */
};

/* e911_plan_builder_build() with another limit of states. */
e911_status e911__plan_builder_build(e911_plan_builder *builder, size_t state_limit,
                                     e911_plan **ret_plan, e911_error *reterr);

#endif
