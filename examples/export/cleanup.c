#include "cleanup.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

#define SIGNAL_COUNT (sizeof signals / sizeof signals[0])

static int file_directory = -1;
static const char *file_name;
static int terminal_descriptor = -1;
static struct termios terminal_before;

static void clean_up(int number)
{
    if (file_directory >= 0)
        unlinkat(file_directory, file_name, 0);
    if (terminal_descriptor >= 0)
        tcsetattr(terminal_descriptor, TCSANOW, &terminal_before);
    signal(number, SIG_DFL);
    raise(number);
}

void cleanup_on_signals(void)
{
    struct sigaction action = {.sa_handler = clean_up};

    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&action.sa_mask, signals[i]);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        struct sigaction before;

        /* What nohup lets us outlive, we do. */
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
    /* What these would end is an error of a write instead, which says more. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* So that the handler never sees half of a change. */
static void hold_signals(sigset_t *before)
{
    sigset_t held;

    sigemptyset(&held);
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&held, signals[i]);
    sigprocmask(SIG_BLOCK, &held, before);
}

void cleanup_set_file(int directory, const char *name)
{
    sigset_t before;

    hold_signals(&before);
    file_directory = directory;
    file_name = name;
    sigprocmask(SIG_SETMASK, &before, NULL);
}

void cleanup_set_terminal(int terminal, const struct termios *before_it)
{
    sigset_t before;

    hold_signals(&before);
    terminal_descriptor = terminal;
    if (before_it)
        terminal_before = *before_it;
    sigprocmask(SIG_SETMASK, &before, NULL);
}
