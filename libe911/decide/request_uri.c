#include "decide/request_uri.h"

/* A service URN stays as dialled, unless it had a flaw that the service read from it has not. */
static e911_text of_urn(const e911_match *match, e911_text dialled)
{
    dialled.len = match->service.len < dialled.len ? match->service.len : dialled.len;
    return e911__equal_nocase(match->service, dialled) ? E911__NOTHING : match->service;
}

/* What a number may hold as the user part of a URI (RFC 3261 25.1) without an escape. */
static bool is_user_part(e911_text number)
{
    for (size_t i = 0; i < number.len; i++) {
        char c = number.data[i];

        if (!e911__is_digit(c) && c != '+' && c != '*')
            return false;
    }
    return number.len > 0;
}

/* The number of a match, formed in `room` where a rule's wildcards are to be filled; empty for one
   that is no user part. */
static e911_text number_of(const e911_decision *decision, e911_text dialled, char *room)
{
    const e911_match *match = &decision->match;
    size_t len = 0;

    if (match->source != E911_MATCH_RULE)
        return match->number;
    if (e911_plan_format_number(decision->engine->plan, match, dialled.data, dialled.len, room,
                                E911_PLAN_NUMBER_MAX, &len) != E911_OK ||
        !is_user_part(e911__text(room, len)))
        return E911__NOTHING;
    return e911__text(room, len);
}

e911_text e911__request_uri(e911_decision *decision, const e911_call *call,
                            const e911__target *target)
{
    char room[E911_PLAN_NUMBER_MAX];
    e911__writer writer = e911__arena_writer(&decision->text);
    e911_text number;

    if (decision->match.source == E911_MATCH_SERVICE_URN)
        return of_urn(&decision->match, call->request_uri);
    number = number_of(decision, call->request_uri, room);
    if (number.len == 0)
        return decision->match.service;
    e911__writer_text(&writer, target->scheme);
    e911__writer_byte(&writer, ':');
    e911__writer_text(&writer, number);
    e911__writer_byte(&writer, '@');
    e911__writer_text(&writer, target->hostport);
    return e911__arena_close(&decision->text, &writer);
}
