/* What the suites of the decision share: engines, calls, and decisions in short. */
#ifndef E911_TESTS_DECIDE_SUPPORT_H
#define E911_TESTS_DECIDE_SUPPORT_H

#include "support.h"

#include <e911/decide.h>

/* A table with one desk phone, and who and where that is in a call. */
#define DESK_CSV                                                                                   \
    "NetworkID,IdentificationAddress,StationIPAddress\n"                                           \
    "0004f2000001,desk,192.0.2.1\n"
#define DESK_IDENTITY "sip:desk@example.com"
#define DESK_SOURCE   "192.0.2.1"

/* What the table says of desk in ININAttr, and what a PBX may say otherwise. */
#define MAC_PAIR  "uu_StationMacAddress=0004f2000001"
#define IP_PAIR   "uu_StationIPAddress=192.0.2.1"
#define OURS      "\"" MAC_PAIR ";" IP_PAIR "\""
#define OTHER_MAC "\"uu_StationMacAddress=0004f2000009;" IP_PAIR "\""

/* ---- engines --------------------------------------------------------------------------------- */

/* Options that include station addresses, and nothing else. */
e911_engine_options new_options(void);

e911_target new_target(const char *uri);

e911_engine *new_engine(const e911_engine_options *options);

/* A plan of Canada; NULL for want of memory. */
e911_plan *canadian_plan(const e911_allocator *allocator);

/* ---- calls ----------------------------------------------------------------------------------- */

/* An INVITE of which nothing more is known. */
e911_call new_call(const char *request_uri);

/* An INVITE from the phone of DESK_CSV. */
e911_call desk_call(const char *request_uri);

/* An INVITE for 911 from this identity and address; the empty text is an unknown one. */
e911_call emergency_call(uint32_t ingress, const char *from, const char *source);

/* ---- decisions ------------------------------------------------------------------------------- */

e911_decision *new_decision(void);

/* The names of the reasons with commas between, until the next call. */
const char *reasons_of(const e911_decision *decision);

/* The same, each with what it matched: "REGION_NUMBER=911,STATION_UNKNOWN". */
const char *reasons_with_matches_of(const e911_decision *decision);

/* ---- ININAttr -------------------------------------------------------------------------------- */

/* Stations desk, maconly and iponly; targets by their flags, one each. As many as there can be have
   the longest URI there is. */
e911_engine *ininattr_engine(uint32_t include, const uint32_t *flags, size_t count);

/* Decide a call for 911 from desk with these ININAttr values. */
void decide_desk_call(e911_engine *engine, e911_decision *decision, uint32_t ingress,
                      const char *const *values, size_t count);

/* The edits of a target in short, until the next call: "U" the Request-URI, "-" ININAttr goes,
   "+value" it is added. */
const char *edits_of(const e911_decision *decision, uint32_t target);

#endif
