/* What must not be left behind when a signal ends the program. */
#ifndef E911_EXPORT_CLEANUP_H
#define E911_EXPORT_CLEANUP_H

#include <termios.h>

/* From now on INT, TERM, HUP and QUIT clean up first and then end the program as they would. */
void cleanup_on_signals(void);

/* The unfinished file, at most one; `name` must stay where it is. -1 and NULL for none. */
void cleanup_set_file(int directory, const char *name);

/* A terminal that does not echo, and its state before. -1 and NULL for none. */
void cleanup_set_terminal(int terminal, const struct termios *before);

#endif
