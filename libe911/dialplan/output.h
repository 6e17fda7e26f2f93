/* What a rule makes of a number: texts whose wildcards stand for what those of its pattern took. */
#ifndef E911_DIALPLAN_OUTPUT_H
#define E911_DIALPLAN_OUTPUT_H

#include "dialplan/pattern.h"

/* A standardized number or a dial string, byte by byte; quotes and escapes are undone. */
typedef struct e911__output {
    e911__cursor c;
    bool quoted;
    size_t offset; /* of the byte read last */
} e911__output;

static inline e911__output e911__output_on(e911_text text)
{
    return (e911__output){.c = e911__cursor_on(text.data, text.len)};
}

/* The next byte, or E911__END; *ret_wildcard says whether something else stands in its place. */
int e911__output_next(e911__output *output, bool *ret_wildcard);

/*
 * True where an output has no wildcards, or those of the pattern, as many and in the same order; an
 * X also fits what takes one digit of another range. Otherwise it would dial somebody else:
 * *ret_offset is where it stops fitting.
 */
bool e911__output_fits(const e911__pattern *pattern, e911_text output, size_t *ret_offset);

/*
 * Write a text that looks like the pattern and of which `output` would make `number`; false where
 * there is none. Whether it is in the rule's number list is the caller's to ask.
 */
bool e911__output_undo(const e911__pattern *pattern, e911_text output, e911_text number,
                       e911__writer *w);

#endif
