#include "text.h"

#include <string.h>
#include <strings.h>

bool text_is(e911_text text, const char *string)
{
    return text.len == strlen(string) && strncasecmp(text.data, string, text.len) == 0;
}

bool text_starts(e911_text text, const char *string)
{
    return text.len >= strlen(string) && strncasecmp(text.data, string, strlen(string)) == 0;
}

size_t text_find(e911_text text, const char *needle)
{
    for (size_t i = 0; i < text.len; i++)
        if (text_starts(text_from(text, i), needle))
            return i;
    return text.len;
}

e911_text text_from(e911_text text, size_t offset)
{
    return (e911_text){text.data + offset, text.len - offset};
}

bool text_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

e911_text text_trim(e911_text text)
{
    while (text.len && text_is_blank(text.data[0]))
        text = text_from(text, 1);
    while (text.len && text_is_blank(text.data[text.len - 1]))
        text.len--;
    return text;
}

size_t text_printable(e911_text text)
{
    const unsigned char *s = (const unsigned char *)text.data;
    size_t length = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

    if (length == 1)
        return s[0] >= 0x20 && s[0] != 0x7f;
    if (s[0] < 0xc2 || s[0] > 0xf4 || length > text.len)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    /* C1 controls, overlong forms, surrogates and what lies past U+10FFFF. */
    if ((s[0] == 0xc2 && s[1] < 0xa0) || (s[0] == 0xe0 && s[1] < 0xa0) ||
        (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
        (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return length;
}

size_t text_next_printed(e911_text *rest, char printed[TEXT_PRINTED_SIZE])
{
    size_t length = text_printable(*rest);

    if (length) {
        memcpy(printed, rest->data, length);
        printed[length] = '\0';
        *rest = text_from(*rest, length);
        return length;
    }
    snprintf(printed, TEXT_PRINTED_SIZE, "\\x%02X", (unsigned char)rest->data[0]);
    *rest = text_from(*rest, 1);
    return strlen(printed);
}

void text_print(FILE *out, e911_text text)
{
    char printed[TEXT_PRINTED_SIZE];

    while (text.len)
        fwrite(printed, 1, text_next_printed(&text, printed), out);
}

void text_print_json(FILE *out, e911_text text)
{
    fputc('"', out);
    for (size_t length; text.len; text = text_from(text, length ? length : 1)) {
        length = text_printable(text);
        if (text.data[0] == '"' || text.data[0] == '\\')
            fputc('\\', out);
        if (length)
            fwrite(text.data, 1, length, out);
        else
            fprintf(out, "\\u%04x", (unsigned char)text.data[0]);
    }
    fputc('"', out);
}

void text_print_json_member(FILE *out, const char *key, e911_text text)
{
    fprintf(out, ",\"%s\":", key);
    if (text.len)
        text_print_json(out, text);
    else
        fputs("null", out);
}
