/* Addresses: MAC, IP and URI; by vectors, by small grammars, and against the C library's own. */
#define _DEFAULT_SOURCE

#include "base/text.h"
#include "vector_lines.h"

#include <arpa/inet.h>
#include <e911/address.h>
#include <stdio.h>

static const e911_mac some_mac = {{0x00, 0x04, 0xf2, 0x15, 0xc2, 0x85}};

static e911_error fresh_error(void)
{
    return (e911_error){.struct_size = sizeof(e911_error), .offset = 12345};
}

/* ---- MAC ------------------------------------------------------------------------------------- */

/* Every form there is; x stands for a digit. */
static const char *const mac_forms[] = {"xxxxxxxxxxxx", "xx:xx:xx:xx:xx:xx", "xx-xx-xx-xx-xx-xx",
                                        "xxxx.xxxx.xxxx"};

enum { MAC_FORMS = sizeof mac_forms / sizeof *mac_forms };

/* The address in one of the forms; its length. */
static size_t mac_print(char *buf, const char *form, const e911_mac *mac, const char *digits)
{
    size_t digit = 0;

    for (size_t i = 0; form[i] != '\0'; i++) {
        uint8_t byte = mac->bytes[digit / 2 < 6 ? digit / 2 : 5];

        buf[i] = form[i];
        if (form[i] == 'x')
            buf[i] = digits[digit++ % 2 == 0 ? byte >> 4 : byte & 15];
    }
    return strlen(form);
}

static bool is_hex(char c)
{
    return c != '\0' && strchr("0123456789abcdefABCDEF", c) != NULL;
}

/* Where the text leaves the forms of its length: as far as the form that fits it best. */
static size_t mac_flaw(const char *text, size_t len)
{
    size_t best = 0;

    for (int f = 0; f < MAC_FORMS; f++) {
        const char *form = mac_forms[f];
        size_t i = 0;

        if (strlen(form) != len)
            continue;
        while (i < len && (form[i] == 'x' ? is_hex(text[i]) : text[i] == form[i]))
            i++;
        best = i > best ? i : best;
    }
    return best;
}

Test(address, mac_of_every_form_and_case)
{
    static const char *const cases[] = {"0123456789abcdef", "0123456789ABCDEF", "0123456789aBcDeF"};
    uint32_t state = 48;

    for (int round = 0; round < 20000; round++) {
        e911_mac mac, parsed;
        char text[20];
        char out[E911_MAC_TEXT_SIZE];
        char expected[E911_MAC_TEXT_SIZE];
        size_t len, out_len;

        for (int i = 0; i < 6; i++)
            mac.bytes[i] = (uint8_t)(random_next(&state) >> 3);
        mac.bytes[0] &= 0xfe;
        len = mac_print(text, mac_forms[round % MAC_FORMS], &mac, cases[round / MAC_FORMS % 3]);
        mac_print(expected, mac_forms[0], &mac, cases[0]);
        CHECK(e911_mac_parse(at_page_end(text, len), len, &parsed, NULL) == E911_OK &&
                  memcmp(&parsed, &mac, sizeof mac) == 0,
              "%.*s", (int)len, text);
        CHECK(e911_mac_format(&mac, out, sizeof out, &out_len) == E911_OK, "%.12s", expected);
        CHECK(out_len == 12 && memcmp(out, expected, 12) == 0, "%.12s: %.12s", expected, out);
    }
}

/*
 * Put `byte` at `position` of a form and compare with the grammar. What still is a MAC address is
 * one with another digit there; the group bit and all zeros are a flaw of the whole, at 0.
 */
static void corrupt_mac(const char *form, size_t position, char byte)
{
    char text[20];
    size_t len = mac_print(text, form, &some_mac, "0123456789abcdef");
    e911_mac mac = {{9, 9, 9, 9, 9, 9}};
    e911_error error = fresh_error();
    bool group = position == 1 && is_hex(byte) && strchr("13579bdfBDF", byte) != NULL;
    size_t flaw;
    e911_status status;

    text[position] = byte;
    flaw = mac_flaw(text, len);
    status = e911_mac_parse(at_page_end(text, len), len, &mac, &error);
    if (flaw == len && !group) {
        CHECK(status == E911_OK, "%.*s, byte %d at %zu", (int)len, text, byte, position);
        CHECK(error.offset == 12345, "the error was touched by a success");
        return;
    }
    CHECK(status == E911_ERR_SYNTAX && error.status == status && mac.bytes[0] == 9,
          "%.*s, byte %d at %zu", (int)len, text, byte, position);
    CHECK(error.offset == (group ? 0 : flaw), "%.*s, byte %d at %zu: offset %zu, not %zu", (int)len,
          text, byte, position, (size_t)error.offset, group ? 0 : flaw);
}

#define FIRST_SEPARATOR(form) strcspn((form), ":-.")

Test(address, mac_with_one_wrong_byte_is_refused_where_it_stands)
{
    for (int f = 0; f < MAC_FORMS; f++) {
        for (size_t i = 0; mac_forms[f][i] != '\0'; i++) {
            for (int byte = 0; byte < 256 && i != FIRST_SEPARATOR(mac_forms[f]); byte++)
                corrupt_mac(mac_forms[f], i, (char)byte);
        }
    }
}

Test(address, mac_with_a_wrong_first_separator_is_refused_where_it_stands)
{
    for (int f = 1; f < MAC_FORMS; f++) {
        for (int byte = 0; byte < 256; byte++)
            corrupt_mac(mac_forms[f], FIRST_SEPARATOR(mac_forms[f]), (char)byte);
    }
}

Test(address, mac_of_another_length_is_refused_as_a_whole)
{
    static const char digits[] = "0004f215c2850004f215c285";

    for (size_t len = 0; len <= 24; len++) {
        e911_mac mac;
        e911_error error = fresh_error();
        e911_status status = e911_mac_parse(at_page_end(digits, len), len, &mac, &error);

        cr_assert_eq(status, len == 12 ? E911_OK : E911_ERR_SYNTAX, "%zu digits", len);
        /* 14 and 17 are lengths of forms, which want a separator in place of the digit. */
        if (len != 12 && len != 14 && len != 17)
            cr_assert_eq(error.offset, 0, "%zu digits", len);
    }
}

Test(address, mac_of_a_group_is_no_station)
{
    for (unsigned first = 0; first < 256; first++) {
        char text[16];
        e911_mac mac;
        e911_error error = fresh_error();
        e911_status status;

        snprintf(text, sizeof text, "%02x0000000001", first);
        status = e911_mac_parse(text, 12, &mac, &error);
        cr_assert_eq(status, first % 2 == 0 ? E911_OK : E911_ERR_SYNTAX, "%s", text);
        cr_assert_eq(error.offset, first % 2 == 0 ? 12345 : 0, "%s", text);
    }
}

/* ---- vectors of MAC and IP ------------------------------------------------------------------- */

/* Column 1 input, 2 status, 3 the canonical text or the offset of the refusal. */
static void check_address(const struct vector *v, e911_status status, const e911_error *error,
                          const char *out, size_t len)
{
    cr_assert(vector_status_is(v->column[1], status), "line %d: %s", v->line,
              e911_status_name(status));
    if (status == E911_OK) {
        cr_assert(text_is(v->column[2], out, len), "line %d: %.*s", v->line, (int)len, out);
        cr_assert_eq(error->offset, 12345, "line %d: the error was touched", v->line);
        return;
    }
    cr_assert(error->status == status && error->line == 0 && error->column == 0, "line %d",
              v->line);
    cr_assert_eq(error->offset, vector_number(v->column[2]), "line %d: offset %zu", v->line,
                 (size_t)error->offset);
}

Test(address, mac_vectors)
{
    struct vectors vectors = vectors_open("tests/vectors/address/mac.txt");
    struct vector v;

    while (vectors_next(&vectors, &v)) {
        e911_error error = fresh_error();
        const char *input = at_page_end(v.column[0].data, v.column[0].len);
        char out[E911_MAC_TEXT_SIZE];
        e911_mac mac;
        size_t len = 0;
        e911_status status = e911_mac_parse(input, v.column[0].len, &mac, &error);

        if (status == E911_OK)
            cr_assert_eq(e911_mac_format(&mac, out, sizeof out, &len), E911_OK);
        check_address(&v, status, &error, out, len);
    }
    cr_assert_gt(vectors.cases, 30);
}

Test(address, ip_vectors)
{
    struct vectors vectors = vectors_open("tests/vectors/address/ip.txt");
    struct vector v;

    while (vectors_next(&vectors, &v)) {
        e911_error error = fresh_error();
        const char *input = at_page_end(v.column[0].data, v.column[0].len);
        char out[E911_IP_TEXT_SIZE];
        e911_ip ip;
        size_t len = 0;
        e911_status status = e911_ip_parse(input, v.column[0].len, &ip, &error);

        if (status == E911_OK)
            cr_assert_eq(e911_ip_format(&ip, out, sizeof out, &len), E911_OK);
        check_address(&v, status, &error, out, len);
    }
    cr_assert_gt(vectors.cases, 80);
}

/* ---- IP against inet_pton and inet_ntop ------------------------------------------------------ */

/*
 * What inet_pton() says, with what the library does otherwise on purpose: brackets around IPv6 are
 * taken off, and an IPv4-mapped address is the IPv4 address.
 */
static bool expected_ip(const char *text, e911_ip *ret)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    char bare[128];
    size_t len = strlen(text);

    *ret = (e911_ip){.family = 4};
    if (inet_pton(AF_INET, text, ret->bytes) == 1)
        return true;
    if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
        snprintf(bare, sizeof bare, "%.*s", (int)len - 2, text + 1);
        text = bare;
    }
    *ret = (e911_ip){.family = 6};
    if (inet_pton(AF_INET6, text, ret->bytes) != 1)
        return false;
    if (memcmp(ret->bytes, mapped, sizeof mapped) == 0) {
        e911_ip four = {.family = 4};

        memcpy(four.bytes, ret->bytes + 12, 4);
        *ret = four;
    }
    return true;
}

/* True when it is an address. */
static bool compare_ip(const char *text)
{
    size_t len = strlen(text);
    e911_ip expected;
    e911_ip ip = {.family = 99};
    e911_error error = fresh_error();
    bool good = expected_ip(text, &expected);
    e911_status status = e911_ip_parse(at_page_end(text, len), len, &ip, &error);

    CHECK(status == (good ? E911_OK : E911_ERR_SYNTAX), "'%s': %d", text, status);
    CHECK(good ? memcmp(&ip, &expected, sizeof ip) == 0 : ip.family == 99, "'%s'", text);
    CHECK(good ? error.offset == 12345 : error.offset <= len, "'%s': %zu", text,
          (size_t)error.offset);
    return good;
}

Test(address, ipv4_like_inet_pton)
{
    static const char *const parts[] = {"",    "0",   "00",  "01",  "1",   "9",    "10",
                                        "010", "99",  "099", "100", "192", "249",  "250",
                                        "255", "256", "260", "300", "999", "1000", "4294967297",
                                        "0x1", "1a",  "-1",  "+1",  " 1",  "1 "};
    enum { COUNT = sizeof parts / sizeof *parts };
    static const char *const ends[] = {"", ".", ".1", " ", "\n", "/24", ":5060", "%eth0", ";"};
    enum { ENDS = sizeof ends / sizeof *ends };
    int good = 0;

    for (int i = 0; i < COUNT * COUNT * COUNT * COUNT; i++) {
        for (int end = 0; end < (i % 997 == 0 ? ENDS : 1); end++) {
            char text[80];

            snprintf(text, sizeof text, "%s.%s.%s.%s%s", parts[i % COUNT], parts[i / COUNT % COUNT],
                     parts[i / COUNT / COUNT % COUNT], parts[i / COUNT / COUNT / COUNT], ends[end]);
            good += compare_ip(text);
        }
    }
    cr_assert_eq(good, 10 * 10 * 10 * 10, "ten of the parts are numbers");
}

Test(address, ipv4_octets_of_every_value)
{
    for (unsigned value = 0; value < 256; value++) {
        for (unsigned place = 0; place < 4; place++) {
            unsigned octets[4] = {7, 7, 7, 7};
            char text[16], out[E911_IP_TEXT_SIZE];
            e911_ip ip;
            size_t len;

            octets[place] = value;
            snprintf(text, sizeof text, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
            cr_assert(compare_ip(text));
            cr_assert_eq(e911_ip_parse(text, strlen(text), &ip, NULL), E911_OK, "%s", text);
            cr_assert_eq(e911_ip_format(&ip, out, sizeof out, &len), E911_OK, "%s", text);
            cr_assert(text_is(e911_text_of(text), out, len), "%s: %.*s", text, (int)len, out);
        }
    }
}

/* An address with as many zero groups as interesting ones have. */
static void random_ipv6(uint8_t *bytes, uint32_t *state)
{
    uint32_t zeros = random_next(state) >> 4 & random_next(state) >> 9;

    for (int i = 0; i < 8; i++) {
        uint32_t group = random_next(state) >> 8 & 0xffff;

        group >>= random_next(state) % 4 * 4;
        group = zeros >> i & 1 || random_next(state) % 3 == 0 ? 0 : group;
        bytes[2 * i] = (uint8_t)(group >> 8);
        bytes[2 * i + 1] = (uint8_t)group;
    }
}

static bool is_zero_group(const uint8_t *bytes, int i)
{
    return bytes[2 * i] == 0 && bytes[2 * i + 1] == 0;
}

/*
 * One of the many texts of an address: any case, leading zeros, "::" for any zero groups, even for
 * one, an IPv4 tail, brackets.
 */
static void print_ipv6(char *text, const uint8_t *bytes, uint32_t *state)
{
    int groups = random_next(state) % 3 == 0 ? 6 : 8;
    int from = (int)(random_next(state) % 8), to = from + (int)(random_next(state) % 8);
    bool bracket = random_next(state) % 8 == 0;
    bool colon = false; /* one is due */
    char *at = text + sprintf(text, bracket ? "[" : "");

    for (int i = 0; i < groups; i++) {
        if (i == from && is_zero_group(bytes, i)) {
            while (i + 1 < groups && i < to && is_zero_group(bytes, i + 1))
                i++;
            at += sprintf(at, "::");
            colon = false;
            continue;
        }
        at += sprintf(at, colon ? ":" : "");
        at += sprintf(at, random_next(state) % 2 ? "%0*x" : "%0*X", (int)(random_next(state) % 5),
                      (unsigned)(bytes[2 * i] << 8 | bytes[2 * i + 1]));
        colon = true;
    }
    if (groups == 6)
        at += sprintf(at, "%s%d.%d.%d.%d", colon ? ":" : "", bytes[12], bytes[13], bytes[14],
                      bytes[15]);
    sprintf(at, bracket ? "]" : "");
}

/* Change, add or take away a byte. */
static void mutate(char *text, uint32_t *state)
{
    static const char alphabet[] = "0123456789abcdefABCDEF::::...[]%g x";
    size_t len = strlen(text);
    size_t at = random_next(state) % (len + 1);
    char byte = alphabet[random_next(state) % (sizeof alphabet - 1)];

    switch (random_next(state) % 3) {
    case 0:
        memmove(text + at + 1, text + at, len - at + 1);
        text[at] = byte;
        break;
    case 1:
        if (at < len)
            text[at] = byte;
        break;
    default:
        if (at < len)
            memmove(text + at, text + at + 1, len - at);
    }
}

Test(address, ipv6_like_inet_pton)
{
    uint32_t state = 5952;
    long good = 0, mutants = 0;

    for (int round = 0; round < 300000; round++) {
        uint8_t bytes[16];
        char text[96];

        random_ipv6(bytes, &state);
        if (round % 16 == 0)
            memcpy(bytes, (uint8_t[12]){[10] = 0xff, [11] = 0xff}, 12);
        print_ipv6(text, bytes, &state);
        good += compare_ip(text);
        for (int i = 0; i < 3; i++) {
            mutate(text, &state);
            mutants += compare_ip(text);
        }
    }
    cr_assert_gt(good, 100000, "most generated texts are addresses: %ld", good);
    cr_assert_gt(mutants, 10000, "and some that were changed: %ld", mutants);
}

/*
 * RFC 5952 as inet_ntop() has it, but for the deprecated IPv4-compatible addresses: ::1.2.3.4 is
 * plain IPv6 to RFC 5952 5, which wants the mixed form for known prefixes only.
 */
static void expected_ipv6_text(const uint8_t *bytes, char *text)
{
    inet_ntop(AF_INET6, bytes, text, INET6_ADDRSTRLEN);
    if (strncmp(text, "::", 2) == 0 && strchr(text, '.') != NULL && !is_zero_group(bytes, 6))
        snprintf(text, INET6_ADDRSTRLEN, "::%x:%x", bytes[12] << 8 | bytes[13],
                 bytes[14] << 8 | bytes[15]);
}

Test(address, ipv6_text_like_inet_ntop)
{
    uint32_t state = 4291;

    for (int round = 0; round < 300000; round++) {
        e911_ip ip = {.family = 6}, parsed;
        char expected[INET6_ADDRSTRLEN], text[E911_IP_TEXT_SIZE];
        size_t len;

        random_ipv6(ip.bytes, &state);
        if (round % 16 == 0)
            memset(ip.bytes, 0, 12);
        expected_ipv6_text(ip.bytes, expected);
        CHECK(e911_ip_format(&ip, text, sizeof text, &len) == E911_OK, "%s", expected);
        CHECK(text_is(e911_text_of(expected), text, len), "%s: %.*s", expected, (int)len, text);
        CHECK(e911_ip_parse(text, len, &parsed, NULL) == E911_OK, "%s", expected);
        CHECK(memcmp(&parsed, &ip, sizeof ip) == 0, "%s", expected);
    }
}

/* Parse never gives one, but a caller may fill it in. RFC 5952 5; RFC 4291 2.5.5.2. */
Test(address, ipv4_mapped_ipv6_is_written_in_the_mixed_form)
{
    e911_ip ip = {6, {[10] = 0xff, [11] = 0xff, [12] = 192, [14] = 2, [15] = 1}};
    char text[E911_IP_TEXT_SIZE];
    size_t len;

    cr_assert_eq(e911_ip_format(&ip, text, sizeof text, &len), E911_OK);
    cr_assert(text_is(E911__TEXT("::ffff:192.0.2.1"), text, len), "%.*s", (int)len, text);
}

/* ---- buffers and arguments ------------------------------------------------------------------- */

typedef e911_status (*format)(const void *address, char *buf, size_t size, size_t *ret_len);

static e911_status format_mac(const void *address, char *buf, size_t size, size_t *ret_len)
{
    return e911_mac_format(address, buf, size, ret_len);
}

static e911_status format_ip(const void *address, char *buf, size_t size, size_t *ret_len)
{
    return e911_ip_format(address, buf, size, ret_len);
}

static void check_sizes(format function, const void *address, const char *expected)
{
    size_t need = strlen(expected);

    for (size_t size = 0; size <= need + 2; size++) {
        char buf[64];
        size_t len = 0;
        e911_status status;

        memset(buf, '#', sizeof buf);
        status = function(address, size == 0 ? NULL : buf, size, &len);
        cr_assert_eq(status, size < need ? E911_ERR_BUFFER_SIZE : E911_OK, "%s in %zu", expected,
                     size);
        cr_assert_eq(len, need, "%s in %zu: %zu", expected, size, len);
        cr_assert(size < need || memcmp(buf, expected, need) == 0, "%s in %zu", expected, size);
        for (size_t i = size; i < sizeof buf; i++)
            cr_assert_eq(buf[i], '#', "%s in %zu: byte %zu", expected, size, i);
        cr_assert_eq(function(address, NULL, size + 1, &len), E911_ERR_INVALID_ARGUMENT);
    }
    cr_assert_eq(function(address, NULL, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(function(NULL, NULL, 0, &need), E911_ERR_INVALID_ARGUMENT);
}

Test(address, buffers_of_every_size)
{
    e911_ip shortest = {4, {1, 2, 3, 4}}, longer = {4, {255, 255, 255, 255}};
    e911_ip gap = {6, {[15] = 1}}, longest = {.family = 6};

    memset(longest.bytes, 0xff, 16);
    check_sizes(format_mac, &some_mac, "0004f215c285");
    check_sizes(format_ip, &shortest, "1.2.3.4");
    check_sizes(format_ip, &longer, "255.255.255.255");
    check_sizes(format_ip, &gap, "::1");
    check_sizes(format_ip, &longest, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

Test(address, arguments_are_checked)
{
    e911_uri uri = {.struct_size = sizeof uri - 1, .port = {"x", 1}};
    e911_ip ip = {0};
    e911_mac mac;
    char buf[64];
    size_t len = 77;

    for (int family = 0; family < 256; family++) {
        ip.family = (uint8_t)family;
        if (family != 4 && family != 6)
            cr_assert_eq(e911_ip_format(&ip, buf, sizeof buf, &len), E911_ERR_INVALID_ARGUMENT);
    }
    cr_assert_eq(len, 77);
    cr_assert_eq(e911_mac_parse(NULL, 12, &mac, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_mac_parse("0004f215c285", 12, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_mac_parse(NULL, 0, &mac, NULL), E911_ERR_SYNTAX);
    cr_assert_eq(e911_ip_parse(NULL, 7, &ip, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_ip_parse("1.2.3.4", 7, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_ip_parse(NULL, 0, &ip, NULL), E911_ERR_SYNTAX);
    cr_assert_eq(e911_uri_parse("sip:a", 5, &uri, NULL), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(uri.port.len, 1);
    cr_assert_eq(e911_uri_init(&uri, sizeof uri - 1), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_uri_init(NULL, sizeof uri), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_uri_init(&uri, sizeof uri), E911_OK);
    cr_assert_eq(e911_uri_parse("sip:a", 5, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_uri_parse(NULL, 5, &uri, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_uri_parse(NULL, 0, &uri, NULL), E911_ERR_SYNTAX);
}

/* ---- URI ------------------------------------------------------------------------------------- */

static bool is_inside(e911_text part, const char *text, size_t len)
{
    return part.len == 0 || (part.data >= text && part.data + part.len <= text + len);
}

/* Column 1 input, 2 status, 3-7 scheme, user, parameters, host and port. */
Test(address, uri_vectors)
{
    struct vectors vectors = vectors_open("tests/vectors/address/uri.txt");
    struct vector v;

    while (vectors_next(&vectors, &v)) {
        e911_error error = fresh_error();
        size_t len = v.column[0].len;
        const char *input = at_page_end(v.column[0].data, len);
        e911_uri uri = {.struct_size = sizeof uri, .port = {"old", 3}};
        e911_status status = e911_uri_parse(input, len, &uri, &error);
        e911_text parts[] = {uri.scheme, uri.user, uri.parameters, uri.host, uri.port};

        cr_assert(vector_status_is(v.column[1], status), "line %d", v.line);
        if (status != E911_OK) {
            cr_assert(error.status == status && error.offset == 0, "line %d", v.line);
            cr_assert(text_is(uri.port, "old", 3), "line %d: touched by a refusal", v.line);
            continue;
        }
        cr_assert_eq(error.offset, 12345, "line %d: the error was touched", v.line);
        for (int i = 0; i < 5; i++) {
            cr_assert(text_is(v.column[2 + i], parts[i].data, parts[i].len), "line %d: %d is %.*s",
                      v.line, i, (int)parts[i].len, parts[i].data);
            cr_assert(is_inside(parts[i], input, len), "line %d: part %d", v.line, i);
        }
    }
    cr_assert_gt(vectors.cases, 70);
}

Test(address, uri_parts_of_any_text_are_views_into_it)
{
    static const char *const pieces[] = {"sip:", "tel:", "urn:", "\"", "\\", "<", ">", "@",
                                         ":",    ";",    "[",    "]",  " ",  "?", "a", "5060"};
    uint32_t state = 3261;
    int good = 0;

    for (int round = 0; round < 200000; round++) {
        char text[64] = "";
        size_t len;
        e911_uri uri = {.struct_size = sizeof uri};
        const char *input;

        for (uint32_t count = random_next(&state) % 12; count > 0; count--)
            strcat(text, pieces[random_next(&state) % 16]);
        len = strlen(text);
        input = at_page_end(text, len);
        if (e911_uri_parse(input, len, &uri, NULL) != E911_OK)
            continue;
        good++;
        CHECK(is_inside(uri.scheme, input, len) && is_inside(uri.user, input, len) &&
                  is_inside(uri.parameters, input, len) && is_inside(uri.host, input, len) &&
                  is_inside(uri.port, input, len) && uri.scheme.len > 0,
              "%s", text);
    }
    cr_assert_gt(good, 20000);
}
