/* Inside of an engine. */
#ifndef E911_DECIDE_ENGINE_H
#define E911_DECIDE_ENGINE_H

#include "base/memory.h"
#include "base/reference.h"

#include <e911/decide.h>

#include <stdbool.h>

typedef struct e911__target {
    char name[E911_TARGET_NAME_MAX];
    char uri[E911_TARGET_URI_MAX];
    size_t name_len;
    size_t uri_len;
    e911_text scheme; /* views into uri: what the Request-URI of a call to it is made of */
    e911_text hostport;
    uint32_t flags;
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
