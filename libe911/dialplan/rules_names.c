/* What rules name, as it is added: texts, sites, number lists with their members, categories. */
#include "dialplan/rules_names.h"

#include "base/error.h"
#include "base/utf8.h"

/* ---- texts ----------------------------------------------------------------------------------- */

static bool text_is(const void *table, uint32_t place, const void *key)
{
    return e911__equal(e911__texts_at(table, place), *(const e911_text *)key);
}

e911_status e911__rules_add_text(e911__texts *texts, const e911__memory *memory, e911_text text,
                                 uint32_t *ret)
{
    uint32_t hash = e911__hash(E911__HASH_START, text.data, text.len);
    size_t head = text.len < E911__LONG_TEXT ? 1 : 3;
    e911_status status;
    char *at;

    *ret = 0;
    if (text.len == 0)
        return E911_OK;
    *ret = e911__set_find(&texts->set, hash, texts, text_is, &text);
    if (*ret != E911__SET_NONE)
        return E911_OK;
    if (texts->len + head + text.len > UINT32_MAX / 2)
        return E911_ERR_NOMEM;
    status = e911__grow(memory, &texts->bytes, &texts->capacity, texts->len + head + text.len, 1);
    if (status == E911_OK)
        status = e911__set_add(&texts->set, memory, hash, (uint32_t)texts->len);
    if (status != E911_OK)
        return status;
    *ret = (uint32_t)texts->len;
    at = texts->bytes + texts->len;
    *at++ = head == 1 ? (char)text.len : (char)E911__LONG_TEXT;
    if (head == 3) {
        *at++ = (char)(text.len & 0xff);
        *at++ = (char)(text.len >> 8);
    }
    memcpy(at, text.data, text.len);
    texts->len += head + text.len;
    return E911_OK;
}

e911_status e911__rules_check_text(e911_text text, e911_error *reterr)
{
    size_t offset;

    if (text.len > E911_PLAN_TEXT_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "a text is too long", "at most 1024 bytes");
    if (!e911__is_printable(text, &offset))
        return e911__refuse(reterr, E911_ERR_ENCODING, 0, "not UTF-8, or a control byte",
                            "text in UTF-8");
    return E911_OK;
}

e911_status e911__rules_check_name(e911_text name, e911_error *reterr)
{
    e911_status status = e911__rules_check_text(name, reterr);

    if (status == E911_OK && e911__trim(name).len < name.len)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "a blank at the edge of a name",
                            "the name alone");
    return status;
}

/* ---- names: sites, lists, dial groups -------------------------------------------------------- */

e911_status e911__rules_add_name(e911__rules *rules, const e911__memory *memory, uint32_t **names,
                                 size_t *count, size_t *capacity, e911_text name, uint32_t *ret)
{
    uint32_t place;
    e911_status status;

    *ret = name.len == 0 ? 0 : e911__name_find(rules, *names, *count, name);
    if (name.len == 0 || *ret != 0)
        return E911_OK;
    status = e911__rules_add_text(&rules->texts, memory, name, &place);
    if (status == E911_OK)
        status = e911__grow(memory, names, capacity, *count + 1, sizeof **names);
    if (status != E911_OK)
        return status;
    (*names)[(*count)++] = place;
    *ret = (uint32_t)*count;
    return E911_OK;
}

e911_status e911__rules_add_list(e911__rules *rules, const e911__memory *memory, e911_text name,
                                 uint32_t *ret)
{
    return e911__rules_add_name(rules, memory, &rules->lists, &rules->list_count,
                                &rules->list_capacity, name, ret);
}

/* ---- categories ------------------------------------------------------------------------------ */

uint32_t e911__rules_find_category(const e911__rules *rules, e911_text key)
{
    for (uint32_t i = 1; i < rules->category_count; i++) {
        if (e911__equal_nocase(e911__category_key(rules, i), key))
            return i;
    }
    return E911__CATEGORY_NONE;
}

static e911_status push_category(e911__rules *rules, const e911__memory *memory, e911_text key,
                                 uint32_t call_class, bool declared)
{
    e911__category category = {.call_class = (uint8_t)call_class, .declared = declared};
    e911_status status = e911__rules_add_text(&rules->texts, memory, key, &category.key);

    if (status == E911_OK)
        status = e911__grow(memory, &rules->categories, &rules->category_capacity,
                            rules->category_count + 1, sizeof category);
    if (status == E911_OK)
        rules->categories[rules->category_count++] = category;
    return status;
}

e911_status e911__rules_add_category(e911__rules *rules, const e911__memory *memory, e911_text key,
                                     e911_error *reterr)
{
    e911_status status = e911__rules_check_name(key, reterr);

    if (status != E911_OK)
        return status;
    if (key.len == 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "an empty category", "its key");
    if (e911__rules_find_category(rules, key) != E911__CATEGORY_NONE)
        return e911__refuse(reterr, E911_ERR_DUPLICATE, 0, "this category is known already",
                            "each category once");
    if (rules->category_count > E911_PLAN_CATEGORIES_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "too many categories", "at most 256");
    return push_category(rules, memory, key, E911_CLASS_NONE, true);
}

e911_status e911__rules_init(e911__rules *rules, const e911__memory *memory)
{
    static const struct {
        const char *key;
        uint32_t call_class;
    } known[] = {{"", E911_CLASS_NONE},
                 {"Emergency", E911_CLASS_EMERGENCY},
                 {"Test", E911_CLASS_TEST},
                 {"Crisis", E911_CLASS_CRISIS},
                 {"Local", E911_CLASS_NONE},
                 {"Long Distance", E911_CLASS_NONE},
                 {"International", E911_CLASS_NONE},
                 {"Toll Free", E911_CLASS_NONE},
                 {"Blocked", E911_CLASS_NONE},
                 {"Information", E911_CLASS_NONE},
                 {"Operator", E911_CLASS_NONE},
                 {"Intercom", E911_CLASS_NONE},
                 {"Network", E911_CLASS_NONE},
                 {"Other", E911_CLASS_NONE}};
    e911_status status;

    *rules = (e911__rules){0};
    status = e911__grow(memory, &rules->texts.bytes, &rules->texts.capacity, 1, 1);
    if (status != E911_OK)
        return status;
    rules->texts.bytes[rules->texts.len++] = 0;
    for (size_t i = 0; status == E911_OK && i < sizeof known / sizeof known[0]; i++)
        status =
            push_category(rules, memory, e911_text_of(known[i].key), known[i].call_class, false);
    if (status != E911_OK)
        e911__rules_release(rules, memory);
    return status;
}

/* ---- members of number lists ----------------------------------------------------------------- */

static uint32_t member_hash(const e911__member *member)
{
    return e911__hash(E911__HASH_START, member, sizeof *member);
}

static bool member_is(const void *table, uint32_t row, const void *key)
{
    const e911__rules *rules = table;

    return memcmp(&rules->members[row], key, sizeof rules->members[row]) == 0;
}

static e911_status check_member(const e911__rules *rules, e911_text list, e911_text member,
                                e911_error *reterr)
{
    e911_status status = e911__rules_check_name(list, reterr);

    if (status != E911_OK)
        return status;
    if (list.len == 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "a number list without a name", "its name");
    for (size_t i = 0; i < member.len; i++) {
        if (!e911__is_digit(member.data[i]))
            return e911__refuse(reterr, E911_ERR_SYNTAX, i, "not a member of a number list",
                                "digits");
        if (i == E911_PLAN_LIST_MEMBER_MAX)
            return e911__refuse(reterr, E911_ERR_LIMIT, i, "the member is too long",
                                "at most 15 digits");
    }
    if (member.len == 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "an empty member", "at least one digit");
    if (rules->member_count == E911_PLAN_LIST_MEMBERS_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "too many members of number lists",
                            "at most 16384");
    if (rules->list_count == E911_PLAN_LISTS_MAX &&
        e911__name_find(rules, rules->lists, rules->list_count, list) == 0)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "too many number lists", "at most 256");
    return E911_OK;
}

e911_status e911__rules_add_member(e911__rules *rules, const e911__memory *memory, e911_text list,
                                   e911_text member, e911_error *reterr)
{
    e911__rules_mark mark = e911__rules_mark_now(rules);
    e911__member added = {0};
    e911_status status = check_member(rules, list, member, reterr);

    if (status != E911_OK)
        return status;
    status = e911__rules_add_list(rules, memory, list, &added.list);
    if (status == E911_OK)
        status = e911__rules_add_text(&rules->texts, memory, member, &added.digits);
    if (status == E911_OK && e911__set_find(&rules->by_member, member_hash(&added), rules,
                                            member_is, &added) != E911__SET_NONE)
        status = e911__refuse(reterr, E911_ERR_DUPLICATE, 0, "a member stands twice in its list",
                              "each member once");
    if (status == E911_OK)
        status = e911__grow(memory, &rules->members, &rules->member_capacity,
                            rules->member_count + 1, sizeof added);
    if (status == E911_OK)
        status = e911__set_add(&rules->by_member, memory, member_hash(&added),
                               (uint32_t)rules->member_count);
    if (status == E911_OK)
        rules->members[rules->member_count++] = added;
    else
        e911__rules_cut(rules, &mark);
    return status;
}
