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

/* A file name may be repeated, which helps who forgot "csv:" before it. */
static const struct source_kind *refuse_unknown(const char *name)
{
    static const char *const every[] = {"postgresql://", "postgres://", "icws://"};

    for (size_t i = 0; i < sizeof every / sizeof every[0]; i++)
        if (begins(name, every[i])) {
            finding_print(
                every[i], 0, 0, FINDING_ERROR, "UNSUPPORTED",
                "this e911-export was built without it; see the README for what it needs");
            return NULL;
        }
    finding_print(strpbrk(name, ":@=?") ? "SOURCE" : name, 0, 0, FINDING_ERROR, "SYNTAX",
                  "this is no source; expected csv:FILE, csv:-, postgresql://HOST/NAME or "
                  "icws://HOST");
    return NULL;
}

/* What stands before an @, in the place of user and password or where a slash in one moved it. */
static bool has_password(const char *name)
{
    const char *begin = strstr(name, "://");
    const char *at = NULL;

    if (!begin)
        return false;
    begin += 3;
    for (const char *byte = begin; *byte && *byte != '?'; byte++)
        if (*byte == '@')
            at = byte;
    return at && memchr(begin, ':', (size_t)(at - begin));
}

const struct source_kind *source_kind_of(const char *name)
{
    const struct source_kind *kind = NULL;
    enum source_name judgement;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !kind; i++)
        if (begins(name, kinds[i]->scheme))
            kind = kinds[i];
    if (!kind)
        return refuse_unknown(name);
    if (!kind->judge_name)
        return kind;
    judgement = has_password(name) ? SOURCE_NAME_SECRET : kind->judge_name(name);
    if (judgement == SOURCE_NAME_GOOD)
        return kind;
    if (judgement == SOURCE_NAME_SECRET)
        finding_print(kind->scheme, 0, 0, FINDING_ERROR, "SECRET",
                      "SOURCE may not hold a password, which others could read; use "
                      "--password-file or ~/.pgpass, or be asked (an @ in a name is %%40)");
    else
        finding_print(kind->scheme, 0, 0, FINDING_ERROR, "SYNTAX",
                      "SOURCE names no server; expected %s", kind->expected_name);
    return NULL;
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
