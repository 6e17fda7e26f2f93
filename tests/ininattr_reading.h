/* Reading ININAttr in a suite: what holds for every value is checked with each of them. */
#ifndef E911_TESTS_ININATTR_READING_H
#define E911_TESTS_ININATTR_READING_H

#include "vector_lines.h"

#include <e911/ininattr.h>

enum { ROOM = 8192, PAIRS = E911_ININATTR_PAIRS_MAX };

/* A value that was read; its pairs are views that live until the next one is. */
struct parsed {
    e911_status status;
    e911_ininattr attr;
    e911_error error;
    e911_ininattr_pair others[PAIRS];
};

/* Read a value. Whatever the case: a refusal leaves the struct as it was, a success the error. */
static inline e911_status parse(struct parsed *p, const char *text, size_t len)
{
    e911_ininattr before;
    e911_error fresh = {.struct_size = sizeof fresh, .offset = 12345};

    memset(&p->attr, 0x5a, sizeof p->attr);
    p->attr.struct_size = sizeof p->attr;
    p->attr.others = p->others;
    p->attr.others_capacity = PAIRS;
    p->error = fresh;
    memcpy(&before, &p->attr, sizeof before);
    p->status = e911_ininattr_parse(at_page_end(text, len), len, &p->attr, &p->error);
    if (p->status == E911_OK)
        CHECK(memcmp(&p->error, &fresh, sizeof fresh) == 0, "'%.*s': the error was touched",
              (int)len, text);
    else
        CHECK(memcmp(&p->attr, &before, sizeof before) == 0 && p->error.status == p->status &&
                  p->error.line == 0 && p->error.column == 0,
              "'%.*s': a refusal touched the struct, or left the error", (int)len, text);
    return p->status;
}

static inline void check_refused(const char *text, size_t len, e911_status status, size_t offset)
{
    struct parsed p;

    parse(&p, text, len);
    CHECK(p.status == status, "'%.*s': %s", (int)len, text, e911_status_name(p.status));
    CHECK(p.error.offset == offset, "'%.*s': offset %zu, not %zu", (int)len, text,
          (size_t)p.error.offset, offset);
}

/* The value as the library writes it. */
static inline size_t format(const e911_ininattr *attr, char *buf)
{
    size_t len = 0;
    e911_status status = e911_ininattr_format(attr, buf, ROOM, &len);

    CHECK(status == E911_OK, "what was read cannot be written: %s", e911_status_name(status));
    return len;
}

static inline void check_reads_as(const char *text, size_t len, const char *expected)
{
    struct parsed p;
    char buf[ROOM];
    size_t out;

    CHECK(parse(&p, text, len) == E911_OK, "'%.*s': refused at %zu", (int)len, text,
          (size_t)p.error.offset);
    out = format(&p.attr, buf);
    CHECK(text_is(e911_text_of(expected), buf, out), "'%.*s' reads as '%.*s'", (int)len, text,
          (int)out, buf);
}

#endif
