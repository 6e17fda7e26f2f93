#include "dialplan/rules.h"

/* ---- rules ----------------------------------------------------------------------------------- */

const e911__profile *e911__rule_profile(const e911__rules *rules, size_t rule)
{
    return &rules->profiles[rules->rules[rule].profile & E911__RULE_PROFILE];
}

e911__members e911__rule_members(const e911__rules *rules, size_t rule)
{
    return (e911__members){.rules = rules, .list = e911__rule_profile(rules, rule)->list};
}

void e911__rule_read_pattern(const e911__rules *rules, size_t rule, e911__pattern *ret)
{
    e911__pattern_read(e911__rule_pattern(rules, rule), ret, NULL);
}

void e911__rule_describe(const e911__rules *rules, size_t index, e911_rule *ret)
{
    const e911__rule *rule = &rules->rules[index];
    const e911__profile *profile = e911__rule_profile(rules, index);

    ret->key = e911__texts_at(&rules->texts, rule->key);
    ret->pattern = e911__texts_at(&rules->texts, rule->pattern);
    ret->number_list = e911__list_name(rules, profile->list);
    ret->site = e911__site_name(rules, profile->site);
    ret->category = e911__category_key(rules, profile->category);
    ret->display = e911__texts_at(&rules->texts, profile->display);
    ret->standardized = e911__texts_at(&rules->texts, rule->standardized);
    ret->description = e911__texts_at(&rules->texts, rule->description);
    ret->dial_strings = NULL;
    ret->dial_string_count = profile->dial_string_count;
    ret->action = profile->action;
    ret->line = rule->line;
}

e911_dial_string e911__rule_dial_string(const e911__rules *rules, size_t rule, size_t index)
{
    const e911__profile *profile = e911__rule_profile(rules, rule);
    const e911__dial_text *text = &rules->dial_strings[profile->dial_string_first + index];

    return (e911_dial_string){.group = e911__texts_at(&rules->texts, text->group),
                              .text = e911__texts_at(&rules->texts, text->text)};
}

/* ---- what rules name ------------------------------------------------------------------------- */

e911_text e911__category_key(const e911__rules *rules, uint32_t category)
{
    return e911__texts_at(&rules->texts, rules->categories[category].key);
}

uint32_t e911__category_class(const e911__rules *rules, uint32_t category)
{
    return rules->categories[category].call_class;
}

static e911_text name_at(const e911__rules *rules, const uint32_t *names, uint32_t number)
{
    return number == 0 ? E911__NOTHING : e911__texts_at(&rules->texts, names[number - 1]);
}

e911_text e911__site_name(const e911__rules *rules, uint32_t site)
{
    return name_at(rules, rules->sites, site);
}

e911_text e911__list_name(const e911__rules *rules, uint32_t list)
{
    return name_at(rules, rules->lists, list);
}

uint32_t e911__name_find(const e911__rules *rules, const uint32_t *names, size_t count,
                         e911_text name)
{
    for (size_t i = 0; i < count; i++) {
        if (e911__equal_nocase(e911__texts_at(&rules->texts, names[i]), name))
            return (uint32_t)i + 1;
    }
    return 0;
}

uint32_t e911__site_find(const e911__rules *rules, e911_text name)
{
    return e911__name_find(rules, rules->sites, rules->site_count, name);
}

bool e911__list_holds(const e911__rules *rules, uint32_t list, e911_text digits)
{
    for (size_t i = 0; rules != NULL && i < rules->member_count; i++) {
        if (rules->members[i].list == list &&
            e911__equal(e911__texts_at(&rules->texts, rules->members[i].digits), digits))
            return true;
    }
    return false;
}

/* ---- a copy of the size ---------------------------------------------------------------------- */

void e911__rules_release(e911__rules *rules, const e911__memory *memory)
{
    e911__release(memory, rules->texts.bytes, rules->texts.capacity);
    e911__set_release(&rules->texts.set, memory);
    e911__release(memory, rules->rules, rules->capacity * sizeof *rules->rules);
    e911__release(memory, rules->profiles, rules->profile_capacity * sizeof *rules->profiles);
    e911__release(memory, rules->dial_strings,
                  rules->dial_string_capacity * sizeof *rules->dial_strings);
    e911__release(memory, rules->categories, rules->category_capacity * sizeof *rules->categories);
    e911__release(memory, rules->sites, rules->site_capacity * sizeof *rules->sites);
    e911__release(memory, rules->lists, rules->list_capacity * sizeof *rules->lists);
    e911__release(memory, rules->members, rules->member_capacity * sizeof *rules->members);
    e911__release(memory, rules->groups, rules->group_capacity * sizeof *rules->groups);
    e911__set_release(&rules->by_key, memory);
    e911__set_release(&rules->by_pattern, memory);
    e911__set_release(&rules->by_profile, memory);
    e911__set_release(&rules->by_member, memory);
    *rules = (e911__rules){0};
}

/* A copy of `count` elements; the pointer is NULL and its capacity 0 where there are none. */
static bool copy_array(const e911__memory *memory, void *array_pointer, size_t *ret_capacity,
                       const void *from, size_t count, size_t element)
{
    void *array = NULL;

    *ret_capacity = 0;
    if (count > 0) {
        array = memory->alloc(memory->user, count * element);
        if (array == NULL)
            return false;
        memcpy(array, from, count * element);
        *ret_capacity = count;
    }
    memcpy(array_pointer, &array, sizeof array);
    return true;
}

#define COPY(array, count, capacity)                                                               \
    (ret->count = from->count, copy_array(memory, &ret->array, &ret->capacity, from->array,        \
                                          from->count, sizeof *from->array))

e911_status e911__rules_copy(e911__rules *ret, const e911__rules *from, const e911__memory *memory)
{
    bool good;

    *ret = (e911__rules){0};
    good = COPY(texts.bytes, texts.len, texts.capacity) && COPY(rules, count, capacity) &&
           COPY(profiles, profile_count, profile_capacity) &&
           COPY(dial_strings, dial_string_count, dial_string_capacity) &&
           COPY(categories, category_count, category_capacity) &&
           COPY(sites, site_count, site_capacity) && COPY(lists, list_count, list_capacity) &&
           COPY(members, member_count, member_capacity) &&
           COPY(groups, group_count, group_capacity);
    if (good)
        return E911_OK;
    e911__rules_release(ret, memory);
    return E911_ERR_NOMEM;
}
