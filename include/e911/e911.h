/*
 * libe911 - emergency calling for SIP products: all headers of the core library.
 *
 * The shortest way in: fill an e911_engine_options (decide.h) with a region, e911_engine_new(),
 * then e911_decide() for every request. examples/minimal.c does just that. Who has the bytes of
 * messages calls e911_rewrite() (wire.h) instead and needs no more; examples/rewrite.c shows it.
 */
#ifndef E911_E911_H
#define E911_E911_H

#include <e911/address.h>
#include <e911/base.h>
#include <e911/decide.h>
#include <e911/dialplan.h>
#include <e911/explain.h>
#include <e911/ininattr.h>
#include <e911/location.h>
#include <e911/region.h>
#include <e911/station.h>
#include <e911/table.h>
#include <e911/wire.h>

#endif
