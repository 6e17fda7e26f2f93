/* The work of bench-wire done by others: another Request-URI and one more header line. Each returns
   0 when that went wrong. No bool here: libre has one of its own. */
#ifndef E911_TESTS_BENCH_WIRE_PEERS_H
#define E911_TESTS_BENCH_WIRE_PEERS_H

#include <e911/e911.h>

#define NEW_URI   "sip:911@psap.example.com:5070"
#define NEW_NAME  "ININAttr"
#define NEW_VALUE "\"uu_StationMacAddress=0004f215c285;uu_StationIPAddress=127.0.0.4\""

/* The least that can be done: find two places, copy three pieces. */
int splice_bytes(e911_text message);

#if BENCH_SOFIA
struct msg_s;

struct msg_s *sofia_parse(e911_text message);
void sofia_free(struct msg_s *msg);

/* Make the bytes a message would be sent as; `edited`: look for the new URI in them. */
int sofia_send(struct msg_s *msg, int edited);

int sofia_nothing(e911_text message);
int sofia_edit(e911_text message);
#endif

#if BENCH_OSIP
int osip_edit(e911_text message);
#endif

#if BENCH_LIBRE
/* It has no way to edit a message. */
int libre_parse(e911_text message);
#endif

#endif
