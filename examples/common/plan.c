#include "plan.h"

#include "file.h"
#include "finding.h"
#include "refusal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAN_FILE_MAX (1024UL * 1024 * 1024)

/* Rules named as those that need many states. */
#define BLAMED_MAX 20

/* A plan being made. */
struct making {
    const struct plan_parts *parts;
    e911_plan_builder *builder;
    unsigned errors;
};

/* ---- findings -------------------------------------------------------------------------------- */

static void refuse_text(struct making *making, const struct plan_texts *texts, const char *key,
                        e911_status status, const e911_error *error)
{
    making->errors++;
    if (texts->option != NULL)
        refusal_of_file(texts->option, status, error);
    else
        refusal_of_value(making->parts->config, key, status, error);
}

/* The finding about the file is printed; where the configuration names it, say so there. */
static void refuse_file(struct making *making)
{
    making->errors++;
    if (making->parts->file.option == NULL)
        config_error(making->parts->config, "dial plan/file", "BAD_PLAN",
                     "the dial plan cannot be used");
}

/* The same where the plan is used without them. */
static void leave_rules_out(const struct making *making)
{
    if (making->parts->file.option == NULL)
        config_warning(making->parts->config, "dial plan/file", "BAD_PLAN",
                       "the dial plan is used without its rules, but for those of category "
                       "Emergency, Test or Crisis without wildcards");
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void add_region(struct making *making, const char *region)
{
    e911_error error;
    e911_status status;

    e911_error_init(&error, sizeof error);
    status = e911_plan_builder_set_region(making->builder, region, strlen(region), &error);
    if (status != E911_OK)
        refuse_text(making, &making->parts->region, "dial plan/region", status, &error);
}

typedef e911_status add_text(e911_plan_builder *builder, const char *text, size_t len,
                             e911_error *reterr);

static e911_status add_emergency_number(e911_plan_builder *builder, const char *text, size_t len,
                                        e911_error *reterr)
{
    return e911_plan_builder_add_number(builder, text, len, E911_CLASS_EMERGENCY, reterr);
}

static void add_all(struct making *making, const struct plan_texts *texts, add_text *add,
                    const char *key)
{
    for (unsigned i = 0; i < texts->count; i++) {
        char path[64];
        e911_error error;
        e911_status status;

        e911_error_init(&error, sizeof error);
        status = add(making->builder, texts->items[i], strlen(texts->items[i]), &error);
        snprintf(path, sizeof path, "dial plan/%s/%u", key, i);
        if (status != E911_OK)
            refuse_text(making, texts, path, status, &error);
    }
}

static void add_file(struct making *making, const char *path)
{
    e911_error error;
    e911_status status;
    size_t len;
    /* Whoever names a file on the command line may give a pipe, and waits for it. */
    char *text = making->parts->file.option == NULL ? file_read(path, PLAN_FILE_MAX, &len)
                                                    : file_read_to_end(path, PLAN_FILE_MAX, &len);

    if (text == NULL) {
        finding_print(path, 0, 0, FINDING_ERROR, "CANNOT_READ",
                      "cannot read the dial plan: %s; expected a readable file", strerror(errno));
        refuse_file(making);
        return;
    }
    e911_error_init(&error, sizeof error);
    status = e911_plan_builder_load_csv(making->builder, text, len, &error);
    free(text);
    if (status != E911_OK) {
        refusal_of_file(path, status, &error);
        refuse_file(making);
    }
}

/* ---- the plan -------------------------------------------------------------------------------- */

/* After the rule at which the limit was crossed, which is named already, those with ? before it. */
static void name_blamed(const struct making *making, const char *path)
{
    uint32_t blamed[1 + BLAMED_MAX];
    size_t count = e911_plan_builder_blamed(making->builder, blamed, 1 + BLAMED_MAX);

    for (size_t i = 1; i < count && i <= BLAMED_MAX; i++) {
        e911_rule rule;

        e911_rule_init(&rule, sizeof rule);
        if (e911_plan_builder_rule(making->builder, blamed[i], &rule) == E911_OK)
            finding_print(path, rule.line, 1, FINDING_NOTE, "LIMIT",
                          "the pattern %.*s needs many states, too", (int)rule.pattern.len,
                          rule.pattern.data);
    }
    if (count > 1 + BLAMED_MAX)
        finding_print(path, 0, 0, FINDING_NOTE, "LIMIT", "and %zu more patterns with ?",
                      count - 1 - BLAMED_MAX);
}

static void refuse_plan(struct making *making, e911_status status, const e911_error *error,
                        bool without_rules)
{
    if (error->line > 0 && making->parts->file.count > 0) {
        refusal_of_file(making->parts->file.items[0], status, error);
        name_blamed(making, making->parts->file.items[0]);
        if (without_rules)
            leave_rules_out(making);
        else
            refuse_file(making);
    } else {
        refuse_text(making, &making->parts->emergency_numbers, "dial plan/emergency numbers",
                    status, error);
    }
}

static e911_plan *build(struct making *making, bool *ret_without_rules)
{
    e911_plan *plan = NULL;
    e911_error error;
    e911_status status;

    e911_error_init(&error, sizeof error);
    status = e911_plan_builder_build(making->builder, &plan, &error);
    if (status == E911_OK)
        return plan;
    refuse_plan(making, status, &error, status == E911_ERR_LIMIT && ret_without_rules != NULL);
    if (status != E911_ERR_LIMIT || ret_without_rules == NULL)
        return NULL;
    *ret_without_rules = true;
    if (e911_plan_builder_build_without_rules(making->builder, &plan, NULL) != E911_OK)
        return NULL;
    return plan;
}

e911_plan *plan_of_parts(const struct plan_parts *parts, bool *ret_without_rules)
{
    struct making making = {.parts = parts};
    e911_plan *plan = NULL;

    if (e911_plan_builder_new(NULL, &making.builder) != E911_OK) {
        finding_print("-", 0, 0, FINDING_ERROR, "NOMEM", "not enough memory");
        return NULL;
    }
    if (parts->region.count > 0)
        add_region(&making, parts->region.items[0]);
    add_all(&making, &parts->prefixes, e911_plan_builder_add_access_prefix, "access prefixes");
    add_all(&making, &parts->emergency_numbers, add_emergency_number, "emergency numbers");
    if (parts->file.count > 0)
        add_file(&making, parts->file.items[0]);
    if (making.errors == 0)
        plan = build(&making, ret_without_rules);
    e911_plan_builder_free(making.builder);
    return plan;
}

static struct plan_texts texts_of(char *const *items, unsigned count)
{
    return (struct plan_texts){.items = (const char *const *)items, .count = count};
}

struct plan_parts plan_parts_of(const struct config *config)
{
    const struct config_dial_plan *from = &config->dial_plan;

    return (struct plan_parts){
        .config = config,
        .region = texts_of(&from->region, 1),
        .prefixes = texts_of(from->access_prefixes, from->access_prefixes_count),
        .emergency_numbers = texts_of(from->emergency_numbers, from->emergency_numbers_count),
        .file = texts_of(&from->file, from->file == NULL ? 0 : 1),
    };
}

e911_plan *plan_of_config(const struct config *config, bool *ret_without_rules)
{
    struct plan_parts parts = plan_parts_of(config);

    return plan_of_parts(&parts, ret_without_rules);
}
