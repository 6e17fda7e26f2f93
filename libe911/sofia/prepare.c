#include "header/parameter.h"
#include "sofia/line.h"

#include <e911/sofia.h>

#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/su_string.h>
#include <sofia-sip/url.h>

#include <sofia-sip/sip_parser.h>

#define PLACEHOLDER "sip:" PLACEHOLDER_HOST

/* Values up to this size are set aside without allocation. */
#define ASIDE_SIZE 512

/* Give the address of a value that could not be parsed: the placeholder, and its tag. */
static issize_t repair(su_home_t *home, sip_addr_t *address, e911_text value)
{
    e911_text tag;
    char *uri = su_strdup(home, PLACEHOLDER);
    char *parameter;

    address->a_display = NULL;
    address->a_comment = NULL;
    address->a_params = NULL;
    address->a_tag = NULL;
    if (uri == NULL || url_d(address->a_url, uri) < 0)
        return -1;
    if (!e911__header_parameter(value, E911__TEXT("tag"), &tag) || tag.len == 0)
        return 0;
    parameter = su_alloc(home, tag.len + sizeof "tag=");
    if (parameter == NULL)
        return -1;
    memcpy(parameter, "tag=", 4);
    memcpy(parameter + 4, tag.data, tag.len);
    parameter[4 + tag.len] = '\0';
    if (msg_params_add(home, (msg_param_t **)&address->a_params, parameter) < 0)
        return -1;
    address->a_tag = parameter + 4;
    return 0;
}

/* The strict parser cuts the text up as it goes, so the text is set aside first. */
static issize_t parse(msg_hclass_t *strict, su_home_t *home, msg_header_t *header, char *text,
                      isize_t len)
{
    char small[ASIDE_SIZE];
    char *aside = (size_t)len <= sizeof small ? small : su_alloc(home, len);
    issize_t result;

    if (aside != NULL)
        memcpy(aside, text, len);
    result = strict->hc_parse(home, header, text, len);
    if (result < 0 && aside != NULL)
        result = repair(home, (sip_addr_t *)header, e911__text(aside, len));
    if (aside != small)
        su_free(home, aside);
    return result;
}

static issize_t parse_to(su_home_t *home, msg_header_t *header, char *text, isize_t len)
{
    return parse(sip_to_class, home, header, text, len);
}

static issize_t parse_from(su_home_t *home, msg_header_t *header, char *text, isize_t len)
{
    return parse(sip_from_class, home, header, text, len);
}

/* To and From are one kind of header; its other functions are the stack's own, which it exports
   only through its class. */
static isize_t extra_size(const msg_header_t *header, isize_t offset)
{
    return sip_to_class->hc_dxtra(header, offset);
}

static char *duplicate(msg_header_t *to, const msg_header_t *from, char *room, isize_t size)
{
    return sip_to_class->hc_dup_one(to, from, room, size);
}

static int update(msg_common_t *header, char const *name, isize_t name_len, char const *value)
{
    return sip_to_class->hc_update(header, name, name_len, value);
}

#define TOLERANT(header, name, short_name)                                                         \
    {                                                                                              \
        sip_##header##_hash, parse_##header, sip_##header##_e, extra_size, duplicate, update,      \
            name, sizeof(name) - 1, short_name, MSG_ALIGN(sizeof(sip_addr_t), sizeof(void *)),     \
            offsetof(sip_addr_t, a_params), msg_kind_single, 0                                     \
    }

static msg_hclass_t tolerant_to[1] = {TOLERANT(to, "To", "t")};
static msg_hclass_t tolerant_from[1] = {TOLERANT(from, "From", "f")};

/*
 * Ours takes the header's name; the strict class stays behind it in the table, for the same place
 * in the message: the stack names its own class where it adds a header itself, as the To of the
 * ACK that answers a refusal, and would not find the place.
 */
static bool replace(msg_mclass_t *mclass, msg_hclass_t *strict, msg_hclass_t *tolerant)
{
    msg_href_t stays = {0};

    for (int i = 0; i < mclass->mc_hash_size && stays.hr_class == NULL; i++) {
        if (mclass->mc_hash[i].hr_class == tolerant)
            return true; /* prepared before */
        if (mclass->mc_hash[i].hr_class != strict)
            continue;
        stays = mclass->mc_hash[i];
        mclass->mc_hash[i].hr_class = tolerant;
    }
    if (stays.hr_class == NULL || msg_mclass_insert(mclass, &stays) < 0)
        return false;
    /* The table of short names belongs to this clone: msg_mclass_clone() copies it. */
    for (int i = 0; mclass->mc_short != NULL && i < MC_SHORT_SIZE; i++) {
        msg_href_t *reference = (msg_href_t *)&mclass->mc_short[i];

        if (reference->hr_class == strict)
            reference->hr_class = tolerant;
    }
    return true;
}

/* ---- the first line -------------------------------------------------------------------------- */

/*
 * Blank lines may stand before a message (RFC 3261 7.5), and phones send them to keep a path open.
 * With MSG_DO_EXTRACT_COPY the stack copies a first line together with them, which leaves no room
 * for as many bytes at its end, and takes the message for garbage. The whole line is still in
 * h_data, the room is right without the blanks.
 */
static issize_t parse_first(msg_hclass_t *strict, su_home_t *home, msg_header_t *header, char *text,
                            isize_t len)
{
    const char *line = header->sh_data;
    size_t blanks = 0;

    while (line != NULL && blanks < header->sh_len && memchr(" \t\r\n", line[blanks], 4) != NULL)
        blanks++;
    if (blanks > 0 && blanks + len <= header->sh_len) {
        memcpy(text, line + blanks, len);
        header->sh_data = line + blanks;
        header->sh_len -= blanks;
    }
    return strict->hc_parse(home, header, text, len);
}

static issize_t parse_request(su_home_t *home, msg_header_t *header, char *text, isize_t len)
{
    return parse_first(sip_request_class, home, header, text, len);
}

static issize_t parse_status(su_home_t *home, msg_header_t *header, char *text, isize_t len)
{
    return parse_first(sip_status_class, home, header, text, len);
}

static isize_t request_extra_size(const msg_header_t *header, isize_t offset)
{
    return sip_request_class->hc_dxtra(header, offset);
}

static char *request_duplicate(msg_header_t *to, const msg_header_t *from, char *room, isize_t size)
{
    return sip_request_class->hc_dup_one(to, from, room, size);
}

static isize_t status_extra_size(const msg_header_t *header, isize_t offset)
{
    return sip_status_class->hc_dxtra(header, offset);
}

static char *status_duplicate(msg_header_t *to, const msg_header_t *from, char *room, isize_t size)
{
    return sip_status_class->hc_dup_one(to, from, room, size);
}

#define FIRST_LINE(header, structure)                                                              \
    {                                                                                              \
        sip_##header##_hash, parse_##header, sip_##header##_e, header##_extra_size,                \
            header##_duplicate, NULL, NULL, 0, "", MSG_ALIGN(sizeof(structure), sizeof(void *)),   \
            0, msg_kind_single, 1                                                                  \
    }

static msg_hclass_t blank_request[1] = {FIRST_LINE(request, sip_request_t)};
static msg_hclass_t blank_status[1] = {FIRST_LINE(status, sip_status_t)};

/* The classes must be what the stack's are, but for the parser. */
static bool class_fits(msg_hclass_t *strict, msg_hclass_t *tolerant)
{
    return strict->hc_hash == tolerant->hc_hash && strict->hc_size == tolerant->hc_size &&
           strict->hc_params == tolerant->hc_params && strict->hc_kind == tolerant->hc_kind &&
           strict->hc_dxtra == sip_to_class->hc_dxtra;
}

e911_status e911_sofia_prepare(struct msg_mclass_s *mclass)
{
    if (mclass == NULL)
        return E911_ERR_INVALID_ARGUMENT;
    if (mclass == sip_default_mclass())
        return E911_ERR_STATE;
    if (!layout_fits(mclass) || !class_fits(sip_to_class, tolerant_to) ||
        !class_fits(sip_from_class, tolerant_from))
        return E911_ERR_UNSUPPORTED;
    if (!replace(mclass, sip_to_class, tolerant_to) ||
        !replace(mclass, sip_from_class, tolerant_from))
        return E911_ERR_UNSUPPORTED;
    mclass->mc_request->hr_class = blank_request;
    mclass->mc_status->hr_class = blank_status;
    return E911_OK;
}
