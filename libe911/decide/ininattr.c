#include "decide/ininattr.h"

#include "address/ip.h"
#include "address/mac.h"
#include "header/ininattr.h"

static bool has_pair(const e911_ininattr *attr, const e911_ininattr_pair *pair)
{
    for (size_t i = 0; i < attr->others_count; i++) {
        if (e911__equal_nocase(attr->others[i].key, pair->key))
            return e911__equal(attr->others[i].value, pair->value);
    }
    return false;
}

/* The order of pairs means nothing, and no key stands twice. */
static bool same_content(const e911_ininattr *a, const e911_ininattr *b)
{
    const uint32_t addresses = E911_ININATTR_MAC | E911_ININATTR_IP;

    if ((a->flags & addresses) != (b->flags & addresses) || !e911__mac_equal(&a->mac, &b->mac) ||
        !e911__ip_equal(&a->ip, &b->ip) || a->others_count != b->others_count)
        return false;
    for (size_t i = 0; i < a->others_count; i++) {
        if (!has_pair(b, &a->others[i]))
            return false;
    }
    return true;
}

/* True when our table knows another MAC or address for the station than the PBX says. */
static bool differs_from_table(const e911_decision *decision, const e911_ininattr *attr)
{
    return ((decision->station_known & E911_STATION_HAS_MAC) && (attr->flags & E911_ININATTR_MAC) &&
            memcmp(&attr->mac, &decision->station_mac, sizeof attr->mac) != 0) ||
           ((decision->station_known & E911_STATION_HAS_IP) && (attr->flags & E911_ININATTR_IP) &&
            memcmp(&attr->ip, &decision->station_ip, sizeof attr->ip) != 0);
}

/* Read all lines of a trusted PBX; they must say one thing. */
static uint32_t read_pbx_ininattr(const e911_call *call, e911_ininattr *first)
{
    e911_ininattr_pair others[E911_ININATTR_PAIRS_MAX];

    for (size_t i = 0; i < call->ininattr_count; i++) {
        e911_ininattr attr = {.struct_size = sizeof attr,
                              .others = others,
                              .others_capacity = E911_ININATTR_PAIRS_MAX};
        const e911_text *value = &call->ininattr[i];

        if (e911_ininattr_parse(value->data, value->len, i == 0 ? first : &attr, NULL) != E911_OK)
            return E911_REASON_ININATTR_MALFORMED;
        if (i > 0 && !same_content(first, &attr))
            return E911_REASON_ININATTR_CONFLICT;
    }
    return E911_REASON_ININATTR_KEPT;
}

static e911_text format_ininattr(e911_decision *decision, const e911_ininattr *attr)
{
    e911__writer writer = e911__arena_writer(&decision->text);

    if (e911__ininattr_write(&writer, attr) != E911_OK)
        return E911__NOTHING;
    return e911__arena_close(&decision->text, &writer);
}

/* A trusted PBX's lines: kept where they are valid, even where our table differs. */
static bool keep_pbx_ininattr(e911_decision *decision, const e911_call *call,
                              e911__ininattr_plan *plan)
{
    e911_ininattr_pair others[E911_ININATTR_PAIRS_MAX];
    e911_ininattr first = {
        .struct_size = sizeof first, .others = others, .others_capacity = E911_ININATTR_PAIRS_MAX};
    uint32_t reason;

    /* Lines that are not listed may say anything. */
    reason = call->flags & E911_CALL_ININATTR_UNLISTED ? (uint32_t)E911_REASON_ININATTR_CONFLICT
                                                       : read_pbx_ininattr(call, &first);
    e911__decision_explain(decision, reason, E911__NOTHING);
    if (reason != E911_REASON_ININATTR_KEPT) {
        plan->remove = true;
        return false;
    }
    if (differs_from_table(decision, &first))
        e911__decision_explain(decision, E911_REASON_ININATTR_DIFFERS, E911__NOTHING);
    if (call->ininattr_count > 1) { /* one line says what the several did */
        first.flags &= ~(uint32_t)E911_ININATTR_UNQUOTED;
        plan->quoted = format_ininattr(decision, &first);
        first.flags |= E911_ININATTR_UNQUOTED;
        plan->unquoted = format_ininattr(decision, &first);
    }
    plan->keep = plan->quoted.len == 0;
    plan->remove = !plan->keep;
    return true;
}

/* What we assert of the station ourselves. */
static void plan_own_ininattr(e911_decision *decision, e911__ininattr_plan *plan)
{
    uint32_t known = decision->station_known;
    uint32_t flags = (known & E911_STATION_HAS_MAC ? E911_ININATTR_MAC : 0u) |
                     (known & E911_STATION_HAS_IP ? E911_ININATTR_IP : 0u);
    char *at = e911__arena_room(&decision->text, E911__ININATTR_HEAD_MAX);

    if (!decision->engine->include_station_addresses) {
        e911__decision_explain(decision, E911_REASON_ININATTR_OFF, E911__NOTHING);
        return;
    }
    if (flags == 0 || at == NULL)
        return;
    at = E911__PUT(at, "\"");
    at = e911__ininattr_put(at, flags, &decision->station_mac, &decision->station_ip);
    at = E911__PUT(at, "\"");
    plan->quoted = e911__arena_take(&decision->text, at);
    /* Addresses hold no escape: the other form is what the quotes hold. */
    plan->unquoted = e911__slice(plan->quoted, 1, plan->quoted.len - 2);
    plan->own = true;
}

e911__ininattr_plan e911__plan_ininattr(e911_decision *decision, const e911_call *call)
{
    bool of_pbx = e911__ingress_of(call) == E911_INGRESS_PBX && call->ininattr_count > 0;
    e911__ininattr_plan plan = {0};

    if (!of_pbx || !keep_pbx_ininattr(decision, call, &plan))
        plan_own_ininattr(decision, &plan);
    return plan;
}
