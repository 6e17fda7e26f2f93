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
