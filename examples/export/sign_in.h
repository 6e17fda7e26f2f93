/*
 * Opening a source with the credentials it wants: those given, those of its own places, those
 * kept, and at last those asked for. Only a server that refuses credentials makes this ask; one
 * that is silent or out of order does not.
 */
#ifndef E911_EXPORT_SIGN_IN_H
#define E911_EXPORT_SIGN_IN_H

#include "credentials.h"
#include "settings.h"
#include "source.h"

struct sign_in {
    const struct settings *settings;
    char *cache_path;         /* or NULL where there is no home directory */
    struct credentials kept;  /* what the cache holds */
    struct credentials given; /* what was asked for in this run */
    bool cache_is_read;
    bool was_asked;
    bool cannot_keep; /* a finding was printed */
};

/*
 * Decides on the source: the one given, the kept one, or the one that is asked for. Returns -1
 * with *ret_name, owned by `sign_in`, or the exit code to return with.
 */
int sign_in_begin(struct sign_in *sign_in, const struct settings *settings, const char **ret_name);

/* The certificates to check the source's with: those given, or those kept with it; or NULL. */
const char *sign_in_ca_file(const struct sign_in *sign_in);

/* Opens the source. SOURCE_REFUSED after a finding: there are no credentials, or no right ones. */
enum source_step sign_in_open(struct sign_in *sign_in, struct source *source);

/* Keeps what was asked for, once it was of use. That it cannot does not stop an export. */
void sign_in_keep(struct sign_in *sign_in);

void sign_in_end(struct sign_in *sign_in);

#endif
