/* Filling a list of findings. */
#ifndef E911_BASE_FINDING_H
#define E911_BASE_FINDING_H

#include <e911/base.h>

/* Append a copy; findings may be NULL. Where there is no room it is counted, for no call may fail
   because there is much to say about its input. struct_size of the finding does not matter. */
void e911__findings_add(e911_findings *findings, const e911_finding *finding);

/* How many there are, and how many there was no room for. */
typedef struct e911__findings_mark {
    size_t count;
    size_t dropped;
} e911__findings_mark;

e911__findings_mark e911__findings_mark_now(const e911_findings *findings);

/* Take back what was found since; findings may be NULL. */
void e911__findings_cut(e911_findings *findings, const e911__findings_mark *mark);

#endif
