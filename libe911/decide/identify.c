#include "decide/identify.h"

#include "address/ip.h"
#include "address/mac.h"
#include "base/text.h"

#define NOTHING ((e911_text){NULL, 0})

/* What a row says of the phone that the identity's or the source's rows may stand for. */
typedef struct row_facts {
    uint32_t row;
    e911_station station;
} row_facts;

/* The phone some rows agree on. */
struct phone {
    bool found;
    bool several; /* the rows are of more than one phone */
    row_facts facts;
};

static e911_station station_at(const e911_engine *engine, uint32_t row)
{
    e911_station station = {.struct_size = sizeof station};

    e911_stations_at(engine->stations, row, &station);
    return station;
}

/* A phone that stays where the table puts it: its row speaks for it wherever its user dials. */
static bool is_fixed(const e911_station *station)
{
    return station->type == E911_STATION_MANAGED || station->type == E911_STATION_UNMANAGED ||
           station->type == E911_STATION_SOFT_PHONE;
}

/* Lines of one phone share its MAC; rows without MAC are one phone when they share its address. */
static bool is_same_phone(const e911_station *a, const e911_station *b)
{
    if ((a->known & E911_STATION_HAS_MAC) && (b->known & E911_STATION_HAS_MAC))
        return e911__mac_equal(&a->mac, &b->mac);
    return (a->known & b->known & E911_STATION_HAS_IP) && e911__ip_equal(&a->ip, &b->ip);
}

static void add_to_phone(struct phone *phone, uint32_t row, const e911_station *station)
{
    if (!phone->found)
        *phone = (struct phone){.found = true, .facts = {row, *station}};
    else if (!is_same_phone(&phone->facts.station, station))
        phone->several = true;
}

/* ---- what the rows of an identity or a source say ---------------------------------------------
 */

/* The rows of an identity, sorted by how they agree with the source address. */
struct evidence {
    struct phone at_source;       /* fixed rows whose address is the source */
    struct phone without_address; /* fixed rows that name no address */
    struct phone elsewhere;       /* fixed rows with another address */
    bool hot_desk;
    bool moving; /* mobile or remote rows */
};

static struct evidence weigh(const e911_engine *engine, e911_station_range range,
                             const e911_ip *source)
{
    struct evidence evidence = {0};

    for (size_t i = 0; i < range.count; i++) {
        e911_station station = station_at(engine, range.rows[i]);

        if (station.type == E911_STATION_HOT_DESK)
            evidence.hot_desk = true;
        else if (!is_fixed(&station))
            evidence.moving = true;
        else if (!(station.known & E911_STATION_HAS_IP))
            add_to_phone(&evidence.without_address, range.rows[i], &station);
        else if (source->family != 0 && e911__ip_equal(&station.ip, source))
            add_to_phone(&evidence.at_source, range.rows[i], &station);
        else
            add_to_phone(&evidence.elsewhere, range.rows[i], &station);
    }
    return evidence;
}

static e911_station_range rows_of_identity(const e911_engine *engine, e911_text identity)
{
    e911_station_range range = {NULL, 0};

    if (identity.len > 0)
        e911_stations_find_identity(engine->stations, identity.data, identity.len, &range);
    return range;
}

/* ---- conclusions ----------------------------------------------------------------------------- */

/* Take a phone as the station, or say that the rows are of several. `source` family 0: the table's
   address stands. */
static void conclude(e911_decision *decision, const struct phone *phone, uint32_t reason,
                     const e911_ip *source)
{
    const e911_station *station = &phone->facts.station;

    if (phone->several) {
        e911__decision_explain(decision, E911_REASON_STATION_AMBIGUOUS, NOTHING);
        return;
    }
    decision->station_found = true;
    decision->station_row = phone->facts.row;
    decision->station_known = station->known;
    decision->station_mac = station->mac;
    decision->station_ip = station->ip;
    if (source->family != 0) {
        decision->station_ip = *source;
        decision->station_known |= E911_STATION_HAS_IP;
    }
    e911__decision_explain(decision, reason,
                           reason == E911_REASON_STATION_BY_SOURCE
                               ? station->station_ip_address
                               : station->identification_address);
}

/* The phone the table has at the source address, whoever is using it. */
static void identify_by_source(e911_decision *decision, const struct evidence *at_source,
                               const e911_ip *source)
{
    if (at_source->at_source.found)
        conclude(decision, &at_source->at_source, E911_REASON_STATION_BY_SOURCE, source);
    else if (at_source->moving || at_source->hot_desk)
        e911__decision_explain(decision, E911_REASON_STATION_NOT_FIXED, NOTHING);
    else
        e911__decision_explain(decision, E911_REASON_STATION_UNKNOWN, NOTHING);
}

/* The identity's row names no address; another phone's row must not claim the source. */
static void identify_by_identity_alone(e911_decision *decision, const struct phone *phone,
                                       const struct evidence *at_source, const e911_ip *source)
{
    const struct phone *claims = &at_source->at_source;

    if (claims->found &&
        (claims->several || !is_same_phone(&claims->facts.station, &phone->facts.station)))
        e911__decision_explain(decision, E911_REASON_SOURCE_MISMATCH, NOTHING);
    else
        conclude(decision, phone, E911_REASON_STATION_BY_IDENTITY, source);
}

static void identify_phone(e911_decision *decision, const e911_call *call)
{
    const e911_engine *engine = decision->engine;
    e911_station_range source_rows = {NULL, 0};
    struct evidence identity, at_source;

    e911_stations_find_ip(engine->stations, &call->source, &source_rows);
    identity = weigh(engine, rows_of_identity(engine, call->from), &call->source);
    at_source = weigh(engine, source_rows, &call->source);
    if (call->source.family == 0) {
        e911__decision_explain(decision, E911_REASON_SOURCE_UNKNOWN, NOTHING);
        if (!identity.without_address.found)
            identity.without_address = identity.elsewhere;
        else if (identity.elsewhere.found)
            identity.without_address.several = true;
    }
    if (identity.at_source.found)
        conclude(decision, &identity.at_source, E911_REASON_STATION_BY_IDENTITY, &call->source);
    else if (identity.without_address.found)
        identify_by_identity_alone(decision, &identity.without_address, &at_source, &call->source);
    else if (identity.elsewhere.found)
        e911__decision_explain(decision, E911_REASON_SOURCE_MISMATCH, NOTHING);
    else if (identity.moving)
        e911__decision_explain(decision, E911_REASON_STATION_NOT_FIXED, NOTHING);
    else
        identify_by_source(decision, &at_source, &call->source);
}

/* Behind a PBX the packet's source is the PBX: the first identity header that is in the table. */
static void identify_behind_pbx(e911_decision *decision, const e911_call *call)
{
    static const e911_ip nowhere;
    const e911_engine *engine = decision->engine;
    e911_station_range rows = rows_of_identity(engine, call->p_asserted_identity);
    struct evidence evidence;

    if (rows.count == 0)
        rows = rows_of_identity(engine, call->from);
    evidence = weigh(engine, rows, &nowhere);
    if (evidence.elsewhere.found && evidence.without_address.found &&
        !is_same_phone(&evidence.elsewhere.facts.station, &evidence.without_address.facts.station))
        evidence.elsewhere.several = true;
    if (evidence.elsewhere.found)
        conclude(decision, &evidence.elsewhere, E911_REASON_STATION_BY_IDENTITY, &nowhere);
    else if (evidence.without_address.found)
        conclude(decision, &evidence.without_address, E911_REASON_STATION_BY_IDENTITY, &nowhere);
    else if (evidence.moving || evidence.hot_desk)
        e911__decision_explain(decision, E911_REASON_STATION_NOT_FIXED, NOTHING);
    else
        e911__decision_explain(decision, E911_REASON_STATION_UNKNOWN, NOTHING);
}

void e911__identify(e911_decision *decision, const e911_call *call)
{
    if (decision->engine->stations == NULL || call->ingress == E911_INGRESS_TRUNK)
        e911__decision_explain(decision, E911_REASON_STATION_UNKNOWN, NOTHING);
    else if (call->ingress == E911_INGRESS_PBX)
        identify_behind_pbx(decision, call);
    else
        identify_phone(decision, call);
}
