/* The body of a message that gets further parts. */
#ifndef E911_WIRE_BODY_H
#define E911_WIRE_BODY_H

#include "wire/edit.h"

enum {
    E911__BOUNDARY_MAX = 70 /* RFC 2046 5.1.1 */
};

/* How the parts join the body there is. */
enum e911__body_form {
    E911__BODY_ALONE, /* there is none: the part is the body */
    E911__BODY_JOINS, /* it is multipart/mixed: the parts come last in it */
    E911__BODY_WRAPS  /* it becomes the first part of a new multipart/mixed */
};

typedef struct e911__wire_body {
    const e911__wire_plan *plan;
    e911__break start_break; /* between it and headers_end are the message's header lines */
    const char *headers_end;
    e911_text body; /* what Content-Length says of what follows the empty line */
    e911_text type; /* the message's Content-Type, or empty */
    uint32_t form;  /* of enum e911__body_form */
    size_t closing; /* where in the body its closing boundary begins */
    char boundary[E911__BOUNDARY_MAX];
    size_t boundary_len;
} e911__wire_body;

/* Find out how the plan's parts join the message's body. */
void e911__wire_body_init(e911__wire_body *ret, const e911__wire_plan *plan, e911_text message,
                          const e911__wire_layout *layout);

/* True when a header line says something of the body that the new body makes untrue. */
bool e911__wire_body_replaces(const e911__wire_body *body, e911_text name);

/* The lines that describe the new body. */
void e911__wire_body_write_headers(e911__writer *w, const e911__wire_body *body);

void e911__wire_body_write(e911__writer *w, const e911__wire_body *body);

#endif
