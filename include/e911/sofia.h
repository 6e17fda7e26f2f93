/*
 * libe911-sofia - the adapter for sofia-sip: a message in, facts out; a decision in, an edited copy
 * of the message out. It keeps no state and changes none of sofia-sip's process-wide state.
 *
 * Parse with MSG_DO_EXTRACT_COPY (for an agent: NTATAG_SIPFLAGS(MSG_DO_EXTRACT_COPY)): then every
 * line that no edit names leaves byte for byte as it came, parsable or not.
 *
 * All functions follow sofia-sip's rule of threads: a message belongs to the thread of its su_root.
 */
#ifndef E911_SOFIA_H
#define E911_SOFIA_H

#include <e911/decide.h>

#ifdef __cplusplus
extern "C" {
#endif

struct msg_s;        /* sofia-sip's msg_t */
struct msg_mclass_s; /* sofia-sip's msg_mclass_t */

/**
 * Teach a message class to take a To or From that is not valid SIP, and blank lines in front of a
 * message that is parsed with MSG_DO_EXTRACT_COPY. Without it the stack answers the one with 400
 * before the application sees the call, and drops the other. A value that cannot be parsed gets the
 * placeholder URI sip:invalid.invalid and keeps its tag; its text is forwarded as it came. A
 * message without any To or From is still refused.
 *
 * @param mclass  a class the application cloned (msg_mclass_clone()) and hands to its agent by
 *                NTATAG_MCLASS; not NULL, not sofia-sip's default class. Doing it twice is fine.
 * @return E911_OK, E911_ERR_INVALID_ARGUMENT, E911_ERR_STATE (it is the default class) or
 *         E911_ERR_UNSUPPORTED (the loaded sofia-sip is not the one compiled for). One thread at a
 *         time for one class.
 * @since 0.1
 */
E911_API e911_status e911_sofia_prepare(struct msg_mclass_s *mclass);

/**
 * Read the facts out of a request. The fields only the host knows (ingress, transport, now_ms,
 * random, site, forwarded) are left alone; set ingress before: of a trusted PBX's message the line
 * ends are looked at (E911_CALL_LINE_ENDS_MIXED); source and source_port are taken from the
 * message's address where the caller left source.family 0.
 *
 * @param msg       the request; not NULL. Lists of views are allocated in its home.
 * @param ret_call  an initialised struct; its views live as long as the message.
 * @return E911_OK, E911_ERR_INVALID_ARGUMENT (also: not a request), E911_ERR_STRUCT_SIZE,
 *         E911_ERR_NOMEM or E911_ERR_UNSUPPORTED (the loaded sofia-sip is not the one compiled
 *         for). On an error the host still has the request: forward it.
 * In the thread of the message's su_root.
 * @since 0.1
 */
E911_API e911_status e911_sofia_describe(struct msg_s *msg, e911_call *ret_call);

/**
 * Make a copy of a request and carry out the edits of one target on it. The original is not
 * touched, so that each branch of a call starts from it. Or, where the host wants no copy, edit the
 * request itself: all edits or, on an error, none.
 *
 * @param msg         the request; not NULL.
 * @param decision    the decision; not NULL.
 * @param target      a target's index, or E911_NO_TARGET for the common edits alone.
 * @param ret_branch  the edited copy; the caller owns it, msg_destroy() or a send of the stack ends
 *                    it. NULL: no copy, msg itself is edited.
 * @return E911_OK, E911_ERR_NOT_FOUND (no such target), E911_ERR_ENCODING (a value that would
 *         break the message), E911_ERR_NOMEM, E911_ERR_STACK, E911_ERR_UNSUPPORTED (this adapter
 *         adds no body parts; or another sofia-sip), E911_ERR_LIMIT (too many edits) or
 *         E911_ERR_INVALID_ARGUMENT. On an error there is no copy: forward the original.
 * In the thread of the message's su_root.
 * @since 0.1
 */
E911_API e911_status e911_sofia_apply(struct msg_s *msg, const e911_decision *decision,
                                      uint32_t target, struct msg_s **ret_branch);

/**
 * Describe, decide and apply in one call.
 *
 * @param engine      the engine; not NULL.
 * @param msg         the request; not NULL.
 * @param call        in: what only the host knows; out: the facts. Not NULL.
 * @param decision    out: the decision. Not NULL.
 * @param target      as for e911_sofia_apply(); for a request without targets (any but an emergency
 *                    or test call) the common edits are applied whatever the index.
 * @param ret_branch  as for e911_sofia_apply().
 * @return as the three calls it consists of.
 * In the thread of the message's su_root.
 * @since 0.1
 */
E911_API e911_status e911_sofia_rewrite(e911_engine *engine, struct msg_s *msg, e911_call *call,
                                        e911_decision *decision, uint32_t target,
                                        struct msg_s **ret_branch);

/**
 * Fill 16 bytes with a fresh random UUID (libuuid), for e911_call.random. Thread-safe.
 *
 * @param ret_id  16 bytes of room, or NULL for nothing.
 * @since 0.1
 */
E911_API void e911_sofia_new_id(uint8_t *ret_id);

#ifdef __cplusplus
}
#endif
#endif
