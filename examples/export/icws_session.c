#include "icws_session.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SCHEME           "icws://"
#define DEFAULT_PORT     8019 /* of HTTPS; that of HTTP is never used */

#define APPLICATION_NAME "e911-export"

/* ---- SOURCE ---------------------------------------------------------------------------------- */

/* A name or an address, also of IPv6 in brackets; a server may name another only so. */
static bool is_host(const char *text, size_t length)
{
    if (length == 0 || length >= sizeof((struct icws_session *)NULL)->hosts[0])
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            !strchr(".-_:[]", c))
            return false;
    }
    return true;
}

/* Adds a host that was not named before; nothing happens where there are too many. */
static void add_host(struct icws_session *session, const char *host)
{
    if (session->host_count == ICWS_HOSTS_MAX || !is_host(host, strlen(host)))
        return;
    for (size_t i = 0; i < session->host_count; i++)
        if (strcasecmp(session->hosts[i], host) == 0)
            return;
    snprintf(session->hosts[session->host_count++], sizeof session->hosts[0], "%s", host);
}

static void add_hosts(struct icws_session *session, const struct icws_reply *reply)
{
    json_t *list = json_object_get(reply->body, "alternateHostList");
    json_t *host;
    size_t i;

    json_array_foreach(list, i, host) if (json_is_string(host))
        add_host(session, json_string_value(host));
}

/* HOST or HOST:PORT, then nothing but a slash. */
static bool read_name(struct icws_session *session, const char *name)
{
    const char *host = name + strlen(SCHEME);
    size_t length = strcspn(host, "/");
    const char *colon = *host == '[' ? strstr(host, "]:") : memchr(host, ':', length);
    char *end;
    unsigned long port = DEFAULT_PORT;

    if (host[length] != '\0' && host[length + 1] != '\0')
        return false;
    if (colon) {
        colon += *colon == ']' ? 1 : 0;
        port = strtoul(colon + 1, &end, 10);
        if (end == colon + 1 || end != host + length || port == 0 || port > 65535)
            return false;
        length = (size_t)(colon - host);
    }
    if (!is_host(host, length))
        return false;
    snprintf(session->hosts[0], sizeof session->hosts[0], "%.*s", (int)length, host);
    session->host_count = 1;
    session->http.port = (unsigned)port;
    return true;
}

enum source_name icws_judge_name(const char *name)
{
    struct icws_session session = {.source = NULL};

    return read_name(&session, name) ? SOURCE_NAME_GOOD : SOURCE_NAME_BAD;
}

/* The password passes through jansson's memory, too: all of it is wiped. */
static void wipe_and_free(void *memory)
{
    if (memory)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

enum source_step icws_session_begin(struct icws_session *session, struct source *source)
{
    memset(session, 0, sizeof *session);
    session->source = source;
    json_set_alloc_funcs(malloc, wipe_and_free);
    if (!icws_http_open(&session->http, source->options->ca_file)) {
        source_error(source, "OUT_OF_MEMORY", "cannot set up HTTPS");
        return SOURCE_BAD_INPUT;
    }
    return read_name(session, source->options->name) ? SOURCE_OK : SOURCE_BAD_INPUT;
}

/* ---- signing in ------------------------------------------------------------------------------ */

static bool is_authentication_failure(const struct icws_reply *reply)
{
    return strstr(icws_reply_text(reply, "errorId"), "authenticationFailure") != NULL;
}

static enum source_step refuse_reply(const struct icws_session *session,
                                     const struct icws_reply *reply)
{
    const char *message = icws_reply_text(reply, "message");
    bool is_forbidden = reply->status == 403;

    if (reply->status == 0) {
        source_error(session->source, "UNREACHABLE", "no answer from %s: %s", session->http.host,
                     reply->problem);
        return SOURCE_UNREACHABLE;
    }
    source_error(session->source, is_forbidden ? "FORBIDDEN" : "UNREACHABLE",
                 "%s answered %ld%s%s%s%s", session->http.host, reply->status, *message ? ": " : "",
                 message, *icws_reply_text(reply, "errorId") ? " " : "",
                 icws_reply_text(reply, "errorId"));
    return is_forbidden ? SOURCE_FORBIDDEN : SOURCE_UNREACHABLE;
}

static char *make_request(const struct credentials *credentials)
{
    json_t *request = json_pack(
        "{s:s, s:s, s:s, s:s}", "__type", "urn:inin.com:connection:icAuthConnectionRequestSettings",
        "applicationName", APPLICATION_NAME, "userID", credentials->user ? credentials->user : "",
        "password", credentials->password ? credentials->password : "");
    char *text = request ? json_dumps(request, JSON_COMPACT) : NULL;

    json_decref(request);
    return text;
}

static enum source_step take_session(struct icws_session *session, const struct icws_reply *reply)
{
    const char *token = icws_reply_text(reply, "csrfToken");
    char *escaped = curl_easy_escape(session->http.curl, icws_reply_text(reply, "sessionId"), 0);

    session->id = escaped && *escaped ? strdup(escaped) : NULL;
    session->http.csrf_token = *token && !strpbrk(token, "\r\n") ? strdup(token) : NULL;
    curl_free(escaped);
    add_hosts(session, reply);
    if (session->id && session->http.csrf_token)
        return SOURCE_OK;
    source_error(session->source, "UNREACHABLE",
                 "%s opened no session; expected sessionId and csrfToken", session->http.host);
    return SOURCE_UNREACHABLE;
}

static void forget_session(struct icws_session *session)
{
    credentials_free_text(session->id);
    session->id = NULL;
    icws_http_forget(&session->http);
}

static enum source_step judge_sign_in(struct icws_session *session, const struct icws_reply *reply)
{
    if (reply->status == 201 || reply->status == 200)
        return take_session(session, reply);
    if (reply->status != 401 && !(reply->status == 400 && is_authentication_failure(reply)))
        return refuse_reply(session, reply);
    snprintf(session->source->refusal, sizeof session->source->refusal,
             "the server refuses the user or the password");
    return SOURCE_REFUSED;
}

/* Nobody there, or somebody who says that another is in charge. */
static bool is_out_of_service(const struct icws_reply *reply)
{
    return reply->status == 0 || reply->status == 503;
}

static enum source_step try_hosts(struct icws_session *session, const char *request)
{
    /* Each once; those that a host names are tried after it. */
    for (size_t i = 0;; i++) {
        struct icws_reply reply;
        enum source_step step;

        forget_session(session);
        snprintf(session->http.host, sizeof session->http.host, "%s", session->hosts[i]);
        icws_http_send(&session->http, "POST", "connection", request, NULL, &reply);
        if (reply.status == 503)
            add_hosts(session, &reply);
        if (is_out_of_service(&reply) && i + 1 < session->host_count) {
            icws_reply_free(&reply);
            continue;
        }
        step = judge_sign_in(session, &reply);
        icws_reply_free(&reply);
        return step;
    }
}

enum source_step icws_session_sign_in(struct icws_session *session,
                                      const struct credentials *credentials)
{
    char *request = make_request(credentials);
    enum source_step step;

    session->credentials = credentials;
    if (!request) {
        source_error(session->source, "ENCODING",
                     "user or password is no UTF-8 text, or there is not enough memory");
        return SOURCE_BAD_INPUT;
    }
    step = try_hosts(session, request);
    wipe_and_free(request);
    return step;
}

/* ---- in the session -------------------------------------------------------------------------- */

static void send_in_session(struct icws_session *session, const char *method, const char *resource,
                            const char *range, struct icws_reply *reply)
{
    char *path = NULL;

    memset(reply, 0, sizeof *reply);
    if (asprintf(&path, "%s/%s", session->id, resource) < 0)
        return;
    icws_http_send(&session->http, method, path, NULL, range, reply);
    credentials_free_text(path);
}

static enum source_step sign_in_again(struct icws_session *session)
{
    enum source_step step = icws_session_sign_in(session, session->credentials);

    if (step != SOURCE_REFUSED)
        return step;
    source_error(session->source, "FORBIDDEN", "%s", session->source->refusal);
    return SOURCE_FORBIDDEN;
}

enum source_step icws_session_get(struct icws_session *session, const char *resource,
                                  const char *range, struct icws_reply *reply, bool *ret_again)
{
    bool has_others = session->host_count > 1;

    send_in_session(session, "GET", resource, range, reply);
    *ret_again = false;
    if (reply->status == 200 || reply->status == 206 || reply->status == ICWS_BEYOND_THE_END)
        return SOURCE_OK;
    if (reply->status == 503) {
        add_hosts(session, reply);
        has_others = session->host_count > 1;
    }
    if (reply->status == 401 || (is_out_of_service(reply) && has_others)) {
        *ret_again = true;
        return sign_in_again(session);
    }
    return refuse_reply(session, reply);
}

void icws_session_end(struct icws_session *session)
{
    if (session->id) {
        struct icws_reply reply;

        send_in_session(session, "DELETE", "connection", NULL, &reply);
        icws_reply_free(&reply);
    }
    credentials_free_text(session->id);
    session->id = NULL;
    icws_http_close(&session->http);
}
