/* Adding a rule, and taking back what was added. */
#include "dialplan/rules_names.h"

#include "base/error.h"
#include "base/struct.h"
#include "dialplan/output.h"

/* ---- rules ----------------------------------------------------------------------------------- */

/* A rule on its way in. */
typedef struct adding {
    e911__rules *rules;
    const e911__memory *memory;
    const e911_rule *rule;
    e911__rule made;
    e911__profile profile;
    e911_error *reterr;
} adding;

/* What makes a rule the same as another: its pattern, in any case, number list, site and action. */
typedef struct place_key {
    e911_text pattern;
    uint32_t others[3];
} place_key;

static bool is_at_place(const void *table, uint32_t row, const void *key)
{
    const e911__rules *rules = table;
    const e911__profile *profile = e911__rule_profile(rules, row);
    const place_key *place = key;

    return profile->list == place->others[0] && profile->site == place->others[1] &&
           profile->action == place->others[2] &&
           e911__equal_nocase(e911__rule_pattern(rules, row), place->pattern);
}

static bool has_key(const void *table, uint32_t row, const void *key)
{
    return ((const e911__rules *)table)->rules[row].key == *(const uint32_t *)key;
}

static bool profile_is(const void *table, uint32_t row, const void *key)
{
    return memcmp(&((const e911__rules *)table)->profiles[row], key, sizeof(e911__profile)) == 0;
}

static e911_status check_dial_string(const e911_dial_string *string, e911_error *reterr)
{
    e911_status status = e911__rules_check_name(string->group, reterr);

    if (status == E911_OK && string->group.len > E911_PLAN_DIAL_GROUP_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "the name of the dial group is too long",
                            "at most 1013 bytes");
    if (status == E911_OK && string->text.len == 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "an empty dial string",
                            "no dial string for this dial group, or what to dial");
    return status == E911_OK ? e911__rules_check_text(string->text, reterr) : status;
}

static e911_status check_texts(const e911_rule *rule, e911_error *reterr)
{
    const e911_text names[] = {rule->key, rule->number_list, rule->site, rule->category};
    const e911_text texts[] = {rule->pattern, rule->display, rule->standardized, rule->description};
    e911_status status = E911_OK;

    for (size_t i = 0; status == E911_OK && i < sizeof names / sizeof names[0]; i++)
        status = e911__rules_check_name(names[i], reterr);
    for (size_t i = 0; status == E911_OK && i < sizeof texts / sizeof texts[0]; i++)
        status = e911__rules_check_text(texts[i], reterr);
    for (size_t i = 0; status == E911_OK && i < rule->dial_string_count; i++)
        status = check_dial_string(&rule->dial_strings[i], reterr);
    return status;
}

static e911_status check_output(const e911__pattern *pattern, e911_text output, e911_error *reterr)
{
    size_t offset;

    if (e911__output_fits(pattern, output, &offset))
        return E911_OK;
    return e911__refuse(reterr, E911_ERR_SYNTAX, offset,
                        "the wildcards are not those of the pattern",
                        "as many as the pattern has, in its order, or none; letters in quotes");
}

static e911_status check_outputs(const e911__pattern *pattern, const e911_rule *rule,
                                 e911_error *reterr)
{
    e911_status status = check_output(pattern, rule->standardized, reterr);

    for (size_t i = 0; status == E911_OK && i < rule->dial_string_count; i++)
        status = check_output(pattern, rule->dial_strings[i].text, reterr);
    return status;
}

static e911_status check_pattern(const e911_rule *rule, e911_error *reterr)
{
    e911__pattern pattern;
    e911_status status = e911__pattern_read(rule->pattern, &pattern, reterr);

    if (status != E911_OK)
        return status;
    if (rule->action == E911_RULE_DENY_EMERGENCY && (!pattern.literal || pattern.as_dialled))
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "deny_emergency without a number",
                            "the number of the region, in digits");
    if (pattern.has_list && rule->number_list.len == 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "a $ without a number list",
                            "the name of its number list");
    if (!pattern.has_list && rule->number_list.len > 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "a number list without a $",
                            "no number list, or a $ in the pattern");
    return check_outputs(&pattern, rule, reterr);
}

static e911_status check_category(adding *a)
{
    if (a->rule->action == E911_RULE_DENY_EMERGENCY) {
        if (a->rule->category.len > 0)
            return e911__refuse(a->reterr, E911_ERR_SYNTAX, 0, "deny_emergency with a category",
                                "no category");
        return E911_OK;
    }
    if (a->rule->category.len == 0)
        return e911__refuse(a->reterr, E911_ERR_SYNTAX, 0, "a rule without a category",
                            "a category, such as Local");
    a->profile.category = (uint16_t)e911__rules_find_category(a->rules, a->rule->category);
    if (a->profile.category == E911__CATEGORY_NONE)
        return e911__refuse(a->reterr, E911_ERR_NOT_FOUND, 0, "an unknown category",
                            "a category of PureConnect's, or one that was declared");
    return E911_OK;
}

static e911_status check_rule(adding *a)
{
    e911_status status = check_texts(a->rule, a->reterr);

    if (status == E911_OK)
        status = check_pattern(a->rule, a->reterr);
    if (status == E911_OK)
        status = check_category(a);
    if (status == E911_OK && a->rules->count == E911_PLAN_RULES_MAX)
        status = e911__refuse(a->reterr, E911_ERR_LIMIT, 0, "too many rules", "at most 262144");
    return status;
}

static e911_status add_names(adding *a)
{
    e911__rules *rules = a->rules;
    uint32_t site, list;
    e911_status status = e911__rules_add_name(rules, a->memory, &rules->sites, &rules->site_count,
                                              &rules->site_capacity, a->rule->site, &site);

    if (status == E911_OK)
        status = e911__rules_add_list(rules, a->memory, a->rule->number_list, &list);
    if (status != E911_OK)
        return status;
    if (rules->site_count > E911_PLAN_SITES_MAX)
        return e911__refuse(a->reterr, E911_ERR_LIMIT, 0, "too many sites", "at most 4096");
    if (rules->list_count > E911_PLAN_LISTS_MAX)
        return e911__refuse(a->reterr, E911_ERR_LIMIT, 0, "too many number lists", "at most 256");
    a->profile.site = (uint16_t)site;
    a->profile.list = (uint16_t)list;
    return E911_OK;
}

static e911_status add_texts(adding *a)
{
    const e911_text texts[] = {a->rule->pattern, a->rule->standardized, a->rule->key,
                               a->rule->description, a->rule->display};
    uint32_t *places[] = {&a->made.pattern, &a->made.standardized, &a->made.key,
                          &a->made.description, &a->profile.display};
    e911_status status = E911_OK;

    for (size_t i = 0; status == E911_OK && i < sizeof texts / sizeof texts[0]; i++)
        status = e911__rules_add_text(&a->rules->texts, a->memory, texts[i], places[i]);
    return status;
}

static bool has_group(const adding *a, uint32_t group)
{
    for (size_t i = a->profile.dial_string_first; i < a->rules->dial_string_count; i++) {
        if (a->rules->dial_strings[i].group == group)
            return true;
    }
    return false;
}

static e911_status add_dial_string(adding *a, const e911_dial_string *from)
{
    e911__rules *rules = a->rules;
    e911__dial_text made = {0};
    uint32_t group;
    e911_status status = e911__rules_add_name(rules, a->memory, &rules->groups, &rules->group_count,
                                              &rules->group_capacity, from->group, &group);

    if (status == E911_OK)
        status = e911__rules_add_text(&rules->texts, a->memory, from->text, &made.text);
    if (status == E911_OK)
        status = e911__grow(a->memory, &rules->dial_strings, &rules->dial_string_capacity,
                            rules->dial_string_count + 1, sizeof made);
    if (status != E911_OK)
        return status;
    if (rules->group_count > E911_PLAN_DIAL_GROUPS_MAX)
        return e911__refuse(a->reterr, E911_ERR_LIMIT, 0, "too many dial groups", "at most 64");
    made.group = group == 0 ? 0 : rules->groups[group - 1];
    if (has_group(a, made.group))
        return e911__refuse(a->reterr, E911_ERR_DUPLICATE, 0, "two dial strings for one dial group",
                            "each dial group once");
    rules->dial_strings[rules->dial_string_count++] = made;
    return E911_OK;
}

/* The same dial strings as those of another profile are that profile's. */
static void share_dial_strings(adding *a)
{
    e911__rules *rules = a->rules;
    const e911__profile *last =
        rules->profile_count == 0 ? NULL : &rules->profiles[rules->profile_count - 1];
    size_t count = rules->dial_string_count - a->profile.dial_string_first;

    a->profile.dial_string_count = (uint16_t)count;
    if (last != NULL && last->dial_string_count == count &&
        (count == 0 || memcmp(&rules->dial_strings[last->dial_string_first],
                              &rules->dial_strings[a->profile.dial_string_first],
                              count * sizeof *rules->dial_strings) == 0)) {
        rules->dial_string_count = a->profile.dial_string_first;
        a->profile.dial_string_first = last->dial_string_first;
    }
    if (count == 0)
        a->profile.dial_string_first = 0;
}

static e911_status add_profile(adding *a)
{
    e911__rules *rules = a->rules;
    uint32_t hash = e911__hash(E911__HASH_START, &a->profile, sizeof a->profile);
    e911_status status;

    a->made.profile = e911__set_find(&rules->by_profile, hash, rules, profile_is, &a->profile);
    if (a->made.profile != E911__SET_NONE)
        return E911_OK;
    a->made.profile = (uint32_t)rules->profile_count;
    status = e911__grow(a->memory, &rules->profiles, &rules->profile_capacity,
                        rules->profile_count + 1, sizeof a->profile);
    if (status == E911_OK)
        status = e911__set_add(&rules->by_profile, a->memory, hash, a->made.profile);
    if (status == E911_OK)
        rules->profiles[rules->profile_count++] = a->profile;
    return status;
}

static e911_status add_row(adding *a)
{
    e911__rules *rules = a->rules;
    place_key place = {e911__texts_at(&rules->texts, a->made.pattern),
                       {a->profile.list, a->profile.site, a->profile.action}};
    uint32_t place_hash = e911__hash_nocase(
        e911__hash(E911__HASH_START, place.others, sizeof place.others), place.pattern);
    uint32_t key_hash = e911__hash(E911__HASH_START, &a->made.key, sizeof a->made.key);
    uint32_t row = (uint32_t)rules->count;
    e911_status status;

    if (e911__set_find(&rules->by_pattern, place_hash, rules, is_at_place, &place) !=
        E911__SET_NONE)
        return e911__refuse(a->reterr, E911_ERR_DUPLICATE, 0,
                            "pattern, number list and site stand twice", "each of them once");
    if (a->made.key != 0 &&
        e911__set_find(&rules->by_key, key_hash, rules, has_key, &a->made.key) != E911__SET_NONE)
        return e911__refuse(a->reterr, E911_ERR_DUPLICATE, 0, "a key stands twice",
                            "each key once");
    status =
        e911__grow(a->memory, &rules->rules, &rules->capacity, rules->count + 1, sizeof a->made);
    if (status != E911_OK)
        return status;
    /* Written first: should the second set refuse, the first must find the row to be cut. */
    rules->rules[row] = a->made;
    status = e911__set_add(&rules->by_pattern, a->memory, place_hash, row);
    if (status == E911_OK && a->made.key != 0)
        status = e911__set_add(&rules->by_key, a->memory, key_hash, row);
    if (status == E911_OK)
        rules->count++;
    return status;
}

e911_status e911__rules_add(e911__rules *rules, const e911__memory *memory, const e911_rule *rule,
                            e911_error *reterr)
{
    e911__rules_mark mark = e911__rules_mark_now(rules);
    adding a = {.rules = rules, .memory = memory, .rule = rule, .reterr = reterr};
    e911_status status;

    a.made.line = rule->line;
    a.profile.action = rule->action;
    a.profile.dial_string_first = (uint32_t)rules->dial_string_count;
    status = check_rule(&a);
    if (status == E911_OK)
        status = add_names(&a);
    if (status == E911_OK)
        status = add_texts(&a);
    for (size_t i = 0; status == E911_OK && i < rule->dial_string_count; i++)
        status = add_dial_string(&a, &rule->dial_strings[i]);
    if (status == E911_OK) {
        share_dial_strings(&a);
        status = add_profile(&a);
    }
    if (status == E911_OK)
        status = add_row(&a);
    if (status == E911_OK)
        return status;
    e911__rules_cut(rules, &mark);
    if (reterr != NULL && e911__struct_check_out(reterr, sizeof *reterr) == E911_OK &&
        reterr->status == status)
        reterr->line = rule->line;
    return status;
}

/* ---- taking back ----------------------------------------------------------------------------- */

e911__rules_mark e911__rules_mark_now(const e911__rules *rules)
{
    return (e911__rules_mark){.rules = rules->count,
                              .profiles = rules->profile_count,
                              .dial_strings = rules->dial_string_count,
                              .categories = rules->category_count,
                              .sites = rules->site_count,
                              .lists = rules->list_count,
                              .members = rules->member_count,
                              .groups = rules->group_count};
}

/* Texts stay: nobody sees one that nothing names. */
void e911__rules_cut(e911__rules *rules, const e911__rules_mark *mark)
{
    e911__set_cut(&rules->by_pattern, (uint32_t)mark->rules);
    e911__set_cut(&rules->by_key, (uint32_t)mark->rules);
    e911__set_cut(&rules->by_profile, (uint32_t)mark->profiles);
    e911__set_cut(&rules->by_member, (uint32_t)mark->members);
    rules->count = mark->rules;
    rules->profile_count = mark->profiles;
    rules->dial_string_count = mark->dial_strings;
    rules->category_count = mark->categories;
    rules->site_count = mark->sites;
    rules->list_count = mark->lists;
    rules->member_count = mark->members;
    rules->group_count = mark->groups;
}
