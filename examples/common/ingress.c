#include "ingress.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ingress_source {
    e911_ip address;
    unsigned bits; /* of the prefix */
    uint32_t trust;
    char *site; /* or NULL */
};

/* "192.0.2.1" or "192.0.2.0/24" */
static bool read_source(const char *text, struct ingress_source *ret)
{
    const char *slash = strchr(text, '/');
    size_t len = slash == NULL ? strlen(text) : (size_t)(slash - text);
    unsigned limit;
    char *end;

    if (e911_ip_parse(text, len, &ret->address, NULL) != E911_OK)
        return false;
    limit = ret->address.family == 4 ? 32 : 128;
    ret->bits = limit;
    if (slash == NULL)
        return true;
    if (slash[1] < '0' || slash[1] > '9')
        return false;
    ret->bits = (unsigned)strtoul(slash + 1, &end, 10);
    return *end == '\0' && ret->bits <= limit;
}

void ingress_read(const struct config *config, struct ingress *ret_ingress)
{
    static const uint32_t trusts[] = {
        [CONFIG_TRUST_PHONE] = E911_INGRESS_PHONE,
        [CONFIG_TRUST_PBX] = E911_INGRESS_PBX,
        [CONFIG_TRUST_TRUNK] = E911_INGRESS_TRUNK,
    };

    *ret_ingress = (struct ingress){
        .sources = calloc(config->ingress.sources_count + 1, sizeof *ret_ingress->sources),
    };
    if (ret_ingress->sources == NULL) {
        config_error(config, "ingress", "NOMEM", "not enough memory");
        return;
    }
    for (unsigned i = 0; i < config->ingress.sources_count; i++) {
        const struct config_source *from = &config->ingress.sources[i];
        struct ingress_source *to = &ret_ingress->sources[ret_ingress->count++];
        char path[64];

        to->trust = trusts[from->trust];
        to->site = from->site == NULL ? NULL : strdup(from->site);
        if (from->site != NULL && to->site == NULL)
            config_error(config, "ingress", "NOMEM", "not enough memory");
        snprintf(path, sizeof path, "ingress/sources/%u/address", i);
        if (!read_source(from->address, to))
            config_error(config, path, "SYNTAX",
                         "not an address; expected an IP address or a prefix such as 192.0.2.0/24");
    }
}

void ingress_free(struct ingress *ingress)
{
    for (unsigned i = 0; i < ingress->count; i++)
        free(ingress->sources[i].site);
    free(ingress->sources);
    *ingress = (struct ingress){0};
}

static bool is_in_prefix(const struct ingress_source *prefix, const e911_ip *address)
{
    unsigned bytes = prefix->bits / 8;
    unsigned rest = prefix->bits % 8;

    if (prefix->address.family != address->family ||
        memcmp(prefix->address.bytes, address->bytes, bytes) != 0)
        return false;
    return rest == 0 || (prefix->address.bytes[bytes] ^ address->bytes[bytes]) >> (8 - rest) == 0;
}

/* The first source that an address is in, or NULL. */
static const struct ingress_source *source_of(const struct ingress *ingress, const e911_ip *address)
{
    for (unsigned i = 0; i < ingress->count; i++) {
        if (is_in_prefix(&ingress->sources[i], address))
            return &ingress->sources[i];
    }
    return NULL;
}

uint32_t ingress_trust(const struct ingress *ingress, const e911_ip *source)
{
    const struct ingress_source *found = source_of(ingress, source);

    return found == NULL ? E911_INGRESS_PHONE : found->trust;
}

uint32_t ingress_site(const struct ingress *ingress, const e911_engine *engine,
                      const e911_ip *source)
{
    const struct ingress_source *found = source_of(ingress, source);

    if (found == NULL || found->site == NULL)
        return 0;
    return e911_engine_find_site(engine, found->site, strlen(found->site));
}
