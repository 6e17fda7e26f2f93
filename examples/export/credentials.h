/*
 * Credentials: the file that keeps them, the file that gives a password, and their memory. A
 * secret is in no message, and its memory is wiped before it is given back.
 */
#ifndef E911_EXPORT_CREDENTIALS_H
#define E911_EXPORT_CREDENTIALS_H

#include <stdbool.h>

/* Any of them may be NULL. */
struct credentials {
    char *source; /* SOURCE they belong to: they are sent nowhere else */
    char *user;
    char *password;
    char *ca_file; /* that vouches for the source; no secret */
};

enum credentials_result {
    CREDENTIALS_OK,
    CREDENTIALS_ABSENT,
    CREDENTIALS_UNSAFE /* a finding was printed */
};

void credentials_free(struct credentials *credentials);

/* Wipes and frees a text that may be secret; NULL is fine. */
void credentials_free_text(char *text);

/* .config/e911/PhoneExportUtilityCreds in the home directory, or NULL. free() it. */
char *credentials_default_path(void);

/*
 * Reads the cache. It is refused when anybody else could have read or written it: expected are a
 * plain file, mode 0600, owned by this user, in a directory of mode 0700.
 */
enum credentials_result credentials_load(const char *path, struct credentials *ret_credentials);

/* Writes the cache, and makes the directory it is in. False after a finding. */
bool credentials_store(const char *path, const struct credentials *credentials);

/* Reads the first line of a file that only its owner can read. NULL after a finding. */
char *credentials_read_password(const char *path);

#endif
