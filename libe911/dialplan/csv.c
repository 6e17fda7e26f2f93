/*
 * Reading a dial plan from a table. It is strict: a column, an action or a category nobody knows is
 * refused, since what a slip of the pen switches off here is noticed in an emergency.
 */
#include "dialplan/csv.h"

#include "base/csv.h"
#include "base/error.h"
#include "base/utf8.h"
#include "dialplan/builder.h"
#include "dialplan/output.h"

const e911_text e911__plan_columns[E911__PLAN_FIXED_COLUMNS] = {
    [E911__PLAN_ACTION] = E911__TEXT("Action"),
    [E911__PLAN_KEY] = E911__TEXT("Key"),
    [E911__PLAN_PATTERN] = E911__TEXT("Pattern"),
    [E911__PLAN_NUMBER_LIST] = E911__TEXT("NumberList"),
    [E911__PLAN_SITE] = E911__TEXT("Site"),
    [E911__PLAN_CATEGORY] = E911__TEXT("Category"),
    [E911__PLAN_DISPLAY] = E911__TEXT("Display"),
    [E911__PLAN_STANDARDIZED] = E911__TEXT("StandardizedNumber"),
    [E911__PLAN_DESCRIPTION] = E911__TEXT("Description"),
    [E911__PLAN_DIAL_STRING] = E911__TEXT("DialString"),
};

const e911_text e911__plan_actions[E911__PLAN_ACTIONS] = {
    [E911__PLAN_RULE] = E911__TEXT("rule"),
    [E911__PLAN_DENY_EMERGENCY] = E911__TEXT("deny_emergency"),
    [E911__PLAN_LIST] = E911__TEXT("list"),
    [E911__PLAN_DECLARE_CATEGORY] = E911__TEXT("category"),
};

/* A table being read: what its header said, and one row. Too large for a stack. */
typedef struct reader {
    e911_plan_builder *builder;
    size_t column_count;
    uint8_t columns[E911__PLAN_COLUMNS_MAX];  /* of each field; the default dial string for all */
    e911_text groups[E911__PLAN_COLUMNS_MAX]; /* the dial group of each field */
    char group_text[E911__PLAN_COLUMNS_MAX * E911_PLAN_TEXT_MAX];
    size_t group_text_len;

    e911__csv_field fields[E911__PLAN_COLUMNS_MAX];
    const e911__csv_field *at[E911__PLAN_FIXED_COLUMNS]; /* or NULL: there is no such column */
    e911_text values[E911__PLAN_FIXED_COLUMNS];
    e911_dial_string dial_strings[E911__PLAN_COLUMNS_MAX];
    size_t dial_string_count;
    char text[E911__PLAN_COLUMNS_MAX *
              E911_PLAN_TEXT_MAX]; /* what the values and dial strings say */
    size_t text_len;
} reader;

/* ---- places ---------------------------------------------------------------------------------- */

/* Refuse byte `offset` of what a field says: each doubled quote before it is one byte more. */
static e911_status refuse(const e911__csv_field *field, e911_status status, size_t offset,
                          const char *message, const char *expected, e911_error *reterr)
{
    size_t raw = offset;

    if (field->doubled) {
        raw = 0;
        for (size_t left = offset; left > 0 && raw < field->raw.len; left--)
            raw += field->raw.data[raw] == '"' ? 2 : 1;
    }
    return e911__refuse_at(reterr, status, field->offset + raw, field->line,
                           field->column + (uint32_t)raw, message, expected);
}

/* What a field says, checked and put behind `buffer`, of which `*len` bytes are in use. */
static e911_status take_text(const e911__csv_field *field, char *buffer, size_t *len,
                             e911_text *ret, e911_error *reterr)
{
    e911__writer writer = e911__writer_on(buffer + *len, E911_PLAN_TEXT_MAX);
    size_t flaw = 0;

    if (!e911__is_printable(field->raw, &flaw))
        return e911__refuse_at(reterr, E911_ERR_ENCODING, field->offset + flaw, field->line,
                               field->column + (uint32_t)flaw, "a byte that is no text here",
                               "UTF-8 in one line, without control characters");
    e911__csv_write_field(&writer, field);
    if (writer.len > E911_PLAN_TEXT_MAX)
        return refuse(field, E911_ERR_LIMIT, E911_PLAN_TEXT_MAX, "the field is too long",
                      "at most 1024 bytes", reterr);
    *ret = e911__text(buffer + *len, writer.len);
    *len += writer.len;
    return E911_OK;
}

/* ---- the header ------------------------------------------------------------------------------ */

static bool is_group_column(e911_text name)
{
    e911_text prefix = E911__PLAN_GROUP_PREFIX;

    return name.len > prefix.len && e911__equal_nocase(e911__slice(name, 0, prefix.len), prefix);
}

/* The column of a name, or E911__PLAN_FIXED_COLUMNS. */
static size_t find_column(e911_text name)
{
    size_t column = 0;

    while (column < E911__PLAN_FIXED_COLUMNS &&
           !e911__equal_nocase(name, e911__plan_columns[column]))
        column++;
    return is_group_column(name) ? E911__PLAN_DIAL_STRING : column;
}

static const char column_names[] =
    "Action, Key, Pattern, NumberList, Site, Category, Display, StandardizedNumber, Description, "
    "DialString or DialString:GROUP";

static bool is_known(const void *user, e911_text name)
{
    (void)user;
    return find_column(name) < E911__PLAN_FIXED_COLUMNS;
}

static e911_status read_column(reader *r, size_t field, e911_error *reterr)
{
    const e911__csv_field *at = &r->fields[field];
    e911_text name;
    e911_status status = take_text(at, r->group_text, &r->group_text_len, &name, reterr);

    if (status != E911_OK)
        return status;
    name = e911__trim(name);
    r->columns[field] = (uint8_t)find_column(name);
    if (r->columns[field] == E911__PLAN_FIXED_COLUMNS)
        return refuse(at, E911_ERR_SYNTAX, 0, "no such column", column_names, reterr);
    r->groups[field] = E911__NOTHING;
    if (is_group_column(name)) {
        size_t len = E911__PLAN_GROUP_PREFIX.len;

        r->groups[field] = e911__trim(e911__slice(name, len, name.len - len));
    }
    for (size_t i = 0; i < field; i++) {
        if (r->columns[i] == r->columns[field] &&
            e911__equal_nocase(r->groups[i], r->groups[field]))
            return refuse(at, E911_ERR_DUPLICATE, 0, "a column stands twice", "each column once",
                          reterr);
    }
    if (r->groups[field].len == 0)
        r->at[r->columns[field]] = at;
    return E911_OK;
}

/* Titles may stand above the header, each in a field of its own: no rule does, since a rule has a
   category. Whatever else stands there is not passed over. */
static e911_status check_above(reader *r, const e911__csv *start, const e911__csv *header,
                               e911_error *reterr)
{
    e911__csv csv = *start;
    e911_status status = E911_OK;

    e911__csv_set_separator(&csv, header->separator);
    while (status == E911_OK) {
        size_t count;

        status = e911__csv_next(&csv, r->fields, E911__PLAN_COLUMNS_MAX, &count, reterr);
        if (csv.record_at == header->record_at)
            return E911_OK;
        for (size_t i = 0, filled = 0; status == E911_OK && i < count; i++) {
            filled += e911__trim(r->fields[i].raw).len > 0 ? 1 : 0;
            if (filled > 1)
                status = refuse(&r->fields[i], E911_ERR_SYNTAX, 0,
                                "a row above the names of the columns",
                                "the names of the columns, or a title alone in its row", reterr);
        }
    }
    return status;
}

static e911_status read_header(reader *r, e911__csv *csv, e911_error *reterr)
{
    const e911__csv start = *csv;
    e911__csv header;
    e911_error error = {.struct_size = sizeof error};
    e911_status status = e911__csv_header(csv, is_known, NULL, r->fields, E911__PLAN_COLUMNS_MAX,
                                          &r->column_count, &error);

    if (status != E911_OK)
        return e911__refuse_at(
            reterr, status, (size_t)error.offset, error.line, error.column, error.message,
            error.message == e911__csv_no_header ? column_names : error.expected);
    header = *csv;
    if (r->fields[0].line > 1)
        status = check_above(r, &start, &header, reterr);
    for (size_t i = 0; status == E911_OK && i < r->column_count; i++)
        status = read_column(r, i, reterr);
    if (status == E911_OK && r->at[E911__PLAN_PATTERN] == NULL)
        status = refuse(&r->fields[0], E911_ERR_SYNTAX, 0, "there is no column Pattern",
                        "a column named Pattern", reterr);
    return status;
}

/* ---- one row --------------------------------------------------------------------------------- */

static e911_status read_fields(reader *r, e911_error *reterr)
{
    e911_status status = E911_OK;

    r->text_len = 0;
    r->dial_string_count = 0;
    for (size_t i = 0; status == E911_OK && i < r->column_count; i++) {
        e911_text value;

        status = take_text(&r->fields[i], r->text, &r->text_len, &value, reterr);
        r->values[r->columns[i]] = value;
        if (r->columns[i] == E911__PLAN_DIAL_STRING && value.len > 0)
            r->dial_strings[r->dial_string_count++] = (e911_dial_string){r->groups[i], value};
    }
    return status;
}

/* A blank at the edge of a name is seen by nobody, and makes it another name. */
static e911_status check_edges(const reader *r, e911_error *reterr)
{
    static const uint8_t names[] = {E911__PLAN_KEY, E911__PLAN_NUMBER_LIST, E911__PLAN_SITE,
                                    E911__PLAN_CATEGORY};

    for (size_t i = 0; i < sizeof names; i++) {
        e911_text name = r->values[names[i]];

        if (e911__trim(name).len < name.len)
            return refuse(r->at[names[i]], E911_ERR_SYNTAX,
                          e911__is_blank(name.data[0]) ? 0 : name.len - 1,
                          "a blank at the edge of a name", "the name alone", reterr);
    }
    return E911_OK;
}

/* Where to point for a column: its field, or the row. */
static const e911__csv_field *field_of(const reader *r, size_t column)
{
    return r->at[column] == NULL ? &r->fields[0] : r->at[column];
}

static e911_status read_action(const reader *r, enum e911__plan_action *ret, e911_error *reterr)
{
    e911_text name = e911__trim(r->values[E911__PLAN_ACTION]);

    *ret = E911__PLAN_RULE;
    if (name.len == 0)
        return E911_OK;
    for (int action = 0; action < E911__PLAN_ACTIONS; action++) {
        if (e911__equal_nocase(name, e911__plan_actions[action])) {
            *ret = (enum e911__plan_action)action;
            return E911_OK;
        }
    }
    return refuse(field_of(r, E911__PLAN_ACTION), E911_ERR_SYNTAX, 0, "no such action",
                  "blank, rule, deny_emergency, list or category", reterr);
}

/* A member of a list and a category say no more than what they are made of; nothing gets lost. */
static e911_status check_alone(const reader *r, size_t column, size_t other, e911_error *reterr)
{
    for (size_t i = 0; i < r->column_count; i++) {
        size_t of = r->columns[i];

        if (r->fields[i].raw.len > 0 && of != E911__PLAN_ACTION && of != column && of != other)
            return refuse(&r->fields[i], E911_ERR_SYNTAX, 0,
                          "a row with this action has nothing in this column", "a blank", reterr);
    }
    return E911_OK;
}

static e911_status add_member(reader *r, e911_error *reterr)
{
    e911_text list = r->values[E911__PLAN_NUMBER_LIST];
    e911_text member = r->values[E911__PLAN_PATTERN];
    e911_error error = {.struct_size = sizeof error};
    e911_status status = check_alone(r, E911__PLAN_NUMBER_LIST, E911__PLAN_PATTERN, reterr);

    if (status != E911_OK)
        return status;
    if (list.len == 0)
        return refuse(field_of(r, E911__PLAN_NUMBER_LIST), E911_ERR_SYNTAX, 0,
                      "the number list has no name", "its name in NumberList", reterr);
    status = e911__rules_add_member(&r->builder->rules, &r->builder->memory, list, member, &error);
    if (status == E911_OK)
        return E911_OK;
    return refuse(field_of(r, E911__PLAN_PATTERN), status, (size_t)error.offset, error.message,
                  error.expected, reterr);
}

static e911_status add_category(reader *r, e911_error *reterr)
{
    e911_text category = r->values[E911__PLAN_CATEGORY];
    e911_error error = {.struct_size = sizeof error};
    e911_status status = check_alone(r, E911__PLAN_CATEGORY, E911__PLAN_CATEGORY, reterr);

    if (status != E911_OK)
        return status;
    status = e911__rules_add_category(&r->builder->rules, &r->builder->memory, category, &error);
    if (status == E911_OK)
        return E911_OK;
    return refuse(field_of(r, E911__PLAN_CATEGORY), status, (size_t)error.offset, error.message,
                  error.expected, reterr);
}

/* True when a rule with this action has the same pattern, number list and site. */
static bool stands_already(const e911__rules *rules, const e911_rule *rule)
{
    for (size_t i = 0; i < rules->count; i++) {
        e911_rule other = {0};

        e911__rule_describe(rules, i, &other);
        if (other.action == rule->action && e911__equal_nocase(other.pattern, rule->pattern) &&
            e911__equal_nocase(other.number_list, rule->number_list) &&
            e911__equal_nocase(other.site, rule->site))
            return true;
    }
    return false;
}

/* The field whose wildcards are not the pattern's, or NULL. */
static const e911__csv_field *field_of_misfit(const reader *r, const e911__pattern *pattern)
{
    size_t dial_string = 0, offset;

    for (size_t i = 0; i < r->column_count; i++) {
        e911_text text = E911__NOTHING;

        if (r->columns[i] == E911__PLAN_STANDARDIZED)
            text = r->values[E911__PLAN_STANDARDIZED];
        else if (r->columns[i] == E911__PLAN_DIAL_STRING && r->fields[i].raw.len > 0)
            text = r->dial_strings[dial_string++].text;
        if (!e911__output_fits(pattern, text, &offset))
            return &r->fields[i];
    }
    return NULL;
}

static const e911__csv_field *field_of_syntax_error(const reader *r, const e911_rule *rule)
{
    e911__pattern pattern;
    const e911__csv_field *misfit = NULL;

    if (e911__pattern_read(rule->pattern, &pattern, NULL) != E911_OK)
        return field_of(r, E911__PLAN_PATTERN);
    if (pattern.has_list != (rule->number_list.len > 0))
        return field_of(r, E911__PLAN_NUMBER_LIST);
    misfit = field_of_misfit(r, &pattern);
    if (misfit != NULL)
        return misfit;
    if ((rule->action == E911_RULE_MATCH) == (rule->category.len == 0))
        return field_of(r, E911__PLAN_CATEGORY);
    return field_of(r, E911__PLAN_PATTERN);
}

/* The name that is one too many; the names that were there before the refusal are there again. */
static const e911__csv_field *field_at_limit(const reader *r, const e911_rule *rule)
{
    const e911__rules *rules = &r->builder->rules;
    size_t groups = rules->group_count;

    if (rules->count == E911_PLAN_RULES_MAX || rule->pattern.len > E911_PLAN_PATTERN_MAX)
        return field_of(r, E911__PLAN_PATTERN);
    if (rules->site_count == E911_PLAN_SITES_MAX && rule->site.len > 0 &&
        e911__site_find(rules, rule->site) == 0)
        return field_of(r, E911__PLAN_SITE);
    if (rules->list_count == E911_PLAN_LISTS_MAX && rule->number_list.len > 0 &&
        e911__name_find(rules, rules->lists, rules->list_count, rule->number_list) == 0)
        return field_of(r, E911__PLAN_NUMBER_LIST);
    for (size_t i = 0; i < r->column_count; i++) {
        if (r->columns[i] != E911__PLAN_DIAL_STRING || r->fields[i].raw.len == 0 ||
            r->groups[i].len == 0 ||
            e911__name_find(rules, rules->groups, rules->group_count, r->groups[i]) != 0)
            continue;
        if (groups++ == E911_PLAN_DIAL_GROUPS_MAX)
            return &r->fields[i];
    }
    return field_of(r, E911__PLAN_PATTERN);
}

/* The field at fault when a rule was refused. */
static const e911__csv_field *field_at_fault(const reader *r, const e911_rule *rule,
                                             e911_status status)
{
    switch (status) {
    case E911_ERR_SYNTAX:
        return field_of_syntax_error(r, rule);
    case E911_ERR_LIMIT:
        return field_at_limit(r, rule);
    case E911_ERR_NOT_FOUND:
        return field_of(r, E911__PLAN_CATEGORY);
    case E911_ERR_DUPLICATE:
        return field_of(r, stands_already(&r->builder->rules, rule) ? E911__PLAN_PATTERN
                                                                    : E911__PLAN_KEY);
    default:
        return field_of(r, E911__PLAN_PATTERN);
    }
}

static e911_status add_rule(reader *r, uint32_t action, e911_error *reterr)
{
    e911_error error = {.struct_size = sizeof error};
    e911_rule rule = {
        .struct_size = sizeof rule,
        .key = r->values[E911__PLAN_KEY],
        .pattern = r->values[E911__PLAN_PATTERN],
        .number_list = r->values[E911__PLAN_NUMBER_LIST],
        .site = r->values[E911__PLAN_SITE],
        .category = r->values[E911__PLAN_CATEGORY],
        .display = r->values[E911__PLAN_DISPLAY],
        .standardized = r->values[E911__PLAN_STANDARDIZED],
        .description = r->values[E911__PLAN_DESCRIPTION],
        .dial_strings = r->dial_strings,
        .dial_string_count = r->dial_string_count,
        .action = action,
        .line = r->fields[0].line,
    };
    e911_status status = e911__rules_add(&r->builder->rules, &r->builder->memory, &rule, &error);

    if (status == E911_OK)
        return E911_OK;
    return refuse(field_at_fault(r, &rule, status), status, (size_t)error.offset, error.message,
                  error.expected, reterr);
}

static e911_status add_row(reader *r, e911_error *reterr)
{
    enum e911__plan_action action;
    e911_status status = read_fields(r, reterr);

    if (status == E911_OK)
        status = read_action(r, &action, reterr);
    if (status == E911_OK)
        status = check_edges(r, reterr);
    if (status != E911_OK)
        return status;
    switch (action) {
    case E911__PLAN_LIST:
        return add_member(r, reterr);
    case E911__PLAN_DECLARE_CATEGORY:
        return add_category(r, reterr);
    case E911__PLAN_DENY_EMERGENCY:
        return add_rule(r, E911_RULE_DENY_EMERGENCY, reterr);
    default:
        return add_rule(r, E911_RULE_MATCH, reterr);
    }
}

static e911_status load(reader *r, e911__csv *csv, e911_error *reterr)
{
    e911_status status = read_header(r, csv, reterr);

    while (status == E911_OK) {
        size_t count;

        status = e911__csv_next(csv, r->fields, E911__PLAN_COLUMNS_MAX, &count, reterr);
        if (status != E911_OK || count == 0)
            break;
        if (e911__csv_is_blank(r->fields, count))
            continue;
        if (count != r->column_count)
            return refuse(&r->fields[0], E911_ERR_SYNTAX, 0,
                          "the row has more or fewer fields than the header",
                          "as many fields as column names", reterr);
        status = add_row(r, reterr);
    }
    return status;
}

e911_status e911_plan_builder_load_csv(e911_plan_builder *builder, const char *text, size_t len,
                                       e911_error *reterr)
{
    e911__rules_mark before;
    e911__csv csv;
    e911_status status;
    reader *r;

    if (builder == NULL || (text == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    r = e911__alloc(&builder->memory, sizeof *r);
    if (r == NULL)
        return E911_ERR_NOMEM;
    r->builder = builder;
    before = e911__rules_mark_now(&builder->rules);
    csv = e911__csv_on(text, len);
    e911__csv_set_separator(&csv, E911__CSV_DETECT);
    status = load(r, &csv, reterr);
    if (status == E911_OK)
        builder->crossed = 0;
    else
        e911__rules_cut(&builder->rules, &before);
    e911__release(&builder->memory, r, sizeof *r);
    return status;
}
