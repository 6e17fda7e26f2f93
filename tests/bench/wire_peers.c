#define _GNU_SOURCE /* memmem() */

#include "wire_peers.h"

#include <stdlib.h>
#include <string.h>

#if BENCH_OSIP
#include <osipparser2/osip_parser.h>
#endif

#if BENCH_LIBRE
#include <re.h>
#endif

/* ---- no parser at all ------------------------------------------------------------------------ */

static char *put(char *at, const char *bytes, size_t len)
{
    memcpy(at, bytes, len);
    return at + len;
}

int splice_bytes(e911_text message)
{
    static char room[4096];
    static const char line[] = NEW_NAME ": " NEW_VALUE "\r\n";
    const char *uri = memchr(message.data, ' ', message.len);
    const char *after = uri == NULL ? NULL : memmem(uri, message.len - 7, " SIP/2.0\r\n", 10);
    const char *body = memmem(message.data, message.len, "\r\n\r\n", 4);
    char *at = room;

    if (after == NULL || body == NULL || message.len > sizeof room / 2)
        return 0;
    at = put(at, message.data, (size_t)(uri + 1 - message.data));
    at = put(at, NEW_URI, sizeof NEW_URI - 1);
    at = put(at, after, (size_t)(body + 2 - after));
    at = put(at, line, sizeof line - 1);
    at = put(at, body + 2, (size_t)(message.data + message.len - body - 2));
    return (size_t)(at - room) > message.len;
}

/* ---- osip2 ----------------------------------------------------------------------------------- */

#if BENCH_OSIP
int osip_edit(e911_text message)
{
    static int ready;
    osip_message_t *sip = NULL;
    osip_uri_t *uri = NULL;
    char *bytes = NULL;
    size_t len = 0;
    int good;

    if (!ready)
        parser_init();
    ready = 1;
    good = osip_message_init(&sip) == 0 &&
           osip_message_parse(sip, message.data, message.len) == 0 && osip_uri_init(&uri) == 0 &&
           osip_uri_parse(uri, NEW_URI) == 0;
    if (good) {
        osip_uri_free(osip_message_get_uri(sip));
        osip_message_set_uri(sip, uri);
        osip_message_set_header(sip, NEW_NAME, NEW_VALUE);
        osip_message_force_update(sip);
        good = osip_message_to_str(sip, &bytes, &len) == 0 && len > message.len &&
               memcmp(bytes + 7, NEW_URI, sizeof NEW_URI - 1) == 0;
    }
    osip_free(bytes);
    osip_message_free(sip);
    return good;
}
#endif

/* ---- libre ----------------------------------------------------------------------------------- */

#if BENCH_LIBRE
int libre_parse(e911_text message)
{
    struct mbuf *buffer = mbuf_alloc(message.len);
    struct sip_msg *msg = NULL;
    int good =
        buffer != NULL && mbuf_write_mem(buffer, (const uint8_t *)message.data, message.len) == 0;

    if (good) {
        mbuf_set_pos(buffer, 0);
        good = sip_msg_decode(&msg, buffer) == 0 && msg->callid.l > 0;
    }
    mem_deref(msg);
    mem_deref(buffer);
    return good;
}
#endif
