#define PCRE2_CODE_UNIT_WIDTH 8

#include "dialplan_peers.h"

#include <pcre2.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_LEN = 3, PART_RULES = 1000 };

/* An alternation of consecutive rules. */
struct part {
    pcre2_code *code;
    pcre2_match_data *data;
};

struct parts {
    size_t count;
    struct part part[];
};

/* ---- marks ----------------------------------------------------------------------------------- */

/* Each alternative ends in a mark, which says at once which one it was: three digits to the base of
   64, from '0' to 'o', none of which is a parenthesis. */
static void put_mark(size_t number, char *mark)
{
    for (size_t i = 0; i < MARK_LEN; i++)
        mark[i] = (char)('0' + (number >> 6 * i) % 64);
}

static size_t read_mark(PCRE2_SPTR mark)
{
    return (size_t)(mark[0] - '0') | (size_t)(mark[1] - '0') << 6 | (size_t)(mark[2] - '0') << 12;
}

/* ---- compiling ------------------------------------------------------------------------------- */

/* (?:RULE(*:000)|RULE(*:100)|...), the marks counting from `first`. */
static char *join(const struct peer_rule *rules, size_t count, size_t first)
{
    char *text = malloc(count * (PEER_REGEX_SIZE + MARK_LEN + 5) + 5), *at = text;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        char mark[MARK_LEN + 1] = {0};

        put_mark(first + i, mark);
        at += sprintf(at, "%s%s(*:%s)", i == 0 ? "(?:" : "|", rules[i].regex, mark);
    }
    strcpy(at, ")");
    return text;
}

static bool compile_part(const struct peer_rule *rules, size_t count, size_t first,
                         struct part *part, char *why)
{
    char *text = join(rules, count, first);
    int error = 0;
    PCRE2_SIZE offset = 0;

    if (text == NULL)
        return false;
    part->code =
        pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                      PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOTALL, &error, &offset, NULL);
    free(text);
    if (part->code != NULL)
        error = pcre2_jit_compile(part->code, PCRE2_JIT_COMPLETE);
    if (part->code == NULL || error != 0) {
        pcre2_get_error_message(error, (PCRE2_UCHAR *)why, PEER_WHY_SIZE);
        return false;
    }
    part->data = pcre2_match_data_create(1, NULL);
    return part->data != NULL;
}

static void *compile(const struct peer_rule *rules, size_t count, size_t at_a_time, char *why)
{
    size_t needed = (count + at_a_time - 1) / at_a_time;
    struct parts *parts = calloc(1, sizeof *parts + needed * sizeof parts->part[0]);

    for (; parts != NULL && parts->count < needed; parts->count++) {
        size_t first = parts->count * at_a_time;
        size_t some = count - first < at_a_time ? count - first : at_a_time;

        /* What was compiled is left where it is: the program ends. */
        if (!compile_part(rules + first, some, first, &parts->part[parts->count], why))
            return NULL;
    }
    return parts;
}

static void *compile_whole(const struct peer_rule *rules, size_t count, char *why)
{
    return compile(rules, count, count, why);
}

static void *compile_parts(const struct peer_rule *rules, size_t count, char *why)
{
    return compile(rules, count, PART_RULES, why);
}

/* ---- matching -------------------------------------------------------------------------------- */

static size_t find(void *compiled, const char *text, size_t len)
{
    const struct parts *parts = compiled;

    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->part[i];

        if (pcre2_jit_match(part->code, (PCRE2_SPTR)text, len, 0, 0, part->data, NULL) >= 0)
            return read_mark(pcre2_get_mark(part->data));
    }
    return PEER_NOTHING;
}

static size_t code_size(const void *compiled)
{
    const struct parts *parts = compiled;
    size_t sum = 0;

    for (size_t i = 0; i < parts->count; i++) {
        size_t size = 0;

        pcre2_pattern_info(parts->part[i].code, PCRE2_INFO_JITSIZE, &size);
        sum += size;
    }
    return sum;
}

const struct dialplan_peer dialplan_pcre2 = {
    "PCRE2 JIT", "libpcre2-dev", PEER_TELLS_RULE, 1, SIZE_MAX, compile_whole, find, code_size};

const struct dialplan_peer dialplan_pcre2_parts = {
    "PCRE2 JIT by 1,000", "libpcre2-dev", PEER_TELLS_RULE, PART_RULES + 1, SIZE_MAX,
    compile_parts,        find,           code_size};
