/* What the configuration file says, made into what the proxy works with; whole or not at all. */
#ifndef PROXY_SETTINGS_H
#define PROXY_SETTINGS_H

#include <e911/e911.h>

/* Whose packets are worth what. */
struct ingress {
    e911_ip address;
    unsigned bits; /* of the prefix */
    uint32_t trust;
};

/* Immutable once made; replaced as a whole on reload. */
struct settings {
    e911_engine *engine;
    struct ingress *ingress;
    unsigned ingress_count;
    char *next_hop; /* with an explicit transport */
    char **listen;
    unsigned listen_count;
};

/* Read and check everything. 0, or 2 after findings on stderr; then nothing was made. */
int settings_load(const char *path, struct settings **ret_settings);
void settings_free(struct settings *settings);

/* Trust of a source address: of enum e911_ingress; who is in no list is a phone. */
uint32_t settings_trust(const struct settings *settings, const e911_ip *source);

/* A URI with ";transport=udp" where it names none, so that the stack never tries TCP first for a
   large INVITE and waits for a filtered port. For free(). */
char *with_transport(const char *uri);

#endif
