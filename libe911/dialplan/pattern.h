/* Patterns: one rule's picture of a number, item by item. */
#ifndef E911_DIALPLAN_PATTERN_H
#define E911_DIALPLAN_PATTERN_H

#include "base/writer.h"
#include "dialplan/symbols.h"

#include <e911/dialplan.h>

/* What an item matches. */
enum e911__item_kind {
    E911__ITEM_LITERAL, /* `value`, a byte in lower case */
    E911__ITEM_DIGIT,   /* X: 0-9 */
    E911__ITEM_NONZERO, /* Y: 1-9 */
    E911__ITEM_HIGH,    /* N: 2-9 */
    E911__ITEM_LIST,    /* `value` times $: a member of the list with so many digits */
    E911__ITEM_DIALLED, /* ?: zero or more of 0-9 # * , */
    E911__ITEM_NOT_AT,  /* ? directly before @: zero or more of anything else */
    E911__ITEM_REST     /* Z: zero or more of anything; always the last item */
};

typedef struct e911__item {
    uint8_t kind;
    uint8_t value;
    uint8_t offset; /* where it stands in the pattern's text */
} e911__item;

typedef struct e911__pattern {
    e911__item items[E911_PLAN_PATTERN_MAX];
    size_t count;
    bool as_dialled; /* begins with a scheme or holds @: for the text as dialled, not the user part
                      */
    bool literal;    /* literals alone */
    bool simple;     /* every byte of the text is an item, none of them $ or ? */
    bool open;       /* ends in Z or ?: longer input never decides */
    bool has_list;   /* holds $ */
    bool has_star;   /* holds ? */
} e911__pattern;

/* The members of the list that a rule names. */
typedef struct e911__members {
    const void *rules; /* the e911__rules they stand in, or NULL for none */
    uint32_t list;     /* 0: no list */
} e911__members;

/* E911_ERR_SYNTAX with the offset, or E911_ERR_LIMIT. */
e911_status e911__pattern_read(e911_text text, e911__pattern *ret, e911_error *reterr);

/* True when an item matches one byte, in lower case; for LIST any digit. */
bool e911__item_takes(const e911__item *item, int byte);

/* True when the pattern matches all that `symbols` has left, by trying: for those who have time. */
bool e911__pattern_match(const e911__pattern *pattern, e911__symbols symbols,
                         e911__members members);

/*
 * The same, and what each item took: spans[i] counts bytes that item i took. `spans` has room for
 * pattern->count elements.
 */
bool e911__pattern_spans(const e911__pattern *pattern, e911__symbols symbols, e911__members members,
                         uint32_t *spans);

/* A text that the pattern matches, such as 12125550100 for 1NxxNxxXXXX. */
void e911__pattern_example(const e911__pattern *pattern, e911__members members, e911__writer *w);

#endif
