/* Findings about what the library refused. */
#ifndef E911_EXAMPLES_REFUSAL_H
#define E911_EXAMPLES_REFUSAL_H

#include "config.h"

#include <e911/base.h>

/* Name of a status as a finding's code: E911_ERR_SYNTAX is SYNTAX. */
const char *refusal_code(e911_status status);

/* Report a value of the configuration. */
void refusal_of_value(const struct config *config, const char *key_path, e911_status status,
                      const e911_error *error);

/* Report a place in another file, or in what the command line says. */
void refusal_of_file(const char *path, e911_status status, const e911_error *error);

#endif
