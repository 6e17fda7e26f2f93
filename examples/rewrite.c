/*
 * e911-rewrite: a SIP message on standard input, what to send on in its place on standard output, a
 * line of JSON about it on standard error. A model of how to call the library: make an engine once,
 * then call e911_rewrite() with the bytes of each message.
 */
#include "rewrite_options.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#define MESSAGE_MAX ((size_t)1024 * 1024)

static char message[MESSAGE_MAX + 1];
static char rewritten[2 * MESSAGE_MAX];

/* What every message comes with: the time, and bytes nobody can guess. */
static void stamp(e911_facts *facts)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    facts->now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (getrandom(facts->random, sizeof facts->random, 0) < 0)
        facts->random[0] = 0; /* without them the ids are made of zeros */
}

static int rewrite(e911_engine *engine, e911_facts *facts, bool quiet)
{
    e911_summary summary = {.struct_size = sizeof summary};
    char json[4096];
    size_t len = fread(message, 1, sizeof message, stdin), out_len, json_len;
    e911_status status;

    if (ferror(stdin) || len > MESSAGE_MAX) {
        fprintf(stderr, "e911-rewrite: standard input cannot be read, or is more than 1 MiB\n");
        return PROGRAM_USAGE;
    }
    stamp(facts);
    status = e911_rewrite(engine, message, len, facts, 0, rewritten, sizeof rewritten, &out_len,
                          &summary);
    /* Whatever went wrong, the call goes out. */
    if (status == E911_OK)
        fwrite(rewritten, 1, out_len, stdout);
    else
        fwrite(message, 1, len, stdout);
    if (!quiet && e911_summary_format_json(&summary, json, sizeof json, &json_len) == E911_OK)
        fprintf(stderr, "%.*s\n", (int)json_len, json);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("e911-rewrite: standard output");
        return PROGRAM_CANNOT_WRITE;
    }
    return status == E911_OK ? PROGRAM_YES : PROGRAM_NO;
}

int main(int argc, char **argv)
{
    struct rewrite_options options;
    int result = rewrite_options_read(&options, argc, argv);

    if (result < 0)
        result = rewrite(options.engine, &options.facts, options.quiet);
    e911_engine_unref(options.engine);
    return result;
}
