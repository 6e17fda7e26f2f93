/* IP text for the rooms above: reading without detail of a refusal, writing through a writer. */
#ifndef E911_ADDRESS_IP_H
#define E911_ADDRESS_IP_H

#include "base/writer.h"

#include <e911/address.h>

#include <stdbool.h>

/* True when `text` is an IP address; otherwise *ret_offset is where it goes wrong. */
bool e911__ip_read(e911_text text, e911_ip *ret_ip, size_t *ret_offset);

/* Each number 0-255 as its decimal digits (up to three) and their count. */
extern const char e911__octet_texts[256][4];

void e911__ipv6_write(e911__writer *writer, const e911_ip *ip);

static inline void e911__octet_write(e911__writer *writer, uint8_t octet)
{
    const char *digits = e911__octet_texts[octet];
    size_t count = (size_t)digits[3];
    char *room = e911__writer_room(writer, 4);

    /* Four bytes are one store; where only the digits fit, the exact copy. */
    if (room != NULL) {
        memcpy(room, digits, 4);
        e911__writer_commit(writer, count);
    } else {
        e911__writer_bytes(writer, digits, count);
    }
}

static inline void e911__ip_write(e911__writer *writer, const e911_ip *ip)
{
    if (ip->family != 4) {
        e911__ipv6_write(writer, ip);
        return;
    }
    e911__octet_write(writer, ip->bytes[0]);
    for (int i = 1; i < 4; i++) {
        e911__writer_byte(writer, '.');
        e911__octet_write(writer, ip->bytes[i]);
    }
}

static inline bool e911__ip_equal(const e911_ip *a, const e911_ip *b)
{
    return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

#endif
