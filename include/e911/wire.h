/*
 * libe911 - raw SIP messages: bytes in, facts out; a decision in, edited bytes out; and the one
 * call that does it all, e911_rewrite().
 *
 *     bytes --e911_wire_describe()--> e911_call --e911_decide()--> decision --e911_wire_apply()-->
 *     bytes --------------------------- e911_rewrite() -------------------------------------> bytes
 *
 * Only the lines that an edit names change; every other byte leaves as it came: malformed headers,
 * folding, compact forms, odd line ends and repeated headers included. CR LF, a bare CR and a bare
 * LF all end a line. Where a message mixes them, servers may read it in different ways, which is an
 * attack: what any of them could take for a header that is to go does go, and the end of the
 * headers is written so that it has one reading.
 */
#ifndef E911_WIRE_H
#define E911_WIRE_H

#include <e911/decide.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Limits of this header. */
enum e911_wire_limit {
    E911_WIRE_VALUES_MAX = 16,  /**< lines of one name that an e911_wire_room lists */
    E911_WIRE_HEADERS_MAX = 64, /**< header lines without a field of their own that it lists */
    E911_WIRE_EDITS_MAX = 32    /**< edits in one list */
};

/**
 * Room for the lists of an e911_call; an e911_call holds views of it. Nothing in it needs clearing
 * between two messages. Lines past its size are not listed, which the flags of the call say; edits
 * find them all the same.
 */
typedef struct e911_wire_room {
    size_t struct_size;
    e911_text ininattr[E911_WIRE_VALUES_MAX];
    e911_text geolocation[E911_WIRE_VALUES_MAX];
    e911_text call_info[E911_WIRE_VALUES_MAX];
    e911_header headers[E911_WIRE_HEADERS_MAX];
    e911_text message;  /**< the message it was filled from, for e911_wire_apply_described() */
    uint64_t parts[12]; /**< where the parts of that message lie; the library's own */
} e911_wire_room;

/**
 * What only the host knows of a message. Holds no pointer. All zero, it came from a phone, and
 * nobody knows from where: then the station is found by what the phone says of itself.
 */
typedef struct e911_facts {
    size_t struct_size;
    uint32_t ingress;     /**< of enum e911_ingress */
    uint32_t transport;   /**< of enum e911_transport */
    uint32_t source_port; /**< 0: not known */
    e911_ip source;       /**< address the packet came from; family 0: not known */
    int64_t now_ms;       /**< time of day, milliseconds since 1970-01-01 UTC, or 0 */
    uint8_t random[16];   /**< fresh random bytes, or all 0 */
    uint32_t site;        /**< as in e911_call */
    uint32_t forwarded;   /**< as in e911_call */
} e911_facts;

/** What became of a message. Holds no pointer. */
typedef struct e911_summary {
    size_t struct_size;
    e911_status status;     /**< what e911_rewrite() returned */
    uint32_t classified;    /**< 1: the message was read and decided on; 0: it was not */
    uint32_t call_class;    /**< of enum e911_class */
    uint32_t match_source;  /**< of enum e911_match_source */
    uint32_t flags;         /**< of enum e911_call_flag */
    uint32_t target_count;  /**< number of targets */
    uint32_t station_found; /**< 1: the station that dialled is known */
    uint32_t station_known; /**< what is asserted of it, of enum e911_station_known */
    uint64_t offset;        /**< not classified: where reading stopped */
    uint32_t reason_count;  /**< number of reasons */
    uint32_t reserved;      /**< 0 */
    uint32_t reasons[E911_REASONS_MAX]; /**< of enum e911_reason_code, in order; the rest is 0 */
} e911_summary;

/**
 * Set up an e911_wire_room before its first use.
 *
 * @param room         the struct; not NULL.
 * @param struct_size  sizeof(e911_wire_room) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_wire_room_init(e911_wire_room *room, size_t struct_size);

/**
 * Set up an e911_facts before its first use.
 *
 * @param facts        the struct; not NULL.
 * @param struct_size  sizeof(e911_facts) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_facts_init(e911_facts *facts, size_t struct_size);

/**
 * Set up an e911_summary before its first use.
 *
 * @param summary      the struct; not NULL.
 * @param struct_size  sizeof(e911_summary) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_summary_init(e911_summary *summary, size_t struct_size);

/**
 * Read the facts out of a request or a response. The fields only the host knows (ingress,
 * transport, source, source_port, now_ms, random) are left alone. A response has an empty method
 * and Request-URI and the flag E911_CALL_RESPONSE.
 *
 * Only the start line can make reading fail. Blank lines may stand before it. Headers are read as
 * far as they go: a name in any case or compact form, blanks or a fold before the colon, folded
 * values as they stand (the fold included), the first of several where a field holds one. The names
 * in the list of other headers are the long ones for compact forms (RFC 3261 7.3.3), else as
 * written. The body is what follows the empty line, no more of it than Content-Length says.
 *
 * @param message   the bytes; not NULL unless len is 0.
 * @param len       their number.
 * @param room      room for the lists; not NULL, initialised.
 * @param ret_call  an initialised struct; its views live as long as message and room.
 * @param reterr    detail of a refusal, or NULL; offset is where reading stopped.
 * @return E911_OK, E911_ERR_SYNTAX (no start line), E911_ERR_STRUCT_SIZE or
 *         E911_ERR_INVALID_ARGUMENT. On an error the host still has the message: forward it.
 *         Thread-safe; no allocation. RFC 3261 7; RFC 4475.
 * @since 0.1
 */
E911_API e911_status e911_wire_describe(const char *message, size_t len, e911_wire_room *room,
                                        e911_call *ret_call, e911_error *reterr);

/**
 * Write a message with a list of edits carried out, in order and all of them or none.
 *
 * E911_EDIT_SET_REQUEST_URI replaces the bytes of the Request-URI. E911_EDIT_REMOVE_HEADER removes
 * every line of that name, in any case, compact form and folding, also where control characters
 * stand in the name. E911_EDIT_ADD_HEADER adds a line before the empty line;
 * E911_EDIT_SET_HEADER removes, then adds. E911_EDIT_ADD_BODY_PART makes a message without body
 * carry the part alone, puts the part last into a body that is multipart/mixed already, and makes
 * any other body the first part of a new multipart/mixed one, to which its header lines Content-*
 * go with it; the message has one true Content-Length afterwards. Lines that are added end in
 * CR LF. RFC 3261 7; RFC 2046 5.1.
 *
 * @param message  the bytes; not NULL unless len is 0.
 * @param len      their number.
 * @param edits    the edits, each an initialised struct; not NULL unless count is 0.
 * @param count    their number, up to E911_WIRE_EDITS_MAX.
 * @param random   16 random bytes, of which the boundary of a new multipart body is made, or NULL
 *                 for zeros; whatever they are, the boundary does not occur in the body.
 * @param buf      room for the result, or NULL when size is 0. It may not overlap the message.
 * @param size     its size.
 * @param ret_len  bytes written, or needed (E911_ERR_BUFFER_SIZE), else as it was; not
 *                 NULL. No NUL is written.
 * @return E911_OK, E911_ERR_BUFFER_SIZE, E911_ERR_SYNTAX (no start line), E911_ERR_ENCODING (CR, LF
 *         or NUL in a name or value; no name, or a byte no name may hold; no Request-URI, or blanks
 *         in it), E911_ERR_CONFLICT (a header Content-* is edited beside a body part),
 *         E911_ERR_LIMIT (too many edits), E911_ERR_UNSUPPORTED (an edit there is not, or a
 *         Request-URI for a response), E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. On an error forward the message as it came; what buf holds
 *         then is not the message. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_wire_edit(const char *message, size_t len, const e911_edit *const *edits,
                                    size_t count, const uint8_t *random, char *buf, size_t size,
                                    size_t *ret_len);

/**
 * The same to a sink. All checks come before the first byte: after any error but E911_ERR_CALLBACK
 * the sink has received nothing.
 *
 * @param message  as for e911_wire_edit().
 * @param len      as there.
 * @param edits    as there.
 * @param count    as there.
 * @param random   as there.
 * @param sink     where the bytes go; not NULL.
 * @return as e911_wire_edit(), with E911_ERR_CALLBACK for E911_ERR_BUFFER_SIZE. Thread-safe; no
 *         allocation.
 * @since 0.1
 */
E911_API e911_status e911_wire_edit_to(const char *message, size_t len,
                                       const e911_edit *const *edits, size_t count,
                                       const uint8_t *random, const e911_sink *sink);

/**
 * Write a message with the edits of one target carried out. The message is not touched, so that
 * each branch of a call starts from it.
 *
 * @param message   the bytes the decision is about; not NULL unless len is 0.
 * @param len       their number.
 * @param decision  the decision; not NULL.
 * @param target    a target's index, or E911_NO_TARGET for the common edits alone.
 * @param buf       as for e911_wire_edit().
 * @param size      as there.
 * @param ret_len   as there. The message's length and 1024 bytes more are enough for what
 *                  e911_decide() asks for, unless a trusted PBX's own ININAttr is longer.
 * @return as e911_wire_edit(), or E911_ERR_NOT_FOUND (no such target). Thread-safe for different
 *         decisions; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_wire_apply(const char *message, size_t len, const e911_decision *decision,
                                     uint32_t target, char *buf, size_t size, size_t *ret_len);

/**
 * The same to a sink, as e911_wire_edit_to().
 *
 * @param message   as for e911_wire_apply().
 * @param len       as there.
 * @param decision  as there.
 * @param target    as there.
 * @param sink      where the bytes go; not NULL.
 * @return as e911_wire_edit_to(), or E911_ERR_NOT_FOUND (no such target). Thread-safe for different
 *         decisions; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_wire_apply_to(const char *message, size_t len,
                                        const e911_decision *decision, uint32_t target,
                                        const e911_sink *sink);

/**
 * The same for the message that was described last, whose parts need not be looked for again.
 *
 * @param room      what e911_wire_describe() filled; not NULL. The message is still there,
 * unchanged.
 * @param decision  as for e911_wire_apply().
 * @param target    as there.
 * @param buf       as there.
 * @param size      as there.
 * @param ret_len   as there.
 * @return as e911_wire_apply(), or E911_ERR_STATE (no message was described with success).
 * Thread-safe for different decisions; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_wire_apply_described(const e911_wire_room *room,
                                               const e911_decision *decision, uint32_t target,
                                               char *buf, size_t size, size_t *ret_len);

/**
 * The one call: describe, decide and apply. Bytes and facts without pointers in, bytes and a
 * summary without pointers out; nothing is kept.
 *
 * An emergency or test call comes out as the chosen target is to get it. Any other message comes
 * out as it went in, byte for byte, unless target_index is E911_NO_TARGET: then it gets the edits
 * every copy gets, which take an ININAttr from beyond the trust boundary out of it. A host wants
 * that for requests inside the dialog of an emergency call, and for whatever else goes to a
 * provider. Whether a target's copy carries the station's addresses is the engine's option
 * include_station_addresses.
 *
 * @param engine        the engine; not NULL.
 * @param message       the bytes of a request or response; not NULL unless len is 0.
 * @param len           their number.
 * @param facts         what only the host knows; not NULL, initialised.
 * @param target_index  a target's index; or E911_NO_TARGET for the edits every copy gets, and no
 *                      others. A message without targets takes any index.
 * @param buf           room for the result, or NULL when size is 0. It may not overlap the message.
 * @param size          its size.
 * @param ret_len       bytes written, or needed (E911_ERR_BUFFER_SIZE), else as it was; not
 *                      NULL. No NUL is written. How much is enough: see e911_wire_apply().
 * @param ret_summary   an initialised struct, or NULL. It is filled on errors, too, but for those
 *                      of the arguments (E911_ERR_INVALID_ARGUMENT, E911_ERR_STRUCT_SIZE,
 *                      E911_ERR_STRUCT_UNKNOWN).
 * @return E911_OK, E911_ERR_BUFFER_SIZE, E911_ERR_SYNTAX (it cannot be read: not classified, the
 *         summary's offset says where), E911_ERR_NOT_FOUND (no such target),
 *         E911_ERR_INVALID_ARGUMENT, E911_ERR_STRUCT_SIZE or E911_ERR_STRUCT_UNKNOWN. On an error
 *         forward the message as it came. Thread-safe; no allocation, no lock, some 26 kB of stack.
 * @since 0.1
 */
E911_API e911_status e911_rewrite(e911_engine *engine, const char *message, size_t len,
                                  const e911_facts *facts, uint32_t target_index, char *buf,
                                  size_t size, size_t *ret_len, e911_summary *ret_summary);

/**
 * Write a summary as one line of JSON, without a line end: {"status":"E911_OK","classified":true,
 * "class":"emergency","match":"number","targets":1,"station":{"found":true,"mac":true,"ip":true},
 * "flags":["IN_DIALOG"],"reasons":["PLAN_NUMBER","STATION_BY_IDENTITY"]}; one that was not
 * classified has "offset" and none of what follows "classified". Members may be added.
 *
 * @param summary  the summary; not NULL, initialised.
 * @param buf      room for the text, or NULL when size is 0.
 * @param size     its size.
 * @param ret_len  bytes written, or needed (E911_ERR_BUFFER_SIZE), else as it was; not
 *                 NULL. No NUL is written.
 * @return E911_OK, E911_ERR_BUFFER_SIZE, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_summary_format_json(const e911_summary *summary, char *buf, size_t size,
                                              size_t *ret_len);

#ifdef __cplusplus
}
#endif
#endif
