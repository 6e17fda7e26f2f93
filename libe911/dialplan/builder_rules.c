/* Rules, number lists, categories and options of a builder. */
#include "base/struct.h"
#include "dialplan/builder.h"

e911_status e911_rule_init(e911_rule *rule, size_t struct_size)
{
    return e911__struct_init(rule, struct_size, sizeof *rule);
}

e911_status e911_plan_builder_set_options(e911_plan_builder *builder, uint32_t options)
{
    if (builder == NULL || (options & ~(uint32_t)E911_PLAN_HASH_ENDS) != 0)
        return E911_ERR_INVALID_ARGUMENT;
    builder->options = options;
    builder->crossed = 0;
    return E911_OK;
}

e911_status e911_plan_builder_add_category(e911_plan_builder *builder, const char *category,
                                           size_t len, e911_error *reterr)
{
    if (builder == NULL || (category == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    builder->crossed = 0;
    return e911__rules_add_category(&builder->rules, &builder->memory, e911__text(category, len),
                                    reterr);
}

e911_status e911_plan_builder_add_list_member(e911_plan_builder *builder, const char *list,
                                              size_t list_len, const char *member, size_t len,
                                              e911_error *reterr)
{
    if (builder == NULL || (list == NULL && list_len > 0) || (member == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    builder->crossed = 0;
    return e911__rules_add_member(&builder->rules, &builder->memory, e911__text(list, list_len),
                                  e911__text(member, len), reterr);
}

static bool are_given(const e911_rule *rule)
{
    bool good = e911__is_given(rule->key) && e911__is_given(rule->pattern) &&
                e911__is_given(rule->number_list) && e911__is_given(rule->site) &&
                e911__is_given(rule->category) && e911__is_given(rule->display) &&
                e911__is_given(rule->standardized) && e911__is_given(rule->description) &&
                (rule->dial_strings != NULL || rule->dial_string_count == 0) &&
                rule->action <= E911_RULE_DENY_EMERGENCY;

    for (size_t i = 0; good && i < rule->dial_string_count; i++)
        good = e911__is_given(rule->dial_strings[i].group) &&
               e911__is_given(rule->dial_strings[i].text);
    return good;
}

e911_status e911_plan_builder_add_rule(e911_plan_builder *builder, const e911_rule *rule,
                                       e911_error *reterr)
{
    e911_rule full;
    e911_status status;

    if (builder == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    status = e911__struct_check_in(rule, sizeof *rule, sizeof full);
    if (status != E911_OK)
        return status;
    e911__struct_load(&full, sizeof full, rule);
    if (!are_given(&full))
        return E911_ERR_INVALID_ARGUMENT;
    builder->crossed = 0;
    return e911__rules_add(&builder->rules, &builder->memory, &full, reterr);
}

size_t e911_plan_builder_rule_count(const e911_plan_builder *builder)
{
    return builder == NULL ? 0 : builder->rules.count;
}

e911_status e911__rules_read(const e911__rules *rules, size_t index, e911_rule *ret_rule)
{
    e911_status status = e911__struct_check_out(ret_rule, sizeof *ret_rule);
    e911_rule rule = {0};

    if (status != E911_OK)
        return status;
    if (index >= rules->count)
        return E911_ERR_NOT_FOUND;
    e911__rule_describe(rules, index, &rule);
    e911__struct_store(ret_rule, &rule, sizeof rule);
    return E911_OK;
}

e911_status e911_plan_builder_rule(const e911_plan_builder *builder, size_t index,
                                   e911_rule *ret_rule)
{
    return builder == NULL ? E911_ERR_INVALID_ARGUMENT
                           : e911__rules_read(&builder->rules, index, ret_rule);
}

e911_status e911_plan_builder_dial_string(const e911_plan_builder *builder, size_t rule,
                                          size_t index, e911_dial_string *ret_dial_string)
{
    if (builder == NULL || ret_dial_string == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (rule >= builder->rules.count ||
        index >= e911__rule_profile(&builder->rules, rule)->dial_string_count)
        return E911_ERR_NOT_FOUND;
    *ret_dial_string = e911__rule_dial_string(&builder->rules, rule, index);
    return E911_OK;
}
