/*
 * The places of a YAML file. libcyaml checks and loads a configuration but knows the position of
 * only some of its errors, and none once it is loaded; this reads the same text with libyaml and
 * keeps the line and column of every key and value. It also refuses what a configuration has no
 * use for: aliases, several documents, NUL in text, deep nesting.
 */
#ifndef E911_EXAMPLES_CONFIG_LOCATE_H
#define E911_EXAMPLES_CONFIG_LOCATE_H

#include <stddef.h>

enum config_node_kind { CONFIG_NODE_TEXT, CONFIG_NODE_LIST, CONFIG_NODE_MAPPING };

/* Both count from 1, columns in characters. */
struct config_place {
    unsigned line;
    unsigned column;
};

struct config_node {
    enum config_node_kind kind;
    char *key;  /* NULL for the root and for entries of a list */
    char *text; /* NULL for lists and mappings */
    struct config_place key_place;
    struct config_place place;
    struct config_node *first;
    struct config_node *last;
    struct config_node *next;
};

/* Returns the root, always a mapping, or NULL after printing a finding. `file` is for findings. */
struct config_node *config_locate_parse(const char *file, const char *text, size_t length);

void config_locate_free(struct config_node *root);

/* A child by key, compared without case, or of a list by its index. NULL when there is none. */
const struct config_node *config_locate_key(const struct config_node *parent, const char *key);
const struct config_node *config_locate_entry(const struct config_node *parent, unsigned index);

/* Where to point when something is missing inside `node`: its key, if it has one. */
struct config_place config_locate_heading(const struct config_node *node);

/*
 * The place of the value at a path such as "targets/0/uri". Where the path ends early, the heading
 * of its nearest existing parent.
 */
struct config_place config_locate_path(const struct config_node *root, const char *key_path);

#endif
