/*
 * Twins: the raw-message adapter and the sofia adapter, given the same bytes. Wherever sofia-sip
 * can read a message the two give the same facts, the same decision, and, applied, the same
 * headers.
 */
#define _GNU_SOURCE

#include "call_text.h"
#include "sip_message.h"
#include "wire_support.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE "127.0.0.4"

/*
 * What the two do not say alike, and why:
 *
 *  - LINE_ENDS_MIXED: the sofia adapter looks at the lines of a trusted PBX alone, and mends every
 *    line end of what it sends, so that its output has one reading; raw bytes stay as they came.
 *  - So a bare CR or LF in a folded value stays one in raw bytes and leaves sofia-sip as CR LF.
 *  - sofia-sip writes the names it knows in its own case.
 *  - sofia-sip takes a NUL for the end of a header and of all headers.
 */
static const char *const different[] = {"nul.sip", "nul_name.sip"};

static bool is_different(const char *name)
{
    for (size_t i = 0; i < COUNT(different); i++) {
        if (strcmp(name, different[i]) == 0)
            return true;
    }
    return false;
}

/* ---- one reading ----------------------------------------------------------------------------- */

/* What one adapter says of a message: the facts and the decision. */
struct reading {
    bool good;
    char *facts;
    char *decision;
};

static void reading_free(struct reading *reading)
{
    free(reading->facts);
    free(reading->decision);
}

/* Names in lower case, each line end in a value as "\\n". */
static char *comparable(char *facts)
{
    char *text = malloc(strlen(facts) + 16), *out = text;
    bool in_name = false;

    for (const char *at = facts; *at != '\0'; at++) {
        bool starts = at == facts || at[-1] == '\n';

        if (starts)
            in_name = strncmp(at, "header ", 7) == 0;
        in_name = in_name && *at != ':';
        if (strncmp(at, "\\r\\n", 4) == 0 || strncmp(at, "\\r", 2) == 0) {
            out = stpcpy(out, "\\n");
            at += at[2] == '\\' && at[3] == 'n' ? 3 : 1;
        } else {
            *out++ = in_name ? (char)tolower((unsigned char)*at) : *at;
        }
    }
    *out = '\0';
    free(facts);
    return text;
}

static char *decision_json(const e911_decision *decision)
{
    static char json[1 << 17];
    size_t len;

    cr_assert_eq(e911_decision_format_json(decision, json, sizeof json - 1, &len), E911_OK);
    json[len] = '\0';
    return strdup(json);
}

static e911_call new_call(uint32_t ingress)
{
    e911_call call = {.struct_size = sizeof call, .ingress = ingress};

    cr_assert_eq(e911_ip_parse(SOURCE, strlen(SOURCE), &call.source, NULL), E911_OK);
    return call;
}

/* The decision is left as the call's flags make it, to be carried out. */
static struct reading reading_of(e911_engine *engine, const e911_call *call,
                                 e911_decision *decision)
{
    struct reading reading = {.good = true};
    e911_call alike = *call;

    alike.flags &= ~(uint32_t)E911_CALL_LINE_ENDS_MIXED;
    reading.facts = comparable(call_text(&alike));
    cr_assert_eq(e911_decide(engine, &alike, decision), E911_OK);
    reading.decision = decision_json(decision);
    cr_assert_eq(e911_decide(engine, call, decision), E911_OK);
    return reading;
}

static struct reading read_wire(e911_engine *engine, uint32_t ingress, const char *bytes,
                                size_t len, e911_decision *decision)
{
    static e911_wire_room room = {.struct_size = sizeof room};
    e911_call call = new_call(ingress);

    if (e911_wire_describe(bytes, len, &room, &call, NULL) != E911_OK)
        return (struct reading){0};
    return reading_of(engine, &call, decision);
}

/* True when the stack hands such a message to an application at all. */
static bool is_usable(msg_t *msg)
{
    const sip_t *sip = sip_object(msg);

    return sip != NULL && sip->sip_request != NULL && !(sip->sip_flags & MSG_FLG_ERROR) &&
           sip->sip_from != NULL && sip->sip_to != NULL && sip->sip_call_id != NULL &&
           sip->sip_cseq != NULL && sip->sip_via != NULL;
}

static struct reading read_sofia(e911_engine *engine, uint32_t ingress, msg_t *msg,
                                 e911_decision *decision)
{
    e911_call call = new_call(ingress);

    if (!is_usable(msg))
        return (struct reading){0};
    cr_assert_eq(e911_sofia_describe(msg, &call), E911_OK);
    return reading_of(engine, &call, decision);
}

/* ---- comparing ------------------------------------------------------------------------------- */

struct twins {
    msg_mclass_t *mclass;
    e911_engine *engine;
    e911_decision *wire, *sofia;
    uint32_t ingress;
    bool dial_911;
    unsigned compared;
    unsigned unreadable; /* by sofia-sip */
    unsigned failures;
};

static void compare_texts(struct twins *twins, const char *name, const char *what,
                          const char *by_wire, const char *by_sofia)
{
    if (strcmp(by_wire, by_sofia) == 0)
        return;
    twins->failures++;
    cr_expect(false, "%s: %s by wire:\n%s\nby sofia:\n%s", name, what, by_wire, by_sofia);
}

/* Both readings of what each made of the message. */
static void compare_outputs(struct twins *twins, const char *name, const char *by_wire,
                            size_t wire_len, const char *by_sofia, size_t sofia_len)
{
    const struct {
        const char *bytes;
        size_t len;
    } outputs[2] = {{by_wire, wire_len}, {by_sofia, sofia_len}};
    struct reading readings[4] = {{0}};

    for (size_t i = 0; i < 2; i++) {
        msg_t *msg =
            message_parse(twins->mclass, MSG_DO_EXTRACT_COPY, outputs[i].bytes, outputs[i].len);

        readings[2 * i] =
            read_wire(twins->engine, twins->ingress, outputs[i].bytes, outputs[i].len, twins->wire);
        readings[2 * i + 1] = read_sofia(twins->engine, twins->ingress, msg, twins->sofia);
        msg_destroy(msg);
    }
    for (size_t i = 0; i < 4; i++) {
        if (!readings[i].good) {
            twins->failures++;
            cr_expect(false, "%s: what %s wrote cannot be read by %s", name,
                      i < 2 ? "wire" : "sofia", i % 2 == 0 ? "wire" : "sofia");
        } else if (readings[0].good) {
            compare_texts(twins, name, i < 2 ? "the output of wire" : "the output of sofia",
                          readings[0].facts, readings[i].facts);
        }
    }
    for (size_t i = 0; i < 4; i++)
        reading_free(&readings[i]);
}

static void apply_both(struct twins *twins, const char *name, msg_t *msg, const char *bytes,
                       size_t len)
{
    uint32_t target = e911_decision_target_count(twins->wire) == 0 ? E911_NO_TARGET : 0;
    size_t wire_len, sofia_len, room = len + 2048;
    char *by_wire = malloc(room), *by_sofia;
    msg_t *branch = NULL;

    cr_assert_eq(e911_wire_apply(bytes, len, twins->wire, target, by_wire, room, &wire_len),
                 E911_OK, "%s", name);
    cr_assert_eq(e911_sofia_apply(msg, twins->sofia, target, &branch), E911_OK, "%s", name);
    by_sofia = message_bytes(branch, &sofia_len);
    msg_destroy(branch);
    compare_outputs(twins, name, by_wire, wire_len, by_sofia, sofia_len);
    free(by_sofia);
    free(by_wire);
}

static void compare_message(struct twins *twins, const char *name, const char *bytes, size_t len)
{
    msg_t *msg = message_parse(twins->mclass, MSG_DO_EXTRACT_COPY, bytes, len);
    struct reading by_sofia = read_sofia(twins->engine, twins->ingress, msg, twins->sofia);
    struct reading by_wire = read_wire(twins->engine, twins->ingress, bytes, len, twins->wire);

    if (!by_sofia.good) {
        twins->unreadable++;
    } else if (!by_wire.good) {
        twins->failures++;
        cr_expect(false, "%s: only sofia can read it:\n%s", name, by_sofia.facts);
    } else {
        twins->compared++;
        compare_texts(twins, name, "facts", by_wire.facts, by_sofia.facts);
        compare_texts(twins, name, "decision", by_wire.decision, by_sofia.decision);
        apply_both(twins, name, msg, bytes, len);
    }
    reading_free(&by_wire);
    reading_free(&by_sofia);
    msg_destroy(msg);
}

static void compare_file(const struct sip_file *file, void *user)
{
    struct twins *twins = user;
    unsigned before = twins->failures;
    size_t len = file->len;
    char *bytes;

    if (is_different(file->name))
        return;
    bytes = twins->dial_911 ? dialling_911(file->bytes, file->len, &len) : file->bytes;
    compare_message(twins, file->name, bytes, len);
    if (bytes != file->bytes)
        free(bytes);
    cr_expect_eq(twins->failures, before, "%s", file->name);
}

static struct twins new_twins(uint32_t ingress)
{
    struct twins twins = {
        .mclass = prepared_class(), .engine = wire_engine(), .ingress = ingress, .dial_911 = true};

    cr_assert_eq(e911_decision_new(NULL, &twins.wire), E911_OK);
    cr_assert_eq(e911_decision_new(NULL, &twins.sofia), E911_OK);
    return twins;
}

static void twins_free(struct twins *twins)
{
    e911_decision_free(twins->wire);
    e911_decision_free(twins->sofia);
    e911_engine_unref(twins->engine);
    free(twins->mclass);
}

static void compare_folder(const char *folder, uint32_t ingress, bool dial_911, unsigned least)
{
    struct twins twins = new_twins(ingress);

    twins.dial_911 = dial_911;
    if (folder == NULL)
        each_vector(compare_file, &twins);
    else
        each_sip_file(folder, compare_file, &twins);
    cr_expect_geq(twins.compared, least, "only %u messages were compared, %u are unreadable",
                  twins.compared, twins.unreadable);
    twins_free(&twins);
}

Test(adapters, agree_on_every_vector)
{
    compare_folder(NULL, E911_INGRESS_PHONE, false, 30);
}

Test(adapters, agree_on_every_vector_of_a_trusted_pbx)
{
    compare_folder(NULL, E911_INGRESS_PBX, false, 30);
}

Test(adapters, agree_on_torture_messages)
{
    compare_folder(shared_messages("torture"), E911_INGRESS_PHONE, true, 60);
}

Test(adapters, agree_on_real_invites)
{
    compare_folder(shared_messages("invites"), E911_INGRESS_PHONE, true, 25);
}

Test(adapters, agree_on_the_documents_invite)
{
    compare_folder(shared_messages("."), E911_INGRESS_PHONE, true, 1);
}
