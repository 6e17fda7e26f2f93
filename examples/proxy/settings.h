/* What the configuration file says, made into what the proxy works with; whole or not at all. */
#ifndef PROXY_SETTINGS_H
#define PROXY_SETTINGS_H

#include "../common/ingress.h"

#include <e911/e911.h>
#include <stdbool.h>

/* Immutable once made; replaced as a whole on reload. */
struct settings {
    e911_engine *engine;
    struct ingress ingress;
    char *next_hop; /* with an explicit transport */
    char **listen;
    unsigned listen_count;
};

/*
 * Read and check everything. 0, or 2 after findings on stderr; then nothing was made. A proxy that
 * is starting has no earlier settings to stay with: a dial plan that needs too many states is used
 * without its rules then, and stderr says so.
 */
int settings_load(const char *path, bool starting, struct settings **ret_settings);
void settings_free(struct settings *settings);

/* A URI with ";transport=udp" where it names none, so that the stack never tries TCP first for a
   large INVITE and waits for a filtered port. For free(). */
char *with_transport(const char *uri);

#endif
