/*
 * e911-psap - answers emergency calls as a PSAP's call-taker would, and shows who calls, from
 * which station, and where the caller is.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <e911/sofia.h>
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/tport_tag.h>
#include <sofia-sip/url.h>

#include "answer.h"

#include "../common/config.h"
#include "../common/program.h"

struct settings {
    const char *name;                           /* of the entry in "psaps" */
    const char *listen[PROGRAM_VALUES_MAX + 1]; /* and the one of the configuration */
    size_t listen_count;
    struct answer_options answer;
};

/* A number without anything around it, or -1. */
static long read_number(const char *text, long least, long most)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    return *text && !*end && !errno && number >= least && number <= most ? number : -1;
}

/* A SIP URI with a host, and at most one transport. Whether the address is ours, binding tells. */
static bool is_listen_uri(const char *text)
{
    url_t *url = url_make(NULL, text);
    bool result =
        url && url->url_type == url_sip && url->url_host && url->url_host[0] && !strchr(text, ',');

    su_free(NULL, url);
    return result;
}

/* Every --listen of the command line. */
static int take_listen(struct settings *settings, const struct program_values *uris)
{
    for (unsigned i = 0; i < uris->count; i++) {
        if (!is_listen_uri(uris->items[i]))
            return -1;
        settings->listen[settings->listen_count++] = uris->items[i];
    }
    return 0;
}

/* The listen address of the entry of "psaps" that is wanted, the first if none is named. */
static int configured_listen(struct settings *settings, const struct config *config)
{
    unsigned i = 0;
    char key[64];

    while (settings->name && i < config->psaps_count &&
           strcmp(settings->name, config->psaps[i].name) != 0)
        i++;
    if (i == config->psaps_count) {
        config_error(config, "psaps", "NOT_FOUND", "there is no PSAP %s%s",
                     settings->name ? "named " : "to listen as",
                     settings->name ? settings->name : "");
        return -1;
    }
    if (!is_listen_uri(config->psaps[i].listen)) {
        snprintf(key, sizeof key, "psaps/%u/listen", i);
        config_error(config, key, "SYNTAX",
                     "cannot listen here; expected a SIP URI such as sip:127.0.0.9:5912");
        return -1;
    }
    settings->listen[settings->listen_count++] = config->psaps[i].listen;
    return 0;
}

/* Bind one URI; without transport parameter, both UDP and TCP. */
static int listen_on(nta_agent_t *agent, const char *uri)
{
    static const char *const transports[] = {";transport=udp", ";transport=tcp"};
    size_t count = strstr(uri, ";transport=") ? 1 : 2;
    int result = 0;

    for (size_t i = 0; result == 0 && i < count; i++) {
        char *bound = su_sprintf(NULL, "%s%s", uri, count == 1 ? "" : transports[i]);

        result =
            nta_agent_add_tport(agent, URL_STRING_MAKE(bound), TPTAG_STUN_SERVER(0), TAG_END());
        su_free(NULL, bound);
    }
    if (result < 0)
        fprintf(stderr, "e911-psap: cannot listen on %s: %s\n", uri, strerror(errno));
    return result;
}

/* Sofia-sip's message class, but a call whose To or From is not valid SIP is a call. Free it. */
static msg_mclass_t *make_message_class(void)
{
    msg_mclass_t *mclass = msg_mclass_clone(sip_default_mclass(), 0, 0);
    e911_status status = mclass ? e911_sofia_prepare(mclass) : E911_ERR_NOMEM;

    if (status == E911_OK)
        return mclass;
    fprintf(stderr, "e911-psap: cannot prepare sofia-sip for damaged calls: %s\n",
            e911_status_name(status));
    free(mclass);
    return NULL;
}

static nta_agent_t *open_agent(su_root_t *root, const msg_mclass_t *mclass,
                               const struct settings *settings, bool trace)
{
    /*
     * NTATAG_UA(1) makes nta repeat a 2xx until its ACK, match that ACK and check CSeq.
     * NTATAG_BAD_REQ_MASK(0) lets requests pass that have malformed headers we can do without.
     * The message class repairs the two we cannot do without, To and From.
     */
    nta_agent_t *agent = nta_agent_create(
        root, (url_string_t *)-1, NULL, NULL, NTATAG_MCLASS(mclass), NTATAG_UA(1),
        NTATAG_BAD_REQ_MASK(0), NTATAG_SIPFLAGS(MSG_DO_EXTRACT_COPY), NTATAG_UDP_MTU(65535),
        NTATAG_MAXSIZE(65536), NTATAG_SERVER_RPORT(1), NTATAG_MERGE_482(0), TAG_END());

    for (size_t i = 0; agent && i < settings->listen_count; i++)
        if (listen_on(agent, settings->listen[i]) < 0) {
            nta_agent_destroy(agent);
            return NULL;
        }
    if (agent && trace)
        nta_agent_set_params(agent, TPTAG_LOG(1), TAG_END());
    return agent;
}

static int signal_pipe[2] = {-1, -1};

static void on_signal(int number)
{
    int saved = errno;

    (void)number;
    (void)!write(signal_pipe[1], "", 1);
    errno = saved;
}

static int stop(su_root_magic_t *magic, su_wait_t *wait, su_wakeup_arg_t *argument)
{
    (void)magic;
    (void)wait;
    su_root_break(argument);
    return 0;
}

/* SIGTERM and SIGINT end the run of root. */
static int watch_signals(su_root_t *root)
{
    struct sigaction action = {.sa_handler = on_signal};
    su_wait_t wait;

    if (pipe(signal_pipe) < 0 || su_wait_create(&wait, signal_pipe[0], SU_WAIT_IN) < 0 ||
        su_root_register(root, &wait, stop, root, 0) < 0)
        return -1;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    /* What daemons of this family are sent; there is nothing here to reload or report. */
    signal(SIGHUP, SIG_IGN);
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, SIG_IGN);
    return 0;
}

static int run(const struct settings *settings, const struct program *program)
{
    su_root_t *root = su_root_create(NULL);
    msg_mclass_t *mclass = make_message_class();
    nta_agent_t *agent = NULL;
    struct answer *answer = NULL;
    int result = PROGRAM_UNREACHABLE;

    su_log_set_level(NULL, 0);
    if (root && mclass && watch_signals(root) == 0 &&
        (agent = open_agent(root, mclass, settings, program->verbosity > 0)) &&
        (answer = answer_new(root, agent, &settings->answer))) {
        for (size_t i = 0; i < settings->listen_count && !program->quiet; i++)
            fprintf(stderr, "e911-psap: listening on %s\n", settings->listen[i]);
        su_root_run(root);
        result = PROGRAM_YES;
    }
    answer_free(answer);
    if (agent)
        su_root_sleep(root, 50); /* what was just said must get out */
    nta_agent_destroy(agent);
    free(mclass);
    su_root_destroy(root);
    return result;
}

static int start(struct settings *settings, const struct program *program)
{
    struct config *config = NULL;
    int result;

    if (program->config_path) {
        if (config_load(program->config_path, &config) != 0)
            return PROGRAM_USAGE;
        if (configured_listen(settings, config) < 0) { /* which printed a finding */
            config_free(config);
            return PROGRAM_USAGE;
        }
    }
    if (settings->listen_count == 0) {
        fputs("e911-psap: where to listen? Give --config or --listen\n"
              "Try 'e911-psap --help' for the options.\n",
              stderr);
        return PROGRAM_USAGE;
    }
    result = program->test_config ? PROGRAM_YES : run(settings, program);
    config_free(config);
    return result;
}

int main(int argc, char **argv)
{
    struct settings settings = {.answer.screen = stdout};
    struct program_values listen = {.count = 0};
    const char *ring = "0", *status = "0";
    const struct program_option options[] = {
        {"listen", "URI", "listen here too; may be repeated", .values = &listen},
        {"name", "NAME", "be this PSAP of the configuration (default: the first)",
         .value = &settings.name},
        {"json", NULL, "print one JSON object per call and per end of a call",
         .switched = &settings.answer.json},
        {"ring", "MS", "let calls ring this long before the answer (default: 0)", .value = &ring},
        {"status", "CODE", "refuse every call with this SIP status, 300 to 699", .value = &status},
        {0},
    };
    struct program program = {
        .name = "e911-psap",
        .summary = "Answer emergency calls and print what a call-taker's screen would show.",
        .options = options,
    };
    int result = program_options(&program, argc, argv);
    long ring_number, status_number;

    if (result >= 0)
        return result;
    ring_number = read_number(ring, 0, 3600000);
    status_number = strcmp(status, "0") == 0 ? 0 : read_number(status, 300, 699);
    if (ring_number < 0 || status_number < 0 || take_listen(&settings, &listen) < 0) {
        fputs("e911-psap: --ring takes 0 to 3600000, --status 300 to 699, --listen a SIP URI\n",
              stderr);
        return PROGRAM_USAGE;
    }
    settings.answer.ring = (unsigned)ring_number;
    settings.answer.status = (int)status_number;
    return start(&settings, &program);
}
