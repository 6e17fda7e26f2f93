/*
 * libe911 - the emergency dial plan: which dialled texts are emergency, test or crisis calls.
 *
 * A builder takes a region's emergency numbers, access prefixes and further numbers and turns them
 * into an immutable plan, which any number of threads may classify with at once.
 */
#ifndef E911_DIALPLAN_H
#define E911_DIALPLAN_H

#include <e911/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable, reference counted. */
typedef struct e911_plan e911_plan;
/** Mutable, single owner. */
typedef struct e911_plan_builder e911_plan_builder;

/** What a dialled text is. */
enum e911_class {
    E911_CLASS_NONE = 0,      /**< an ordinary call */
    E911_CLASS_EMERGENCY = 1, /**< route at once to the emergency service provider */
    E911_CLASS_TEST = 2,      /**< 933, urn:service:test.sos: same route, no emergency */
    E911_CLASS_CRISIS = 3     /**< 988: a crisis line, not an emergency */
};

/** What in the plan made the class. */
enum e911_match_source {
    E911_MATCH_NOTHING = 0,      /**< nothing matched */
    E911_MATCH_SERVICE_URN = 1,  /**< the text is a service URN (RFC 5031) */
    E911_MATCH_NUMBER = 2,       /**< a number added by e911_plan_builder_add_number() */
    E911_MATCH_REGION = 3,       /**< a number of the region, dialled bare */
    E911_MATCH_ACCESS_PREFIX = 4 /**< one access prefix and such a number */
};

/** Hard limits of a plan, tested at the limit and one past it. */
enum e911_plan_limit {
    E911_PLAN_NUMBER_MAX = 32,    /**< digits of a number */
    E911_PLAN_NUMBERS_MAX = 4096, /**< numbers added to one plan */
    E911_PLAN_PREFIX_MAX = 8,     /**< digits of an access prefix */
    E911_PLAN_PREFIXES_MAX = 16   /**< access prefixes of one plan */
};

/** Result of a classification. */
typedef struct e911_match {
    size_t struct_size;
    uint32_t call_class; /**< of enum e911_class */
    uint32_t source;     /**< of enum e911_match_source */
    e911_text number;    /**< standardized number for the provider's Request-URI (US 112 -> 911);
                              owned by the plan; empty for a URN and for class none */
    e911_text service;   /**< service URN; static, or for a dialled URN a view into the dialled
                              text; empty for class none and crisis */
    e911_text matched;   /**< the number of the plan that matched; owned by the plan */
    e911_text prefix;    /**< the access prefix that was dialled; owned by the plan */
} e911_match;

/**
 * Name of a class as logs and tables spell it: "none", "emergency", "test", "crisis".
 *
 * @param call_class a class; any number is allowed.
 * @return a static string, never NULL; "?" for an unknown number. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_class_name(enum e911_class call_class);

/**
 * Set up an e911_match before its first use.
 *
 * @param match        the struct; not NULL.
 * @param struct_size  sizeof(e911_match) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_match_init(e911_match *match, size_t struct_size);

/**
 * Start a plan.
 *
 * @param allocator    memory functions, or NULL for malloc; copied.
 * @param ret_builder  the builder; the caller owns it, e911_plan_builder_free() ends it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_new(const e911_allocator *allocator,
                                           e911_plan_builder **ret_builder);

/**
 * End a builder; plans built from it live on. One thread at a time.
 *
 * @param builder the builder, or NULL.
 * @since 0.1
 */
E911_API void e911_plan_builder_free(e911_plan_builder *builder);

/**
 * Name the region whose emergency, test and crisis numbers the plan holds. They work dialled bare,
 * whatever else the plan says (47 U.S.C. 623(b) for the US).
 *
 * @param builder  the builder; not NULL.
 * @param region   ISO 3166 two-letter code, either case.
 * @param len      its length.
 * @param reterr   detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX (not two letters), E911_ERR_NOT_FOUND (no such region in this
 *         version: US and CA), E911_ERR_STATE (set already) or E911_ERR_INVALID_ARGUMENT. One
 *         thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_set_region(e911_plan_builder *builder, const char *region,
                                                  size_t len, e911_error *reterr);

/**
 * Add an access prefix: the digits dialled for an outside line, which may stand once before a
 * number of the region (9911); in a plan without a region, before the numbers added.
 *
 * @param builder  the builder; not NULL.
 * @param prefix   1 to E911_PLAN_PREFIX_MAX characters of 0-9 * #.
 * @param len      its length.
 * @param reterr   detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_DUPLICATE, E911_ERR_LIMIT, E911_ERR_NOMEM or
 *         E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_add_access_prefix(e911_plan_builder *builder,
                                                         const char *prefix, size_t len,
                                                         e911_error *reterr);

/**
 * Add a number of this site, such as a campus security line. It wins over the region's row of the
 * same number, but cannot take an emergency number of the region away, dialled bare: a lesser class
 * for one is E911_ERR_CONFLICT.
 *
 * @param builder     the builder; not NULL.
 * @param number      1 to E911_PLAN_NUMBER_MAX characters of 0-9 * #; visual separators (space - .
 *                    and parentheses) are dropped.
 * @param len         its length.
 * @param call_class  of enum e911_class, not none.
 * @param reterr      detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_DUPLICATE, E911_ERR_LIMIT, E911_ERR_NOMEM or
 *         E911_ERR_INVALID_ARGUMENT. One thread at a time. E911_ERR_CONFLICT comes from build.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_add_number(e911_plan_builder *builder, const char *number,
                                                  size_t len, uint32_t call_class,
                                                  e911_error *reterr);

/**
 * Compile the plan. The builder stays as it was and may build again.
 *
 * @param builder   the builder; not NULL.
 * @param ret_plan  the plan, with one reference, the caller's.
 * @param reterr    detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_CONFLICT or E911_ERR_INVALID_ARGUMENT. One thread at a
 *         time.
 * @since 0.1
 */
E911_API e911_status e911_plan_builder_build(e911_plan_builder *builder, e911_plan **ret_plan,
                                             e911_error *reterr);

/**
 * Take a further reference.
 *
 * @param plan the plan, or NULL.
 * @return the same pointer. Thread-safe.
 * @since 0.1
 */
E911_API e911_plan *e911_plan_ref(e911_plan *plan);

/**
 * Give up a reference; the last one frees the plan. Thread-safe.
 *
 * @param plan the plan, or NULL.
 * @since 0.1
 */
E911_API void e911_plan_unref(e911_plan *plan);

/**
 * Classify a dialled text: digits with or without visual separators, or a sip:, sips:, tel: or
 * urn: URI. %HH is decoded once, user parameters (;phone-context=..) are ignored, letters are
 * never dropped: 9O11 is not 911.
 *
 * Read in this order: a service URN; the numbers added, then the region's, dialled bare; one
 * access prefix and a number of the region (of the plan, where it has no region). What follows
 * "sos" in a service URN may have a flaw; the service is then urn:service:sos.
 *
 * @param plan       the plan; not NULL.
 * @param dialled    the text; not NULL unless len is 0.
 * @param len        its length.
 * @param ret_match  an initialised struct.
 * @return E911_OK, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT; with valid arguments it
 *         cannot fail: a text that is nothing at all is class none. Thread-safe, no allocation, no
 *         lock. RFC 5031, RFC 6881 section 5.
 * @since 0.1
 */
E911_API e911_status e911_plan_classify(const e911_plan *plan, const char *dialled, size_t len,
                                        e911_match *ret_match);

#ifdef __cplusplus
}
#endif
#endif
