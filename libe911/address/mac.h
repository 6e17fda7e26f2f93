/* MAC text for the rooms above: reading without detail of a refusal, writing through a writer. */
#ifndef E911_ADDRESS_MAC_H
#define E911_ADDRESS_MAC_H

#include "base/writer.h"

#include <e911/address.h>

#include <stdbool.h>

/* True when `text` is a station's MAC address; otherwise *ret_offset is where it goes wrong. */
bool e911__mac_read(e911_text text, e911_mac *ret_mac, size_t *ret_offset);

/*
 * True for what a spreadsheet makes of a MAC address that it takes for a number: fewer than 12
 * digits and all of them decimal (the zeros in front are lost), or an exponent (4.1234E+16).
 */
bool e911__mac_is_damaged(e911_text text);

/* The same for E911_MAC_TEXT_SIZE bytes that can only be the bare form. */
bool e911__mac_read_bare(const char *text, e911_mac *ret_mac);

extern const char e911__hex_pairs[513];

static inline char *e911__hex_put(char *at, uint8_t byte)
{
    return e911__put(at, &e911__hex_pairs[2 * (size_t)byte], 2);
}

/*
 * Put E911_MAC_TEXT_SIZE bytes where they are known to fit; returns the place after them. Not a
 * loop: the compiler keeps it, and it would cost as much again as the digits.
 */
static inline char *e911__mac_put(char *at, const e911_mac *mac)
{
    at = e911__hex_put(at, mac->bytes[0]);
    at = e911__hex_put(at, mac->bytes[1]);
    at = e911__hex_put(at, mac->bytes[2]);
    at = e911__hex_put(at, mac->bytes[3]);
    at = e911__hex_put(at, mac->bytes[4]);
    return e911__hex_put(at, mac->bytes[5]);
}

static inline void e911__mac_write(e911__writer *writer, const e911_mac *mac)
{
    char *room = e911__writer_room(writer, E911_MAC_TEXT_SIZE);

    if (room != NULL)
        e911__mac_put(room, mac);
    e911__writer_commit(writer, E911_MAC_TEXT_SIZE);
}

static inline bool e911__mac_equal(const e911_mac *a, const e911_mac *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

#endif
