/* The subcommands that take numbers: classify, one line each, and explain, the whole story. */
#include "dial.h"

#include "../common/program.h"
#include "../common/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Does something with one number; returns an exit code. */
typedef int for_number(const struct dial *dial, e911_text number, void *context);

/* ---- numbers --------------------------------------------------------------------------------- */

static int worse(int a, int b)
{
    return a > b ? a : b;
}

static int for_each_line(const struct dial *dial, for_number *function, void *context)
{
    int result = PROGRAM_YES;
    char *line = NULL;
    size_t size = 0;
    ssize_t len;

    while ((len = getline(&line, &size, stdin)) >= 0) {
        if (len > 0 && line[len - 1] == '\n')
            len--;
        if (len > 0 && line[len - 1] == '\r')
            len--;
        result = worse(result, function(dial, (e911_text){line, (size_t)len}, context));
    }
    free(line);
    if (ferror(stdin)) {
        fprintf(stderr, "e911-dial: standard input: %s\n", strerror(errno));
        return PROGRAM_USAGE;
    }
    return result;
}

static int for_each_number(const struct dial *dial, for_number *function, void *context)
{
    int result = PROGRAM_YES;

    for (int i = 0; i < dial->count; i++) {
        const char *number = dial->arguments[i];

        if (strcmp(number, "-") == 0)
            result = worse(result, for_each_line(dial, function, context));
        else
            result = worse(result, function(dial, e911_text_of(number), context));
    }
    return result;
}

/* ---- classify -------------------------------------------------------------------------------- */

/* A text that the library forms; what has no memory is shown as nothing. For free(). */
static char *standard_number(const struct dial *dial, const e911_match *match, e911_text number,
                             size_t *ret_len)
{
    size_t size = 0;
    char *text;

    e911_plan_format_number(dial->plan, match, number.data, number.len, NULL, 0, &size);
    text = malloc(size + 1);
    *ret_len = 0;
    if (text != NULL && e911_plan_format_number(dial->plan, match, number.data, number.len, text,
                                                size, ret_len) != E911_OK)
        *ret_len = 0;
    return text;
}

/* Where the class comes from: the rule's place, or the row of the world table. */
static void form_rule(const struct dial *dial, const e911_match *match, char *rule, size_t size)
{
    rule[0] = '\0';
    if (match->source == E911_MATCH_RULE)
        snprintf(rule, size, "%s:%u", dial->file, (unsigned)match->line);
    else if (match->region.len > 0)
        snprintf(rule, size, "region:%.*s:%.*s", (int)match->region.len, match->region.data,
                 (int)match->matched.len, match->matched.data);
    else if (match->source == E911_MATCH_NUMBER || match->source == E911_MATCH_ACCESS_PREFIX)
        snprintf(rule, size, "number:%.*s", (int)match->matched.len, match->matched.data);
}

static void print_column(e911_text text)
{
    putchar('\t');
    if (text.len == 0)
        putchar('-');
    else
        text_print(stdout, text);
}

static void print_match(const struct dial *dial, e911_text input, const e911_match *match)
{
    const char *class_name = e911_class_name(match->call_class);
    char rule[4096];
    size_t len;
    char *number = standard_number(dial, match, input, &len);

    form_rule(dial, match, rule, sizeof rule);
    if (dial->json) {
        fputs("{\"input\":", stdout);
        text_print_json(stdout, input);
        printf(",\"class\":\"%s\"", class_name);
        text_print_json_member(stdout, "number", (e911_text){number, len});
        text_print_json_member(stdout, "service", match->service);
        text_print_json_member(stdout, "rule", e911_text_of(rule));
        printf(",\"more\":%s}\n", match->more ? "true" : "false");
    } else {
        text_print(stdout, input);
        print_column(e911_text_of(class_name));
        print_column((e911_text){number, len});
        print_column(match->service);
        print_column(e911_text_of(rule));
        print_column(e911_text_of(match->more ? "yes" : "no"));
        putchar('\n');
    }
    free(number);
}

/* `context` counts the numbers. */
static int classify_number(const struct dial *dial, e911_text number, void *context)
{
    unsigned long *count = context;
    e911_match match;

    ++*count;
    e911_match_init(&match, sizeof match);
    if (e911_plan_classify(dial->plan, number.data, number.len, dial->site, &match) != E911_OK)
        return PROGRAM_USAGE;
    if (dial->quiet)
        return match.call_class == E911_CLASS_EMERGENCY ? PROGRAM_YES : PROGRAM_NO;
    print_match(dial, number, &match);
    return PROGRAM_YES;
}

int dial_classify(const struct dial *dial)
{
    unsigned long count = 0;
    int result = for_each_number(dial, classify_number, &count);

    /* No number is no emergency. */
    return dial->quiet && count == 0 ? worse(result, PROGRAM_NO) : result;
}

/* ---- explain --------------------------------------------------------------------------------- */

static void print_step(const e911_step *step, bool first)
{
    printf("%s{\"code\":%u,\"step\":", first ? "" : ",", (unsigned)step->code);
    text_print_json(stdout, e911_text_of(e911_step_name(step->code)));
    text_print_json_member(stdout, "text", step->text);
    if (step->rule != E911_NO_RULE)
        printf(",\"line\":%u", (unsigned)step->line);
    putchar('}');
}

static void print_steps(e911_text number, const e911_explanation *explanation)
{
    fputs("{\"input\":", stdout);
    text_print_json(stdout, number);
    fputs(",\"steps\":[", stdout);
    for (size_t i = 0; i < e911_explanation_step_count(explanation); i++) {
        e911_step step;

        e911_step_init(&step, sizeof step);
        if (e911_explanation_step(explanation, i, &step) == E911_OK)
            print_step(&step, i == 0);
    }
    fputs("]}\n", stdout);
}

static int print_text(const e911_explanation *explanation)
{
    size_t len = 0;
    char *text;

    e911_explanation_format(explanation, NULL, 0, &len);
    text = malloc(len + 1);
    if (text == NULL)
        return PROGRAM_USAGE;
    if (e911_explanation_format(explanation, text, len, &len) == E911_OK)
        fwrite(text, 1, len, stdout);
    free(text);
    return PROGRAM_YES;
}

/* `context` is the explanation, used again for each number. */
static int explain_number(const struct dial *dial, e911_text number, void *context)
{
    e911_explanation *explanation = context;

    if (e911_plan_explain(dial->plan, number.data, number.len, dial->site, explanation) !=
        E911_OK) {
        fputs("e911-dial: not enough memory\n", stderr);
        return PROGRAM_USAGE;
    }
    if (dial->json) {
        print_steps(number, explanation);
        return PROGRAM_YES;
    }
    return print_text(explanation);
}

int dial_explain(const struct dial *dial)
{
    e911_explanation *explanation;
    int result;

    if (e911_explanation_new(NULL, &explanation) != E911_OK)
        return PROGRAM_USAGE;
    result = for_each_number(dial, explain_number, explanation);
    e911_explanation_free(explanation);
    return result;
}
