/* Findings: what a program has to say about a file, one line each, on stderr unless it was asked
 * for. */
#ifndef E911_EXAMPLES_FINDING_H
#define E911_EXAMPLES_FINDING_H

#include <stdarg.h>
#include <stdio.h>

enum finding_severity { FINDING_ERROR, FINDING_WARNING, FINDING_NOTE };

/*
 * Prints `FILE:LINE:COL: error|warning|note: CODE: text` and a line end. Lines and columns count
 * from 1; 0:0 speaks of the file as a whole. Control characters, which a terminal would obey, and
 * what is not UTF-8 are printed as \xHH, and a very long text is cut.
 */
void finding_print(const char *file, unsigned line, unsigned column, enum finding_severity severity,
                   const char *code, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The same where the findings are what was asked for: on `out`. */
void finding_print_to(FILE *out, const char *file, unsigned line, unsigned column,
                      enum finding_severity severity, const char *code, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

void finding_print_list(const char *file, unsigned line, unsigned column,
                        enum finding_severity severity, const char *code, const char *format,
                        va_list arguments) __attribute__((format(printf, 6, 0)));

#endif
