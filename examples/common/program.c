#include "program.h"

#include <e911/base.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

/* Beyond every character, so that a long option is not taken for a short one. */
#define OWN_OPTION 256

static const struct option common_options[] = {
    {"config", required_argument, NULL, 'c'}, {"test-config", no_argument, NULL, 't'},
    {"quiet", no_argument, NULL, 'q'},        {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},         {"version", no_argument, NULL, 'V'},
};

#define COMMON_COUNT (sizeof(common_options) / sizeof(common_options[0]))

static unsigned count_own(const struct program *program)
{
    unsigned count = 0;

    while (program->options && program->options[count].name)
        count++;
    return count;
}

/* The common options, then the program's own, then the end mark. */
static struct option *make_table(const struct program *program)
{
    unsigned count = count_own(program);
    struct option *table = calloc(COMMON_COUNT + count + 1, sizeof(*table));

    if (!table)
        return NULL;
    for (unsigned i = 0; i < COMMON_COUNT; i++)
        table[i] = common_options[i];
    for (unsigned i = 0; i < count; i++) {
        const struct program_option *option = &program->options[i];

        table[COMMON_COUNT + i] = (struct option){
            .name = option->name,
            .has_arg = option->argument ? required_argument : no_argument,
            .val = OWN_OPTION + (int)i,
        };
    }
    return table;
}

static void print_option(const char *name, const char *argument, const char *help)
{
    int width = printf("  %s%s%s", name, argument ? " " : "", argument ? argument : "");

    printf("%*s%s\n", width < 29 ? 29 - width : 1, "", help);
}

/* A full disk or a closed pipe must not look like success. */
static int finish_output(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return PROGRAM_YES;
    perror("standard output");
    return PROGRAM_CANNOT_WRITE;
}

static int print_usage(const struct program *program)
{
    unsigned count = count_own(program);

    printf("Usage: %s [OPTION]...%s%s\n%s\n\n", program->name, program->arguments ? " " : "",
           program->arguments ? program->arguments : "", program->summary);
    print_option("-c, --config", "FILE", "read the configuration from FILE");
    if (program->config_path)
        printf("  %-26s (default: %s)\n", "", program->config_path);
    print_option("-t, --test-config", NULL, "check the configuration and exit");
    print_option("-q, --quiet", NULL, "say only what went wrong");
    print_option("-v, --verbose", NULL, "say more; may be repeated");
    for (unsigned i = 0; i < count; i++) {
        char name[64];

        snprintf(name, sizeof(name), "    --%s", program->options[i].name);
        print_option(name, program->options[i].argument, program->options[i].help);
    }
    print_option("-h, --help", NULL, "print this text and exit");
    print_option("-V, --version", NULL, "print the version and exit");
    return finish_output();
}

static int print_version(const struct program *program)
{
    printf("%s %s (library %s)\n", program->name, E911_VERSION_STRING, e911_version_string());
    return finish_output();
}

static int refuse_usage(const struct program *program)
{
    fprintf(stderr, "Try '%s --help' for the options.\n", program->name);
    return PROGRAM_USAGE;
}

static void take_own(const struct program_option *option, const char *value)
{
    if (option->argument)
        *option->value = value;
    else
        *option->switched = true;
}

static int take_option(struct program *program, int letter, const char *value)
{
    const struct program_option *option;

    switch (letter) {
    case 'c':
        program->config_path = value;
        return -1;
    case 't':
        program->test_config = true;
        return -1;
    case 'q':
        program->quiet = true;
        return -1;
    case 'v':
        program->verbosity++;
        return -1;
    case 'h':
        return print_usage(program);
    case 'V':
        return print_version(program);
    default:
        break;
    }
    if (letter < OWN_OPTION)
        return refuse_usage(program);
    option = &program->options[letter - OWN_OPTION];
    take_own(option, value);
    if (program->met && !program->met(program->context, option->name, value))
        return refuse_usage(program);
    return -1;
}

static int check_arguments(struct program *program, int argc, char **argv)
{
    program->first_argument = optind;
    if (optind == argc || program->arguments)
        return -1;
    fprintf(stderr, "%s: unexpected argument '%s'\n", program->name, argv[optind]);
    return refuse_usage(program);
}

int program_options(struct program *program, int argc, char **argv)
{
    struct option *table = make_table(program);
    int result = -1;

    if (!table) {
        fprintf(stderr, "%s: not enough memory\n", program->name);
        return PROGRAM_USAGE;
    }
    optind = 0;
    while (result < 0) {
        int letter = getopt_long(argc, argv, "c:tqvhV", table, NULL);

        if (letter == -1)
            break;
        result = take_option(program, letter, optarg);
    }
    free(table);
    return result < 0 ? check_arguments(program, argc, argv) : result;
}
