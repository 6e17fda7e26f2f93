/*
 * A file that appears whole or not at all: it is written under another name in the same directory,
 * brought to the disk, and renamed.
 */
#ifndef E911_EXPORT_NEW_FILE_H
#define E911_EXPORT_NEW_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct new_file {
    int directory; /* not owned */
    int descriptor;
    int lock; /* keeps others from taking it for one that a killed run left */
    char temporary[48];
};

/*
 * Each returns 0, or -1 with errno. After a failure, new_file_abandon() is still the caller's.
 * Opening also removes what killed runs of this user left in the directory.
 */
int new_file_open(struct new_file *file, int directory);
int new_file_write(struct new_file *file, const char *data, size_t length);

/*
 * Gives the file its name. Where `replaces` is false and the name is taken, it fails with EEXIST
 * and may be called again with another name.
 */
int new_file_commit(struct new_file *file, const char *name, bool replaces);

/* Removes what was not committed. */
void new_file_abandon(struct new_file *file);

/*
 * Opens the directory that `path` is in, and finds the name it has there (a view of `path`), or
 * NULL when it ends in a slash. Returns the directory, or -1 with errno.
 */
int new_file_directory_of(const char *path, const char **ret_name);

#endif
