#include "wire_peers.h"

#include <string.h>

#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/msg_protos.h>

struct msg_s *sofia_parse(e911_text message)
{
    msg_t *msg = msg_create(sip_default_mclass(), MSG_DO_EXTRACT_COPY);
    su_iovec_t part[2] = {{0}};

    /* One buffer is enough for what a datagram holds. */
    if (msg == NULL || msg_recv_iovec(msg, part, 2, message.len, 1) != 1)
        return msg;
    memcpy(part[0].siv_base, message.data, message.len);
    msg_recv_commit(msg, message.len, 1);
    msg_extract(msg);
    return msg;
}

void sofia_free(struct msg_s *msg)
{
    msg_destroy(msg);
}

int sofia_send(struct msg_s *msg, int edited)
{
    su_iovec_t parts[64];
    isize_t count;
    size_t len = 0;

    if (msg_serialize(msg, msg_object(msg)) < 0 || msg_prepare(msg) <= 0)
        return 0;
    count = msg_iovec(msg, parts, 64);
    for (isize_t i = 0; i < count && i < 64; i++)
        len += parts[i].siv_len;
    return count <= 64 && len > sizeof NEW_URI + 7 &&
           (!edited ||
            memcmp((const char *)parts[0].siv_base + 7, NEW_URI, sizeof NEW_URI - 1) == 0);
}

int sofia_nothing(e911_text message)
{
    msg_t *msg = sofia_parse(message);
    int good = sofia_send(msg, 0);

    msg_destroy(msg);
    return good;
}

int sofia_edit(e911_text message)
{
    msg_t *msg = sofia_parse(message);
    su_home_t *home = msg_home(msg);
    sip_t *sip = sip_object(msg);
    sip_request_t *request =
        sip_request_create(home, sip->sip_request->rq_method, sip->sip_request->rq_method_name,
                           (url_string_t *)NEW_URI, NULL);
    sip_header_t *line = (sip_header_t *)sip_unknown_make(home, NEW_NAME ": " NEW_VALUE);
    int good = request != NULL && line != NULL &&
               sip_header_insert(msg, sip, (sip_header_t *)request) >= 0 &&
               sip_header_insert(msg, sip, line) >= 0 && sofia_send(msg, 1);

    msg_destroy(msg);
    return good;
}
