/*
 * Writing a dial plan as a table. Categories and number lists come first, so that what a rule names
 * stands above it; each column has its place whether it is used or not.
 */
#include "base/csv_write.h"

#include "base/struct.h"
#include "dialplan/builder.h"
#include "dialplan/csv.h"

/* Of a sink's bytes at a time. */
#define STAGE_SIZE 512

typedef struct table {
    const e911__rules *rules;
    e911__csv_out out;
    e911_text groups[E911_PLAN_DIAL_GROUPS_MAX]; /* in the order in which the rules name them */
    size_t group_count;
} table;

/* What one row says; blank where it says nothing. */
typedef struct row {
    e911_text values[E911__PLAN_FIXED_COLUMNS];
    e911_text groups[E911_PLAN_DIAL_GROUPS_MAX];
} row;

static size_t find_group(const table *t, e911_text name)
{
    size_t group = 0;

    while (group < t->group_count && !e911__equal_nocase(t->groups[group], name))
        group++;
    return group;
}

static void find_groups(table *t)
{
    for (size_t i = 0; i < t->rules->dial_string_count; i++) {
        e911_text name = e911__texts_at(&t->rules->texts, t->rules->dial_strings[i].group);

        if (name.len > 0 && find_group(t, name) == t->group_count)
            t->groups[t->group_count++] = name;
    }
}

static void write_row(table *t, const row *said)
{
    for (size_t i = 0; i < E911__PLAN_FIXED_COLUMNS; i++)
        e911__csv_out_field(&t->out, said->values[i]);
    for (size_t i = 0; i < t->group_count; i++)
        e911__csv_out_field(&t->out, said->groups[i]);
    e911__csv_out_end(&t->out);
}

static void write_header(table *t)
{
    for (size_t i = 0; i < E911__PLAN_FIXED_COLUMNS; i++)
        e911__csv_out_field(&t->out, e911__plan_columns[i]);
    for (size_t i = 0; i < t->group_count; i++) {
        char name[sizeof "DialString:" + E911_PLAN_TEXT_MAX];
        e911__writer writer = e911__writer_on(name, sizeof name);

        e911__writer_text(&writer, E911__PLAN_GROUP_PREFIX);
        e911__writer_text(&writer, t->groups[i]);
        e911__csv_out_field(&t->out, e911__text(name, writer.len));
    }
    e911__csv_out_end(&t->out);
}

static void write_categories(table *t)
{
    for (uint32_t i = 0; i < t->rules->category_count; i++) {
        row said = {0};

        if (!t->rules->categories[i].declared)
            continue;
        said.values[E911__PLAN_ACTION] = e911__plan_actions[E911__PLAN_DECLARE_CATEGORY];
        said.values[E911__PLAN_CATEGORY] = e911__category_key(t->rules, i);
        write_row(t, &said);
    }
}

static void write_members(table *t)
{
    for (size_t i = 0; i < t->rules->member_count; i++) {
        const e911__member *member = &t->rules->members[i];
        row said = {0};

        said.values[E911__PLAN_ACTION] = e911__plan_actions[E911__PLAN_LIST];
        said.values[E911__PLAN_NUMBER_LIST] = e911__list_name(t->rules, member->list);
        said.values[E911__PLAN_PATTERN] = e911__texts_at(&t->rules->texts, member->digits);
        write_row(t, &said);
    }
}

static void write_rule(table *t, size_t index)
{
    e911_rule rule = {0};
    row said = {0};

    e911__rule_describe(t->rules, index, &rule);
    if (rule.action == E911_RULE_DENY_EMERGENCY)
        said.values[E911__PLAN_ACTION] = e911__plan_actions[E911__PLAN_DENY_EMERGENCY];
    said.values[E911__PLAN_KEY] = rule.key;
    said.values[E911__PLAN_PATTERN] = rule.pattern;
    said.values[E911__PLAN_NUMBER_LIST] = rule.number_list;
    said.values[E911__PLAN_SITE] = rule.site;
    said.values[E911__PLAN_CATEGORY] = rule.category;
    said.values[E911__PLAN_DISPLAY] = rule.display;
    said.values[E911__PLAN_STANDARDIZED] = rule.standardized;
    said.values[E911__PLAN_DESCRIPTION] = rule.description;
    for (size_t i = 0; i < rule.dial_string_count; i++) {
        e911_dial_string string = e911__rule_dial_string(t->rules, index, i);

        if (string.group.len == 0)
            said.values[E911__PLAN_DIAL_STRING] = string.text;
        else
            said.groups[find_group(t, string.group)] = string.text;
    }
    write_row(t, &said);
}

static void write_table(const e911__rules *rules, e911__writer *writer)
{
    table t = {.rules = rules, .out = {.writer = writer, .separator = ','}};

    find_groups(&t);
    write_header(&t);
    write_categories(&t);
    write_members(&t);
    for (size_t i = 0; i < rules->count && !writer->refused; i++)
        write_rule(&t, i);
}

e911_status e911_plan_builder_write_csv(const e911_plan_builder *builder, const e911_sink *sink)
{
    e911_status status = e911__sink_check(sink);
    char stage[STAGE_SIZE];
    e911__writer writer;

    if (status != E911_OK)
        return status;
    if (builder == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    writer = e911__writer_to(sink, stage, sizeof stage);
    write_table(&builder->rules, &writer);
    return e911__writer_flush(&writer);
}

e911_status e911_plan_builder_format_csv(const e911_plan_builder *builder, char *buf, size_t size,
                                         size_t *ret_len)
{
    e911__writer writer = e911__writer_on(buf, size);

    if (builder == NULL || ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    write_table(&builder->rules, &writer);
    return e911__writer_end(&writer, ret_len);
}
