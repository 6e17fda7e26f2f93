#include "header/ininattr_text.h"

/*
 * Each byte's top bit is set where the byte may stand anywhere: it is no control byte, no DEL, no
 * quote and no backslash. No carry leaves a byte: the sums are at most 0xff.
 */
static inline uint64_t plain_bytes(uint64_t word)
{
    uint64_t low = word & E911__EVERY_BYTE(0x7f);
    uint64_t not_control = low + E911__EVERY_BYTE(0x80 - ' ');
    uint64_t not_quote = (low ^ E911__EVERY_BYTE('"')) + E911__EVERY_BYTE(0x7f);
    uint64_t not_escape = (low ^ E911__EVERY_BYTE('\\')) + E911__EVERY_BYTE(0x7f);
    uint64_t delete = low + E911__EVERY_BYTE(1);

    return (not_control & not_quote & not_escape & ~delete) | word;
}

/* Eight bytes at a time. */
bool e911__ininattr_is_plain(e911_text text)
{
    uint64_t plain = E911__EVERY_BYTE(0x80);
    uint64_t word = E911__EVERY_BYTE(' ');

    if (text.len < sizeof word) {
        memcpy(&word, text.data, text.len);
        return (plain_bytes(word) & plain) == E911__EVERY_BYTE(0x80);
    }
    for (size_t i = 0; i < text.len - sizeof word; i += sizeof word) {
        memcpy(&word, text.data + i, sizeof word);
        plain &= plain_bytes(word);
    }
    memcpy(&word, text.data + text.len - sizeof word, sizeof word);
    return (plain_bytes(word) & plain) == E911__EVERY_BYTE(0x80);
}

size_t e911__ininattr_fold(e911_text text)
{
    size_t i = 0;

    if (i < text.len && text.data[i] == '\r')
        i++;
    if (i < text.len && text.data[i] == '\n')
        i++;
    if (i == 0 || i == text.len || !e911__is_blank(text.data[i]))
        return 0;
    while (i < text.len && e911__is_blank(text.data[i]))
        i++;
    return i;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

size_t e911__ininattr_flaw(e911_text text, bool quoted)
{
    size_t i = 0;

    while (i < text.len) {
        unsigned char c = (unsigned char)text.data[i];

        if (c == '\r' || c == '\n') {
            size_t fold = e911__ininattr_fold(e911__slice(text, i, text.len - i));

            if (fold == 0)
                return i;
            i += fold;
        } else if (c == '\\' && quoted) {
            if (i + 1 == text.len || is_control(text.data[i + 1]))
                return i;
            i += 2;
        } else if ((c != '\t' && is_control((char)c)) || c == '"' || c == '\\') {
            return i;
        } else {
            i++;
        }
    }
    return i;
}

size_t e911__ininattr_find(e911_text text, char c)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == c)
            return i;
        if (text.data[i] == '\\')
            i++;
    }
    return text.len;
}

/* True when the byte at `at` is escaped: an odd number of backslashes stands before it. */
static bool is_escaped(e911_text text, size_t at)
{
    size_t start = at;

    while (start > 0 && text.data[start - 1] == '\\')
        start--;
    return (at - start) % 2 == 1;
}

/* Length of `text` without the blanks and folds at its end. */
static size_t trimmed_length(e911_text text)
{
    size_t len = text.len;

    while (len > 0 && e911__is_blank(text.data[len - 1]) && !is_escaped(text, len - 1)) {
        len--;
        if (len > 0 && text.data[len - 1] == '\n')
            len--;
        if (len > 0 && text.data[len - 1] == '\r')
            len--;
    }
    return len;
}

e911_text e911__ininattr_trim(e911_text text)
{
    size_t start = 0;

    while (start < text.len) {
        size_t fold = e911__ininattr_fold(e911__slice(text, start, text.len - start));

        if (fold == 0 && !e911__is_blank(text.data[start]))
            break;
        start += fold == 0 ? 1 : fold;
    }
    text = e911__slice(text, start, text.len - start);
    return e911__slice(text, 0, trimmed_length(text));
}
