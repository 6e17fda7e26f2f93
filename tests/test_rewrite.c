/* The one call: bytes and facts in, bytes and a summary out, whatever the bytes are. */
#define _GNU_SOURCE

#include "call_text.h"
#include "vector_lines.h"
#include "wire_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE "127.0.0.4"

static char room[1 << 18];

static char *vector(const char *name, size_t *ret_len)
{
    char path[256];

    snprintf(path, sizeof path, "tests/vectors/sip/%s.sip", name);
    return read_project_file(path, ret_len);
}

static e911_summary new_summary(void)
{
    e911_summary summary;

    cr_assert_eq(e911_summary_init(&summary, sizeof summary), E911_OK);
    return summary;
}

/* ---- the three calls it stands for ----------------------------------------------------------- */

struct apart {
    e911_engine *engine;
    e911_decision *decision;
    uint32_t ingress;
    unsigned applied;
};

/* The reasons, but for that of a removal which is not carried out. */
static void check_reasons(const e911_summary *summary, const e911_decision *decision,
                          const char *name)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < e911_decision_reason_count(decision); i++) {
        e911_reason reason = {.struct_size = sizeof reason};

        e911_decision_reason(decision, i, &reason);
        if (count < summary->reason_count && summary->reasons[count] == reason.code)
            count++;
        else
            cr_expect(summary->target_count == 0 && reason.code == E911_REASON_ININATTR_REMOVED,
                      "%s: reason %u is missing", name, reason.code);
    }
    cr_expect_eq(count, summary->reason_count, "%s", name);
}

/* The message that was described gives the same bytes, at every size that matters. */
static void check_described(const e911_wire_room *lists, const e911_decision *decision,
                            const char *expected, size_t expected_len, const char *name)
{
    char *bytes = malloc(expected_len + 1);
    size_t len = 0;

    cr_expect_eq(e911_wire_apply_described(lists, decision, 0, bytes, expected_len, &len), E911_OK,
                 "%s", name);
    cr_expect(len == expected_len && memcmp(bytes, expected, len) == 0, "%s: described", name);
    cr_expect_eq(e911_wire_apply_described(lists, decision, 0, bytes, expected_len - 1, &len),
                 E911_ERR_BUFFER_SIZE, "%s", name);
    cr_expect_eq(len, expected_len, "%s", name);
    cr_expect_eq(e911_wire_apply_described(lists, decision, 99, bytes, expected_len, &len),
                 E911_ERR_NOT_FOUND, "%s", name);
    free(bytes);
}

static void compare_with_three_calls(const struct sip_file *file, void *user)
{
    struct apart *apart = user;
    e911_wire_room lists = {.struct_size = sizeof lists};
    e911_call call = {.struct_size = sizeof call, .ingress = apart->ingress};
    e911_facts facts = facts_of(SOURCE, apart->ingress);
    e911_summary summary = new_summary();
    e911_error error = new_error();
    size_t len = 0, apart_len = 0;
    char *expected = malloc(file->len + 4096);
    e911_status status = e911_rewrite(apart->engine, file->bytes, file->len, &facts, 0, room,
                                      sizeof room, &len, &summary);

    call.source = facts.source;
    cr_expect_eq(summary.status, status);
    cr_expect_eq(e911_wire_describe(file->bytes, file->len, &lists, &call, &error), status, "%s",
                 file->name);
    if (status != E911_OK) {
        cr_expect_eq(summary.offset, error.offset, "%s", file->name);
        cr_expect_eq(summary.classified, 0, "%s", file->name);
        cr_expect_eq(e911_wire_apply_described(&lists, apart->decision, E911_NO_TARGET, expected,
                                               file->len, &len),
                     E911_ERR_STATE, "%s", file->name);
        free(expected);
        return;
    }
    cr_assert_eq(e911_decide(apart->engine, &call, apart->decision), E911_OK);
    cr_expect_eq(summary.classified, 1, "%s", file->name);
    cr_expect_eq(summary.flags, call.flags, "%s", file->name);
    cr_expect_eq(summary.call_class, e911_decision_class(apart->decision), "%s", file->name);
    cr_expect_eq(summary.target_count, e911_decision_target_count(apart->decision));
    check_reasons(&summary, apart->decision, file->name);
    if (summary.target_count > 0) {
        cr_assert_eq(e911_wire_apply(file->bytes, file->len, apart->decision, 0, expected,
                                     file->len + 4096, &apart_len),
                     E911_OK, "%s", file->name);
        check_described(&lists, apart->decision, expected, apart_len, file->name);
        apart->applied++;
    } else {
        memcpy(expected, file->bytes, file->len);
        apart_len = file->len;
    }
    cr_expect(len == apart_len && memcmp(room, expected, len) == 0, "%s: other bytes", file->name);
    free(expected);
}

static void compare_all(uint32_t ingress)
{
    struct apart apart = {.engine = wire_engine(), .ingress = ingress};

    cr_assert_eq(e911_decision_new(NULL, &apart.decision), E911_OK);
    each_vector(compare_with_three_calls, &apart);
    cr_assert_geq(apart.applied, 50);
    e911_decision_free(apart.decision);
    e911_engine_unref(apart.engine);
}

Test(rewrite, arguments_of_applying_what_was_described)
{
    e911_wire_room lists = {.struct_size = sizeof lists};
    e911_decision *decision;
    char byte;
    size_t len = 7;

    cr_assert_eq(e911_decision_new(NULL, &decision), E911_OK);
    cr_expect_eq(e911_wire_apply_described(&lists, decision, E911_NO_TARGET, &byte, 1, &len),
                 E911_ERR_STATE, "nothing was described");
    cr_expect_eq(e911_wire_apply_described(NULL, decision, 0, &byte, 1, &len),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_wire_apply_described(&lists, NULL, 0, &byte, 1, &len),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_wire_apply_described(&lists, decision, 0, NULL, 1, &len),
                 E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_wire_apply_described(&lists, decision, 0, &byte, 1, NULL),
                 E911_ERR_INVALID_ARGUMENT);
    lists.struct_size = 8;
    cr_expect_eq(e911_wire_apply_described(&lists, decision, 0, &byte, 1, &len),
                 E911_ERR_STRUCT_SIZE);
    cr_expect_eq(len, 7);
    e911_decision_free(decision);
}

Test(rewrite, does_what_the_three_calls_do)
{
    compare_all(E911_INGRESS_PHONE);
    compare_all(E911_INGRESS_PBX);
    compare_all(E911_INGRESS_TRUNK);
}

/* ---- targets --------------------------------------------------------------------------------- */

static e911_status rewrite_to(e911_engine *engine, const char *bytes, size_t len, uint32_t target,
                              size_t *ret_len, e911_summary *summary)
{
    e911_facts facts = facts_of(SOURCE, E911_INGRESS_PHONE);

    memset(room, 0, 4096);
    return e911_rewrite(engine, bytes, len, &facts, target, room, sizeof room, ret_len, summary);
}

Test(rewrite, each_target_gets_its_own_bytes)
{
    static const char *const starts[] = {"INVITE sip:911@psap.example.com:5070 SIP/2.0\r\n",
                                         "INVITE sip:911@backup.example.com SIP/2.0\r\n"};
    e911_engine *engine = wire_engine();
    e911_summary summary = new_summary();
    size_t len, out_len = 77;
    char *bytes = vector("phone", &len);

    for (uint32_t i = 0; i < 2; i++) {
        cr_expect_eq(rewrite_to(engine, bytes, len, i, &out_len, &summary), E911_OK);
        cr_expect_eq(strncmp(room, starts[i], strlen(starts[i])), 0, "%.80s", room);
        cr_expect_eq(summary.target_count, 2);
    }
    out_len = 77;
    cr_expect_eq(rewrite_to(engine, bytes, len, 2, &out_len, &summary), E911_ERR_NOT_FOUND);
    cr_expect_eq(out_len, 77, "ret_len is touched");
    cr_expect_eq(summary.status, E911_ERR_NOT_FOUND);
    cr_expect_eq(summary.classified, 1, "it was read and decided on all the same");
    free(bytes);
    e911_engine_unref(engine);
}

static bool is_listed(const e911_summary *summary, uint32_t code)
{
    for (uint32_t i = 0; i < summary->reason_count; i++) {
        if (summary->reasons[i] == code)
            return true;
    }
    return false;
}

/* What is added for one target is no reason of a copy that goes elsewhere. */
Test(rewrite, the_summary_speaks_of_what_was_written)
{
    static const uint32_t to[] = {0, 1, E911_NO_TARGET};
    e911_engine *engine = wire_engine_to(E911_TARGET_WITHOUT_ININATTR);
    size_t len, out_len;
    char *bytes = vector("phone", &len);

    for (size_t i = 0; i < COUNT(to); i++) {
        e911_summary summary = new_summary();
        bool adds;

        cr_expect_eq(rewrite_to(engine, bytes, len, to[i], &out_len, &summary), E911_OK);
        adds = memmem(room, out_len, "ININAttr", 8) != NULL;
        cr_expect_eq(adds, i == 0, "target %u", to[i]);
        cr_expect_eq(is_listed(&summary, E911_REASON_ININATTR_ADDED), adds, "target %u", to[i]);
    }
    free(bytes);
    e911_engine_unref(engine);
}

/* What a host asks for where it sends to a provider by itself. */
Test(rewrite, no_target_is_the_edits_every_copy_gets)
{
    static const char *const names[] = {"ordinary", "pbx", "response"};
    e911_engine *engine = wire_engine();

    for (size_t i = 0; i < COUNT(names); i++) {
        e911_summary summary = new_summary();
        size_t len, out_len;
        char *bytes = vector(names[i], &len);

        cr_expect_eq(rewrite_to(engine, bytes, len, E911_NO_TARGET, &out_len, &summary), E911_OK);
        cr_expect_null(memmem(room, out_len, "ININAttr", 8), "%s", names[i]);
        cr_expect_eq(memcmp(room, bytes, strcspn(bytes, "\r")), 0, "the start line stays");
        cr_expect_lt(out_len, len);
        free(bytes);
    }
    e911_engine_unref(engine);
}

Test(rewrite, an_ordinary_message_takes_any_target_and_stays_as_it_is)
{
    e911_engine *engine = wire_engine();
    e911_summary summary = new_summary();
    size_t len, out_len;
    char *bytes = vector("ordinary", &len);

    for (uint32_t target = 0; target < 40; target += 13) {
        cr_expect_eq(rewrite_to(engine, bytes, len, target, &out_len, &summary), E911_OK);
        cr_expect(out_len == len && memcmp(room, bytes, len) == 0, "target %u", target);
    }
    for (uint32_t i = 0; i < summary.reason_count; i++)
        cr_expect_neq(summary.reasons[i], (uint32_t)E911_REASON_ININATTR_REMOVED, "nothing was");
    free(bytes);
    e911_engine_unref(engine);
}

/* ---- arguments and sizes --------------------------------------------------------------------- */

Test(rewrite, arguments_are_checked)
{
    static const char m[] = "INVITE sip:911@h SIP/2.0\r\n\r\n";
    const size_t len = sizeof m - 1;
    e911_engine *engine = wire_engine();
    e911_facts facts = facts_of(SOURCE, E911_INGRESS_PHONE);
    e911_summary summary = new_summary(), before = summary;
    size_t out = 77;
    const e911_status invalid = E911_ERR_INVALID_ARGUMENT;

    cr_expect_eq(e911_rewrite(NULL, m, len, &facts, 0, room, 99, &out, &summary), invalid);
    cr_expect_eq(e911_rewrite(engine, NULL, 1, &facts, 0, room, 99, &out, &summary), invalid);
    cr_expect_eq(e911_rewrite(engine, m, len, NULL, 0, room, 99, &out, &summary), invalid);
    cr_expect_eq(e911_rewrite(engine, m, len, &facts, 0, NULL, 1, &out, &summary), invalid);
    cr_expect_eq(e911_rewrite(engine, m, len, &facts, 0, room, 99, NULL, &summary), invalid);
    facts.struct_size = 3;
    cr_expect_eq(e911_rewrite(engine, m, len, &facts, 0, room, 99, &out, &summary),
                 E911_ERR_STRUCT_SIZE);
    facts.struct_size = sizeof facts;
    summary.struct_size = before.struct_size = 3;
    cr_expect_eq(e911_rewrite(engine, m, len, &facts, 0, room, 99, &out, &summary),
                 E911_ERR_STRUCT_SIZE);
    cr_expect_eq(memcmp(&summary, &before, sizeof summary), 0, "the summary is touched");
    cr_expect_eq(out, 77, "ret_len is touched");
    cr_expect_eq(e911_rewrite(engine, m, len, &facts, 0, room, sizeof room, &out, NULL), E911_OK);
    cr_expect_eq(e911_rewrite(engine, NULL, 0, &facts, 0, room, 99, &out, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(e911_summary_init(NULL, sizeof summary), invalid);
    cr_expect_eq(e911_summary_init(&summary, 0), E911_ERR_STRUCT_SIZE);
    cr_expect_eq(e911_facts_init(NULL, sizeof facts), invalid);
    cr_expect_eq(e911_facts_init(&facts, 0), E911_ERR_STRUCT_SIZE);
    e911_engine_unref(engine);
}

/* A caller compiled against a later header has more room behind the fields we know. */
Test(rewrite, a_longer_summary_is_filled_as_far_as_it_is_known)
{
    struct {
        e911_summary summary;
        char later[16];
    } wide;
    e911_engine *engine = wire_engine();
    e911_facts facts = facts_of(SOURCE, E911_INGRESS_PHONE);
    size_t len, out;
    char *bytes = vector("phone", &len);

    cr_assert_eq(e911_summary_init(&wide.summary, sizeof wide), E911_OK);
    cr_expect_eq(
        e911_rewrite(engine, bytes, len, &facts, 0, room, sizeof room, &out, &wide.summary),
        E911_OK);
    cr_expect_eq(wide.summary.struct_size, sizeof wide);
    cr_expect_eq(wide.summary.call_class, (uint32_t)E911_CLASS_EMERGENCY);
    for (size_t i = 0; i < sizeof wide.later; i++)
        cr_expect_eq(wide.later[i], 0);
    free(bytes);
    e911_engine_unref(engine);
}

Test(rewrite, every_size_says_what_is_needed_and_writes_no_further)
{
    e911_engine *engine = wire_engine();
    e911_facts facts = facts_of(SOURCE, E911_INGRESS_PHONE);
    size_t len, needed = 0;
    char *bytes = vector("folded", &len);

    cr_assert_eq(e911_rewrite(engine, bytes, len, &facts, 0, NULL, 0, &needed, NULL),
                 E911_ERR_BUFFER_SIZE);
    for (size_t size = 0; size <= needed + 1; size++) {
        e911_summary summary = new_summary();
        char *buf = at_page_end("", 0) - size;
        size_t out = 0;
        e911_status status = e911_rewrite(engine, bytes, len, &facts, 0, buf, size, &out, &summary);

        CHECK(status == (size < needed ? E911_ERR_BUFFER_SIZE : E911_OK), "size %zu", size);
        CHECK(out == needed, "size %zu: %zu", size, out);
        CHECK(summary.status == status && summary.classified == 1, "size %zu", size);
    }
    free(bytes);
    e911_engine_unref(engine);
}

/* ---- any bytes ------------------------------------------------------------------------------- */

/* The message ends where a page ends, and the next cannot be read. */
static void rewrite_anything(e911_engine *engine, const char *bytes, size_t len)
{
    static const uint32_t targets[] = {0, 1, E911_NO_TARGET, 9};
    e911_facts facts = facts_of(SOURCE, (uint32_t)(len % 3));
    const char *at = at_page_end(bytes, len);
    e911_summary summary = new_summary();
    uint32_t target = targets[len % COUNT(targets)];
    size_t out = 0;
    e911_status status =
        e911_rewrite(engine, at, len, &facts, target, room, sizeof room, &out, &summary);

    CHECK(summary.status == status, "%d is not %d", summary.status, status);
    CHECK(memcmp(at, bytes, len) == 0, "the message is touched");
    if (status == E911_OK)
        CHECK(summary.classified == 1 && out <= len + 1024, "%zu bytes of %zu", out, len);
    else if (status == E911_ERR_SYNTAX)
        CHECK(summary.classified == 0 && summary.offset <= len, "offset");
    else
        CHECK(status == E911_ERR_NOT_FOUND && target == 9, "status %d", status);
}

static void rewrite_truncated(const struct sip_file *file, void *user)
{
    for (size_t len = 0; len <= file->len; len++)
        rewrite_anything(user, file->bytes, len);
}

Test(rewrite, takes_a_message_cut_off_anywhere)
{
    e911_engine *engine = wire_engine();

    each_vector(rewrite_truncated, engine);
    e911_engine_unref(engine);
}

/* The messages that mutations begin with. */
struct seeds {
    char *bytes[256];
    size_t len[256];
    size_t count;
};

static void keep_seed(const struct sip_file *file, void *user)
{
    struct seeds *seeds = user;

    cr_assert_lt(seeds->count, COUNT(seeds->bytes));
    seeds->bytes[seeds->count] = memcpy(malloc(file->len + 1), file->bytes, file->len + 1);
    seeds->len[seeds->count++] = file->len;
}

/* Change, drop, repeat or take from another message a few bytes. */
static size_t mutate(char *at, size_t len, const struct seeds *seeds, uint32_t *state)
{
    static const char odd[] = "\r\n \t:;,<>\"\\/@=%\0\xff"
                              "Ii0";
    size_t other = random_next(state) % seeds->count;
    size_t start = len == 0 ? 0 : random_next(state) % len;
    size_t count = 1 + random_next(state) % 24;
    size_t from = random_next(state) % (seeds->len[other] + 1);

    switch (random_next(state) % 5) {
    case 0: /* change */
        if (len > 0)
            at[start] = odd[random_next(state) % (sizeof odd - 1)];
        return len;
    case 1: /* put in */
        memmove(at + start + 1, at + start, len - start);
        at[start] = odd[random_next(state) % (sizeof odd - 1)];
        return len + 1;
    case 2: /* drop */
        count = count > len - start ? len - start : count;
        memmove(at + start, at + start + count, len - start - count);
        return len - count;
    case 3: /* repeat */
        count = count > len - start ? len - start : count;
        memmove(at + start + count, at + start, len - start);
        return len + count;
    default: /* go on as another does */
        memcpy(at + start, seeds->bytes[other] + from, seeds->len[other] - from);
        return start + seeds->len[other] - from;
    }
}

/* The same messages in every run; more where E911_TEST_MUTATIONS says so. */
Test(rewrite, takes_mutated_messages, .timeout = 600)
{
    const char *wanted = getenv("E911_TEST_MUTATIONS");
    unsigned long rounds = wanted == NULL ? 100000 : strtoul(wanted, NULL, 10);
    static struct seeds seeds;
    static char bytes[1 << 16];
    e911_engine *engine = wire_engine();
    uint32_t state = 911;

    each_vector(keep_seed, &seeds);
    while (rounds-- > 0) {
        size_t seed = random_next(&state) % seeds.count;
        size_t len = seeds.len[seed];

        memcpy(bytes, seeds.bytes[seed], len);
        for (uint32_t i = random_next(&state) % 6 + 1; i > 0; i--)
            len = mutate(bytes, len, &seeds, &state);
        rewrite_anything(engine, bytes, len);
    }
    for (size_t i = 0; i < seeds.count; i++)
        free(seeds.bytes[i]);
    e911_engine_unref(engine);
}

/* ---- the messages of others ------------------------------------------------------------------ */

struct others {
    e911_engine *engine;
    e911_decision *decision;
    unsigned emergencies;
};

/* True when a line of `text`, cut at any CR or LF, is this one. */
static bool has_line(const char *text, size_t len, const char *line, size_t line_len)
{
    for (size_t at = 0; at < len;) {
        size_t end = at;

        while (end < len && text[end] != '\r' && text[end] != '\n')
            end++;
        if (end - at == line_len && memcmp(text + at, line, line_len) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

/* How many lines of one text the other has not. */
static unsigned lines_missing(const char *text, size_t len, const char *other, size_t other_len)
{
    unsigned count = 0;

    for (size_t at = 0; at < len;) {
        size_t end = at;

        while (end < len && text[end] != '\r' && text[end] != '\n')
            end++;
        count += end > at && !has_line(other, other_len, text + at, end - at);
        at = end + 1;
    }
    return count;
}

/* A message of several readings leaves with one; but for line ends it is the same lines. */
static void check_mixed(const char *bytes, size_t len, size_t out, const e911_edit *edits,
                        size_t count, const char *name)
{
    unsigned added = 0;

    for (size_t i = 0; i < count; i++)
        added += edits[i].op == E911_EDIT_ADD_HEADER || edits[i].op == E911_EDIT_SET_REQUEST_URI;
    cr_expect_eq(lines_missing(bytes, len, room, out), 1, "%s: more than the start line", name);
    cr_expect_eq(lines_missing(room, out, bytes, len), added, "%s", name);
}

static void check_edited(const char *bytes, size_t len, size_t out, e911_text uri,
                         const e911_edit *edits, size_t count, const char *name)
{
    size_t expected_len;
    char *expected = edited_by_line(bytes, len, uri, edits, count, &expected_len);

    if (out != expected_len || memcmp(room, expected, out) != 0) {
        char *got_text = bytes_text(room, out), *text = bytes_text(expected, expected_len);

        cr_expect(false, "%s:\n%s\nexpected:\n%s", name, got_text, text);
        free(got_text);
        free(text);
    }
    free(expected);
}

/* Line by line, input and output differ in what the decision's edits say and in nothing else. */
static void check_lines(const char *bytes, size_t len, const char *name, struct others *others)
{
    static e911_wire_room lists = {.struct_size = sizeof lists};
    e911_call call = {.struct_size = sizeof call};
    e911_facts facts = facts_of(SOURCE, E911_INGRESS_PHONE);
    e911_summary summary = new_summary();
    e911_edit edits[16];
    size_t out = 0, count;

    call.source = facts.source;
    cr_expect_eq(
        e911_rewrite(others->engine, bytes, len, &facts, 0, room, sizeof room, &out, &summary),
        summary.status);
    if (summary.target_count == 0)
        return;
    cr_assert_eq(e911_wire_describe(bytes, len, &lists, &call, NULL), E911_OK, "%s", name);
    cr_assert_eq(e911_decide(others->engine, &call, others->decision), E911_OK);
    count = edits_of_decision(others->decision, 0, edits, COUNT(edits));
    if (call.flags & E911_CALL_LINE_ENDS_MIXED)
        check_mixed(bytes, len, out, edits, count, name);
    else
        check_edited(bytes, len, out, call.request_uri, edits, count, name);
    others->emergencies++;
}

static void check_other(const struct sip_file *file, void *user)
{
    size_t len;
    char *bytes = dialling_911(file->bytes, file->len, &len);

    check_lines(bytes, len, file->name, user);
    free(bytes);
}

static void check_others(const char *folder, unsigned least)
{
    struct others others = {.engine = wire_engine()};

    cr_assert_eq(e911_decision_new(NULL, &others.decision), E911_OK);
    each_sip_file(folder, check_other, &others);
    cr_expect_geq(others.emergencies, least, "only %u were emergency calls", others.emergencies);
    e911_decision_free(others.decision);
    e911_engine_unref(others.engine);
}

Test(rewrite, torture_messages_change_in_the_lines_of_the_edits)
{
    check_others(shared_messages("torture"), 50);
}

Test(rewrite, real_invites_change_in_the_lines_of_the_edits)
{
    check_others(shared_messages("invites"), 30);
}

Test(rewrite, the_documents_invite_changes_in_the_lines_of_the_edits)
{
    check_others(shared_messages("."), 1);
}
