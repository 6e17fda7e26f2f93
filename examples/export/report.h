/* Findings of the library, printed as findings of a program. */
#ifndef E911_EXPORT_REPORT_H
#define E911_EXPORT_REPORT_H

#include <e911/table.h>
#include <stdbool.h>
#include <stdint.h>

struct report_counts {
    unsigned errors;
    unsigned warnings;
};

/* Notes do not count. */
static inline bool report_has_any(const struct report_counts *counts)
{
    return counts->errors > 0 || counts->warnings > 0;
}

/* Prints and counts it; `more` is added to its text. */
void report_finding(struct report_counts *counts, const char *file, uint32_t line, uint32_t column,
                    const e911_finding *finding, const char *more);

/* Says of which findings there were too many to keep, and counts that as an error. */
void report_dropped(struct report_counts *counts, const char *file, const e911_findings *findings);

/* Prints the refusal of a whole text. */
void report_refusal(const char *file, uint32_t line, uint32_t column, e911_status status,
                    const e911_error *error);

#endif
