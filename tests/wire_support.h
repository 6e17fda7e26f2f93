/* What the suites of raw messages share: the messages, an engine for them, and the plainest way to
   carry out edits, to compare with. */
#ifndef E911_TESTS_WIRE_SUPPORT_H
#define E911_TESTS_WIRE_SUPPORT_H

#include "support.h"

#include <e911/e911.h>

/* ---- messages -------------------------------------------------------------------------------- */

struct sip_file {
    char name[256]; /* without its folder */
    char path[4096];
    char *bytes; /* and a NUL */
    size_t len;
};

/* Call `use` with every *.sip of a folder, in order of their names; how many there were. */
unsigned each_sip_file(const char *folder, void (*use)(const struct sip_file *file, void *user),
                       void *user);

/* The same for the project's own messages. */
unsigned each_vector(void (*use)(const struct sip_file *file, void *user), void *user);

/* A folder of the shared test data for each_sip_file(); skips the test where there is none. */
const char *shared_messages(const char *name);

/* A copy in which an INVITE's Request-URI, where it is sip: or sips:, has the user 911. For
   free(). */
char *dialling_911(const char *bytes, size_t len, size_t *ret_len);

/* ---- engines and facts ----------------------------------------------------------------------- */

/* Region US, prefix 9; one station (8182, 0004f215c285, 127.0.0.4); targets
   sip:psap.example.com:5070 and sip:backup.example.com. */
e911_engine *wire_engine(void);

/* The same with flags of the second target. */
e911_engine *wire_engine_to(uint32_t backup_flags);

/* The facts of a message from `source`. */
e911_facts facts_of(const char *source, uint32_t ingress);

e911_edit edit_of(uint32_t op, const char *name, const char *value);

/* The edits of a decision; how many. */
size_t edits_of_decision(const e911_decision *decision, uint32_t target, e911_edit *ret_edits,
                         size_t room);

/* e911_wire_edit() and e911_wire_edit_to() of edits that stand one behind the other. */
e911_status edit_bytes(const char *bytes, size_t len, const e911_edit *edits, size_t count,
                       const uint8_t *random, char *buf, size_t size, size_t *ret_len);
e911_status edit_to_sink(const char *bytes, size_t len, const e911_edit *edits, size_t count,
                         const uint8_t *random, const e911_sink *sink);

/* ---- a model of editing ---------------------------------------------------------------------- */

/* Cut the message into lines, cut out those that are named, put in those that are added, and put
   another URI in the place of `uri`, a view of the message's. All but body parts; lines end where
   CR LF, CR or LF says. For free(). */
char *edited_by_line(const char *bytes, size_t len, e911_text uri, const e911_edit *edits,
                     size_t count, size_t *ret_len);

/* ---- sinks ----------------------------------------------------------------------------------- */

/* Collects what a sink is given; refuses from the byte `limit` on. */
struct collector {
    e911_sink sink;
    char bytes[1 << 18];
    size_t len;
    size_t limit;
    unsigned calls;
};

void collector_init(struct collector *collector, size_t limit);

#endif
