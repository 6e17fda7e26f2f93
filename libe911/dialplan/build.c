/* From a builder to a plan. */
#include "base/error.h"
#include "dialplan/builder.h"

/* ---- numbers --------------------------------------------------------------------------------- */

static void add_region_numbers(e911_plan *plan, const e911__region *region)
{
    for (size_t i = 0; region != NULL && i < region->count; i++) {
        e911_region_number from = e911__region_number_at(region, i);
        e911__plan_number *to = &plan->numbers[plan->number_count++];

        memcpy(to->digits, from.number.data, from.number.len);
        memcpy(to->standardized, from.standardized.data, from.standardized.len);
        to->digits_len = (uint8_t)from.number.len;
        to->standardized_len = (uint8_t)from.standardized.len;
        to->service = from.service;
        to->call_class = (uint8_t)from.call_class;
        to->of_region = 1;
        to->behind_prefix = 1;
    }
}

/* A number added that the region has, too: the provider still gets what the region says. */
static void repeat_region_number(e911__plan_number *added, const e911__plan_number *of_region)
{
    added->behind_prefix = 1;
    if (added->call_class != of_region->call_class)
        return;
    memcpy(added->standardized, of_region->standardized, sizeof added->standardized);
    added->standardized_len = of_region->standardized_len;
    added->service = of_region->service;
}

/* A number added may repeat one of the region, and may not lessen it. The numbers added stand first
   in the plan, so their row is found first. */
static e911_status check_numbers(e911_plan *plan, e911_error *reterr)
{
    for (size_t i = 0; i < plan->number_count; i++) {
        const e911__plan_number *number = &plan->numbers[i];
        e911__plan_number *first =
            &plan->numbers[e911__plan_find(plan, e911__text(number->digits, number->digits_len))];

        if (first == number)
            continue;
        if (number->call_class == E911_CLASS_EMERGENCY && first->call_class != E911_CLASS_EMERGENCY)
            return e911__refuse(reterr, E911_ERR_CONFLICT, 0,
                                "an emergency number of the region is given a lesser class",
                                "the class emergency (47 U.S.C. 623)");
        repeat_region_number(first, number);
    }
    return E911_OK;
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* True when a rule of deny_emergency speaks of a number for the site of another rule, or for all.
 */
static bool is_denied(const e911_plan *plan, e911_text number, uint32_t site)
{
    for (size_t i = 0; i < plan->rules.count; i++) {
        const e911__profile *profile = e911__rule_profile(&plan->rules, i);
        e911__symbols symbols = {.cursor = e911__cursor_on(number.data, number.len)};
        e911__pattern pattern;

        if (profile->action != E911_RULE_DENY_EMERGENCY ||
            (profile->site != 0 && profile->site != site))
            continue;
        e911__rule_read_pattern(&plan->rules, i, &pattern);
        if (e911__pattern_match(&pattern, symbols, (e911__members){0}))
            return true;
    }
    return false;
}

/* The rule stands before the region's numbers: it may not lessen one that is an emergency. */
static bool lessens_emergency(const e911_plan *plan, size_t rule, const e911__pattern *pattern)
{
    for (size_t i = 0; i < plan->number_count; i++) {
        const e911__plan_number *number = &plan->numbers[i];
        e911_text digits = e911__text(number->digits, number->digits_len);
        e911__symbols symbols = {.cursor = e911__cursor_on(digits.data, digits.len)};

        if (number->of_region && number->call_class == E911_CLASS_EMERGENCY &&
            e911__pattern_match(pattern, symbols, e911__rule_members(&plan->rules, rule)) &&
            !is_denied(plan, digits, e911__rule_profile(&plan->rules, rule)->site))
            return true;
    }
    return false;
}

static e911_status check_rules(const e911_plan *plan, e911_error *reterr)
{
    for (size_t i = 0; plan->region != NULL && i < plan->rules.count; i++) {
        uint32_t call_class =
            e911__category_class(&plan->rules, e911__rule_profile(&plan->rules, i)->category);
        e911__pattern pattern;

        if (call_class != E911_CLASS_TEST && call_class != E911_CLASS_CRISIS)
            continue;
        e911__rule_read_pattern(&plan->rules, i, &pattern);
        if (!pattern.as_dialled && lessens_emergency(plan, i, &pattern))
            return e911__refuse_at(reterr, E911_ERR_CONFLICT, 0, plan->rules.rules[i].line, 0,
                                   "an emergency number of the region is given a lesser class",
                                   "the category Emergency, or deny_emergency (47 U.S.C. 623)");
    }
    return E911_OK;
}

/* Wildcards stand for what was dialled, so such a text is no number yet. */
static bool has_wildcards(e911_text text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = e911__lower(text.data[i]);

        if (c == 'x' || c == 'y' || c == 'n' || c == 'z' || c == '$' || c == '?')
            return true;
    }
    return false;
}

/* A rule whose whole pattern can be compared with a text of its length at once. */
static bool is_plain(const e911__rules *rules, size_t rule, const e911__pattern *pattern)
{
    e911_text text = e911__rule_pattern(rules, rule);

    for (size_t i = 0; i < text.len; i++) {
        if (!e911__is_digit(text.data[i]) && e911__lower(text.data[i]) != 'x')
            return false;
    }
    return pattern->simple && text.len >= 8 && text.len <= 16 &&
           e911__rule_profile(rules, rule)->site == 0;
}

/* Say of each rule what classifying wants to know at once. Which text is its number: as far as that
   is known before anything is dialled. */
static void mark_rules(e911__rules *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        e911__rule *rule = &rules->rules[i];
        e911__pattern pattern;

        e911__rule_read_pattern(rules, i, &pattern);
        if (is_plain(rules, i, &pattern))
            rule->profile |= E911__RULE_IS_PLAIN;
        if (rule->standardized == 0 && pattern.literal && pattern.simple)
            rule->profile |= E911__RULE_IS_NUMBER;
        if (!pattern.literal && has_wildcards(e911__texts_at(&rules->texts, rule->standardized)))
            rule->profile |= E911__RULE_HAS_NO_NUMBER;
    }
}

static e911_status fill_shown(e911_plan *plan)
{
    const e911__rules *rules = &plan->rules;

    if (rules->profile_count == 0)
        return E911_OK;
    plan->shown = e911__alloc_array(&plan->memory, rules->profile_count, sizeof *plan->shown);
    if (plan->shown == NULL)
        return E911_ERR_NOMEM;
    for (size_t i = 0; i < rules->profile_count; i++) {
        const e911__profile *profile = &rules->profiles[i];
        uint32_t call_class = e911__category_class(rules, profile->category);

        plan->shown[i] = (e911__shown){.call_class = call_class,
                                       .source = E911_MATCH_RULE,
                                       .service = e911__class_service(call_class),
                                       .category = e911__category_key(rules, profile->category),
                                       .display = e911__texts_at(&rules->texts, profile->display),
                                       .prefix = E911__NOTHING,
                                       .region = E911__NOTHING,
                                       .site = profile->site};
    }
    return E911_OK;
}

/* ---- the plan -------------------------------------------------------------------------------- */

static e911_status fill_numbers(e911_plan *plan, const e911_plan_builder *builder,
                                e911_error *reterr)
{
    size_t count = builder->number_count + (builder->region == NULL ? 0 : builder->region->count);
    e911_status status;

    plan->number_count = count;
    plan->numbers = e911__alloc_array(&plan->memory, count + 1, sizeof *plan->numbers);
    if (plan->numbers == NULL)
        return E911_ERR_NOMEM;
    if (builder->number_count > 0)
        memcpy(plan->numbers, builder->numbers, builder->number_count * sizeof *plan->numbers);
    plan->number_count = builder->number_count;
    /* Without a region the numbers added are all there is to dial behind a prefix. */
    for (size_t i = 0; i < plan->number_count && builder->region == NULL; i++)
        plan->numbers[i].behind_prefix = 1;
    add_region_numbers(plan, builder->region);
    memcpy(plan->prefixes, builder->prefixes, sizeof plan->prefixes);
    plan->prefix_count = builder->prefix_count;
    status = e911__index_build(&plan->by_digits, &plan->memory, plan->numbers, plan->number_count,
                               e911__plan_number_key);
    return status == E911_OK ? check_numbers(plan, reterr) : status;
}

/* The first `rule_count` of some rules, the builder's number lists and all that goes with them. */
static e911_status fill_rules(e911_plan *plan, const e911_plan_builder *builder, e911__rule *rules,
                              size_t rule_count, e911_error *reterr)
{
    e911__rules first = builder->rules;
    e911_status status;

    first.rules = rules;
    first.count = rule_count;
    status = e911__rules_copy(&plan->rules, &first, &plan->memory);
    if (status != E911_OK)
        return status;
    mark_rules(&plan->rules);
    status = fill_shown(plan);
    return status == E911_OK ? check_rules(plan, reterr) : status;
}

static e911_status build_of(const e911_plan_builder *builder, e911__rule *rules, size_t rule_count,
                            size_t state_limit, e911_plan **ret_plan, e911_error *reterr)
{
    e911_plan *plan = e911__alloc(&builder->memory, sizeof *plan);
    e911_status status;

    if (plan == NULL)
        return E911_ERR_NOMEM;
    plan->memory = builder->memory;
    plan->region = builder->region;
    plan->options = builder->options;
    e911__reference_init(&plan->references);
    status = fill_numbers(plan, builder, reterr);
    if (status == E911_OK)
        status = fill_rules(plan, builder, rules, rule_count, reterr);
    if (status == E911_OK)
        status = e911__plan_compile(plan, state_limit);
    if (status == E911_OK)
        *ret_plan = plan;
    else
        e911_plan_unref(plan);
    return status;
}

static e911_status build_first(const e911_plan_builder *builder, size_t rule_count,
                               size_t state_limit, e911_plan **ret_plan, e911_error *reterr)
{
    return build_of(builder, builder->rules.rules, rule_count, state_limit, ret_plan, reterr);
}

/* ---- too many states ------------------------------------------------------------------------- */

/* How many of the first rules are too many, as more rules want more states. Found from below, since
   a few rules with ? are enough, and each count that is too many takes the whole limit's time. */
static e911_status find_crossed(e911_plan_builder *builder, size_t state_limit, size_t *ret)
{
    size_t good = 0, bad = builder->rules.count;

    while (bad - good > 1) {
        size_t middle = 2 * good + 1 < bad / 2 ? 2 * good + 1 : good + (bad - good) / 2;
        e911_plan *plan = NULL;
        e911_status status = build_first(builder, middle, state_limit, &plan, NULL);

        e911_plan_unref(plan);
        if (status == E911_OK)
            good = middle;
        else if (status == E911_ERR_LIMIT)
            bad = middle;
        else
            return status;
    }
    *ret = bad;
    return E911_OK;
}

e911_status e911__plan_builder_build(e911_plan_builder *builder, size_t state_limit,
                                     e911_plan **ret_plan, e911_error *reterr)
{
    e911_status status;
    size_t crossed;

    builder->crossed = 0;
    status = build_first(builder, builder->rules.count, state_limit, ret_plan, reterr);
    if (status != E911_ERR_LIMIT)
        return status;
    status = find_crossed(builder, state_limit, &crossed);
    if (status != E911_OK)
        return status;
    builder->crossed = crossed;
    return e911__refuse_at(reterr, E911_ERR_LIMIT, 0,
                           crossed == 0 ? 0 : builder->rules.rules[crossed - 1].line, 0,
                           "the rules up to this one need too many states",
                           "fewer rules with ? or number lists before it");
}

e911_status e911_plan_builder_build(e911_plan_builder *builder, e911_plan **ret_plan,
                                    e911_error *reterr)
{
    if (builder == NULL || ret_plan == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    return e911__plan_builder_build(builder, E911_PLAN_STATES_MAX, ret_plan, reterr);
}

/* True for an emergency number of the builder's region. */
static bool is_of_region(const e911_plan_builder *builder, const e911__pattern *pattern)
{
    for (size_t i = 0; builder->region != NULL && i < builder->region->count; i++) {
        e911_region_number number = e911__region_number_at(builder->region, i);
        e911__symbols symbols = {.cursor = e911__cursor_on(number.number.data, number.number.len)};

        if (number.call_class == E911_CLASS_EMERGENCY &&
            e911__pattern_match(pattern, symbols, (e911__members){0}))
            return true;
    }
    return false;
}

/* True for a rule that says of one number that it is an emergency, a test or a crisis; as no number
   is denied, none of the region's may be lessened. */
static bool is_kept(const e911_plan_builder *builder, size_t rule)
{
    const e911__profile *profile = e911__rule_profile(&builder->rules, rule);
    uint32_t call_class = e911__category_class(&builder->rules, profile->category);
    e911__pattern pattern;

    if (profile->action != E911_RULE_MATCH || call_class == E911_CLASS_NONE)
        return false;
    e911__rule_read_pattern(&builder->rules, rule, &pattern);
    return pattern.literal &&
           (call_class == E911_CLASS_EMERGENCY || !is_of_region(builder, &pattern));
}

static e911_status keep_numbers(const e911_plan_builder *builder, e911__rule **ret, size_t *ret_len)
{
    e911__rule *kept = e911__alloc_array(&builder->memory, builder->rules.count + 1, sizeof *kept);

    *ret = kept;
    *ret_len = 0;
    for (size_t i = 0; kept != NULL && i < builder->rules.count; i++) {
        if (is_kept(builder, i))
            kept[(*ret_len)++] = builder->rules.rules[i];
    }
    return kept == NULL ? E911_ERR_NOMEM : E911_OK;
}

e911_status e911_plan_builder_build_without_rules(e911_plan_builder *builder, e911_plan **ret_plan,
                                                  e911_error *reterr)
{
    e911__rule *kept = NULL;
    size_t count = 0;
    e911_status status;

    if (builder == NULL || ret_plan == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    status = keep_numbers(builder, &kept, &count);
    if (status == E911_OK)
        status = build_of(builder, kept, count, E911_PLAN_STATES_MAX, ret_plan, reterr);
    e911__release(&builder->memory, kept, (builder->rules.count + 1) * sizeof *kept);
    /* Even numbers can be too many; the region's never are. */
    return status == E911_ERR_LIMIT
               ? build_first(builder, 0, E911_PLAN_STATES_MAX, ret_plan, reterr)
               : status;
}

size_t e911_plan_builder_blamed(const e911_plan_builder *builder, uint32_t *ret_rules,
                                size_t capacity)
{
    size_t count = 0;

    if (builder == NULL || builder->crossed == 0)
        return 0;
    for (size_t i = 0; i < builder->crossed; i++) {
        size_t rule = i == 0 ? builder->crossed - 1 : i - 1;
        e911__pattern pattern;

        e911__rule_read_pattern(&builder->rules, rule, &pattern);
        if (i > 0 && !pattern.has_star)
            continue;
        if (count < capacity)
            ret_rules[count] = (uint32_t)rule;
        count++;
    }
    return count;
}
