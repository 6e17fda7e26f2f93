/*
 * libe911 - the decision: facts of one request in; class, targets with their edits, and the
 * reasons out.
 *
 *     engine  (plan + stations + policy, immutable, shared)  ---.
 *     call    (facts of one request, filled by an adapter)   ----> e911_decide() --> decision
 *
 * Nothing in a request stops an emergency call: whatever is missing, contradictory or malformed
 * becomes a reason in the decision, never an error.
 */
#ifndef E911_DECIDE_H
#define E911_DECIDE_H

#include <e911/dialplan.h>
#include <e911/ininattr.h>
#include <e911/station.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable, reference counted. */
typedef struct e911_engine e911_engine;
/** Mutable, single owner: one per thread, used again for every call. */
typedef struct e911_decision e911_decision;

/** Who handed us the request: what its headers are worth. */
enum e911_ingress {
    E911_INGRESS_PHONE = 0, /**< a phone: its source address is evidence, its headers are claims */
    E911_INGRESS_PBX =
        1, /**< a trusted PBX: its headers count, its source address is no station's */
    E911_INGRESS_TRUNK = 2 /**< a provider or carrier: neither counts */
};

/** Transport a request came by. */
enum e911_transport {
    E911_TRANSPORT_UNKNOWN = 0,
    E911_TRANSPORT_UDP = 1,
    E911_TRANSPORT_TCP = 2,
    E911_TRANSPORT_TLS = 3,
    E911_TRANSPORT_WS = 4,
    E911_TRANSPORT_WSS = 5
};

/** Facts about the message itself. */
enum e911_call_flag {
    E911_CALL_IN_DIALOG = 1,  /**< the To header carries a tag */
    E911_CALL_LINES_LOST = 2, /**< the stack lost the text of a header line it could not parse */
    E911_CALL_RESPONSE = 4,   /**< a response: it has no method and no Request-URI */
    E911_CALL_HEADERS_UNLISTED = 8,   /**< a list below is not complete: the adapter had no room */
    E911_CALL_ININATTR_UNLISTED = 16, /**< nor is the list of ININAttr values */
    E911_CALL_LINE_ENDS_MIXED = 32    /**< CR LF, CR and LF end its lines: where its headers begin
                                           and end depends on who reads it */
};

/** A header line: its name and value as received. Final layout. */
typedef struct e911_header {
    e911_text name;
    e911_text value;
} e911_header;

/**
 * Facts of one request, as views. An adapter fills what stands in the message; the host adds what
 * only it knows (ingress, source where the adapter has none, now, random). Anything may be empty.
 */
typedef struct e911_call {
    size_t struct_size;
    uint32_t flags; /**< of enum e911_call_flag */
    e911_text method;
    e911_text request_uri;
    e911_text to; /**< header values, whole */
    e911_text from;
    e911_text call_id;
    e911_text p_asserted_identity; /**< the first one (RFC 3325) */
    e911_text contact;
    e911_text instance; /**< +sip.instance of the Contact (RFC 5626), without its quotes */
    e911_text user_agent;
    e911_text priority;
    e911_text via_sent_by; /**< host[:port] of the topmost Via */
    e911_text content_type;
    uint64_t body_size;
    const e911_text *ininattr; /**< every ININAttr value, in order */
    size_t ininattr_count;
    const e911_text *geolocation; /**< every Geolocation value line */
    size_t geolocation_count;
    const e911_text *call_info; /**< every Call-Info value line */
    size_t call_info_count;
    const e911_header *headers; /**< every header line without a field of its own */
    size_t headers_count;
    /* What only the host knows. */
    uint32_t ingress;   /**< of enum e911_ingress */
    uint32_t transport; /**< of enum e911_transport */
    e911_ip source;     /**< address the packet came from; family 0: not known */
    uint32_t source_port;
    int64_t now_ms;     /**< time of day, milliseconds since 1970-01-01 UTC, or 0 */
    uint8_t random[16]; /**< fresh random bytes for ids, or all 0 */
    uint32_t site;      /**< number of the Site of the line or endpoint that the call came by, of
                             e911_engine_find_site(); 0: not known */
    uint32_t forwarded; /**< 1: the call is forwarded, and the line's Site counts whoever calls */
} e911_call;

/** How a target wants its calls. */
enum e911_target_flag {
    E911_TARGET_WITHOUT_ININATTR = 1, /**< never an ININAttr, not even a trusted PBX's */
    E911_TARGET_ININATTR_UNQUOTED = 2 /**< write ININAttr without quotes; a trusted PBX's own line
                                           stays as it came */
};

/**
 * A place that takes emergency and test calls: the service provider, a gateway. Send there by its
 * uri, with its transport and parameters: the Request-URI that a call gets is made of its scheme,
 * host and port alone, and is a service URN where one was dialled.
 */
typedef struct e911_target {
    size_t struct_size;
    e911_text name;    /**< for logs */
    e911_text uri;     /**< sip: or sips: URI with host and, if need be, port and transport */
    uint32_t flags;    /**< of enum e911_target_flag */
    uint32_t reserved; /**< 0 */
} e911_target;

/** What an engine consists of. Only a plan, a region or emergency numbers are needed. */
typedef struct e911_engine_options {
    size_t struct_size;
    const e911_allocator *allocator; /**< NULL: malloc; copied */
    e911_text region;                /**< ISO 3166 code; makes a plan, together with ... */
    e911_text access_prefixes;       /**< ... these, separated by blanks or commas */
    e911_text emergency_numbers;     /**< ... and these further numbers, separated likewise */
    e911_plan *plan;         /**< instead of the three above; the engine takes a reference */
    e911_stations *stations; /**< or NULL; the engine takes a reference */
    e911_text stations_csv;  /**< instead: the table as CSV text, which is copied */
    const e911_target *const *targets; /**< in the order they are to be tried; copied */
    size_t targets_count;
    e911_text target_uri; /**< instead: one target, by its URI alone */
    /** PureConnect's server parameter "Include Station Mac And IP In SIP": 1 true, 0 false. When
        false we add no station's addresses and calls are routed all the same; what a trusted PBX
        says of its own station is its word and stays. */
    uint32_t include_station_addresses;
    uint32_t reserved; /**< 0 */
} e911_engine_options;

/** Hard limits of an engine and a decision. */
enum e911_decide_limit {
    E911_TARGETS_MAX = 16,     /**< targets of an engine */
    E911_TARGET_URI_MAX = 256, /**< bytes of a target's URI */
    E911_TARGET_NAME_MAX = 64, /**< bytes of a target's name */
    E911_REASONS_MAX = 32      /**< reasons of a decision */
};

/** What an edit does to the message. Numbers are frozen. */
enum e911_edit_op {
    E911_EDIT_SET_REQUEST_URI = 1, /**< value replaces the Request-URI */
    E911_EDIT_REMOVE_HEADER = 2,   /**< every header line of that name goes */
    E911_EDIT_ADD_HEADER = 3,      /**< one line "name: value" is added */
    E911_EDIT_SET_HEADER = 4,      /**< every header line of that name goes, then one is added */
    E911_EDIT_ADD_BODY_PART = 5 /**< value, any bytes, joins the body as a part whose Content-Type
                                     is name. Only a B2BUA may do this: a proxy must not touch a
                                     body (RFC 3261 16.6). e911_decide() never asks for it. */
};

/** One edit; its texts are owned by the decision. */
typedef struct e911_edit {
    size_t struct_size;
    uint32_t op; /**< of enum e911_edit_op */
    uint32_t reserved;
    e911_text name;
    e911_text value;
} e911_edit;

/** Why the decision is as it is. Numbers are frozen. */
enum e911_reason_code {
    E911_REASON_SERVICE_URN = 1,          /**< matched: the URN */
    E911_REASON_PLAN_NUMBER = 2,          /**< matched: the plan's number */
    E911_REASON_REGION_NUMBER = 3,        /**< matched: the region's number */
    E911_REASON_ACCESS_PREFIX = 4,        /**< matched: the prefix that was dialled */
    E911_REASON_NOT_IN_PLAN = 5,          /**< an ordinary number */
    E911_REASON_NOT_AN_INVITE = 6,        /**< only INVITEs are calls; matched: the method */
    E911_REASON_IN_DIALOG = 7,            /**< a dialog's own request, not a new call */
    E911_REASON_PLAN_RULE = 8,            /**< matched: the pattern of the plan's rule */
    E911_REASON_SITE = 9,                 /**< matched: the Site whose rules the call sees */
    E911_REASON_STATION_BY_IDENTITY = 20, /**< matched: the row's IdentificationAddress */
    E911_REASON_STATION_BY_SOURCE = 21,   /**< matched: the row's StationIPAddress */
    E911_REASON_STATION_UNKNOWN = 22,     /**< no row: no header */
    E911_REASON_STATION_AMBIGUOUS = 23,   /**< rows of several phones, nothing decides */
    E911_REASON_STATION_NOT_FIXED = 24,   /**< mobile, remote or hot-desk: no desk's address */
    E911_REASON_SOURCE_MISMATCH = 25,     /**< the source contradicts the identity's row */
    E911_REASON_SOURCE_UNKNOWN = 26,      /**< the host gave no source address */
    E911_REASON_ININATTR_ADDED = 40,      /**< matched: the value */
    E911_REASON_ININATTR_OFF = 41,        /**< the server parameter is False */
    E911_REASON_ININATTR_REMOVED = 42,    /**< from beyond the trust boundary; value not repeated */
    E911_REASON_ININATTR_KEPT = 43,       /**< a trusted PBX's */
    E911_REASON_ININATTR_DIFFERS = 44,    /**< kept, though our table says otherwise */
    E911_REASON_ININATTR_MALFORMED = 45,  /**< a trusted PBX's, unreadable: removed */
    E911_REASON_ININATTR_CONFLICT = 46,   /**< a trusted PBX's several, not the same: removed */
    E911_REASON_NO_TARGET = 60,        /**< the engine has no target: the host's next hop it is */
    E911_REASON_LINES_LOST = 61,       /**< the stack lost the text of unreadable header lines */
    E911_REASON_REASONS_DROPPED = 62,  /**< the decision was full */
    E911_REASON_HEADERS_UNLISTED = 63, /**< the adapter had no room to list all headers */
    E911_REASON_LINE_ENDS_MIXED = 64   /**< the message has several readings */
};

/** One reason. */
typedef struct e911_reason {
    size_t struct_size;
    uint32_t code; /**< of enum e911_reason_code */
    uint32_t reserved;
    e911_text matched; /**< what it matched, or empty; owned by the decision */
} e911_reason;

/** In place of a target's index: only the edits every copy of the request gets. */
#define E911_NO_TARGET 0xffffffffu

/**
 * Set up an e911_call before its first use.
 *
 * @param call         the struct; not NULL.
 * @param struct_size  sizeof(e911_call) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_call_init(e911_call *call, size_t struct_size);

/**
 * Set up an e911_target before its first use.
 *
 * @param target       the struct; not NULL.
 * @param struct_size  sizeof(e911_target) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_target_init(e911_target *target, size_t struct_size);

/**
 * Set up an e911_engine_options before its first use.
 *
 * @param options      the struct; not NULL.
 * @param struct_size  sizeof(e911_engine_options) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_engine_options_init(e911_engine_options *options, size_t struct_size);

/**
 * Set up an e911_edit before its first use.
 *
 * @param edit         the struct; not NULL.
 * @param struct_size  sizeof(e911_edit) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_edit_init(e911_edit *edit, size_t struct_size);

/**
 * Set up an e911_reason before its first use.
 *
 * @param reason       the struct; not NULL.
 * @param struct_size  sizeof(e911_reason) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_reason_init(e911_reason *reason, size_t struct_size);

/**
 * Make an engine. Texts, targets and allocator are copied; plan and stations are referenced.
 *
 * @param options     an initialised struct; not NULL.
 * @param ret_engine  the engine, with one reference, the caller's.
 * @param reterr      detail of a refusal, or NULL; offset counts within the refused text, which
 *                    for stations_csv has line and column, too.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_ENCODING, E911_ERR_NOT_FOUND (region),
 * E911_ERR_CONFLICT (two forms of one thing), E911_ERR_DUPLICATE, E911_ERR_LIMIT, E911_ERR_NOMEM,
 * E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_engine_new(const e911_engine_options *options, e911_engine **ret_engine,
                                     e911_error *reterr);

/**
 * Take a further reference. To swap engines under running threads, load the shared pointer and
 * take the reference under one lock, or let each thread hold a reference of its own.
 *
 * @param engine the engine, or NULL.
 * @return the same pointer. Thread-safe.
 * @since 0.1
 */
E911_API e911_engine *e911_engine_ref(e911_engine *engine);

/**
 * Give up a reference; the last one frees the engine. Thread-safe.
 *
 * @param engine the engine, or NULL.
 * @since 0.1
 */
E911_API void e911_engine_unref(e911_engine *engine);

/**
 * Number of a Site in the engine's dial plan, for e911_call.site: to be asked once and kept with
 * the engine. Only a plan whose rules name Sites asks for it.
 *
 * @param engine  the engine, or NULL for 0.
 * @param site    name of the Site, any case.
 * @param len     its length.
 * @return its number; 0 when no rule names it. Thread-safe.
 * @since 0.1
 */
E911_API uint32_t e911_engine_find_site(const e911_engine *engine, const char *site, size_t len);

/**
 * Make a decision object. All memory it will ever need is taken here.
 *
 * @param allocator     memory functions, or NULL for malloc; copied.
 * @param ret_decision  the object; the caller owns it, e911_decision_free() ends it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_decision_new(const e911_allocator *allocator,
                                       e911_decision **ret_decision);

/**
 * End a decision object. One thread at a time.
 *
 * @param decision the object, or NULL.
 * @since 0.1
 */
E911_API void e911_decision_free(e911_decision *decision);

/**
 * Decide what must happen to a request.
 *
 * @param engine    the engine; not NULL. The decision keeps a reference until it is used again.
 * @param call      the facts; not NULL. Nothing of it is kept.
 * @param decision  receives the result; what it held before is gone, and so are views into it.
 * @return E911_OK, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT; with valid arguments it
 *         cannot fail. Thread-safe for different decisions; no allocation, no lock.
 * @since 0.1
 */
E911_API e911_status e911_decide(e911_engine *engine, const e911_call *call,
                                 e911_decision *decision);

/**
 * Class of the request.
 *
 * @param decision the decision, or NULL for none.
 * @return of enum e911_class. One thread at a time.
 * @since 0.1
 */
E911_API uint32_t e911_decision_class(const e911_decision *decision);

/**
 * What the dial plan matched.
 *
 * @param decision   the decision; not NULL.
 * @param ret_match  an initialised struct; its texts are owned by the decision.
 * @return E911_OK, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_decision_match(const e911_decision *decision, e911_match *ret_match);

/**
 * The station that dialled.
 *
 * @param decision     the decision; not NULL.
 * @param ret_station  an initialised struct; its texts are owned by the station table, which the
 *                     decision keeps alive. mac, ip and known are what is asserted of the station,
 *                     which may be less or other than the row says.
 * @return E911_OK, E911_ERR_NOT_FOUND (not known), E911_ERR_STRUCT_SIZE or
 *         E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_decision_station(const e911_decision *decision,
                                           e911_station *ret_station);

/**
 * Number of targets, in the order they are to be tried: above 0 for an emergency or test call
 * unless the engine has none; 0 for any other request, which goes the host's ordinary way.
 *
 * @param decision the decision, or NULL for 0.
 * @return the number. One thread at a time.
 * @since 0.1
 */
E911_API uint32_t e911_decision_target_count(const e911_decision *decision);

/**
 * Read a target.
 *
 * @param decision    the decision; not NULL.
 * @param index       0 to e911_decision_target_count() - 1.
 * @param ret_target  an initialised struct; its texts are owned by the engine, which the decision
 *                    keeps alive.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. One
 *         thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_decision_target(const e911_decision *decision, uint32_t index,
                                          e911_target *ret_target);

/**
 * Number of edits for a target: those every copy of the request gets, then its own.
 *
 * @param decision  the decision, or NULL for 0.
 * @param target    a target's index, or E911_NO_TARGET for the common ones alone.
 * @return the number; 0 for an index out of range. One thread at a time.
 * @since 0.1
 */
E911_API uint32_t e911_decision_edit_count(const e911_decision *decision, uint32_t target);

/**
 * Read an edit. Edits are applied in order, and all of them or none.
 *
 * @param decision  the decision; not NULL.
 * @param target    as for e911_decision_edit_count().
 * @param index     0 to that count - 1.
 * @param ret_edit  an initialised struct; its texts are owned by the decision.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. One
 *         thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_decision_edit(const e911_decision *decision, uint32_t target,
                                        uint32_t index, e911_edit *ret_edit);

/**
 * Number of reasons.
 *
 * @param decision the decision, or NULL for 0.
 * @return the number. One thread at a time.
 * @since 0.1
 */
E911_API uint32_t e911_decision_reason_count(const e911_decision *decision);

/**
 * Read a reason; they stand in the order of the decision's steps.
 *
 * @param decision    the decision; not NULL.
 * @param index       0 to e911_decision_reason_count() - 1.
 * @param ret_reason  an initialised struct; its text is owned by the decision.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT. One
 *         thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_decision_reason(const e911_decision *decision, uint32_t index,
                                          e911_reason *ret_reason);

/**
 * Write all of a decision as one line of JSON, without a line end: class, match, station, targets
 * with their edits, reasons; an absent or empty text is "". Members may be added.
 *
 * Texts that come from a message may hold any bytes. Well-formed UTF-8 stands as it is, control
 * characters as \u00XX, and a byte that is not part of well-formed UTF-8 as U+FFFD.
 *
 * @param decision  the decision; not NULL.
 * @param buf       room for the text, or NULL when size is 0.
 * @param size      its size.
 * @param ret_len   bytes written, or needed (E911_ERR_BUFFER_SIZE), else as it was; not
 *                  NULL. No NUL is written.
 * @return E911_OK, E911_ERR_BUFFER_SIZE or E911_ERR_INVALID_ARGUMENT. One thread at a time; no
 *         allocation. RFC 8259.
 * @since 0.1
 */
E911_API e911_status e911_decision_format_json(const e911_decision *decision, char *buf,
                                               size_t size, size_t *ret_len);

/**
 * Name of a reason without its prefix, such as "SOURCE_MISMATCH".
 *
 * @param code a code; any number is allowed.
 * @return a static string, never NULL; "?" for an unknown number. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_reason_name(uint32_t code);

#ifdef __cplusplus
}
#endif
#endif
