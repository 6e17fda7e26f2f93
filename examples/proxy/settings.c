#include "settings.h"

#include "../common/engine.h"

#include "../common/refusal.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/su_alloc.h>
#include <sofia-sip/url.h>

/* ---- targets and next hop -------------------------------------------------------------------- */

char *with_transport(const char *uri)
{
    static const char suffix[] = ";transport=udp";
    size_t len = strlen(uri);
    char *copy = malloc(len + sizeof suffix);

    if (copy == NULL)
        return NULL;
    memcpy(copy, uri, len + 1);
    for (const char *at = uri; *at != '\0'; at++) {
        if (strncasecmp(at, ";transport=", 11) == 0)
            return copy;
    }
    if (strncasecmp(uri, "sip:", 4) == 0)
        memcpy(copy + len, suffix, sizeof suffix);
    return copy;
}

static bool is_port(const char *text)
{
    return strspn(text, "0123456789") == strlen(text) && strtoul(text, NULL, 10) - 1 < 65535;
}

/* What the library leaves to the stack: a port in range, and a transport it has. */
static bool stack_can_reach(const char *uri)
{
    static const char *const transports[] = {"udp", "tcp"};
    url_t *url = url_make(NULL, uri);
    char transport[8] = "udp";
    bool known = false;

    if (url == NULL)
        return false;
    if (url_has_param(url, "transport"))
        url_param(url->url_params, "transport", transport, sizeof transport);
    for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++)
        known = known || strcasecmp(transport, transports[i]) == 0;
    /* sips: wants TLS, and the proxy has none. */
    known = known && strcasecmp(url->url_scheme, "sip") == 0 &&
            (url->url_port == NULL || is_port(url->url_port));
    su_free(NULL, url);
    return known;
}

/* The library's own check of a target, applied to one URI. */
static void check_uri(const struct config *config, const char *key_path, const char *name,
                      const char *uri)
{
    e911_engine_options options;
    e911_target target;
    const e911_target *targets[1] = {&target};
    e911_engine *engine = NULL;
    e911_error error;
    e911_status status;

    e911_error_init(&error, sizeof error);
    e911_engine_options_init(&options, sizeof options);
    e911_target_init(&target, sizeof target);
    target.name = e911_text_of(name);
    target.uri = e911_text_of(uri);
    options.emergency_numbers = e911_text_of("911");
    options.targets = targets;
    options.targets_count = 1;
    status = e911_engine_new(&options, &engine, &error);
    if (status != E911_OK)
        refusal_of_value(config, key_path, status, &error);
    e911_engine_unref(engine);
}

static void check_hop(const struct config *config, const char *key_path, const char *name,
                      const char *uri)
{
    unsigned errors = config_errors(config);

    check_uri(config, key_path, name, uri);
    if (config_errors(config) == errors && !stack_can_reach(uri))
        config_error(config, key_path, "SYNTAX",
                     "nothing can be sent there; expected sip:HOST:PORT;transport=udp, with a port "
                     "of 1 to 65535 and the transport udp or tcp");
}

static void check_uris(const struct config *config)
{
    char path[64];

    for (unsigned i = 0; i < config->targets_count; i++) {
        snprintf(path, sizeof path, "targets/%u/uri", i);
        check_hop(config, path, config->targets[i].name, config->targets[i].uri);
    }
    check_hop(config, "next hop", "", config->next_hop);
    for (unsigned i = 0; i < config->ingress.listen_count; i++) {
        snprintf(path, sizeof path, "ingress/listen/%u", i);
        check_uri(config, path, "", config->ingress.listen[i]);
    }
    if (config->targets_count > E911_TARGETS_MAX)
        config_error(config, "targets", "LIMIT", "too many targets; expected at most %d",
                     (int)E911_TARGETS_MAX);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool fill(const struct config *config, struct settings *settings, bool *ret_without_rules)
{
    ingress_read(config, &settings->ingress);
    check_uris(config);
    settings->engine = engine_make(config, ret_without_rules);
    settings->next_hop = with_transport(config->next_hop);
    for (unsigned i = 0; i < config->ingress.listen_count; i++)
        settings->listen[settings->listen_count++] = strdup(config->ingress.listen[i]);
    return config_errors(config) == 0 && settings->engine != NULL && settings->next_hop != NULL;
}

int settings_load(const char *path, bool starting, struct settings **ret_settings)
{
    bool without_rules = false;
    struct settings *settings;
    struct config *config;
    int status = config_load(path, &config);

    if (status != 0)
        return status;
    if (config->server_parameters.include_station_addresses == NULL)
        config_warning(config, "server parameters/Include Station Mac And IP In SIP", "ABSENT",
                       "the parameter is absent and so False: no call carries its station's "
                       "addresses");
    settings = calloc(1, sizeof *settings);
    if (settings != NULL)
        settings->listen = calloc(config->ingress.listen_count + 1, sizeof *settings->listen);
    if (settings == NULL || settings->listen == NULL ||
        !fill(config, settings, starting ? &without_rules : NULL)) {
        settings_free(settings);
        settings = NULL;
        status = 2;
    }
    config_free(config);
    if (settings == NULL)
        return status;
    if (without_rules)
        fprintf(stderr, "e911-proxy: started WITHOUT the rules of the dial plan: the emergency "
                        "numbers of the region and of rules without wildcards hold, nothing else; "
                        "mend the plan and reload\n");
    *ret_settings = settings;
    return status;
}

void settings_free(struct settings *settings)
{
    if (settings == NULL)
        return;
    e911_engine_unref(settings->engine);
    for (unsigned i = 0; i < settings->listen_count; i++)
        free(settings->listen[i]);
    free(settings->listen);
    ingress_free(&settings->ingress);
    free(settings->next_hop);
    free(settings);
}
