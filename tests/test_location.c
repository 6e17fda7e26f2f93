/* The tables beside the stations: locations and networks. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static e911_locations *locations_of(const char *text, const e911_allocator *allocator)
{
    e911_locations_builder *builder;
    e911_locations *locations;

    cr_assert_eq(e911_locations_builder_new(allocator, &builder), E911_OK);
    cr_assert_eq(e911_locations_builder_load(builder, text, strlen(text), NULL, NULL, NULL),
                 E911_OK);
    cr_assert_eq(e911_locations_builder_build(builder, &locations), E911_OK);
    e911_locations_builder_free(builder);
    return locations;
}

static e911_networks *networks_of(const char *text)
{
    e911_networks_builder *builder;
    e911_networks *networks;
    e911_error error = new_error();

    cr_assert_eq(e911_networks_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(e911_networks_builder_load(builder, text, strlen(text), NULL, NULL, &error),
                 E911_OK, "%s", error.message);
    cr_assert_eq(e911_networks_builder_build(builder, &networks), E911_OK);
    e911_networks_builder_free(builder);
    return networks;
}

/* The rows of a range as "0 2 ". */
static const char *rows_text(e911_row_range range)
{
    static char text[256];
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < range.count; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%u ", range.rows[i]);
    return text;
}

/* ---- locations ------------------------------------------------------------------------------- */

Test(location, every_column_has_its_field)
{
    char text[2048] = "", expected[64];
    e911_location location = {.struct_size = sizeof location};
    e911_locations_builder *builder;
    e911_locations *locations;
    e911_text name;
    size_t count;

    cr_assert_eq(e911_locations_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(e911_locations_builder_add(builder, &location, NULL), E911_OK);
    cr_assert_eq(e911_locations_builder_build(builder, &locations), E911_OK);
    count = e911_locations_column_count(locations);
    cr_assert_eq(count, 34);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(e911_locations_column_name(locations, i, &name), E911_OK);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.*s", i == 0 ? "" : ",",
                 (int)name.len, name.data);
    }
    strcat(text, "\n");
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%sv%zu", i == 0 ? "" : ",", i);
    e911_locations_unref(locations);
    e911_locations_builder_free(builder);
    locations = locations_of(text, NULL);
    cr_assert_eq(e911_locations_at(locations, 0, &location), E911_OK);
    cr_assert_eq(location.line, 2);
    for (size_t i = 0; i < count; i++) {
        snprintf(expected, sizeof expected, "v%zu", i);
        cr_assert(is_text((&location.erl)[i], expected), "%s", expected);
    }
    e911_locations_unref(locations);
}

Test(location, found_by_erl)
{
    e911_locations *locations = locations_of("ERL,City\nn,a\n s ,b\nn,c\n,d\nN,e\n", NULL);
    e911_row_range range;

    cr_assert_eq(e911_locations_find_erl(locations, "n", 1, &range), E911_OK);
    cr_assert_str_eq(rows_text(range), "0 2 ");
    cr_assert_eq(e911_locations_find_erl(locations, " s", 2, &range), E911_OK);
    cr_assert_str_eq(rows_text(range), "1 ");
    cr_assert_eq(e911_locations_find_erl(locations, "", 0, &range), E911_OK);
    cr_assert_eq(range.count, 0);
    cr_assert_eq(e911_locations_find_erl(locations, NULL, 0, &range), E911_OK);
    cr_assert_eq(range.count, 0);
    cr_assert_eq(e911_locations_find_erl(locations, "nn", 2, &range), E911_OK);
    cr_assert_eq(range.count, 0);
    cr_assert_eq(e911_locations_find_erl(NULL, "n", 1, &range), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_locations_find_erl(locations, NULL, 1, &range), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_locations_find_erl(locations, "n", 1, NULL), E911_ERR_INVALID_ARGUMENT);
    e911_locations_unref(locations);
}

Test(location, refuses_with_line_and_column)
{
    e911_locations_builder *builder;
    e911_error error = new_error();
    const char *text = "City,ERL\na,\"n\nm\"\n";

    cr_assert_eq(e911_locations_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(e911_locations_builder_load(builder, text, strlen(text), NULL, NULL, &error),
                 E911_ERR_ENCODING);
    cr_assert(error.line == 2 && error.column == 5 && error.offset == 13);
    cr_assert_eq(e911_locations_builder_load(NULL, text, 1, NULL, NULL, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_locations_builder_add(builder, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_locations_builder_build(builder, NULL), E911_ERR_INVALID_ARGUMENT);
    e911_locations_builder_free(builder);
    e911_locations_builder_free(NULL);
    e911_locations_unref(NULL);
    cr_assert_eq(e911_locations_count(NULL), 0);
}

/* ---- networks: the longest prefix ------------------------------------------------------------ */

static const char networks_text[] = "Site,Subnet,ERL\n"
                                    "HQ,10.0.0.0/8,a\n"
                                    "HQ,10.1.0.0/16,b\n"
                                    "hq,10.1.2.0/24,c\n"
                                    "HQ,10.1.2.3/32,d\n"
                                    "Lab,10.0.0.0/8,e\n"
                                    "Lab,0.0.0.0/0,f\n"
                                    ",192.168.1.1,g\n"
                                    "HQ,10.1.0.0/16,h\n"
                                    "HQ,2001:db8::/32,i\n"
                                    "HQ,2001:db8:0:1::/64,j\n"
                                    "HQ,2001:db8:0:1:8000::/65,k\n"
                                    "HQ,2001:db8:0:1::5/128,l\n"
                                    "Lab,::/0,m\n";

static const char *longest(const e911_networks *networks, const char *site, const char *ip)
{
    e911_row_range range;
    e911_ip address;
    uint32_t number;

    if (e911_networks_find_site(networks, site, strlen(site), &number) != E911_OK)
        return "no site";
    cr_assert_eq(e911_ip_parse(ip, strlen(ip), &address, NULL), E911_OK);
    cr_assert_eq(e911_networks_find_ip(networks, number, &address, &range), E911_OK);
    return rows_text(range);
}

Test(network, longest_prefix_within_its_site)
{
    static const struct {
        const char *site, *ip, *rows;
    } cases[] = {
        {"HQ", "10.9.9.9", "0 "},
        {"HQ", "10.1.9.9", "1 7 "},
        {"HQ", "10.1.2.9", "2 "},
        {"hq", "10.1.2.3", "3 "},
        {" HQ ", "::ffff:10.1.2.3", "3 "},
        {"HQ", "11.0.0.1", ""},
        {"Lab", "10.1.2.3", "4 "},
        {"LAB", "11.1.2.3", "5 "},
        {"", "192.168.1.1", "6 "},
        {"", "192.168.1.2", ""},
        {"HQ", "192.168.1.1", ""},
        {"Nowhere", "10.1.2.3", "no site"},
        {"HQ", "0.0.0.0", ""},
        {"HQ", "9.255.255.255", ""},
        {"HQ", "10.0.0.0", "0 "},
        {"HQ", "10.1.255.255", "1 7 "},
        {"HQ", "10.1.2.2", "2 "},
        {"HQ", "10.1.2.4", "2 "},
        {"HQ", "10.1.3.0", "1 7 "},
        {"HQ", "10.255.255.255", "0 "},
        {"HQ", "11.0.0.0", ""},
        {"Lab", "255.255.255.255", "5 "},
        {"Lab", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "12 "},
        {"HQ", "2001:db8:0:1:7fff:ffff:ffff:ffff", "9 "},
        {"HQ", "2001:db8:0:2::", "8 "},
        {"HQ", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "8 "},
        {"HQ", "::", ""},
        {"HQ", "2001:db8:1::1", "8 "},
        {"HQ", "2001:db8:0:1::1", "9 "},
        {"HQ", "2001:db8:0:1:8000::1", "10 "},
        {"HQ", "2001:db8:0:1:ffff::1", "10 "},
        {"HQ", "2001:db8:0:1::5", "11 "},
        {"HQ", "2001:db9::1", ""},
        {"Lab", "fe80::1", "12 "},
    };
    e911_networks *networks = networks_of(networks_text);

    for (size_t i = 0; i < COUNT(cases); i++)
        cr_assert_str_eq(longest(networks, cases[i].site, cases[i].ip), cases[i].rows, "%s %s",
                         cases[i].site, cases[i].ip);
    e911_networks_unref(networks);
}

static bool matches(const e911_network *network, const e911_ip *ip)
{
    for (unsigned bit = 0; bit < network->prefix_len; bit++) {
        unsigned mask = 0x80u >> bit % 8;

        if ((network->prefix.bytes[bit / 8] ^ ip->bytes[bit / 8]) & mask)
            return false;
    }
    return network->prefix.family == ip->family;
}

/* What a look at every row finds, for random networks and addresses near each other. */
Test(network, longest_prefix_is_that_of_a_search_of_all_rows)
{
    enum { ROWS = 400 };
    char *text = malloc(ROWS * 64);
    size_t len = (size_t)sprintf(text, "Site,Subnet\n");
    e911_networks *networks;
    uint32_t state = 911;

    for (int i = 0; i < ROWS; i++) {
        unsigned bits = (state = state * 1664525 + 1013904223) >> 27;
        uint32_t ip = (state >> 8 & 0x0303u) << 8 | (10u << 24);

        ip &= bits == 0 ? 0 : ~(uint32_t)0 << (32 - bits);
        len += (size_t)sprintf(text + len, "%c,%u.%u.%u.%u/%u\n", "AB"[state >> 20 & 1], ip >> 24,
                               ip >> 16 & 255, ip >> 8 & 255, ip & 255, bits);
    }
    networks = networks_of(text);
    for (int round = 0; round < 3000; round++) {
        e911_ip ip = {4, {10, 0, 0, 0}};
        const char *site = (state = state * 1664525 + 1013904223) >> 31 ? "A" : "B";
        uint32_t best = 0;
        size_t expected = 0;
        e911_row_range range;
        uint32_t number;

        for (int i = 1; i < 4; i++)
            ip.bytes[i] = (uint8_t)(state >> (8 * i) & 7);
        for (uint32_t row = 0; row < e911_networks_count(networks); row++) {
            e911_network network = {.struct_size = sizeof network};

            cr_assert(e911_networks_at(networks, row, &network) == E911_OK);
            if (!is_text(network.site, site) || !matches(&network, &ip))
                continue;
            if (expected == 0 || network.prefix_len > best) {
                best = network.prefix_len;
                expected = 0;
            }
            expected += network.prefix_len == best ? 1 : 0;
        }
        cr_assert_eq(e911_networks_find_site(networks, site, 1, &number), E911_OK);
        e911_networks_find_ip(networks, number, &ip, &range);
        if (range.count != expected)
            cr_assert_fail("round %d: %zu rows, not %zu", round, range.count, expected);
        for (size_t i = 0; i < range.count; i++) {
            e911_network network = {.struct_size = sizeof network};

            e911_networks_at(networks, range.rows[i], &network);
            if (network.prefix_len != best || !matches(&network, &ip))
                cr_assert_fail("round %d: a row that does not match", round);
        }
    }
    e911_networks_unref(networks);
    free(text);
}

/* The same for IPv6, with subnets of all lengths. */
Test(network, longest_ipv6_prefix_is_that_of_a_search_of_all_rows)
{
    enum { ROWS = 600 };
    char *text = malloc(ROWS * 64);
    size_t len = (size_t)sprintf(text, "Subnet\n");
    e911_networks *networks;
    uint32_t state = 6;

    for (int i = 0; i < ROWS; i++) {
        unsigned bits = (state = state * 1664525 + 1013904223) >> 25;
        unsigned group[8] = {0x2001, 0, 0, state >> 8 & 3, state >> 10 & 0xC001, 0, 0, state & 7};

        bits += bits == 127 ? state >> 20 & 1 : 0;
        for (unsigned g = 0; g < 8; g++)
            group[g] &= bits <= 16 * g        ? 0
                        : bits >= 16 * g + 16 ? 0xFFFF
                                              : 0xFFFF0000u >> (bits - 16 * g);
        len += (size_t)sprintf(text + len, "%x:%x:%x:%x:%x:%x:%x:%x/%u\n", group[0], group[1],
                               group[2], group[3], group[4], group[5], group[6], group[7], bits);
    }
    networks = networks_of(text);
    for (int round = 0; round < 2000; round++) {
        e911_ip ip = {6, {0x20, 0x01}};
        uint32_t best = 0;
        size_t expected = 0;
        e911_row_range range;

        state = state * 1664525 + 1013904223;
        ip.bytes[7] = state >> 8 & 3;
        ip.bytes[8] = state >> 10 & 0xC0;
        ip.bytes[9] = state >> 20 & 1;
        ip.bytes[15] = state >> 24 & 7;
        for (uint32_t row = 0; row < e911_networks_count(networks); row++) {
            e911_network network = {.struct_size = sizeof network};

            cr_assert(e911_networks_at(networks, row, &network) == E911_OK);
            if (!matches(&network, &ip) || (expected > 0 && network.prefix_len < best))
                continue;
            expected = expected > 0 && network.prefix_len == best ? expected + 1 : 1;
            best = network.prefix_len;
        }
        cr_assert_eq(e911_networks_find_ip(networks, 0, &ip, &range), E911_OK);
        if (range.count != expected)
            cr_assert_fail("round %d: %zu rows, not %zu", round, range.count, expected);
        for (size_t i = 0; i < range.count; i++) {
            e911_network network = {.struct_size = sizeof network};

            e911_networks_at(networks, range.rows[i], &network);
            cr_assert(network.prefix_len == best && matches(&network, &ip), "round %d", round);
        }
    }
    e911_networks_unref(networks);
    free(text);
}

Test(network, sites_are_numbered)
{
    e911_networks *networks = networks_of(networks_text);
    static const e911_ip ip = {4, {10, 0, 0, 1}}, none = {0, {0}};
    static const e911_mac mac = {{0}};
    e911_row_range range = {NULL, 77};
    uint32_t site = 77;

    cr_assert_eq(e911_networks_find_site(networks, "Nowhere", 7, &site), E911_ERR_NOT_FOUND);
    cr_assert_eq(e911_networks_find_site(NULL, "HQ", 2, &site), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_networks_find_site(networks, NULL, 2, &site), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_networks_find_site(networks, "HQ", 2, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(site, 77);
    cr_assert_eq(e911_networks_find_site(networks, NULL, 0, &site), E911_OK);
    cr_assert_eq(site, 2, "the blank one, third in the table");
    cr_assert_eq(e911_networks_find_ip(networks, 3, &ip, &range), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_networks_find_ip(NULL, 0, &ip, &range), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_networks_find_ip(networks, 0, NULL, &range), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_networks_find_ip(networks, 0, &ip, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_networks_find_bssid(networks, 3, &mac, &range), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_networks_find_port(networks, 3, "a", 1, "b", 1, &range),
                 E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(range.count, 77);
    cr_assert_eq(e911_networks_find_ip(networks, 0, &none, &range), E911_OK);
    cr_assert_eq(range.count, 0);
    e911_networks_unref(networks);
}

/* ---- networks: access points and ports ------------------------------------------------------- */

static uint32_t site_of(const e911_networks *networks, const char *site)
{
    uint32_t number;

    cr_assert_eq(e911_networks_find_site(networks, site, strlen(site), &number), E911_OK);
    return number;
}

Test(network, access_points_and_ports_within_their_site)
{
    e911_networks *networks = networks_of("Site,BSSID,ChassisID,PortID,ERL\n"
                                          "HQ,00-0B-86-00-00-01,,,a\n"
                                          "Lab,000b86000001,,,b\n"
                                          "hq,000b86000001,,,c\n"
                                          "HQ,,sw1,1/0/7,d\n"
                                          "HQ,,sw1,,e\n"
                                          "Lab,,sw1,1/0/7,f\n"
                                          "HQ,,sw2,7,g\n");
    static const e911_mac mac = {{0x00, 0x0b, 0x86, 0, 0, 1}};
    static const e911_mac other = {{0x00, 0x0b, 0x86, 0, 0, 2}};
    static const struct {
        const char *site, *chassis, *port, *rows;
    } cases[] = {
        {"HQ", "sw1", "1/0/7", "3 "},
        {"HQ", "sw1", "1/0/8", "4 "},
        {"HQ", "sw1", "", "4 "},
        {"hq", " sw1", "1/0/7 ", "3 "},
        {"Lab", "sw1", "1/0/7", "5 "},
        {"Lab", "sw1", "1", ""},
        {"HQ", "SW1", "1/0/7", ""},
        {"HQ", "sw2", "7", "6 "},
        {"HQ", "sw2", "", ""},
        {"HQ", "", "7", ""},
        {"HQ", "", "", ""},
    };
    uint32_t hq = site_of(networks, "HQ"), lab = site_of(networks, "lab ");
    e911_row_range range;

    cr_assert_eq(e911_networks_find_bssid(networks, hq, &mac, &range), E911_OK);
    cr_assert_str_eq(rows_text(range), "0 2 ");
    cr_assert_eq(e911_networks_find_bssid(networks, lab, &mac, &range), E911_OK);
    cr_assert_str_eq(rows_text(range), "1 ");
    cr_assert_eq(e911_networks_find_bssid(networks, lab, &other, &range), E911_OK);
    cr_assert_eq(range.count, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        cr_assert_eq(e911_networks_find_port(networks, site_of(networks, cases[i].site),
                                             cases[i].chassis, strlen(cases[i].chassis),
                                             cases[i].port, strlen(cases[i].port), &range),
                     E911_OK);
        cr_assert_str_eq(rows_text(range), cases[i].rows, "%s %s %s", cases[i].site,
                         cases[i].chassis, cases[i].port);
    }
    e911_networks_unref(networks);
}

Test(network, subnets_that_are_none)
{
    static const struct {
        const char *text;
        uint32_t column;
    } cases[] = {
        {"10.0.0.0/33", 10},
        {"10.0.0.0/", 10},
        {"10.0.0.0/08", 10},
        {"10.0.0.0/8x", 11},
        {"10.0.0.1/8", 1},
        {"10.0.0.256/8", 10},
        {"2001:db8::/129", 12},
        {"::1/127", 1},
        {"10.0.0.0/255.0.0.0", 10},
        {"net", 1},
        {"/8", 1},
        {"10.0.0.0/1/1", 11},
        {" 10.0.0.1/8", 2},
        {"10.0.0.0/0001", 10},
        {"10.0.0.0/-1", 10},
        {"::ffff:10.0.0.0/8", 17},
        {"::ffff:10.0.0.0/95", 17},
        {"::ffff:10.0.0.0/129", 17},
        {"::ffff:10.0.0.1/104", 1},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_networks_builder *builder;
        e911_error error = new_error();
        char text[128];

        snprintf(text, sizeof text, "Subnet,ERL\n%s,x\n", cases[i].text);
        cr_assert_eq(e911_networks_builder_new(NULL, &builder), E911_OK);
        cr_assert_eq(e911_networks_builder_load(builder, text, strlen(text), NULL, NULL, &error),
                     E911_ERR_SYNTAX, "%s", cases[i].text);
        cr_assert(error.line == 2 && error.column == cases[i].column, "%s: column %u",
                  cases[i].text, error.column);
        e911_networks_builder_free(builder);
    }
}

Test(network, reads_what_a_subnet_means)
{
    e911_networks *networks = networks_of("Subnet,BSSID\n10.1.2.0/23,\n2001:DB8::/33,\n,"
                                          "00:0b:86:00:00:01\n10.0.0.7,\n"
                                          "::ffff:10.0.0.0/104,\n::ffff:a00:7,\n");
    e911_network network = {.struct_size = sizeof network};
    char text[E911_IP_TEXT_SIZE];
    size_t len;

    cr_assert_eq(e911_networks_at(networks, 0, &network), E911_OK);
    cr_assert(network.known == E911_NETWORK_HAS_SUBNET && network.prefix_len == 23);
    cr_assert_eq(e911_ip_format(&network.prefix, text, sizeof text, &len), E911_OK);
    cr_assert(len == 8 && memcmp(text, "10.1.2.0", 8) == 0);
    cr_assert_eq(e911_networks_at(networks, 1, &network), E911_OK);
    cr_assert(network.prefix.family == 6 && network.prefix_len == 33);
    cr_assert_eq(e911_networks_at(networks, 2, &network), E911_OK);
    cr_assert(network.known == E911_NETWORK_HAS_BSSID && network.access_point.bytes[5] == 1);
    cr_assert_eq(e911_networks_at(networks, 3, &network), E911_OK);
    cr_assert_eq(network.prefix_len, 32);
    cr_assert_eq(network.line, 5);
    cr_assert_eq(e911_networks_at(networks, 4, &network), E911_OK);
    cr_assert(network.prefix.family == 4 && network.prefix_len == 8);
    cr_assert_eq(e911_networks_at(networks, 5, &network), E911_OK);
    cr_assert(network.prefix.family == 4 && network.prefix_len == 32);
    cr_assert_eq(e911_networks_at(networks, 6, &network), E911_ERR_NOT_FOUND);
    e911_networks_unref(networks);
}

/* ---- what is odd ----------------------------------------------------------------------------- */

Test(network, lint)
{
    static const char *const expected[] = {"duplicate-row", "duplicate-key", "duplicate-key",
                                           "erl-unknown"};
    static const uint32_t lines[] = {5, 4, 8, 9};
    e911_networks *networks = networks_of("Site,Subnet,BSSID,ERL\n"
                                          "HQ,10.0.0.0/8,,n\n"
                                          "Lab,10.0.0.0/8,,s\n"
                                          "HQ,10.0.0.0/8,,s\n"
                                          "HQ,10.0.0.0/8,,n\n"
                                          "HQ,,000b86000001,n\n"
                                          "Lab,,000b86000001,s\n"
                                          "HQ,,000b86000001,s\n"
                                          "HQ,11.0.0.0/8,,west\n");
    e911_locations *locations = locations_of("ERL\nn\ns\n", NULL);
    e911_findings *findings;

    cr_assert_eq(e911_findings_new(NULL, &findings), E911_OK);
    cr_assert_eq(e911_networks_lint(networks, locations, findings), E911_OK);
    cr_assert_eq(e911_findings_count(findings), COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        e911_finding finding = {.struct_size = sizeof finding};

        cr_assert_eq(e911_findings_at(findings, i, &finding), E911_OK);
        cr_assert_str_eq(finding.name, expected[i], "%zu", i);
        cr_assert_eq(finding.line, lines[i], "%zu: line %u", i, finding.line);
    }
    e911_findings_free(findings);
    e911_locations_unref(locations);
    e911_networks_unref(networks);
}

Test(location, lint)
{
    e911_locations *locations = locations_of("ERL,City\nn,a\ns,b\nn,c\nn,a\n,x\n,x\n", NULL);
    e911_finding finding = {.struct_size = sizeof finding};
    e911_findings *findings;

    cr_assert_eq(e911_findings_new(NULL, &findings), E911_OK);
    cr_assert_eq(e911_locations_lint(locations, findings), E911_OK);
    cr_assert_eq(e911_findings_count(findings), 5);
    cr_assert_eq(e911_findings_at(findings, 0, &finding), E911_OK);
    cr_assert(finding.code == E911_TABLE_ERL_MISSING && finding.row == 4 && finding.line == 6);
    cr_assert_eq(finding.severity, E911_SEVERITY_WARNING);
    cr_assert_eq(e911_findings_at(findings, 2, &finding), E911_OK);
    cr_assert(finding.code == E911_TABLE_DUPLICATE_ROW && finding.row == 3);
    cr_assert_eq(e911_findings_at(findings, 3, &finding), E911_OK);
    cr_assert(finding.code == E911_TABLE_DUPLICATE_ROW && finding.row == 5 &&
              finding.other_row == 4);
    cr_assert_eq(e911_findings_at(findings, 4, &finding), E911_OK);
    cr_assert(finding.code == E911_TABLE_DUPLICATE_KEY && finding.row == 2 &&
              finding.other_row == 0 && finding.line == 4 && finding.other_line == 2);
    e911_findings_free(findings);
    e911_locations_unref(locations);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static e911_status network_life(const e911_allocator *allocator)
{
    e911_networks_builder *builder;
    e911_networks *networks = NULL;
    e911_status status = e911_networks_builder_new(allocator, &builder);

    if (status != E911_OK)
        return status;
    status = e911_networks_builder_load(builder, networks_text, sizeof networks_text - 1, NULL,
                                        NULL, NULL);
    if (status == E911_OK)
        status = e911_networks_builder_build(builder, &networks);
    if (status == E911_OK)
        cr_assert_str_eq(longest(networks, "HQ", "10.1.9.9"), "1 7 ");
    e911_networks_unref(networks);
    e911_networks_builder_free(builder);
    return status;
}

static e911_status location_life(const e911_allocator *allocator)
{
    static const char text[] = "ERL,Gate\nn,1\nn,2\n";
    e911_locations_builder *builder;
    e911_locations *locations = NULL;
    e911_status status = e911_locations_builder_new(allocator, &builder);

    if (status != E911_OK)
        return status;
    status = e911_locations_builder_load(builder, text, sizeof text - 1, NULL, NULL, NULL);
    if (status == E911_OK)
        status = e911_locations_builder_build(builder, &locations);
    if (status == E911_OK)
        e911_locations_unref(e911_locations_ref(locations));
    e911_locations_unref(locations);
    e911_locations_builder_free(builder);
    return status;
}

Test(network, every_allocation_fails)
{
    cr_assert_gt(fail_every_allocation(network_life), 12);
}

Test(location, every_allocation_fails)
{
    cr_assert_gt(fail_every_allocation(location_life), 8);
}
