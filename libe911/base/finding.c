#include "base/finding.h"

#include "base/memory.h"
#include "base/struct.h"

struct e911_findings {
    e911__memory memory;
    e911_finding *list;
    size_t count;
    size_t capacity;
    size_t dropped;
};

e911_status e911_finding_init(e911_finding *finding, size_t struct_size)
{
    return e911__struct_init(finding, struct_size, sizeof *finding);
}

e911_status e911_findings_new(const e911_allocator *allocator, e911_findings **ret_findings)
{
    return e911__object_new(allocator, sizeof **ret_findings, ret_findings);
}

void e911_findings_free(e911_findings *findings)
{
    if (findings == NULL)
        return;
    e911__release(&findings->memory, findings->list, findings->capacity * sizeof *findings->list);
    e911__release(&findings->memory, findings, sizeof *findings);
}

size_t e911_findings_count(const e911_findings *findings)
{
    return findings == NULL ? 0 : findings->count;
}

size_t e911_findings_dropped(const e911_findings *findings)
{
    return findings == NULL ? 0 : findings->dropped;
}

e911_status e911_findings_at(const e911_findings *findings, size_t index, e911_finding *ret_finding)
{
    e911_status status = e911__struct_check_out(ret_finding, sizeof *ret_finding);
    e911_finding finding;

    if (status != E911_OK)
        return status;
    if (findings == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (index >= findings->count)
        return E911_ERR_NOT_FOUND;
    finding = findings->list[index];
    e911__struct_store(ret_finding, &finding, sizeof finding);
    return E911_OK;
}

void e911__findings_add(e911_findings *findings, const e911_finding *finding)
{
    if (findings == NULL)
        return;
    if (findings->count == E911_FINDINGS_MAX ||
        e911__grow(&findings->memory, &findings->list, &findings->capacity, findings->count + 1,
                   sizeof *findings->list) != E911_OK) {
        findings->dropped++;
        return;
    }
    findings->list[findings->count++] = *finding;
}

e911__findings_mark e911__findings_mark_now(const e911_findings *findings)
{
    return (e911__findings_mark){e911_findings_count(findings), e911_findings_dropped(findings)};
}

void e911__findings_cut(e911_findings *findings, const e911__findings_mark *mark)
{
    if (findings == NULL)
        return;
    findings->count = mark->count;
    findings->dropped = mark->dropped;
}
