/* The dial plan: what every dialled text is. */
#define _POSIX_C_SOURCE 200809L

#include "support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <e911/dialplan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the plan and expectations --------------------------------------------------------------- */

/* A plan of the US with the access prefix 9, the commonest there is. */
static e911_plan *us_plan(const e911_allocator *allocator)
{
    e911_plan_builder *builder = new_plan_builder(allocator);
    e911_plan *plan;

    cr_assert_eq(set_region(builder, "US", NULL), E911_OK);
    cr_assert_eq(add_prefix(builder, "9", NULL), E911_OK);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    return plan;
}

#define EXPECT_TEXT(text, expected, of)                                                            \
    cr_expect(is_text((text), (expected)), "%s: expected \"%s\" got \"%.*s\"", (of), (expected),   \
              (int)(text).len, (text).data == NULL ? "" : (text).data)

/* ---- the vectors ----------------------------------------------------------------------------- */

static uint32_t place_of(const char *word, const char *const *words, size_t count, unsigned line)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(word, words[i]) == 0)
            return i;
    }
    cr_assert_fail("line %u: unknown word %s", line, word);
    return 0;
}

static uint32_t read_class(const char *word, unsigned line)
{
    static const char *const words[] = {"none", "emergency", "test", "crisis"};

    return place_of(word, words, COUNT(words), line);
}

static uint32_t read_source(const char *word, unsigned line)
{
    static const char *const words[] = {"nothing", "urn", "number", "region", "prefix"};

    return place_of(word, words, COUNT(words), line);
}

static e911_plan *plan_of_row(struct vector_row *row)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan = NULL;
    char *rest;

    if (strcmp(row->columns[0], "-") != 0)
        cr_assert_eq(set_region(builder, row->columns[0], NULL), E911_OK);
    if (strcmp(row->columns[1], "-") == 0)
        row->columns[1][0] = '\0';
    for (char *w = strtok_r(row->columns[1], ",", &rest); w; w = strtok_r(NULL, ",", &rest))
        cr_assert_eq(add_prefix(builder, w, NULL), E911_OK, "line %u", row->line);
    if (strcmp(row->columns[2], "-") == 0)
        row->columns[2][0] = '\0';
    for (char *w = strtok_r(row->columns[2], ",", &rest); w; w = strtok_r(NULL, ",", &rest)) {
        char *equals = strchr(w, '=');

        *equals = '\0';
        cr_assert_eq(add_number(builder, w, read_class(equals + 1, row->line), NULL), E911_OK,
                     "line %u", row->line);
    }
    cr_assert_eq(e911_plan_builder_build(builder, &plan, NULL), E911_OK, "line %u", row->line);
    e911_plan_builder_free(builder);
    return plan;
}

static void check_row(struct vector_row *row)
{
    const char *number = strcmp(row->columns[6], "-") == 0 ? "" : row->columns[6];
    e911_plan *plan = plan_of_row(row);
    e911_match match = classify(plan, row->columns[3], unescape_column(row, 3));

    cr_expect_eq(match.call_class, read_class(row->columns[4], row->line), "line %u: %s: class %s",
                 row->line, row->columns[3], e911_class_name(match.call_class));
    cr_expect_eq(match.source, read_source(row->columns[5], row->line), "line %u: %s: source %u",
                 row->line, row->columns[3], match.source);
    cr_expect(is_text(match.number, number), "line %u: %s: number %.*s", row->line, row->columns[3],
              (int)match.number.len, match.number.data);
    e911_plan_unref(plan);
}

Test(dialplan, vectors)
{
    struct vector_file file = vector_file_open("tests/vectors/dialplan/classify.tsv", 7);
    struct vector_row row;

    while (vector_file_next(&file, &row))
        check_row(&row);
    cr_expect_geq(file.count, 400u, "only %u vectors were read", file.count);
}

/* ---- whole sets of texts --------------------------------------------------------------------- */

/* Of all texts of up to five digits, these and no others are more than an ordinary number. */
Test(dialplan, every_short_number)
{
    static const struct {
        unsigned digits;
        uint32_t call_class;
    } special[] = {{911, 1},  {112, 1},  {933, 2},  {988, 3},
                   {9911, 1}, {9112, 1}, {9933, 2}, {9988, 3}};
    e911_plan *plan = us_plan(NULL);
    unsigned power = 1;

    for (int width = 1; width <= 5; width++) {
        power *= 10;
        for (unsigned i = 0; i < power; i++) {
            uint32_t expected = E911_CLASS_NONE;
            char text[16];

            snprintf(text, sizeof text, "%0*u", width, i);
            for (size_t k = 0; k < COUNT(special); k++) {
                if (special[k].digits == i && i * 10 >= power)
                    expected = special[k].call_class;
            }
            if (class_of(plan, text) != expected)
                cr_assert_fail("%s is not of class %u", text, expected);
        }
    }
    e911_plan_unref(plan);
}

/* A byte more in 911 changes what it is, unless people write it between the digits, or it ends the
   user part. */
Test(dialplan, every_byte_inserted)
{
    e911_plan *plan = us_plan(NULL);

    for (int byte = 0; byte < 256; byte++) {
        for (size_t place = 0; place <= 3; place++) {
            bool separator = byte != 0 && strchr(" -.()", byte) != NULL;
            bool stop = place == 3 && (byte == ';' || byte == '@');
            bool prefix = byte == '9' && place <= 1;
            bool expected = separator || stop || prefix;
            char text[4];

            memcpy(text, "911", place);
            text[place] = (char)byte;
            memcpy(text + place + 1, &"911"[place], 3 - place);
            if ((classify(plan, text, 4).call_class == E911_CLASS_EMERGENCY) !=
                (expected || memcmp(text, "9112", 4) == 0))
                cr_assert_fail("byte 0x%02x at %zu", (unsigned)byte, place);
        }
    }
    e911_plan_unref(plan);
}

Test(dialplan, every_byte_replaced)
{
    e911_plan *plan = us_plan(NULL);

    for (int byte = 0; byte < 256; byte++) {
        for (size_t place = 0; place < 3; place++) {
            char text[3] = {'9', '1', '1'};
            bool same = text[place] == (char)byte;

            text[place] = (char)byte;
            if ((classify(plan, text, 3).call_class == E911_CLASS_EMERGENCY) != same)
                cr_assert_fail("byte 0x%02x at %zu", (unsigned)byte, place);
        }
    }
    e911_plan_unref(plan);
}

/* What a number is does not depend on how it is wrapped. */
Test(dialplan, every_wrapping)
{
    static const char *const forms[] = {"%s",
                                        "sip:%s@h",
                                        "sips:%s@h",
                                        "SIP:%s@[::1]:5060",
                                        "tel:%s",
                                        "TEL:%s;phone-context=+1",
                                        "sip:%s;phone-context=+1@h;user=phone",
                                        "<sip:%s@h>;tag=1",
                                        "\"9\" <sip:%s@h>",
                                        "sip:%s:secret@h",
                                        "(%s)",
                                        "%s;ext=1"};
    static const char *const numbers[] = {
        "911",   "112",  "9911", "9112", "933",   "9933",  "988", "9988", "91",    "9111",
        "91911", "+911", "*911", "911#", "99911", "18005", "211", "8911", "a911b", "0"};
    e911_plan *plan = us_plan(NULL);

    for (size_t i = 0; i < COUNT(numbers); i++) {
        e911_match bare = classify(plan, numbers[i], strlen(numbers[i]));

        for (size_t k = 0; k < COUNT(forms); k++) {
            char text[128];
            int len = snprintf(text, sizeof text, forms[k], numbers[i]);
            e911_match match = classify(plan, text, (size_t)len);

            cr_expect(match.call_class == bare.call_class && match.source == bare.source &&
                          match.number.data == bare.number.data &&
                          match.prefix.data == bare.prefix.data,
                      "%s: class %u source %u", text, match.call_class, match.source);
        }
    }
    e911_plan_unref(plan);
}

/* A text of any length is read, but one with too many digits is no number. */
Test(dialplan, long_texts)
{
    enum { LONG = 1024 * 1024 };
    e911_plan *plan = us_plan(NULL);
    char *text = malloc(LONG);

    cr_assert_not_null(text);
    memset(text, '1', LONG);
    text[0] = '9';
    cr_expect_eq(classify(plan, text, LONG).call_class, E911_CLASS_NONE, "all digits");
    cr_expect_eq(classify(plan, text, 3).call_class, E911_CLASS_EMERGENCY, "the first three");
    memset(text + 3, '-', LONG - 3);
    cr_expect_eq(classify(plan, text, LONG).call_class, E911_CLASS_EMERGENCY, "separators after");
    memcpy(text + LONG - 3, "911", 3);
    cr_expect_eq(classify(plan, text, LONG).call_class, E911_CLASS_NONE, "911-...-911");
    memset(text, '-', LONG - 3);
    cr_expect_eq(classify(plan, text, LONG).call_class, E911_CLASS_EMERGENCY, "separators before");
    memcpy(text, "sip:911@", 8);
    cr_expect_eq(classify(plan, text, LONG).call_class, E911_CLASS_EMERGENCY, "a long host");
    memset(text, '%', LONG);
    cr_expect_eq(classify(plan, text, LONG).call_class, E911_CLASS_NONE, "escapes");
    memset(text, 'a', LONG);
    memcpy(text, "urn:service:sos.", 16);
    cr_expect_eq(classify(plan, text, LONG).call_class, E911_CLASS_EMERGENCY, "a long URN");
    free(text);
    e911_plan_unref(plan);
}

/* ---- the match ------------------------------------------------------------------------------- */

Test(dialplan, match_texts)
{
    static const struct {
        const char *dialled, *number, *service, *matched, *prefix;
    } cases[] = {
        {"911", "911", "urn:service:sos", "911", ""},
        {"sip:1-1-2@h", "911", "urn:service:sos", "112", ""},
        {"9112", "911", "urn:service:sos", "112", "9"},
        {"8-9-911", "911", "urn:service:sos", "911", "89"},
        {"9933", "933", "urn:service:test.sos", "933", "9"},
        {"988", "988", "", "988", ""},
        {"5550100", "5550100", "urn:service:sos", "5550100", ""},
        {"5550199", "5550199", "urn:service:test.sos", "5550199", ""},
        {"URN:Service:SOS.Fire", "", "URN:Service:SOS.Fire", "URN:Service:SOS.Fire", ""},
        {"<urn:nena:service:sos?+a>", "", "urn:nena:service:sos", "urn:nena:service:sos", ""},
        {"8182", "", "", "", ""},
        {"", "", "", "", ""},
    };
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_plan *plan;

    set_region(builder, "US", NULL);
    add_prefix(builder, "9", NULL);
    add_prefix(builder, "89", NULL);
    add_number(builder, "555-0100", E911_CLASS_EMERGENCY, NULL);
    add_number(builder, "555-0199", E911_CLASS_TEST, NULL);
    plan = build_plan(builder);
    e911_plan_builder_free(builder);
    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_match match = classify(plan, cases[i].dialled, strlen(cases[i].dialled));

        EXPECT_TEXT(match.number, cases[i].number, cases[i].dialled);
        EXPECT_TEXT(match.service, cases[i].service, cases[i].dialled);
        EXPECT_TEXT(match.matched, cases[i].matched, cases[i].dialled);
        EXPECT_TEXT(match.prefix, cases[i].prefix, cases[i].dialled);
    }
    e911_plan_unref(plan);
}

Test(dialplan, arguments)
{
    e911_plan *plan = us_plan(NULL);
    struct {
        e911_match match;
        char later[8];
    } large;
    e911_match match;

    cr_expect_eq(e911_match_init(NULL, sizeof match), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_match_init(&match, sizeof match - 1), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_match_init(&match, sizeof match), E911_OK);
    cr_expect_eq(e911_plan_classify(NULL, "911", 3, 0, &match), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_classify(plan, NULL, 3, 0, &match), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_classify(plan, "911", 3, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(match.call_class, E911_CLASS_NONE, "a refused call writes nothing");
    match.call_class = 77;
    cr_expect_eq(e911_plan_classify(plan, NULL, 0, 0, &match), E911_OK);
    cr_expect_eq(match.call_class, E911_CLASS_NONE);
    match.struct_size = 0;
    cr_expect_eq(e911_plan_classify(plan, "911", 3, 0, &match), E911_ERR_STRUCT_SIZE);
    match.struct_size = sizeof match - 1;
    cr_expect_eq(e911_plan_classify(plan, "911", 3, 0, &match), E911_ERR_STRUCT_SIZE);
    /* A program compiled against a later, larger struct. */
    memset(&large, 0x55, sizeof large);
    large.match.struct_size = sizeof large;
    cr_expect_eq(e911_plan_classify(plan, "911", 3, 0, &large.match), E911_OK);
    cr_expect_eq(large.match.call_class, E911_CLASS_EMERGENCY);
    cr_expect_eq(large.match.struct_size, sizeof large);
    for (size_t i = 0; i < sizeof large.later; i++)
        cr_expect_eq(large.later[i], 0, "byte %zu", i);
    e911_plan_unref(plan);
}

Test(dialplan, class_names)
{
    static const char *const names[] = {"none", "emergency", "test", "crisis", "?", "?"};

    for (size_t i = 0; i < COUNT(names); i++)
        cr_expect_str_eq(e911_class_name(i), names[i], "class %zu", i);
}
