/* ININAttr for the rooms above. */
#ifndef E911_HEADER_ININATTR_H
#define E911_HEADER_ININATTR_H

#include "address/ip.h"
#include "address/mac.h"
#include "base/writer.h"
#include "header/ininattr_text.h"

#include <e911/ininattr.h>

/* The most that e911__ininattr_put() puts. */
enum {
    E911__ININATTR_HEAD_MAX =
        sizeof "\"" E911__MAC_KEY "=;" E911__IP_KEY "=\"" + E911_MAC_TEXT_SIZE + E911_IP_TEXT_SIZE
};

/*
 * Put what stands between the quotes: the addresses that `flags`, of enum e911_ininattr_flag, say
 * are known.
 */
static inline char *e911__ininattr_put(char *at, uint32_t flags, const e911_mac *mac,
                                       const e911_ip *ip)
{
    if (flags & E911_ININATTR_MAC) {
        at = E911__PUT(at, E911__MAC_KEY "=");
        at = e911__mac_put(at, mac);
        if (flags & E911_ININATTR_IP)
            at = E911__PUT(at, ";");
    }
    if (!(flags & E911_ININATTR_IP))
        return at;
    at = E911__PUT(at, E911__IP_KEY "=");
    return e911__ip_put(at, ip);
}

/* As e911_ininattr_format(), into a writer. */
e911_status e911__ininattr_write(e911__writer *writer, const e911_ininattr *attr);

#endif
