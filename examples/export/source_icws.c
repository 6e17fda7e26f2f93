/*
 * icws://HOST, a PureConnect server: the managed phones of its configuration, by ICWS. A phone
 * with several stations is as many rows; one without is one row. The resource is not part of the
 * published interface, and this was never run against a live server: resource and properties are
 * therefore settings.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <e911/table.h>

#include "icws_session.h"
#include "source.h"

/* Most that a server gives at once when properties are selected. */
#define PAGE_ITEMS 200

/* How often the list may have to be read anew, after a switchover or a change of it. */
#define ATTEMPTS_MAX 4

static const char *const column_names[] = {
    "DisplayName",           "PhoneManufacturer", "PhoneModel", "NetworkID",
    "IdentificationAddress", "Extension",         "Site",       "StationIPAddress",
};

enum {
    DISPLAY_NAME,
    MANUFACTURER,
    MODEL,
    NETWORK_ID,
    IDENTIFICATION_ADDRESS,
    EXTENSION,
    SITE,
    IP_ADDRESS,
    COLUMN_COUNT
};

struct icws_source {
    struct source source;
    struct icws_session session;
    struct credentials credentials; /* copies, to sign in once more */
    char *resource;                 /* with the properties to select */
    json_t *phones;                 /* those read so far */
    uint64_t first;                 /* item that the next page begins with */
    int attempts;                   /* at reading the list */
    bool is_complete;
    size_t phone; /* the one to come */
    size_t station;
    /* IdentificationAddress of the row. One that is cut is still longer than any field may be. */
    char address[E911_TABLE_FIELD_MAX + 64];
};

static struct source *create(const struct source_options *options)
{
    struct icws_source *icws = calloc(1, sizeof *icws);

    if (!icws)
        return NULL;
    icws->source.kind = &source_icws;
    icws->source.options = options;
    icws->source.column_count = icws->source.field_count = COLUMN_COUNT;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        icws->source.columns[i] = e911_text_of(column_names[i]);
    return &icws->source;
}

static void close_source(struct source *source)
{
    struct icws_source *icws = (struct icws_source *)source;

    json_decref(icws->phones);
    if (icws->session.source)
        icws_session_end(&icws->session);
    credentials_free(&icws->credentials);
    free(icws->resource);
    free(icws);
}

/* ---- opening --------------------------------------------------------------------------------- */

static enum source_step out_of_memory(const struct icws_source *icws)
{
    source_error(&icws->source, "OUT_OF_MEMORY", "not enough memory");
    return SOURCE_BAD_INPUT;
}

static bool keep_credentials(struct icws_source *icws, const struct credentials *credentials)
{
    credentials_free(&icws->credentials);
    icws->credentials.user = strdup(credentials->user ? credentials->user : "");
    icws->credentials.password = strdup(credentials->password ? credentials->password : "");
    return icws->credentials.user && icws->credentials.password;
}

static enum source_step open_source(struct source *source, const struct credentials *credentials)
{
    struct icws_source *icws = (struct icws_source *)source;
    enum source_step step;

    if (!credentials || !keep_credentials(icws, credentials))
        return out_of_memory(icws);
    if (!icws->session.source) {
        step = icws_session_begin(&icws->session, source);
        if (step != SOURCE_OK)
            return step;
        if (asprintf(&icws->resource, "configuration/%s?select=%s", source->options->icws_resource,
                     source->options->icws_select) < 0)
            return out_of_memory(icws);
    }
    return icws_session_sign_in(&icws->session, &icws->credentials);
}

/* ---- reading the list ------------------------------------------------------------------------ */

/* What to do after a page. */
enum page { PAGE_MORE, PAGE_LAST, PAGE_AGAIN, PAGE_BAD };

static enum page refuse_page(const struct icws_source *icws, const char *problem)
{
    source_error_at(&icws->source, (uint32_t)icws->first + 1, 0, "SYNTAX",
                    "the page from item %" PRIu64 " on: %s", icws->first, problem);
    return PAGE_BAD;
}

static enum page check_page(const struct icws_source *icws, const struct icws_reply *reply,
                            const json_t *items)
{
    uint64_t first = icws->first;
    size_t count = json_array_size(items);

    /* Where no total was given, a full page does not say whether it was the last. */
    if (reply->status == ICWS_BEYOND_THE_END && first > 0 && icws->source.total == 0)
        return PAGE_LAST;
    if (!json_is_array(items))
        return refuse_page(icws, "expected a list of items");
    if (count == 0)
        return reply->has_total && reply->total > first ? refuse_page(icws, "it is empty")
                                                        : PAGE_LAST;
    if (reply->has_range && reply->first != first)
        return refuse_page(icws, "the server answers with another range");
    if (reply->has_range && reply->last - reply->first + 1 != count)
        return refuse_page(icws, "there are not as many items as the server says");
    if (first > 0 && json_equal(json_array_get(items, 0), json_array_get(icws->phones, 0)))
        return refuse_page(icws, "the server begins anew");
    return PAGE_MORE;
}

/* Adds a page to the phones. */
static enum page take_page(struct icws_source *icws, const struct icws_reply *reply)
{
    json_t *items = json_object_get(reply->body, "items");
    size_t count = json_array_size(items);
    enum page page = check_page(icws, reply, items);

    if (page != PAGE_MORE)
        return page;
    if (json_array_extend(icws->phones, items) < 0)
        return refuse_page(icws, "not enough memory");
    icws->first += count;
    icws->source.done = icws->first;
    if (!reply->has_range)
        return count == PAGE_ITEMS ? PAGE_MORE : PAGE_LAST;
    if (!reply->has_total)
        return count < PAGE_ITEMS ? PAGE_LAST : PAGE_MORE;
    /* Phones were added or deleted meanwhile, and may have moved between the pages. */
    if (icws->source.total && icws->source.total != reply->total)
        return PAGE_AGAIN;
    icws->source.total = reply->total;
    return icws->first < reply->total ? PAGE_MORE : PAGE_LAST;
}

static enum page get_page(struct icws_source *icws, enum source_step *ret_step)
{
    struct icws_reply reply;
    bool again;
    char range[64];
    enum page page = PAGE_BAD;

    snprintf(range, sizeof range, "items=%" PRIu64 "-%" PRIu64, icws->first,
             icws->first + PAGE_ITEMS - 1);
    *ret_step = icws_session_get(&icws->session, icws->resource, range, &reply, &again);
    if (*ret_step == SOURCE_OK && again)
        page = PAGE_AGAIN;
    else if (*ret_step == SOURCE_OK)
        page = take_page(icws, &reply);
    if (*ret_step == SOURCE_OK && page == PAGE_BAD)
        *ret_step = SOURCE_BAD_INPUT;
    icws_reply_free(&reply);
    return page;
}

/* A list that is read anew begins with nothing: halves of two lists are none. */
static enum source_step begin_list(struct icws_source *icws)
{
    if (++icws->attempts > ATTEMPTS_MAX) {
        source_error(&icws->source, "UNREACHABLE",
                     "the list could not be read in one piece in %d attempts", ATTEMPTS_MAX);
        return SOURCE_UNREACHABLE;
    }
    json_decref(icws->phones);
    icws->phones = json_array();
    icws->first = icws->source.total = icws->source.done = 0;
    return icws->phones ? SOURCE_OK : out_of_memory(icws);
}

/* One page a call, so that the progress bar moves. */
static enum source_step read_list(struct icws_source *icws)
{
    enum source_step step = icws->phones ? SOURCE_OK : begin_list(icws);

    if (step != SOURCE_OK)
        return step;
    switch (get_page(icws, &step)) {
    case PAGE_LAST:
        icws->is_complete = true;
        return SOURCE_PENDING;
    case PAGE_MORE:
        return SOURCE_PENDING;
    case PAGE_AGAIN:
        step = begin_list(icws);
        return step == SOURCE_OK ? SOURCE_PENDING : step;
    case PAGE_BAD:
        break;
    }
    return step;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* A text, wherever it is: by itself, inherited, or the name of an object. */
static const char *text_of(const json_t *value)
{
    static const char *const keys[] = {"effectiveValue", "actualValue", "displayName", "id"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const json_t *inner = json_object_get(value, keys[i]);

        if (inner && !json_is_null(inner))
            return text_of(inner);
    }
    return json_is_string(value) ? json_string_value(value) : "";
}

/* SipAddress: alternateFormat as it is, or user[@host[:port]]. */
static const char *flatten(struct icws_source *icws, const json_t *address)
{
    const char *whole = text_of(json_object_get(address, "alternateFormat"));
    const char *user = text_of(json_object_get(address, "user"));
    const char *host = text_of(json_object_get(address, "host"));
    const char *port = text_of(json_object_get(address, "port"));

    if (*whole || !json_is_object(address))
        return *whole ? whole : text_of(address);
    snprintf(icws->address, sizeof icws->address, "%s%s%s%s%s", user, *user && *host ? "@" : "",
             host, *host && *port ? ":" : "", *host ? port : "");
    return icws->address;
}

static void fill(struct icws_source *icws, const json_t *phone, const json_t *station)
{
    e911_text *fields = icws->source.fields;

    fields[DISPLAY_NAME] = e911_text_of(
        text_of(json_object_get(json_object_get(phone, "configurationId"), "displayName")));
    fields[MANUFACTURER] = e911_text_of(text_of(json_object_get(phone, "manufacturer")));
    fields[MODEL] = e911_text_of(text_of(json_object_get(phone, "model")));
    fields[NETWORK_ID] = e911_text_of(text_of(json_object_get(phone, "networkID")));
    fields[SITE] = e911_text_of(text_of(json_object_get(phone, "location")));
    fields[IP_ADDRESS] = e911_text_of(text_of(json_object_get(phone, "ipAddress")));
    fields[IDENTIFICATION_ADDRESS] =
        e911_text_of(flatten(icws, json_object_get(station, "identificationAddress")));
    fields[EXTENSION] = e911_text_of(text_of(json_object_get(station, "extension")));
}

static enum source_step next_row(struct source *source)
{
    struct icws_source *icws = (struct icws_source *)source;
    const json_t *phone, *stations;

    if (!icws->is_complete)
        return read_list(icws);
    phone = json_array_get(icws->phones, icws->phone);
    if (!phone)
        return SOURCE_END;
    stations = json_object_get(phone, "managedStationsDeprecated");
    source->line = (uint32_t)icws->phone + 1;
    if (!json_is_object(phone)) {
        source_error_at(source, source->line, 0, "SYNTAX", "this item is no phone");
        return SOURCE_BAD_INPUT;
    }
    fill(icws, phone, json_array_get(stations, icws->station));
    if (++icws->station >= json_array_size(stations)) {
        icws->phone++;
        icws->station = 0;
    }
    return SOURCE_OK;
}

static bool has_own_columns(enum config_schema schema, const char *query_file)
{
    (void)schema;
    (void)query_file;
    return true;
}

const struct source_kind source_icws = {
    .scheme = "icws://",
    .judge_name = icws_judge_name,
    .expected_name = "icws://HOST or icws://HOST:PORT",
    .has_own_columns = has_own_columns,
    .needs_credentials = true,
    .create = create,
    .open = open_source,
    .next = next_row,
    .close = close_source,
};
