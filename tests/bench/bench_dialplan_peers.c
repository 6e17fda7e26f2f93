/*
 * What classifying dialled digits costs beside what Debian packages for the like. It reads no
 * clock: tests/bench/run counts the instructions of `bench-dialplan-peers CASE COUNT`.
 *
 *     bench-dialplan-peers              the cases: limit in instructions (or -), group and name,
 *                                       after "# ", what is not measured here
 *     bench-dialplan-peers CASE COUNT   run the case of this name COUNT times
 *
 * Exit status: 0; 1 when a peer decides other than our plan, which is other work; 3 when a peer
 * refuses the rules, with the reason on standard output.
 */
#include "dialplan_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REFUSED = 3 };

/* ---- the empty loop, and an allocation ------------------------------------------------------- */

static size_t nothing(void *compiled, const char *text, size_t len)
{
    (void)compiled;
    (void)text;
    return len;
}

static size_t allocate(void *compiled, const char *text, size_t len)
{
    void *volatile memory = malloc(len + 1);

    (void)compiled;
    (void)text;
    free(memory);
    return len;
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct {
    enum work_input input;
    const char *name;
    size_t rules;
    const char *size;
} groups[] = {
    {INPUT_ALL_MATCH, "all match", 10, "10 rules"},
    {INPUT_ALL_MATCH, "all match", 1000, "1,000 rules"},
    {INPUT_ALL_MATCH, "all match", 100000, "100,000 rules"},
    {INPUT_HALF_MATCH, "half match", 10, "10 rules"},
    {INPUT_HALF_MATCH, "half match", 1000, "1,000 rules"},
    {INPUT_HALF_MATCH, "half match", 100000, "100,000 rules"},
    {INPUT_EMERGENCY, "emergency numbers", 10, "10 rules"},
};

enum { GROUPS = sizeof groups / sizeof groups[0], NAME_SIZE = 80 };

/* Rules say nothing of emergency numbers, and libphonenumber little of others. */
static bool is_measured(const struct dialplan_peer *peer, size_t group)
{
    return peer->compile != NULL && groups[group].rules >= peer->least &&
           groups[group].rules <= peer->most &&
           (groups[group].input != INPUT_EMERGENCY || peer->answer == PEER_TELLS_EMERGENCY);
}

static void name_case(const char *who, size_t group, char *name)
{
    snprintf(name, NAME_SIZE, "%s, %s, %s", who, groups[group].name, groups[group].size);
}

static int list_cases(void)
{
    char name[NAME_SIZE];

    printf("-\tcounter\tnothing\n-\tcounter\tallocate\n");
    for (size_t i = 0; i < GROUPS; i++) {
        name_case("e911", i, name);
        printf("160\t%zu\t%s\n", i, name);
        for (const struct dialplan_peer *const *peer = dialplan_peers; *peer != NULL; peer++) {
            name_case((*peer)->name, i, name);
            if (is_measured(*peer, i))
                printf("-\t%zu\t%s\n", i, name);
        }
    }
    work_name_missing("# ");
    return EXIT_SUCCESS;
}

/* ---- running --------------------------------------------------------------------------------- */

/* The call itself is in every loop. */
static void repeat(const struct work *work, size_t (*find)(void *, const char *, size_t),
                   void *compiled, unsigned long times)
{
    size_t (*volatile run)(void *, const char *, size_t) = find;

    for (unsigned i = 0; times-- > 0; i = i + 1 == WORK_TEXTS ? 0 : i + 1)
        run(compiled, work->texts[i].bytes, work->texts[i].len);
}

static int repeat_ours(const struct work *work, const e911_plan *plan, unsigned long times)
{
    e911_match match;
    bool good = e911_match_init(&match, sizeof match) == E911_OK;

    for (unsigned i = 0; times-- > 0; i = i + 1 == WORK_TEXTS ? 0 : i + 1)
        good &= e911_plan_classify(plan, work->texts[i].bytes, work->texts[i].len, WORK_SITE,
                                   &match) == E911_OK;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int repeat_peer(const struct work *work, const struct dialplan_peer *peer,
                       unsigned long times)
{
    char why[PEER_WHY_SIZE] = "no memory";
    void *compiled = peer->compile(work->seen, work->seen_count, why);
    size_t different;

    if (compiled == NULL) {
        puts(why);
        return REFUSED;
    }
    work_compare(work, peer, compiled, &different);
    if (different != 0 && peer->answer != PEER_TELLS_EMERGENCY) {
        fprintf(stderr, "%s decides otherwise of %zu texts\n", peer->name, different);
        return EXIT_FAILURE;
    }
    repeat(work, peer->find, compiled, times);
    return EXIT_SUCCESS;
}

/* What is compiled is not freed: that is not what is counted, and the program ends. */
static int run_group(size_t group, const struct dialplan_peer *peer, unsigned long times)
{
    struct bench_rule *rules = bench_rules_new(groups[group].rules);
    e911_plan *plan = bench_plan_new(rules, groups[group].rules, NULL);
    static struct work work;

    if (plan == NULL || !work_prepare(&work, rules, groups[group].rules, plan))
        return EXIT_FAILURE;
    work_dial(&work, groups[group].input, plan);
    return peer == NULL ? repeat_ours(&work, plan, times) : repeat_peer(&work, peer, times);
}

static int run_case(const char *wanted, unsigned long times)
{
    static struct work work;
    char name[NAME_SIZE];

    if (strcmp(wanted, "nothing") == 0 || strcmp(wanted, "allocate") == 0) {
        repeat(&work, wanted[0] == 'n' ? nothing : allocate, NULL, times);
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; i < GROUPS; i++) {
        name_case("e911", i, name);
        if (strcmp(name, wanted) == 0)
            return run_group(i, NULL, times);
        for (const struct dialplan_peer *const *peer = dialplan_peers; *peer != NULL; peer++) {
            name_case((*peer)->name, i, name);
            if (is_measured(*peer, i) && strcmp(name, wanted) == 0)
                return run_group(i, *peer, times);
        }
    }
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        return list_cases();
    if (argc == 3)
        return run_case(argv[1], strtoul(argv[2], NULL, 10));
    fputs("usage: bench-dialplan-peers [CASE COUNT]\n", stderr);
    return 2;
}
