#include "decide/identify.h"

#include "address/ip.h"
#include "address/mac.h"
#include "base/text.h"
#include "station/table.h"

/* The phone some rows agree on, by the row that says most of it. */
struct phone {
    bool found;
    bool several; /* the rows are of more than one phone */
    uint32_t row;
    e911__station_evidence station;
};

/* A phone that stays where the table puts it: its row speaks for it wherever its user dials. */
static bool is_fixed(const e911__station_evidence *station)
{
    return station->type == E911_STATION_MANAGED || station->type == E911_STATION_UNMANAGED ||
           station->type == E911_STATION_SOFT_PHONE;
}

static bool is_same_text(const e911_stations *stations, uint32_t a, uint32_t b, int column)
{
    return e911__equal_nocase(e911__station_text(stations, a, column),
                              e911__station_text(stations, b, column));
}

/*
 * Lines of one phone share its MAC. A row without MAC is of the same phone when it shares the
 * address at the same place: private addresses are used again from site to site.
 */
static bool is_same_phone(const e911_stations *stations, uint32_t a, uint32_t b)
{
    e911__station_evidence of_a = e911__station_evidence_of(stations, a);
    e911__station_evidence of_b = e911__station_evidence_of(stations, b);

    if (a == b)
        return (of_a.known & (E911_STATION_HAS_MAC | E911_STATION_HAS_IP)) != 0;
    if (of_a.known & of_b.known & E911_STATION_HAS_MAC)
        return e911__mac_equal(&of_a.mac, &of_b.mac);
    return (of_a.known & of_b.known & E911_STATION_HAS_IP) && e911__ip_equal(&of_a.ip, &of_b.ip) &&
           is_same_text(stations, a, b, E911__SITE) && is_same_text(stations, a, b, E911__ERL);
}

static void add_to_phone(const e911_stations *stations, struct phone *phone, uint32_t row,
                         const e911__station_evidence *station)
{
    bool more = (station->known & ~phone->station.known & E911_STATION_HAS_MAC) != 0;

    if (phone->found && !is_same_phone(stations, phone->row, row)) {
        phone->several = true;
    } else if (!phone->found || more) {
        phone->found = true;
        phone->row = row;
        phone->station = *station;
    }
}

/* True when all rows of `phone` are of the same phone as this row. */
static bool is_only(const e911_stations *stations, const struct phone *phone, uint32_t row)
{
    return phone->found && !phone->several && is_same_phone(stations, phone->row, row);
}

/* ---- what the rows of an identity or a source say -------------------------------------------- */

/* The rows of an identity, sorted by how they agree with the source address. */
struct evidence {
    struct phone at_source;       /* fixed rows whose address is the source */
    struct phone without_address; /* fixed rows that name no address */
    struct phone elsewhere;       /* fixed rows with another address */
    struct phone claims;          /* rows of any type whose address is the source */
    bool hot_desk;
    bool moving; /* mobile or remote rows */
};

/* Some of the rows are of a phone that is wherever its user is. */
static bool has_no_place(const struct evidence *evidence)
{
    return evidence->hot_desk || evidence->moving;
}

/*
 * Sort rows. `claims` is the phone the table has at the source, or NULL: a row without address that
 * is that phone's is at the source, too.
 */
static void weigh(const e911_stations *stations, e911_station_range range, const e911_ip *source,
                  const struct phone *claims, struct evidence *ret)
{
    *ret = (struct evidence){0};
    for (size_t i = 0; i < range.count; i++) {
        uint32_t row = range.rows[i];
        e911__station_evidence station = e911__station_evidence_of(stations, row);
        bool has_address = (station.known & E911_STATION_HAS_IP) != 0;
        bool at_source = has_address && source->family != 0 && e911__ip_equal(&station.ip, source);

        if (at_source)
            add_to_phone(stations, &ret->claims, row, &station);
        if (!has_address && claims != NULL && is_only(stations, claims, row))
            at_source = true;
        if (station.type == E911_STATION_HOT_DESK)
            ret->hot_desk = true;
        else if (!is_fixed(&station))
            ret->moving = true;
        else if (at_source)
            add_to_phone(stations, &ret->at_source, row, &station);
        else if (!has_address)
            add_to_phone(stations, &ret->without_address, row, &station);
        else
            add_to_phone(stations, &ret->elsewhere, row, &station);
    }
}

/* One phone of rows with an address and rows without: what the table says where no source does. */
static struct phone by_table(const e911_stations *stations, const struct evidence *evidence)
{
    const struct phone *with = &evidence->elsewhere;
    const struct phone *without = &evidence->without_address;
    struct phone phone = with->found ? *with : *without;

    if (with->found && without->found)
        phone.several = with->several || !is_only(stations, without, with->row);
    return phone;
}

static e911_station_range rows_of_identity(const e911_engine *engine, e911_text identity)
{
    e911_station_range range = {NULL, 0};

    if (identity.len > 0)
        e911_stations_find_identity(engine->stations, identity.data, identity.len, &range);
    return range;
}

/* ---- conclusions ----------------------------------------------------------------------------- */

/* Take a row's phone as the station. */
static inline void take_station(e911_decision *decision, uint32_t row,
                                const e911__station_evidence *station, uint32_t reason)
{
    decision->station_found = true;
    decision->station_row = row;
    decision->station_known = station->known;
    decision->station_mac = station->mac;
    decision->station_ip = station->ip;
    e911__decision_explain(decision, reason, E911__NOTHING);
}

/* The same, or say that the rows are of several phones. `source` family 0: the table's address
   stands. */
static void conclude(e911_decision *decision, const struct phone *phone, uint32_t reason,
                     const e911_ip *source)
{
    if (phone->several) {
        e911__decision_explain(decision, E911_REASON_STATION_AMBIGUOUS, E911__NOTHING);
        return;
    }
    take_station(decision, phone->row, &phone->station, reason);
    if (source->family != 0) {
        decision->station_ip = *source;
        decision->station_known |= E911_STATION_HAS_IP;
    }
}

/* The phone the table has at the source address, whoever is using it. */
static void identify_by_source(e911_decision *decision, const struct evidence *at_source,
                               const e911_ip *source)
{
    if (at_source->at_source.found)
        conclude(decision, &at_source->at_source, E911_REASON_STATION_BY_SOURCE, source);
    else if (has_no_place(at_source))
        e911__decision_explain(decision, E911_REASON_STATION_NOT_FIXED, E911__NOTHING);
    else
        e911__decision_explain(decision, E911_REASON_STATION_UNKNOWN, E911__NOTHING);
}

/* The identity's rows name no address; no other phone's row may claim the source. */
static void identify_by_identity_alone(e911_decision *decision, const struct evidence *identity,
                                       const struct phone *claims, const e911_ip *source)
{
    struct phone phone = by_table(decision->engine->stations, identity);

    if (claims->found)
        e911__decision_explain(decision, E911_REASON_SOURCE_MISMATCH, E911__NOTHING);
    /* Another phone of the identity may be there under a new address. */
    else if (has_no_place(identity) || phone.several)
        e911__decision_explain(decision, E911_REASON_STATION_AMBIGUOUS, E911__NOTHING);
    else if (identity->elsewhere.found) /* another row of this very phone */
        e911__decision_explain(decision, E911_REASON_SOURCE_MISMATCH, E911__NOTHING);
    else
        conclude(decision, &phone, E911_REASON_STATION_BY_IDENTITY, source);
}

/* The table alone has to say who an identity is and where: behind a PBX, or without a source. */
static void identify_by_table(e911_decision *decision, const struct evidence *identity)
{
    static const e911_ip nowhere;
    struct phone phone = by_table(decision->engine->stations, identity);

    if (phone.found && has_no_place(identity))
        e911__decision_explain(decision, E911_REASON_STATION_AMBIGUOUS, E911__NOTHING);
    else if (phone.found)
        conclude(decision, &phone, E911_REASON_STATION_BY_IDENTITY, &nowhere);
    else if (has_no_place(identity))
        e911__decision_explain(decision, E911_REASON_STATION_NOT_FIXED, E911__NOTHING);
    else
        e911__decision_explain(decision, E911_REASON_STATION_UNKNOWN, E911__NOTHING);
}

/*
 * The ordinary case, which needs no weighing: the identity has one row, of a fixed phone with an
 * address, and the call comes from there.
 */
static bool identify_at_once(e911_decision *decision, e911_station_range rows,
                             const e911_ip *source)
{
    e911__station_evidence station;

    if (rows.count != 1 || source->family == 0)
        return false;
    station = e911__station_evidence_of(decision->engine->stations, rows.rows[0]);
    if (!is_fixed(&station) || !e911__ip_equal(&station.ip, source))
        return false;
    take_station(decision, rows.rows[0], &station, E911_REASON_STATION_BY_IDENTITY);
    return true;
}

/* The rows of the identity, held against those of the source address. */
static void weigh_phone(e911_decision *decision, e911_station_range rows, const e911_ip *source)
{
    const e911_stations *stations = decision->engine->stations;
    e911_station_range at_source = {NULL, 0};
    struct evidence identity, device;

    e911_stations_find_ip(stations, source, &at_source);
    weigh(stations, at_source, source, NULL, &device);
    weigh(stations, rows, source, &device.claims, &identity);
    if (source->family == 0) {
        e911__decision_explain(decision, E911_REASON_SOURCE_UNKNOWN, E911__NOTHING);
        identify_by_table(decision, &identity);
    } else if (identity.at_source.found) {
        conclude(decision, &identity.at_source, E911_REASON_STATION_BY_IDENTITY, source);
    } else if (identity.hot_desk && device.at_source.found) {
        identify_by_source(decision, &device, source);
    } else if (identity.without_address.found) {
        identify_by_identity_alone(decision, &identity, &device.claims, source);
    } else if (identity.elsewhere.found) {
        e911__decision_explain(decision, E911_REASON_SOURCE_MISMATCH, E911__NOTHING);
    } else if (has_no_place(&identity)) {
        e911__decision_explain(decision, E911_REASON_STATION_NOT_FIXED, E911__NOTHING);
    } else {
        identify_by_source(decision, &device, source);
    }
}

static void identify_phone(e911_decision *decision, const e911_call *call)
{
    e911_ip source = e911__ip_normal(&call->source);
    e911_station_range rows = rows_of_identity(decision->engine, call->from);

    if (!identify_at_once(decision, rows, &source))
        weigh_phone(decision, rows, &source);
}

/* Behind a PBX the packet's source is the PBX. What it asserts of the caller counts alone where it
   asserts anything; From is what the caller said to it (RFC 3325). */
static void identify_behind_pbx(e911_decision *decision, const e911_call *call)
{
    static const e911_ip nowhere;
    const e911_engine *engine = decision->engine;
    e911_text caller = call->p_asserted_identity.len > 0 ? call->p_asserted_identity : call->from;
    struct evidence identity;

    weigh(engine->stations, rows_of_identity(engine, caller), &nowhere, NULL, &identity);
    identify_by_table(decision, &identity);
}

void e911__identify(e911_decision *decision, const e911_call *call)
{
    uint32_t ingress = e911__ingress_of(call);

    if (decision->engine->stations != NULL && ingress == E911_INGRESS_PHONE)
        identify_phone(decision, call);
    else if (decision->engine->stations != NULL && ingress == E911_INGRESS_PBX)
        identify_behind_pbx(decision, call);
    else
        e911__decision_explain(decision, E911_REASON_STATION_UNKNOWN, E911__NOTHING);
}
