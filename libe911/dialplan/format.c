/* Numbers and dial strings, with what was dialled in place of their wildcards. */
#include "base/struct.h"
#include "dialplan/output.h"
#include "dialplan/plan.h"

/* What the wildcards of a pattern took, one after the other. */
typedef struct taken {
    const e911__pattern *pattern;
    const uint32_t *spans;
    e911__symbols symbols; /* before the item in hand, or within it */
    size_t item;
    uint32_t used; /* of the item in hand */
} taken;

/* True for an item that takes any number of bytes. */
static bool is_wide(const e911__item *item)
{
    return item->kind >= E911__ITEM_DIALLED;
}

/* Write what the next wildcard took: one byte, or all that a Z or ? did. False when there is no
   further one. */
static bool write_next(taken *t, e911__writer *w)
{
    while (t->item < t->pattern->count) {
        const e911__item *item = &t->pattern->items[t->item];
        uint32_t span = t->spans[t->item];

        if (item->kind != E911__ITEM_LITERAL && (is_wide(item) || t->used < span)) {
            uint32_t count = is_wide(item) ? span : 1;

            for (uint32_t i = 0; i < count; i++)
                e911__writer_byte(w, (char)e911__symbols_next_as_written(&t->symbols));
            t->used += count;
            if (is_wide(item) || t->used == span) {
                t->item++;
                t->used = 0;
            }
            return true;
        }
        for (uint32_t i = 0; i < span; i++)
            e911__symbols_next(&t->symbols);
        t->item++;
    }
    return false;
}

static void write_filled(e911_text text, taken *t, e911__writer *w)
{
    e911__output output = e911__output_on(text);
    bool is_wildcard;
    int byte;

    while ((byte = e911__output_next(&output, &is_wildcard)) != E911__END) {
        if (!is_wildcard || !write_next(t, w))
            e911__writer_byte(w, (char)byte);
    }
}

static bool has_letters(e911_text user)
{
    e911__cursor c = e911__cursor_on(user.data, user.len);
    int byte;

    while ((byte = e911__next_decoded(&c)) != E911__END) {
        if (e911__is_alpha((char)byte) || byte >= 0x80)
            return true;
    }
    return false;
}

/* Of a number the separators are dropped, which a name has for its own. */
static void write_user_part(e911_text user, e911__writer *w)
{
    bool is_name = has_letters(user);
    e911__cursor c = e911__cursor_on(user.data, user.len);
    int byte;

    while ((byte = e911__next_decoded(&c)) != E911__END) {
        if (is_name || !e911__is_visual_separator((char)byte))
            e911__writer_byte(w, (char)byte);
    }
}

/* Write a text of a rule, filled in with what its pattern took of the dialled text. */
static void write_of_rule(const e911_plan *plan, uint32_t rule, const e911__dialled *dialled,
                          e911_text text, e911__writer *w)
{
    uint32_t spans[E911_PLAN_PATTERN_MAX] = {0};
    e911__pattern pattern;
    taken t = {.pattern = &pattern, .spans = spans};

    e911__rule_read_pattern(&plan->rules, rule, &pattern);
    t.symbols = pattern.as_dialled ? e911__whole_symbols(dialled) : e911__user_symbols(dialled);
    /* A text that is not this rule's has nothing to fill in. */
    if (!e911__pattern_spans(&pattern, t.symbols, e911__rule_members(&plan->rules, rule), spans))
        t.item = pattern.count;
    write_filled(text, &t, w);
}

static e911_status read_match(const e911_plan *plan, const e911_match *match, const char *dialled,
                              size_t len, e911_match *ret)
{
    e911_status status = e911__struct_check_out(match, sizeof *match);

    if (status != E911_OK)
        return status;
    e911__struct_load(ret, sizeof *ret, match);
    if (plan == NULL || (dialled == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (ret->source == E911_MATCH_RULE && ret->rule >= plan->rules.count)
        return E911_ERR_INVALID_ARGUMENT;
    return E911_OK;
}

e911_status e911_plan_format_number(const e911_plan *plan, const e911_match *match,
                                    const char *dialled, size_t len, char *buf, size_t size,
                                    size_t *ret_len)
{
    e911__writer w = e911__writer_on(buf, size);
    e911_match full;
    e911_status status = read_match(plan, match, dialled, len, &full);
    e911__dialled read;
    uint32_t standardized;

    if (status != E911_OK)
        return status;
    if (ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    e911__dialled_read(&read, e911__text(dialled, len), plan->options);
    standardized = full.source == E911_MATCH_RULE ? plan->rules.rules[full.rule].standardized : 0;
    if (full.number.len > 0)
        e911__writer_text(&w, full.number);
    else if (standardized != 0)
        write_of_rule(plan, full.rule, &read, e911__texts_at(&plan->rules.texts, standardized), &w);
    else
        write_user_part(read.user, &w);
    return e911__writer_end(&w, ret_len);
}

/* The rule's dial string for a group, or its default one; false when it has neither. */
static bool find_dial_string(const e911__rules *rules, uint32_t rule, e911_text group,
                             e911_text *ret)
{
    size_t count = e911__rule_profile(rules, rule)->dial_string_count;
    bool found = false;

    for (size_t i = 0; i < count; i++) {
        e911_dial_string text = e911__rule_dial_string(rules, rule, i);

        if (e911__equal_nocase(text.group, group)) {
            *ret = text.text;
            return true;
        }
        if (text.group.len == 0) {
            *ret = text.text;
            found = true;
        }
    }
    return found;
}

e911_status e911_plan_format_dial_string(const e911_plan *plan, const e911_match *match,
                                         const char *dialled, size_t len, const char *group,
                                         size_t group_len, char *buf, size_t size, size_t *ret_len)
{
    e911__writer w = e911__writer_on(buf, size);
    e911_match full;
    e911_status status = read_match(plan, match, dialled, len, &full);
    e911__dialled read;
    e911_text text;

    if (status != E911_OK)
        return status;
    if (ret_len == NULL || (buf == NULL && size > 0) || (group == NULL && group_len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (full.source != E911_MATCH_RULE ||
        !find_dial_string(&plan->rules, full.rule, e911__text(group, group_len), &text))
        return E911_ERR_NOT_FOUND;
    e911__dialled_read(&read, e911__text(dialled, len), plan->options);
    write_of_rule(plan, full.rule, &read, text, &w);
    return e911__writer_end(&w, ret_len);
}
