/* ININAttr: what is read, what is refused and where, and that nothing written opens a header. */
#define _DEFAULT_SOURCE

#include "base/text.h"
#include "ininattr_reading.h"

#include <stdio.h>

#define MAC_KEY  "uu_StationMacAddress"
#define IP_KEY   "uu_StationIPAddress"
#define UNQUOTED MAC_KEY "=0004f215c285;" IP_KEY "=192.168.1.4"
#define QUOTED   "\"" UNQUOTED "\""

static const e911_mac some_mac = {{0x00, 0x04, 0xf2, 0x15, 0xc2, 0x85}};
static const e911_ip some_ip = {4, {192, 168, 1, 4}};

/* Column 1 input, 2 status, 3 the value as it is written back, or the offset of the refusal. */
Test(ininattr, vectors)
{
    struct vectors vectors = vectors_open("tests/vectors/ininattr/parse.txt");
    struct vector v;
    struct parsed p;
    char buf[ROOM];

    while (vectors_next(&vectors, &v)) {
        size_t len;

        parse(&p, v.column[0].data, v.column[0].len);
        cr_assert(vector_status_is(v.column[1], p.status), "line %d: %s at %zu", v.line,
                  e911_status_name(p.status), (size_t)p.error.offset);
        if (p.status != E911_OK) {
            cr_assert_eq(p.error.offset, vector_number(v.column[2]), "line %d: %zu", v.line,
                         (size_t)p.error.offset);
            continue;
        }
        len = format(&p.attr, buf);
        cr_assert(text_is(v.column[2], buf, len), "line %d: %.*s", v.line, (int)len, buf);
        cr_assert_eq(parse(&p, buf, len), E911_OK, "line %d: not read back", v.line);
        cr_assert(text_is(v.column[2], buf, format(&p.attr, buf)), "line %d: read back", v.line);
    }
    cr_assert_gt(vectors.cases, 100);
}

/* ---- keys, forms, order ---------------------------------------------------------------------- */

Test(ininattr, values_of_the_document)
{
    struct parsed p;

    for (int unquoted = 0; unquoted < 2; unquoted++) {
        const char *text = unquoted ? UNQUOTED : QUOTED;
        uint32_t flags = E911_ININATTR_MAC | E911_ININATTR_IP;

        cr_assert_eq(parse(&p, text, strlen(text)), E911_OK, "%s", text);
        cr_assert_eq(p.attr.flags, unquoted ? flags | E911_ININATTR_UNQUOTED : flags);
        cr_assert(memcmp(&p.attr.mac, &some_mac, sizeof some_mac) == 0);
        cr_assert(memcmp(&p.attr.ip, &some_ip, sizeof some_ip) == 0);
        cr_assert(p.attr.others_count == 0 && p.attr.others == p.others);
    }
}

/* Every combination of order, quotes, case of the keys, form of the addresses and blanks. */
Test(ininattr, forms_in_every_combination)
{
    static const char *const macs[] = {"0004f215c285", "0004F215C285", "00:04:f2:15:c2:85",
                                       "00-04-F2-15-C2-85", "0004.f215.c285"};
    static const char *const ips[] = {"192.168.1.4", "::ffff:192.168.1.4", "::FFFF:c0a8:104",
                                      "[::ffff:192.168.1.4]"};
    static const char *const keys[] = {MAC_KEY, IP_KEY, "UU_STATIONMACADDRESS",
                                       "uu_stationipaddress"};
    static const char *const blanks[] = {"", " ", "\t", " \t ", "\r\n ", "\n\t", "\r  "};
    static const char *const ends[] = {"", ";", "; "};

    for (int i = 0; i < 5 * 4 * 7 * 3 * 2 * 2 * 2; i++) {
        const char *values[] = {macs[i % 5], ips[i / 5 % 4]}, *gap = blanks[i / 20 % 7];
        const char *quote = i / 140 % 2 ? "\"" : "", *end = ends[i / 280 % 3];
        int first = i / 840 % 2, odd = i / 1680;
        char text[256];
        int len =
            snprintf(text, sizeof text, "%s%s%s%s%s=%s%s%s;%s%s%s=%s%s%s%s%s%s", gap, quote, gap,
                     keys[first + 2 * odd], gap, gap, values[first], gap, gap,
                     keys[1 - first + 2 * odd], gap, gap, values[1 - first], gap, end, quote, gap);

        check_reads_as(text, (size_t)len, *quote == '"' ? QUOTED : UNQUOTED);
    }
}

/* Keys are compared without regard to case, and nothing else is taken for them. */
Test(ininattr, only_the_exact_keys_are_known)
{
    static const char *const pairs[] = {MAC_KEY "=0004f215c285", IP_KEY "=192.168.1.4"};
    static const uint32_t flags[] = {E911_ININATTR_MAC, E911_ININATTR_IP};

    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; pairs[k][i] != '='; i++) {
            for (int byte = 0; byte < 256; byte++) {
                char text[64];
                struct parsed p;
                bool same = e911__lower((char)byte) == e911__lower(pairs[k][i]);
                bool known;

                strcpy(text, pairs[k]);
                text[i] = (char)byte;
                known = parse(&p, text, strlen(pairs[k])) == E911_OK && p.attr.flags & flags[k];
                CHECK(known == same, "%s: byte %d at %zu", pairs[k], byte, i);
            }
        }
    }
}

/* ---- folds ----------------------------------------------------------------------------------- */

/* What stands between keys and values, with the NUL at the end. */
#define IS_SEPARATOR(c) (strchr("\";=", (c)) != NULL)

static size_t insert(char *buf, const char *text, size_t at, const char *more, size_t len)
{
    memcpy(buf, text, at);
    memcpy(buf + at, more, len);
    strcpy(buf + at + len, text + at);
    return strlen(text) + len;
}

/* Where a MAC address with `blank` in it is refused, by itself. */
static size_t mac_offset(const char *text, const char *blank)
{
    e911_error error = {.struct_size = sizeof error};
    e911_mac mac;

    cr_assert_neq(e911_mac_parse(text, 12 + strlen(blank), &mac, &error), E911_OK);
    return error.offset;
}

/* `blank` at every place of the value: between two parts it parses, inside one it is refused. */
static void check_blank_everywhere(const char *text, const char *blank, bool inside_keys)
{
    for (size_t i = 0; i <= strlen(text); i++) {
        char buf[128];
        size_t len = insert(buf, text, i, blank, strlen(blank));
        size_t start = i;
        bool is_key;

        while (start > 0 && !IS_SEPARATOR(text[i]) && !IS_SEPARATOR(text[start - 1]))
            start--;
        is_key = start < i && strcspn(text + i, "=") < strcspn(text + i, ";\"");
        if (inside_keys != is_key)
            continue;
        if (start == i)
            check_reads_as(buf, len, text);
        else if (text[start] == '0')
            check_refused(buf, len, E911_ERR_SYNTAX, start + mac_offset(buf + start, blank));
        else
            check_refused(buf, len, E911_ERR_SYNTAX, i);
    }
}

static void check_folds(bool inside_keys)
{
    static const char *const folds[] = {"\r\n ", "\n ",    "\r ",      "\r\n\t",          "\n\t",
                                        "\r\t",  "\r\n  ", "\r\n \t ", "\r\n     \t     "};

    for (size_t f = 0; f < sizeof folds / sizeof *folds; f++) {
        check_blank_everywhere(QUOTED, folds[f], inside_keys);
        check_blank_everywhere(UNQUOTED, folds[f], inside_keys);
    }
}

Test(ininattr, folds_at_every_octet_outside_of_keys)
{
    check_folds(false);
    check_blank_everywhere(QUOTED, " ", false);
    check_blank_everywhere(UNQUOTED, "\t", false);
}

Test(ininattr, folds_inside_a_key_are_refused)
{
    check_folds(true);
}

/* ---- control bytes --------------------------------------------------------------------------- */

/* Put a byte into the value, or in the place of another; a refusal names its place. */
static void check_control(const char *text, size_t at, char byte, bool replace)
{
    size_t len = strlen(text) + !replace;
    bool quoted = text[0] == '"';
    char buf[160];

    insert(buf, text, at, &byte, 1);
    if (replace)
        strcpy(buf + at + 1, text + at + 1);
    /* What follows the closing quote, or replaces it, leaves the opening one alone. */
    check_refused(buf, len, E911_ERR_SYNTAX, quoted && at + 1 == len ? 0 : at);
}

/* Control bytes but TAB, which is a blank, at the places that `ends` selects. */
static void check_controls(const char *text, bool ends)
{
    for (size_t at = 0; at <= strlen(text); at++) {
        for (int c = 0; c < 33; c++) {
            char byte = (char)(c == 32 ? 0x7f : c);
            bool line = byte == '\r' || byte == '\n';

            if (byte == '\t')
                continue;
            if (ends == (line && (at == 0 || at == strlen(text))) && !(line && text[at] == ' '))
                check_control(text, at, byte, false);
            if (text[at] != '\0' && !(line && text[at + 1] == ' ') &&
                ends == (line && (at == 0 || text[at + 1] == '\0')))
                check_control(text, at, byte, true);
        }
    }
}

Test(ininattr, control_bytes_are_refused_where_they_stand)
{
    check_controls(QUOTED, false);
    check_controls(UNQUOTED, false);
    check_controls("\"note=front desk, 2\xff;" UNQUOTED ";x=1\"", false);
    check_controls("note=front desk, 2\xff;" UNQUOTED ";x=1", false);
}

/* CR and LF at the ends of the value are no folds either when no blank follows. */
Test(ininattr, line_ends_around_the_value_are_refused)
{
    check_controls(QUOTED, true);
    check_controls(UNQUOTED, true);
    check_refused("a=b\r\n", 5, E911_ERR_SYNTAX, 3);
    check_refused("\r\na=b", 5, E911_ERR_SYNTAX, 0);
}

Test(ininattr, escaped_control_bytes_are_refused_at_the_escape)
{
    for (int c = 0; c < 33; c++) {
        char text[] = "\"note=a\\?b\"";

        text[8] = (char)(c == 32 ? 0x7f : c);
        check_refused(text, sizeof text - 1, E911_ERR_SYNTAX, 7);
    }
}

/* ---- limits and room ------------------------------------------------------------------------- */

Test(ininattr, values_up_to_the_limit)
{
    enum { MOST = E911_ININATTR_VALUE_MAX };
    char text[MOST + 1];
    struct parsed p;

    for (int quoted = 0; quoted < 2; quoted++) {
        memset(text, 'x', sizeof text);
        memcpy(text, quoted ? "\"a=" : "aa=", 3);
        text[MOST - 1] = quoted ? '"' : 'x';
        cr_assert_eq(parse(&p, text, MOST), E911_OK);
        cr_assert_eq(p.attr.others[0].value.len, quoted ? MOST - 4 : MOST - 3);
        text[MOST - 1] = 'x';
        text[MOST] = quoted ? '"' : 'x';
        check_refused(text, MOST + 1, E911_ERR_LIMIT, MOST);
    }
}

/* That many pairs with different keys; the offset of the last one. */
static size_t many_pairs(char *buf, int count)
{
    size_t len = 0, last = 0;

    for (int i = 0; i < count; i++) {
        last = len + (i > 0);
        len += (size_t)sprintf(buf + len, i > 0 ? ";k%d=%d" : "k%d=%d", i, i);
    }
    return last;
}

Test(ininattr, pairs_up_to_the_limit)
{
    char buf[ROOM];
    size_t last = many_pairs(buf, PAIRS + 1);

    check_refused(buf, strlen(buf), E911_ERR_LIMIT, last);
    many_pairs(buf, PAIRS);
    check_reads_as(buf, strlen(buf), buf);
    strcat(buf, ";k31=31");
    check_refused(buf, strlen(buf), E911_ERR_LIMIT, last);
    last = many_pairs(buf, PAIRS);
    strcpy(buf + last, MAC_KEY "=0004f215c285;");
    last = strlen(buf);
    strcat(buf, IP_KEY "=192.168.1.4");
    check_refused(buf, strlen(buf), E911_ERR_LIMIT, last);
}

Test(ininattr, others_fill_the_room_there_is)
{
    static const char text[] = "a=1;" UNQUOTED ";b=2;A=1;c=";

    for (size_t capacity = 0; capacity <= 4; capacity++) {
        e911_ininattr_pair others[4];
        e911_ininattr attr = {.struct_size = sizeof attr};
        char buf[ROOM];
        size_t len;

        memset(others, 0x5a, sizeof others);
        attr.others = capacity == 0 ? NULL : others;
        attr.others_capacity = capacity;
        cr_assert_eq(e911_ininattr_parse(text, sizeof text - 1, &attr, NULL), E911_OK);
        cr_assert_eq(attr.others_count, 3, "room for %zu", capacity);
        cr_assert_eq(attr.others_capacity, capacity);
        for (size_t i = 0; i < 4; i++) {
            if (i < capacity && i < 3)
                cr_assert(text_is(others[i].key, &"abc"[i], 1), "%zu of %zu", i, capacity);
            else
                cr_assert_eq(others[i].key.len, (size_t)0x5a5a5a5a5a5a5a5a, "%zu was touched", i);
        }
        cr_assert_eq(e911_ininattr_format(&attr, buf, sizeof buf, &len),
                     capacity < 3 ? E911_ERR_INVALID_ARGUMENT : E911_OK, "pairs would be lost");
    }
}

/* The room for the pairs is an output, too. */
Test(ininattr, a_refusal_leaves_the_room_for_the_pairs)
{
    struct parsed p = {.others = {{{"mine", 4}, {"too", 3}}}};

    cr_assert_eq(parse(&p, "a=1;b", 5), E911_ERR_SYNTAX);
    cr_assert(text_is(p.others[0].key, "mine", 4) && text_is(p.others[0].value, "too", 3));
}

/* ---- writing --------------------------------------------------------------------------------- */

Test(ininattr, format_writes_what_is_known)
{
    static const struct {
        uint32_t flags;
        size_t others;
        const char *text;
    } cases[] = {
        {E911_ININATTR_MAC | E911_ININATTR_IP, 0, QUOTED},
        {E911_ININATTR_MAC | E911_ININATTR_IP | E911_ININATTR_UNQUOTED, 0, UNQUOTED},
        {E911_ININATTR_MAC, 0, "\"" MAC_KEY "=0004f215c285\""},
        {E911_ININATTR_IP, 0, "\"" IP_KEY "=192.168.1.4\""},
        {E911_ININATTR_MAC | E911_ININATTR_UNQUOTED, 0, MAC_KEY "=0004f215c285"},
        {E911_ININATTR_IP | E911_ININATTR_UNQUOTED, 1, IP_KEY "=192.168.1.4;x=1"},
        {0, 2, "\"x=1;y=\""},
        {E911_ININATTR_UNQUOTED, 2, "x=1;y="},
        {E911_ININATTR_MAC, 2, "\"" MAC_KEY "=0004f215c285;x=1;y=\""},
    };
    e911_ininattr_pair others[] = {{{"x", 1}, {"1", 1}}, {{"y", 1}, {NULL, 0}}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        e911_ininattr attr = {sizeof attr, cases[i].flags, some_mac, some_ip, others,
                              2,           cases[i].others};

        for (size_t size = 0; size <= strlen(text) + 3; size++) {
            char buf[128];
            size_t len = 0;
            bool fits = size >= strlen(text);
            e911_status status;

            memset(buf, '#', sizeof buf);
            status = e911_ininattr_format(&attr, size == 0 ? NULL : buf, size, &len);
            cr_assert_eq(status, fits ? E911_OK : E911_ERR_BUFFER_SIZE, "%s in %zu", text, size);
            cr_assert_eq(len, strlen(text), "%s in %zu: %zu", text, size, len);
            cr_assert(!fits || memcmp(buf, text, len) == 0, "%s: %.*s", text, (int)len, buf);
            for (size_t at = size; at < sizeof buf; at++)
                CHECK(buf[at] == '#', "%s in %zu: byte %zu was touched", text, size, at);
        }
    }
}

/* The part with its folds made one blank and its ends trimmed, as it is read back. */
static size_t unfold(const char *part, size_t len, char *out)
{
    size_t count = 0;
    e911_text trimmed = e911__trim(e911__text(part, len));

    for (size_t i = 0; i < trimmed.len; i++) {
        char c = trimmed.data[i];

        if (c == '\r' || c == '\n') {
            while (i + 1 < trimmed.len && strchr("\r\n\t ", trimmed.data[i + 1]) != NULL)
                i++;
            c = ' ';
        }
        out[count++] = c;
    }
    return count;
}

/*
 * Write one pair. What is written holds no byte that ends a header, and reads as the same pair;
 * or nothing is written. True when it was written.
 */
static bool write_pair(e911_text key, e911_text value, uint32_t flags)
{
    e911_ininattr_pair pair = {key, value};
    e911_ininattr attr = {sizeof attr, flags, some_mac, some_ip, &pair, 1, 1};
    struct parsed p;
    char buf[256], expected[64];
    size_t len = 0;
    e911_status status = e911_ininattr_format(&attr, buf, sizeof buf, &len);

    if (status != E911_OK) {
        CHECK(status == E911_ERR_ENCODING, "%.*s=%.*s: %d", (int)key.len, key.data, (int)value.len,
              value.data, status);
        return false;
    }
    for (size_t i = 0; i < len; i++)
        CHECK(buf[i] != '\r' && buf[i] != '\n' && buf[i] != '\0', "'%.*s'", (int)len, buf);
    CHECK(parse(&p, buf, len) == E911_OK, "'%.*s' is not read back", (int)len, buf);
    CHECK(p.attr.flags == flags && p.attr.others_count == 1, "'%.*s'", (int)len, buf);
    key.len = unfold(key.data, key.len, expected);
    CHECK(text_is(p.others[0].key, expected, key.len), "key of '%.*s'", (int)len, buf);
    value.len = unfold(value.data, value.len, expected);
    CHECK(text_is(p.others[0].value, expected, value.len), "value of '%.*s'", (int)len, buf);
    return true;
}

static const uint32_t write_flags[] = {0, E911_ININATTR_UNQUOTED,
                                       E911_ININATTR_MAC | E911_ININATTR_IP,
                                       E911_ININATTR_MAC | E911_ININATTR_UNQUOTED};

/* All 256 bytes: alone, first, in the middle and last; in the key and in the value. */
Test(ininattr, nothing_written_opens_a_header)
{
    int written = 0;

    for (int c = 0; c < 256 * 4 * 4; c++) {
        static const size_t starts[] = {1, 1, 0, 0}, lengths[] = {1, 2, 3, 2};
        char text[] = "x?y";
        int place = c / 256 % 4;
        uint32_t flags = write_flags[c / 1024];
        e911_text part = {text + starts[place], lengths[place]};

        text[1] = (char)c;
        if (c / 256 % 4 != 0 || !e911__is_blank(text[1]))
            written += write_pair(part, E911__TEXT("v"), flags);
        written += write_pair(E911__TEXT("k"), part, flags);
    }
    cr_assert_gt(written, 4 * 4 * 2 * 215, "most bytes are harmless: %d", written);
}

/* All pairs of bytes in a value: escapes, folds, and what only looks like one. */
Test(ininattr, no_two_bytes_open_a_header)
{
    int written = 0;

    for (int c = 0; c < 65536 * 2; c++) {
        char text[] = "a??b";

        text[1] = (char)c;
        text[2] = (char)(c >> 8);
        written += write_pair(E911__TEXT("k"), e911__text(text, 4), write_flags[c >> 16]);
    }
    cr_assert_gt(written, 80000, "%d", written);
}

Test(ininattr, a_key_of_nothing_but_blanks_is_not_written)
{
    static const char *const keys[] = {"", " ", "\t", "\r\n ", " \r\n\t "};

    for (int i = 0; i < 5; i++)
        cr_assert_not(write_pair(e911_text_of(keys[i]), E911__TEXT("v"), 0), "key %d", i);
}

/* ---- reading what was written ---------------------------------------------------------------- */

static const char *const pieces[] = {"a",     "B",    "7",   " ",    "\t",   "=",
                                     "\r\n ", "\\\"", "\\;", "\\\\", "\xff", "\xc3\xbc",
                                     ",",     "\\n",  ":",   "\n\t"};

/* A random value: few keys, so that some stand twice; values with folds and escapes. */
static size_t random_value(char *buf, uint32_t *state)
{
    static const char *const keys[] = {MAC_KEY "=0004f215c285",
                                       IP_KEY " = [2001:db8::1]",
                                       "a=",
                                       "A = ",
                                       "b b=",
                                       "c=",
                                       "dd\xe9=",
                                       "e\\;e="};
    bool quoted = random_next(state) % 4 != 0;
    char *at = buf + sprintf(buf, quoted ? "\"" : "");

    for (uint32_t pair = random_next(state) % 4; pair < 5; pair++) {
        uint32_t dice = random_next(state) % 16;

        at += sprintf(at, "%s%s", at > buf + 1 ? "; " : "", keys[dice % 8]);
        for (uint32_t count = dice % 8 < 2 ? 0 : random_next(state) % 6; count > 0; count--)
            at += sprintf(at, "%s", pieces[random_next(state) % 16]);
    }
    at += sprintf(at, quoted ? "\"" : "");
    return (size_t)(at - buf);
}

/* What was read is written so that it reads the same, and is written the same from then on. */
Test(ininattr, what_is_written_is_a_fixed_point)
{
    uint32_t state = 911;
    long good = 0;

    for (int round = 0; round < 300000; round++) {
        char text[512], first[ROOM], second[ROOM];
        struct parsed p, again;
        size_t len = random_value(text, &state), first_len;

        if (parse(&p, text, len) != E911_OK)
            continue;
        good++;
        first_len = format(&p.attr, first);
        CHECK(parse(&again, first, first_len) == E911_OK, "'%.*s'", (int)first_len, first);
        CHECK(again.attr.flags == p.attr.flags && again.attr.others_count == p.attr.others_count,
              "'%.*s'", (int)first_len, first);
        CHECK(text_is(e911__text(first, first_len), second, format(&again.attr, second)), "'%.*s'",
              (int)first_len, first);
    }
    cr_assert_gt(good, 50000, "%ld", good);
}

/* An escape is one character: neither '=' nor a trailing blank is cut out of it. */
Test(ininattr, what_holds_escapes_is_written_back_or_refused)
{
    static const char *const values[] = {"\"a\\==b\"", "\"a=b\\ \"", "\"a\\ =b\"", "\"a=b\\ ;c=d\"",
                                         "\"\\ =b\""};

    for (int i = 0; i < 5; i++) {
        struct parsed p;
        char buf[ROOM];
        size_t len;

        if (parse(&p, values[i], strlen(values[i])) != E911_OK)
            continue;
        cr_assert_eq(e911_ininattr_format(&p.attr, buf, ROOM, &len), E911_OK, "%s", values[i]);
        cr_assert_eq(parse(&p, buf, len), E911_OK, "%.*s", (int)len, buf);
    }
}

Test(ininattr, arguments_are_checked)
{
    struct {
        e911_ininattr attr;
        char tail[8];
    } newer = {{sizeof newer, E911_ININATTR_MAC, some_mac, some_ip, NULL, 0, 0}, "\0\0\0x"};
    e911_ininattr attr = {.struct_size = sizeof attr - 1};
    char buf[64];
    size_t len = 777;

    cr_assert_eq(e911_ininattr_init(NULL, sizeof attr), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_ininattr_init(&attr, sizeof attr - 1), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_ininattr_parse("a=b", 3, &attr, NULL), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_ininattr_format(&attr, buf, sizeof buf, &len), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_ininattr_format(&newer.attr, buf, sizeof buf, &len), E911_ERR_STRUCT_UNKNOWN);
    cr_assert_eq(e911_ininattr_parse(IP_KEY "=192.168.1.4", 31, &newer.attr, NULL), E911_OK);
    cr_assert(newer.attr.struct_size == sizeof newer && newer.tail[3] == 0, "not one to obey");
    cr_assert(newer.attr.flags == (E911_ININATTR_IP | E911_ININATTR_UNQUOTED));
    cr_assert_eq(e911_ininattr_format(&newer.attr, NULL, 1, &len), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_ininattr_format(&newer.attr, buf, 64, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_ininattr_format(NULL, buf, 64, &len), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(len, 777, "touched by a refusal");
    cr_assert_eq(e911_ininattr_format(&newer.attr, buf, 64, &len), E911_OK);
    cr_assert_eq(e911_ininattr_init(&attr, sizeof attr), E911_OK);
    cr_assert_eq(e911_ininattr_parse(NULL, 3, &attr, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_ininattr_parse("a=b", 3, NULL, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_ininattr_parse(NULL, 0, &attr, NULL), E911_ERR_SYNTAX);
    cr_assert_eq(e911_ininattr_format(&attr, buf, 64, &len), E911_ERR_NOT_FOUND);
    attr.flags = E911_ININATTR_UNQUOTED;
    cr_assert_eq(e911_ininattr_format(&attr, buf, 64, &len), E911_ERR_NOT_FOUND);
    attr.others_capacity = 1;
    cr_assert_eq(e911_ininattr_parse("a=b", 3, &attr, NULL), E911_ERR_INVALID_ARGUMENT);
    attr.others_count = 1;
    cr_assert_eq(e911_ininattr_format(&attr, buf, 64, &len), E911_ERR_INVALID_ARGUMENT);
    attr.others = &(e911_ininattr_pair){{NULL, 5}, {"b", 1}};
    cr_assert_eq(e911_ininattr_format(&attr, buf, 64, &len), E911_ERR_INVALID_ARGUMENT);
    attr.others = &(e911_ininattr_pair){{"a", 1}, {NULL, 5}};
    cr_assert_eq(e911_ininattr_format(&attr, buf, 64, &len), E911_ERR_INVALID_ARGUMENT);
    newer.attr.flags = E911_ININATTR_IP;
    newer.attr.ip.family = 5;
    cr_assert_eq(e911_ininattr_format(&newer.attr, buf, 64, &len), E911_ERR_INVALID_ARGUMENT);
}
