#include "decide/engine.h"

#include "address/ip.h"
#include "address/uri.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/struct.h"
#include "base/writer.h"

e911_status e911_engine_options_init(e911_engine_options *options, size_t struct_size)
{
    return e911__struct_init(options, struct_size, sizeof *options);
}

e911_status e911_target_init(e911_target *target, size_t struct_size)
{
    return e911__struct_init(target, struct_size, sizeof *target);
}

/* ---- targets --------------------------------------------------------------------------------- */

/* What would end the URI in a start line or in < >. */
static bool is_uri_byte(char c)
{
    unsigned char u = (unsigned char)c;

    return u > ' ' && u < 0x7f && c != '<' && c != '>' && c != '"';
}

/* A name or address to send to (RFC 3261 25.1 "host"). */
static bool is_host(e911_text host)
{
    e911_ip ip;
    size_t offset;

    if (host.data[0] == '[')
        return e911__ip_read(host, &ip, &offset);
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];
        bool is_letter = e911__is_alpha(c) || e911__is_digit(c) || c == '_';

        if (!is_letter && (i == 0 || (c != '-' && c != '.')))
            return false;
    }
    return true;
}

/* True when host and port are whole: a closed bracket, a port that is one, then parameters. */
static bool ends_well(e911_text text, const e911_uri *uri)
{
    e911_text last = uri->port.len > 0 ? uri->port : uri->host;
    size_t end = (size_t)(last.data - text.data) + last.len;
    unsigned long port = 0;

    if (!is_host(uri->host))
        return false;
    for (size_t i = 0; i < uri->port.len && port < 100000; i++)
        port = port * 10 + (unsigned long)(uri->port.data[i] - '0');
    if (uri->port.len > 0 && (port == 0 || port > 65535))
        return false;
    return end == text.len || text.data[end] == ';' || text.data[end] == '?';
}

static void set_request_uri(e911__target *target, const e911_uri *uri)
{
    e911_text hostport = uri->host;
    char *at;

    if (uri->port.len > 0)
        hostport.len = (size_t)(uri->port.data + uri->port.len - uri->host.data);
    at = e911__put(target->before_number, uri->scheme.data, uri->scheme.len);
    at = E911__PUT(at, ":");
    target->before_len = (size_t)(at - target->before_number);
    at = E911__PUT(target->behind_number, "@");
    at = e911__put(at, hostport.data, hostport.len);
    target->behind_len = (size_t)(at - target->behind_number);
}

static e911_status read_target_uri(e911__target *target, e911_error *reterr)
{
    static const char expected[] = "a sip: or sips: URI with a host";
    e911_text text = e911__text(target->uri, target->uri_len);
    e911_uri uri;

    for (size_t i = 0; i < text.len; i++) {
        if (!is_uri_byte(text.data[i]))
            return e911__refuse(reterr, E911_ERR_SYNTAX, i, "a byte that no URI may hold",
                                expected);
    }
    if (!e911__uri_read(text, &uri) || uri.host.len == 0 ||
        (!e911__equal_nocase(uri.scheme, E911__TEXT("sip")) &&
         !e911__equal_nocase(uri.scheme, E911__TEXT("sips"))))
        return e911__refuse(reterr, E911_ERR_SYNTAX, 0, "a target's URI cannot be used", expected);
    if (!ends_well(text, &uri))
        return e911__refuse(reterr, E911_ERR_SYNTAX, (size_t)(uri.host.data - text.data),
                            "host and port of a target's URI cannot be used",
                            "a host and, after ':', a port of 1 to 65535");
    set_request_uri(target, &uri);
    return E911_OK;
}

static e911_status copy_target(e911__target *to, const e911_target *from, e911_error *reterr)
{
    e911_status status = e911__struct_check_in(from, sizeof *from, sizeof *from);

    if (status != E911_OK)
        return status;
    if (from->flags & ~(uint32_t)(E911_TARGET_WITHOUT_ININATTR | E911_TARGET_ININATTR_UNQUOTED))
        return E911_ERR_STRUCT_UNKNOWN;
    if (from->reserved != 0)
        return E911_ERR_STRUCT_UNKNOWN;
    if (!e911__is_given(from->name) || !e911__is_given(from->uri))
        return E911_ERR_INVALID_ARGUMENT;
    if (from->name.len > sizeof to->name || from->uri.len > sizeof to->uri)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "a target's name or URI is too long",
                            "at most 64 and 256 bytes");
    to->name_len = from->name.len;
    to->uri_len = from->uri.len;
    if (from->name.len > 0)
        memcpy(to->name, from->name.data, from->name.len);
    if (from->uri.len > 0)
        memcpy(to->uri, from->uri.data, from->uri.len);
    to->flags = from->flags;
    return read_target_uri(to, reterr);
}

static e911_status copy_targets(e911_engine *engine, const e911_engine_options *options,
                                e911_error *reterr)
{
    e911_target one = {.struct_size = sizeof one, .uri = options->target_uri};

    if (options->targets_count > E911_TARGETS_MAX)
        return e911__refuse(reterr, E911_ERR_LIMIT, 0, "too many targets", "at most 16");
    if (options->targets == NULL && options->targets_count > 0)
        return E911_ERR_INVALID_ARGUMENT;
    if (options->target_uri.len > 0) {
        if (options->targets_count > 0)
            return e911__refuse(reterr, E911_ERR_CONFLICT, 0, "targets and a target's URI",
                                "either targets or target_uri");
        engine->target_count = 1;
        return copy_target(&engine->targets[0], &one, reterr);
    }
    for (size_t i = 0; i < options->targets_count; i++) {
        e911_status status = copy_target(&engine->targets[i], options->targets[i], reterr);

        if (status != E911_OK)
            return status;
        engine->target_count++;
    }
    return E911_OK;
}

/* ---- the station table ----------------------------------------------------------------------- */

static e911_status make_stations(e911_engine *engine, const e911_engine_options *options,
                                 e911_error *reterr)
{
    e911_stations_builder *builder;
    e911_status status;

    if (options->stations_csv.data == NULL) {
        engine->stations = e911_stations_ref(options->stations);
        return E911_OK;
    }
    if (options->stations != NULL)
        return e911__refuse(reterr, E911_ERR_CONFLICT, 0, "a station table and the text of another",
                            "either stations or stations_csv");
    status = e911_stations_builder_new(options->allocator, &builder);
    if (status != E911_OK)
        return status;
    status = e911_stations_builder_load_csv(builder, options->stations_csv.data,
                                            options->stations_csv.len, reterr);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &engine->stations);
    e911_stations_builder_free(builder);
    return status;
}

/* ---- the plan of region, access prefixes and numbers ----------------------------------------- */

/* The next word of a list separated by blanks or commas; empty at its end. */
static e911_text next_word(e911__cursor *c)
{
    e911__cursor start;

    while (e911__cursor_take(c, ' ') || e911__cursor_take(c, ',') || e911__cursor_take(c, '\t'))
        continue;
    start = *c;
    while (!e911__cursor_done(c) && e911__cursor_peek(c) != ',' &&
           !e911__is_blank((char)e911__cursor_peek(c)))
        e911__cursor_skip(c, 1);
    return e911__cursor_text(&start, (size_t)(c->at - start.at));
}

/* Offsets in a refusal count within the list, not within the word. */
static e911_status in_list(e911_status status, const e911__cursor *c, e911_text word,
                           e911_error *reterr)
{
    if (status != E911_OK && e911__struct_check_out(reterr, sizeof *reterr) == E911_OK &&
        reterr->status == status)
        reterr->offset += e911__cursor_offset(c) - word.len;
    return status;
}

static e911_status fill_plan(e911_plan_builder *builder, const e911_engine_options *options,
                             e911_error *reterr)
{
    e911_status status = E911_OK;
    e911_text word;
    e911__cursor c;

    if (options->region.len > 0)
        status = e911_plan_builder_set_region(builder, options->region.data, options->region.len,
                                              reterr);
    c = e911__cursor_on(options->access_prefixes.data, options->access_prefixes.len);
    while (status == E911_OK && (word = next_word(&c)).len > 0)
        status = in_list(e911_plan_builder_add_access_prefix(builder, word.data, word.len, reterr),
                         &c, word, reterr);
    if (status != E911_OK)
        return status;
    c = e911__cursor_on(options->emergency_numbers.data, options->emergency_numbers.len);
    while (status == E911_OK && (word = next_word(&c)).len > 0)
        status = in_list(e911_plan_builder_add_number(builder, word.data, word.len,
                                                      E911_CLASS_EMERGENCY, reterr),
                         &c, word, reterr);
    return status;
}

static e911_status make_plan(e911_engine *engine, const e911_engine_options *options,
                             e911_error *reterr)
{
    bool given =
        options->region.len + options->access_prefixes.len + options->emergency_numbers.len > 0;
    e911_plan_builder *builder;
    e911_status status;

    if (options->plan != NULL) {
        if (given)
            return e911__refuse(reterr, E911_ERR_CONFLICT, 0, "a plan and parts of another plan",
                                "either a plan, or region, access prefixes and numbers");
        engine->plan = e911_plan_ref(options->plan);
        return E911_OK;
    }
    if (options->region.len + options->emergency_numbers.len == 0)
        return e911__refuse(reterr, E911_ERR_INVALID_ARGUMENT, 0, "no dial plan",
                            "a plan, a region or emergency numbers");
    status = e911_plan_builder_new(options->allocator, &builder);
    if (status != E911_OK)
        return status;
    status = fill_plan(builder, options, reterr);
    if (status == E911_OK)
        status = e911_plan_builder_build(builder, &engine->plan, reterr);
    e911_plan_builder_free(builder);
    return status;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* A length without bytes is a slip of the caller; so is a switch that is neither on nor off. */
static bool are_given(const e911_engine_options *options)
{
    return e911__is_given(options->region) && e911__is_given(options->access_prefixes) &&
           e911__is_given(options->emergency_numbers) && e911__is_given(options->stations_csv) &&
           e911__is_given(options->target_uri) && options->include_station_addresses <= 1;
}

e911_status e911_engine_new(const e911_engine_options *options, e911_engine **ret_engine,
                            e911_error *reterr)
{
    e911_status status = e911__struct_check_in(options, sizeof *options, sizeof *options);
    e911__memory memory;
    e911_engine *engine;

    if (status == E911_OK && (ret_engine == NULL || !are_given(options)))
        status = E911_ERR_INVALID_ARGUMENT;
    if (status == E911_OK && options->reserved != 0)
        status = E911_ERR_STRUCT_UNKNOWN;
    if (status == E911_OK)
        status = e911__memory_init(&memory, options->allocator);
    if (status != E911_OK)
        return status;
    engine = e911__alloc(&memory, sizeof *engine);
    if (engine == NULL)
        return E911_ERR_NOMEM;
    engine->memory = memory;
    e911__reference_init(&engine->references);
    engine->include_station_addresses = options->include_station_addresses != 0;
    status = make_stations(engine, options, reterr);
    if (status == E911_OK)
        status = copy_targets(engine, options, reterr);
    if (status == E911_OK)
        status = make_plan(engine, options, reterr);
    if (status != E911_OK) {
        e911_engine_unref(engine);
        return status;
    }
    *ret_engine = engine;
    return E911_OK;
}

e911_engine *e911_engine_ref(e911_engine *engine)
{
    if (engine != NULL)
        e911__reference_take(&engine->references);
    return engine;
}

void e911_engine_unref(e911_engine *engine)
{
    e911__memory memory;

    if (engine == NULL || !e911__reference_drop(&engine->references))
        return;
    memory = engine->memory;
    e911_plan_unref(engine->plan);
    e911_stations_unref(engine->stations);
    e911__release(&memory, engine, sizeof *engine);
}
