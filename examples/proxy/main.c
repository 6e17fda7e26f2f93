#include "../common/program.h"
#include "proxy.h"

#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <sofia-sip/su.h>
#include <sofia-sip/su_time.h>

/* sofia-sip's clock hook; the library exports it without a header. */
extern void (*_su_time)(su_time_t *tv);

#define NTP_EPOCH 2208988800UL /* seconds from 1900 to 1970 */

static bool started; /* listening on all addresses */
static volatile sig_atomic_t stop_wanted;
static volatile sig_atomic_t reload_wanted;

static void on_signal(int number)
{
    if (number == SIGHUP || number == SIGUSR2)
        reload_wanted = 1;
    else
        stop_wanted = 1;
}

/* The stack's timers follow the time of day: a step of the clock would end pending calls at once
   or stop their retransmissions. Counted monotonically they do neither. */
static void monotonic_time(su_time_t *tv)
{
    struct timespec now;

    if (tv == NULL)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    tv->tv_sec = (unsigned long)now.tv_sec + NTP_EPOCH;
    tv->tv_usec = (unsigned long)now.tv_nsec / 1000;
}

/*
 * The stack answers some requests, one of another SIP version for example, before it has compared
 * their Via with their source. It then looks the Via's host up by a call that waits: one packet
 * would stop all calls for as long as DNS is silent. This function stands before the stack's own
 * of that name. Names of the configuration are looked up while we start, and later none by this
 * way; a next hop's name is resolved by the stack's other resolver, which does not wait.
 */
int su_getaddrinfo(char const *node, char const *service, su_addrinfo_t const *hints,
                   su_addrinfo_t **res)
{
    su_addrinfo_t numeric = {0};

    if (hints != NULL)
        numeric = *hints;
    if (started)
        numeric.ai_flags |= AI_NUMERICHOST;
    if (service == NULL || *service == '\0')
        service = "0"; /* as the stack's own has it */
    return getaddrinfo(node, service, &numeric, res);
}

/* A terminal or pipe that nobody reads must not hold up calls. It is opened anew, so that whoever
   else writes to it still waits; what cannot be opened, such as a socket, stays as it is. */
static void let_stderr_not_wait(void)
{
    int fd = open("/proc/self/fd/2", O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0)
        return;
    dup2(fd, STDERR_FILENO);
    close(fd);
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigemptyset(&action.sa_mask);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGUSR1, SIG_IGN); /* has a meaning for daemons of this family, not yet for this one */
}

static void reload(struct proxy *proxy, const char *path)
{
    struct settings *settings;

    reload_wanted = 0;
    if (settings_load(path, false, &settings) != 0) {
        fprintf(stderr, "e911-proxy: not reloaded, the previous configuration stays\n");
        return;
    }
    proxy_reload(proxy, settings);
    fprintf(stderr, "e911-proxy: reloaded\n");
}

static int run(const struct program *program, struct settings *settings)
{
    su_root_t *root;
    struct proxy *proxy;

    let_stderr_not_wait();
    _su_time = monotonic_time;
    su_init();
    root = su_root_create(NULL);
    proxy = root == NULL ? NULL : proxy_new(root, settings, program->verbosity, program->quiet);
    if (proxy == NULL)
        return PROGRAM_UNREACHABLE;
    started = true;
    catch_signals();
    fprintf(stderr, "e911-proxy: ready\n");
    while (!stop_wanted) {
        if (reload_wanted)
            reload(proxy, program->config_path);
        su_root_step(root, 500);
    }
    proxy_leave(proxy);
    proxy_free(proxy);
    su_root_destroy(root);
    su_deinit();
    return PROGRAM_YES;
}

int main(int argc, char **argv)
{
    struct program program = {
        .name = "e911-proxy",
        .summary = "SIP proxy that routes emergency and test calls to the E911 service provider, "
                   "with the station's addresses, and all other calls to the next hop.",
    };
    struct settings *settings;
    int code = program_options(&program, argc, argv);

    if (code >= 0)
        return code;
    if (program.config_path == NULL) {
        fprintf(stderr, "e911-proxy: no configuration file; expected -c FILE\n");
        return PROGRAM_USAGE;
    }
    code = settings_load(program.config_path, !program.test_config, &settings);
    if (code != 0)
        return code;
    if (program.test_config) {
        settings_free(settings);
        return PROGRAM_YES;
    }
    return run(&program, settings);
}
