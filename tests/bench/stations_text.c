#include "stations_text.h"

#include <stdio.h>

static const char *const first_names[] = {"Ann",  "Ben",    "Carla", "D.",
                                          "Erik", "Fatima", "G.",    "Ines"};
static const char *const last_names[] = {"Adler", "Baker", "Cruz", "Diaz",  "Evans", "Fox",
                                         "Gray",  "Hill",  "Ito",  "Jones", "Kim",   "Lopez"};
static const char *const makers[] = {"Polycom", "Yealink", "Cisco", "Snom"};
static const char *const models[] = {"VVX 450", "T54W", "8851", "D785", "VVX 250", "T46U"};
static const char *const sites[] = {"Chicago", "Austin", "Reno", "Boston", "Tampa"};
static const char *const codes[] = {"CH", "AU", "RE", "BO", "TA"};

#define PICK(list, number) ((list)[(uint32_t)(number) % (sizeof(list) / sizeof(list)[0])])

/* Two lines in a row are one phone, once in eight. */
static int32_t phone_of(int32_t row)
{
    return row % 8 == 7 ? row - 1 : row;
}

static int32_t line_of(int32_t row)
{
    return row % 100 == 99 ? row - 50 : row;
}

/* Spread over all 24 bits, each value once. */
uint64_t station_mac(int32_t row)
{
    return UINT64_C(0x0004f2000000) | ((uint32_t)phone_of(row) * 2654435769u & 0xFFFFFFu);
}

uint32_t station_ip(int32_t row)
{
    uint32_t phone = (uint32_t)phone_of(row);

    return 10u << 24 | ((phone / 250) & 0xFFFFu) << 8 | (phone % 250 + 2);
}

size_t station_identity(char *at, int32_t row)
{
    return (size_t)sprintf(at, "%d@pbx.test", 1000000 + line_of(row));
}

size_t station_text(char *at, int32_t row)
{
    uint32_t spread = (uint32_t)row * 2654435769u >> 8;
    int32_t place = row / 20;
    uint32_t ip = station_ip(row);
    char identity[64];

    if (row < 0)
        return (size_t)sprintf(at, "DisplayName,PhoneManufacturer,PhoneModel,NetworkID,"
                                   "IdentificationAddress,Extension,StationType,Site,"
                                   "StationIPAddress,ERL,ELIN,CallbackNumber,OutboundANI\r\n");
    station_identity(identity, row);
    return (size_t)sprintf(
        at, "%s %s,%s,%s,%012llx,%s,%d,%s,%s,%u.%u.%u.%u,%s-%05d,312%07d,312%07d,%s\r\n",
        PICK(first_names, spread), PICK(last_names, spread / 8), PICK(makers, phone_of(row)),
        PICK(models, phone_of(row)), (unsigned long long)station_mac(row), identity,
        1000000 + line_of(row), row % 32 == 31 ? "SoftPhone" : "Managed", PICK(sites, place),
        ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255, PICK(codes, place), place,
        5550000 + place, 5000000 + row % 1000000, row % 3 == 0 ? "3125550100" : "");
}
