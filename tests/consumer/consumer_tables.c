/*
 * A program of somebody else, as consumer.c is: it loads the three tables, finds what is odd, looks
 * things up and writes everything back, with nothing of libe911 but what was installed.
 */
#include <e911/e911.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(e911_status status, const char *what)
{
    if (status == E911_OK)
        return;
    printf("%s: %s\n", what, e911_status_name(status));
    exit(1);
}

/* CSV ends its lines with CR LF; what is expected is a text file of this system. */
static int print(void *user, const char *data, size_t len)
{
    (void)user;
    for (size_t i = 0; i < len; i++) {
        if (data[i] != '\r')
            putchar(data[i]);
    }
    return 0;
}

static e911_sink standard_output(void)
{
    e911_sink sink;

    must(e911_sink_init(&sink, sizeof sink), "sink");
    sink.write = print;
    return sink;
}

static void show(const char *label, e911_text text)
{
    printf("%s: %.*s\n", label, (int)text.len, text.data == NULL ? "" : text.data);
}

/* ---- findings -------------------------------------------------------------------------------- */

static void print_findings(const e911_findings *findings)
{
    e911_finding finding;

    must(e911_finding_init(&finding, sizeof finding), "finding");
    for (size_t i = 0; i < e911_findings_count(findings); i++) {
        must(e911_findings_at(findings, i, &finding), "finding");
        printf("%u:%u: %s: %s\n", (unsigned)finding.line, (unsigned)finding.column, finding.name,
               finding.field == NULL ? "the row" : finding.field);
    }
    printf("dropped: %u\n", (unsigned)e911_findings_dropped(findings));
}

/* ---- locations ------------------------------------------------------------------------------- */

static e911_locations *make_locations(const e911_csv *csv, e911_findings *findings)
{
    static const char text[] = "ERL,City,Gate\nnorth,Springfield,7\nnorth,Springfield,8\n";
    e911_locations_builder *builder;
    e911_locations *locations;
    e911_location location;

    must(e911_locations_builder_new(NULL, &builder), "locations builder");
    must(e911_locations_builder_load(builder, text, sizeof text - 1, csv, findings, NULL), "load");
    must(e911_location_init(&location, sizeof location), "location");
    location.erl = e911_text_of("south");
    must(e911_locations_builder_add(builder, &location, NULL), "add");
    must(e911_locations_builder_build(builder, &locations), "locations");
    e911_locations_builder_free(builder);
    must(e911_locations_lint(locations, findings), "lint");
    return locations;
}

static void use_locations(e911_locations *locations)
{
    e911_locations *again = e911_locations_ref(locations);
    e911_sink sink = standard_output();
    e911_location location;
    e911_row_range range;
    e911_text text;
    char buf[1024];
    size_t len;

    printf("locations: %u\n", (unsigned)e911_locations_count(again));
    must(e911_locations_find_erl(locations, "north", 5, &range), "find");
    must(e911_location_init(&location, sizeof location), "location");
    must(e911_locations_at(locations, range.rows[0], &location), "at");
    show("city", location.city);
    must(e911_locations_column_name(locations, 2, &text), "name");
    show("column", text);
    must(e911_locations_cell(locations, range.rows[1], 2, &text), "cell");
    show("cell", text);
    must(e911_locations_format_csv(locations, NULL, buf, sizeof buf, &len), "format");
    printf("columns: %u, bytes: %u\n", (unsigned)e911_locations_column_count(locations),
           (unsigned)len);
    must(e911_locations_write_csv(locations, NULL, &sink), "write");
    e911_locations_unref(again);
}

/* ---- networks -------------------------------------------------------------------------------- */

static void use_networks(const e911_locations *locations, e911_findings *findings)
{
    static const char text[] = "Site,Subnet,BSSID,ChassisID,PortID,ERL\n"
                               "HQ,10.0.0.0/8,,,,north\n"
                               "HQ,,00:0b:86:00:00:01,,,south\n"
                               "HQ,,,switch-1,Gi1/0/7,west\n";
    static const e911_ip ip = {4, {10, 1, 2, 3}};
    static const e911_mac bssid = {{0x00, 0x0b, 0x86, 0, 0, 1}};
    e911_networks_builder *builder;
    e911_networks *networks;
    e911_network network;
    e911_sink sink = standard_output();
    e911_row_range range;
    e911_text cell;
    uint32_t site;
    char buf[512];
    size_t len;

    must(e911_networks_builder_new(NULL, &builder), "networks builder");
    must(e911_networks_builder_load(builder, text, sizeof text - 1, NULL, NULL, NULL), "load");
    must(e911_network_init(&network, sizeof network), "network");
    network.subnet = e911_text_of("2001:db8::/32");
    must(e911_networks_builder_add(builder, &network, NULL), "add");
    must(e911_networks_builder_build(builder, &networks), "networks");
    e911_networks_builder_free(builder);
    e911_networks_unref(e911_networks_ref(networks));
    printf("networks: %u\n", (unsigned)e911_networks_count(networks));
    must(e911_networks_find_site(networks, "hq", 2, &site), "find site");
    must(e911_networks_find_ip(networks, site, &ip, &range), "find IP");
    must(e911_networks_at(networks, range.rows[0], &network), "at");
    show("network", network.erl);
    must(e911_networks_find_bssid(networks, site, &bssid, &range), "find BSSID");
    must(e911_networks_cell(networks, range.rows[0], 5, &cell), "cell");
    show("access point", cell);
    must(e911_networks_find_port(networks, site, "switch-1", 8, "Gi1/0/7", 7, &range), "port");
    printf("port in row %u\n", (unsigned)range.rows[0]);
    must(e911_networks_column_name(networks, 0, &cell), "name");
    printf("columns: %u\n", (unsigned)e911_networks_column_count(networks));
    must(e911_networks_lint(networks, locations, findings), "lint");
    must(e911_networks_format_csv(networks, NULL, buf, sizeof buf, &len), "format");
    must(e911_networks_write_csv(networks, NULL, &sink), "write");
    e911_networks_unref(networks);
}

/* ---- stations -------------------------------------------------------------------------------- */

static e911_stations *make_stations(const e911_csv *csv, e911_findings *findings)
{
    static const char text[] = "NetworkID;Extension;ERL;Desk\n"
                               "1.2E+11;201;north;A\n"
                               "0004f215c285;202;west;B\n";
    e911_cell cells[2];
    e911_stations_builder *builder;
    e911_stations *stations;

    must(e911_stations_builder_new(NULL, &builder), "stations builder");
    must(e911_stations_builder_load(builder, text, sizeof text - 1, csv, findings, NULL), "load");
    cells[0].column = e911_text_of("Extension");
    cells[0].value = e911_text_of("203");
    cells[1].column = e911_text_of("Desk");
    cells[1].value = e911_text_of("=C");
    must(e911_stations_builder_add_cells(builder, cells, 2, NULL), "add cells");
    must(e911_stations_builder_build(builder, &stations), "stations");
    e911_stations_builder_free(builder);
    return stations;
}

static void use_stations(const e911_stations *stations, const e911_locations *locations)
{
    e911_sink sink = standard_output();
    e911_stations_layout layout;
    e911_row_range range;
    e911_text text;
    char buf[512];
    size_t len;

    must(e911_stations_find_extension(stations, "203", 3, &range), "find extension");
    printf("extension 203 in row %u\n", (unsigned)range.rows[0]);
    must(e911_stations_find_erl(stations, "west", 4, &range), "find ERL");
    must(e911_stations_cell(stations, range.rows[0], 3, &text), "cell");
    show("desk", text);
    must(e911_stations_column_name(stations, 3, &text), "name");
    printf("column %u: %.*s\n", (unsigned)e911_stations_column_count(stations), (int)text.len,
           text.data);
    must(e911_stations_write_csv(stations, NULL, &sink, NULL), "write");
    must(e911_stations_layout_init(&layout, sizeof layout), "layout");
    layout.columns = e911_text_of("Line=Extension,Town=City,Desk");
    layout.flags = E911_CSV_GUARD_FORMULAS;
    layout.locations = locations;
    must(e911_stations_format_csv(stations, &layout, buf, sizeof buf, &len, NULL), "format");
    print(NULL, buf, len);
}

int main(void)
{
    e911_findings *findings;
    e911_locations *locations;
    e911_stations *stations;
    e911_csv csv;

    must(e911_findings_new(NULL, &findings), "findings");
    must(e911_csv_init(&csv, sizeof csv), "csv");
    csv.flags = E911_CSV_LENIENT;
    locations = make_locations(&csv, findings);
    stations = make_stations(&csv, findings);
    must(e911_stations_lint(stations, locations, findings), "lint");
    use_locations(locations);
    use_networks(locations, findings);
    use_stations(stations, locations);
    print_findings(findings);
    e911_stations_unref(stations);
    e911_locations_unref(locations);
    e911_findings_free(findings);
    return 0;
}
