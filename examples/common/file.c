#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *open_regular(const char *path, size_t most, size_t *ret_size)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat about;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &about) == 0) {
        *ret_size = (size_t)about.st_size;
        errno = S_ISREG(about.st_mode) ? 0 : EINVAL;
        if (errno == 0 && *ret_size > most)
            errno = EFBIG;
        if (errno == 0)
            return fdopen(fd, "rb");
    }
    close(fd);
    return NULL;
}

char *file_read(const char *path, size_t most, size_t *ret_len)
{
    FILE *file = open_regular(path, most, ret_len);
    char *text = file == NULL ? NULL : malloc(*ret_len + 1);

    if (text != NULL && fread(text, 1, *ret_len, file) != *ret_len) {
        free(text);
        text = NULL;
        errno = EIO;
    }
    if (file != NULL)
        fclose(file);
    return text;
}

/* Twice as much room, up to `most` and one byte more, which would be too many. */
static char *grow(char *text, size_t *size, size_t most)
{
    size_t wanted = *size < 4096 ? 4096 : *size * 2;
    char *grown;

    if (wanted > most + 1)
        wanted = most + 1;
    grown = realloc(text, wanted);
    if (grown == NULL)
        free(text);
    *size = wanted;
    return grown;
}

char *file_read_to_end(const char *path, size_t most, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0;
    int error = 0;

    *ret_len = 0;
    if (file == NULL)
        return NULL;
    do {
        if (*ret_len == size)
            text = grow(text, &size, most);
        if (text == NULL)
            break;
        *ret_len += fread(text + *ret_len, 1, size - *ret_len, file);
        if (ferror(file))
            error = errno;
        else if (*ret_len > most)
            error = EFBIG;
    } while (error == 0 && !feof(file));
    fclose(file);
    if (text != NULL && error != 0) {
        free(text);
        text = NULL;
        errno = error;
    }
    return text;
}
