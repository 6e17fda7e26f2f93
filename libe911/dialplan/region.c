#include "dialplan/region.h"

#define NUMBER(text, call_class, standardized)                                                     \
    {                                                                                              \
        {text, sizeof(text) - 1}, call_class,                                                      \
        {                                                                                          \
            standardized, sizeof(standardized) - 1                                                 \
        }                                                                                          \
    }

/* US and CA: 112 reaches 911 (handsets dial it abroad); 933 reads the address back; 988 is the
   suicide and crisis line, not an emergency number. */
static const e911__region_number north_america[] = {
    NUMBER("911", E911_CLASS_EMERGENCY, "911"),
    NUMBER("112", E911_CLASS_EMERGENCY, "911"),
    NUMBER("933", E911_CLASS_TEST, "933"),
    NUMBER("988", E911_CLASS_CRISIS, "988"),
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const e911__region regions[] = {
    {{'C', 'A'}, north_america, COUNT(north_america)},
    {{'U', 'S'}, north_america, COUNT(north_america)},
};

const e911__region *e911__region_find(e911_text code)
{
    for (size_t i = 0; i < COUNT(regions); i++) {
        if (e911__equal_nocase(code, e911__text(regions[i].code, 2)))
            return &regions[i];
    }
    return NULL;
}
