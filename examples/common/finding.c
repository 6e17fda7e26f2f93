#include "finding.h"

#include "text.h"

#include <string.h>

#define TEXT_SIZE 1024

/* Longest form of a byte is \xHH. */
#define PRINTED_SIZE (4 * TEXT_SIZE)

static const char *severity_word(enum finding_severity severity)
{
    switch (severity) {
    case FINDING_WARNING:
        return "warning";
    case FINDING_NOTE:
        return "note";
    case FINDING_ERROR:
        break;
    }
    return "error";
}

/* Ends a text that did not fit with an ellipsis, never inside a UTF-8 character. */
static void mark_cut(char *text, size_t size)
{
    size_t end = size - sizeof("...");

    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, "...", sizeof("..."));
}

static void escape(const char *text, char *printed, size_t size)
{
    e911_text rest = e911_text_of(text);
    size_t used = 0;

    printed[0] = '\0';
    while (rest.len > 0 && used + TEXT_PRINTED_SIZE <= size)
        used += text_next_printed(&rest, printed + used);
}

static void print_list(FILE *out, const char *file, unsigned line, unsigned column,
                       enum finding_severity severity, const char *code, const char *format,
                       va_list arguments)
{
    char text[TEXT_SIZE];
    char printed_file[PRINTED_SIZE];
    char printed_text[PRINTED_SIZE];
    int length = vsnprintf(text, sizeof(text), format, arguments);

    if (length < 0)
        text[0] = '\0';
    else if ((size_t)length >= sizeof(text))
        mark_cut(text, sizeof(text));
    escape(text, printed_text, sizeof(printed_text));
    escape(file, printed_file, sizeof(printed_file));

    /* One call, so that findings of several processes do not mix within a line. */
    fprintf(out, "%s:%u:%u: %s: %s: %s\n", printed_file, line, column, severity_word(severity),
            code, printed_text);
}

void finding_print_list(const char *file, unsigned line, unsigned column,
                        enum finding_severity severity, const char *code, const char *format,
                        va_list arguments)
{
    print_list(stderr, file, line, column, severity, code, format, arguments);
}

void finding_print_to(FILE *out, const char *file, unsigned line, unsigned column,
                      enum finding_severity severity, const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_list(out, file, line, column, severity, code, format, arguments);
    va_end(arguments);
}

void finding_print(const char *file, unsigned line, unsigned column, enum finding_severity severity,
                   const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    finding_print_list(file, line, column, severity, code, format, arguments);
    va_end(arguments);
}
