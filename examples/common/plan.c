#include "plan.h"

#include "refusal.h"

#include <stdio.h>
#include <string.h>

typedef e911_status add_text(e911_plan_builder *builder, const char *text, size_t len,
                             e911_error *reterr);

static e911_status add_emergency_number(e911_plan_builder *builder, const char *text, size_t len,
                                        e911_error *reterr)
{
    return e911_plan_builder_add_number(builder, text, len, E911_CLASS_EMERGENCY, reterr);
}

static void add_all(const struct config *config, e911_plan_builder *builder, char **texts,
                    unsigned count, add_text *add, const char *key)
{
    for (unsigned i = 0; i < count; i++) {
        char path[64];
        e911_error error;
        e911_status status;

        e911_error_init(&error, sizeof error);
        status = add(builder, texts[i], strlen(texts[i]), &error);
        snprintf(path, sizeof path, "dial plan/%s/%u", key, i);
        if (status != E911_OK)
            refusal_of_value(config, path, status, &error);
    }
}

e911_plan *plan_of_config(const struct config *config)
{
    const struct config_dial_plan *from = &config->dial_plan;
    unsigned errors = config_errors(config);
    e911_plan_builder *builder;
    e911_plan *plan = NULL;
    e911_error error;
    e911_status status;

    e911_error_init(&error, sizeof error);
    if (e911_plan_builder_new(NULL, &builder) != E911_OK)
        return NULL;
    status = e911_plan_builder_set_region(builder, from->region, strlen(from->region), &error);
    if (status != E911_OK)
        refusal_of_value(config, "dial plan/region", status, &error);
    add_all(config, builder, from->access_prefixes, from->access_prefixes_count,
            e911_plan_builder_add_access_prefix, "access prefixes");
    add_all(config, builder, from->emergency_numbers, from->emergency_numbers_count,
            add_emergency_number, "emergency numbers");
    if (config_errors(config) == errors) {
        status = e911_plan_builder_build(builder, &plan, &error);
        if (status != E911_OK)
            refusal_of_value(config, "dial plan/emergency numbers", status, &error);
    }
    e911_plan_builder_free(builder);
    return plan;
}
