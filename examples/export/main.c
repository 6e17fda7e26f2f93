/*
 * e911-export - the E911 Phone Export Utility: writes the table of stations that an emergency
 * service provider makes its ALI records of.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "output.h"
#include "progress.h"
#include "settings.h"
#include "sign_in.h"
#include "table.h"

#include "../common/finding.h"
#include "../common/text.h"

static int exit_code_of(enum source_step step)
{
    switch (step) {
    case SOURCE_OK:
    case SOURCE_PENDING:
    case SOURCE_END:
        return PROGRAM_YES;
    case SOURCE_REFUSED:
    case SOURCE_FORBIDDEN:
        return PROGRAM_CREDENTIALS;
    case SOURCE_UNREACHABLE:
        return PROGRAM_UNREACHABLE;
    case SOURCE_BAD_INPUT:
        break;
    }
    return PROGRAM_USAGE;
}

/* A path or a source may hold bytes that a terminal obeys. */
static void say_printed(const char *text)
{
    e911_text rest = e911_text_of(text);
    char printed[TEXT_PRINTED_SIZE];

    while (rest.len > 0) {
        text_next_printed(&rest, printed);
        fputs(printed, stderr);
    }
}

static void summarise(const struct settings *settings, const struct table *table,
                      const char *source, const char *did, const char *path)
{
    size_t count = e911_stations_count(table->stations);

    if (settings->quiet)
        return;
    fprintf(stderr, "e911-export: %zu station%s from ", count, count == 1 ? "" : "s");
    say_printed(source);
    fprintf(stderr, " %s", did);
    say_printed(path);
    fprintf(stderr, "; %u error%s, %u warning%s\n", table->counts.errors,
            table->counts.errors == 1 ? "" : "s", table->counts.warnings,
            table->counts.warnings == 1 ? "" : "s");
}

/* Reads the source; the connection is gone when this returns. */
static int read_source(const struct settings *settings, struct sign_in *sign_in, const char *name,
                       struct table *table)
{
    const struct source_options options = {
        .name = name,
        .schema = settings->schema,
        .query_file = settings->query_file,
        .ca_file = sign_in_ca_file(sign_in),
        .icws_resource = settings->icws_resource,
        .icws_select = settings->icws_select,
        .is_column = columns_is_known,
        .user = &settings->columns,
    };
    const struct source_kind *kind = source_kind_of(name);
    struct source *source = kind ? kind->create(&options) : NULL;
    struct progress progress;
    enum source_step step;

    if (!source)
        return PROGRAM_USAGE;
    step = sign_in_open(sign_in, source);
    progress_begin(&progress, !settings->quiet);
    if (step == SOURCE_OK) {
        if (!settings->lint)
            sign_in_keep(sign_in);
        step = table_fill(table, source, settings, &progress);
    }
    kind->close(source);
    return exit_code_of(step);
}

static int write_table(const struct settings *settings, const struct table *table,
                       const char *source)
{
    struct output output = {
        .directory = settings->directory,
        .file = settings->output,
        .forced = settings->force,
    };
    const e911_stations_layout layout = {
        .struct_size = sizeof layout,
        .profile = settings->format == CONFIG_FORMAT_EXTENDED ? E911_STATIONS_EXTENDED
                                                              : E911_STATIONS_PURECONNECT,
        .columns = e911_text_of(settings->layout),
        .locations = table->locations,
    };
    char *path = NULL;
    int result = output_open(&output);

    if (result == PROGRAM_YES)
        result = output_check_shrinking(&output, e911_stations_count(table->stations));
    if (result == PROGRAM_YES)
        result = output_write(&output, table->stations, &layout, &path);
    output_close(&output);
    if (result == PROGRAM_YES) {
        summarise(settings, table, source, "written to ", path ? path : "standard output");
        if (path && (printf("%s\n", path) < 0 || fflush(stdout) != 0)) {
            finding_print("standard output", 0, 0, FINDING_ERROR, "CANNOT_WRITE",
                          "cannot write the path there: %s", strerror(errno));
            result = PROGRAM_CANNOT_WRITE;
        }
    }
    free(path);
    return result;
}

static int export_from(const struct settings *settings, struct sign_in *sign_in, const char *name)
{
    struct table table = {.stations = NULL};
    int result = PROGRAM_YES;

    if (settings->locations && !table_read_locations(&table, settings->locations))
        result = PROGRAM_USAGE;
    if (result == PROGRAM_YES && !settings_check_layout(settings, name, table.locations))
        result = PROGRAM_USAGE;
    if (result == PROGRAM_YES)
        result = read_source(settings, sign_in, name, &table);
    if (result == PROGRAM_YES && settings->lint)
        summarise(settings, &table, name, "examined", "");
    else if (result == PROGRAM_YES && settings->strict && report_has_any(&table.counts))
        summarise(settings, &table, name, "not written", "");
    else if (result == PROGRAM_YES)
        result = write_table(settings, &table, name);
    if (result == PROGRAM_YES && report_has_any(&table.counts))
        result = PROGRAM_NO;
    if (result == PROGRAM_YES && sign_in->cannot_keep)
        result = PROGRAM_CANNOT_WRITE;
    table_free(&table);
    return result;
}

/*
 * A file that is opened where a standard stream is closed would get what is meant for that stream.
 * What stands there instead fails, so that a missing standard output is no success.
 */
static bool reserve_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 &&
            open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) != stream)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct settings *settings = calloc(1, sizeof *settings);
    struct sign_in sign_in;
    const char *name = NULL;
    int result;

    /* No core of this program holds a password, and no file of it is for others. */
    prctl(PR_SET_DUMPABLE, 0);
    umask(077);
    if (!settings || !reserve_streams() || !columns_begin()) {
        free(settings);
        return PROGRAM_USAGE;
    }
    result = settings_read(settings, argc, argv);
    if (result < 0) {
        cleanup_on_signals();
        result = sign_in_begin(&sign_in, settings, &name);
        if (result < 0)
            result = export_from(settings, &sign_in, name);
        sign_in_end(&sign_in);
    }
    settings_free(settings);
    free(settings);
    return result;
}
