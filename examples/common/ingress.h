/* Whose packets are worth what: the section "ingress" of the configuration file. */
#ifndef E911_EXAMPLES_INGRESS_H
#define E911_EXAMPLES_INGRESS_H

#include "config.h"

#include <e911/e911.h>

struct ingress_source;

struct ingress {
    struct ingress_source *sources;
    unsigned count;
};

/* Reports with config_error() what is no address. ingress_free() in any case. */
void ingress_read(const struct config *config, struct ingress *ret_ingress);
void ingress_free(struct ingress *ingress);

/* Trust of a source address: of enum e911_ingress; who is in no list is a phone. */
uint32_t ingress_trust(const struct ingress *ingress, const e911_ip *source);

/* The Site a source address stands for, as the engine counts it; 0 for none. */
uint32_t ingress_site(const struct ingress *ingress, const e911_engine *engine,
                      const e911_ip *source);

#endif
