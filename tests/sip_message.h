/* Messages for the suites of the sofia adapter: bytes in, bytes out, as the stack does on a wire.
 */
#ifndef E911_TESTS_SIP_MESSAGE_H
#define E911_TESTS_SIP_MESSAGE_H

#include <e911/sofia.h>

#include <stdbool.h>

#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_mclass.h>

/* Parse a message as the stack does. `flags` is 0 or MSG_DO_EXTRACT_COPY. */
msg_t *message_parse(msg_mclass_t *mclass, int flags, const char *bytes, size_t len);

/* What would be sent. For free(); NUL-terminated. */
char *message_bytes(msg_t *msg, size_t *ret_len);

/* A clone of the default message class, prepared. For free(). */
msg_mclass_t *prepared_class(void);

/* An engine with one station (8182, 0004f215c285, 127.0.0.4), prefix 9 and one target,
   sip:psap.example.com:5070; `numbers` are further emergency numbers. */
e911_engine *message_engine(const char *numbers);

/* Describe, decide and apply; the request came from `source` by `ingress`. */
msg_t *message_rewrite(msg_t *msg, const char *source, uint32_t ingress, const char *numbers);

/* A message of the start line and headers given, each ended by CR LF, and no body. For free(). */
char *message_of(const char *start_line, const char *headers, size_t *ret_len);

#endif
