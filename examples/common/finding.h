/* Findings: what a program has to say about a file, one line each, on stderr. */
#ifndef E911_EXAMPLES_FINDING_H
#define E911_EXAMPLES_FINDING_H

#include <stdarg.h>

enum finding_severity { FINDING_ERROR, FINDING_WARNING, FINDING_NOTE };

/*
 * Prints `FILE:LINE:COL: error|warning|note: CODE: text` and a line end. Lines and columns count
 * from 1; 0:0 speaks of the file as a whole. Control characters, which a terminal would obey, and
 * what is not UTF-8 are printed as \xHH, and a very long text is cut.
 */
void finding_print(const char *file, unsigned line, unsigned column, enum finding_severity severity,
                   const char *code, const char *format, ...) __attribute__((format(printf, 6, 7)));

void finding_print_list(const char *file, unsigned line, unsigned column,
                        enum finding_severity severity, const char *code, const char *format,
                        va_list arguments) __attribute__((format(printf, 6, 0)));

#endif
