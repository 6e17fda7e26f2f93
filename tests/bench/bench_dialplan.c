/*
 * What classifying a dialled text costs, with dial plans of 10, 1,000 and 100,000 rules. It reads
 * no clock: tests/bench/run counts the instructions of `bench-dialplan CASE COUNT` under callgrind.
 *
 * The limits are 160 for digits and 400 for the other forms, at every size. Plans with rules for
 * the text as dialled, or with a last rule for whatever is left, and the plan that is shipped have
 * limits of their own where they take more: two rules are compared there for each text.
 *
 *     bench-dialplan              the cases: limit in instructions (or -), group and name
 *     bench-dialplan CASE COUNT   run the case of this name COUNT times
 */
#include "dialplan_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 50 };

/* ---- the texts ------------------------------------------------------------------------------- */

struct text {
    char bytes[96];
    size_t len;
    bool matches;
};

static struct text texts[TEXTS];
static const e911_plan *plan;
static e911_match match;

/* How a number is dialled. */
typedef void (*wrapping)(const char *number, char *text);

static void as_digits(const char *number, char *text)
{
    strcpy(text, number);
}

static void as_sip(const char *number, char *text)
{
    sprintf(text, "sip:%s@192.0.2.4:5060;user=phone", number);
}

static void as_escapes(const char *number, char *text)
{
    for (; *number != '\0'; number++, text += 3)
        sprintf(text, "%%%02X", (unsigned)*number);
}

static void as_sip_escapes(const char *number, char *text)
{
    strcpy(text, "sip:");
    as_escapes(number, text + 4);
    strcat(text, "@192.0.2.4");
}

/* Which numbers are dialled. */
typedef bool (*choosing)(const struct bench_rule *rules, size_t count, unsigned i, char *number);

/* The first ten rules match in every plan. */
static bool first_ten(const struct bench_rule *rules, size_t count, unsigned i, char *number)
{
    (void)count;
    bench_matching_text(&rules[i % 10], i, number);
    return true;
}

/* Half of them match, by rules from all over the plan. */
static bool half(const struct bench_rule *rules, size_t count, unsigned i, char *number)
{
    if (i % 2 == 0)
        bench_matching_text(&rules[i * (count / TEXTS) % count], i, number);
    else
        bench_random_text(i, number);
    return i % 2 == 0;
}

/* What callers dial least and want fastest. */
static bool emergency(const struct bench_rule *rules, size_t count, unsigned i, char *number)
{
    static const char *const numbers[] = {"911", "9911", "112", "9112"};

    (void)rules;
    (void)count;
    strcpy(number, numbers[i % 4]);
    return true;
}

/* For the shipped plan, whose rules take all there is: what is dialled in an office. */
static bool shipped(const struct bench_rule *rules, size_t count, unsigned i, char *number)
{
    static const char *const numbers[] = {"5551212",     "411",       "4123",       "18005550100",
                                          "3175550100",  "1411",      "0114420794", "13175550100",
                                          "93175550100", "9005550100"};

    (void)rules;
    (void)count;
    if (i % 2 == 0)
        strcpy(number, numbers[i / 2 % 10]);
    else
        bench_random_text(i, number);
    return true;
}

/* ---- the table ------------------------------------------------------------------------------- */

struct bench_case {
    const char *limit;
    const char *group;
    const char *name;
    size_t rules; /* made for it; 0: the shipped plan */
    choosing choose;
    wrapping wrap;
    const char *first; /* patterns before and behind the rules, each ended by a space */
    const char *last;
};

#define SIZES_AMONG(limit, what, choose, wrap, first, last)                                        \
    {limit, what, "e911 " what ", 10 rules", 10, choose, wrap, first, last},                       \
        {limit, what, "e911 " what ", 1,000 rules", 1000, choose, wrap, first, last},              \
    {                                                                                              \
        limit, what, "e911 " what ", 100,000 rules", 100000, choose, wrap, first, last             \
    }
#define SIZES(limit, what, choose, wrap) SIZES_AMONG(limit, what, choose, wrap, "", "")

static const struct bench_case cases[] = {
    {"-", "counter", "nothing", 1, NULL, NULL, "", ""},
    {"-", "counter", "allocate", 1, NULL, NULL, "", ""},
    SIZES("160", "digits, all match", first_ten, as_digits),
    SIZES("160", "digits, half match", half, as_digits),
    SIZES("160", "emergency numbers", emergency, as_digits),
    SIZES("400", "sip:", half, as_sip),
    SIZES("400", "%HH", half, as_escapes),
    SIZES("400", "sip: and %HH", half, as_sip_escapes),
    SIZES_AMONG("180", "digits, with Z", half, as_digits, "", "Z "),
    SIZES_AMONG("160", "emergency, with Z", emergency, as_digits, "", "Z "),
    SIZES_AMONG("430", "sip:, sip:Z first, Z last", half, as_sip, "sip:Z sips:Z tel:Z ", "Z "),
    SIZES_AMONG("400", "sip:, sip:Z, Z last", half, as_sip, "", "sip:Z sips:Z tel:Z Z "),
    SIZES_AMONG("520", "sip:, ?@Z first", half, as_sip, "?@Z ", ""),
    SIZES_AMONG("560", "sip:, a user@host, Z last", half, as_sip, "sip:0@192.0.2.4 ", "?@Z Z "),
    SIZES_AMONG("400", "%HH, sip:Z first", half, as_escapes, "sip:Z ?@Z ", "Z "),
    SIZES_AMONG("480", "sip: and %HH, sip:Z first", half, as_sip_escapes, "sip:Z ?@Z ", "Z "),
    SIZES_AMONG("520", "sip: and %HH, ?@Z last", half, as_sip_escapes, "", "?@Z Z "),
    {"160", "shipped", "e911 shipped plan, digits", 0, shipped, as_digits, "", ""},
    {"160", "shipped", "e911 shipped plan, emergency", 0, emergency, as_digits, "", ""},
    {"420", "shipped", "e911 shipped plan, sip:", 0, shipped, as_sip, "", ""},
    {"400", "shipped", "e911 shipped plan, %HH", 0, shipped, as_escapes, "", ""},
    {"460", "shipped", "e911 shipped plan, sip: and %HH", 0, shipped, as_sip_escapes, "", ""},
};

/* ---- running --------------------------------------------------------------------------------- */

static bool nothing(const struct text *text)
{
    return text->len == 0;
}

static bool allocate(const struct text *text)
{
    void *volatile memory = malloc(text->len + 1);
    bool good = memory != NULL;

    free(memory);
    return good;
}

static inline bool classify(const struct text *text)
{
    return e911_plan_classify(plan, text->bytes, text->len, 1, &match) == E911_OK;
}

/* Texts that no rule matches are so only by chance: see what they are. */
static bool prepare(const struct bench_case *bench)
{
    size_t count = bench->rules;
    struct bench_rule *rules = bench_rules_new(count);
    bool all_match = count == 0 || strchr(bench->last, 'Z') != NULL || bench->first[0] == '?';
    unsigned matched = 0, wanted = 0;

    plan = count == 0 ? bench_shipped_plan_new(BENCH_SHIPPED_PLAN)
                      : bench_plan_among_new(bench->first, rules, count, bench->last, NULL);
    e911_match_init(&match, sizeof match);
    for (unsigned i = 0; plan != NULL && bench->choose != NULL && i < TEXTS; i++) {
        char number[BENCH_TEXT_SIZE];

        wanted += bench->choose(rules, count, i, number);
        bench->wrap(number, texts[i].bytes);
        texts[i].len = strlen(texts[i].bytes);
        classify(&texts[i]);
        matched += match.source != E911_MATCH_NOTHING;
    }
    free(rules);
    if (all_match)
        return plan != NULL && matched == TEXTS;
    /* A few rules are seen from other sites only, and a few random numbers are somebody's. */
    return plan != NULL && matched + TEXTS / 10 >= wanted && matched <= wanted + TEXTS / 10;
}

static bool repeat(const struct bench_case *bench, unsigned long times)
{
    bool (*volatile run)(const struct text *) =
        strcmp(bench->name, "nothing") == 0 ? nothing : allocate;
    bool good = prepare(bench);
    unsigned i = 0;

    /* The call itself is in both loops. */
    if (bench->choose == NULL) {
        for (; times-- > 0; i = i + 1 == TEXTS ? 0 : i + 1)
            good &= run(&texts[i]);
    } else {
        for (; times-- > 0; i = i + 1 == TEXTS ? 0 : i + 1)
            good &= classify(&texts[i]);
    }
    e911_plan_unref((e911_plan *)(uintptr_t)plan);
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
    fputs("usage: bench-dialplan [CASE COUNT]\n", stderr);
    return 2;
}
