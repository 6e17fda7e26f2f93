#define _POSIX_C_SOURCE 200809L

#include "call_text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void print_bytes(FILE *out, e911_text text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (c == '\r')
            fputs("\\r", out);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c == '\t')
            fputs("\\t", out);
        else if (c == '\\')
            fputs("\\\\", out);
        else if (c < ' ' || c > '~')
            fprintf(out, "\\x%02x", c);
        else
            putc(c, out);
    }
}

static void print_fact(FILE *out, const char *name, e911_text value)
{
    if (value.len == 0)
        return;
    fprintf(out, "%s: ", name);
    print_bytes(out, value);
    putc('\n', out);
}

/* An empty value in a list is a line of its own: the list has that many. */
static void print_list(FILE *out, const char *name, const e911_text *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s[%zu]: ", name, i);
        print_bytes(out, values[i]);
        putc('\n', out);
    }
}

static void print_headers(FILE *out, const e911_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fputs("header ", out);
        print_bytes(out, headers[i].name);
        fputs(": ", out);
        print_bytes(out, headers[i].value);
        putc('\n', out);
    }
}

static void print_flags(FILE *out, uint32_t flags)
{
    static const char *const names[] = {
        "IN_DIALOG",        "LINES_LOST",        "RESPONSE",
        "HEADERS_UNLISTED", "ININATTR_UNLISTED", "LINE_ENDS_MIXED",
    };

    if (flags == 0)
        return;
    fputs("flags:", out);
    for (unsigned i = 0; i < 32; i++) {
        if (flags >> i & 1)
            fprintf(out, " %s", i < sizeof names / sizeof names[0] ? names[i] : "?");
    }
    putc('\n', out);
}

char *call_text(const e911_call *call)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    print_flags(out, call->flags);
    print_fact(out, "method", call->method);
    print_fact(out, "request_uri", call->request_uri);
    print_fact(out, "via_sent_by", call->via_sent_by);
    print_fact(out, "from", call->from);
    print_fact(out, "to", call->to);
    print_fact(out, "call_id", call->call_id);
    print_fact(out, "p_asserted_identity", call->p_asserted_identity);
    print_fact(out, "contact", call->contact);
    print_fact(out, "instance", call->instance);
    print_fact(out, "user_agent", call->user_agent);
    print_fact(out, "priority", call->priority);
    print_fact(out, "content_type", call->content_type);
    fprintf(out, "body_size: %llu\n", (unsigned long long)call->body_size);
    print_list(out, "ininattr", call->ininattr, call->ininattr_count);
    print_list(out, "geolocation", call->geolocation, call->geolocation_count);
    print_list(out, "call_info", call->call_info, call->call_info_count);
    print_headers(out, call->headers, call->headers_count);
    fclose(out);
    return text;
}

char *bytes_text(const char *bytes, size_t len)
{
    char *text = NULL;
    size_t ignored;
    FILE *out = open_memstream(&text, &ignored);

    print_bytes(out, (e911_text){bytes, len});
    fclose(out);
    return text;
}
