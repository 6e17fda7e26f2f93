#include "source.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "../common/finding.h"

static const struct source_kind *const kinds[] = {
    &source_csv,
#ifdef EXPORT_POSTGRESQL
    &source_postgresql,
    &source_postgres,
#endif
#ifdef EXPORT_ICWS
    &source_icws,
#endif
};

static bool begins(const char *name, const char *scheme)
{
    return strncasecmp(name, scheme, strlen(scheme)) == 0;
}

const struct source_kind *source_kind_of(const char *name)
{
    static const char *const every[] = {"csv:", "postgresql://", "postgres://", "icws://"};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (begins(name, kinds[i]->scheme))
            return kinds[i];
    for (size_t i = 0; i < sizeof every / sizeof every[0]; i++)
        if (begins(name, every[i])) {
            finding_print(name, 0, 0, FINDING_ERROR, "UNSUPPORTED",
                          "this e911-export was built without %s; see the README for what it needs",
                          every[i]);
            return NULL;
        }
    finding_print(name, 0, 0, FINDING_ERROR, "SYNTAX",
                  "this is no source; expected csv:FILE, csv:-, postgresql://HOST/NAME or "
                  "icws://HOST");
    return NULL;
}

/* In the user part, as in postgresql://user:secret@host, or in a parameter. */
bool source_holds_password(const char *name)
{
    const char *authority = strstr(name, "://");
    const char *at;

    if (begins(name, "csv:") || !authority)
        return false;
    authority += 3;
    at = memchr(authority, '@', strcspn(authority, "/?"));
    if (at && memchr(authority, ':', (size_t)(at - authority)))
        return true;
    for (const char *query = strchr(name, '?'); query && *query; query++)
        if (begins(query, "password="))
            return true;
    return false;
}

void source_error(const struct source *source, const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    finding_print_list(source->options->name, 0, 0, FINDING_ERROR, code, format, arguments);
    va_end(arguments);
}

void source_error_at(const struct source *source, uint32_t line, uint32_t column, const char *code,
                     const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    finding_print_list(source->options->name, line, column, FINDING_ERROR, code, format, arguments);
    va_end(arguments);
}
