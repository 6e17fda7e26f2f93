#include "base/struct.h"
#include "decide/decision.h"
#include "decide/identify.h"
#include "decide/ininattr.h"
#include "decide/request_uri.h"
#include "decide/site.h"
#include "dialplan/plan.h"
#include "dialplan/sites.h"

#define ININATTR E911__TEXT(E911_ININATTR_NAME)

/* A service URN longer than this is spoken of by its first two labels. */
#define SERVICE_MAX 256

e911_status e911_call_init(e911_call *call, size_t struct_size)
{
    return e911__struct_init(call, struct_size, sizeof *call);
}

static void add_edit(e911__edit *edits, uint32_t *count, uint32_t op, e911_text name,
                     e911_text value)
{
    edits[(*count)++] = (e911__edit){op, name, value};
}

static void add_common_edit(e911_decision *decision, uint32_t op, e911_text value)
{
    add_edit(decision->common, &decision->common_count, op, ININATTR, value);
}

/* ---- the trust boundary ---------------------------------------------------------------------- */

/* Whatever the request is: a station's addresses from beyond the boundary go no further. */
static void strip_claims(e911_decision *decision, const e911_call *call)
{
    if (call->flags & E911_CALL_LINES_LOST)
        e911__decision_explain(decision, E911_REASON_LINES_LOST, E911__NOTHING);
    if (call->flags & E911_CALL_HEADERS_UNLISTED)
        e911__decision_explain(decision, E911_REASON_HEADERS_UNLISTED, E911__NOTHING);
    if (call->flags & E911_CALL_LINE_ENDS_MIXED)
        e911__decision_explain(decision, E911_REASON_LINE_ENDS_MIXED, E911__NOTHING);
    if (e911__ingress_of(call) == E911_INGRESS_PBX)
        return;
    /* A message of several readings may show an ININAttr to one who reads it otherwise. */
    if (call->ininattr_count > 0 || (call->flags & E911_CALL_LINE_ENDS_MIXED))
        add_common_edit(decision, E911_EDIT_REMOVE_HEADER, E911__NOTHING);
    if (call->ininattr_count > 0)
        e911__decision_explain(decision, E911_REASON_ININATTR_REMOVED, E911__NOTHING);
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
        [E911_MATCH_RULE] = E911_REASON_PLAN_RULE,
    };
    const e911_match *match = &decision->match;

    if (match->source == E911_MATCH_ACCESS_PREFIX)
        e911__decision_explain(decision, E911_REASON_ACCESS_PREFIX, match->prefix);
    e911__decision_explain(decision, codes[match->source], match->matched);
}

/* A service URN is a view into the message; any other text of a match is the plan's, or static. */
static void keep_urn(e911_decision *decision)
{
    e911_match *match = &decision->match;

    if (match->service.len > SERVICE_MAX)
        match->service = e911__class_service(match->call_class);
    else
        match->service = e911__arena_keep(&decision->text, match->service);
    match->matched = match->service;
}

/* A call begins with an INVITE outside of any dialog. */
static bool begins_call(e911_decision *decision, const e911_call *call)
{
    if (!e911__equal(call->method, E911__TEXT("INVITE"))) {
        e911__decision_explain(decision, E911_REASON_NOT_AN_INVITE,
                               e911__arena_keep(&decision->text, call->method));
        return false;
    }
    if (call->flags & E911_CALL_IN_DIALOG) {
        e911__decision_explain(decision, E911_REASON_IN_DIALOG, E911__NOTHING);
        return false;
    }
    return true;
}

/* True for an initial emergency or test INVITE. */
static bool classify(e911_decision *decision, const e911_call *call)
{
    const e911_plan *plan = decision->engine->plan;
    uint32_t site = 0;

    if (!begins_call(decision, call)) {
        e911__match_nothing(&decision->match);
        return false;
    }
    if (e911__plan_has_sites(plan))
        site = e911__site_of(decision, call);
    e911_plan_classify(plan, call->request_uri.data, call->request_uri.len, site, &decision->match);
    if (decision->match.source == E911_MATCH_SERVICE_URN)
        keep_urn(decision);
    explain_match(decision);
    return decision->match.call_class == E911_CLASS_EMERGENCY ||
           decision->match.call_class == E911_CLASS_TEST;
}

/* ---- targets --------------------------------------------------------------------------------- */

/* Targets and their Request-URIs come first: whatever else finds no room, they do. */
static void add_target(e911_decision *decision, const e911_call *call)
{
    uint32_t index = decision->target_count++;
    uint32_t *count = &decision->edit_counts[index];
    e911_text uri = e911__request_uri(decision, call, &decision->engine->targets[index]);

    *count = 0;
    if (uri.len > 0)
        add_edit(decision->edits[index], count, E911_EDIT_SET_REQUEST_URI, E911__NOTHING, uri);
}

static void add_ininattr(e911_decision *decision, uint32_t index, const e911__ininattr_plan *plan)
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
        add_edit(edits, count, E911_EDIT_REMOVE_HEADER, ININATTR, E911__NOTHING);
    }
}

/* Bring what was decided of ININAttr to every target, or, without any, to whatever is sent. */
static void place_ininattr(e911_decision *decision, const e911__ininattr_plan *plan)
{
    bool wanted = decision->target_count == 0;

    if (plan->remove)
        add_common_edit(decision, E911_EDIT_REMOVE_HEADER, E911__NOTHING);
    if (wanted && plan->quoted.len > 0)
        add_common_edit(decision, E911_EDIT_ADD_HEADER, plan->quoted);
    for (uint32_t i = 0; i < decision->target_count; i++) {
        add_ininattr(decision, i, plan);
        wanted = wanted || !(decision->engine->targets[i].flags & E911_TARGET_WITHOUT_ININATTR);
    }
    if (plan->own && wanted && plan->quoted.len > 0)
        e911__decision_explain(decision, E911_REASON_ININATTR_ADDED, plan->quoted);
}

/* A length without bytes is a slip of the caller. */
static bool are_given(const e911_call *call)
{
    return e911__is_given(call->method) && e911__is_given(call->request_uri) &&
           e911__is_given(call->from) && e911__is_given(call->p_asserted_identity) &&
           (call->ininattr != NULL || call->ininattr_count == 0);
}

void e911__decide(e911_decision *decision, const e911_call *call)
{
    e911__ininattr_plan plan;

    memcpy(decision->random, call->random, sizeof decision->random);
    strip_claims(decision, call);
    if (!classify(decision, call))
        return;
    while (decision->target_count < decision->engine->target_count)
        add_target(decision, call);
    e911__identify(decision, call);
    plan = e911__plan_ininattr(decision, call);
    place_ininattr(decision, &plan);
    if (decision->target_count == 0)
        e911__decision_explain(decision, E911_REASON_NO_TARGET, E911__NOTHING);
}

e911_status e911_decide(e911_engine *engine, const e911_call *call, e911_decision *decision)
{
    e911_status status = e911__struct_is_current(call, sizeof *call)
                             ? E911_OK
                             : e911__struct_check_out(call, sizeof *call);

    if (status != E911_OK)
        return status;
    if (engine == NULL || decision == NULL || !are_given(call))
        return E911_ERR_INVALID_ARGUMENT;
    e911__decision_reset(decision, engine);
    e911__decide(decision, call);
    return E911_OK;
}
