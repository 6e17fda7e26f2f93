/* What lint found, as a thing: the list and the names. */
#include "dialplan/findings.h"

#include "base/struct.h"

const char *e911_plan_finding_name(uint32_t code)
{
    switch (code) {
    case E911_PLAN_FINDING_EMERGENCY_SHADOWED:
        return "emergency-shadowed";
    case E911_PLAN_FINDING_EMERGENCY_DENIED:
        return "emergency-denied";
    case E911_PLAN_FINDING_PREFIX_REQUIRED:
        return "prefix-required";
    case E911_PLAN_FINDING_PREFIX_TIE:
        return "prefix-tie";
    case E911_PLAN_FINDING_EXTENSION_RANGE:
        return "extension-range";
    case E911_PLAN_FINDING_LITERAL_HOLDS_PREFIX:
        return "literal-holds-prefix";
    case E911_PLAN_FINDING_TEST_IS_LIVE:
        return "test-is-live";
    case E911_PLAN_FINDING_UNREACHABLE:
        return "unreachable";
    case E911_PLAN_FINDING_PREFIX_TWICE:
        return "prefix-twice";
    case E911_PLAN_FINDING_DENY_WITHOUT_EFFECT:
        return "deny-without-effect";
    case E911_PLAN_FINDING_EMERGENCY_OVERLAP:
        return "emergency-overlap";
    case E911_PLAN_FINDING_LETTER:
        return "letter";
    case E911_PLAN_FINDING_NO_EMERGENCY:
        return "no-emergency";
    case E911_PLAN_FINDING_EMERGENCY_HIDDEN:
        return "emergency-hidden";
    case E911_PLAN_FINDING_EMERGENCY_CUT:
        return "emergency-cut";
    case E911_PLAN_FINDING_PREFIX_WITHOUT_EFFECT:
        return "prefix-without-effect";
    }
    return "?";
}

const char *e911_severity_name(uint32_t severity)
{
    switch (severity) {
    case E911_SEVERITY_NOTE:
        return "note";
    case E911_SEVERITY_WARNING:
        return "warning";
    case E911_SEVERITY_ERROR:
        return "error";
    }
    return "?";
}

e911_status e911_plan_finding_init(e911_plan_finding *finding, size_t struct_size)
{
    return e911__struct_init(finding, struct_size, sizeof *finding);
}

void e911_plan_findings_free(e911_plan_findings *findings)
{
    if (findings == NULL)
        return;
    e911__release(&findings->memory, findings->findings,
                  findings->capacity * sizeof *findings->findings);
    e911__release(&findings->memory, findings->texts, findings->text_capacity);
    e911__release(&findings->memory, findings, sizeof *findings);
}

static size_t keep_text(e911_plan_findings *findings, e911_text text)
{
    size_t place = findings->text_len;

    if (text.len > 0)
        memcpy(findings->texts + place, text.data, text.len);
    findings->text_len += text.len;
    return place;
}

void e911__plan_findings_add(e911_plan_findings *findings, const e911__plan_finding *finding,
                             e911_text pattern, e911_text example)
{
    e911__plan_finding added = *finding;

    if (findings->status == E911_OK)
        findings->status = e911__grow(&findings->memory, &findings->findings, &findings->capacity,
                                      findings->count + 1, sizeof added);
    if (findings->status == E911_OK)
        findings->status = e911__grow(&findings->memory, &findings->texts, &findings->text_capacity,
                                      findings->text_len + pattern.len + example.len, 1);
    if (findings->status != E911_OK)
        return;
    added.pattern = keep_text(findings, pattern);
    added.pattern_len = pattern.len;
    added.example = keep_text(findings, example);
    added.example_len = example.len;
    findings->findings[findings->count++] = added;
}

size_t e911_plan_findings_count(const e911_plan_findings *findings)
{
    return findings == NULL ? 0 : findings->count;
}

static e911_text text_at(const e911_plan_findings *findings, size_t place, size_t len)
{
    return e911__text(len == 0 ? "" : findings->texts + place, len);
}

e911_status e911_plan_findings_at(const e911_plan_findings *findings, size_t index,
                                  e911_plan_finding *ret_finding)
{
    e911_status status = e911__struct_check_out(ret_finding, sizeof *ret_finding);
    e911_plan_finding full = {0};
    const e911__plan_finding *finding;

    if (status != E911_OK)
        return status;
    if (findings == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (index >= findings->count)
        return E911_ERR_NOT_FOUND;
    finding = &findings->findings[index];
    full.code = finding->code;
    full.severity = finding->severity;
    full.rule = finding->rule;
    full.line = finding->line;
    full.pattern = text_at(findings, finding->pattern, finding->pattern_len);
    full.example = text_at(findings, finding->example, finding->example_len);
    full.message = finding->message;
    e911__struct_store(ret_finding, &full, sizeof full);
    return E911_OK;
}
