/*
 * What a dial plan takes beside what Debian packages for the like: bytes a rule while it is in use,
 * and CPU time to compile it. Each is measured in a process of its own, all in the same way: what
 * malloc holds more than before, when the texts have been matched once, and code outside malloc. A
 * rule that the caller's site does not see is a rule of ours alone, and counts for ours alone.
 * Nothing is asserted; dialplan-size is the test of our limit.
 *
 *     measure-dialplan [RULES...]
 */
#define _POSIX_C_SOURCE 200809L

#include "dialplan_work.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BYTES_A_RULE = 64 };

/* What a process finds out. */
struct finding {
    bool refused;
    char why[PEER_WHY_SIZE];
    double bytes_a_rule, seconds;
    size_t matches, different;
};

/* ---- measuring ------------------------------------------------------------------------------- */

static size_t held_bytes(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void measure_ours(size_t count, struct finding *finding)
{
    struct bench_rule *rules = bench_rules_new(count);
    size_t before = held_bytes();
    double start = cpu_seconds();
    e911_plan *plan = bench_plan_new(rules, count, NULL);
    static struct work work;

    finding->seconds = cpu_seconds() - start;
    finding->bytes_a_rule = (double)(held_bytes() - before) / (double)count;
    finding->refused = plan == NULL || !work_prepare(&work, rules, count, plan);
    if (finding->refused)
        return;
    work_dial(&work, INPUT_HALF_MATCH, plan);
    for (size_t i = 0; i < WORK_TEXTS; i++)
        finding->matches += work.texts[i].place != PEER_NOTHING;
}

static void measure_peer(const struct dialplan_peer *peer, size_t count, struct finding *finding)
{
    struct bench_rule *rules = bench_rules_new(count);
    e911_plan *plan = bench_plan_new(rules, count, NULL);
    static struct work work;
    size_t before;
    double start;
    void *compiled;

    finding->refused = plan == NULL || !work_prepare(&work, rules, count, plan);
    if (finding->refused)
        return;
    work_dial(&work, peer->answer == PEER_TELLS_EMERGENCY ? INPUT_EMERGENCY : INPUT_HALF_MATCH,
              plan);
    before = held_bytes();
    start = cpu_seconds();
    compiled = peer->compile(work.seen, work.seen_count, finding->why);
    finding->seconds = cpu_seconds() - start;
    finding->refused = compiled == NULL;
    if (finding->refused)
        return;
    finding->matches = work_compare(&work, peer, compiled, &finding->different);
    finding->bytes_a_rule =
        (double)(held_bytes() - before + peer->code_size(compiled)) / (double)work.seen_count;
}

/* In a process of its own, which nothing was compiled in. */
static bool measure(const struct dialplan_peer *peer, size_t count, struct finding *finding)
{
    int ends[2], status = -1;
    pid_t child;
    bool whole;

    fflush(stdout);
    if (pipe(ends) != 0)
        return false;
    child = fork();
    if (child == 0) {
        memset(finding, 0, sizeof *finding);
        if (peer == NULL)
            measure_ours(count, finding);
        else
            measure_peer(peer, count, finding);
        _exit(write(ends[1], finding, sizeof *finding) == (ssize_t)sizeof *finding ? 0 : 1);
    }
    close(ends[1]);
    whole = child > 0 && read(ends[0], finding, sizeof *finding) == (ssize_t)sizeof *finding;
    close(ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && whole && status == 0;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void print(const char *name, const struct finding *finding, const struct finding *ours)
{
    if (finding->refused) {
        printf("%-22s refused: %s\n", name, finding->why[0] == '\0' ? "no memory" : finding->why);
        return;
    }
    printf("%-22s %12.1f %8.2f %12.4f %8.2f %8zu", name, finding->bytes_a_rule,
           finding->bytes_a_rule / ours->bytes_a_rule, finding->seconds,
           finding->seconds / ours->seconds, finding->matches);
    if (finding->different != 0)
        printf("  %zu of %d decided otherwise", finding->different, WORK_TEXTS);
    puts("");
}

static bool report(size_t count)
{
    struct finding ours, theirs;
    bool good = measure(NULL, count, &ours) && !ours.refused;

    printf("%-9zu rules %19s %8s %12s %8s %8s\n", count, "bytes a rule", "ratio", "s of CPU",
           "ratio", "matches");
    if (!good)
        return false;
    print("e911", &ours, &ours);
    for (const struct dialplan_peer *const *peer = dialplan_peers; *peer != NULL; peer++) {
        if ((*peer)->compile == NULL || (*peer)->answer == PEER_TELLS_EMERGENCY ||
            count < (*peer)->least || count > (*peer)->most)
            continue;
        if (measure(*peer, count, &theirs))
            print((*peer)->name, &theirs, &ours);
        else
            printf("%-22s broke off\n", (*peer)->name);
    }
    puts("");
    return true;
}

/* It has no rules, but an opinion. */
static void report_phonenumber(void)
{
    struct finding finding;

    if (dialplan_phonenumber.compile == NULL || !measure(&dialplan_phonenumber, 10, &finding))
        return;
    printf(
        "%s has no rules: nothing to compile, no bytes a rule. Of the texts that dial 911, 9911, "
        "112\nand 9112 with the access prefix 9, %zu of %d are emergencies to it.\n",
        dialplan_phonenumber.name, finding.matches, WORK_TEXTS);
}

int main(int argc, char **argv)
{
    static const char *const usual[] = {"10", "1000", "100000"};
    size_t count = argc > 1 ? (size_t)argc - 1 : sizeof usual / sizeof usual[0];
    bool good = true;

    printf("Our limits at 100,000 rules: %d bytes a rule, 1 s of CPU. Matches of %d texts.\n\n",
           BYTES_A_RULE, WORK_TEXTS);
    for (size_t i = 0; i < count; i++)
        good &= report(strtoul(argc > 1 ? argv[i + 1] : usual[i], NULL, 10));
    report_phonenumber();
    work_name_missing("");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
