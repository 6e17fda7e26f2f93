#include "dialplan_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- chance ---------------------------------------------------------------------------------- */

/* splitmix32 of a seed and a place: what a rule is does not depend on those before it. */
static uint32_t chance(uint32_t seed, uint32_t place)
{
    uint32_t z = seed * 0x9e3779b9u + place * 0x85ebca6bu + 0x6d2b79f5u;

    z = (z ^ z >> 16) * 0x21f0aaadu;
    z = (z ^ z >> 15) * 0x735a2d97u;
    return z ^ z >> 15;
}

/* An area code and an exchange, then whatever is left of the number. */
static void put_number(uint32_t seed, char *text, const char *rest)
{
    uint32_t area = 200 + chance(seed, 1) % 800, exchange = 200 + chance(seed, 2) % 800;

    sprintf(text, "%s%03u%03u%s", chance(seed, 3) % 2 ? "1" : "", (unsigned)area,
            (unsigned)exchange, rest);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void put_rule(uint32_t seed, struct bench_rule *rule)
{
    uint32_t kind = chance(seed, 4) % 100;
    char line[8];

    sprintf(line, "%04u", (unsigned)(chance(seed, 5) % 10000));
    memset(rule, 0, sizeof *rule);
    if (kind < 60 || kind >= 95)
        put_number(seed, rule->pattern, line);
    else
        put_number(seed, rule->pattern, kind < 90 ? "XXXX" : "Z");
    if (kind >= 95)
        sprintf(rule->site, "Site %u", (unsigned)(1 + chance(seed, 6) % BENCH_SITES));
}

static uint32_t hash(const struct bench_rule *rule)
{
    uint32_t sum = 2166136261u;

    for (size_t i = 0; i < sizeof *rule; i++)
        sum = (sum ^ ((const unsigned char *)rule)[i]) * 16777619u;
    return sum ^ sum >> 15;
}

struct bench_rule *bench_rules_new(size_t count)
{
    size_t slots = 64;
    struct bench_rule *rules = calloc(count + 1, sizeof *rules);
    uint32_t *seen;
    uint32_t seed = 0;

    while (slots < count * 2)
        slots *= 2;
    seen = calloc(slots, sizeof *seen);
    for (size_t made = 0; made < count; seed++) {
        size_t at;

        put_rule(seed, &rules[made]);
        at = hash(&rules[made]) & (slots - 1);
        while (seen[at] != 0 && memcmp(&rules[seen[at] - 1], &rules[made], sizeof rules[made]) != 0)
            at = (at + 1) & (slots - 1);
        if (seen[at] == 0)
            seen[at] = (uint32_t)++made;
    }
    free(seen);
    return rules;
}

static bool add_rule(e911_plan_builder *builder, e911_text pattern, const char *site, uint32_t line)
{
    e911_rule rule;

    e911_rule_init(&rule, sizeof rule);
    rule.category = e911_text_of("Local");
    rule.pattern = pattern;
    rule.site = e911_text_of(site);
    rule.line = line;
    return e911_plan_builder_add_rule(builder, &rule, NULL) == E911_OK;
}

static bool add_patterns(e911_plan_builder *builder, const char *patterns)
{
    bool good = true;

    while (good && *patterns != '\0') {
        size_t len = strcspn(patterns, " ");

        good = add_rule(builder, (e911_text){patterns, len}, "", 0);
        patterns += len + 1;
    }
    return good;
}

static bool add_rules(e911_plan_builder *builder, const struct bench_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!add_rule(builder, e911_text_of(rules[i].pattern), rules[i].site, (uint32_t)(i + 2)))
            return false;
    }
    return true;
}

/* ---- plans ----------------------------------------------------------------------------------- */

/* A builder for the US with the access prefix 9, or NULL. */
static e911_plan_builder *builder_new(const e911_allocator *allocator)
{
    e911_plan_builder *builder = NULL;

    if (e911_plan_builder_new(allocator, &builder) == E911_OK &&
        e911_plan_builder_set_region(builder, "US", 2, NULL) == E911_OK &&
        e911_plan_builder_add_access_prefix(builder, "9", 1, NULL) == E911_OK)
        return builder;
    e911_plan_builder_free(builder);
    return NULL;
}

e911_plan *bench_plan_among_new(const char *first, const struct bench_rule *rules, size_t count,
                                const char *last, const e911_allocator *allocator)
{
    e911_plan_builder *builder = builder_new(allocator);
    e911_plan *plan = NULL;

    if (builder != NULL && add_patterns(builder, first) && add_rules(builder, rules, count) &&
        add_patterns(builder, last))
        e911_plan_builder_build(builder, &plan, NULL);
    e911_plan_builder_free(builder);
    return plan;
}

e911_plan *bench_plan_new(const struct bench_rule *rules, size_t count,
                          const e911_allocator *allocator)
{
    return bench_plan_among_new("", rules, count, "", allocator);
}

e911_plan *bench_shipped_plan_new(const char *path)
{
    e911_plan_builder *builder = builder_new(NULL);
    e911_plan *plan = NULL;
    char text[16384];
    FILE *file = fopen(path, "rb");
    size_t len = file == NULL ? 0 : fread(text, 1, sizeof text, file);

    if (builder != NULL && len > 0 && len < sizeof text &&
        e911_plan_builder_load_csv(builder, text, len, NULL) == E911_OK)
        e911_plan_builder_build(builder, &plan, NULL);
    if (file != NULL)
        fclose(file);
    e911_plan_builder_free(builder);
    return plan;
}

/* ---- texts ----------------------------------------------------------------------------------- */

void bench_matching_text(const struct bench_rule *rule, unsigned seed, char *text)
{
    size_t len = strlen(rule->pattern);

    memcpy(text, rule->pattern, len + 1);
    if (text[len - 1] == 'Z')
        sprintf(text + len - 1, "%04u", (unsigned)(chance(seed, 7) % 10000));
    for (char *at = strchr(text, 'X'); at != NULL; at = strchr(at, 'X'))
        *at = (char)('0' + chance(seed, (uint32_t)(8 + (at - text))) % 10);
}

void bench_random_text(unsigned seed, char *text)
{
    size_t len = 3 + chance(seed, 20) % 9;

    for (size_t i = 0; i < len; i++)
        text[i] = (char)('0' + chance(seed, (uint32_t)(21 + i)) % 10);
    text[len] = '\0';
}
