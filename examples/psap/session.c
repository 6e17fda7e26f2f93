#include "session.h"

#include "../common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_header.h>
#include <sofia-sip/sip_header.h>

/* Cut the next line off rest, without its line end. */
static bool next_line(e911_text *rest, e911_text *line)
{
    const char *end = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
    size_t used = end ? (size_t)(end - rest->data) + 1 : rest->len;

    if (used == 0)
        return false;
    *line = (e911_text){rest->data, end ? used - 1 : used};
    if (line->len && line->data[line->len - 1] == '\r')
        line->len--;
    *rest = text_from(*rest, used);
    return true;
}

/* Cut the next word of printable ASCII off rest; an empty one at the end. */
static e911_text next_word(e911_text *rest)
{
    e911_text word;

    while (rest->len && rest->data[0] == ' ')
        *rest = text_from(*rest, 1);
    word = (e911_text){rest->data, 0};
    while (word.len < rest->len && rest->data[word.len] > ' ' && rest->data[word.len] < 0x7f)
        word.len++;
    *rest = text_from(*rest, word.len);
    return word;
}

/* Does a Content-Type value name this media type? */
static bool is_type(e911_text value, const char *type)
{
    size_t length = strlen(type);

    return text_starts(value, type) && (value.len == length || strchr("; \t", value.data[length]));
}

/* Body of a MIME part, if its headers say that it is of this type. */
static bool part_body(e911_text part, const char *type, e911_text *body)
{
    static const char name[] = "Content-Type:";
    e911_text line;
    bool found = false;

    while (next_line(&part, &line) && line.len) {
        if (!text_starts(line, name))
            continue;
        found = is_type(text_trim(text_from(line, strlen(name))), type);
    }
    *body = part;
    return found;
}

/* Is line a boundary of a multipart body, and the last one? */
static bool is_boundary(e911_text line, const char *boundary, bool *last)
{
    size_t length = strlen(boundary);

    if (line.len < 2 + length || memcmp(line.data, "--", 2) != 0 ||
        memcmp(line.data + 2, boundary, length) != 0)
        return false;
    line = text_from(line, 2 + length);
    *last = text_starts(line, "--");
    return *last || line.len == 0 || strchr(" \t", line.data[0]);
}

/* Bodies of this type in a multipart body (RFC 2046 5.1), in order; parts of parts are not read. */
static size_t multipart_bodies(e911_text rest, const char *boundary, const char *type,
                               e911_text bodies[], size_t capacity)
{
    e911_text line, part = {NULL, 0};
    size_t count = 0;
    bool last = false;

    while (!last && count < capacity && next_line(&rest, &line)) {
        if (!is_boundary(line, boundary, &last))
            continue;
        /* The line end before the boundary belongs to the boundary. */
        if (part.data) {
            part.len = (size_t)(line.data - part.data);
            part.len -= part.len && part.data[part.len - 1] == '\n';
            part.len -= part.len && part.data[part.len - 1] == '\r';
            count += part_body(part, type, &bodies[count]);
        }
        part.data = rest.data;
    }
    return count;
}

size_t session_bodies(const sip_t *sip, const char *type, e911_text bodies[], size_t capacity)
{
    const sip_content_type_t *content = sip_content_type(sip);
    const sip_payload_t *payload = sip_payload(sip);
    char *boundary;
    size_t count = 0;

    if (!content || !content->c_type || !payload || !payload->pl_data)
        return 0;
    bodies[0] = (e911_text){payload->pl_data, payload->pl_len};
    if (is_type((e911_text){content->c_type, strlen(content->c_type)}, type))
        return 1;
    if (strncasecmp(content->c_type, "multipart/", 10) != 0)
        return 0;
    boundary = msg_params_find(content->c_params, "boundary=")
                   ? msg_unquote_dup(NULL, msg_params_find(content->c_params, "boundary="))
                   : NULL;
    if (boundary && boundary[0])
        count = multipart_bodies(bodies[0], boundary, type, bodies, capacity);
    su_free(NULL, boundary);
    return count;
}

/* Payload type to answer with: PCMU or PCMA, whichever stands first, or else the first of all. */
static e911_text choose_format(e911_text formats)
{
    e911_text first = next_word(&formats);

    for (e911_text word = first; word.len; word = next_word(&formats))
        if (text_is(word, "0") || text_is(word, "8"))
            return word;
    return first;
}

/*
 * Attributes of an accepted stream: its format, and a direction that suits the offered one. We
 * hear the caller and say nothing.
 */
static void write_attributes(FILE *out, e911_text section, e911_text format, const char *direction)
{
    e911_text line;

    while (next_line(&section, &line)) {
        size_t colon = text_starts(line, "a=rtpmap:") ? 9 : text_starts(line, "a=fmtp:") ? 7 : 0;

        if (text_starts(line, "a=sendrecv") || text_starts(line, "a=sendonly"))
            direction = "recvonly";
        else if (text_starts(line, "a=inactive") || text_starts(line, "a=recvonly"))
            direction = "inactive";
        else if (colon && line.len > colon + format.len && line.data[colon + format.len] == ' ' &&
                 memcmp(line.data + colon, format.data, format.len) == 0)
            fprintf(out, "%.*s\r\n", (int)line.len, line.data);
    }
    fprintf(out, "a=%s\r\n", direction);
}

/* Answer one m= line and the lines below it (RFC 3264 6). */
static void write_stream(FILE *out, e911_text stream, e911_text section, const char *direction,
                         bool *accepted)
{
    e911_text rest = text_from(stream, 2);
    e911_text media = next_word(&rest), port = next_word(&rest), protocol = next_word(&rest);
    e911_text format = choose_format(rest);

    /* One call-taker, one stream; without keys there is no SRTP. */
    if (!*accepted && text_is(media, "audio") && !text_is(port, "0") && format.len &&
        (text_is(protocol, "RTP/AVP") || text_is(protocol, "RTP/AVPF"))) {
        fprintf(out, "m=audio 9 %.*s %.*s\r\n", (int)protocol.len, protocol.data, (int)format.len,
                format.data);
        write_attributes(out, section, format, direction);
        *accepted = true;
        return;
    }
    fprintf(out, "m=%.*s 0 %.*s", (int)media.len, media.data, (int)protocol.len, protocol.data);
    while ((format = next_word(&rest)).len)
        fprintf(out, " %.*s", (int)format.len, format.data);
    fputs("\r\n", out);
}

static void write_streams(FILE *out, e911_text offer)
{
    const char *direction = "recvonly";
    bool accepted = false;
    e911_text line;

    while (next_line(&offer, &line)) {
        e911_text section = {offer.data, 0}, below = offer, next;

        if (!text_starts(line, "m=")) {
            if (text_starts(line, "a=inactive") || text_starts(line, "a=recvonly"))
                direction = "inactive";
            continue;
        }
        while (next_line(&below, &next) && !text_starts(next, "m="))
            section.len = (size_t)(below.data - section.data);
        write_stream(out, line, section, direction, &accepted);
        offer = text_from(offer, section.len);
    }
}

char *session_describe(struct session *session, const sip_t *sip)
{
    char *text = NULL;
    size_t size;
    e911_text offer;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    fprintf(out, "v=0\r\no=- %lu %lu IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n", session->id,
            ++session->version, session->address, session->address);
    if (session_bodies(sip, "application/sdp", &offer, 1))
        write_streams(out, offer);
    else
        fputs("m=audio 9 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
              "a=recvonly\r\n",
              out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
