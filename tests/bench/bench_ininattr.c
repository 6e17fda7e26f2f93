/*
 * What reading and writing ININAttr costs, beside other ways to do the same. It reads no clock:
 * tests/bench/run counts the instructions of `bench-ininattr CASE COUNT` under callgrind.
 *
 *     bench-ininattr              the cases: limit in instructions (or -), group and name
 *     bench-ininattr CASE COUNT   run the case of this name COUNT times
 */
#include <e911/ininattr.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if BENCH_SOFIA
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/su_alloc.h>
#endif

#define PAIRS   "uu_StationMacAddress=0004f215c285;uu_StationIPAddress=192.168.1.4"
#define QUOTED  "\"" PAIRS "\""
#define SHOUTED "\"UU_STATIONIPADDRESS=192.168.1.4;UU_STATIONMACADDRESS=0004F215C285\""
#define SPACED  "\"uu_StationMacAddress = 0004f215c285; uu_StationIPAddress = 192.168.1.4\""
#define COLONS  "\"uu_StationMacAddress=00:04:f2:15:c2:85;uu_StationIPAddress=192.168.1.4\""

static e911_ininattr attr;
static e911_ininattr_pair others[4];
static char room[256];

static const e911_mac station_mac = {{0x00, 0x04, 0xf2, 0x15, 0xc2, 0x85}};
static const uint8_t station_ip[4] = {192, 168, 1, 4};

/* ---- libe911 --------------------------------------------------------------------------------- */

static bool parse(e911_text value)
{
    return e911_ininattr_parse(value.data, value.len, &attr, NULL) == E911_OK;
}

static bool format(e911_text value)
{
    size_t len;

    return e911_ininattr_format(&attr, room, sizeof room, &len) == E911_OK && len == value.len;
}

static bool format_exact(e911_text value)
{
    size_t len;

    return e911_ininattr_format(&attr, room, value.len, &len) == E911_OK && len == value.len;
}

/* ---- other ways to read ---------------------------------------------------------------------- */

/* The least a loop over the bytes can do. */
static bool one_pass(e911_text value)
{
    size_t i = 0;

    while (i < value.len && value.data[i] != '\n')
        i++;
    return i == value.len;
}

/* For this one spelling only: NUL-terminated, and the addresses stay text. */
static bool scan_texts(e911_text value)
{
    char mac[13], ip[46];

    return sscanf(value.data,
                  "\"uu_StationMacAddress=%12[0-9a-fA-F];uu_StationIPAddress=%45[0-9a-fA-F.:]\"",
                  mac, ip) == 2;
}

/* The same into bytes, as the library does; it takes much that is no address. */
static bool scan_bytes(e911_text value)
{
    uint8_t *m = attr.mac.bytes;
    uint8_t *ip = attr.ip.bytes;

    return sscanf(value.data,
                  "\"uu_StationMacAddress=%2" SCNx8 "%2" SCNx8 "%2" SCNx8 "%2" SCNx8 "%2" SCNx8
                  "%2" SCNx8 ";uu_StationIPAddress=%" SCNu8 ".%" SCNu8 ".%" SCNu8 ".%" SCNu8 "\"",
                  m, m + 1, m + 2, m + 3, m + 4, m + 5, ip, ip + 1, ip + 2, ip + 3) == 10;
}

#if BENCH_SOFIA
/* Splits the pairs, no more: the addresses stay text. It writes into its input, hence the copy. */
static bool split_by_sofia(e911_text value)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    msg_param_t const *params = NULL;
    char *at = room;
    bool good;

    memcpy(room, value.data, value.len);
    room[value.len] = '\0';
    su_home_init(home);
    good = msg_params_d(home, &at, &params) >= 0 && params != NULL && params[1] != NULL;
    su_home_deinit(home);
    return good;
}
#endif

/* ---- other ways to write --------------------------------------------------------------------- */

#define MAC_FORMAT "%02x%02x%02x%02x%02x%02x"
#define MAC_BYTES(m)                                                                               \
    (m).bytes[0], (m).bytes[1], (m).bytes[2], (m).bytes[3], (m).bytes[4], (m).bytes[5]
#define IP_BYTES(ip) (ip).bytes[0], (ip).bytes[1], (ip).bytes[2], (ip).bytes[3]
#define VALUE_FORMAT "\"uu_StationMacAddress=" MAC_FORMAT ";uu_StationIPAddress=%u.%u.%u.%u\""

/* What is left when the texts of the addresses are at hand and nothing is checked. */
static bool fill_template(e911_text value)
{
    static const char mac[] = "0004f215c285";
    static const char ip[] = "192.168.1.4";
    const char *volatile mac_text = mac;
    const char *volatile ip_text = ip;
    size_t ip_len = strlen(ip_text);

    memcpy(room, "\"uu_StationMacAddress=............;uu_StationIPAddress=", 55);
    memcpy(room + 22, mac_text, 12);
    memcpy(room + 55, ip_text, ip_len);
    room[55 + ip_len] = '"';
    return 55 + ip_len + 1 == value.len;
}

static bool print(e911_text value)
{
    return snprintf(room, sizeof room, VALUE_FORMAT, MAC_BYTES(attr.mac), IP_BYTES(attr.ip)) ==
           (int)value.len;
}

#if BENCH_SOFIA
static bool print_by_sofia(e911_text value)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    const char *printed;
    bool good;

    su_home_init(home);
    printed = su_sprintf(home, VALUE_FORMAT, MAC_BYTES(attr.mac), IP_BYTES(attr.ip));
    good = printed != NULL && printed[value.len - 1] == '"';
    su_home_deinit(home);
    return good;
}
#endif

/* ---- the counter itself ---------------------------------------------------------------------- */

static bool nothing(e911_text value)
{
    return value.len == 0;
}

/* The runner must see this allocation, or its zeros would prove nothing. */
static bool allocate(e911_text value)
{
    void *volatile memory = malloc(value.len + 1);
    bool good = memory != NULL;

    free(memory);
    return good;
}

/* ---- the table ------------------------------------------------------------------------------- */

struct bench_case {
    const char *limit; /* instructions the library may take; "-" where there is none */
    const char *group; /* ratios are to the first case of the group */
    const char *name;
    bool (*run)(e911_text value);
    const char *value;
};

static const struct bench_case cases[] = {
    {"-", "counter", "nothing", nothing, ""},
    {"-", "counter", "allocate", allocate, ""},
    {"500", "parse", "e911 parse quoted", parse, QUOTED},
    {"500", "parse", "e911 parse unquoted", parse, PAIRS},
    {"500", "parse", "e911 parse reversed, upper case", parse, SHOUTED},
    {"-", "parse", "e911 parse unknown pair last", parse, "\"" PAIRS ";uu_Floor=3\""},
    {"-", "parse", "e911 parse unknown pair first", parse, "\"uu_Floor=3;" PAIRS "\""},
    {"-", "parse", "e911 parse blanks around = and ;", parse, SPACED},
    {"-", "parse", "e911 parse MAC with colons", parse, COLONS},
    {"-", "parse", "one pass over the bytes", one_pass, QUOTED},
#if BENCH_SOFIA
    {"-", "parse", "sofia-sip msg_params_d", split_by_sofia, ";" PAIRS},
#endif
    {"-", "parse", "sscanf, addresses as text", scan_texts, QUOTED},
    {"-", "parse", "sscanf, addresses as bytes", scan_bytes, QUOTED},
    {"160", "format", "e911 format quoted", format, QUOTED},
    {"160", "format", "e911 format unquoted", format, PAIRS},
    {"-", "format", "e911 format quoted, exact room", format_exact, QUOTED},
    {"-", "format", "memcpy template", fill_template, QUOTED},
    {"-", "format", "snprintf", print, QUOTED},
#if BENCH_SOFIA
    {"-", "format", "sofia-sip su_sprintf", print_by_sofia, QUOTED},
#endif
};

static bool is_station(void)
{
    return attr.ip.family == 4 && memcmp(attr.ip.bytes, station_ip, sizeof station_ip) == 0 &&
           memcmp(attr.mac.bytes, station_mac.bytes, sizeof station_mac.bytes) == 0;
}

/* Run the case, and see that it did what it is measured for. */
static bool repeat(const struct bench_case *bench, unsigned long times)
{
    e911_text value = e911_text_of(bench->value);
    bool good = true;

    e911_ininattr_init(&attr, sizeof attr);
    attr.others = others;
    attr.others_capacity = sizeof others / sizeof others[0];
    if (strcmp(bench->group, "format") == 0) {
        attr.flags = E911_ININATTR_MAC | E911_ININATTR_IP;
        if (value.data[0] != '"')
            attr.flags |= E911_ININATTR_UNQUOTED;
        attr.mac = station_mac;
        attr.ip.family = 4;
        memcpy(attr.ip.bytes, station_ip, sizeof station_ip);
    }
    while (times-- > 0)
        good &= bench->run(value);
    if (bench->run == parse)
        good &= is_station();
    else if (bench->run == format || bench->run == format_exact)
        good &= memcmp(room, value.data, value.len) == 0;
    return good;
}

int main(int argc, char **argv)
{
    const size_t count = sizeof cases / sizeof cases[0];

    if (argc == 1) {
        for (size_t i = 0; i < count; i++)
            printf("%s\t%s\t%s\n", cases[i].limit, cases[i].group, cases[i].name);
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; argc == 3 && i < count; i++) {
        if (strcmp(cases[i].name, argv[1]) == 0)
            return repeat(&cases[i], strtoul(argv[2], NULL, 10)) ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    fputs("usage: bench-ininattr [CASE COUNT]\n", stderr);
    return 2;
}
