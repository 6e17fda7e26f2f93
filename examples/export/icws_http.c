#include "icws_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "credentials.h"

#define CONNECT_SECONDS 15L
#define SILENCE_SECONDS 60L
#define ANSWER_SECONDS  600L

/* 200 phones with many stations are less than a tenth of it. */
#define BODY_MAX  ((size_t)16 << 20)
#define TOO_LARGE "the answer is larger than 16 MiB"

#define JSON_TYPE "application/vnd.inin.icws+JSON;charset=utf-8"

/* The language of the session; error messages come in it. */
#define LANGUAGE "en-us"

struct received {
    char *data;
    size_t length;
    size_t size;
    bool too_large;
};

bool icws_http_open(struct icws_http *http, const char *ca_file)
{
    CURL *curl;

    memset(http, 0, sizeof *http);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return false;
    curl = http->curl = curl_easy_init();
    return curl && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_SECONDS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, SILENCE_SECONDS) == CURLE_OK &&
           (!ca_file || curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file) == CURLE_OK);
}

void icws_http_close(struct icws_http *http)
{
    credentials_free_text(http->csrf_token);
    http->csrf_token = NULL;
    if (http->curl) {
        curl_easy_cleanup(http->curl);
        curl_global_cleanup();
    }
    http->curl = NULL;
}

void icws_http_forget(struct icws_http *http)
{
    credentials_free_text(http->csrf_token);
    http->csrf_token = NULL;
    curl_easy_setopt(http->curl, CURLOPT_COOKIELIST, "ALL");
}

/* ---- receiving ------------------------------------------------------------------------------- */

static size_t take_body(char *data, size_t one, size_t count, void *user)
{
    struct received *received = user;
    size_t length = one * count;

    if (length > BODY_MAX - received->length) {
        received->too_large = true;
        return 0;
    }
    if (received->length + length > received->size) {
        size_t size = 2 * (received->length + length) + 4096;
        char *larger = realloc(received->data, size);

        if (!larger)
            return 0;
        received->data = larger;
        received->size = size;
    }
    memcpy(received->data + received->length, data, length);
    received->length += length;
    return length;
}

static bool take_number(const char **at, uint64_t *ret_number)
{
    char *end;

    if (**at < '0' || **at > '9')
        return false;
    *ret_number = strtoull(*at, &end, 10);
    *at = end;
    return true;
}

static bool take(const char **at, char byte)
{
    if (**at != byte)
        return false;
    ++*at;
    return true;
}

/* items 0-199/1050; the total may be an asterisk */
static void read_range(const char *value, struct icws_reply *reply)
{
    while (*value == ' ')
        value++;
    if (strncasecmp(value, "items", 5) != 0)
        return;
    value += 5;
    while (*value == ' ' || *value == '=')
        value++;
    if (!take_number(&value, &reply->first) || !take(&value, '-') ||
        !take_number(&value, &reply->last) || reply->last < reply->first || !take(&value, '/'))
        return;
    reply->has_range = true;
    reply->has_total = take_number(&value, &reply->total);
}

static size_t take_header(char *data, size_t one, size_t count, void *user)
{
    static const char name[] = "Content-Range:";
    size_t length = one * count;
    char value[128];

    if (length > sizeof name - 1 && length < sizeof value &&
        strncasecmp(data, name, sizeof name - 1) == 0) {
        memcpy(value, data + sizeof name - 1, length - (sizeof name - 1));
        value[length - (sizeof name - 1)] = '\0';
        read_range(value, user);
    }
    return length;
}

/* ---- sending --------------------------------------------------------------------------------- */

static struct curl_slist *add(struct curl_slist *list, const char *name, const char *value,
                              bool *failed)
{
    size_t size = strlen(name) + strlen(value) + 3;
    char *line = malloc(size);
    struct curl_slist *longer = NULL;

    if (line) {
        snprintf(line, size, "%s: %s", name, value);
        longer = curl_slist_append(list, line);
    }
    credentials_free_text(line);
    if (longer)
        return longer;
    *failed = true;
    return list;
}

static void free_headers(struct curl_slist *headers)
{
    for (struct curl_slist *one = headers; one; one = one->next)
        explicit_bzero(one->data, strlen(one->data));
    curl_slist_free_all(headers);
}

static struct curl_slist *make_headers(const struct icws_http *http, const char *range)
{
    bool failed = false;
    struct curl_slist *list = add(NULL, "Content-Type", JSON_TYPE, &failed);

    list = add(list, "Accept", JSON_TYPE, &failed);
    list = add(list, "Accept-Language", LANGUAGE, &failed);
    if (http->csrf_token)
        list = add(list, "ININ-ICWS-CSRF-Token", http->csrf_token, &failed);
    if (range)
        list = add(list, "Range", range, &failed);
    if (!failed)
        return list;
    free_headers(list);
    return NULL;
}

static CURLcode perform(struct icws_http *http, const char *method, const char *url,
                        const char *body, struct curl_slist *headers, struct received *received,
                        struct icws_reply *reply)
{
    CURL *curl = http->curl;

    if (body) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    } else {
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reply->problem);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, received);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, reply);
    return curl_easy_perform(curl);
}

void icws_http_send(struct icws_http *http, const char *method, const char *path, const char *body,
                    const char *range, struct icws_reply *reply)
{
    struct received received = {NULL, 0, 0, false};
    struct curl_slist *headers = make_headers(http, range);
    char *url = NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;

    memset(reply, 0, sizeof *reply);
    if (headers && asprintf(&url, "https://%s:%u/icws/%s", http->host, http->port, path) >= 0)
        code = perform(http, method, url, body, headers, &received, reply);
    /* What curl still points to is about to be wiped. */
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(http->curl, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(http->curl, CURLOPT_POSTFIELDS, NULL);
    if (code == CURLE_OK) {
        curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &reply->status);
        reply->body = json_loadb(received.data ? received.data : "", received.length, 0, NULL);
    } else if (received.too_large) {
        snprintf(reply->problem, sizeof reply->problem, TOO_LARGE);
    } else if (reply->problem[0] == '\0') {
        snprintf(reply->problem, sizeof reply->problem, "%s", curl_easy_strerror(code));
    }
    credentials_free_text(url);
    free_headers(headers);
    if (received.data)
        explicit_bzero(received.data, received.size);
    free(received.data);
}

void icws_reply_free(struct icws_reply *reply)
{
    json_decref(reply->body);
    reply->body = NULL;
}

const char *icws_reply_text(const struct icws_reply *reply, const char *key)
{
    const char *text = json_string_value(json_object_get(reply->body, key));

    return text ? text : "";
}
