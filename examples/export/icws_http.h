/* One request to a server that speaks ICWS, over HTTPS and nothing else. */
#ifndef E911_EXPORT_ICWS_HTTP_H
#define E911_EXPORT_ICWS_HTTP_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>

struct icws_http {
    CURL *curl; /* with the cookies of the session */
    char host[256];
    unsigned port;
    char *csrf_token; /* or NULL before the session */
};

struct icws_reply {
    long status; /* of HTTP; 0 when there was no answer */
    json_t *body;
    char problem[CURL_ERROR_SIZE]; /* why there was none */
    /* Content-Range: items first-last/total */
    bool has_range;
    bool has_total;
    uint64_t first, last, total;
};

/* `ca_file` may be NULL for the system's. False for want of memory. */
bool icws_http_open(struct icws_http *http, const char *ca_file);
void icws_http_close(struct icws_http *http);

/* Forget the cookies and the token: another session begins. */
void icws_http_forget(struct icws_http *http);

/*
 * Sends a request and waits for the whole answer. `body` and `range` may be NULL. The reply is for
 * icws_reply_free().
 */
void icws_http_send(struct icws_http *http, const char *method, const char *path, const char *body,
                    const char *range, struct icws_reply *reply);

void icws_reply_free(struct icws_reply *reply);

/* A text of the body, or "" */
const char *icws_reply_text(const struct icws_reply *reply, const char *key);

#endif
