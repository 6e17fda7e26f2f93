/*
 * What a dial plan of 100,000 rules takes: bytes a rule while it is in use, and CPU time to compile
 * it. Exit status 1 when it takes more than 64 bytes a rule. The time is told and not judged: it
 * depends on the machine.
 *
 *     dialplan-size [RULES]
 */
#define _POSIX_C_SOURCE 200809L

#include "dialplan_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BYTES_A_RULE = 64, RULES = 100000 };

/* Bytes that the library holds. */
struct held {
    size_t now;
    size_t most;
};

static void *take(void *user, size_t size)
{
    struct held *held = user;

    held->now += size;
    if (held->now > held->most)
        held->most = held->now;
    return malloc(size);
}

static void *resize(void *user, void *memory, size_t old_size, size_t new_size)
{
    struct held *held = user;

    held->now += new_size - old_size;
    if (held->now > held->most)
        held->most = held->now;
    return realloc(memory, new_size);
}

static void release(void *user, void *memory, size_t size)
{
    ((struct held *)user)->now -= size;
    free(memory);
}

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : RULES;
    struct bench_rule *rules = bench_rules_new(count);
    struct held held = {0};
    e911_allocator allocator;
    e911_plan *plan;
    double start, bytes;

    e911_allocator_init(&allocator, sizeof allocator);
    allocator.user = &held;
    allocator.alloc = take;
    allocator.resize = resize;
    allocator.release = release;
    start = cpu_seconds();
    plan = bench_plan_new(rules, count, &allocator);
    if (plan == NULL)
        return EXIT_FAILURE;
    bytes = (double)held.now / (double)count;
    printf("%zu rules: %.1f bytes a rule (limit %d), %.1f at the most while compiling, "
           "%.3f s of CPU to compile\n",
           count, bytes, BYTES_A_RULE, (double)held.most / (double)count, cpu_seconds() - start);
    e911_plan_unref(plan);
    free(rules);
    return bytes <= BYTES_A_RULE || count < RULES ? EXIT_SUCCESS : EXIT_FAILURE;
}
