/*
 * e911-dial - what a dial plan makes of numbers: PureConnect's "Simulate calls" for a terminal.
 */
#include "dial.h"

#include "../common/finding.h"
#include "../common/plan.h"
#include "../common/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The options that say what the plan is; each overrules the configuration's key. */
struct options {
    const char *plan;
    const char *region;
    struct program_values prefixes;
};

struct subcommand {
    const char *name;
    int (*run)(const struct dial *dial);
    bool needs_plan;
    bool needs_arguments;
    bool takes_arguments;
};

static const struct subcommand subcommands[] = {
    {"classify", dial_classify, true, true, true},
    {"explain", dial_explain, true, true, true},
    {"lint", dial_lint, true, false, false},
    {"regions", dial_regions, false, false, true},
};

static int refuse_usage(const char *what, const char *which)
{
    fprintf(stderr, "e911-dial: %s%s%s%s\nTry 'e911-dial --help' for the options.\n", what,
            which == NULL ? "" : " '", which == NULL ? "" : which, which == NULL ? "" : "'");
    return PROGRAM_USAGE;
}

static const struct subcommand *find_subcommand(const char *name)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof subcommands[0]; i++) {
        if (strcmp(subcommands[i].name, name) == 0)
            return &subcommands[i];
    }
    return NULL;
}

/* ---- the plan -------------------------------------------------------------------------------- */

static void overrule(struct plan_parts *parts, const struct options *options)
{
    if (options->region != NULL)
        parts->region = (struct plan_texts){&options->region, 1, "--region"};
    if (options->prefixes.count > 0)
        parts->prefixes =
            (struct plan_texts){options->prefixes.items, options->prefixes.count, "--prefix"};
    if (options->plan != NULL)
        parts->file = (struct plan_texts){&options->plan, 1, "--plan"};
}

/* What findings about the plan as a whole, and about its rules, call it. */
static const char *source_of(const struct plan_parts *parts)
{
    if (parts->file.count > 0)
        return parts->file.items[0];
    return parts->config == NULL ? "--region" : parts->config->path;
}

/* A name that no rule has is no site: the rules for all sites are seen, and most likely it was to
   be another one. */
static void find_site(const struct plan_parts *parts, struct dial *dial)
{
    if (dial->site_name == NULL)
        return;
    dial->site = e911_plan_find_site(dial->plan, dial->site_name, strlen(dial->site_name));
    if (dial->site == 0)
        finding_print(
            source_of(parts), 0, 0, FINDING_WARNING, "UNKNOWN_SITE",
            "no rule names the site %s: the rules without a site alone are seen; expected "
            "a name in the column Site",
            dial->site_name);
}

/* Load the plan and do what is to be done with it. */
static int run_with_plan(const struct subcommand *subcommand, const struct program *program,
                         const struct plan_parts *parts, struct dial *dial)
{
    bool without_rules = false;
    int result = PROGRAM_USAGE;

    dial->plan = plan_of_parts(parts, &without_rules);
    if (dial->plan == NULL)
        return PROGRAM_USAGE;
    find_site(parts, dial);
    dial->file = source_of(parts);
    if (program->test_config)
        result = PROGRAM_YES;
    else
        result = program_finish(subcommand->run(dial));
    e911_plan_unref(dial->plan);
    /* What the region's numbers alone say is printed, but the plan that was meant is not there. */
    return without_rules ? PROGRAM_USAGE : result;
}

static int run(const struct subcommand *subcommand, const struct program *program,
               const struct options *options, struct dial *dial)
{
    struct plan_parts parts = {.config = NULL};
    struct config *config = NULL;
    int result;

    if (!subcommand->needs_plan)
        return program_finish(subcommand->run(dial));
    if (program->config_path != NULL) {
        if (config_load(program->config_path, &config) != 0)
            return PROGRAM_USAGE;
        parts = plan_parts_of(config);
    }
    overrule(&parts, options);
    if (parts.region.count == 0 && parts.file.count == 0)
        return refuse_usage("which dial plan? Give -c, --plan or --region", NULL);
    result = run_with_plan(subcommand, program, &parts, dial);
    config_free(config);
    return result;
}

/* ---- the command line ------------------------------------------------------------------------ */

static int start(const struct program *program, const struct options *options, struct dial *dial)
{
    const char *name = dial->count > 0 ? dial->arguments[0] : NULL;
    const struct subcommand *subcommand = name == NULL ? NULL : find_subcommand(name);

    if (subcommand == NULL)
        return name == NULL
                   ? refuse_usage("expected classify, explain, lint or regions", NULL)
                   : refuse_usage("expected classify, explain, lint or regions, not", name);
    dial->arguments++;
    dial->count--;
    if (dial->count == 0 && subcommand->needs_arguments && !program->test_config)
        return refuse_usage("no number is given; expected numbers, or - for standard input", NULL);
    if (dial->count > 0 && !subcommand->takes_arguments)
        return refuse_usage("unexpected argument", dial->arguments[0]);
    return run(subcommand, program, options, dial);
}

int main(int argc, char **argv)
{
    struct options options = {.plan = NULL};
    struct dial dial = {.plan = NULL};
    const struct program_option own[] = {
        {"plan", "FILE", "read the rules from a CSV file", .value = &options.plan},
        {"region", "CC", "take the emergency numbers of this region, such as US",
         .value = &options.region},
        {"prefix", "DIGITS", "an access prefix; may be repeated", .values = &options.prefixes},
        {"site", "NAME", "see the rules of this site, too", .value = &dial.site_name},
        {"json", NULL, "print JSON lines", .switched = &dial.json},
        {0},
    };
    struct program program = {
        .name = "e911-dial",
        .summary = "Say what a dial plan makes of numbers: 'classify NUMBER...' prints a line for "
                   "each,\n'explain NUMBER...' the whole story, 'lint' the plan's traps, 'regions "
                   "[CC...]' the\ntable of emergency numbers. NUMBER may be - for standard input.",
        .arguments = "classify|explain|lint|regions [NUMBER...]",
        .options = own,
    };
    int result = program_options(&program, argc, argv);

    if (result >= 0)
        return result;
    dial.arguments = argv + program.first_argument;
    dial.count = argc - program.first_argument;
    dial.quiet = program.quiet;
    return start(&program, &options, &dial);
}
