#include "config_locate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "finding.h"

/* The deepest value of a configuration lies at level 4. */
#define MAX_DEPTH 16

struct reader {
    const char *file;
    const char *text;
    yaml_parser_t parser;
    struct config_node *root;
    struct config_node *open[MAX_DEPTH];
    unsigned depth;
    struct config_node *awaiting; /* mapping entry whose value comes next */
    unsigned documents;
};

static struct config_place place_of(yaml_mark_t mark)
{
    return (struct config_place){(unsigned)mark.line + 1, (unsigned)mark.column + 1};
}

static bool refuse(const struct reader *reader, struct config_place place, const char *code,
                   const char *text)
{
    finding_print(reader->file, place.line, place.column, FINDING_ERROR, code, "%s", text);
    return false;
}

static bool refuse_memory(const struct reader *reader)
{
    return refuse(reader, (struct config_place){0, 0}, "OUT_OF_MEMORY", "not enough memory");
}

/* libyaml gives no line for bytes it cannot decode, only their offset. */
static struct config_place place_of_offset(const char *text, size_t offset)
{
    struct config_place place = {1, 1};

    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            place.column++;
        }
    }
    return place;
}

/* libyaml's index counts characters. */
static char character_at(const char *text, size_t index)
{
    while (*text != '\0' && index > 0) {
        text++;
        if (((unsigned char)*text & 0xC0) != 0x80)
            index--;
    }
    return *text;
}

static bool refuse_syntax(const struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem ? parser->problem : "unreadable";
    struct config_place place = place_of(parser->problem_mark);

    if (parser->error == YAML_MEMORY_ERROR)
        return refuse_memory(reader);
    if (parser->error == YAML_READER_ERROR) {
        place = place_of_offset(reader->text, parser->problem_offset);
        finding_print(reader->file, place.line, place.column, FINDING_ERROR, "YAML_SYNTAX",
                      "%s; expected text in UTF-8", problem);
    } else if (character_at(reader->text, parser->problem_mark.index) == '\t') {
        refuse(reader, place, "YAML_SYNTAX", "found a tab; expected spaces");
    } else if (parser->context) {
        finding_print(reader->file, place.line, place.column, FINDING_ERROR, "YAML_SYNTAX",
                      "%s, %s that began in line %zu; expected YAML", problem, parser->context,
                      parser->context_mark.line + 1);
    } else {
        finding_print(reader->file, place.line, place.column, FINDING_ERROR, "YAML_SYNTAX",
                      "%s; expected YAML", problem);
    }
    return false;
}

static char *copy_text(const char *text, size_t length)
{
    char *copy = malloc(length + 1);

    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

static struct config_node *append(struct reader *reader)
{
    struct config_node *node = calloc(1, sizeof(*node));
    struct config_node *parent = reader->depth > 0 ? reader->open[reader->depth - 1] : NULL;

    if (!node)
        return NULL;
    if (!parent)
        reader->root = node;
    else if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    if (parent)
        parent->last = node;
    return node;
}

static bool expects_key(const struct reader *reader)
{
    return reader->depth > 0 && !reader->awaiting &&
           reader->open[reader->depth - 1]->kind == CONFIG_NODE_MAPPING;
}

/* The node of the value that begins at `place`; NULL after a finding. */
static struct config_node *begin_value(struct reader *reader, struct config_place place,
                                       enum config_node_kind kind)
{
    struct config_node *node = reader->awaiting;

    if (expects_key(reader)) {
        refuse(reader, place, "YAML_SYNTAX", "found a list or a mapping as a key; expected text");
        return NULL;
    }
    if (!node)
        node = append(reader);
    if (!node) {
        refuse_memory(reader);
        return NULL;
    }
    reader->awaiting = NULL;
    node->kind = kind;
    node->place = place;
    return node;
}

static bool read_collection(struct reader *reader, const yaml_event_t *event,
                            enum config_node_kind kind)
{
    struct config_place place = place_of(event->start_mark);
    struct config_node *node = begin_value(reader, place, kind);

    if (!node)
        return false;
    if (reader->depth == MAX_DEPTH)
        return refuse(reader, place, "YAML_SYNTAX",
                      "nested too deeply; expected 16 levels at most");
    reader->open[reader->depth++] = node;
    return true;
}

/* YAML's null is not "no value given" to libcyaml but the text itself. */
static bool is_null(const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;

    return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (strcmp(text, "~") == 0 || strcasecmp(text, "null") == 0);
}

static bool read_key(struct reader *reader, char *text, struct config_place place)
{
    struct config_node *node = append(reader);

    if (!node) {
        free(text);
        return refuse_memory(reader);
    }
    node->key = text;
    node->key_place = place;
    reader->awaiting = node;
    return true;
}

static bool read_text(struct reader *reader, const yaml_event_t *event)
{
    struct config_place place = place_of(event->start_mark);
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    struct config_node *node;
    char *text;

    if (strlen(value) != length)
        return refuse(reader, place, "BAD_VALUE", "the text holds a NUL; expected none");
    if (!expects_key(reader) && is_null(event))
        return refuse(reader, place, "BAD_VALUE",
                      "found null; expected a value, or the key left out");
    text = copy_text(value, length);
    if (!text)
        return refuse_memory(reader);
    if (expects_key(reader))
        return read_key(reader, text, place);
    node = begin_value(reader, place, CONFIG_NODE_TEXT);
    if (!node) {
        free(text);
        return false;
    }
    node->text = text;
    return true;
}

static bool read_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++reader->documents > 1)
            return refuse(reader, place_of(event->start_mark), "YAML_DOCUMENTS",
                          "a second document begins; expected one document in the file");
        return true;
    case YAML_ALIAS_EVENT:
        return refuse(reader, place_of(event->start_mark), "YAML_ALIAS",
                      "found an alias; expected the value written out");
    case YAML_SCALAR_EVENT:
        return read_text(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return read_collection(reader, event, CONFIG_NODE_LIST);
    case YAML_MAPPING_START_EVENT:
        return read_collection(reader, event, CONFIG_NODE_MAPPING);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        reader->depth--;
        return true;
    default:
        return true;
    }
}

static bool read_events(struct reader *reader)
{
    yaml_event_t event;
    bool good = true;
    bool end = false;

    while (good && !end) {
        if (!yaml_parser_parse(&reader->parser, &event))
            return refuse_syntax(reader);
        good = read_event(reader, &event);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    return good;
}

static bool check_root(const struct reader *reader)
{
    struct config_place start = {1, 1};

    if (!reader->root)
        return refuse(reader, start, "EMPTY_FILE", "nothing is configured; expected keys");
    if (reader->root->kind == CONFIG_NODE_MAPPING)
        return true;
    if (reader->root->kind == CONFIG_NODE_TEXT && reader->root->text[0] == '\0')
        return refuse(reader, start, "EMPTY_FILE", "nothing is configured; expected keys");
    return refuse(reader, reader->root->place, "BAD_VALUE",
                  "the file holds a list or mere text; expected keys, each with its value");
}

struct config_node *config_locate_parse(const char *file, const char *text, size_t length)
{
    struct reader reader = {.file = file, .text = text};
    bool good;

    if (!yaml_parser_initialize(&reader.parser)) {
        refuse_memory(&reader);
        return NULL;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
    good = read_events(&reader) && check_root(&reader);
    yaml_parser_delete(&reader.parser);
    if (good)
        return reader.root;
    config_locate_free(reader.root);
    return NULL;
}

void config_locate_free(struct config_node *root)
{
    while (root) {
        struct config_node *next = root->next;

        config_locate_free(root->first);
        free(root->key);
        free(root->text);
        free(root);
        root = next;
    }
}

const struct config_node *config_locate_key(const struct config_node *parent, const char *key)
{
    const struct config_node *node = parent->kind == CONFIG_NODE_MAPPING ? parent->first : NULL;

    while (node && strcasecmp(node->key, key) != 0)
        node = node->next;
    return node;
}

const struct config_node *config_locate_entry(const struct config_node *parent, unsigned index)
{
    const struct config_node *node = parent->kind == CONFIG_NODE_LIST ? parent->first : NULL;

    while (node && index-- > 0)
        node = node->next;
    return node;
}

struct config_place config_locate_heading(const struct config_node *node)
{
    return node->key ? node->key_place : node->place;
}

struct config_place config_locate_path(const struct config_node *root, const char *key_path)
{
    const struct config_node *node = root;

    while (*key_path != '\0') {
        size_t length = strcspn(key_path, "/");
        char step[64];
        const struct config_node *child;

        if (length >= sizeof(step))
            return config_locate_heading(node);
        memcpy(step, key_path, length);
        step[length] = '\0';
        if (node->kind == CONFIG_NODE_LIST)
            child = config_locate_entry(node, (unsigned)strtoul(step, NULL, 10));
        else
            child = config_locate_key(node, step);
        if (!child)
            return config_locate_heading(node);
        node = child;
        key_path += length + (key_path[length] == '/');
    }
    return node->place;
}
