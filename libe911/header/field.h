/*
 * Header lines of a SIP message as facts: which line is which field of an e911_call, and the facts
 * that are part of a value. Both adapters read by this, so that they read alike.
 */
#ifndef E911_HEADER_FIELD_H
#define E911_HEADER_FIELD_H

#include "base/block.h"

#include <e911/decide.h>

/* What a header line is to an e911_call. */
enum e911__field_kind {
    E911__FIELD_OTHER,  /* one of the list of other headers */
    E911__FIELD_SINGLE, /* the first one's value is a fact of its own */
    E911__FIELD_ININATTR,
    E911__FIELD_GEOLOCATION,
    E911__FIELD_CALL_INFO,
    E911__FIELD_CONTENT_LENGTH /* of the others, but says how long the body is */
};

typedef struct e911__field {
    uint8_t kind;    /* of enum e911__field_kind */
    uint16_t offset; /* of a single one, in e911_call */
    e911_text name;  /* the long form */
} e911__field;

/* Length and last letter, in lower case, tell the names apart. */
#define E911__FIELD_SLOT(letter, length)                                                           \
    (((unsigned)(letter)*E911__SLOT_LETTER + (unsigned)(length)*E911__SLOT_LENGTH) & 31)
enum { E911__SLOT_LETTER = 1, E911__SLOT_LENGTH = 24 };

extern const e911__field e911__fields[32];

/* The same names up to 15 bytes: in lower case, a colon behind them. */
extern const char e911__field_heads[32][E911__BLOCK];

/*
 * The bits in which two bytes that are equal but for the case of a letter agree, eight times. Other
 * bytes that differ in this bit alone are taken for equal, too, but known names hold letters and
 * '-' only, and what differs from '-' in it is CR, which stands in a name before LF or a blank
 * only.
 */
#define E911__ALL_BUT_CASE (~UINT64_C(0x2020202020202020))

static inline uint64_t e911__load_eight(const char *at)
{
    uint64_t eight;

    memcpy(&eight, at, sizeof eight);
    return eight;
}

static inline uint32_t e911__load_four(const char *at)
{
    uint32_t four;

    memcpy(&four, at, sizeof four);
    return four;
}

static inline uint16_t e911__load_two(const char *at)
{
    uint16_t two;

    memcpy(&two, at, sizeof two);
    return two;
}

/* Compare a name with a known one of its length regardless of case, many bytes at a time. */
static inline bool e911__field_is_named(const char *a, const char *known, size_t len)
{
    if (len < 4)
        return ((e911__load_two(a) ^ e911__load_two(known)) & (uint16_t)E911__ALL_BUT_CASE) == 0 &&
               ((a[len - 1] ^ known[len - 1]) & ~0x20) == 0;
    if (len < 8)
        return (((e911__load_four(a) ^ e911__load_four(known)) |
                 (e911__load_four(a + len - 4) ^ e911__load_four(known + len - 4))) &
                (uint32_t)E911__ALL_BUT_CASE) == 0;
    return (((e911__load_eight(a) ^ e911__load_eight(known)) |
             (e911__load_eight(a + len - 8) ^ e911__load_eight(known + len - 8))) &
            E911__ALL_BUT_CASE) == 0 &&
           (len <= 16 || e911__equal_nocase(e911__text(a, len), e911__text(known, len)));
}

/* The field of a header name in its long form, in any case; NULL where it has none of its own. */
static inline const e911__field *e911__field_of(e911_text name)
{
    const e911__field *field;

    if (name.len < 2)
        return NULL;
    field = &e911__fields[E911__FIELD_SLOT(name.data[name.len - 1] | 0x20, name.len)];
    return field->name.len == name.len &&
                   e911__field_is_named(name.data, field->name.data, name.len)
               ? field
               : NULL;
}

/*
 * The same for a name of 2 to 15 bytes with a colon behind it, in a text of which 16 bytes can be
 * read.
 */
static inline const e911__field *e911__field_of_line(const char *line, size_t len)
{
    unsigned slot = E911__FIELD_SLOT(line[len - 1] | 0x20, len);
#if defined(__SSE2__)
    __m128i lower = _mm_or_si128(e911__block(line), _mm_set1_epi8(0x20));
    uint32_t same = e911__block_bits(_mm_cmpeq_epi8(lower, e911__block(e911__field_heads[slot])));

    /* More bytes agree than the name has. */
    return (unsigned)__builtin_ctz(~same) > (unsigned)len ? &e911__fields[slot] : NULL;
#else
    return e911__fields[slot].name.len < E911__BLOCK ? e911__field_of(e911__text(line, len)) : NULL;
#endif
}

static inline e911_text *e911__field_text(const e911__field *field, e911_call *call)
{
    return (e911_text *)((char *)call + field->offset);
}

/* The long name of a compact form (RFC 3261 7.3.3 and its extensions), or the empty text. */
e911_text e911__field_long_name(char letter);

/* The compact form of a long name in any case, in lower case; 0 where it has none. */
char e911__field_compact(e911_text name);

/*
 * True when a server could take what stands before a colon for the header `wanted`, whose compact
 * form is `compact` (0: none): in any case, with blanks, controls and bytes that are not ASCII
 * anywhere in it, and with whatever stands behind a NUL.
 */
bool e911__field_may_be(e911_text name, e911_text wanted, char compact);

/* A name that e911__field_may_be() ININAttr begins with its letter or invisibly. */
static inline bool e911__field_may_be_ininattr(e911_text name)
{
    unsigned char first = name.len == 0 ? 'x' : (unsigned char)name.data[0];

    return (first | 0x20) == 'i' || first <= ' ' || first >= 0x7f;
}

/* "SIP/2.0/UDP 192.0.2.1:5060;branch=.." -> "192.0.2.1:5060" */
e911_text e911__via_sent_by(e911_text via);

/* Facts that are part of a header's value: tag, instance, sent-by. */
void e911__field_take_apart(e911_call *call);

/* The fields a message fills are empty afterwards; the host's own facts stay. */
void e911__call_clear(e911_call *call);

/*
 * The parts of a start line, blanks around them cut off. A request gives method and URI; a URI with
 * blanks in it is taken whole. A response gives neither. Otherwise *ret_offset is where the line
 * stops being one.
 */
typedef struct e911__start_line {
    bool is_response;
    e911_text method;
    e911_text request_uri;
} e911__start_line;

/* A byte of a method. */
bool e911__is_token(int byte);

/* "METHOD URI SIP/2.0" with one blank between each, as nearly every request has it. */
static inline __attribute__((always_inline)) bool e911__start_line_is_usual(e911_text line,
                                                                            e911__start_line *ret)
{
    const e911_text usual = E911__TEXT(" SIP/2.0");
    const e911_text invite = E911__TEXT("INVITE ");
    size_t end = line.len < usual.len ? 0 : line.len - usual.len;
    size_t blank = 0;

    if (end <= invite.len || memcmp(line.data + end, usual.data, usual.len) != 0)
        return false;
    if (memcmp(line.data, invite.data, invite.len) == 0)
        blank = invite.len - 1;
    else
        while (blank < end && e911__is_token((unsigned char)line.data[blank]))
            blank++;
    if (blank == 0 || blank + 1 >= end || line.data[blank] != ' ')
        return false;
    ret->is_response = false;
    ret->method = e911__slice(line, 0, blank);
    ret->request_uri = e911__slice(line, blank + 1, end - blank - 1);
    return !e911__holds_up_to(ret->request_uri, ' ');
}

/* Read any start line. */
bool e911__start_line_read(e911_text line, e911__start_line *ret, size_t *ret_offset);

#endif
