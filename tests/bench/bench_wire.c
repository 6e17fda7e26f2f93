/*
 * What it costs to rewrite a message, beside other ways to do the same. It reads no clock:
 * tests/bench/run counts the instructions of `bench-wire CASE COUNT` under callgrind.
 *
 *     bench-wire              the cases: limit in instructions (or -), group, name and, where cost
 * is to be linear, the bytes of the message bench-wire CASE COUNT   run the case of this name COUNT
 * times
 */
#include "wire_peers.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if BENCH_SOFIA
#include <e911/sofia.h>
#endif

/* The phone that calls is the last of so many stations. */
enum { STATIONS = 100000, CALLER = STATIONS - 1, MESSAGE_MAX = 65536 };

static char bytes[MESSAGE_MAX + 1];
static char room[2 * MESSAGE_MAX];
static e911_text message;

static e911_engine *engine;
static e911_decision *decision;
static e911_call call = {.struct_size = sizeof call};
static e911_wire_room lists = {.struct_size = sizeof lists};
static e911_facts facts = {.struct_size = sizeof facts};
static e911_summary summary = {.struct_size = sizeof summary};

/* ---- the site -------------------------------------------------------------------------------- */

/* Not by printf(): under callgrind that would take longer than what is measured. */
static char *put_number(char *at, unsigned number, unsigned base, unsigned least_digits)
{
    char digits[16];
    unsigned count = 0;

    while (number > 0 || count < least_digits) {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    }
    while (count > 0)
        *at++ = digits[--count];
    return at;
}

static e911_status add_station(e911_stations_builder *builder, unsigned number)
{
    char mac[] = "0004f3......", identity[16] = "s", address[32] = "10.";
    e911_station station = {.struct_size = sizeof station};
    char *at = address + 3;

    put_number(mac + 6, number, 16, 6);
    *put_number(identity + 1, number, 10, 1) = '\0';
    for (int shift = 16; shift >= 0; shift -= 8) {
        at = put_number(at, number >> shift & 255, 10, 1);
        *at++ = shift > 0 ? '.' : '\0';
    }
    station.network_id = e911_text_of(number == CALLER ? "0004f215c285" : mac);
    station.identification_address = e911_text_of(number == CALLER ? "8182" : identity);
    station.station_ip_address = e911_text_of(number == CALLER ? "127.0.0.4" : address);
    return e911_stations_builder_add(builder, &station, NULL);
}

static e911_stations *make_stations(unsigned count)
{
    e911_stations_builder *builder;
    e911_stations *stations = NULL;
    e911_status status = e911_stations_builder_new(NULL, &builder);

    for (unsigned i = 0; status == E911_OK && i < count; i++)
        status = add_station(builder, CALLER + 1 - count + i);
    if (status == E911_OK)
        e911_stations_builder_build(builder, &stations);
    e911_stations_builder_free(builder);
    return stations;
}

static bool make_site(unsigned stations)
{
    e911_engine_options options = {.struct_size = sizeof options};
    e911_status status;

    options.region = e911_text_of("US");
    options.access_prefixes = e911_text_of("9");
    options.stations = make_stations(stations);
    options.target_uri = e911_text_of("sip:psap.example.com:5070");
    options.include_station_addresses = 1;
    status = options.stations == NULL ? E911_ERR_NOMEM : e911_engine_new(&options, &engine, NULL);
    e911_stations_unref(options.stations);
    e911_ip_parse("127.0.0.4", 9, &call.source, NULL);
    facts.source = call.source;
    return status == E911_OK && e911_decision_new(NULL, &decision) == E911_OK;
}

/* ---- libe911 --------------------------------------------------------------------------------- */

static int describe(e911_text text)
{
    return e911_wire_describe(text.data, text.len, &lists, &call, NULL) == E911_OK;
}

static int decide(e911_text text)
{
    (void)text;
    return e911_decide(engine, &call, decision) == E911_OK;
}

static int apply(e911_text text)
{
    size_t len;

    return e911_wire_apply(text.data, text.len, decision, 0, room, sizeof room, &len) == E911_OK;
}

static int apply_described(e911_text text)
{
    size_t len;

    (void)text;
    return e911_wire_apply_described(&lists, decision, 0, room, sizeof room, &len) == E911_OK;
}

static int three_calls(e911_text text)
{
    return describe(text) && decide(text) && apply_described(text);
}

static int three_calls_anew(e911_text text)
{
    return describe(text) && decide(text) && apply(text);
}

static int one_call(e911_text text)
{
    size_t len;

    return e911_rewrite(engine, text.data, text.len, &facts, 0, room, sizeof room, &len,
                        &summary) == E911_OK;
}

static int decision_json(e911_text text)
{
    size_t len;

    (void)text;
    return e911_decision_format_json(decision, room, sizeof room, &len) == E911_OK;
}

static int summary_json(e911_text text)
{
    size_t len;

    (void)text;
    return e911_summary_format_json(&summary, room, sizeof room, &len) == E911_OK;
}

#if BENCH_SOFIA
/* The request itself is edited: a host that has one target for it wants no copy. */
static int sofia_rewrite(e911_text text)
{
    struct msg_s *msg = sofia_parse(text);
    int good =
        e911_sofia_rewrite(engine, msg, &call, decision, 0, NULL) == E911_OK && sofia_send(msg, 1);

    sofia_free(msg);
    return good;
}

static int sofia_branch(e911_text text)
{
    struct msg_s *msg = sofia_parse(text), *branch = NULL;
    int good = e911_sofia_rewrite(engine, msg, &call, decision, 0, &branch) == E911_OK &&
               sofia_send(branch, 1);

    sofia_free(branch);
    sofia_free(msg);
    return good;
}
#endif

/* ---- the counter itself ---------------------------------------------------------------------- */

static int nothing(e911_text text)
{
    return text.len > 0;
}

/* The runner must see this allocation, or its zeros would prove nothing. */
static int allocate(e911_text text)
{
    void *volatile memory = malloc(text.len + 1);
    int good = memory != NULL;

    free(memory);
    return good;
}

/* ---- messages -------------------------------------------------------------------------------- */

static void read_message(const char *name)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", BENCH_VECTORS, name);
    file = fopen(path, "rb");
    if (file != NULL) {
        message = (e911_text){bytes, fread(bytes, 1, MESSAGE_MAX, file)};
        fclose(file);
    }
}

/* An emergency INVITE of `size` bytes, filled up with lines; %c is another letter each time. */
static void make_message(const char *line, size_t size)
{
    static const char start[] = "INVITE sip:911@example.com SIP/2.0\r\n"
                                "From: <sip:8182@example.com>;tag=1\r\nX-First: x\r\n";
    size_t len = sizeof start - 1;
    size_t step = strlen(line) - (strchr(line, '%') == NULL ? 0 : 1);

    memcpy(bytes, start, len);
    for (unsigned i = 0; len + step + 2 <= size; i++)
        len += (size_t)sprintf(bytes + len, line, 'a' + i % 26);
    while (len + 2 < size)
        bytes[len++] = ' '; /* of the last line */
    memcpy(bytes + len, "\r\n", 2);
    message = (e911_text){bytes, len + 2};
}

/* ---- the table ------------------------------------------------------------------------------- */

/* What a case needs besides its message; a site of one station or of all. */
enum needs { NOTHING, DESK, SITE, DECISION, SUMMARY };

struct bench_case {
    const char *limit; /* instructions the library may take; "-" where there is none */
    const char *group; /* ratios are to the first case of the group */
    const char *name;
    int (*run)(e911_text message);
    const char *message; /* a file, or a line of a made one */
    size_t size;         /* of a made one, else 0 */
    enum needs needs;
};

#define LINEAR(limit, name, line)                                                                  \
    {limit, name, "e911 " name ", 1 kB", three_calls, line, 1024, DESK},                           \
        {limit, name, "e911 " name ", 4 kB", three_calls, line, 4096, DESK},                       \
        {limit, name, "e911 " name ", 16 kB", three_calls, line, 16384, DESK},                     \
    {                                                                                              \
        limit, name, "e911 " name ", 64 kB", three_calls, line, 65536, DESK                        \
    }

static const struct bench_case cases[] = {
    {"-", "counter", "nothing", nothing, "phone.sip", 0, NOTHING},
    {"-", "counter", "allocate", allocate, "phone.sip", 0, NOTHING},
    {"4000", "rewrite", "e911 describe + decide + apply", three_calls, "phone.sip", 0, SITE},
    {"-", "rewrite", "e911 the same, looking for parts anew", three_calls_anew, "phone.sip", 0,
     SITE},
    {"4100", "rewrite", "e911 e911_rewrite()", one_call, "phone.sip", 0, SITE},
    {"-", "rewrite", "splice: memmem and memcpy", splice_bytes, "phone.sip", 0, NOTHING},
#if BENCH_SOFIA
    {"57000", "rewrite", "sofia-sip and e911", sofia_rewrite, "phone.sip", 0, SITE},
    {"-", "rewrite", "sofia-sip and e911, on a copy", sofia_branch, "phone.sip", 0, SITE},
    {"-", "rewrite", "sofia-sip parse + edit + serialise", sofia_edit, "phone.sip", 0, NOTHING},
    {"-", "rewrite", "sofia-sip parse + serialise", sofia_nothing, "phone.sip", 0, NOTHING},
#endif
#if BENCH_OSIP
    {"-", "rewrite", "osip2 parse + edit + serialise", osip_edit, "phone.sip", 0, NOTHING},
#endif
#if BENCH_LIBRE
    {"-", "rewrite", "libre parse", libre_parse, "phone.sip", 0, NOTHING},
#endif
    {"-", "odd lines", "e911 three calls, odd lines", three_calls, "emergency.sip", 0, SITE},
#if BENCH_SOFIA
    {"-", "odd lines", "sofia-sip and e911, odd lines", sofia_rewrite, "emergency.sip", 0, SITE},
    {"-", "odd lines", "sofia-sip edit, odd lines", sofia_edit, "emergency.sip", 0, NOTHING},
    {"-", "odd lines", "sofia-sip nothing, odd lines", sofia_nothing, "emergency.sip", 0, NOTHING},
#endif
    {"-", "steps", "e911 describe", describe, "phone.sip", 0, NOTHING},
    {"-", "steps", "e911 decide", decide, "phone.sip", 0, DECISION},
    {"-", "steps", "e911 apply", apply, "phone.sip", 0, DECISION},
    {"-", "steps", "e911 decision as JSON", decision_json, "phone.sip", 0, DECISION},
    {"-", "steps", "e911 summary as JSON", summary_json, "phone.sip", 0, SUMMARY},
    LINEAR("-", "one-letter headers", "%c:\r\n"),
    LINEAR("-", "one folded header", " %c\r\n"),
    LINEAR("-", "a repeated header", "m:%c\r\n"),
    LINEAR("-", "a header that goes", "ININAttr:%c\r\n"),
    LINEAR("-", "no colon anywhere", "%c\r\n"),
    LINEAR("-", "open marks", "%c<\""),
};

static bool prepare(const struct bench_case *bench)
{
    bool good = true;

    if (bench->size > 0)
        make_message(bench->message, bench->size);
    else
        read_message(bench->message);
    if (bench->needs != NOTHING)
        good = make_site(bench->needs == SITE || bench->run == decide ? STATIONS : 1);
    if (good && bench->needs == DECISION)
        good = describe(message) && decide(message);
    if (good && bench->needs == SUMMARY)
        good = one_call(message);
    return good && message.len > 0;
}

/* What was measured did what it is measured for. */
static bool is_done(const struct bench_case *bench)
{
    static const char line[] = "\r\n" NEW_NAME ": " NEW_VALUE "\r\n";

    if (bench->run != three_calls && bench->run != three_calls_anew && bench->run != one_call &&
        bench->run != apply)
        return true;
    for (size_t i = 0; i + sizeof line <= sizeof room; i++) {
        if (memcmp(room + i, line, sizeof line - 1) == 0)
            return memcmp(room, "INVITE " NEW_URI " ", sizeof NEW_URI + 7) == 0;
    }
    return false;
}

static bool repeat(const struct bench_case *bench, unsigned long times)
{
    bool good = prepare(bench);

    while (good && times-- > 0)
        good = bench->run(message) != 0;
    return good && is_done(bench);
}

int main(int argc, char **argv)
{
    const size_t count = sizeof cases / sizeof cases[0];

    for (size_t i = 0; argc == 1 && i < count; i++) {
        printf("%s\t%s\t%s", cases[i].limit, cases[i].group, cases[i].name);
        if (cases[i].size > 0)
            printf("\t%zu", cases[i].size);
        putchar('\n');
    }
    for (size_t i = 0; argc == 3 && i < count; i++) {
        if (strcmp(cases[i].name, argv[1]) == 0)
            return repeat(&cases[i], strtoul(argv[2], NULL, 10)) ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    if (argc == 1)
        return EXIT_SUCCESS;
    fputs("usage: bench-wire [CASE COUNT]\n", stderr);
    return 2;
}
