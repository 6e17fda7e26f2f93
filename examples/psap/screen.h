/*
 * e911-psap - what a call-taker's screen would show: who calls, the call-back number, the ININAttr
 * header as it was received, and the location that came with the call.
 */
#ifndef PSAP_SCREEN_H
#define PSAP_SCREEN_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include <sofia-sip/msg_types.h>

#include <e911/base.h>

/* PIDF-LO documents of one call that are shown; a sender has no use for more. */
#define SCREEN_DOCUMENTS_MAX 4

/* A call that has just come in. Everything is borrowed for the time of screen_show_call(). */
struct screen_call {
    unsigned long number; /* counts from 1 */
    time_t received;
    msg_t *invite;
    const char *peer;                          /* "127.0.0.1:5911" */
    const char *transport;                     /* "UDP" */
    e911_text documents[SCREEN_DOCUMENTS_MAX]; /* PIDF-LO bodies */
    size_t documents_count;
};

/* How a call went away. */
enum screen_end {
    SCREEN_END_BYE,       /* the caller hung up */
    SCREEN_END_ABANDONED, /* the caller hung up before it was answered */
    SCREEN_END_REFUSED,   /* this position refused it after it rang */
    SCREEN_END_LOST,      /* the caller never acknowledged the answer */
    SCREEN_END_CLOSED     /* this position closed */
};

/* Print a call: a block of lines, or with json one object on one line. Flushes out. */
void screen_show_call(FILE *out, bool json, const struct screen_call *call);

/* Print the end of call number, seconds after it came in. Flushes out. */
void screen_show_end(FILE *out, bool json, unsigned long number, unsigned long seconds,
                     enum screen_end end);

#endif
