/* Adding what rules name, for those who add rules. */
#ifndef E911_DIALPLAN_RULES_NAMES_H
#define E911_DIALPLAN_RULES_NAMES_H

#include "dialplan/rules.h"

/* Refuse a text that is too long or not printable; and a name that has a blank at its edge, which
   is seen by nobody and makes it another name. */
e911_status e911__rules_check_text(e911_text text, e911_error *reterr);
e911_status e911__rules_check_name(e911_text name, e911_error *reterr);

/* The text's place; it is added where it is not there yet. */
e911_status e911__rules_add_text(e911__texts *texts, const e911__memory *memory, e911_text text,
                                 uint32_t *ret);

/* The number of a name, which is added where it is new: of a site or a dial group; of a list. */
e911_status e911__rules_add_name(e911__rules *rules, const e911__memory *memory, uint32_t **names,
                                 size_t *count, size_t *capacity, e911_text name, uint32_t *ret);
e911_status e911__rules_add_list(e911__rules *rules, const e911__memory *memory, e911_text name,
                                 uint32_t *ret);

/* The category with a key, in any case, or E911__CATEGORY_NONE. */
uint32_t e911__rules_find_category(const e911__rules *rules, e911_text key);

#endif
