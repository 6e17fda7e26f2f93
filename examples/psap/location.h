/*
 * e911-psap - the location in a PIDF-LO document (RFC 4119, 5139, 5491). It is scanned for tags,
 * not parsed as XML: what a call-taker can use of a damaged document is shown.
 */
#ifndef PSAP_LOCATION_H
#define PSAP_LOCATION_H

#include <stddef.h>

#include <e911/base.h>
#include <sofia-sip/su_alloc.h>

/* A line of a location: a civic element, a position, or the start of a civic address. */
struct location_item {
    enum { LOCATION_CIVIC_START, LOCATION_CIVIC, LOCATION_POSITION } kind;
    e911_text name;
    e911_text text;
};

/*
 * Collect the civic elements and positions of a document, in order. Returns their number, at most
 * capacity. The names are views of the document, the texts are allocated in home.
 */
size_t location_read(su_home_t *home, e911_text document, struct location_item items[],
                     size_t capacity);

#endif
