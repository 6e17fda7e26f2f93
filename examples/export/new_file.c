#include "new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

int new_file_open(struct new_file *file, int directory)
{
    uint64_t random;

    *file = (struct new_file){.directory = directory, .descriptor = -1};
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        return -1;
    snprintf(file->temporary, sizeof file->temporary, ".e911-export-%016llx",
             (unsigned long long)random);
    /* Known to the signal handler first: removing what is not there does no harm. */
    cleanup_set_file(directory, file->temporary);
    file->descriptor = openat(directory, file->temporary,
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file->descriptor < 0) {
        cleanup_set_file(-1, NULL);
        return -1;
    }
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
    cleanup_set_file(-1, NULL);
    *file = (struct new_file){.directory = -1, .descriptor = -1};
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
