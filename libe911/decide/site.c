#include "decide/site.h"

#include "dialplan/sites.h"
#include "station/table.h"

uint32_t e911_engine_find_site(const e911_engine *engine, const char *site, size_t len)
{
    return engine == NULL ? 0 : e911_plan_find_site(engine->plan, site, len);
}

/* What the rows of a device or a user say. */
struct places {
    e911_text name;
    bool any;
    bool several;
    bool away; /* a row is of a remote station or number: the site is its user's */
};

static struct places places_of(const e911_engine *engine, e911_station_range range)
{
    struct places places = {0};

    for (size_t i = 0; i < range.count; i++) {
        e911_text name = e911__station_text(engine->stations, range.rows[i], E911__SITE);
        uint32_t type = e911__station_evidence_of(engine->stations, range.rows[i]).type;

        places.away =
            places.away || type == E911_STATION_REMOTE_STATION || type == E911_STATION_MOBILE;
        if (name.len == 0)
            continue;
        places.several = places.several || (places.any && !e911__equal_nocase(places.name, name));
        places.any = true;
        places.name = name;
    }
    places.any = places.any && !places.several;
    return places;
}

static struct places places_of_user(const e911_engine *engine, const e911_call *call)
{
    bool of_pbx = e911__ingress_of(call) == E911_INGRESS_PBX && call->p_asserted_identity.len > 0;
    e911_text identity = of_pbx ? call->p_asserted_identity : call->from;
    e911_station_range rows = {NULL, 0};

    if (identity.len > 0)
        e911_stations_find_identity(engine->stations, identity.data, identity.len, &rows);
    return places_of(engine, rows);
}

/* Behind a PBX the packet's source is no station's. */
static struct places places_of_device(const e911_engine *engine, const e911_call *call)
{
    e911_station_range rows = {NULL, 0};

    if (call->ingress == E911_INGRESS_PHONE && call->source.family != 0)
        e911_stations_find_ip(engine->stations, &call->source, &rows);
    return places_of(engine, rows);
}

/* The Site by the tables, or the empty text. */
static e911_text site_by_table(const e911_engine *engine, const e911_call *call)
{
    struct places user, device;

    if (engine->stations == NULL || call->forwarded || e911__ingress_of(call) == E911_INGRESS_TRUNK)
        return E911__NOTHING;
    user = places_of_user(engine, call);
    device = places_of_device(engine, call);
    if (user.away && user.any)
        return user.name;
    if (device.any)
        return device.name;
    return user.any ? user.name : E911__NOTHING;
}

uint32_t e911__site_of(e911_decision *decision, const e911_call *call)
{
    const e911_plan *plan = decision->engine->plan;
    e911_text name;
    uint32_t site;

    name = site_by_table(decision->engine, call);
    site = name.len == 0 ? call->site : e911_plan_find_site(plan, name.data, name.len);
    name = e911__plan_site_name(plan, site);
    if (name.len > 0)
        e911__decision_explain(decision, E911_REASON_SITE, name);
    return site;
}
