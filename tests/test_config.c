/* The configuration file: the annotated sample, and where each kind of mistake is reported. */
#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../examples/common/config.h"
#include "../examples/common/finding.h"

/* A configuration in which all that is required is present, in five lines. */
#define GOOD_BUT_DIAL_PLAN                                                                         \
    "ingress: {listen: ['sip:127.0.0.1:5911']}\n"                                                  \
    "targets:\n"                                                                                   \
    "  - {name: one, uri: 'sip:127.0.0.9'}\n"                                                      \
    "next hop: sip:127.0.0.13\n"

#define GOOD "dial plan: {region: US}\n" GOOD_BUT_DIAL_PLAN

/* stderr in a file, so that findings can be read back. */
struct capture {
    int saved;
    FILE *file;
    char text[8192];
};

static void capture_begin(struct capture *capture)
{
    fflush(stderr);
    capture->file = tmpfile();
    capture->saved = dup(STDERR_FILENO);
    cr_assert(capture->file && capture->saved >= 0);
    cr_assert_geq(dup2(fileno(capture->file), STDERR_FILENO), 0);
}

static void capture_end(struct capture *capture)
{
    size_t length;

    fflush(stderr);
    dup2(capture->saved, STDERR_FILENO);
    close(capture->saved);
    rewind(capture->file);
    length = fread(capture->text, 1, sizeof(capture->text) - 1, capture->file);
    capture->text[length] = '\0';
    fclose(capture->file);
}

static void write_file(char *path, const char *yaml, size_t length)
{
    int descriptor = mkstemp(path);

    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, yaml, length), (ssize_t)length);
    close(descriptor);
}

static int load(const char *yaml, size_t length, struct config **config, struct capture *capture)
{
    char path[] = "e911-test-XXXXXX";
    int result;

    write_file(path, yaml, length);
    capture_begin(capture);
    result = config_load(path, config);
    capture_end(capture);
    unlink(path);
    return result;
}

static struct config *load_good(const char *yaml)
{
    struct config *config = NULL;
    struct capture capture;

    cr_assert_eq(load(yaml, strlen(yaml), &config, &capture), 0, "%s", capture.text);
    cr_assert_str_empty(capture.text);
    return config;
}

/* `prefix` is what follows the file name: LINE:COL: error: CODE. */
static void expect_finding(const char *finding, const char *path, const char *prefix)
{
    char expected[128];

    snprintf(expected, sizeof(expected), "%s:%s: ", path, prefix);
    cr_expect(strncmp(finding, expected, strlen(expected)) == 0, "expected %s got %s", expected,
              finding);
}

struct bad_case {
    const char *yaml;
    unsigned line;
    unsigned column;
    const char *code;
    const char *text; /* stands somewhere in the finding */
};

static void expect_bad(const struct bad_case *bad, size_t length)
{
    struct config *config = NULL;
    struct capture capture;
    char expected[64];
    const char *place;

    cr_expect_eq(load(bad->yaml, length, &config, &capture), 2, "accepted: %s", bad->yaml);
    cr_expect_null(config);
    snprintf(expected, sizeof(expected), ":%u:%u: error: %s: ", bad->line, bad->column, bad->code);
    place = strchr(capture.text, ':');
    cr_expect(place && strncmp(place, expected, strlen(expected)) == 0,
              "for\n%s\nexpected %s\ngot %s", bad->yaml, expected, capture.text);
    cr_expect(strstr(capture.text, bad->text) != NULL, "for\n%s\nexpected %s\ngot %s", bad->yaml,
              bad->text, capture.text);
}

#define EXPECT_ALL_BAD(cases)                                                                      \
    for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++)                                \
    expect_bad(&(cases)[i], strlen((cases)[i].yaml))

Test(config, sample)
{
    const char *root = getenv("E911_SOURCE_ROOT");
    char path[1024];
    char stations[1024];
    struct config *config = NULL;

    snprintf(path, sizeof(path), "%s/examples/e911.yaml", root ? root : ".");
    snprintf(stations, sizeof(stations), "%s/examples/stations.csv", root ? root : ".");
    cr_assert_eq(config_load(path, &config), 0);

    cr_assert_not_null(config->server_parameters.include_station_addresses);
    cr_expect_eq(*config->server_parameters.include_station_addresses, CONFIG_SWITCH_TRUE);
    cr_expect_str_eq(config->dial_plan.region, "US");
    cr_assert_eq(config->dial_plan.access_prefixes_count, 1);
    cr_expect_str_eq(config->dial_plan.access_prefixes[0], "9");
    cr_expect_eq(config->dial_plan.emergency_numbers_count, 0);
    cr_expect_str_eq(config->tables.stations, stations);
    cr_assert_eq(config->ingress.listen_count, 1);
    cr_expect_str_eq(config->ingress.listen[0], "sip:127.0.0.1:5911");
    cr_assert_eq(config->ingress.sources_count, 2);
    cr_expect_str_eq(config->ingress.sources[0].address, "127.0.0.13");
    cr_expect_eq(config->ingress.sources[0].trust, CONFIG_TRUST_TRUNK);
    cr_assert_eq(config->targets_count, 1);
    cr_expect_str_eq(config->targets[0].name, "primary");
    cr_expect_str_eq(config->targets[0].uri, "sip:127.0.0.9:5912;transport=udp");
    cr_expect_eq(config->targets[0].ininattr, CONFIG_ININATTR_QUOTED);
    cr_expect_str_eq(config->next_hop, "sip:127.0.0.13:5913;transport=udp");
    cr_assert_eq(config->psaps_count, 1);
    cr_expect_str_eq(config->psaps[0].name, "demo");
    cr_expect_str_eq(config->psaps[0].listen, "sip:127.0.0.9:5912");
    cr_expect_str_eq(config->path, path);
    config_free(config);
}

Test(config, absent_is_empty)
{
    struct config *config = load_good(GOOD);

    cr_expect_null(config->server_parameters.include_station_addresses);
    cr_expect_eq(config->dial_plan.access_prefixes_count, 0);
    cr_expect_eq(config->dial_plan.emergency_numbers_count, 0);
    cr_expect_null(config->tables.stations);
    cr_expect_null(config->dial_plan.file);
    cr_expect_eq(config->ingress.sources_count, 0);
    cr_expect_eq(config->targets[0].ininattr, CONFIG_ININATTR_QUOTED);
    cr_expect_eq(config->psaps_count, 0);
    config_free(config);
    config_free(load_good("server parameters: {}\ntables: {}\npsaps: []\n" GOOD));
    config_free(load_good("server parameters:\n  # x: True\nTables:  # none\npsaps:\n" GOOD));
    config_free(load_good(GOOD "server parameters:"));
    config_free(NULL);
}

Test(config, switch_words)
{
    static const struct {
        const char *word;
        enum config_switch value;
    } cases[] = {
        {"True", CONFIG_SWITCH_TRUE},       {"true", CONFIG_SWITCH_TRUE},
        {"TRUE", CONFIG_SWITCH_TRUE},       {"'True'", CONFIG_SWITCH_TRUE},
        {"False", CONFIG_SWITCH_FALSE},     {"false", CONFIG_SWITCH_FALSE},
        {"\"FALSE\"", CONFIG_SWITCH_FALSE},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char yaml[512];
        struct config *config;

        snprintf(yaml, sizeof(yaml),
                 "server parameters:\n  Include Station Mac And IP In SIP: %s\n" GOOD,
                 cases[i].word);
        config = load_good(yaml);
        cr_assert_not_null(config->server_parameters.include_station_addresses);
        cr_expect_eq(*config->server_parameters.include_station_addresses, cases[i].value);
        config_free(config);
    }
}

Test(config, words_and_keys_without_case)
{
    struct config *config = load_good("Dial Plan: {REGION: NO}\r\n"
                                      "ingress:\r\n"
                                      "  listen: [a, b]\r\n"
                                      "  sources:\r\n"
                                      "    - {address: '2001:db8::/32', trust: PBX}\r\n"
                                      "    - {address: 192.0.2.0/24, trust: Phone, SITE: North}\r\n"
                                      "targets:\r\n"
                                      "  - {name: a, uri: b, inINattr: Unquoted}\r\n"
                                      "  - {name: c, uri: d, ININAttr: NONE}\r\n"
                                      "NEXT HOP: e\r\n");

    cr_expect_str_eq(config->dial_plan.region, "NO");
    cr_expect_eq(config->ingress.listen_count, 2);
    cr_expect_eq(config->ingress.sources[0].trust, CONFIG_TRUST_PBX);
    cr_expect_str_eq(config->ingress.sources[0].address, "2001:db8::/32");
    cr_expect_eq(config->ingress.sources[1].trust, CONFIG_TRUST_PHONE);
    cr_expect_null(config->ingress.sources[0].site);
    cr_expect_str_eq(config->ingress.sources[1].site, "North");
    cr_expect_eq(config->targets[0].ininattr, CONFIG_ININATTR_UNQUOTED);
    cr_expect_eq(config->targets[1].ininattr, CONFIG_ININATTR_NONE);
    config_free(config);
}

Test(config, byte_order_mark)
{
    static const struct bad_case bad = {"\xEF\xBB\xBF"
                                        "colour: red\n",
                                        1, 1, "UNKNOWN_KEY", ""};

    config_free(load_good("\xEF\xBB\xBF" GOOD));
    expect_bad(&bad, strlen(bad.yaml));
}

Test(config, paths)
{
    static const struct {
        const char *given;
        const char *expected;
    } cases[] = {
        {"stations.csv", "./stations.csv"}, {"a/b.csv", "./a/b.csv"}, {"/c.csv", "/c.csv"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char path[] = "./e911-test-XXXXXX";
        char yaml[512];
        struct config *config = NULL;

        snprintf(yaml, sizeof(yaml),
                 "tables: {stations: %s}\ndial plan: {region: US, file: %s}\n" GOOD_BUT_DIAL_PLAN,
                 cases[i].given, cases[i].given);
        write_file(path, yaml, strlen(yaml));
        cr_assert_eq(config_load(path, &config), 0);
        cr_expect_str_eq(config->tables.stations, cases[i].expected);
        cr_expect_str_eq(config->dial_plan.file, cases[i].expected);
        config_free(config);
        unlink(path);
    }
}

Test(config, bad_keys)
{
    static const struct bad_case cases[] = {
        {GOOD "colour: red\n", 6, 1, "UNKNOWN_KEY",
         "known here: server parameters, dial plan, tables, ingress, targets, next hop, psaps, "
         "export"},
        {"colour:\n  a: b\n" GOOD, 1, 1, "UNKNOWN_KEY", "'colour'"},
        {"dial plan:\n  region: US\n  colour: red\n", 3, 3, "UNKNOWN_KEY",
         "known here: region, access prefixes, emergency numbers"},
        {"targets:\n  - name: a\n    uri: b\n  - name: c\n    colour: d\n", 5, 5, "UNKNOWN_KEY",
         "known here: name, uri, ININAttr"},
        {"# caf\xC3\xA9\ndial plan: {region: \xC3\xA9, colour: red}\n", 2, 24, "UNKNOWN_KEY", ""},
        {"dial plan:\n  <<: {region: US}\n", 2, 3, "UNKNOWN_KEY", "'<<'"},
        {"\"a\\nb\": c\n", 1, 1, "UNKNOWN_KEY", "'a\\x0Ab'"},
        {"\"a\\eb\\x9Bc\": d\n", 1, 1, "UNKNOWN_KEY", "'a\\x1Bb\\xC2\\x9Bc'"},
        {GOOD "next hop: b\n", 6, 1, "DUPLICATE_KEY", "in line 5 already"},
        {"dial plan:\n  region: US\nDial Plan:\n  region: US\n", 3, 1, "DUPLICATE_KEY",
         "in line 1 already"},
        {"targets:\n  - name: a\n    uri: b\n    Name: c\n", 4, 5, "DUPLICATE_KEY", "'name'"},
        {"# first\n\ndial plan: {region: US}\n", 3, 1, "MISSING_KEY", "'ingress'"},
        {GOOD "psaps:\n  - name: a\n    listen: b\n  - listen: c\n", 9, 5, "MISSING_KEY",
         "'name' is missing in 'psaps'; known here: name, listen"},
        {"dial plan:\n  access prefixes: []\n", 1, 1, "MISSING_KEY", "'region'"},
        {"dial plan: {}\n", 1, 1, "MISSING_KEY", "'region'"},
        {"dial plan: {region: US}\ningress:\n  sources: []\n", 2, 1, "MISSING_KEY", "'listen'"},
        {"targets: [{name: a}]\n", 1, 11, "MISSING_KEY", "'uri'"},
        {"ingress:\n  listen: [a]\n  sources:\n    - address: b\n", 4, 7, "MISSING_KEY",
         "known here: address, trust, site"},
    };

    EXPECT_ALL_BAD(cases);
}

Test(config, bad_values)
{
    static const struct bad_case cases[] = {
        {"server parameters:\n  Include Station Mac And IP In SIP: Flase\n", 2, 38, "BAD_VALUE",
         "found 'Flase' for 'Include Station Mac And IP In SIP'; expected True or False"},
        {"server parameters:\n  Include Station Mac And IP In SIP: 1\n", 2, 38, "BAD_VALUE",
         "True or False"},
        {"server parameters:\n  Include Station Mac And IP In SIP: yes\n", 2, 38, "BAD_VALUE",
         "True or False"},
        {"server parameters:\n  Include Station Mac And IP In SIP:\n", 2, 37, "BAD_VALUE",
         "found nothing"},
        {"server parameters:\n  Include Station Mac And IP In SIP: ~\n", 2, 38, "BAD_VALUE",
         "null"},
        {"server parameters: ''\n", 1, 20, "BAD_VALUE", "expected a mapping with the keys Include"},
        {"ingress:\n  listen: [a]\n  sources: [{address: b, trust: c}]\n", 3, 33, "BAD_VALUE",
         "expected phone, pbx or trunk"},
        {"ingress:\n  listen: [a]\n  sources:\n    - {address: b, trust: pbx}\n    - c\n", 5, 7,
         "BAD_VALUE",
         "found 'c' for 'sources'; expected a mapping with the keys address, trust, site"},
        {"targets: [{name: a, uri: b, ININAttr: True}]\n", 1, 39, "BAD_VALUE",
         "expected quoted, unquoted or none"},
        {"dial plan: 5\n", 1, 12, "BAD_VALUE", "found '5' for 'dial plan'; expected a mapping"},
        {"dial plan:\n  region: [US]\n", 2, 11, "BAD_VALUE", "found a list for 'region'"},
        {"dial plan:\n  region: US\n  access prefixes: 9\n", 3, 20, "BAD_VALUE",
         "found '9' for 'access prefixes'; expected a list"},
        {"dial plan:\n  region: US\n  access prefixes: ['9', ['8']]\n", 3, 26, "BAD_VALUE", ""},
        {"dial plan:\n  region: US\n  access prefixes: ['9', '']\n", 3, 26, "BAD_VALUE", ""},
        {"targets: {a: b}\n", 1, 10, "BAD_VALUE", "found a mapping for 'targets'; expected a list"},
        {"targets:\n", 1, 9, "BAD_VALUE", "found nothing for 'targets'"},
        {"targets: []\n", 1, 10, "BAD_VALUE", "found an empty list for 'targets'; expected a list"},
        {"ingress:\n  listen: []\n", 2, 11, "BAD_VALUE", "a list of at least one"},
        {"next hop: ''\n", 1, 11, "BAD_VALUE", "found nothing for 'next hop'; expected text"},
        {"next hop:\n", 1, 10, "BAD_VALUE", "found nothing for 'next hop'; expected text"},
        {"next hop: \"a\\0b\"\n", 1, 11, "BAD_VALUE", "NUL"},
        {"- a\n", 1, 1, "BAD_VALUE", "a list or mere text"},
        {"# x\nhello\n", 2, 1, "BAD_VALUE", "a list or mere text"},
    };

    EXPECT_ALL_BAD(cases);
}

Test(config, bad_yaml)
{
    static const struct bad_case cases[] = {
        {"dial plan:\n  region: \"US\ntargets: 5\n", 4, 1, "YAML_SYNTAX", "began in line 2"},
        {"dial plan:\n\tregion: US\n", 2, 1, "YAML_SYNTAX", "found a tab; expected spaces"},
        {"# \xC3\xA9\xC3\xA9\ndial plan:\n\tregion: US\n", 3, 1, "YAML_SYNTAX", "found a tab"},
        {"dial plan: [a\n", 2, 1, "YAML_SYNTAX", "began in line 1"},
        {"dial plan:\n  region: US\n tables: b\n", 3, 2, "YAML_SYNTAX", "expected"},
        {"next hop: b: c\n", 1, 12, "YAML_SYNTAX", "not allowed"},
        {"next hop: x\ntables: \xC3\xA9 caf\xE9\n", 2, 14, "YAML_SYNTAX", "UTF-8"},
        {"\xFF\xFE"
         "a",
         1, 1, "YAML_SYNTAX", "UTF-8"},
        {"a: \x01\n", 1, 4, "YAML_SYNTAX", "control characters"},
        {"? [a, b]\n: c\n", 1, 3, "YAML_SYNTAX", "as a key"},
        {"dial plan:\n  ? {a: b}\n  : c\n", 2, 5, "YAML_SYNTAX", "as a key"},
        {"a: [[[[[[[[[[[[[[[[[[[[", 1, 19, "YAML_SYNTAX", "16 levels"},
        {GOOD "---\n" GOOD, 6, 1, "YAML_DOCUMENTS", "one document"},
        {"next hop: &a b\ndial plan:\n  region: *a\n", 3, 11, "YAML_ALIAS", "written out"},
        {"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 2, 8, "YAML_ALIAS", "written out"},
        {"", 1, 1, "EMPTY_FILE", "expected keys"},
        {"# only a comment\n", 1, 1, "EMPTY_FILE", "expected keys"},
        {"---\n", 1, 1, "EMPTY_FILE", "expected keys"},
    };
    static const struct bad_case nul = {"next hop: a", 2, 3, "YAML_SYNTAX", "control characters"};
    static const char nul_yaml[] = "a: b\nc:\0d\n";
    struct bad_case with_nul = nul;

    EXPECT_ALL_BAD(cases);
    with_nul.yaml = nul_yaml;
    expect_bad(&with_nul, sizeof(nul_yaml) - 1);
}

static void expect_unreadable(const char *path, const char *prefix, const char *text)
{
    struct config *config = NULL;
    struct capture capture;
    int result;

    capture_begin(&capture);
    result = config_load(path, &config);
    capture_end(&capture);
    cr_expect_eq(result, 2);
    cr_expect_null(config);
    expect_finding(capture.text, path, prefix);
    cr_expect(strstr(capture.text, text) != NULL, "%s", capture.text);
}

Test(config, unreadable)
{
    expect_unreadable("no-such-folder/e911.yaml", "0:0: error: CANNOT_READ",
                      "No such file or directory");
    expect_unreadable("/", "0:0: error: CANNOT_READ", "Is a directory");
}

Test(config, size_limit)
{
    enum { LIMIT = 1024 * 1024 };
    char *yaml = malloc(LIMIT + 1);
    struct bad_case bad = {NULL, 0, 0, "FILE_TOO_LARGE", "1 MiB"};
    struct config *config = NULL;
    struct capture capture;

    cr_assert_not_null(yaml);
    memset(yaml, '\n', LIMIT + 1);
    memcpy(yaml, GOOD, strlen(GOOD));
    cr_expect_eq(load(yaml, LIMIT, &config, &capture), 0);
    config_free(config);
    bad.yaml = yaml;
    expect_bad(&bad, LIMIT + 1);
    free(yaml);
}

Test(config, several_findings)
{
    static const char yaml[] = "regoin: US\nnext hop: a\n";
    struct config *config = NULL;
    struct capture capture;
    unsigned lines = 0;

    cr_assert_eq(load(yaml, strlen(yaml), &config, &capture), 2);
    for (const char *at = capture.text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    cr_expect_eq(lines, 4, "one for the unknown key, one for each missing key:\n%s", capture.text);
}

Test(config, errors_and_warnings)
{
    static const struct {
        const char *key_path;
        const char *prefix;
    } cases[] = {
        {"next hop", "5:11: error: X"},
        {"targets/0/uri", "4:22: error: X"},
        {"Targets/0/URI", "4:22: error: X"},
        {"targets/0", "4:5: error: X"},
        {"targets/7/uri", "3:1: error: X"},
        {"targets/0/ININAttr", "4:5: error: X"},
        {"ingress/listen/0", "2:20: error: X"},
        {"ingress/sources/1/address", "2:1: error: X"},
        {"server parameters/Include Station Mac And IP In SIP", "1:1: error: X"},
        {"", "1:1: error: X"},
    };
    struct config *config = load_good(GOOD);
    struct capture capture;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        capture_begin(&capture);
        config_error(config, cases[i].key_path, "X", "%d\n%s", 5, "b");
        capture_end(&capture);
        expect_finding(capture.text, config->path, cases[i].prefix);
        cr_expect(strstr(capture.text, ": 5\\x0Ab\n") != NULL, "%s", capture.text);
    }
    cr_expect_eq(config_errors(config), sizeof(cases) / sizeof(cases[0]));
    cr_expect_eq(config_warnings(config), 0);

    capture_begin(&capture);
    config_warning(config, "dial plan/region", "Y", "z");
    capture_end(&capture);
    expect_finding(capture.text, config->path, "1:21: warning: Y");
    cr_expect_eq(config_warnings(config), 1);
    config_free(config);
}

Test(config, long_finding)
{
    struct capture capture;
    char text[3000];
    size_t length;

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    memcpy(text + 1019, "\xC3\xA9", 2);
    capture_begin(&capture);
    finding_print("f", 1, 2, FINDING_NOTE, "LONG", "%s", text);
    capture_end(&capture);
    length = strlen(capture.text);
    cr_expect(strncmp(capture.text, "f:1:2: note: LONG: xxx", 22) == 0);
    cr_assert_gt(length, 4);
    cr_expect_str_eq(capture.text + length - 5, "x...\n");
}
