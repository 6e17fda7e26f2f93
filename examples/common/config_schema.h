/* Loading the text of a configuration by libcyaml; between config.c and config_schema.c only. */
#ifndef E911_EXAMPLES_CONFIG_SCHEMA_H
#define E911_EXAMPLES_CONFIG_SCHEMA_H

#include <stddef.h>

#include "config.h"
#include "config_locate.h"

/* `root` is the same text as config_locate_parse read it. NULL after printing findings. */
struct config *config_schema_load(const char *file, const char *text, size_t length,
                                  const struct config_node *root);

/* Frees what libcyaml loaded; NULL is fine. */
void config_schema_free(struct config *config);

#endif
