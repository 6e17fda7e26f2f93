/* Inside of a plan, shared by its builder and its classifier. */
#ifndef E911_DIALPLAN_PLAN_H
#define E911_DIALPLAN_PLAN_H

#include "base/index.h"
#include "base/memory.h"
#include "base/reference.h"
#include "dialplan/region.h"

/* A number with its class, in a fixed place so that the plan is one flat array. */
typedef struct e911__plan_number {
    char digits[E911_PLAN_NUMBER_MAX];
    char standardized[E911_PLAN_NUMBER_MAX];
    uint8_t digits_len;
    uint8_t standardized_len;
    uint8_t call_class;
    uint8_t of_region;     /* the row is the region's own */
    uint8_t behind_prefix; /* works behind an access prefix */
} e911__plan_number;

typedef struct e911__plan_prefix {
    char digits[E911_PLAN_PREFIX_MAX];
    uint8_t len;
} e911__plan_prefix;

struct e911_plan {
    e911__reference references;
    e911__memory memory;
    e911__plan_number *numbers;
    size_t number_count;
    e911__index by_digits;
    e911__plan_prefix prefixes[E911_PLAN_PREFIXES_MAX];
    size_t prefix_count;
};

#define E911__PLAN_NO_NUMBER SIZE_MAX

/* The place of the number with these digits, or E911__PLAN_NO_NUMBER. */
size_t e911__plan_find(const e911_plan *plan, e911_text digits);

/* The service URN a class stands for (RFC 5031, RFC 6881); empty for none and crisis. */
e911_text e911__class_service(uint32_t call_class);

/* Key of the index by_digits. */
e911_text e911__plan_number_key(const void *numbers, uint32_t row);

#endif
