/* The reading order of a plan: what comes before what, as one list of patterns. */
#include "dialplan/compile.h"
#include "dialplan/plan.h"

typedef struct ordering {
    e911_plan *plan;
    e911__compiler *compiler;
    e911__set literals; /* rules for the user part that are literal digits, by what they spell */
    bool by_user;
} ordering;

/* ---- rules that spell a text ----------------------------------------------------------------- */

/* What a literal pattern spells; `buf` has room for E911_PLAN_PATTERN_MAX bytes. */
static e911_text spell(const e911__pattern *pattern, char *buf)
{
    for (size_t i = 0; i < pattern->count; i++)
        buf[i] = (char)pattern->items[i].value;
    return e911__text(buf, pattern->count);
}

static e911_status add_literal(ordering *o, uint32_t rule, const e911__pattern *pattern)
{
    char buf[E911_PLAN_PATTERN_MAX];
    e911_text text = spell(pattern, buf);

    return e911__set_add(&o->literals, &o->plan->memory,
                         e911__hash(E911__HASH_START, text.data, text.len), rule);
}

/* The rules that spell a text, for one action, as they are asked for one after the other. */
typedef struct spelling {
    e911_text text;
    uint32_t action;
    uint32_t from;  /* a rule below this one was given already */
    uint32_t found; /* and one below this one is looked for */
} spelling;

static bool is_spelling(const void *table, uint32_t rule, const void *key)
{
    const e911__rules *rules = table;
    const spelling *s = key;
    char buf[E911_PLAN_PATTERN_MAX];
    e911__pattern pattern;

    if (rule < s->from || rule >= s->found || e911__rule_profile(rules, rule)->action != s->action)
        return false;
    e911__rule_read_pattern(rules, rule, &pattern);
    return e911__equal(spell(&pattern, buf), s->text);
}

/* A set has no order: until none is before the one that was found. */
static bool next_spelling(const ordering *o, spelling *s)
{
    uint32_t hash = e911__hash(E911__HASH_START, s->text.data, s->text.len);
    uint32_t rule;

    s->found = E911_NO_RULE;
    do {
        rule = e911__set_find(&o->literals, hash, &o->plan->rules, is_spelling, s);
        if (rule != E911__SET_NONE)
            s->found = rule;
    } while (rule != E911__SET_NONE);
    s->from = s->found + 1;
    return s->found != E911_NO_RULE;
}

/* ---- entries --------------------------------------------------------------------------------- */

static e911_status add_interpretation(ordering *o, e911_text text, uint16_t number, uint16_t prefix,
                                      uint32_t *ret)
{
    e911_plan *plan = o->plan;
    e911__interpretation interpretation = {.number = number, .prefix = prefix};
    e911_status status =
        e911__grow(&plan->memory, &plan->interpretations, &plan->interpretation_capacity,
                   plan->interpretation_count + 1, sizeof interpretation);

    if (status == E911_OK)
        status = e911__grow(&plan->memory, &plan->spelled.bytes, &plan->spelled.capacity,
                            plan->spelled.len + 1 + text.len, 1);
    if (status != E911_OK)
        return status;
    interpretation.spelled = (uint32_t)plan->spelled.len;
    plan->spelled.bytes[plan->spelled.len++] = (char)text.len;
    memcpy(plan->spelled.bytes + plan->spelled.len, text.data, text.len);
    plan->spelled.len += text.len;
    *ret = (uint32_t)(plan->rules.count + plan->interpretation_count);
    plan->interpretations[plan->interpretation_count++] = interpretation;
    return E911_OK;
}

/* Few numbers get states of their own, as they are the ones to be fast; many would be too many. */
enum { FEW_NUMBERS = 64 };

static bool is_tail(const ordering *o)
{
    return o->plan->number_count > FEW_NUMBERS;
}

/* An entry for one text. */
static e911_status add_text_entry(ordering *o, e911_text text, uint32_t result, uint32_t site,
                                  bool spelled)
{
    e911__pattern pattern;

    e911__pattern_read(text, &pattern, NULL);
    return e911__compiler_add(o->compiler, &pattern, result, site, 0, spelled);
}

/* Seen from one site, a text has not the reading that comes next; an entry just before it says what
   it is instead. It decides no more than what it stands for: nothing at all, or a rule that may be
   open. */
static e911_status add_exception(ordering *o, e911_text text, uint32_t site)
{
    e911__interpretation interpretation;
    uint32_t result = e911__plan_try_digits(o->plan, text, site, &interpretation);
    bool decides = interpretation.number != E911__READ_NOTHING;
    e911__pattern pattern;
    e911_status status = E911_OK;

    if (result != E911_NO_RULE) {
        e911__rule_read_pattern(&o->plan->rules, result, &pattern);
        decides = !pattern.open;
    } else {
        status = add_interpretation(o, text, interpretation.number, interpretation.prefix, &result);
    }
    if (status == E911_OK)
        status = add_text_entry(o, text, result, site, false);
    if (status == E911_OK)
        o->compiler->entries[o->compiler->entry_count - 1].open = !decides;
    return status;
}

/* Exceptions for the sites at which a rule that spells `digits` has this action; sets *ret_all when
   one of them is for all sites. */
static e911_status add_exceptions(ordering *o, e911_text text, e911_text digits, uint32_t action,
                                  bool *ret_all)
{
    spelling s = {.text = digits, .action = action};
    e911_status status = E911_OK;

    while (status == E911_OK && !*ret_all && next_spelling(o, &s)) {
        uint32_t site = e911__rule_profile(&o->plan->rules, s.found)->site;

        if (site == 0)
            *ret_all = true;
        else
            status = add_exception(o, text, site);
    }
    return status;
}

static e911_text digits_of(const e911__plan_number *number)
{
    return e911__text(number->digits, number->digits_len);
}

/* Numbers that were added and numbers of the region; of two rows with one number the first. */
static e911_status add_numbers(ordering *o, bool of_region)
{
    e911_status status = E911_OK;

    for (size_t i = 0; status == E911_OK && i < o->plan->number_count; i++) {
        const e911__plan_number *number = &o->plan->numbers[i];
        bool denied = false;
        uint32_t result;

        if (number->of_region != of_region || e911__plan_find(o->plan, digits_of(number)) != i)
            continue;
        if (of_region)
            status = add_exceptions(o, digits_of(number), digits_of(number),
                                    E911_RULE_DENY_EMERGENCY, &denied);
        if (status == E911_OK && !denied) {
            status = add_interpretation(o, digits_of(number), (uint16_t)i, 0, &result);
            if (status == E911_OK)
                status = add_text_entry(o, digits_of(number), result, 0, is_tail(o));
        }
    }
    return status;
}

static e911_status add_prefixed(ordering *o, uint16_t number, uint16_t prefix)
{
    const e911__plan_prefix *before = &o->plan->prefixes[prefix];
    e911_text digits = digits_of(&o->plan->numbers[number]);
    char buf[E911_PLAN_PREFIX_MAX + E911_PLAN_NUMBER_MAX];
    e911_text text = {buf, before->len + digits.len};
    bool held = false;
    uint32_t result;
    e911_status status = E911_OK;

    memcpy(buf, before->digits, before->len);
    memcpy(buf + before->len, digits.data, digits.len);
    status = add_exceptions(o, text, text, E911_RULE_MATCH, &held);
    if (status == E911_OK && o->plan->region != NULL)
        status = add_exceptions(o, text, digits, E911_RULE_DENY_EMERGENCY, &held);
    if (status != E911_OK || held)
        return status;
    status = add_interpretation(o, text, number, (uint16_t)(prefix + 1), &result);
    return status == E911_OK ? add_text_entry(o, text, result, 0, is_tail(o)) : status;
}

/* The longest prefix that fits is the reading, so long prefixes come first. */
static e911_status add_all_prefixed(ordering *o)
{
    e911_status status = E911_OK;

    for (size_t len = E911_PLAN_PREFIX_MAX; len > 0; len--) {
        for (size_t prefix = 0; prefix < o->plan->prefix_count; prefix++) {
            if (o->plan->prefixes[prefix].len != len)
                continue;
            for (size_t i = 0; status == E911_OK && i < o->plan->number_count; i++) {
                const e911__plan_number *number = &o->plan->numbers[i];

                if (number->behind_prefix && e911__plan_find(o->plan, digits_of(number)) == i)
                    status = add_prefixed(o, (uint16_t)i, (uint16_t)prefix);
            }
        }
    }
    return status;
}

bool e911__plan_rule_is_first(const e911_plan *plan, size_t rule, const e911__pattern *pattern)
{
    const e911__profile *profile = e911__rule_profile(&plan->rules, rule);

    return plan->region != NULL && !pattern->as_dialled && profile->action == E911_RULE_MATCH &&
           e911__category_class(&plan->rules, profile->category) != E911_CLASS_NONE;
}

/* The rules that come before the region's numbers, or all others, for one kind of text. */
static e911_status add_rules(ordering *o, bool first)
{
    const e911__rules *rules = &o->plan->rules;
    e911_status status = E911_OK;

    for (uint32_t rule = 0; status == E911_OK && rule < rules->count; rule++) {
        const e911__profile *profile = e911__rule_profile(rules, rule);
        e911__pattern pattern;

        if (profile->action != E911_RULE_MATCH)
            continue;
        e911__rule_read_pattern(rules, rule, &pattern);
        if (pattern.as_dialled != o->by_user &&
            e911__plan_rule_is_first(o->plan, rule, &pattern) == first)
            status =
                e911__compiler_add(o->compiler, &pattern, rule, profile->site, profile->list, true);
    }
    return status;
}

/* ---- all ------------------------------------------------------------------------------------- */

static e911_status gather_literals(ordering *o)
{
    e911_status status = E911_OK;

    for (uint32_t rule = 0; status == E911_OK && rule < o->plan->rules.count; rule++) {
        e911__pattern pattern;

        e911__rule_read_pattern(&o->plan->rules, rule, &pattern);
        if (pattern.literal && !pattern.as_dialled)
            status = add_literal(o, rule, &pattern);
    }
    return status;
}

static e911_status add_for_user(ordering *o)
{
    e911_status status = E911_OK;

    if (o->plan->number_count > 0)
        status = gather_literals(o);
    if (status == E911_OK)
        status = add_numbers(o, false);
    if (status == E911_OK)
        status = add_rules(o, true);
    if (status == E911_OK)
        status = add_numbers(o, true);
    if (status == E911_OK)
        status = add_all_prefixed(o);
    if (status == E911_OK)
        status = add_rules(o, false);
    return status;
}

/* E911_ERR_LIMIT where the automaton would not be small. */
static e911_status compile_small(e911__compiler *compiler, bool by_user, e911__automaton *ret)
{
    size_t limit = compiler->state_limit;
    e911_status status = E911_ERR_LIMIT;

    if (compiler->entry_count > E911__SMALL_ENTRIES || limit < E911__SMALL_STATES)
        return status;
    compiler->is_small = true;
    compiler->state_limit = E911__SMALL_STATES;
    status = e911__compile(compiler, by_user, ret);
    compiler->is_small = false;
    compiler->state_limit = limit;
    return status;
}

static void note_first(e911_plan *plan, bool by_user, uint32_t result)
{
    if (!by_user)
        plan->first_as_dialled = result;
    else if (plan->region == NULL && result < plan->rules.count)
        plan->first_by_user = result;
}

static e911_status compile_one(e911_plan *plan, size_t *state_limit, bool by_user,
                               e911__automaton *ret)
{
    e911__compiler compiler;
    ordering o = {.plan = plan, .compiler = &compiler, .by_user = by_user};
    e911_status status = e911__compiler_init(&compiler, &plan->memory, &plan->rules);

    compiler.state_limit = *state_limit;
    if (status == E911_OK)
        status = by_user ? add_for_user(&o) : add_rules(&o, false);
    if (status == E911_OK && compiler.entry_count > 0)
        note_first(plan, by_user, compiler.entries[0].result);
    if (status == E911_OK && (by_user || compiler.entry_count > 0)) {
        status = compile_small(&compiler, by_user, ret);
        if (status == E911_ERR_LIMIT)
            status = e911__compile(&compiler, by_user, ret);
        *state_limit -= compiler.states;
    }
    e911__compiler_release(&compiler);
    e911__set_release(&o.literals, &plan->memory);
    return status;
}

/* Where an automaton is behind a text. */
static uint32_t state_behind(const e911__automaton *a, const char *text)
{
    uint32_t state = a->root;

    for (; *text != '\0' && state != 0 && (state & E911__REF_LEAF) == 0; text++)
        state = a->rows[(size_t)state + a->columns[(uint8_t)*text]];
    return state;
}

/* The first state that only an @ leaves. */
static uint32_t find_until_at(const e911__automaton *a)
{
    for (size_t state = 0; state < a->row_words; state += a->stride) {
        size_t stays = 0;

        for (uint32_t column = 0; state > 0 && column < a->stride - 2; column++)
            stays += column != a->columns['@'] && a->rows[state + column] == state;
        if (stays == a->stride - 3)
            return (uint32_t)state;
    }
    return E911__NO_STATE;
}

/* Most texts as dialled begin alike. */
static void prepare_as_dialled(e911_plan *plan)
{
    static const char *const schemes[E911__SCHEMES] = {"sip:", "sips:", "tel:"};

    for (size_t i = 0; i < E911__SCHEMES; i++) {
        uint32_t ref = state_behind(&plan->by_text, schemes[i]);

        plan->behind_scheme[i] = ref;
        plan->of_scheme[i] = E911_NO_RULE;
        if ((ref & E911__REF_LEAF) != 0 && (ref & E911__REF_FORK) == 0 &&
            e911__plan_result_site(plan, E911__REF_TAIL_RESULT(ref)) == 0)
            plan->of_scheme[i] = E911__REF_TAIL_RESULT(ref);
    }
    plan->until_at = find_until_at(&plan->by_text);
}

/* Both automatons share the limit. */
e911_status e911__plan_compile(e911_plan *plan, size_t state_limit)
{
    e911_status status = compile_one(plan, &state_limit, true, &plan->by_user);

    /* With an option no text is so plain that it needs no reading. */
    if (plan->options != 0)
        memset(plan->by_user.plain, (int)plan->by_user.stride - 2, sizeof plan->by_user.plain);
    if (status == E911_OK)
        status = compile_one(plan, &state_limit, false, &plan->by_text);
    if (status == E911_OK && plan->by_text.rows != NULL)
        prepare_as_dialled(plan);
    return status;
}
