/* A dial plan as a table: the names in it, which reading and writing share. */
#ifndef E911_DIALPLAN_CSV_H
#define E911_DIALPLAN_CSV_H

#include "base/text.h"

#include <e911/dialplan.h>

enum e911__plan_column {
    E911__PLAN_ACTION,
    E911__PLAN_KEY,
    E911__PLAN_PATTERN,
    E911__PLAN_NUMBER_LIST,
    E911__PLAN_SITE,
    E911__PLAN_CATEGORY,
    E911__PLAN_DISPLAY,
    E911__PLAN_STANDARDIZED,
    E911__PLAN_DESCRIPTION,
    E911__PLAN_DIAL_STRING, /* the default one; a column for each dial group follows */
    E911__PLAN_FIXED_COLUMNS
};

enum { E911__PLAN_COLUMNS_MAX = E911__PLAN_FIXED_COLUMNS + E911_PLAN_DIAL_GROUPS_MAX };

/* What a row says; blank in the column is a rule, too. */
enum e911__plan_action {
    E911__PLAN_RULE,
    E911__PLAN_DENY_EMERGENCY,
    E911__PLAN_LIST,
    E911__PLAN_DECLARE_CATEGORY,
    E911__PLAN_ACTIONS
};

extern const e911_text e911__plan_columns[E911__PLAN_FIXED_COLUMNS];
extern const e911_text e911__plan_actions[E911__PLAN_ACTIONS];

/* What stands before a dial group's name in the name of its column. */
#define E911__PLAN_GROUP_PREFIX E911__TEXT("DialString:")

#endif
