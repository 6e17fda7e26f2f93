#include "refusal.h"

#include "finding.h"

#include <string.h>

const char *refusal_code(e911_status status)
{
    const char *name = e911_status_name(status);
    const char prefix[] = "E911_ERR_";

    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : name;
}

static const char *message_of(e911_status status, const e911_error *error)
{
    if (error->message != NULL)
        return error->message;
    return status == E911_ERR_NOMEM ? "not enough memory" : "cannot be used";
}

static const char *expected_of(e911_status status, const e911_error *error)
{
    if (error->expected != NULL)
        return error->expected;
    return status == E911_ERR_NOMEM ? "more memory" : "another value";
}

void refusal_of_value(const struct config *config, const char *key_path, e911_status status,
                      const e911_error *error)
{
    config_error(config, key_path, refusal_code(status), "%s; expected %s",
                 message_of(status, error), expected_of(status, error));
}

void refusal_of_file(const char *path, e911_status status, const e911_error *error)
{
    /* Some know no more than the line. */
    unsigned column = error->line > 0 && error->column == 0 ? 1 : error->column;

    finding_print(path, error->line, column, FINDING_ERROR, refusal_code(status), "%s; expected %s",
                  message_of(status, error), expected_of(status, error));
}
