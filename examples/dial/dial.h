/* e911-dial: what its subcommands share. */
#ifndef DIAL_DIAL_H
#define DIAL_DIAL_H

#include <e911/e911.h>
#include <stdbool.h>

/* What the command line and the configuration say. */
struct dial {
    e911_plan *plan;
    uint32_t site;
    const char *site_name;
    const char *file; /* the rules' source, or what stands for the plan where it has none */
    bool quiet;
    bool json;
    char **arguments; /* behind the subcommand */
    int count;
};

/* Subcommands; each returns an exit code. */
int dial_classify(const struct dial *dial);
int dial_explain(const struct dial *dial);
int dial_lint(const struct dial *dial);
int dial_regions(const struct dial *dial);

#endif
