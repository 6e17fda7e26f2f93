#include "dialplan/region.h"

#include "base/error.h"
#include "base/struct.h"

/* ---- the table ------------------------------------------------------------------------------- */

static int compare_codes(const char *a, const char *b)
{
    int first = e911__lower(a[0]) - e911__lower(b[0]);

    return first != 0 ? first : e911__lower(a[1]) - e911__lower(b[1]);
}

const e911__region *e911__region_find(e911_text code)
{
    size_t first = 0, end = e911__region_count;

    while (code.len == 2 && first < end) {
        size_t middle = first + (end - first) / 2;
        int order = compare_codes(code.data, e911__regions[middle].code);

        if (order == 0)
            return &e911__regions[middle];
        if (order < 0)
            end = middle;
        else
            first = middle + 1;
    }
    return NULL;
}

e911_status e911__region_require(e911_text code, const e911__region **ret, e911_error *reterr)
{
    const e911__region *found;

    if (code.len != 2 || !e911__is_alpha(code.data[0]) || !e911__is_alpha(code.data[1]))
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "not a region",
                            "an ISO 3166 code of two letters, such as US");
    found = e911__region_find(code);
    if (found == NULL)
        return e911__refuse(reterr, E911_ERR_NOT_FOUND, 0,
                            "no emergency numbers are known for this region",
                            "the code of a region with emergency numbers, such as US");
    *ret = found;
    return E911_OK;
}

static e911_text text_at(uint16_t place)
{
    return e911__text(&e911__region_texts[place], strlen(&e911__region_texts[place]));
}

/* One service has its own URN; a number that reaches several, or nobody knows which, the general
   one. */
static e911_text service_of(const e911__region_row *row)
{
    if (row->call_class == E911_CLASS_TEST)
        return E911__TEXT("urn:service:test.sos");
    if (row->call_class != E911_CLASS_EMERGENCY)
        return E911__NOTHING;
    switch (row->services) {
    case E911_REGION_SERVICE_POLICE:
        return E911__TEXT("urn:service:sos.police");
    case E911_REGION_SERVICE_AMBULANCE:
        return E911__TEXT("urn:service:sos.ambulance");
    case E911_REGION_SERVICE_FIRE:
        return E911__TEXT("urn:service:sos.fire");
    case E911_REGION_SERVICE_MARINE:
        return E911__TEXT("urn:service:sos.marine");
    case E911_REGION_SERVICE_MOUNTAIN:
        return E911__TEXT("urn:service:sos.mountain");
    default:
        return E911__TEXT("urn:service:sos");
    }
}

e911_region_number e911__region_number_at(const e911__region *region, size_t index)
{
    const e911__region_row *row = &e911__region_rows[region->first + index];
    e911_region_number number = {
        .struct_size = sizeof number,
        .region = e911__text(region->code, sizeof region->code),
        .number = text_at(row->number),
        .standardized = text_at(row->standardized),
        .service = service_of(row),
        .note = text_at(row->note),
        .call_class = row->call_class,
        .services = row->services,
        .sources = row->sources,
    };

    return number;
}

/* ---- for everyone ---------------------------------------------------------------------------- */

e911_status e911_region_init(e911_region *region, size_t struct_size)
{
    return e911__struct_init(region, struct_size, sizeof *region);
}

e911_status e911_region_number_init(e911_region_number *number, size_t struct_size)
{
    return e911__struct_init(number, struct_size, sizeof *number);
}

uint32_t e911_region_count(void)
{
    return (uint32_t)e911__region_count;
}

e911_status e911_region_at(uint32_t index, e911_region *ret_region)
{
    e911_status status = e911__struct_check_out(ret_region, sizeof *ret_region);
    e911_region region = {0};

    if (status != E911_OK)
        return status;
    if (index >= e911__region_count)
        return E911_ERR_NOT_FOUND;
    region.code = e911__text(e911__regions[index].code, sizeof e911__regions[index].code);
    region.flags = e911__regions[index].flags;
    region.number_count = e911__regions[index].all;
    e911__struct_store(ret_region, &region, sizeof region);
    return E911_OK;
}

e911_status e911_region_find(const char *code, size_t len, uint32_t *ret_index, e911_error *reterr)
{
    const e911__region *found = NULL;
    e911_status status;

    if (ret_index == NULL || (code == NULL && len > 0))
        return E911_ERR_INVALID_ARGUMENT;
    status = e911__region_require(e911__text(code, len), &found, reterr);
    if (status == E911_OK)
        *ret_index = (uint32_t)(found - e911__regions);
    return status;
}

e911_status e911_region_number_at(uint32_t region, uint32_t index, e911_region_number *ret_number)
{
    e911_status status = e911__struct_check_out(ret_number, sizeof *ret_number);
    e911_region_number number;

    if (status != E911_OK)
        return status;
    if (region >= e911__region_count || index >= e911__regions[region].all)
        return E911_ERR_NOT_FOUND;
    number = e911__region_number_at(&e911__regions[region], index);
    e911__struct_store(ret_number, &number, sizeof number);
    return E911_OK;
}

const char *e911_region_source_name(uint32_t source)
{
    switch (source) {
    case E911_REGION_SOURCE_LIBPHONENUMBER:
        return "libphonenumber";
    case E911_REGION_SOURCE_ANDROID:
        return "Android";
    case E911_REGION_SOURCE_NANP:
        return "NANP";
    }
    return "?";
}
