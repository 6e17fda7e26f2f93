#include "sofia/line.h"

#include "base/cursor.h"

#include <stddef.h>

#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/msg_mime.h>

/* No header of a message is longer than the messages the stack takes. */
#define VALUE_MAX (4 * 1024 * 1024)

bool layout_fits(const msg_mclass_t *mclass)
{
    static const sip_t nothing;
    const char *base = (const char *)&nothing;
    msg_header_t **contact =
        msg_hclass_offset(mclass, (const msg_pub_t *)&nothing, sip_contact_class);

    /* Contact stands behind the member that a later release put in. */
    return contact != NULL && (const char *)contact - base == offsetof(sip_t, sip_contact);
}

/* Headers without text of their own and yet in the chain are later parts of a list whose first
   part holds the text of the whole line. */
static bool is_continuation(const msg_header_t *header)
{
    return header->sh_data != NULL && header->sh_len == 0;
}

bool line_is_header(const msg_header_t *header)
{
    int hash = header->sh_class->hc_hash;

    return (hash > 0 || hash == msg_unknown_hash || hash == msg_error_hash) &&
           !is_continuation(header);
}

static bool is_unknown(const msg_header_t *header)
{
    return header->sh_class->hc_hash == msg_unknown_hash;
}

static bool is_error(const msg_header_t *header)
{
    return header->sh_class->hc_hash == msg_error_hash;
}

int line_last_break(e911_text text)
{
    if (text.len == 0 || !line_is_break(text.data[text.len - 1]))
        return LINE_BREAK_NONE;
    if (text.len > 1 && text.data[text.len - 1] == '\n' && text.data[text.len - 2] == '\r')
        return LINE_BREAK_CRLF;
    return text.data[text.len - 1];
}

bool line_breaks_are(e911_text text, int kind)
{
    size_t length;

    /* As nearly every line is. */
    if (kind == LINE_BREAK_CRLF && text.len > 1 && e911__find(text, '\r') == text.len - 2 &&
        e911__find(text, '\n') == text.len - 1)
        return true;
    if (line_last_break(text) != kind)
        return false;
    for (size_t i = 0; i < text.len; i += length) {
        length = line_is_break(text.data[i]) ? line_break_length(text, i) : 1;
        if (line_is_break(text.data[i]) && (length == 2 ? LINE_BREAK_CRLF : text.data[i]) != kind)
            return false;
    }
    return true;
}

static e911_text kept_text(const msg_header_t *header)
{
    return e911__text(header->sh_data, header->sh_data == NULL ? 0 : header->sh_len);
}

e911_text line_name(const msg_header_t *header)
{
    e911_text text = kept_text(header);

    if (!is_unknown(header) && !is_error(header))
        return e911__text(header->sh_class->hc_name, (size_t)header->sh_class->hc_len);
    if (is_unknown(header) && header->sh_unknown->un_name != NULL)
        return e911_text_of(header->sh_unknown->un_name);
    if (text.len > 0)
        return e911__trim(e911__slice(text, 0, e911__find(text, ':')));
    return e911_text_of(is_error(header) ? header->sh_error->er_name : NULL);
}

/* What the stack itself would write; its own convenience for this breaks past 127 bytes, and what
   it says of the size needed is true only where the text fitted. */
static bool print_value(su_home_t *home, const msg_header_t *header, e911_text *ret)
{
    for (isize_t size = 256; size <= VALUE_MAX; size *= 4) {
        char *text = su_alloc(home, size);
        issize_t len;

        if (text == NULL)
            return false;
        len = msg_header_field_e(text, size, header, 0);
        if (len >= 0 && len < size - 1) {
            *ret = e911__trim(e911__text(text, (size_t)len));
            return true;
        }
        su_free(home, text);
    }
    *ret = E911__NOTHING;
    return true;
}

/* The address e911_sofia_prepare() made up for a To or From it could not parse. */
static bool is_placeholder(const msg_header_t *header)
{
    int hash = header->sh_class->hc_hash;
    const sip_addr_t *address = (const sip_addr_t *)header;

    return (hash == sip_to_hash || hash == sip_from_hash) && address->a_url->url_host != NULL &&
           strcmp(address->a_url->url_host, PLACEHOLDER_HOST) == 0;
}

static bool is_space(char c)
{
    return e911__is_blank(c) || c == '\r' || c == '\n';
}

/* The value behind a colon, where as a rule a blank comes before it and CR LF behind. */
static e911_text value_of(e911_text text, size_t colon)
{
    e911_text value = e911__slice(text, colon + 1, text.len - colon - 1);

    if (value.len > 3 && value.data[0] == ' ' && value.data[value.len - 1] == '\n') {
        value = e911__slice(value, 1, value.len - 2);
        if (value.data[value.len - 1] == '\r')
            value.len--;
    }
    return value.len > 0 && !is_space(value.data[0]) && !is_space(value.data[value.len - 1])
               ? value
               : e911__trim(value);
}

bool line_read(su_home_t *home, const msg_header_t *header, line *ret)
{
    e911_text text = kept_text(header);
    size_t colon = e911__find(text, ':');

    ret->name = line_name(header);
    ret->lost = false;
    if (text.len > 0) {
        ret->value = colon == text.len ? E911__NOTHING : value_of(text, colon);
        return true;
    }
    if (is_unknown(header)) {
        ret->value = e911__trim(e911_text_of(header->sh_unknown->un_value));
        return true;
    }
    ret->lost = is_error(header) || is_placeholder(header);
    if (is_error(header)) {
        ret->value = E911__NOTHING;
        return true;
    }
    return print_value(home, header, &ret->value);
}
