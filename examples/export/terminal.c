#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cleanup.h"

#include "../common/text.h"

#define ANSWER_SIZE 1024

/* A process in the background would be stopped for ever by its first question. */
static int open_terminal(void)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (terminal >= 0 && tcgetpgrp(terminal) != getpgrp()) {
        close(terminal);
        return -1;
    }
    return terminal;
}

bool terminal_is_there(void)
{
    int terminal = open_terminal();

    if (terminal >= 0)
        close(terminal);
    return terminal >= 0;
}

static bool put_bytes(int terminal, const char *bytes)
{
    size_t length = strlen(bytes);

    return write(terminal, bytes, length) == (ssize_t)length;
}

/* The name of a user may hold bytes that a terminal obeys. */
static bool put(int terminal, const char *text)
{
    e911_text rest = e911_text_of(text);
    char printed[TEXT_PRINTED_SIZE];
    bool is_put = true;

    while (rest.len > 0 && is_put) {
        text_next_printed(&rest, printed);
        is_put = put_bytes(terminal, printed);
    }
    return is_put;
}

/* Reads to the end of the line. False when the terminal was closed before, or the line is longer.
 */
static bool read_line(int terminal, char *line, size_t size)
{
    size_t length = 0;

    for (;;) {
        char byte;
        ssize_t count = read(terminal, &byte, 1);

        if (count < 0 && errno == EINTR)
            continue;
        if (count != 1 || length + 1 == size)
            return false;
        if (byte == '\n') {
            line[length] = '\0';
            return true;
        }
        line[length++] = byte;
    }
}

static char *read_answer(int terminal)
{
    char line[ANSWER_SIZE];
    char *answer = read_line(terminal, line, sizeof line) ? strdup(line) : NULL;

    explicit_bzero(line, sizeof line);
    return answer;
}

/* The echo is off before the question is asked, so that nobody can answer too early. */
static char *ask_hidden(int terminal, const char *question)
{
    struct termios before, hidden;
    char *answer = NULL;

    if (tcgetattr(terminal, &before) < 0)
        return NULL;
    hidden = before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    hidden.c_lflag |= ICANON | ISIG;
    cleanup_set_terminal(terminal, &before);
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) == 0) {
        if (put(terminal, question))
            answer = read_answer(terminal);
        tcsetattr(terminal, TCSANOW, &before);
        put_bytes(terminal, "\n");
    }
    cleanup_set_terminal(-1, NULL);
    return answer;
}

char *terminal_ask(const char *question, bool is_secret)
{
    int terminal = open_terminal();
    char *answer = NULL;

    if (terminal < 0)
        return NULL;
    if (is_secret)
        answer = ask_hidden(terminal, question);
    else if (put(terminal, question))
        answer = read_answer(terminal);
    close(terminal);
    return answer;
}

void terminal_say(const char *text)
{
    int terminal = open_terminal();

    if (terminal < 0)
        return;
    (void)(put(terminal, text) && put_bytes(terminal, "\n"));
    close(terminal);
}
