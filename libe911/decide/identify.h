/* Which station dialled. */
#ifndef E911_DECIDE_IDENTIFY_H
#define E911_DECIDE_IDENTIFY_H

#include "decide/decision.h"

/*
 * Find the station and what may be asserted of it (MAC, IP address), and say why. Device evidence
 * (the source address of a phone) and identity evidence (From; behind a PBX P-Asserted-Identity)
 * must not contradict each other: then nothing is asserted.
 */
void e911__identify(e911_decision *decision, const e911_call *call);

#endif
