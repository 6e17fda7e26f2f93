#include "dialplan_work.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- peers ----------------------------------------------------------------------------------- */

#if !BENCH_PCRE2
const struct dialplan_peer dialplan_pcre2 = {.name = "PCRE2", .package = "libpcre2-dev"};
#endif
#if !BENCH_RE2
const struct dialplan_peer dialplan_re2_set = {.name = "RE2", .package = "libre2-dev"};
#endif
#if !BENCH_PHONENUMBER
const struct dialplan_peer dialplan_phonenumber = {.name = "libphonenumber",
                                                   .package = "libphonenumber-dev"};
#endif

const struct dialplan_peer *const dialplan_peers[] = {
    &dialplan_pcre2,
#if BENCH_PCRE2
    &dialplan_pcre2_parts,
#endif
    &dialplan_re2_set,
#if BENCH_RE2
    &dialplan_re2_whether,
#endif
    &dialplan_phonenumber, NULL,
};

void work_name_missing(const char *prefix)
{
    for (const struct dialplan_peer *const *peer = dialplan_peers; *peer != NULL; peer++) {
        if ((*peer)->compile == NULL)
            printf("%s%s is not measured: it was not found when this was built (Debian: %s)\n",
                   prefix, (*peer)->name, (*peer)->package);
    }
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* The pattern language as the generator uses it. A digit is the longest that becomes of a byte. */
static void put_regex(const char *pattern, char *regex)
{
    for (; *pattern != '\0'; pattern++) {
        switch (*pattern) {
        case 'X':
            regex += sprintf(regex, "\\d");
            break;
        case 'N':
            regex += sprintf(regex, "[2-9]");
            break;
        case 'Z':
            regex += sprintf(regex, ".*");
            break;
        case '?':
            regex += sprintf(regex, "[\\d#*,]*");
            break;
        default:
            *regex++ = *pattern;
        }
    }
    *regex = '\0';
}

bool work_prepare(struct work *work, struct bench_rule *rules, size_t count, const e911_plan *plan)
{
    work->all = rules;
    work->all_count = count;
    work->seen_count = 0;
    work->seen = calloc(count, sizeof *work->seen);
    for (size_t i = 0; work->seen != NULL && i < count; i++) {
        struct peer_rule *seen = &work->seen[work->seen_count];
        const char *site = rules[i].site;

        if (site[0] != '\0' && e911_plan_find_site(plan, site, strlen(site)) != WORK_SITE)
            continue;
        put_regex(rules[i].pattern, seen->regex);
        seen->number = i;
        work->seen_count++;
    }
    return work->seen != NULL;
}

/* ---- texts ----------------------------------------------------------------------------------- */

static void choose(const struct work *work, enum work_input input, unsigned i, char *number)
{
    static const char *const numbers[] = {"911", "9911", "112", "9112"};
    const size_t count = work->all_count;

    if (input == INPUT_EMERGENCY)
        strcpy(number, numbers[i % 4]);
    else if (input == INPUT_ALL_MATCH)
        bench_matching_text(&work->all[i % 10], i, number);
    else if (i % 2 == 0)
        bench_matching_text(&work->all[i * (count / WORK_TEXTS) % count], i, number);
    else
        bench_random_text(i, number);
}

/* Place of a rule of the plan among those seen. */
static size_t find_place(const struct work *work, uint32_t number)
{
    for (size_t i = 0; i < work->seen_count; i++) {
        if (work->seen[i].number == number)
            return i;
    }
    return PEER_NOTHING;
}

void work_dial(struct work *work, enum work_input input, const e911_plan *plan)
{
    e911_match match;

    e911_match_init(&match, sizeof match);
    for (unsigned i = 0; i < WORK_TEXTS; i++) {
        struct work_text *text = &work->texts[i];

        choose(work, input, i, text->bytes);
        text->len = strlen(text->bytes);
        e911_plan_classify(plan, text->bytes, text->len, WORK_SITE, &match);
        text->place = find_place(work, match.rule);
        text->emergency = match.call_class == E911_CLASS_EMERGENCY;
    }
}

size_t work_compare(const struct work *work, const struct dialplan_peer *peer, void *compiled,
                    size_t *ret_different)
{
    size_t matches = 0;

    *ret_different = 0;
    for (size_t i = 0; i < WORK_TEXTS; i++) {
        const struct work_text *text = &work->texts[i];
        size_t found = peer->find(compiled, text->bytes, text->len);
        bool yes = found != PEER_NOTHING;
        bool ours =
            peer->answer == PEER_TELLS_EMERGENCY ? text->emergency : text->place != PEER_NOTHING;

        matches += yes;
        *ret_different += peer->answer == PEER_TELLS_RULE ? found != text->place : yes != ours;
    }
    return matches;
}
