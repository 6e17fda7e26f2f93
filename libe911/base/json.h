/* JSON text (RFC 8259) on the one writer: commas are put where they belong. */
#ifndef E911_BASE_JSON_H
#define E911_BASE_JSON_H

#include "base/writer.h"

typedef struct e911__json {
    e911__writer *writer;
    bool follows; /* a member or element stands before the next one */
} e911__json;

static inline e911__json e911__json_on(e911__writer *writer)
{
    return (e911__json){.writer = writer};
}

/* '{' or '[', and the bracket that closes it. */
void e911__json_open(e911__json *json, char bracket);
void e911__json_close(e911__json *json, char bracket);

/* The name of the member whose value comes next; a string literal without special characters. */
void e911__json_name(e911__json *json, const char *name);

/*
 * A string of any bytes: well-formed UTF-8 stands as it is, but for quotes, backslashes and control
 * characters, which are escaped; each byte that is not part of well-formed UTF-8 is U+FFFD.
 */
void e911__json_string(e911__json *json, e911_text text);

void e911__json_number(e911__json *json, uint64_t number);
void e911__json_bool(e911__json *json, bool value);
void e911__json_null(e911__json *json);

/* A member whose value is a string. */
static inline void e911__json_member(e911__json *json, const char *name, e911_text value)
{
    e911__json_name(json, name);
    e911__json_string(json, value);
}

#endif
