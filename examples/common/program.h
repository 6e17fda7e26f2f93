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

#define PROGRAM_VALUES_MAX 64

/* What an option was given, each time it was given. */
struct program_values {
    const char *items[PROGRAM_VALUES_MAX];
    unsigned count;
};

/*
 * A long option of one program. One of the results is set: `switched` for an option without an
 * argument; for one with, `value` (pointing into argv) or, where it may be repeated, `values`.
 */
struct program_option {
    const char *name;     /* without the dashes; NULL ends a list */
    const char *argument; /* its name in the usage text; NULL when there is none */
    const char *help;
    bool *switched;
    const char **value;
    struct program_values *values;
};

struct program {
    const char *name;
    const char *summary;                  /* one sentence for the usage text */
    const char *arguments;                /* such as "FILE..."; NULL when it takes none */
    const struct program_option *options; /* its own, or NULL */

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

/*
 * Ends standard output; `result` is the exit code so far. A full disk or a closed pipe must not
 * look like success.
 */
int program_finish(int result);

#endif
