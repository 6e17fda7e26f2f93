/*
 * A program of somebody else on sofia-sip: every function of libe911-sofia once, on one INVITE. It
 * prints what consumer_sofia.expected says.
 */
#include <e911/e911.h>
#include <e911/sofia.h>

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_alloc.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char invite[] = "INVITE sip:911@pbx.example SIP/2.0\r\n"
                             "Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK1\r\n"
                             "From: <sip:8182@pbx.example>;tag=1\r\n"
                             "To: <sip:911@pbx.example>\r\n"
                             "Call-ID: 1@192.0.2.4\r\n"
                             "CSeq: 1 INVITE\r\n"
                             "X-Odd :kept \tas it came\r\n"
                             "Content-Length: 0\r\n\r\n";

static const char table[] = "NetworkID,IdentificationAddress,StationIPAddress\n"
                            "0004f215c285,8182,192.0.2.4\n";

static void must(e911_status status, const char *what)
{
    if (status == E911_OK)
        return;
    printf("%s: %s\n", what, e911_status_name(status));
    exit(1);
}

static e911_engine *make_engine(void)
{
    e911_engine_options options;
    e911_engine *engine;

    must(e911_engine_options_init(&options, sizeof options), "options");
    options.region = e911_text_of("US");
    options.stations_csv = e911_text_of(table);
    options.target_uri = e911_text_of("sip:provider.example");
    options.include_station_addresses = 1;
    must(e911_engine_new(&options, &engine, NULL), "engine");
    return engine;
}

static void fill_call(e911_call *call)
{
    must(e911_call_init(call, sizeof *call), "call");
    call->ingress = E911_INGRESS_PHONE;
    must(e911_ip_parse("192.0.2.4", 9, &call->source, NULL), "source");
    e911_sofia_new_id(call->random);
}

static int is_random(const uint8_t *bytes)
{
    int bits = 0;

    for (int i = 0; i < 16; i++)
        bits |= bytes[i];
    return bits != 0;
}

/* The bytes that would be sent. */
static const char *text_of(msg_t *msg, char *text, size_t size)
{
    msg_iovec_t parts[32];
    size_t len = 0;
    int count;

    msg_prepare(msg);
    count = (int)msg_iovec(msg, parts, 32);
    for (int i = 0; i < count && len + parts[i].mv_len < size; i++) {
        memcpy(text + len, parts[i].mv_base, parts[i].mv_len);
        len += parts[i].mv_len;
    }
    text[len] = '\0';
    return text;
}

int main(void)
{
    msg_mclass_t *mclass = msg_mclass_clone(sip_default_mclass(), 0, 0);
    e911_engine *engine = make_engine();
    e911_decision *decision;
    e911_call call;
    msg_t *msg, *branch, *again;
    char in_steps[1024], at_once[1024];

    must(e911_sofia_prepare(mclass), "prepare");
    must(e911_decision_new(NULL, &decision), "decision");
    msg = msg_make(mclass, MSG_DO_EXTRACT_COPY, invite, sizeof invite - 1);
    fill_call(&call);
    printf("random bytes: %s\n", is_random(call.random) ? "some" : "none");

    /* In three steps, and in one. */
    must(e911_sofia_describe(msg, &call), "describe");
    printf("method: %.*s\n", (int)call.method.len, call.method.data);
    must(e911_decide(engine, &call, decision), "decide");
    must(e911_sofia_apply(msg, decision, 0, &branch), "apply");
    fill_call(&call);
    must(e911_sofia_rewrite(engine, msg, &call, decision, 0, &again), "rewrite");
    text_of(branch, in_steps, sizeof in_steps);
    text_of(again, at_once, sizeof at_once);
    printf("both ways: %s\n", strcmp(in_steps, at_once) == 0 ? "the same" : "differ");
    fputs(at_once, stdout);

    msg_destroy(again);
    msg_destroy(branch);
    msg_destroy(msg);
    e911_decision_free(decision);
    e911_engine_unref(engine);
    free(mclass);
    return 0;
}
