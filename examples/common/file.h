/* Files that are read whole. */
#ifndef E911_EXAMPLES_FILE_H
#define E911_EXAMPLES_FILE_H

#include <stddef.h>

/*
 * The bytes of a regular file of at most `most` bytes, for free(); NULL with errno. A FIFO or a
 * device in its place must not stop a program at a reload: that is EINVAL.
 */
char *file_read(const char *path, size_t most, size_t *ret_len);

/* The same of anything that can be read to its end, such as a pipe, and as long as that takes. */
char *file_read_to_end(const char *path, size_t most, size_t *ret_len);

#endif
