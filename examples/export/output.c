#include "output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "layout.h"
#include "new_file.h"

#include "../common/finding.h"
#include "../common/program.h"

#define FOLDER      "E911ExportUtility"

#define NAME_BEGIN  "E911Stations-"
#define NAME_FORMAT NAME_BEGIN "%Y%m%dT%H%M%SZ.csv" /* UTC: its order is that of time */
#define NAME_LENGTH (sizeof "E911Stations-20261122T194617Z.csv" - 1)

/* A file is brought to the disk in pieces of this size. */
#define PIECE 65536

static bool is_standard_output(const struct output *output)
{
    return output->file && strcmp(output->file, "-") == 0;
}

/* What to name in findings. */
static const char *place_of(const struct output *output)
{
    return output->file ? output->file : output->directory;
}

static int cannot_write(const char *path, int error)
{
    finding_print(path, 0, 0, FINDING_ERROR, "CANNOT_WRITE", "cannot write it: %s",
                  strerror(error));
    return PROGRAM_CANNOT_WRITE;
}

/* ---- where ----------------------------------------------------------------------------------- */

/* Renaming onto a device would replace the device. */
static int check_target(const struct output *output)
{
    struct stat status;

    if (fstatat(output->folder, output->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? PROGRAM_YES : cannot_write(output->file, errno);
    if (S_ISREG(status.st_mode))
        return PROGRAM_YES;
    finding_print(output->file, 0, 0, FINDING_ERROR, "CANNOT_WRITE",
                  "this is no plain file; expected one, or a name that is free");
    return PROGRAM_CANNOT_WRITE;
}

static int open_named(struct output *output)
{
    output->folder = new_file_directory_of(output->file, &output->name);
    if (output->folder < 0)
        return cannot_write(output->file, errno);
    if (!output->name)
        return cannot_write(output->file, EISDIR);
    return check_target(output);
}

static int open_dated(struct output *output)
{
    int parent = open(output->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = 0;

    if (parent < 0)
        return cannot_write(output->directory, errno);
    if (mkdirat(parent, FOLDER, 0700) < 0 && errno != EEXIST)
        error = errno;
    if (error == 0) {
        output->folder = openat(parent, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        error = output->folder < 0 ? errno : 0;
    }
    close(parent);
    if (error == 0)
        return PROGRAM_YES;
    finding_print(output->directory, 0, 0, FINDING_ERROR, "CANNOT_WRITE",
                  "cannot use its folder " FOLDER ": %s", strerror(error));
    return PROGRAM_CANNOT_WRITE;
}

int output_open(struct output *output)
{
    output->folder = -1;
    if (is_standard_output(output))
        return PROGRAM_YES;
    return output->file ? open_named(output) : open_dated(output);
}

void output_close(struct output *output)
{
    if (output->folder >= 0)
        close(output->folder);
    output->folder = -1;
}

/* ---- the export before ----------------------------------------------------------------------- */

static bool is_dated_name(const char *name)
{
    return strlen(name) == NAME_LENGTH && strncmp(name, NAME_BEGIN, sizeof NAME_BEGIN - 1) == 0 &&
           strcmp(name + NAME_LENGTH - 4, ".csv") == 0;
}

/* The newest dated file by its name; false when there is none. */
static bool find_newest(int folder, char newest[NAME_LENGTH + 1])
{
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again < 0 ? NULL : fdopendir(again);
    const struct dirent *entry;

    newest[0] = '\0';
    if (!list) {
        if (again >= 0)
            close(again);
        return false;
    }
    while ((entry = readdir(list)))
        if (is_dated_name(entry->d_name) && strcmp(entry->d_name, newest) > 0)
            memcpy(newest, entry->d_name, NAME_LENGTH + 1);
    closedir(list);
    return newest[0] != '\0';
}

/* Records of one of our own files, without the header: line ends outside of quotes. */
static size_t count_rows(FILE *stream)
{
    size_t records = 0;
    bool quoted = false;
    int byte;

    while ((byte = getc_unlocked(stream)) != EOF) {
        if (byte == '"')
            quoted = !quoted;
        else if (byte == '\n' && !quoted)
            records++;
    }
    return records > 0 ? records - 1 : 0;
}

static bool count_before(const struct output *output, size_t *ret_rows)
{
    char newest[NAME_LENGTH + 1];
    const char *name = output->name;
    int descriptor;
    FILE *stream;

    if (!output->file) {
        if (!find_newest(output->folder, newest))
            return false;
        name = newest;
    }
    descriptor = openat(output->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    stream = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
    if (!stream) {
        if (descriptor >= 0)
            close(descriptor);
        return false;
    }
    *ret_rows = count_rows(stream);
    fclose(stream);
    return true;
}

int output_check_shrinking(const struct output *output, size_t rows)
{
    size_t before;

    if (output->forced || is_standard_output(output) || !count_before(output, &before))
        return PROGRAM_YES;
    if (rows >= before || before - rows <= before / 5)
        return PROGRAM_YES;
    finding_print(place_of(output), 0, 0, FINDING_ERROR, "SHRUNK",
                  "held back: %zu stations now, %zu in the last export, more than a fifth fewer; "
                  "--force writes it",
                  rows, before);
    return PROGRAM_HELD_BACK;
}

/* ---- writing --------------------------------------------------------------------------------- */

struct target {
    struct new_file *file; /* or NULL for standard output */
    char *piece;
    size_t length;
    int error;
};

static int pass_on(struct target *target)
{
    size_t length = target->length;

    target->length = 0;
    if (target->file && new_file_write(target->file, target->piece, length) < 0)
        target->error = errno;
    else if (!target->file && fwrite(target->piece, 1, length, stdout) != length)
        target->error = errno;
    return target->error;
}

static int take_bytes(void *user, const char *data, size_t length)
{
    struct target *target = user;

    while (length > 0 && !target->error) {
        size_t room = PIECE - target->length;
        size_t part = length < room ? length : room;

        memcpy(target->piece + target->length, data, part);
        target->length += part;
        data += part;
        length -= part;
        if (target->length == PIECE)
            pass_on(target);
    }
    return target->error;
}

/* Writes all of the table to a target. */
static int write_table(const e911_stations *stations, const e911_stations_layout *layout,
                       struct target *target, const char *path)
{
    e911_sink sink = {.struct_size = sizeof sink, .user = target, .write = take_bytes};
    e911_error error = {.struct_size = sizeof error};
    e911_status status = e911_stations_write_csv(stations, layout, &sink, &error);

    if (status == E911_OK && target->length > 0)
        pass_on(target);
    if (target->error)
        return cannot_write(path, target->error);
    if (status == E911_OK)
        return PROGRAM_YES;
    layout_refuse(layout->columns, status, &error);
    return PROGRAM_USAGE;
}

static int write_standard_output(const e911_stations *stations, const e911_stations_layout *layout,
                                 struct target *target)
{
    int result = write_table(stations, layout, target, "standard output");

    if (result == PROGRAM_YES && fflush(stdout) != 0)
        return cannot_write("standard output", errno);
    return result;
}

/* Two exports within a second would have one name: the second waits for the next. */
static int commit_dated(struct new_file *file, char name[NAME_LENGTH + 1])
{
    static const struct timespec moment = {.tv_nsec = 50000000};

    for (;;) {
        time_t now = time(NULL);
        struct tm fields;

        if (!gmtime_r(&now, &fields) ||
            strftime(name, NAME_LENGTH + 1, NAME_FORMAT, &fields) != NAME_LENGTH) {
            errno = EOVERFLOW;
            return -1;
        }
        if (new_file_commit(file, name, false) == 0)
            return 0;
        if (errno != EEXIST)
            return -1;
        nanosleep(&moment, NULL);
    }
}

static int commit(struct output *output, struct new_file *file, char **ret_path)
{
    const char *directory = output->directory;
    const char *slash = directory[strlen(directory) - 1] == '/' ? "" : "/";
    bool is_here = strcmp(directory, ".") == 0;
    char name[NAME_LENGTH + 1];

    if (output->file) {
        if (new_file_commit(file, output->name, true) < 0)
            return cannot_write(output->file, errno);
        *ret_path = strdup(output->file);
    } else {
        if (commit_dated(file, name) < 0)
            return cannot_write(place_of(output), errno);
        if (asprintf(ret_path, "%s%s" FOLDER "/%s", is_here ? "" : directory, is_here ? "" : slash,
                     name) < 0)
            *ret_path = NULL;
    }
    return *ret_path ? PROGRAM_YES : cannot_write(place_of(output), ENOMEM);
}

static int write_file(struct output *output, const e911_stations *stations,
                      const e911_stations_layout *layout, struct target *target, char **ret_path)
{
    struct new_file file;
    const char *path = place_of(output);
    int result;

    if (new_file_open(&file, output->folder) < 0)
        return cannot_write(path, errno);
    target->file = &file;
    result = write_table(stations, layout, target, path);
    if (result == PROGRAM_YES)
        result = commit(output, &file, ret_path);
    new_file_abandon(&file);
    return result;
}

int output_write(struct output *output, const e911_stations *stations,
                 const e911_stations_layout *layout, char **ret_path)
{
    struct target target = {.piece = malloc(PIECE)};
    int result;

    *ret_path = NULL;
    if (!target.piece)
        return cannot_write("the table", ENOMEM);
    if (is_standard_output(output))
        result = write_standard_output(stations, layout, &target);
    else
        result = write_file(output, stations, layout, &target, ret_path);
    free(target.piece);
    return result;
}
