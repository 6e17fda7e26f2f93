#include "location.h"

#include "../common/text.h"

#include <string.h>

/* Text between tags, the five entities of XML decoded. */
static e911_text decoded(su_home_t *home, e911_text text)
{
    static const struct {
        const char *entity;
        char character;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    char *buffer = su_alloc(home, text.len + 1);
    size_t length = 0;

    if (!buffer)
        return (e911_text){"", 0};
    while (text.len) {
        size_t used = 1;

        buffer[length] = text.data[0];
        for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
            if (text_starts(text, entities[i].entity)) {
                buffer[length] = entities[i].character;
                used = strlen(entities[i].entity);
            }
        text = text_from(text, used);
        length++;
    }
    return (e911_text){buffer, length};
}

/* Offset past the tag or comment that begins text, never past its end. */
static size_t tag_length(e911_text text)
{
    const char *end = text_starts(text, "<!--")        ? "-->"
                      : text_starts(text, "<![CDATA[") ? "]]>"
                                                       : NULL;
    char quote = 0;

    if (end) {
        size_t at = text_find(text, end);
        return at == text.len ? at : at + 3;
    }
    for (size_t i = 1; i < text.len; i++) {
        char c = text.data[i];

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    return text.len;
}

/* Name of a tag ("<ca:A1 x='y'>", "</ca:A1>") without its namespace prefix. */
static e911_text tag_name(e911_text tag)
{
    e911_text name = text_from(tag, text_starts(tag, "</") ? 2 : 1);
    size_t length = 0;

    while (length < name.len && !text_is_blank(name.data[length]) &&
           !strchr("/>", name.data[length]))
        length++;
    name.len = length;
    length = text_find(name, ":");
    return length < name.len ? text_from(name, length + 1) : name;
}

size_t location_read(su_home_t *home, e911_text document, struct location_item items[],
                     size_t capacity)
{
    e911_text rest = document;
    bool civic = false;
    size_t count = 0;

    for (size_t at = text_find(rest, "<"); at < rest.len && count < capacity;
         at = text_find(rest, "<")) {
        e911_text tag = text_from(rest, at);
        e911_text name, text;
        struct location_item item;

        tag.len = tag_length(tag);
        name = tag_name(tag);
        rest = text_from(rest, at + tag.len);
        text = (e911_text){rest.data, text_find(rest, "<")};
        item = (struct location_item){LOCATION_CIVIC, name, decoded(home, text_trim(text))};

        if (text_is(name, "civicAddress") || text_is(name, "civicLoc")) {
            civic = !text_starts(tag, "</");
            if (!civic)
                continue;
            item = (struct location_item){LOCATION_CIVIC_START, name, {"", 0}};
        } else if (!strchr("/!?", tag.len > 1 ? tag.data[1] : '/') && item.text.len &&
                   text_starts(text_from(rest, text.len), "</")) {
            if (text_is(name, "pos"))
                item =
                    (struct location_item){LOCATION_POSITION, e911_text_of("lat, long"), item.text};
            else if (!civic)
                continue;
        } else {
            continue;
        }
        items[count++] = item;
    }
    return count;
}
