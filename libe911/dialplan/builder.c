#include "dialplan/builder.h"

#include "base/error.h"

e911_status e911_plan_builder_new(const e911_allocator *allocator, e911_plan_builder **ret_builder)
{
    e911_plan_builder *builder = NULL;
    e911_status status = ret_builder == NULL
                             ? E911_ERR_INVALID_ARGUMENT
                             : e911__object_new(allocator, sizeof *builder, &builder);

    if (status != E911_OK)
        return status;
    status = e911__rules_init(&builder->rules, &builder->memory);
    if (status == E911_OK)
        *ret_builder = builder;
    else
        e911_plan_builder_free(builder);
    return status;
}

void e911_plan_builder_free(e911_plan_builder *builder)
{
    if (builder == NULL)
        return;
    e911__release(&builder->memory, builder->numbers,
                  builder->number_capacity * sizeof *builder->numbers);
    e911__rules_release(&builder->rules, &builder->memory);
    e911__release(&builder->memory, builder, sizeof *builder);
}

e911_status e911_plan_builder_set_region(e911_plan_builder *builder, const char *region, size_t len,
                                         e911_error *reterr)
{
    if (builder == NULL || (region == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    if (builder->region != NULL)
        return e911__refuse(reterr, E911_ERR_STATE, 0, "the region is set already", "one region");
    builder->crossed = 0;
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
    builder->crossed = 0;
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
    e911__plan_number added = {.call_class = (uint8_t)call_class,
                               .service = e911__class_service(call_class)};
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
    builder->crossed = 0;
    builder->numbers[builder->number_count++] = added;
    return E911_OK;
}
