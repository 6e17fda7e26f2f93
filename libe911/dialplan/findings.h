/* Inside of what lint found. */
#ifndef E911_DIALPLAN_FINDINGS_H
#define E911_DIALPLAN_FINDINGS_H

#include "base/memory.h"
#include "base/text.h"

#include <e911/explain.h>

typedef struct e911__plan_finding {
    uint32_t code;
    uint32_t severity;
    uint32_t rule;
    uint32_t line;
    size_t pattern; /* places in the texts */
    size_t pattern_len;
    size_t example;
    size_t example_len;
    e911_text message; /* static */
} e911__plan_finding;

struct e911_plan_findings {
    e911__memory memory;
    e911__plan_finding *findings;
    size_t count, capacity;
    char *texts;
    size_t text_len, text_capacity;
    e911_status status; /* E911_ERR_NOMEM once there was no memory for a finding */
};

/* Append a finding; `finding` says code, severity, rule, line and message. */
void e911__plan_findings_add(e911_plan_findings *findings, const e911__plan_finding *finding,
                             e911_text pattern, e911_text example);

#endif
