/* What the main function of every program shares: options, version, exit codes. */
#ifndef E911_EXAMPLES_PROGRAM_H
#define E911_EXAMPLES_PROGRAM_H

#include <stdbool.h>

/* Exit codes; standard output carries data only. */
enum program_exit {
    PROGRAM_YES = 0,
    PROGRAM_NO = 1,          /* the answer is no */
    PROGRAM_USAGE = 2,       /* usage, configuration or input */
    PROGRAM_UNREACHABLE = 3, /* source or peer */
    PROGRAM_CREDENTIALS = 4,
    PROGRAM_CANNOT_WRITE = 5,
    PROGRAM_HELD_BACK = 6
};

/*
 * A long option of one program. One of the two results is set: `switched` for an option without
 * an argument, `value` (pointing into argv) for one with.
 */
struct program_option {
    const char *name;     /* without the dashes; NULL ends a list */
    const char *argument; /* its name in the usage text; NULL when there is none */
    const char *help;
    bool *switched;
    const char **value;
};

struct program {
    const char *name;
    const char *summary;                  /* one sentence for the usage text */
    const char *arguments;                /* such as "FILE..."; NULL when it takes none */
    const struct program_option *options; /* its own, or NULL */

    /*
     * Called with each of its own options as it is met, for those that may be given several times;
     * or NULL. Returns false to refuse one, after saying why.
     */
    bool (*met)(void *context, const char *name, const char *value);
    void *context;

    /* May be set beforehand as the default. */
    const char *config_path;

    bool test_config;
    bool quiet;
    unsigned verbosity;
    int first_argument; /* index in argv of the first argument that is no option */
};

/*
 * Reads the options. Returns -1 to go on, or the exit code to return with: after --help and
 * --version, or after a usage error was reported on stderr.
 */
int program_options(struct program *program, int argc, char **argv);

#endif
