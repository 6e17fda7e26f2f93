#include "reply.h"

#include "facts.h"

#include <string.h>

#include <e911/base.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_tagarg.h>

/* RFC 3261 8.2.6.2: To as it came, and our tag. */
static int keep_invalid_to(nta_incoming_t *request, msg_t *message)
{
    su_home_t *home = msg_home(message);
    sip_to_t *to = sip_object(message)->sip_to;
    e911_text value = facts_invalid_address(to);
    char *line;

    if (!value.len || to->a_tag)
        return 0;
    if (sip_to_tag(home, to, nta_incoming_tag(request, NULL)) < 0)
        return -1;
    line = su_sprintf(home, "To: %.*s;tag=%s\r\n", (int)value.len, value.data, to->a_tag);
    if (!line)
        return -1;
    to->a_common->h_data = line;
    to->a_common->h_len = strlen(line);
    return 0;
}

msg_t *reply_make(nta_incoming_t *request, int status, const char *phrase, tag_type_t tag,
                  tag_value_t value, ...)
{
    msg_t *message = nta_incoming_create_response(request, 0, NULL);
    ta_list ta;
    int result;

    if (!message)
        return NULL;
    ta_start(ta, tag, value);
    result = keep_invalid_to(request, message);
    if (result == 0)
        result = nta_incoming_complete_response(request, message, status, phrase, ta_tags(ta));
    (void)ta_end(ta);
    if (result < 0) {
        msg_destroy(message);
        return NULL;
    }
    return message;
}

int reply_abilities(nta_incoming_t *request, int status)
{
    nta_incoming_mreply(request, reply_make(request, status, NULL, SIPTAG_ALLOW_STR(REPLY_ALLOW),
                                            SIPTAG_ACCEPT_STR("application/sdp"),
                                            SIPTAG_SERVER_STR(REPLY_SERVER), TAG_END()));
    return status;
}
