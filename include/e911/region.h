/*
 * libe911 - the world table: the emergency, test and crisis numbers of every region.
 *
 * The table is the union of two sources that contradict each other: each row says which of them
 * lists it, and a note says where they disagree. It is part of the library; nothing is read from a
 * file. All texts are static, and every function may be called by any thread at any time.
 */
#ifndef E911_REGION_H
#define E911_REGION_H

#include <e911/dialplan.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is special about a region; flags. */
enum e911_region_flag {
    E911_REGION_NANP = 1,     /**< part of the North American Numbering Plan (country code 1) */
    E911_REGION_KARIS_LAW = 2 /**< 47 U.S.C. 623 holds: 911 must work without a prefix */
};

/** Who lists a number; flags. */
enum e911_region_source {
    E911_REGION_SOURCE_LIBPHONENUMBER = 1,
    E911_REGION_SOURCE_ANDROID = 2,
    E911_REGION_SOURCE_NANP = 4 /**< the numbering plan: 933, 988 and the N11 codes */
};

/** Whom an emergency number reaches; flags. */
enum e911_region_service {
    E911_REGION_SERVICE_POLICE = 1,
    E911_REGION_SERVICE_AMBULANCE = 2,
    E911_REGION_SERVICE_FIRE = 4,
    E911_REGION_SERVICE_MARINE = 8,
    E911_REGION_SERVICE_MOUNTAIN = 16
};

/** A region of the table. */
typedef struct e911_region {
    size_t struct_size;
    e911_text code; /**< two letters, upper case: ISO 3166-1, or one reserved there (AC, XK) */
    uint32_t flags; /**< of enum e911_region_flag */
    uint32_t number_count; /**< rows, for e911_region_number_at() */
} e911_region;

/** A number of a region: one row of the table. */
typedef struct e911_region_number {
    size_t struct_size;
    e911_text region;       /**< code of the region */
    e911_text number;       /**< digits */
    e911_text standardized; /**< what the provider is to be sent: 911 for 112 in US and CA,
                               otherwise the number itself */
    e911_text service;      /**< service URN (RFC 5031): urn:service:sos.police and the like for a
                                 number with one service, urn:service:sos for several or unknown
                                 ones; empty for class none and crisis */
    e911_text note;      /**< where the sources disagree, or what else is to be known; or empty */
    uint32_t call_class; /**< of enum e911_class; a row of class none (411) is no more than a
                              statement that the number is an ordinary one */
    uint32_t services;   /**< of enum e911_region_service; 0: no source names one */
    uint32_t sources;    /**< of enum e911_region_source */
    uint32_t reserved;   /**< 0 */
} e911_region_number;

/**
 * Set up an e911_region before its first use.
 *
 * @param region       the struct; not NULL.
 * @param struct_size  sizeof(e911_region) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_region_init(e911_region *region, size_t struct_size);

/**
 * Set up an e911_region_number before its first use.
 *
 * @param number       the struct; not NULL.
 * @param struct_size  sizeof(e911_region_number) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_region_number_init(e911_region_number *number, size_t struct_size);

/**
 * Number of regions in the table.
 *
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API uint32_t e911_region_count(void);

/**
 * A region by its place. Regions stand in the order of their codes; a place may change with the
 * version of the library.
 *
 * @param index       from 0.
 * @param ret_region  an initialised struct; its texts are static.
 * @return E911_OK, E911_ERR_NOT_FOUND (no such place), E911_ERR_STRUCT_SIZE or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_region_at(uint32_t index, e911_region *ret_region);

/**
 * The place of a region.
 *
 * @param code       two letters, either case.
 * @param len        their number.
 * @param ret_index  the place, for e911_region_at() and e911_region_number_at().
 * @param reterr     detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX (not two letters), E911_ERR_NOT_FOUND (no source knows emergency
 *         numbers of it) or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_region_find(const char *code, size_t len, uint32_t *ret_index,
                                      e911_error *reterr);

/**
 * A number of a region. The emergency numbers come first, then test, crisis and ordinary ones.
 *
 * @param region      place of the region.
 * @param index       from 0.
 * @param ret_number  an initialised struct; its texts are static.
 * @return E911_OK, E911_ERR_NOT_FOUND (no such region, or no such row), E911_ERR_STRUCT_SIZE or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_region_number_at(uint32_t region, uint32_t index,
                                           e911_region_number *ret_number);

/**
 * Name of a source, such as "libphonenumber".
 *
 * @param source one flag; any number is allowed.
 * @return a static string, never NULL; "?" for anything but one known flag. Thread-safe.
 * @since 0.1
 */
E911_API const char *e911_region_source_name(uint32_t source);

#ifdef __cplusplus
}
#endif
#endif
