/*
 * The rules of a dial plan with their categories, sites, number lists and dial strings, in flat
 * arrays: each text stands once, and what rules share stands in one profile. A builder's grows; a
 * plan has a copy of exactly the size.
 */
#ifndef E911_DIALPLAN_RULES_H
#define E911_DIALPLAN_RULES_H

#include "base/memory.h"
#include "base/set.h"
#include "dialplan/pattern.h"

/* Texts end to end, each behind its length; a place of 0 is the empty text. */
typedef struct e911__texts {
    char *bytes;
    size_t len;
    size_t capacity;
    e911__set set; /* empty in a plan */
} e911__texts;

typedef struct e911__rule {
    uint32_t pattern; /* places of texts */
    uint32_t standardized;
    uint32_t key;
    uint32_t description;
    uint32_t line;
    uint32_t profile; /* index of the profile; in a plan with the flags below */
} e911__rule;

/* The parts of e911__rule.profile. */
#define E911__RULE_PROFILE       0x1fffffffu
#define E911__RULE_IS_NUMBER     0x80000000u /* the pattern is the number in standard form */
#define E911__RULE_HAS_NO_NUMBER 0x40000000u /* the standard form holds wildcards */
#define E911__RULE_IS_PLAIN      0x20000000u /* 8 to 16 digits and X, seen from every site */

/* What many rules have in common. */
typedef struct e911__profile {
    uint32_t display;           /* a text */
    uint32_t dial_string_first; /* of the array dial_strings */
    uint16_t dial_string_count;
    uint16_t category; /* of the array categories */
    uint16_t site;     /* number of the site, 0 for any */
    uint16_t list;     /* number of the number list, 0 for none */
    uint32_t action;   /* of enum e911_rule_action */
} e911__profile;

typedef struct e911__category {
    uint32_t key; /* a text */
    uint8_t call_class;
    uint8_t declared; /* by e911_plan_builder_add_category() */
} e911__category;

/* Category 0 is none: that of deny_emergency. */
enum { E911__CATEGORY_NONE = 0 };

typedef struct e911__dial_text {
    uint32_t group; /* texts */
    uint32_t text;
} e911__dial_text;

typedef struct e911__member {
    uint32_t list;
    uint32_t digits; /* a text */
} e911__member;

typedef struct e911__rules {
    e911__texts texts;
    e911__rule *rules;
    size_t count, capacity;
    e911__profile *profiles;
    size_t profile_count, profile_capacity;
    e911__dial_text *dial_strings;
    size_t dial_string_count, dial_string_capacity;
    e911__category *categories;
    size_t category_count, category_capacity;
    uint32_t *sites; /* site number - 1 -> text */
    size_t site_count, site_capacity;
    uint32_t *lists; /* list number - 1 -> text */
    size_t list_count, list_capacity;
    e911__member *members; /* in the order they were added */
    size_t member_count, member_capacity;
    uint32_t *groups; /* texts: the dial groups' names */
    size_t group_count, group_capacity;
    /* Empty in a plan: */
    e911__set by_key, by_pattern, by_profile, by_member;
} e911__rules;

/* ---- reading --------------------------------------------------------------------------------- */

/* A length below this is one byte; else this byte and two more. */
#define E911__LONG_TEXT 255

static inline e911_text e911__texts_at(const e911__texts *texts, uint32_t place)
{
    const unsigned char *at = (const unsigned char *)texts->bytes + place;

    if (at[0] < E911__LONG_TEXT)
        return e911__text((const char *)at + 1, at[0]);
    return e911__text((const char *)at + 3, (size_t)(at[1] | at[2] << 8));
}

static inline e911_text e911__rule_pattern(const e911__rules *rules, size_t rule)
{
    return e911__texts_at(&rules->texts, rules->rules[rule].pattern);
}

const e911__profile *e911__rule_profile(const e911__rules *rules, size_t rule);
e911__members e911__rule_members(const e911__rules *rules, size_t rule);

/* Read a rule's pattern; it was checked when the rule was added. */
void e911__rule_read_pattern(const e911__rules *rules, size_t rule, e911__pattern *ret);

/* Fill all but struct_size and dial_strings. */
void e911__rule_describe(const e911__rules *rules, size_t rule, e911_rule *ret);

/* The same for the caller's struct, checked. */
e911_status e911__rules_read(const e911__rules *rules, size_t index, e911_rule *ret_rule);

e911_dial_string e911__rule_dial_string(const e911__rules *rules, size_t rule, size_t index);

/* Name and key as they were first written. Category 0 gives the empty text, as site 0 does. */
e911_text e911__category_key(const e911__rules *rules, uint32_t category);
uint32_t e911__category_class(const e911__rules *rules, uint32_t category);
e911_text e911__site_name(const e911__rules *rules, uint32_t site);
e911_text e911__list_name(const e911__rules *rules, uint32_t list);

/* The site's number, or 0; any case. */
uint32_t e911__site_find(const e911__rules *rules, e911_text name);

/* The number of a name in any case among sites, lists or groups, or 0. */
uint32_t e911__name_find(const e911__rules *rules, const uint32_t *names, size_t count,
                         e911_text name);

/* True when `digits` is a member of the list. */
bool e911__list_holds(const e911__rules *rules, uint32_t list, e911_text digits);

/* ---- adding; after a refusal all is as before ------------------------------------------------ */

/* With PureConnect's categories, and nothing else. */
e911_status e911__rules_init(e911__rules *rules, const e911__memory *memory);
void e911__rules_release(e911__rules *rules, const e911__memory *memory);

e911_status e911__rules_add_category(e911__rules *rules, const e911__memory *memory, e911_text key,
                                     e911_error *reterr);
e911_status e911__rules_add_member(e911__rules *rules, const e911__memory *memory, e911_text list,
                                   e911_text member, e911_error *reterr);
e911_status e911__rules_add(e911__rules *rules, const e911__memory *memory, const e911_rule *rule,
                            e911_error *reterr);

/* How much there is, so that a text that is refused half-way can be taken back. */
typedef struct e911__rules_mark {
    size_t rules, profiles, dial_strings, categories, sites, lists, members, groups;
} e911__rules_mark;

e911__rules_mark e911__rules_mark_now(const e911__rules *rules);
void e911__rules_cut(e911__rules *rules, const e911__rules_mark *mark);

/* A copy of exactly the size, without what only adding needs. */
e911_status e911__rules_copy(e911__rules *ret, const e911__rules *from, const e911__memory *memory);

#endif
