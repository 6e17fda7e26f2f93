#include "sip_message.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/msg_parser.h>

static const char stations_csv[] =
    "NetworkID,IdentificationAddress,StationIPAddress\n0004f215c285,8182,127.0.0.4\n";

msg_t *message_parse(msg_mclass_t *mclass, int flags, const char *bytes, size_t len)
{
    msg_t *msg = msg_create(mclass, flags);
    su_iovec_t parts[8] = {{0}};
    int count = (int)msg_recv_iovec(msg, parts, 8, len, 1);
    size_t used = 0;

    for (int i = 0; i < count; i++) {
        memcpy(parts[i].siv_base, bytes + used, parts[i].siv_len);
        used += parts[i].siv_len;
    }
    msg_recv_commit(msg, len, 1);
    msg_extract(msg);
    return msg;
}

char *message_bytes(msg_t *msg, size_t *ret_len)
{
    su_iovec_t *parts;
    size_t count, len = 0;
    char *bytes;

    cr_assert_geq(msg_serialize(msg, msg_object(msg)), 0);
    cr_assert_gt(msg_prepare(msg), 0);
    count = msg_iovec(msg, NULL, 0);
    parts = calloc(count + 1, sizeof *parts);
    msg_iovec(msg, parts, count);
    for (size_t i = 0; i < count; i++)
        len += parts[i].siv_len;
    bytes = calloc(1, len + 1);
    *ret_len = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + *ret_len, parts[i].siv_base, parts[i].siv_len);
        *ret_len += parts[i].siv_len;
    }
    free(parts);
    return bytes;
}

msg_mclass_t *prepared_class(void)
{
    msg_mclass_t *mclass = msg_mclass_clone(sip_default_mclass(), 0, 0);

    cr_assert_eq(e911_sofia_prepare(mclass), E911_OK);
    return mclass;
}

e911_engine *message_engine(const char *numbers)
{
    e911_stations_builder *builder;
    e911_engine_options options;
    e911_target target;
    const e911_target *targets[] = {&target};
    e911_engine *engine = NULL;

    e911_engine_options_init(&options, sizeof options);
    e911_target_init(&target, sizeof target);
    target.uri = e911_text_of("sip:psap.example.com:5070");
    options.region = e911_text_of("US");
    options.access_prefixes = e911_text_of("9");
    options.emergency_numbers = e911_text_of(numbers);
    options.include_station_addresses = 1;
    options.targets = targets;
    options.targets_count = 1;
    cr_assert_eq(e911_stations_builder_new(NULL, &builder), E911_OK);
    cr_assert_eq(
        e911_stations_builder_load_csv(builder, stations_csv, sizeof stations_csv - 1, NULL),
        E911_OK);
    cr_assert_eq(e911_stations_builder_build(builder, &options.stations), E911_OK);
    e911_stations_builder_free(builder);
    cr_assert_eq(e911_engine_new(&options, &engine, NULL), E911_OK);
    e911_stations_unref(options.stations);
    return engine;
}

msg_t *message_rewrite(msg_t *msg, const char *source, uint32_t ingress, const char *numbers)
{
    e911_engine *engine = message_engine(numbers);
    e911_decision *decision;
    e911_call call;
    msg_t *branch = NULL;

    cr_assert_eq(e911_decision_new(NULL, &decision), E911_OK);
    e911_call_init(&call, sizeof call);
    call.ingress = ingress;
    e911_ip_parse(source, strlen(source), &call.source, NULL);
    cr_assert_eq(e911_sofia_rewrite(engine, msg, &call, decision, 0, &branch), E911_OK);
    e911_decision_free(decision);
    e911_engine_unref(engine);
    return branch;
}

char *message_of(const char *start_line, const char *headers, size_t *ret_len)
{
    static const char format[] = "%s\r\nVia: SIP/2.0/UDP 127.0.0.4:5060;branch=z9hG4bK-1\r\n"
                                 "From: \"Front desk\" <sip:8182@example.com>;tag=one\r\n"
                                 "To: <sip:911@example.com>\r\nCall-ID: call-1@example.com\r\n"
                                 "CSeq: 1 INVITE\r\n%s\r\n";
    size_t size = sizeof format + strlen(start_line) + strlen(headers);
    char *bytes = malloc(size);

    *ret_len = (size_t)snprintf(bytes, size, format, start_line, headers);
    return bytes;
}
