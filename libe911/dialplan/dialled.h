/* A dialled text, whatever its form, reduced to what a dial plan compares. */
#ifndef E911_DIALPLAN_DIALLED_H
#define E911_DIALPLAN_DIALLED_H

#include "dialplan/symbols.h"

#include <e911/dialplan.h>

/* All are views into the dialled text. */
typedef struct e911__dialled {
    e911_text urn;        /* a URN with its "urn:", or empty */
    e911_text whole;      /* the text without blanks around it */
    e911_text user;       /* the user part as it was written, without its parameters */
    e911_text parameters; /* the user parameters, behind their ; */
} e911__dialled;

/* Split a text; `options` of enum e911_plan_option. */
void e911__dialled_read(e911__dialled *ret, e911_text text, uint32_t options);

/* Four bytes with the first three in lower case; only those of a text become the text's. */
static inline uint32_t e911__four_letters(const char *at, const char *mask)
{
    uint32_t word, bits;

    memcpy(&word, at, sizeof word);
    memcpy(&bits, mask, sizeof bits);
    return word | bits;
}

/* The length of sip:, sips: or tel: at the beginning, or 0. */
static inline size_t e911__scheme_length(e911_text text)
{
    static const char none[4] = "", three[4] = "   ", four[4] = {' ', ' ', ' ', ' '};
    uint32_t word;

    if (text.len < 5)
        return 0;
    word = e911__four_letters(text.data, three);
    if (word == e911__four_letters("sip:", none) || word == e911__four_letters("tel:", none))
        return 4;
    word = e911__four_letters(text.data, four);
    return word == e911__four_letters("sips", none) && text.data[4] == ':' ? 5 : 0;
}

enum { E911__SCHEMES = 3 };

/* Tells them apart, by what e911__scheme_length() says of the text: 0 to E911__SCHEMES - 1. */
static inline size_t e911__scheme_number(e911_text text, size_t length)
{
    return length == 5 ? 1 : (text.data[0] & 1) == ('s' & 1) ? 0 : 2;
}

static inline e911__symbols e911__user_symbols(const e911__dialled *dialled)
{
    return (e911__symbols){.cursor = e911__cursor_on(dialled->user.data, dialled->user.len)};
}

/* True when something was dialled: separators alone are nothing. */
static inline bool e911__has_user(const e911__dialled *dialled)
{
    e911__symbols symbols = e911__user_symbols(dialled);

    return e911__symbols_next(&symbols) != E911__END;
}

static inline e911__symbols e911__whole_symbols(const e911__dialled *dialled)
{
    return (e911__symbols){.cursor = e911__cursor_on(dialled->whole.data, dialled->whole.len),
                           .as_dialled = true};
}

#endif
