#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config_locate.h"
#include "config_schema.h"
#include "finding.h"

#define MAX_SIZE        (1024UL * 1024UL)

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

enum { LOADED = 0, REFUSED = 2 };

struct config_report {
    struct config_node *root;
    unsigned errors;
    unsigned warnings;
};

static void report_file(const char *path, const char *code, const char *problem)
{
    finding_print(path, 0, 0, FINDING_ERROR, code, "%s", problem);
}

static void report_unreadable(const char *path, int error)
{
    finding_print(path, 0, 0, FINDING_ERROR, "CANNOT_READ",
                  "cannot read the configuration: %s; expected a readable file", strerror(error));
}

/* Reads at most `size` bytes and ends them with NUL. Returns false after a finding. */
static bool read_stream(const char *path, FILE *stream, char *text, size_t size, size_t *ret_length)
{
    size_t length = fread(text, 1, size, stream);

    if (ferror(stream)) {
        report_unreadable(path, errno);
        return false;
    }
    if (length == size) {
        report_file(path, "FILE_TOO_LARGE", "the file is too large; expected at most 1 MiB");
        return false;
    }
    text[length] = '\0';
    *ret_length = length;
    return true;
}

static char *read_file(const char *path, size_t *ret_length)
{
    FILE *stream = fopen(path, "rbe");
    char *text;

    if (!stream) {
        report_unreadable(path, errno);
        return NULL;
    }
    text = malloc(MAX_SIZE + 1);
    if (!text) {
        report_file(path, "OUT_OF_MEMORY", "not enough memory");
    } else if (!read_stream(path, stream, text, MAX_SIZE + 1, ret_length)) {
        free(text);
        text = NULL;
    }
    fclose(stream);
    return text;
}

/* A relative path in the file counts from the folder of the file, not of the process. */
static char *resolve(const char *config_path, const char *path)
{
    const char *slash = strrchr(config_path, '/');
    size_t folder = slash && path[0] != '/' ? (size_t)(slash - config_path) + 1 : 0;
    size_t length = strlen(path);
    char *resolved = malloc(folder + length + 1);

    if (resolved) {
        memcpy(resolved, config_path, folder);
        memcpy(resolved + folder, path, length + 1);
    }
    return resolved;
}

static bool resolve_value(const char *config_path, char **value)
{
    char *resolved = *value ? resolve(config_path, *value) : NULL;

    if (*value && !resolved)
        return false;
    free(*value);
    *value = resolved;
    return true;
}

/* A source may be a file, or anything else. */
static bool resolve_source(const char *config_path, char **source)
{
    static const char scheme[] = "csv:";
    size_t length = sizeof(scheme) - 1;
    char *resolved, *named;

    if (!*source || strncasecmp(*source, scheme, length) != 0 || strcmp(*source + length, "-") == 0)
        return true;
    resolved = resolve(config_path, *source + length);
    named = resolved ? malloc(length + strlen(resolved) + 1) : NULL;
    if (named) {
        memcpy(named, scheme, length);
        strcpy(named + length, resolved);
        free(*source);
        *source = named;
    }
    free(resolved);
    return named != NULL;
}

static bool resolve_all(struct config *config, const char *path)
{
    struct config_export *export_ = &config->export_;
    bool is_stream = export_->output && strcmp(export_->output, "-") == 0;

    return resolve_value(path, &config->tables.stations) &&
           resolve_value(path, &config->tables.locations) &&
           resolve_value(path, &config->dial_plan.file) && resolve_source(path, &export_->source) &&
           resolve_value(path, &export_->query) &&
           (is_stream || resolve_value(path, &export_->output)) &&
           resolve_value(path, &export_->directory) &&
           resolve_value(path, &export_->password_file) &&
           resolve_value(path, &export_->credentials) && resolve_value(path, &export_->ca_file);
}

/* Adds what the file itself does not say. */
static bool complete(struct config *config, const char *path, struct config_node *root)
{
    config->path = resolve("", path);
    config->report = calloc(1, sizeof(*config->report));
    if (!config->path || !config->report || !resolve_all(config, path))
        return false;
    config->report->root = root;
    return true;
}

/* The byte at a place of the text; columns before it are ASCII where this is asked. */
static char *byte_at(char *text, struct config_place place)
{
    for (unsigned line = 1; line < place.line && text != NULL; line++) {
        text = strchr(text, '\n');
        text = text == NULL ? NULL : text + 1;
    }
    return text == NULL ? NULL : text + place.column - 1;
}

/*
 * A section whose keys are all commented out has no value, which libcyaml takes for the wrong kind
 * of one. To whoever commented them out the section is absent: its key becomes a comment, too, and
 * every other place stays where it is.
 */
static void leave_out_empty_sections(char *text, const struct config_node *root)
{
    static const char *const sections[] = {"server parameters", "tables", "psaps", "export"};

    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        const struct config_node *section = config_locate_key(root, sections[i]);
        char *key;

        if (section == NULL || section->kind != CONFIG_NODE_TEXT || *section->text != '\0' ||
            section->key_place.column != 1)
            continue;
        key = byte_at(text, section->place);
        if (key != NULL && (*key == '"' || *key == '\''))
            continue;
        key = byte_at(text, section->key_place);
        if (key != NULL && *key != '"' && *key != '\'')
            *key = '#';
    }
}

static struct config *load_text(const char *path, char *text, size_t length)
{
    struct config_node *root = config_locate_parse(path, text, length);
    struct config *config = NULL;

    if (root) {
        leave_out_empty_sections(text, root);
        config = config_schema_load(path, text, length, root);
    }
    if (config && complete(config, path, root))
        return config;
    if (config)
        report_file(path, "OUT_OF_MEMORY", "not enough memory");
    config_free(config);
    config_locate_free(root);
    return NULL;
}

int config_load(const char *path, struct config **ret_config)
{
    size_t length = 0;
    size_t mark = 0;
    char *text = read_file(path, &length);
    struct config *config;

    if (!text)
        return REFUSED;
    /* Editors on Windows write the mark; left in, it would shift the columns of the first line. */
    if (strncmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
        mark = strlen(BYTE_ORDER_MARK);
    config = load_text(path, text + mark, length - mark);
    free(text);
    if (!config)
        return REFUSED;
    *ret_config = config;
    return LOADED;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    if (config->report)
        config_locate_free(config->report->root);
    free(config->report);
    free(config->path);
    config_schema_free(config);
}

static void report_value(const struct config *config, const char *key_path,
                         enum finding_severity severity, const char *code, const char *format,
                         va_list arguments)
{
    struct config_place place = config_locate_path(config->report->root, key_path);

    finding_print_list(config->path, place.line, place.column, severity, code, format, arguments);
}

void config_error(const struct config *config, const char *key_path, const char *code,
                  const char *format, ...)
{
    va_list arguments;

    config->report->errors++;
    va_start(arguments, format);
    report_value(config, key_path, FINDING_ERROR, code, format, arguments);
    va_end(arguments);
}

void config_warning(const struct config *config, const char *key_path, const char *code,
                    const char *format, ...)
{
    va_list arguments;

    config->report->warnings++;
    va_start(arguments, format);
    report_value(config, key_path, FINDING_WARNING, code, format, arguments);
    va_end(arguments);
}

unsigned config_errors(const struct config *config)
{
    return config->report->errors;
}

unsigned config_warnings(const struct config *config)
{
    return config->report->warnings;
}
