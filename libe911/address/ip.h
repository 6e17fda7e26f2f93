/* IP text for the rooms above: reading without detail of a refusal, writing through a writer. */
#ifndef E911_ADDRESS_IP_H
#define E911_ADDRESS_IP_H

#include "base/cursor.h"
#include "base/writer.h"

#include <e911/address.h>

#include <stdbool.h>

/* True when `text` is an IP address; otherwise *ret_offset is where it goes wrong. */
bool e911__ip_read(e911_text text, e911_ip *ret_ip, size_t *ret_offset);

/*
 * Read four decimal numbers 0-255 without leading zeros (inet_aton's octal and short forms are
 * traps). What follows them is the caller's business.
 */
bool e911__ipv4_read(e911__cursor *c, uint8_t *ret_bytes);

/* Each number 0-255 as its decimal digits (up to three) and their count. */
extern const char e911__octet_texts[256][4];

static inline char *e911__octet_put(char *at, uint8_t octet)
{
    const char *digits = e911__octet_texts[octet];

    memcpy(at, digits, 4); /* the fourth is no digit, but four bytes are one store */
    return at + (unsigned char)digits[3];
}

char *e911__ipv6_put(char *at, const e911_ip *ip);

/* Put a text where E911_IP_TEXT_SIZE bytes are known to fit; returns the place after it. */
static inline char *e911__ip_put(char *at, const e911_ip *ip)
{
    if (ip->family != 4)
        return e911__ipv6_put(at, ip);
    at = e911__octet_put(at, ip->bytes[0]);
    *at++ = '.';
    at = e911__octet_put(at, ip->bytes[1]);
    *at++ = '.';
    at = e911__octet_put(at, ip->bytes[2]);
    *at++ = '.';
    return e911__octet_put(at, ip->bytes[3]);
}

static inline void e911__ip_write(e911__writer *writer, const e911_ip *ip)
{
    char spare[E911_IP_TEXT_SIZE];
    char *room = e911__writer_room(writer, sizeof spare);

    if (room != NULL)
        e911__writer_commit(writer, (size_t)(e911__ip_put(room, ip) - room));
    else
        e911__writer_bytes(writer, spare, (size_t)(e911__ip_put(spare, ip) - spare));
}

/*
 * An address of the caller as all lookups compare it: an IPv4-mapped one is the IPv4 address it
 * stands for, unused bytes are 0, and a family there is not is family 0.
 */
e911_ip e911__ip_normal(const e911_ip *ip);

static inline bool e911__ip_equal(const e911_ip *a, const e911_ip *b)
{
    return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

#endif
