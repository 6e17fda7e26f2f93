#include "credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "new_file.h"

#include "../common/finding.h"

#define CACHE_NAME "PhoneExportUtilityCreds"

#define CACHE_HEAD "# Host and credentials of e911-export. Delete this file to be asked again.\n"

/* A longer file is none of ours. */
#define FILE_MAX 8192

/* ---- memory ---------------------------------------------------------------------------------- */

void credentials_free_text(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

void credentials_free(struct credentials *credentials)
{
    credentials_free_text(credentials->source);
    credentials_free_text(credentials->user);
    credentials_free_text(credentials->password);
    credentials_free_text(credentials->ca_file);
    *credentials = (struct credentials){.source = NULL};
}

/* ---- files that hold secrets ----------------------------------------------------------------- */

static void refuse(const char *path, const char *code, const char *problem)
{
    finding_print(path, 0, 0, FINDING_ERROR, code, "%s", problem);
}

/* What systemd hands to a service is guarded by an access list, which shows as the group's mode. */
static bool is_from_systemd(const char *path)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    size_t length = folder ? strlen(folder) : 0;

    return length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/' &&
           !strchr(path + length + 1, '/');
}

static bool is_private(const char *path, int descriptor, bool may_be_roots)
{
    mode_t forbidden = is_from_systemd(path) ? 037 : 077;
    struct stat status;

    if (fstat(descriptor, &status) < 0)
        refuse(path, "CANNOT_READ", strerror(errno));
    else if (!S_ISREG(status.st_mode))
        refuse(path, "UNSAFE_FILE", "this is not a plain file");
    else if (status.st_uid != geteuid() && !(may_be_roots && status.st_uid == 0))
        refuse(path, "UNSAFE_FILE", "it belongs to another user; expected the one who runs this");
    else if (status.st_mode & forbidden)
        refuse(path, "UNSAFE_FILE",
               "others can read or change it; expected mode 0600, and the password in it changed");
    else if (status.st_nlink != 1)
        refuse(path, "UNSAFE_FILE", "it has a second name somewhere (a hard link)");
    else
        return true;
    return false;
}

static bool is_private_directory(const char *path, int directory)
{
    struct stat status;

    if (fstat(directory, &status) < 0)
        refuse(path, "CANNOT_READ", strerror(errno));
    else if (status.st_uid != geteuid() && status.st_uid != 0)
        refuse(path, "UNSAFE_FILE", "the directory it is in belongs to another user");
    else if (status.st_mode & (is_from_systemd(path) ? 027 : 077))
        refuse(path, "UNSAFE_FILE",
               "others can look into the directory it is in; expected mode 0700 (chmod 700)");
    else
        return true;
    return false;
}

/* Reads a small file to its end, ended with NUL. NULL after a finding. */
static char *read_all(const char *path, int descriptor)
{
    char *text = malloc(FILE_MAX + 1);
    size_t length = 0;
    ssize_t count = text ? 1 : -1;

    while (count > 0 && length <= FILE_MAX) {
        count = read(descriptor, text + length, FILE_MAX + 1 - length);
        if (count > 0)
            length += (size_t)count;
        else if (count < 0 && errno == EINTR)
            count = 1;
    }
    if (count == 0 && !memchr(text, '\0', length)) {
        text[length] = '\0';
        return text;
    }
    refuse(path, "CANNOT_READ", count < 0 ? strerror(errno) : "this is no such file of ours");
    if (text)
        explicit_bzero(text, FILE_MAX + 1);
    free(text);
    return NULL;
}

/* ---- the password file ----------------------------------------------------------------------- */

char *credentials_read_password(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *text = NULL;

    if (descriptor < 0) {
        refuse(path, "CANNOT_READ", errno == ELOOP ? "this is a symbolic link" : strerror(errno));
        return NULL;
    }
    if (is_private(path, descriptor, true))
        text = read_all(path, descriptor);
    close(descriptor);
    if (text) {
        size_t line = strcspn(text, "\r\n");

        explicit_bzero(text + line, strlen(text + line));
        if (line > 0)
            return text;
        refuse(path, "SYNTAX", "there is no password in the first line");
    }
    credentials_free_text(text);
    return NULL;
}

/* ---- the cache ------------------------------------------------------------------------------- */

char *credentials_default_path(void)
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    struct passwd *user = home && *home ? NULL : getpwuid(geteuid());
    char *path = NULL;
    int length;

    if (user)
        home = user->pw_dir;
    if (folder && *folder == '/')
        length = asprintf(&path, "%s/e911/%s", folder, CACHE_NAME);
    else if (home && *home)
        length = asprintf(&path, "%s/.config/e911/%s", home, CACHE_NAME);
    else
        return NULL;
    return length < 0 ? NULL : path;
}

/* The value of "key=value" in a line, copied, or NULL where the line has another key. */
static char *value_of(const char *line, size_t length, const char *key)
{
    size_t key_length = strlen(key);

    if (length <= key_length || strncmp(line, key, key_length) != 0 || line[key_length] != '=')
        return NULL;
    return strndup(line + key_length + 1, length - key_length - 1);
}

static bool take_line(struct credentials *credentials, const char *line, size_t length)
{
    const struct {
        const char *key;
        char **value;
    } keys[] = {
        {"source", &credentials->source},
        {"user", &credentials->user},
        {"password", &credentials->password},
        {"ca-file", &credentials->ca_file},
    };

    if (length == 0 || line[0] == '#')
        return true;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!*keys[i].value) {
            *keys[i].value = value_of(line, length, keys[i].key);
            if (*keys[i].value)
                return true;
        }
    return false;
}

static bool parse(struct credentials *credentials, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");

        if (!take_line(credentials, text, length))
            return false;
        text += length + (text[length] == '\n');
    }
    return credentials->source && *credentials->source;
}

static enum credentials_result load_from(const char *path, int directory, const char *name,
                                         struct credentials *ret_credentials)
{
    int descriptor = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct credentials credentials = {.source = NULL};
    char *text = NULL;

    if (descriptor < 0 && errno == ENOENT)
        return CREDENTIALS_ABSENT;
    if (descriptor < 0)
        refuse(path, "UNSAFE_FILE", errno == ELOOP ? "this is a symbolic link" : strerror(errno));
    else if (is_private_directory(path, directory) && is_private(path, descriptor, false))
        text = read_all(path, descriptor);
    if (descriptor >= 0)
        close(descriptor);
    if (!text)
        return CREDENTIALS_UNSAFE;
    if (parse(&credentials, text)) {
        credentials_free_text(text);
        *ret_credentials = credentials;
        return CREDENTIALS_OK;
    }
    refuse(path, "SYNTAX", "this file was not written by e911-export; delete it to be asked again");
    credentials_free_text(text);
    credentials_free(&credentials);
    return CREDENTIALS_UNSAFE;
}

enum credentials_result credentials_load(const char *path, struct credentials *ret_credentials)
{
    enum credentials_result result = CREDENTIALS_ABSENT;
    const char *name = NULL;
    int directory = new_file_directory_of(path, &name);

    if (directory < 0 && errno == ENOENT)
        return CREDENTIALS_ABSENT;
    if (directory < 0 || !name) {
        refuse(path, "CANNOT_READ", directory < 0 ? strerror(errno) : "this is no file");
        result = CREDENTIALS_UNSAFE;
    } else {
        result = load_from(path, directory, name, ret_credentials);
    }
    if (directory >= 0)
        close(directory);
    return result;
}

/* Makes the directories that a path is in, each for its owner only. */
static void make_directories(const char *path)
{
    char *copy = strdup(path);

    for (char *slash = copy ? strchr(copy + 1, '/') : NULL; slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(copy, 0700);
        *slash = '/';
    }
    free(copy);
}

static int write_line(struct new_file *file, const char *key, const char *value)
{
    if (!value)
        return 0;
    if (strpbrk(value, "\r\n")) {
        errno = EINVAL;
        return -1;
    }
    return new_file_write(file, key, strlen(key)) || new_file_write(file, "=", 1) ||
                   new_file_write(file, value, strlen(value)) || new_file_write(file, "\n", 1)
               ? -1
               : 0;
}

static bool store_in(const char *path, int directory, const char *name,
                     const struct credentials *credentials)
{
    struct new_file file;
    bool stored;
    int error;

    if (!is_private_directory(path, directory))
        return false;
    stored = new_file_open(&file, directory) == 0 &&
             new_file_write(&file, CACHE_HEAD, strlen(CACHE_HEAD)) == 0 &&
             write_line(&file, "source", credentials->source) == 0 &&
             write_line(&file, "user", credentials->user) == 0 &&
             write_line(&file, "password", credentials->password) == 0 &&
             write_line(&file, "ca-file", credentials->ca_file) == 0 &&
             new_file_commit(&file, name, true) == 0;
    error = errno;
    new_file_abandon(&file);
    if (!stored)
        refuse(path, "CANNOT_WRITE", strerror(error));
    return stored;
}

bool credentials_store(const char *path, const struct credentials *credentials)
{
    const char *name = NULL;
    int directory;
    bool stored = false;

    make_directories(path);
    directory = new_file_directory_of(path, &name);
    if (directory < 0 || !name)
        refuse(path, "CANNOT_WRITE", directory < 0 ? strerror(errno) : "this is no file");
    else
        stored = store_in(path, directory, name, credentials);
    if (directory >= 0)
        close(directory);
    return stored;
}
