/* A decision's edits for one target, as a plan. */
#ifndef E911_WIRE_APPLY_H
#define E911_WIRE_APPLY_H

#include "wire/edit.h"

/* E911_ERR_NOT_FOUND for a target there is not; E911_NO_TARGET is the common edits. */
e911_status e911__wire_plan_target(e911__wire_plan *plan, const e911_decision *decision,
                                   uint32_t target);

#endif
