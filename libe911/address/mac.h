/* MAC text for the rooms above: reading without detail of a refusal, writing through a writer. */
#ifndef E911_ADDRESS_MAC_H
#define E911_ADDRESS_MAC_H

#include "base/writer.h"

#include <e911/address.h>

#include <stdbool.h>

/* True when `text` is a station's MAC address; otherwise *ret_offset is where it goes wrong. */
bool e911__mac_read(e911_text text, e911_mac *ret_mac, size_t *ret_offset);

extern const char e911__hex_pairs[513];

static inline void e911__mac_write(e911__writer *writer, const e911_mac *mac)
{
    char *room = e911__writer_room(writer, E911_MAC_TEXT_SIZE);

    for (int i = 0; room != NULL && i < 6; i++)
        memcpy(room + 2 * i, &e911__hex_pairs[2 * mac->bytes[i]], 2);
    e911__writer_commit(writer, E911_MAC_TEXT_SIZE);
}

static inline bool e911__mac_equal(const e911_mac *a, const e911_mac *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

#endif
