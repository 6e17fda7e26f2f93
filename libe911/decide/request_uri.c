#include "decide/request_uri.h"

/* A service URN stays as dialled, with its components and parameters, unless it had a flaw that the
   service read from it has not. */
static e911_text of_urn(const e911_match *match, e911_text dialled)
{
    const size_t len = match->service.len;
    bool is_whole = dialled.len == len ||
                    (dialled.len > len && (dialled.data[len] == '?' || dialled.data[len] == ';'));

    return is_whole && e911__equal_nocase(match->service, e911__slice(dialled, 0, len))
               ? E911__NOTHING
               : match->service;
}

/* What a number may hold as the user part of a URI (RFC 3261 25.1); # by an escape. */
static bool is_user_part(e911_text number)
{
    for (size_t i = 0; i < number.len; i++) {
        char c = number.data[i];

        if (!e911__is_digit(c) && c != '+' && c != '*' && c != '#')
            return false;
    }
    return number.len > 0;
}

static char *put_user_part(char *at, e911_text number)
{
    for (size_t i = 0; i < number.len; i++) {
        if (number.data[i] == '#')
            at = e911__put(at, "%23", 3);
        else
            *at++ = number.data[i];
    }
    return at;
}

/* The number of a match, formed in `room` where a rule's wildcards are to be filled; empty for one
   that is no user part. Numbers of a region or an engine are digits, * and #. */
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
    e911_text number;
    char *at, *start;

    if (decision->match.source == E911_MATCH_SERVICE_URN)
        return of_urn(&decision->match, call->request_uri);
    number = number_of(decision, call->request_uri, room);
    if (number.len == 0)
        return decision->match.service;
    start = e911__arena_room(&decision->text, E911__REQUEST_URI_MAX);
    if (start == NULL)
        return E911__NOTHING;
    e911__put(start, target->before_number, sizeof target->before_number);
    at = put_user_part(start + target->before_len, number);
    at = e911__put(at, target->behind_number, target->behind_len);
    return e911__arena_take(&decision->text, at);
}
