/* The subcommand lint: the traps of a plan. They are what was asked for, so they go to stdout. */
#include "dial.h"

#include "../common/finding.h"
#include "../common/program.h"
#include "../common/text.h"

#include <stdio.h>

/* The name of a finding as findings spell their codes: PREFIX_TIE for prefix-tie. */
static void form_code(uint32_t code, char *text, size_t size)
{
    const char *name = e911_plan_finding_name(code);
    size_t len = 0;

    for (; name[len] != '\0' && len + 1 < size; len++) {
        text[len] = name[len];
        if (name[len] == '-')
            text[len] = '_';
        else if (name[len] >= 'a' && name[len] <= 'z')
            text[len] = (char)(name[len] - 'a' + 'A');
    }
    text[len] = '\0';
}

static void print_finding(const struct dial *dial, const e911_plan_finding *finding)
{
    static const enum finding_severity severities[] = {
        [E911_SEVERITY_NOTE] = FINDING_NOTE,
        [E911_SEVERITY_WARNING] = FINDING_WARNING,
        [E911_SEVERITY_ERROR] = FINDING_ERROR,
    };
    char code[64];

    form_code(finding->code, code, sizeof code);
    finding_print_to(stdout, dial->file, finding->line, finding->line > 0,
                     severities[finding->severity], code, "%.*s%s%.*s%s%.*s",
                     (int)finding->message.len, finding->message.data,
                     finding->pattern.len > 0 ? "; pattern " : "", (int)finding->pattern.len,
                     finding->pattern.data, finding->example.len > 0 ? "; for example " : "",
                     (int)finding->example.len, finding->example.data);
}

static void print_json(const struct dial *dial, const e911_plan_finding *finding)
{
    char code[64];

    form_code(finding->code, code, sizeof code);
    fputs("{\"file\":", stdout);
    text_print_json(stdout, e911_text_of(dial->file));
    printf(",\"line\":%u,\"severity\":\"%s\",\"code\":\"%s\"", (unsigned)finding->line,
           e911_severity_name(finding->severity), code);
    text_print_json_member(stdout, "pattern", finding->pattern);
    text_print_json_member(stdout, "example", finding->example);
    text_print_json_member(stdout, "message", finding->message);
    fputs("}\n", stdout);
}

int dial_lint(const struct dial *dial)
{
    e911_plan_findings *findings;
    int result = PROGRAM_YES;

    if (e911_plan_lint(dial->plan, NULL, &findings) != E911_OK) {
        fputs("e911-dial: not enough memory\n", stderr);
        return PROGRAM_USAGE;
    }
    for (size_t i = 0; i < e911_plan_findings_count(findings); i++) {
        e911_plan_finding finding;

        e911_plan_finding_init(&finding, sizeof finding);
        if (e911_plan_findings_at(findings, i, &finding) != E911_OK)
            continue;
        if (finding.severity == E911_SEVERITY_ERROR)
            result = PROGRAM_NO;
        if (dial->json && !dial->quiet)
            print_json(dial, &finding);
        else if (!dial->quiet)
            print_finding(dial, &finding);
    }
    e911_plan_findings_free(findings);
    return result;
}
