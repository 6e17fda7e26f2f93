/* Asking the person at the terminal, if there is one. */
#ifndef E911_EXPORT_TERMINAL_H
#define E911_EXPORT_TERMINAL_H

#include <stdbool.h>

/* True when somebody can be asked: not under cron or a service, not in the background. */
bool terminal_is_there(void);

/*
 * Prints the question and reads one line; a secret one is not shown. Returns the answer without its
 * line end, for credentials_free_text(), or NULL: no terminal, or it was closed.
 */
char *terminal_ask(const char *question, bool is_secret);

/* Prints a line of text where the questions are. */
void terminal_say(const char *text);

#endif
