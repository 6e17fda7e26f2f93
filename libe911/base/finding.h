/* Filling a list of findings. */
#ifndef E911_BASE_FINDING_H
#define E911_BASE_FINDING_H

#include <e911/base.h>

/* Append a copy; findings may be NULL. Where there is no room it is counted, for no call may fail
   because there is much to say about its input. struct_size of the finding does not matter. */
void e911__findings_add(e911_findings *findings, const e911_finding *finding);

#endif
