#include "report.h"

#include <string.h>

#include "../common/finding.h"

static enum finding_severity severity_of(const e911_finding *finding)
{
    return finding->severity == E911_SEVERITY_ERROR     ? FINDING_ERROR
           : finding->severity == E911_SEVERITY_WARNING ? FINDING_WARNING
                                                        : FINDING_NOTE;
}

/* "network-id-damaged" is NETWORK_ID_DAMAGED, as all codes of the programs. */
static void code_of(const e911_finding *finding, char *code, size_t size)
{
    size_t length = 0;

    for (const char *name = finding->name; *name && length + 1 < size; name++)
        code[length++] = *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A')
                         : *name == '-'               ? '_'
                                                      : *name;
    code[length] = '\0';
}

void report_finding(struct report_counts *counts, const char *file, uint32_t line, uint32_t column,
                    const e911_finding *finding, const char *more)
{
    char code[64];

    code_of(finding, code, sizeof code);
    finding_print(file, line, column, severity_of(finding), code, "%s%s%s%s%s%s",
                  finding->field ? finding->field : "", finding->field ? ": " : "",
                  finding->message, finding->expected ? "; expected " : "",
                  finding->expected ? finding->expected : "", more);
    if (finding->severity == E911_SEVERITY_ERROR)
        counts->errors++;
    else if (finding->severity == E911_SEVERITY_WARNING)
        counts->warnings++;
}

void report_dropped(struct report_counts *counts, const char *file, const e911_findings *findings)
{
    size_t dropped = e911_findings_dropped(findings);

    if (dropped == 0)
        return;
    finding_print(file, 0, 0, FINDING_ERROR, "TOO_MANY_FINDINGS", "%zu more findings are not shown",
                  dropped);
    counts->errors++;
}

void report_refusal(const char *file, uint32_t line, uint32_t column, e911_status status,
                    const e911_error *error)
{
    const char *name = e911_status_name(status);

    finding_print(file, line, column, FINDING_ERROR, name + strlen("E911_ERR_"), "%s%s%s",
                  error->message ? error->message : "it is refused",
                  error->expected ? "; expected " : "", error->expected ? error->expected : "");
}
