#include "new_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"

#define PREFIX      ".e911-export-"
#define HEX_DIGITS  16
#define NAME_LENGTH (sizeof PREFIX - 1 + HEX_DIGITS)

/* Between making a file and locking it there is no more than a moment. */
#define STALE_SECONDS 60

/* ---- what killed runs left ------------------------------------------------------------------- */

static bool is_temporary_name(const char *name)
{
    return strlen(name) == NAME_LENGTH && strncmp(name, PREFIX, sizeof PREFIX - 1) == 0 &&
           strspn(name + sizeof PREFIX - 1, "0123456789abcdef") == HEX_DIGITS;
}

/* Ours, and of a run that has ended: one that writes holds a lock. */
static bool is_stale(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == geteuid() && status.st_nlink == 1 &&
           status.st_mtime < time(NULL) - STALE_SECONDS &&
           flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

static void remove_stale(int directory)
{
    int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again < 0 ? NULL : fdopendir(again);
    const struct dirent *entry;

    if (!list && again >= 0)
        close(again);
    while (list && (entry = readdir(list))) {
        int descriptor;

        if (!is_temporary_name(entry->d_name))
            continue;
        descriptor =
            openat(directory, entry->d_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (descriptor < 0)
            continue;
        if (is_stale(descriptor))
            unlinkat(directory, entry->d_name, 0);
        close(descriptor);
    }
    if (list)
        closedir(list);
}

/* ---- the file -------------------------------------------------------------------------------- */

int new_file_open(struct new_file *file, int directory)
{
    uint64_t random;

    *file = (struct new_file){.directory = directory, .descriptor = -1, .lock = -1};
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        return -1;
    remove_stale(directory);
    snprintf(file->temporary, sizeof file->temporary, PREFIX "%016llx", (unsigned long long)random);
    /* Known to the signal handler first: removing what is not there does no harm. */
    cleanup_set_file(directory, file->temporary);
    file->descriptor = openat(directory, file->temporary,
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file->descriptor < 0) {
        cleanup_set_file(-1, NULL);
        return -1;
    }
    file->lock = fcntl(file->descriptor, F_DUPFD_CLOEXEC, 0);
    (void)flock(file->descriptor, LOCK_EX | LOCK_NB);
    return 0;
}

int new_file_write(struct new_file *file, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file->descriptor, data, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        data += written;
        length -= (size_t)written;
    }
    return 0;
}

static int rename_to(const struct new_file *file, const char *name, bool replaces)
{
    struct stat existing;

    if (replaces)
        return renameat(file->directory, file->temporary, file->directory, name);
    if (renameat2(file->directory, file->temporary, file->directory, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    /* A file system that cannot do both at once. */
    if (fstatat(file->directory, name, &existing, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    return renameat(file->directory, file->temporary, file->directory, name);
}

int new_file_commit(struct new_file *file, const char *name, bool replaces)
{
    int descriptor = file->descriptor;

    if (descriptor >= 0) {
        int result = fsync(descriptor);

        file->descriptor = -1;
        if (close(descriptor) < 0 || result < 0)
            return -1;
    }
    if (rename_to(file, name, replaces) < 0)
        return -1;
    file->temporary[0] = '\0';
    cleanup_set_file(-1, NULL);
    return fsync(file->directory);
}

void new_file_abandon(struct new_file *file)
{
    if (file->descriptor >= 0)
        close(file->descriptor);
    if (file->temporary[0] != '\0')
        unlinkat(file->directory, file->temporary, 0);
    if (file->lock >= 0)
        close(file->lock);
    cleanup_set_file(-1, NULL);
    *file = (struct new_file){.directory = -1, .descriptor = -1, .lock = -1};
}

int new_file_directory_of(const char *path, const char **ret_name)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    char *folder;
    int directory;

    if (!slash)
        folder = strdup(".");
    else if (slash == path)
        folder = strdup("/");
    else
        folder = strndup(path, (size_t)(slash - path));
    if (!folder)
        return -1;
    directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (directory >= 0)
        *ret_name = *name ? name : NULL;
    return directory;
}
