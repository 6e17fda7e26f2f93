/*
 * libe911 - addresses: MAC, IP and the parts of a sip/sips/tel/urn URI. Text in any common form
 * goes in, canonical text comes out.
 */
#ifndef E911_ADDRESS_H
#define E911_ADDRESS_H

#include <e911/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A 48-bit MAC address in transmission order. Final layout. */
typedef struct e911_mac {
    uint8_t bytes[6];
} e911_mac;

/** An IP address. Final layout. IPv4 uses bytes 0-3 and leaves the rest 0; family 0 is "none". */
typedef struct e911_ip {
    uint8_t family; /**< 0 none, 4 or 6 */
    uint8_t bytes[16];
} e911_ip;

/** Sizes that hold any text the formatters of this header write (no NUL is written). */
enum e911_address_size {
    E911_MAC_TEXT_SIZE = 12, /**< 0004f215c285 */
    E911_IP_TEXT_SIZE = 45   /**< the longest IPv6 text */
};

/** Parts of a URI, as views into the text that was parsed; a part that is absent has len 0. */
typedef struct e911_uri {
    size_t struct_size;
    e911_text scheme;     /**< "sip", "SIPS", "tel", "urn" ... as written, without the colon */
    e911_text user;       /**< sip/sips: before '@' or ':' password; tel: the number; with its
                               user parameters cut off; still %-escaped */
    e911_text parameters; /**< of the user part: what follows its first ';' (";phone-context=..") */
    e911_text host;       /**< sip/sips: host without port, IPv6 in its brackets; urn: all after
                               "urn:" */
    e911_text port;       /**< digits, without the colon */
} e911_uri;

/**
 * Read a MAC address: 12 hex digits in either case, bare, in pairs separated by ':' or '-', in
 * fours separated by '.', or in sixes separated by '-'; "SEP", "MAC:" or "MAC%3a" may stand before
 * them. What a spreadsheet made of an address that it took for a number (zeros lost, 4.1234E+16) is
 * refused by that name and never filled up.
 *
 * Refused: other lengths, mixed separators, the group bit (multicast, broadcast) and all zeros,
 * since none of these is the address of one station (IEEE 802 clause 8).
 *
 * @param text     the characters; not NULL unless len is 0.
 * @param len      their number.
 * @param ret_mac  the address.
 * @param reterr   detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_mac_parse(const char *text, size_t len, e911_mac *ret_mac,
                                    e911_error *reterr);

/**
 * Write a MAC address as 12 bare lower-case hex digits, the form ININAttr uses.
 *
 * @param mac      the address; not NULL.
 * @param buf      room for the text, or NULL when size is 0.
 * @param size     its size; E911_MAC_TEXT_SIZE is enough.
 * @param ret_len  bytes written, or needed (E911_ERR_BUFFER_SIZE), else as it was; not
 *                 NULL. No NUL is written.
 * @return E911_OK, E911_ERR_BUFFER_SIZE or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_mac_format(const e911_mac *mac, char *buf, size_t size, size_t *ret_len);

/**
 * Read an IP address: dotted IPv4 of four decimal numbers without leading zeros, or any IPv6 form
 * of RFC 4291 2.2, with or without brackets. An IPv4-mapped IPv6 address (::ffff:192.0.2.1) is
 * returned as the IPv4 address it stands for; a zone (%eth0) is refused.
 *
 * @param text    the characters; not NULL unless len is 0.
 * @param len     their number.
 * @param ret_ip  the address.
 * @param reterr  detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_ip_parse(const char *text, size_t len, e911_ip *ret_ip,
                                   e911_error *reterr);

/**
 * Write an IP address: dotted decimal, or IPv6 as RFC 5952 wants it, without brackets.
 *
 * @param ip       the address, of family 4 or 6; not NULL.
 * @param buf      room for the text, or NULL when size is 0.
 * @param size     its size; E911_IP_TEXT_SIZE is enough.
 * @param ret_len  bytes written, or needed (E911_ERR_BUFFER_SIZE), else as it was; not
 *                 NULL. No NUL is written.
 * @return E911_OK, E911_ERR_BUFFER_SIZE or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_ip_format(const e911_ip *ip, char *buf, size_t size, size_t *ret_len);

/**
 * Set up an e911_uri before its first use.
 *
 * @param uri          the struct; not NULL.
 * @param struct_size  sizeof(e911_uri) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_uri_init(e911_uri *uri, size_t struct_size);

/**
 * Split the URI in a header value or on its own: a bare URI, "<URI>", or a name-addr with display
 * name ("Front desk" <sip:8182@example.com>;tag=1). Nothing is unescaped or checked beyond what
 * finding the parts needs, so that a URI with a flaw still gives what it holds.
 *
 * @param text     the characters; not NULL unless len is 0.
 * @param len      their number.
 * @param ret_uri  the parts: an initialised struct; views into text.
 * @param reterr   detail of a refusal, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX (no scheme), E911_ERR_STRUCT_SIZE or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe. RFC 3261 19.1.1, 20.10; RFC 3966; RFC 8141.
 * @since 0.1
 */
E911_API e911_status e911_uri_parse(const char *text, size_t len, e911_uri *ret_uri,
                                    e911_error *reterr);

#ifdef __cplusplus
}
#endif
#endif
