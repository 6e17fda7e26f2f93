/* What is written of the stations: profiles, lists of columns, the join with the locations. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char stations_text[] =
    "DisplayName,NetworkID,IdentificationAddress,Extension,ERL,ELIN,City,Badge\n"
    "\"Doe, Ann\",0004F215C285,sip:201@pbx,201,north,,,7\n"
    "=HYPERLINK(1),,202,202,south,3125550000,Elsewhere,\n"
    "\"Two\nlines \"\"x\"\"\",,,203,nowhere,,,+1\n"
    ",,,,,,,x\n";

static const char locations_text[] = "ERL,City,Floor,ELIN,Gate\n"
                                     "north,Springfield,3,3125551111,A\n"
                                     "south,Springfield,\"4, east\",3125552222,B\n";

static e911_stations *stations;
static e911_locations *locations;

static void set_up(void)
{
    e911_locations_builder *builder;

    stations = stations_of_csv(stations_text, sizeof stations_text - 1, NULL);
    cr_assert_eq(e911_locations_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(e911_locations_builder_load(builder, locations_text, sizeof locations_text - 1,
                                             NULL, NULL, NULL),
                 E911_OK);
    cr_assert_eq(e911_locations_builder_build(builder, &locations), E911_OK);
    e911_locations_builder_free(builder);
}

static void tear_down(void)
{
    e911_stations_unref(stations);
    e911_locations_unref(locations);
}

TestSuite(station_csv, .init = set_up, .fini = tear_down);

/* ---- both ways of writing -------------------------------------------------------------------- */

struct collected {
    char text[4096];
    size_t len;
    size_t fail_at; /* bytes after which the sink wants no more */
};

static int collect(void *user, const char *data, size_t len)
{
    struct collected *collected = user;

    if (collected->len + len > collected->fail_at)
        return 1;
    memcpy(collected->text + collected->len, data, len);
    collected->len += len;
    return 0;
}

static e911_sink sink_of(struct collected *collected)
{
    return (e911_sink){.struct_size = sizeof(e911_sink), .user = collected, .write = collect};
}

static void check(const e911_stations_layout *layout, const char *expected)
{
    struct collected collected = {.fail_at = sizeof collected.text - 1};
    e911_sink sink = sink_of(&collected);
    char buf[4096];
    size_t len;

    cr_assert_eq(e911_stations_write_csv(stations, layout, &sink, NULL), E911_OK);
    collected.text[collected.len] = '\0';
    cr_assert_str_eq(collected.text, expected);
    cr_assert_eq(e911_stations_format_csv(stations, layout, buf, sizeof buf, &len, NULL), E911_OK);
    cr_assert(len == collected.len && memcmp(buf, collected.text, len) == 0,
              "a buffer gets other bytes than a sink");
}

static e911_stations_layout layout_of(uint32_t profile, const char *columns)
{
    e911_stations_layout layout = {.struct_size = sizeof layout, .profile = profile};

    layout.columns = e911_text_of(columns);
    layout.locations = locations;
    return layout;
}

/* ---- profiles -------------------------------------------------------------------------------- */

Test(station_csv, pureconnect_has_its_six_columns)
{
    e911_stations_layout layout = layout_of(E911_STATIONS_PURECONNECT, NULL);

    check(&layout, "DisplayName,PhoneManufacturer,PhoneModel,NetworkID,IdentificationAddress,"
                   "Extension\r\n"
                   "\"Doe, Ann\",,,0004f215c285,sip:201@pbx,201\r\n"
                   "=HYPERLINK(1),,,,202,202\r\n"
                   "\"Two\nlines \"\"x\"\"\",,,,,203\r\n"
                   ",,,,,\r\n");
}

Test(station_csv, extended_joins_the_locations)
{
    static const char header[] =
        "DisplayName,PhoneManufacturer,PhoneModel,NetworkID,IdentificationAddress,Extension,"
        "StationType,Site,StationIPAddress,ERL,ELIN,CallbackNumber,OutboundANI,Country,State,"
        "County,CountyID,City,PostalCommunity,HouseNumber,HouseNumberSuffix,PreDirectional,"
        "StreetName,StreetSuffix,PostDirectional,PostalCode,PostalCodeExtension,Building,Floor,"
        "Unit,Room,LocationDetail,CustomerName,MainNumber,ESN,PsapID,ClassOfService,"
        "TypeOfService,Latitude,Longitude,ProviderLocationID,ValidatedBy,ValidatedDate\r\n";
    e911_stations_layout layout = layout_of(E911_STATIONS_EXTENDED, NULL);
    char expected[4096];

    strcpy(expected, header);
    strcat(expected, "\"Doe, Ann\",,,0004f215c285,sip:201@pbx,201,,,,north,3125551111,,,,,,,"
                     "Springfield,,,,,,,,,,,3,,,,,,,,,,,,,,\r\n");
    strcat(expected, "=HYPERLINK(1),,,,202,202,,,,south,3125550000,,,,,,,"
                     "Elsewhere,,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    strcat(expected, "\"Two\nlines \"\"x\"\"\",,,,,203,,,,nowhere,,,,,,,,"
                     ",,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    strcat(expected, ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    check(&layout, expected);
    layout.locations = NULL;
    strcpy(expected, header);
    strcat(expected, "\"Doe, Ann\",,,0004f215c285,sip:201@pbx,201,,,,north,,,,,,,,"
                     ",,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    strcat(expected, "=HYPERLINK(1),,,,202,202,,,,south,3125550000,,,,,,,"
                     "Elsewhere,,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    strcat(expected, "\"Two\nlines \"\"x\"\"\",,,,,203,,,,nowhere,,,,,,,,"
                     ",,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    strcat(expected, ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    check(&layout, expected);
}

/* Two addresses are never mixed to a third that nobody wrote. */
Test(station_csv, an_address_of_the_row_stands_apart)
{
    static const char rows[] = "Extension,ERL,City,StreetName,Floor,Room,LocationDetail,ESN,ELIN\n"
                               "1,x,,,,,,,\n"
                               "2,x,Oldtown,Main,,12,,,\n"
                               "3,x,,,4,,by the lift,,\n"
                               "4,x,Newtown,,,,,,\n"
                               "5,x,,,,,,77,\n"
                               "6,bare,Newtown,,,12,,,\n"
                               "7,y,,,4,,,,\n"
                               "8,y,,,,301,rear,,\n"
                               "9,y,,,4,302,,,\n"
                               "10,x,Newtown,,,,,,556\n"
                               "11,x, oldtown ,,3,,,,\n";
    static const char places[] =
        "ERL,City,StreetName,Floor,Room,LocationDetail,ESN,Latitude,CustomerName,ELIN\n"
        "x,Oldtown,Main,3,,left,9,1.5,Acme,555\n"
        "bare,,,,,,9,,Acme,555\n"
        "y,Oldtown,Main,,301,,9,1.5,Acme,555\n";
    const char *columns =
        "Extension,City,StreetName,Floor,Room,LocationDetail,ESN,Latitude,CustomerName,ELIN";
    static const char expected[] =
        "Extension,City,StreetName,Floor,Room,LocationDetail,ESN,Latitude,CustomerName,ELIN\r\n"
        "1,Oldtown,Main,3,,left,9,1.5,Acme,555\r\n"
        "2,Oldtown,Main,3,12,,9,1.5,Acme,555\r\n"
        "3,Oldtown,Main,4,,by the lift,9,,Acme,\r\n"
        "4,Newtown,,,,,,,Acme,\r\n"
        "5,Oldtown,Main,3,,left,77,1.5,Acme,555\r\n"
        "6,Newtown,,,12,,9,,Acme,555\r\n"
        "7,Oldtown,Main,4,,,9,1.5,Acme,555\r\n"
        "8,Oldtown,Main,,301,rear,9,1.5,Acme,555\r\n"
        "9,Oldtown,Main,4,302,,9,,Acme,\r\n"
        "10,Newtown,,,,,,,Acme,556\r\n"
        "11, oldtown ,Main,3,,left,9,1.5,Acme,555\r\n";
    e911_stations_layout layout = layout_of(0, columns);
    e911_locations_builder *builder;

    e911_stations_unref(stations);
    e911_locations_unref(locations);
    stations = stations_of_csv(rows, sizeof rows - 1, NULL);
    cr_assert_eq(e911_locations_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(e911_locations_builder_load(builder, places, sizeof places - 1, NULL, NULL, NULL),
                 E911_OK);
    cr_assert_eq(e911_locations_builder_build(builder, &locations), E911_OK);
    e911_locations_builder_free(builder);
    layout.locations = locations;
    check(&layout, expected);
}

/* Whatever form an address was typed in: the provider finds in the export what ININAttr says. */
Test(station_csv, addresses_are_written_in_their_canonical_forms)
{
    static const char typed[] = "NetworkID,StationIPAddress,Extension\n"
                                "00:04:F2:15:C2:85, 192.0.2.1 ,1\n"
                                "SEP0004F215C286,2001:DB8:0:0:0:0:0:1,2\n"
                                "0004.f215.c287,::ffff:192.0.2.3,3\n"
                                ",,4\n";
    e911_stations_layout layout = layout_of(0, "Extension,NetworkID,StationIPAddress");

    e911_stations_unref(stations);
    stations = stations_of_csv(typed, sizeof typed - 1, NULL);
    check(&layout, "Extension,NetworkID,StationIPAddress\r\n"
                   "1,0004f215c285,192.0.2.1\r\n"
                   "2,0004f215c286,2001:db8::1\r\n"
                   "3,0004f215c287,192.0.2.3\r\n"
                   "4,,\r\n");
    layout = layout_of(E911_STATIONS_ALL, NULL);
    check(&layout, "NetworkID,StationIPAddress,Extension\r\n"
                   "00:04:F2:15:C2:85, 192.0.2.1 ,1\r\n"
                   "SEP0004F215C286,2001:DB8:0:0:0:0:0:1,2\r\n"
                   "0004.f215.c287,::ffff:192.0.2.3,3\r\n"
                   ",,4\r\n");
}

/* ---- lists of columns ------------------------------------------------------------------------ */

Test(station_csv, any_list_of_columns)
{
    e911_stations_layout layout =
        layout_of(0, "Identifier=NetworkID,\"Caller \"\"Name\"\", last=DisplayName\",gate,"
                     " Town = city ,County=,BADGE,a=b=Extension");

    check(&layout, "Identifier,\"Caller \"\"Name\"\", last\",Gate,Town,County,Badge,a=b\r\n"
                   "0004f215c285,\"Doe, Ann\",A,Springfield,,7,201\r\n"
                   ",=HYPERLINK(1),B,Elsewhere,,,202\r\n"
                   ",\"Two\nlines \"\"x\"\"\",,,,+1,203\r\n"
                   ",,,,,x,\r\n");
}

Test(station_csv, one_column)
{
    e911_stations_layout layout = layout_of(0, "Extension");

    check(&layout, "Extension\r\n201\r\n202\r\n203\r\n\"\"\r\n");
}

Test(station_csv, guards_formulas_for_people)
{
    e911_stations_layout layout = layout_of(0, "DisplayName,Badge");

    layout.flags = E911_CSV_GUARD_FORMULAS;
    layout.separator = '\t';
    check(&layout, "DisplayName\tBadge\r\n\"Doe, Ann\"\t7\r\n\"'=HYPERLINK(1)\"\t\r\n"
                   "\"Two\nlines \"\"x\"\"\"\t\"'+1\"\r\n\tx\r\n");
}

static void refuse(const char *columns, e911_status status, uint64_t offset)
{
    e911_stations_layout layout = layout_of(0, columns);
    e911_error error = new_error();
    char buf[1024];
    size_t len = 99;

    cr_assert_eq(e911_stations_format_csv(stations, &layout, buf, sizeof buf, &len, &error), status,
                 "%s", columns);
    cr_assert_eq(error.offset, offset, "%s: %zu", columns, (size_t)error.offset);
    cr_assert_eq(len, 99);
}

Test(station_csv, refuses_columns_there_are_not)
{
    refuse("Nothing", E911_ERR_NOT_FOUND, 0);
    refuse("Extension,A=Nothing", E911_ERR_NOT_FOUND, 10);
    refuse("Extension,", E911_ERR_NOT_FOUND, 10);
    refuse("Extension,\"x", E911_ERR_SYNTAX, 10);
    refuse("Extension\nERL", E911_ERR_SYNTAX, 10);
}

Test(station_csv, limits_of_the_list)
{
    static char columns[E911_STATIONS_LAYOUT_TEXT_MAX + 2];
    e911_stations_layout layout;
    char buf[65536];
    size_t len;

    for (size_t past = 0; past < 2; past++) {
        size_t size = E911_STATIONS_LAYOUT_TEXT_MAX + past;

        memset(columns, 'h', size);
        memcpy(columns + size - 4, "=ERL", 4);
        layout = layout_of(0, NULL);
        layout.columns = (e911_text){columns, size};
        cr_assert_eq(e911_stations_format_csv(stations, &layout, buf, sizeof buf, &len, NULL),
                     past == 0 ? E911_OK : E911_ERR_LIMIT);
    }
    columns[0] = '\0';
    for (int i = 0; i < E911_STATIONS_LAYOUT_COLUMNS_MAX; i++)
        strcat(columns, i == 0 ? "ERL" : ",ERL");
    layout = layout_of(0, columns);
    cr_assert_eq(e911_stations_format_csv(stations, &layout, buf, sizeof buf, &len, NULL), E911_OK);
    strcat(columns, ",ERL");
    layout = layout_of(0, columns);
    cr_assert_eq(e911_stations_format_csv(stations, &layout, buf, sizeof buf, &len, NULL),
                 E911_ERR_LIMIT);
}

/* ---- arguments, buffers, sinks --------------------------------------------------------------- */

Test(station_csv, checks_its_arguments)
{
    e911_stations_layout layout = layout_of(E911_STATIONS_EXTENDED + 1, NULL);
    struct collected collected = {.fail_at = 4096};
    e911_sink sink = sink_of(&collected);
    size_t len;

    cr_assert_eq(e911_stations_write_csv(stations, &layout, &sink, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    layout = layout_of(0, NULL);
    layout.reserved = 1;
    cr_assert_eq(e911_stations_write_csv(stations, &layout, &sink, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    layout = layout_of(0, NULL);
    layout.separator = ':';
    cr_assert_eq(e911_stations_write_csv(stations, &layout, &sink, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    layout.struct_size = 8;
    cr_assert_eq(e911_stations_write_csv(stations, &layout, &sink, NULL), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_stations_write_csv(NULL, NULL, &sink, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_write_csv(stations, NULL, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_format_csv(stations, NULL, NULL, 1, &len, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_format_csv(stations, NULL, NULL, 0, NULL, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_stations_layout_init(NULL, sizeof layout), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(collected.len, 0);
}

/* Whatever the buffer's size, the same need is told and nothing past the size is written. */
Test(station_csv, tells_the_size_it_needs)
{
    char buf[4096], whole[4096];
    size_t need, len;

    cr_assert_eq(e911_stations_format_csv(stations, NULL, whole, sizeof whole, &need, NULL),
                 E911_OK);
    for (size_t size = 0; size <= need; size++) {
        e911_status status;

        memset(buf, '#', sizeof buf);
        status = e911_stations_format_csv(stations, NULL, size == 0 ? NULL : buf, size, &len, NULL);
        cr_assert_eq(status, size < need ? E911_ERR_BUFFER_SIZE : E911_OK, "%zu", size);
        cr_assert_eq(len, need, "%zu: %zu", size, len);
        cr_assert_eq(buf[size], '#', "%zu", size);
    }
    cr_assert_eq(memcmp(buf, whole, need), 0);
}

Test(station_csv, ends_when_the_sink_wants_no_more)
{
    struct collected collected = {.fail_at = 10};
    e911_sink sink = sink_of(&collected);

    cr_assert_eq(e911_stations_write_csv(stations, NULL, &sink, NULL), E911_ERR_CALLBACK);
    cr_assert_leq(collected.len, 10);
}
