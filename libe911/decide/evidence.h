/* Names by which evidence speaks of a decision. */
#ifndef E911_DECIDE_EVIDENCE_H
#define E911_DECIDE_EVIDENCE_H

#include <stdint.h>

/* Name of a source of enum e911_match_source, such as "access-prefix". */
const char *e911__match_source_name(uint32_t source);

#endif
