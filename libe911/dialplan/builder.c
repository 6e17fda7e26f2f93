#include "base/error.h"
#include "dialplan/dialled.h"
#include "dialplan/plan.h"

struct e911_plan_builder {
    e911__memory memory;
    const e911__region *region;
    e911__plan_number *numbers;
    size_t number_count;
    size_t number_capacity;
    e911__plan_prefix prefixes[E911_PLAN_PREFIXES_MAX];
    size_t prefix_count;
};

e911_status e911_plan_builder_new(const e911_allocator *allocator, e911_plan_builder **ret_builder)
{
    return e911__object_new(allocator, sizeof **ret_builder, ret_builder);
}

void e911_plan_builder_free(e911_plan_builder *builder)
{
    if (builder == NULL)
        return;
    e911__release(&builder->memory, builder->numbers,
                  builder->number_capacity * sizeof *builder->numbers);
    e911__release(&builder->memory, builder, sizeof *builder);
}

e911_status e911_plan_builder_set_region(e911_plan_builder *builder, const char *region, size_t len,
                                         e911_error *reterr)
{
    if (builder == NULL || (region == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (builder->region != NULL)
        return e911__refuse(reterr, E911_ERR_STATE, 0, "the region is set already", "one region");
    return e911__region_require(e911__text(region, len), &builder->region, reterr);
}

static bool is_dialable(char c)
{
    return e911__is_digit(c) || c == '*' || c == '#';
}

e911_status e911_plan_builder_add_access_prefix(e911_plan_builder *builder, const char *prefix,
                                                size_t len, e911_error *reterr)
{
    e911__plan_prefix added = {.len = (uint8_t)len};

    if (builder == NULL || (prefix == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (len == 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "an empty access prefix",
                            "1 to 8 characters of 0-9 * #");
    if (len > E911_PLAN_PREFIX_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, E911_PLAN_PREFIX_MAX,
                            "the access prefix is too long", "at most 8 characters");
    for (size_t i = 0; i < len; i++) {
        if (!is_dialable(prefix[i]))
            return e911__refuse(reterr, E911_ERR_SYNTAX, i, "not an access prefix",
                                "characters of 0-9 * #");
        added.digits[i] = prefix[i];
    }
    for (size_t i = 0; i < builder->prefix_count; i++) {
        if (e911__equal(e911__text(builder->prefixes[i].digits, builder->prefixes[i].len),
                        e911__text(prefix, len)))
            return e911__refuse(reterr, E911_ERR_DUPLICATE, 0, "this access prefix stands twice",
                                "each access prefix once");
    }
    if (builder->prefix_count == E911_PLAN_PREFIXES_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "too many access prefixes", "at most 16");
    builder->prefixes[builder->prefix_count++] = added;
    return E911_OK;
}

/* Digits without visual separators into a number of the plan. */
static e911_status read_number(const char *number, size_t len, e911__plan_number *ret,
                               e911_error *reterr)
{
    for (size_t i = 0; i < len; i++) {
        if (e911__is_visual_separator(number[i]))
            continue;
        if (!is_dialable(number[i]))
            return e911__refuse(reterr, E911_ERR_SYNTAX, i, "not a number",
                                "characters of 0-9 * #");
        if (ret->digits_len == E911_PLAN_NUMBER_MAX)
            return e911__refuse(reterr, E911_ERR_LIMIT, i, "the number is too long",
                                "at most 32 digits");
        ret->digits[ret->digits_len] = number[i];
        ret->standardized[ret->digits_len++] = number[i];
    }
    if (ret->digits_len == 0)
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "an empty number", "at least one digit");
    ret->standardized_len = ret->digits_len;
    return E911_OK;
}

static bool is_added(const e911_plan_builder *builder, const e911__plan_number *number)
{
    for (size_t i = 0; i < builder->number_count; i++) {
        if (e911__equal(e911__text(builder->numbers[i].digits, builder->numbers[i].digits_len),
                        e911__text(number->digits, number->digits_len)))
            return true;
    }
    return false;
}

e911_status e911_plan_builder_add_number(e911_plan_builder *builder, const char *number, size_t len,
                                         uint32_t call_class, e911_error *reterr)
{
    e911__plan_number added = {.call_class = (uint8_t)call_class};
    e911_status status;

    if (builder == NULL || (number == NULL && len > 0) || call_class == E911_CLASS_NONE ||
        call_class > E911_CLASS_CRISIS)
        return E911_ERR_INVALID_ARGUMENT;
    status = read_number(number, len, &added, reterr);
    if (status != E911_OK)
        return status;
    if (is_added(builder, &added))
        return e911__refuse(reterr, E911_ERR_DUPLICATE, 0, "a number stands twice",
                            "each number once");
    if (builder->number_count == E911_PLAN_NUMBERS_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "too many numbers", "at most 4096");
    status = e911__grow(&builder->memory, &builder->numbers, &builder->number_capacity,
                        builder->number_count + 1, sizeof added);
    if (status != E911_OK)
        return status;
    builder->numbers[builder->number_count++] = added;
    return E911_OK;
}

static void add_region_numbers(e911_plan *plan, const e911__region *region)
{
    for (size_t i = 0; region != NULL && i < region->count; i++) {
        e911_region_number from = e911__region_number_at(region, i);
        e911__plan_number *to = &plan->numbers[plan->number_count++];

        memcpy(to->digits, from.number.data, from.number.len);
        memcpy(to->standardized, from.standardized.data, from.standardized.len);
        to->digits_len = (uint8_t)from.number.len;
        to->standardized_len = (uint8_t)from.standardized.len;
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

static e911_status fill_plan(e911_plan *plan, const e911_plan_builder *builder, e911_error *reterr)
{
    e911_status status;

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

e911_status e911_plan_builder_build(e911_plan_builder *builder, e911_plan **ret_plan,
                                    e911_error *reterr)
{
    e911_status status = E911_ERR_NOMEM;
    e911_plan *plan;
    size_t count;

    if (builder == NULL || ret_plan == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    count = builder->number_count + (builder->region == NULL ? 0 : builder->region->count);
    plan = e911__alloc(&builder->memory, sizeof *plan);
    if (plan == NULL)
        return E911_ERR_NOMEM;
    plan->memory = builder->memory;
    e911__reference_init(&plan->references);
    plan->number_count = count;
    plan->numbers = e911__alloc_array(&plan->memory, count + 1, sizeof *plan->numbers);
    if (plan->numbers != NULL)
        status = fill_plan(plan, builder, reterr);
    if (status != E911_OK) {
        e911_plan_unref(plan);
        return status;
    }
    *ret_plan = plan;
    return E911_OK;
}
