/* Inside of a decision: the object one thread uses again for every call. */
#ifndef E911_DECIDE_DECISION_H
#define E911_DECIDE_DECISION_H

#include "base/writer.h"
#include "decide/engine.h"

#define E911__COMMON_EDITS_MAX 4
#define E911__TARGET_EDITS_MAX 4

/* Room for the most a decision can hold: a Request-URI for every target, the longest ININAttr in
   both forms, and what the dial plan matched. */
/* Each # of a number takes three bytes. */
#define E911__REQUEST_URI_MAX                                                                      \
    (E911__SCHEME_SIZE + 3 * E911_PLAN_NUMBER_MAX + E911_TARGET_URI_MAX + 1)
#define E911__TEXT_MAX                                                                             \
    (E911_TARGETS_MAX * E911__REQUEST_URI_MAX + 2 * (E911_ININATTR_VALUE_MAX + 2) + 1024)

/* A longer text is not repeated in a reason. */
#define E911__MATCHED_MAX 256

typedef struct e911__edit {
    uint32_t op;
    e911_text name;
    e911_text value;
} e911__edit;

typedef struct e911__reason {
    uint32_t code;
    e911_text matched;
} e911__reason;

/* A fixed arena: texts of the message are copied into it and live until the next decision. Those of
   the plan and the table live as long, by the engine that is referenced. */
typedef struct e911__arena {
    char *data;
    size_t size;
    size_t used;
} e911__arena;

struct e911_decision {
    e911__memory memory;
    e911_engine *engine; /* of the last decision, referenced */
    e911_match match;
    uint8_t random[16]; /* of the call */

    bool station_found;
    uint32_t station_row;
    uint32_t station_known; /* what is asserted of it, of enum e911_station_known */
    e911_mac station_mac;
    e911_ip station_ip;

    uint32_t common_count;
    e911__edit common[E911__COMMON_EDITS_MAX];
    uint32_t target_count;
    uint32_t edit_counts[E911_TARGETS_MAX];
    e911__edit edits[E911_TARGETS_MAX][E911__TARGET_EDITS_MAX];

    uint32_t reason_count;
    e911__reason reasons[E911_REASONS_MAX];

    e911__arena text;
    char text_bytes[E911__TEXT_MAX];
};

/* Empty the decision, but for the match, and tie it to an engine. */
void e911__decision_reset(e911_decision *decision, e911_engine *engine);

/* Set up a decision for one call on the stack: it holds no reference and needs no end. */
void e911__decision_borrow(e911_decision *decision, e911_engine *engine);

/* Decide in a decision that is empty and has its engine. */
void e911__decide(e911_decision *decision, const e911_call *call);

/*
 * Whom a request is believed to come from. A message with several readings came through a trusted
 * PBX that may have read it otherwise than we do: what seems its word may be its phone's, so it
 * counts no more than a trunk's.
 */
static inline uint32_t e911__ingress_of(const e911_call *call)
{
    if (call->ingress == E911_INGRESS_PBX && (call->flags & E911_CALL_LINE_ENDS_MIXED))
        return E911_INGRESS_TRUNK;
    return call->ingress;
}

/* True when there is no edit for a target, or, with E911_NO_TARGET, for every copy. */
static inline bool e911__decision_leaves_alone(const e911_decision *decision, uint32_t target)
{
    return decision->common_count == 0 && target == E911_NO_TARGET;
}

/* Append a reason; its text is one that the decision keeps alive: its own, or one of the plan or
   the table. When the decision is full, the last place says so. */
void e911__decision_explain(e911_decision *decision, uint32_t code, e911_text matched);

/* The text of a reason. That of a station's row is read only here, when it is asked for. */
e911_text e911__decision_matched(const e911_decision *decision, uint32_t index);

/* Copy a text; the empty text when there is no room. */
e911_text e911__arena_keep(e911__arena *arena, e911_text text);

/* Room for `count` bytes at the end of an arena, or NULL; then keep what stands there up to `end`.
 */
static inline char *e911__arena_room(const e911__arena *arena, size_t count)
{
    return arena->size - arena->used < count ? NULL : arena->data + arena->used;
}

static inline e911_text e911__arena_take(e911__arena *arena, const char *end)
{
    const char *start = arena->data + arena->used;
    size_t len = (size_t)(end - start);

    arena->used += len;
    return e911__text(start, len);
}

/* Write into the rest of an arena, then keep what was written; the empty text if it did not fit. */
e911__writer e911__arena_writer(e911__arena *arena);
e911_text e911__arena_close(e911__arena *arena, const e911__writer *writer);

#endif
