#include "proxy.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sofia-sip/su_log.h>

/* What a pipe that can be written to takes without waiting (POSIX: PIPE_BUF is at least 512). */
#define LINE_MAX_BYTES 512

static unsigned long dropped; /* lines nobody was there to read */

static bool write_line(const char *line, size_t len)
{
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) &&
           write(STDERR_FILENO, line, len) == (ssize_t)len;
}

/* One line, with its end; what is too long is cut. */
static void log_line(const char *format, va_list arguments)
{
    char line[LINE_MAX_BYTES];
    int len = vsnprintf(line, sizeof line - 1, format, arguments);

    if (len < 0)
        return;
    if ((size_t)len > sizeof line - 2)
        len = sizeof line - 2;
    if (len == 0 || line[len - 1] != '\n')
        line[len++] = '\n';
    if (!write_line(line, (size_t)len))
        dropped++;
}

static void log_dropped(void)
{
    char line[64];
    int len = snprintf(line, sizeof line, "e911-proxy: %lu lines of the log were lost\n", dropped);

    if (dropped > 0 && write_line(line, (size_t)len))
        dropped = 0;
}

void proxy_log(const struct proxy *proxy, unsigned verbosity, const char *format, ...)
{
    va_list arguments;

    if (proxy->verbosity < verbosity || proxy->quiet)
        return;
    log_dropped();
    va_start(arguments, format);
    log_line(format, arguments);
    va_end(arguments);
}

static void log_of_stack(void *stream, char const *format, va_list arguments)
{
    (void)stream;
    log_line(format, arguments);
}

void proxy_log_stack(unsigned verbosity)
{
    su_log_redirect(NULL, log_of_stack, NULL);
    su_log_set_level(NULL, verbosity < 2 ? 0 : verbosity < 3 ? 3 : 7);
}
