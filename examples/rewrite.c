/*
 * e911-rewrite: a SIP message on standard input, what to send on in its place on standard output, a
 * line of JSON about it on standard error. A model of how to call the library: make an engine once,
 * then call e911_rewrite() with the bytes of each message.
 */
#include "rewrite_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

/* What the edits of a target may add to a message. */
#define ROOM_FOR_EDITS ((size_t)64 * 1024)

/* All of standard input; NULL when it cannot be read or there is no room for it. */
static char *read_message(size_t *ret_len)
{
    size_t size = ROOM_FOR_EDITS, len = 0, more;
    char *message = malloc(size), *wider = message;

    while (wider != NULL && (more = fread(message + len, 1, size - len, stdin)) > 0) {
        len += more;
        if (len == size && (wider = realloc(message, size *= 2)) != NULL)
            message = wider;
    }
    *ret_len = len;
    if (wider != NULL && !ferror(stdin))
        return message;
    free(message);
    return NULL;
}

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
    size_t len, out_len, json_len;
    char *message = read_message(&len);
    char *out = message == NULL ? NULL : malloc(len + ROOM_FOR_EDITS);
    e911_status status;

    if (out == NULL) {
        fprintf(stderr, "e911-rewrite: standard input cannot be read\n");
        free(message);
        return PROGRAM_USAGE;
    }
    stamp(facts);
    status =
        e911_rewrite(engine, message, len, facts, 0, out, len + ROOM_FOR_EDITS, &out_len, &summary);
    /* Whatever went wrong, the call goes out. */
    fwrite(status == E911_OK ? out : message, 1, status == E911_OK ? out_len : len, stdout);
    free(out);
    free(message);
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
