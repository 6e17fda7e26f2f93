/* The writer in front of a sink; in front of a buffer test_base.c has it. */
#include "base/writer.h"
#include "support.h"

#include <criterion/criterion.h>

struct collected {
    char bytes[64];
    size_t len;
    size_t calls;
    size_t refuse_at; /* this call is refused */
};

static int collect(void *user, const char *data, size_t len)
{
    struct collected *collected = user;

    cr_assert(len > 0 && len <= sizeof collected->bytes - collected->len);
    if (++collected->calls == collected->refuse_at)
        return 1;
    memcpy(collected->bytes + collected->len, data, len);
    collected->len += len;
    return 0;
}

static e911_sink sink_to(struct collected *collected)
{
    e911_sink sink;

    cr_assert_eq(e911_sink_init(&sink, sizeof sink), E911_OK);
    sink.user = collected;
    sink.write = collect;
    return sink;
}

static const char *const parts[] = {"a", "bcd", "", "efghijklm", "n", "opqr"};

static void write_parts(e911__writer *w)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        e911__writer_bytes(w, parts[i], strlen(parts[i]));
}

Test(writer, a_sink_has_every_byte_in_order_whatever_the_stage)
{
    char stage[32];

    for (size_t size = 1; size <= sizeof stage; size++) {
        struct collected collected = {.len = 0};
        e911_sink sink = sink_to(&collected);
        e911__writer w = e911__writer_to(&sink, stage, size);

        write_parts(&w);
        cr_assert_eq(e911__writer_flush(&w), E911_OK);
        cr_assert(collected.len == 18 && memcmp(collected.bytes, "abcdefghijklmnopqr", 18) == 0);
    }
}

Test(writer, a_sink_that_refuses_is_not_asked_again)
{
    char stage[2];

    for (size_t refuse_at = 1; refuse_at <= 3; refuse_at++) {
        struct collected collected = {.refuse_at = refuse_at};
        e911_sink sink = sink_to(&collected);
        e911__writer w = e911__writer_to(&sink, stage, sizeof stage);

        write_parts(&w);
        cr_assert_eq(e911__writer_flush(&w), E911_ERR_CALLBACK);
        cr_assert_eq(collected.calls, refuse_at);
    }
}

Test(writer, a_sink_is_checked)
{
    struct collected collected = {.len = 0};
    e911_sink sink = sink_to(&collected);

    cr_assert_eq(e911__sink_check(&sink), E911_OK);
    cr_assert_eq(e911__sink_check(NULL), E911_ERR_INVALID_ARGUMENT);
    sink.write = NULL;
    cr_assert_eq(e911__sink_check(&sink), E911_ERR_INVALID_ARGUMENT);
    sink.struct_size = 8;
    cr_assert_eq(e911__sink_check(&sink), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_sink_init(&sink, 8), E911_ERR_STRUCT_SIZE);
}
