/* Inside of an explanation, and of the telling of one. */
#ifndef E911_DIALPLAN_EXPLAIN_H
#define E911_DIALPLAN_EXPLAIN_H

#include "base/memory.h"
#include "base/writer.h"
#include "dialplan/plan.h"

#include <e911/explain.h>

typedef struct e911__step {
    uint32_t code;
    uint32_t rule;
    uint32_t line;
    size_t text; /* its place in the texts */
    size_t len;
} e911__step;

struct e911_explanation {
    e911__memory memory;
    e911__step *steps;
    size_t count, capacity;
    char *texts;
    size_t text_len, text_capacity;
    e911_status status; /* E911_ERR_NOMEM once there was no memory for a step */
};

/* Append a step; its text is what `parts` say, one after the other. */
void e911__explain_step(e911_explanation *e, uint32_t code, uint32_t rule, uint32_t line,
                        const e911_text *parts, size_t part_count);

/* Longest text of digits that an emergency number can hide in. */
#define E911__TELLING_DIGITS_MAX (2 * E911_PLAN_PREFIX_MAX + E911_PLAN_NUMBER_MAX)

typedef struct e911__telling {
    const e911_plan *plan;
    e911_text text;
    uint32_t site;
    e911_explanation *e;
    e911__dialled dialled;
    char digits[E911__TELLING_DIGITS_MAX]; /* the user part as it is matched */
    size_t digits_len;
    bool digits_are_cut; /* there are more */
    e911_match match;
} e911__telling;

static inline void e911__tell(const e911__telling *t, uint32_t code, e911_text text)
{
    e911__explain_step(t->e, code, E911_NO_RULE, 0, &text, 1);
}

static inline e911_text e911__digits_from(const e911__telling *t, size_t start)
{
    return e911__text(t->digits + start, t->digits_len - start);
}

/* The next prefix from `*prefix` on with which the digits begin; what is behind it. */
bool e911__next_prefixed(const e911__telling *t, size_t *prefix, e911_text *ret_rest);

/* What people ought to know who expected another answer. */
void e911__tell_remarks(const e911__telling *t);

#endif
