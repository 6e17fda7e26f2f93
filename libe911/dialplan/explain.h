/* Inside of an explanation. */
#ifndef E911_DIALPLAN_EXPLAIN_H
#define E911_DIALPLAN_EXPLAIN_H

#include "base/memory.h"
#include "base/writer.h"

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

#endif
