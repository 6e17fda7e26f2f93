/* What is odd in a table of stations, and what is not. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static e911_locations *locations_of(const char *text)
{
    e911_locations_builder *builder;
    e911_locations *locations;

    cr_assert_eq(e911_locations_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(e911_locations_builder_load(builder, text, strlen(text), NULL, NULL, NULL),
                 E911_OK);
    cr_assert_eq(e911_locations_builder_build(builder, &locations), E911_OK);
    e911_locations_builder_free(builder);
    return locations;
}

/* The findings as "LINE name COLUMN (OTHER LINE)", one after the other. */
static void check(const char *stations_text, const char *locations_text, const char *expected)
{
    e911_stations *stations = stations_of_csv(stations_text, strlen(stations_text), NULL);
    e911_locations *locations = locations_text == NULL ? NULL : locations_of(locations_text);
    e911_findings *findings;
    char text[2048] = "";
    size_t len = 0;

    cr_assert_eq(e911_findings_new(NULL, &findings), E911_OK);
    cr_assert_eq(e911_stations_lint(stations, locations, findings), E911_OK);
    for (size_t i = 0; i < e911_findings_count(findings); i++) {
        e911_finding finding = {.struct_size = sizeof finding};

        cr_assert_eq(e911_findings_at(findings, i, &finding), E911_OK);
        len += (size_t)snprintf(text + len, sizeof text - len, "%u %s %s (%u)\n", finding.line,
                                finding.name, finding.field == NULL ? "-" : finding.field,
                                finding.other_line);
    }
    cr_assert_str_eq(text, expected, "%s", stations_text);
    e911_findings_free(findings);
    e911_locations_unref(locations);
    e911_stations_unref(stations);
}

#define PHONE "NetworkID,PhoneManufacturer,PhoneModel,Site,StationIPAddress,ERL,Extension\n"

Test(station_lint, two_lines_of_a_phone_are_not_odd)
{
    check(PHONE "0004f215c285,Polycom,VVX,HQ,10.0.0.1,n,1\n"
                "0004F2-15C285,Polycom, VVX ,HQ,10.0.0.1,n,2\n"
                "0004f215c285,polycom,vvx,hq, 10.0.0.1 ,n,3\n",
          NULL, "");
    check(PHONE "0004f215c285,a,b,HQ,2001:DB8:0::1,n,1\n0004f215c285,a,b,HQ,2001:db8::1,n,2\n",
          NULL, "");
}

Test(station_lint, one_network_id_on_two_phones)
{
    static const char *const others[] = {
        "Yealink,VVX,HQ,10.0.0.1,n", "Polycom,T54,HQ,10.0.0.1,n", "Polycom,VVX,Lab,10.0.0.1,n",
        "Polycom,VVX,HQ,10.0.0.2,n", "Polycom,VVX,HQ,10.0.0.1,s", "Polycom,VVX,HQ,10.0.0.1,",
    };

    for (size_t i = 0; i < COUNT(others); i++) {
        char text[512];

        snprintf(text, sizeof text,
                 PHONE "0004f215c285,Polycom,VVX,HQ,10.0.0.1,n,1\n0004f215c285,%s,1\n", others[i]);
        check(text, NULL, "3 device-conflict NetworkID (2)\n");
    }
}

Test(station_lint, the_same_row_twice)
{
    check("NetworkID,Extension,Note\n0004f215c285,1,a\n0004f215c285,2,a\n0004f215c285,2,a\n"
          "0004f215c285,2,b\n",
          NULL, "4 duplicate-row - (3)\n");
    check("IdentificationAddress,Extension\n8@h,1\n8@h,1\n8@h,2\n", NULL,
          "3 duplicate-row - (2)\n");
    check("Extension,DisplayName\n1,a\n1,a\n1,b\n,x\n,x\n", NULL,
          "3 duplicate-row - (2)\n6 duplicate-row - (5)\n");
    check("NetworkID,IdentificationAddress,Extension\n0004f215c285,8@h,1\n,8@h,1\n", NULL, "");
}

Test(station_lint, addresses_that_no_station_has)
{
    static const char *const odd[] = {"127.0.0.1",       "0.0.0.0", "0.1.2.3", "224.0.0.1",
                                      "255.255.255.255", "::1",     "::",      "ff02::1"};
    static const char *const good[] = {"10.0.0.1", "126.0.0.1",   "223.255.255.254",
                                       "fe80::1",  "2001:db8::1", "::2"};
    char text[128];

    for (size_t i = 0; i < COUNT(odd); i++) {
        snprintf(text, sizeof text, "StationIPAddress\n%s\n", odd[i]);
        check(text, NULL, "2 ip-address-odd StationIPAddress (0)\n");
    }
    for (size_t i = 0; i < COUNT(good); i++) {
        snprintf(text, sizeof text, "StationIPAddress\n%s\n", good[i]);
        check(text, NULL, "");
    }
    check("NetworkID\n0204f215c285\n0004f215c285\n", NULL, "2 network-id-local NetworkID (0)\n");
}

Test(station_lint, numbers_that_a_spreadsheet_rounded)
{
    check("Extension,ELIN,CallbackNumber,OutboundANI,DisplayName\n"
          "1.2E+11,\"1,31756E+10\",1E5,3e-2,1.2E+11\n"
          "1.2,E5,1E,E+5,x\n+13175551234,1e5x,1.2.3E+4,12E+,\n",
          NULL,
          "2 field-damaged Extension (0)\n2 field-damaged ELIN (0)\n"
          "2 field-damaged CallbackNumber (0)\n2 field-damaged OutboundANI (0)\n");
}

Test(station_lint, locations_there_are_not)
{
    check("Extension,ERL\n1,north\n2,south\n3,\n4, north \n", "ERL\nnorth\n",
          "3 erl-unknown ERL (0)\n");
    check("Extension,ERL\n1,north\n2,south\n", NULL, "");
}

Test(station_lint, addresses_typed_into_the_row)
{
    check("Extension,ERL,City,Floor,Gate\n1,north,SPRINGFIELD,,x\n2,north,Elsewhere,9,x\n"
          "3,north,,3,x\n4,north,,4,x\n5,,Elsewhere,,x\n",
          "ERL,City,Floor,Gate\nnorth,Springfield,3,y\n",
          "3 address-conflict City (0)\n5 address-conflict Floor (0)\n");
    check("Extension,ERL,StreetName,Room,CustomerName\n1,north,Main,,x\n2,south,Main,,x\n"
          "3,north,,12,x\n",
          "ERL,City,Room,CustomerName\nnorth,Springfield,,y\nsouth,,,y\n",
          "2 address-conflict StreetName (0)\n");
}

/* However many rows of the phone stand between them. */
Test(station_lint, the_same_row_far_apart)
{
    char text[16384];
    size_t len = (size_t)sprintf(text, "NetworkID,Extension,ERL\n,,north\n");

    for (int i = 0; i < 300; i++)
        len += (size_t)sprintf(text + len, "0004f215c285,%d,\n", i);
    sprintf(text + len, "0004f215c285,0,\n,,north\n");
    check(text, NULL, "303 duplicate-row - (3)\n304 duplicate-row - (2)\n");
}

static e911_status lint_once(const e911_allocator *allocator)
{
    e911_stations_builder *builder = NULL;
    e911_stations *stations = NULL;
    e911_findings *findings;
    e911_status status = e911_stations_builder_new(allocator, &builder);

    cr_assert_eq(e911_findings_new(NULL, &findings), E911_OK);
    if (status == E911_OK)
        status = e911_stations_builder_load_csv(builder, "Extension\n1\n1\n2\n", 16, NULL);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &stations);
    if (status == E911_OK)
        status = e911_stations_lint(stations, NULL, findings);
    cr_expect(status != E911_OK || e911_findings_count(findings) == 1);
    e911_stations_unref(stations);
    e911_stations_builder_free(builder);
    e911_findings_free(findings);
    return status;
}

Test(station_lint, every_allocation_fails)
{
    cr_expect_gt(fail_every_allocation(lint_once), 5);
}

/* Many rows with one key must not cost their square. */
Test(station_lint, many_rows_share_a_network_id)
{
    enum { ROWS = 200000 };
    char *text = malloc(32 + ROWS * 24);
    size_t len = (size_t)sprintf(text, "NetworkID,Extension\n");
    e911_stations *stations;
    e911_findings *findings;

    for (int i = 0; i < ROWS; i++)
        len += (size_t)sprintf(text + len, "0004f215c285,%d\n", i);
    stations = stations_of_csv(text, len, NULL);
    cr_assert_eq(e911_findings_new(NULL, &findings), E911_OK);
    cr_assert_eq(e911_stations_lint(stations, NULL, findings), E911_OK);
    cr_assert_eq(e911_findings_count(findings), 0);
    e911_findings_free(findings);
    e911_stations_unref(stations);
    free(text);
}

Test(station_lint, checks_its_arguments)
{
    e911_stations *stations = stations_of_csv("", 0, NULL);
    e911_findings *findings;

    cr_assert_eq(e911_findings_new(NULL, &findings), E911_OK);
    cr_assert_eq(e911_stations_lint(NULL, NULL, findings), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_lint(stations, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    e911_findings_free(findings);
    e911_stations_unref(stations);
}
