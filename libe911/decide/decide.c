#include "address/ip.h"
#include "address/mac.h"
#include "base/struct.h"
#include "decide/decision.h"
#include "decide/identify.h"
#include "header/ininattr.h"

#define NOTHING  ((e911_text){NULL, 0})
#define ININATTR E911__TEXT(E911_ININATTR_NAME)

/* A service URN longer than this is spoken of by its first two labels. */
#define SERVICE_MAX 256

/* What is to become of ININAttr. */
struct ininattr_plan {
    bool keep;        /* the trusted PBX's line stays */
    e911_text quoted; /* what is written otherwise, or empty */
    e911_text unquoted;
};

e911_status e911_call_init(e911_call *call, size_t struct_size)
{
    return e911__struct_init(call, struct_size, sizeof *call);
}

static void add_edit(e911__edit *edits, uint32_t *count, uint32_t op, e911_text name,
                     e911_text value)
{
    edits[(*count)++] = (e911__edit){op, name, value};
}

static void remove_ininattr(e911_decision *decision)
{
    add_edit(decision->common, &decision->common_count, E911_EDIT_REMOVE_HEADER, ININATTR, NOTHING);
}

/* ---- the trust boundary ---------------------------------------------------------------------- */

/* Whatever the request is: a station's addresses from beyond the boundary go no further. */
static void strip_claims(e911_decision *decision, const e911_call *call)
{
    if (call->flags & E911_CALL_LINES_LOST)
        e911__decision_explain(decision, E911_REASON_LINES_LOST, NOTHING);
    if (call->ingress == E911_INGRESS_PBX || call->ininattr_count == 0)
        return;
    remove_ininattr(decision);
    e911__decision_explain(decision, E911_REASON_ININATTR_REMOVED, NOTHING);
}

/* ---- classify -------------------------------------------------------------------------------- */

static void explain_match(e911_decision *decision)
{
    static const uint32_t codes[] = {
        [E911_MATCH_NOTHING] = E911_REASON_NOT_IN_PLAN,
        [E911_MATCH_SERVICE_URN] = E911_REASON_SERVICE_URN,
        [E911_MATCH_NUMBER] = E911_REASON_PLAN_NUMBER,
        [E911_MATCH_REGION] = E911_REASON_REGION_NUMBER,
        [E911_MATCH_ACCESS_PREFIX] = E911_REASON_REGION_NUMBER,
    };
    const e911_match *match = &decision->match;

    if (match->source == E911_MATCH_ACCESS_PREFIX)
        e911__decision_explain(decision, E911_REASON_ACCESS_PREFIX, match->prefix);
    e911__decision_explain(decision, codes[match->source], match->matched);
}

/* The match's texts move into the decision, so that it depends on nothing but itself. */
static void keep_match(e911_decision *decision)
{
    e911_match *match = &decision->match;
    e911__arena *arena = &decision->text;

    if (match->source == E911_MATCH_SERVICE_URN && match->service.len > SERVICE_MAX)
        match->service = match->matched = match->call_class == E911_CLASS_TEST
                                              ? E911__TEXT("urn:service:test.sos")
                                              : E911__TEXT("urn:service:sos");
    match->number = e911__arena_keep(arena, match->number);
    match->service = e911__arena_keep(arena, match->service);
    match->matched = e911__arena_keep(arena, match->matched);
    match->prefix = e911__arena_keep(arena, match->prefix);
}

/* True for an initial emergency or test INVITE. */
static bool classify(e911_decision *decision, const e911_call *call)
{
    if (!e911__equal(call->method, E911__TEXT("INVITE"))) {
        e911__decision_explain(decision, E911_REASON_NOT_AN_INVITE, call->method);
        return false;
    }
    if (call->flags & E911_CALL_IN_DIALOG) {
        e911__decision_explain(decision, E911_REASON_IN_DIALOG, NOTHING);
        return false;
    }
    e911_plan_classify(decision->engine->plan, call->request_uri.data, call->request_uri.len,
                       &decision->match);
    keep_match(decision);
    explain_match(decision);
    return decision->match.call_class == E911_CLASS_EMERGENCY ||
           decision->match.call_class == E911_CLASS_TEST;
}

/* ---- ININAttr -------------------------------------------------------------------------------- */

static bool same_content(const e911_ininattr *a, const e911_ininattr *b)
{
    const uint32_t addresses = E911_ININATTR_MAC | E911_ININATTR_IP;

    if ((a->flags & addresses) != (b->flags & addresses) || !e911__mac_equal(&a->mac, &b->mac) ||
        !e911__ip_equal(&a->ip, &b->ip) || a->others_count != b->others_count)
        return false;
    for (size_t i = 0; i < a->others_count; i++) {
        if (!e911__equal_nocase(a->others[i].key, b->others[i].key) ||
            !e911__equal(a->others[i].value, b->others[i].value))
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

static e911_text format_ininattr(e911_decision *decision, const e911_ininattr *attr, uint32_t form)
{
    e911_ininattr formed = *attr;
    e911__writer writer = e911__arena_writer(&decision->text);

    formed.flags = (attr->flags & ~(uint32_t)E911_ININATTR_UNQUOTED) | form;
    if (e911__ininattr_write(&writer, &formed) != E911_OK)
        return NOTHING;
    return e911__arena_close(&decision->text, &writer);
}

/* A trusted PBX's lines: kept where they are valid, even where our table differs. */
static bool keep_pbx_ininattr(e911_decision *decision, const e911_call *call,
                              struct ininattr_plan *plan)
{
    e911_ininattr_pair others[E911_ININATTR_PAIRS_MAX];
    e911_ininattr first = {
        .struct_size = sizeof first, .others = others, .others_capacity = E911_ININATTR_PAIRS_MAX};
    uint32_t reason;

    if (call->ingress != E911_INGRESS_PBX || call->ininattr_count == 0)
        return false;
    reason = read_pbx_ininattr(call, &first);
    e911__decision_explain(decision, reason, NOTHING);
    if (reason != E911_REASON_ININATTR_KEPT) {
        remove_ininattr(decision);
        return false;
    }
    if (differs_from_table(decision, &first))
        e911__decision_explain(decision, E911_REASON_ININATTR_DIFFERS, NOTHING);
    if (call->ininattr_count > 1) { /* one line says what the several did */
        plan->quoted = format_ininattr(decision, &first, 0);
        plan->unquoted = format_ininattr(decision, &first, E911_ININATTR_UNQUOTED);
    }
    plan->keep = plan->quoted.len == 0;
    if (!plan->keep)
        remove_ininattr(decision);
    return true;
}

/* What we assert of the station ourselves. */
static void plan_own_ininattr(e911_decision *decision, struct ininattr_plan *plan)
{
    e911_ininattr attr = {.struct_size = sizeof attr};

    if (!decision->engine->include_station_addresses) {
        e911__decision_explain(decision, E911_REASON_ININATTR_OFF, NOTHING);
        return;
    }
    if (decision->station_known & E911_STATION_HAS_MAC) {
        attr.flags |= E911_ININATTR_MAC;
        attr.mac = decision->station_mac;
    }
    if (decision->station_known & E911_STATION_HAS_IP) {
        attr.flags |= E911_ININATTR_IP;
        attr.ip = decision->station_ip;
    }
    if (attr.flags == 0)
        return;
    plan->quoted = format_ininattr(decision, &attr, 0);
    plan->unquoted = format_ininattr(decision, &attr, E911_ININATTR_UNQUOTED);
    e911__decision_explain(decision, E911_REASON_ININATTR_ADDED, plan->quoted);
}

/* ---- targets --------------------------------------------------------------------------------- */

/* The provider's own URI with the standardized number as user; a service URN stays as dialled. */
static e911_text request_uri(e911_decision *decision, const e911__target *target)
{
    e911__writer writer;

    if (decision->match.number.len == 0)
        return NOTHING;
    writer = e911__arena_writer(&decision->text);
    e911__writer_text(&writer, target->scheme);
    e911__writer_byte(&writer, ':');
    e911__writer_text(&writer, decision->match.number);
    e911__writer_byte(&writer, '@');
    e911__writer_text(&writer, target->hostport);
    return e911__arena_close(&decision->text, &writer);
}

/* Targets and their Request-URIs come first: whatever else finds no room, they do. */
static void add_target(e911_decision *decision)
{
    uint32_t index = decision->target_count++;
    uint32_t *count = &decision->edit_counts[index];
    e911_text uri = request_uri(decision, &decision->engine->targets[index]);

    *count = 0;
    if (uri.len > 0)
        add_edit(decision->edits[index], count, E911_EDIT_SET_REQUEST_URI, NOTHING, uri);
}

static void add_ininattr(e911_decision *decision, uint32_t index, const struct ininattr_plan *plan)
{
    const e911__target *target = &decision->engine->targets[index];
    e911__edit *edits = decision->edits[index];
    uint32_t *count = &decision->edit_counts[index];
    e911_text value = target->flags & E911_TARGET_ININATTR_UNQUOTED ? plan->unquoted : plan->quoted;

    if (value.len == 0) /* what holds an escape has no unquoted form */
        value = plan->quoted;
    if (!(target->flags & E911_TARGET_WITHOUT_ININATTR)) {
        if (value.len > 0)
            add_edit(edits, count, E911_EDIT_ADD_HEADER, ININATTR, value);
    } else if (plan->keep) {
        add_edit(edits, count, E911_EDIT_REMOVE_HEADER, ININATTR, NOTHING);
    }
}

/* A length without bytes is a slip of the caller. */
static bool are_given(const e911_call *call)
{
    return e911__is_given(call->method) && e911__is_given(call->request_uri) &&
           e911__is_given(call->from) && e911__is_given(call->p_asserted_identity) &&
           (call->ininattr != NULL || call->ininattr_count == 0);
}

e911_status e911_decide(e911_engine *engine, const e911_call *call, e911_decision *decision)
{
    struct ininattr_plan plan = {0};
    e911_status status = e911__struct_check_out(call, sizeof *call);

    if (status != E911_OK)
        return status;
    if (engine == NULL || decision == NULL || !are_given(call))
        return E911_ERR_INVALID_ARGUMENT;
    e911__decision_reset(decision, engine);
    strip_claims(decision, call);
    if (!classify(decision, call))
        return E911_OK;
    while (decision->target_count < engine->target_count)
        add_target(decision);
    e911__identify(decision, call);
    if (!keep_pbx_ininattr(decision, call, &plan))
        plan_own_ininattr(decision, &plan);
    for (uint32_t i = 0; i < decision->target_count; i++)
        add_ininattr(decision, i, &plan);
    if (engine->target_count == 0)
        e911__decision_explain(decision, E911_REASON_NO_TARGET, NOTHING);
    return E911_OK;
}
