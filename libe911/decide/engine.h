/* Inside of an engine. */
#ifndef E911_DECIDE_ENGINE_H
#define E911_DECIDE_ENGINE_H

#include "base/memory.h"
#include "base/reference.h"

#include <e911/decide.h>

#include <stdbool.h>

/* The scheme and its colon, in a size that is copied at once. */
enum { E911__SCHEME_SIZE = 8 };

typedef struct e911__target {
    char name[E911_TARGET_NAME_MAX];
    char uri[E911_TARGET_URI_MAX];
    size_t name_len;
    size_t uri_len;
    uint32_t flags;
    /* What stands before and behind the number in the Request-URI of a call to it. */
    char before_number[E911__SCHEME_SIZE];       /* "sips:" */
    char behind_number[E911_TARGET_URI_MAX + 1]; /* "@psap.example.com:5070" */
    size_t before_len;
    size_t behind_len;
} e911__target;

struct e911_engine {
    e911__reference references;
    e911__memory memory;
    e911_plan *plan;
    e911_stations *stations; /* or NULL */
    bool include_station_addresses;
    uint32_t target_count;
    e911__target targets[E911_TARGETS_MAX];
};

#endif
