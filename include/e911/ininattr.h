/*
 * libe911 - the value of the SIP header ININAttr, by which PureConnect tells an E911 service
 * provider which station dialled:
 *
 *     ININAttr: "uu_StationMacAddress=0004f215c285;uu_StationIPAddress=192.168.1.4"
 *
 * Editions of the vendor's document print it quoted and unquoted; both are read.
 */
#ifndef E911_ININATTR_H
#define E911_ININATTR_H

#include <e911/address.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The header's name. */
#define E911_ININATTR_NAME "ININAttr"

/** Which addresses an e911_ininattr holds, and how it is written. */
enum e911_ininattr_flag {
    E911_ININATTR_MAC = 1,     /**< mac is known */
    E911_ININATTR_IP = 2,      /**< ip is known */
    E911_ININATTR_UNQUOTED = 4 /**< without the quotes: set by parse, obeyed by format */
};

/** Hard limits: a value past one of them is refused with E911_ERR_LIMIT. */
enum e911_ininattr_limit {
    E911_ININATTR_VALUE_MAX = 4096, /**< bytes of a value */
    E911_ININATTR_PAIRS_MAX = 32    /**< key=value pairs in it */
};

/** A key=value pair the library gives no meaning to, verbatim (still escaped). Final layout. */
typedef struct e911_ininattr_pair {
    e911_text key;
    e911_text value;
} e911_ininattr_pair;

/** The header's content. */
typedef struct e911_ininattr {
    size_t struct_size;
    uint32_t flags; /**< of enum e911_ininattr_flag */
    e911_mac mac;
    e911_ip ip;
    /** Room of the caller for the pairs with unknown keys, or NULL. Parse fills as many as fit;
        format writes all others_count of them after the addresses. */
    e911_ininattr_pair *others;
    size_t others_capacity;
    size_t others_count; /**< parse: how many there are, also when they did not fit */
} e911_ininattr;

/**
 * Set up an e911_ininattr before its first use.
 *
 * @param attr         the struct; not NULL.
 * @param struct_size  sizeof(e911_ininattr) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_ininattr_init(e911_ininattr *attr, size_t struct_size);

/**
 * Read a header value: quoted or not, keys in any order and case, blanks and folds around ';' and
 * '=', the addresses in any form e911_mac_parse() and e911_ip_parse() take. Unknown keys are kept.
 * One pass, no allocation.
 *
 * Refused, with the byte offset: a pair without key or '=', an address that is none, control
 * characters that are not folds, a fold inside a key, a
 * quote in the wrong place, a key that stands twice with different values (E911_ERR_CONFLICT; the
 * same pair twice is taken once), more than E911_ININATTR_PAIRS_MAX pairs or
 * E911_ININATTR_VALUE_MAX bytes (E911_ERR_LIMIT). One ';' after the last pair is taken. Nothing is
 * ever guessed from a refused value.
 *
 * @param value     the header value, without name and colon; not NULL unless len is 0.
 * @param len       its length.
 * @param ret_attr  an initialised struct; others and others_capacity are read, the rest written.
 *                  The pairs are views into value.
 * @param reterr    detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_CONFLICT, E911_ERR_LIMIT, E911_ERR_STRUCT_SIZE or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_ininattr_parse(const char *value, size_t len, e911_ininattr *ret_attr,
                                         e911_error *reterr);

/**
 * Write a header value. Only what the flags say is known is written; with neither flag set and no
 * other pairs there is nothing to say, and the result is E911_ERR_NOT_FOUND: send no header then.
 *
 * @param attr     the content; not NULL. Other pairs are checked: a byte that would end the header,
 *                 the quotes or the pair is E911_ERR_ENCODING, never dropped, a key that stands
 *                 twice or is an address's E911_ERR_CONFLICT; a fold inside a value becomes one
 *                 blank. others_count past others_capacity is E911_ERR_INVALID_ARGUMENT.
 * @param buf      room for the text, or NULL when size is 0.
 * @param size     its size.
 * @param ret_len  bytes written, or needed (E911_ERR_BUFFER_SIZE), else as it was; not
 *                 NULL. No NUL is written.
 * @return E911_OK, E911_ERR_BUFFER_SIZE, E911_ERR_NOT_FOUND, E911_ERR_ENCODING,
 *         E911_ERR_CONFLICT, E911_ERR_LIMIT, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_ininattr_format(const e911_ininattr *attr, char *buf, size_t size,
                                          size_t *ret_len);

#ifdef __cplusplus
}
#endif
#endif
