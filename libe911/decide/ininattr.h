/* What a call's ININAttr is to say, and what becomes of the one it came with. */
#ifndef E911_DECIDE_ININATTR_H
#define E911_DECIDE_ININATTR_H

#include "decide/decision.h"

typedef struct e911__ininattr_plan {
    bool keep;        /* the trusted PBX's line stays as it is */
    bool remove;      /* its lines go */
    bool own;         /* the texts are our own word */
    e911_text quoted; /* what is added, or empty */
    e911_text unquoted;
} e911__ininattr_plan;

/* For an initial emergency or test INVITE whose station was sought. */
e911__ininattr_plan e911__plan_ininattr(e911_decision *decision, const e911_call *call);

#endif
