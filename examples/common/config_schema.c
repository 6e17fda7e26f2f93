#include "config_schema.h"

#include <cyaml/cyaml.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "finding.h"

/*
 * CYAML_BOOL is not used: it reads every word that is not a known "false" as true, `Flase`
 * included. The order of the words is the order in which findings name them.
 */
static const cyaml_strval_t switch_words[] = {
    {"True", CONFIG_SWITCH_TRUE},
    {"False", CONFIG_SWITCH_FALSE},
};

static const cyaml_strval_t trust_words[] = {
    {"phone", CONFIG_TRUST_PHONE},
    {"pbx", CONFIG_TRUST_PBX},
    {"trunk", CONFIG_TRUST_TRUNK},
};

static const cyaml_strval_t ininattr_words[] = {
    {"quoted", CONFIG_ININATTR_QUOTED},
    {"unquoted", CONFIG_ININATTR_UNQUOTED},
    {"none", CONFIG_ININATTR_NONE},
};

static const cyaml_strval_t schema_words[] = {
    {"fusionpbx", CONFIG_SCHEMA_FUSIONPBX},
    {"stations", CONFIG_SCHEMA_STATIONS},
};

static const cyaml_strval_t format_words[] = {
    {"pureconnect", CONFIG_FORMAT_PURECONNECT},
    {"extended", CONFIG_FORMAT_EXTENDED},
};

#define REQUIRED CYAML_FLAG_STRICT
#define OPTIONAL (CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL)

#define TEXT(key, presence, structure, member)                                                     \
    CYAML_FIELD_STRING_PTR(key, (presence) | CYAML_FLAG_POINTER, structure, member, 1,             \
                           CYAML_UNLIMITED)

#define WORD(key, presence, structure, member, words)                                              \
    CYAML_FIELD_ENUM(key, presence, structure, member, words, CYAML_ARRAY_LEN(words))

#define WORD_POINTER(key, presence, structure, member, words)                                      \
    CYAML_FIELD_ENUM_PTR(key, presence, structure, member, words, CYAML_ARRAY_LEN(words))

#define LIST(key, presence, structure, member, entry, least)                                       \
    CYAML_FIELD_SEQUENCE(key, (presence) | CYAML_FLAG_POINTER, structure, member, entry, least,    \
                         CYAML_UNLIMITED)

static const cyaml_schema_value_t text_value = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t server_parameters_fields[] = {
    WORD_POINTER("Include Station Mac And IP In SIP", OPTIONAL, struct config_server_parameters,
                 include_station_addresses, switch_words),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t dial_plan_fields[] = {
    TEXT("region", REQUIRED, struct config_dial_plan, region),
    LIST("access prefixes", OPTIONAL, struct config_dial_plan, access_prefixes, &text_value, 0),
    LIST("emergency numbers", OPTIONAL, struct config_dial_plan, emergency_numbers, &text_value, 0),
    TEXT("file", OPTIONAL, struct config_dial_plan, file),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t tables_fields[] = {
    TEXT("stations", OPTIONAL, struct config_tables, stations),
    TEXT("locations", OPTIONAL, struct config_tables, locations),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t source_fields[] = {
    TEXT("address", REQUIRED, struct config_source, address),
    WORD("trust", REQUIRED, struct config_source, trust, trust_words),
    TEXT("site", OPTIONAL, struct config_source, site),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t source_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct config_source, source_fields),
};

static const cyaml_schema_field_t ingress_fields[] = {
    LIST("listen", REQUIRED, struct config_ingress, listen, &text_value, 1),
    LIST("sources", OPTIONAL, struct config_ingress, sources, &source_value, 0),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t target_fields[] = {
    TEXT("name", REQUIRED, struct config_target, name),
    TEXT("uri", REQUIRED, struct config_target, uri),
    WORD("ININAttr", OPTIONAL, struct config_target, ininattr, ininattr_words),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t target_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct config_target, target_fields),
};

static const cyaml_schema_field_t psap_fields[] = {
    TEXT("name", REQUIRED, struct config_psap, name),
    TEXT("listen", REQUIRED, struct config_psap, listen),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t psap_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct config_psap, psap_fields),
};

static const cyaml_schema_field_t export_fields[] = {
    TEXT("source", OPTIONAL, struct config_export, source),
    WORD_POINTER("schema", OPTIONAL, struct config_export, schema, schema_words),
    TEXT("query", OPTIONAL, struct config_export, query),
    LIST("map", OPTIONAL, struct config_export, map, &text_value, 0),
    WORD_POINTER("format", OPTIONAL, struct config_export, format, format_words),
    TEXT("columns", OPTIONAL, struct config_export, columns),
    TEXT("output", OPTIONAL, struct config_export, output),
    TEXT("directory", OPTIONAL, struct config_export, directory),
    WORD_POINTER("strict", OPTIONAL, struct config_export, strict, switch_words),
    TEXT("user", OPTIONAL, struct config_export, user),
    TEXT("password file", OPTIONAL, struct config_export, password_file),
    TEXT("credentials", OPTIONAL, struct config_export, credentials),
    TEXT("ca file", OPTIONAL, struct config_export, ca_file),
    TEXT("icws resource", OPTIONAL, struct config_export, icws_resource),
    TEXT("icws select", OPTIONAL, struct config_export, icws_select),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t config_fields[] = {
    CYAML_FIELD_MAPPING("server parameters", OPTIONAL, struct config, server_parameters,
                        server_parameters_fields),
    CYAML_FIELD_MAPPING("dial plan", REQUIRED, struct config, dial_plan, dial_plan_fields),
    CYAML_FIELD_MAPPING("tables", OPTIONAL, struct config, tables, tables_fields),
    CYAML_FIELD_MAPPING("ingress", REQUIRED, struct config, ingress, ingress_fields),
    LIST("targets", REQUIRED, struct config, targets, &target_value, 1),
    TEXT("next hop", REQUIRED, struct config, next_hop),
    LIST("psaps", OPTIONAL, struct config, psaps, &psap_value, 0),
    CYAML_FIELD_MAPPING("export", OPTIONAL, struct config, export_, export_fields),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t config_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct config, config_fields),
};

/* One line of libcyaml's backtrace, from the value at fault outwards. */
struct step {
    char field[64]; /* empty for an entry of a list */
    unsigned entry; /* counts from 1 */
};

struct log {
    char headline[256];
    struct step steps[16];
    unsigned count;
};

/* Where libcyaml stopped: the value in the file and what the schema wants there. */
struct fault {
    const char *file;
    const char *name; /* the key, or for an entry that of its list */
    const struct config_node *node;
    const cyaml_schema_value_t *schema;
};

/* libcyaml tells what is wrong only here; its lines and columns are often those of a neighbour. */
static void keep_log(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
    struct log *log = context;
    struct step step = {"", 0};
    char line[256];

    (void)level;
    vsnprintf(line, sizeof(line), format, arguments);
    if (sscanf(line, " in mapping field '%63[^']'", step.field) != 1 &&
        sscanf(line, " in sequence entry '%u'", &step.entry) != 1 &&
        strncmp(line, "  in ", strlen("  in ")) != 0) {
        if (log->headline[0] == '\0')
            snprintf(log->headline, sizeof(log->headline), "%s", line);
    } else if (log->count < CYAML_ARRAY_LEN(log->steps)) {
        log->steps[log->count++] = step;
    }
}

static const cyaml_schema_field_t *find_field(const cyaml_schema_value_t *mapping, const char *key)
{
    const cyaml_schema_field_t *field = mapping->mapping.fields;

    while (field->key && strcasecmp(field->key, key) != 0)
        field++;
    return field->key ? field : NULL;
}

static void follow(struct fault *fault, const struct step *step)
{
    const struct config_node *node = NULL;

    if (step->field[0] != '\0' && fault->schema->type == CYAML_MAPPING) {
        const cyaml_schema_field_t *field = find_field(fault->schema, step->field);

        node = field ? config_locate_key(fault->node, step->field) : NULL;
        if (node) {
            fault->name = field->key;
            fault->schema = &field->value;
        }
    } else if (step->entry > 0 && fault->schema->type == CYAML_SEQUENCE) {
        node = config_locate_entry(fault->node, step->entry - 1);
        if (node)
            fault->schema = fault->schema->sequence.entry;
    }
    if (node)
        fault->node = node;
}

static void join(char *list, size_t size, const char *word, const char *separator)
{
    size_t used = strlen(list);

    snprintf(list + used, size - used, "%s%s", used > 0 ? separator : "", word);
}

static void list_keys(const cyaml_schema_value_t *mapping, char *list, size_t size)
{
    list[0] = '\0';
    for (const cyaml_schema_field_t *field = mapping->mapping.fields; field->key; field++)
        join(list, size, field->key, ", ");
}

static void list_words(const cyaml_schema_value_t *schema, char *list, size_t size)
{
    list[0] = '\0';
    for (unsigned i = 0; i < schema->enumeration.count; i++)
        join(list, size, schema->enumeration.strings[i].str,
             i + 1 == schema->enumeration.count ? " or " : ", ");
}

/* Checks the keys of one mapping against the schema. Returns the number of findings. */
static unsigned check_keys(const struct fault *fault)
{
    const cyaml_schema_field_t *fields = fault->schema->mapping.fields;
    /* No mapping has more keys than this one. */
    const struct config_node *seen[CYAML_ARRAY_LEN(export_fields)] = {NULL};
    const struct config_node *node;
    unsigned findings = 0;
    char known[256];

    list_keys(fault->schema, known, sizeof(known));
    for (node = fault->node->first; node; node = node->next) {
        const cyaml_schema_field_t *field = find_field(fault->schema, node->key);

        if (!field) {
            finding_print(fault->file, node->key_place.line, node->key_place.column, FINDING_ERROR,
                          "UNKNOWN_KEY", "unknown key '%.60s'; known here: %s", node->key, known);
            findings++;
        } else if (seen[field - fields]) {
            finding_print(fault->file, node->key_place.line, node->key_place.column, FINDING_ERROR,
                          "DUPLICATE_KEY", "'%s' was given in line %u already; expected it once",
                          field->key, seen[field - fields]->key_place.line);
            findings++;
        } else {
            seen[field - fields] = node;
        }
    }
    for (const cyaml_schema_field_t *field = fields; field->key; field++) {
        struct config_place place = config_locate_heading(fault->node);

        if (seen[field - fields] || (field->value.flags & CYAML_FLAG_OPTIONAL))
            continue;
        finding_print(fault->file, place.line, place.column, FINDING_ERROR, "MISSING_KEY",
                      "the required key '%s' is missing%s%s%s; known here: %s", field->key,
                      fault->name ? " in '" : "", fault->name ? fault->name : "",
                      fault->name ? "'" : "", known);
        findings++;
    }
    return findings;
}

static void describe_found(const struct config_node *node, char *text, size_t size)
{
    if (node->kind == CONFIG_NODE_MAPPING)
        snprintf(text, size, "a mapping");
    else if (node->kind == CONFIG_NODE_LIST)
        snprintf(text, size, node->first ? "a list" : "an empty list");
    else if (node->text[0] == '\0')
        snprintf(text, size, "nothing");
    else
        snprintf(text, size, "'%.60s'", node->text);
}

static void describe_expected(const cyaml_schema_value_t *schema, char *text, size_t size)
{
    char keys[256];

    switch (schema->type) {
    case CYAML_ENUM:
        list_words(schema, text, size);
        break;
    case CYAML_SEQUENCE:
        snprintf(text, size, schema->sequence.min > 0 ? "a list of at least one" : "a list");
        break;
    case CYAML_MAPPING:
        list_keys(schema, keys, sizeof(keys));
        snprintf(text, size, "a mapping with the keys %s", keys);
        break;
    default:
        snprintf(text, size, "text");
        break;
    }
}

static void report_value(const struct fault *fault)
{
    char found[256];
    char expected[300];

    describe_found(fault->node, found, sizeof(found));
    describe_expected(fault->schema, expected, sizeof(expected));
    finding_print(fault->file, fault->node->place.line, fault->node->place.column, FINDING_ERROR,
                  "BAD_VALUE", "found %s for '%s'; expected %s", found,
                  fault->name ? fault->name : "the file", expected);
}

static bool is_about_keys(cyaml_err_t error)
{
    /* CYAML_ERR_UNEXPECTED_EVENT is what it returns for a key given twice. */
    return error == CYAML_ERR_INVALID_KEY || error == CYAML_ERR_MAPPING_FIELD_MISSING ||
           error == CYAML_ERR_UNEXPECTED_EVENT;
}

static bool is_about_value(cyaml_err_t error)
{
    return error == CYAML_ERR_INVALID_VALUE || error == CYAML_ERR_STRING_LENGTH_MIN ||
           error == CYAML_ERR_SEQUENCE_ENTRIES_MIN;
}

static bool is_about_memory(cyaml_err_t error)
{
    /* The text was parsed once already, so libyaml has nothing else to complain of. */
    return error == CYAML_ERR_OOM || error == CYAML_ERR_LIBYAML_PARSER ||
           error == CYAML_ERR_LIBYAML_PARSER_INIT;
}

static void explain(cyaml_err_t error, const struct log *log, const char *file,
                    const struct config_node *root)
{
    struct fault fault = {.file = file, .node = root, .schema = &config_value};
    /* Errors about keys name first some key of the mapping, not always the one at fault. */
    unsigned innermost = is_about_keys(error) ? 1 : 0;

    for (unsigned i = log->count; i > innermost; i--)
        follow(&fault, &log->steps[i - 1]);
    if (is_about_memory(error)) {
        finding_print(file, 0, 0, FINDING_ERROR, "OUT_OF_MEMORY", "not enough memory");
        return;
    }
    if (is_about_value(error)) {
        report_value(&fault);
        return;
    }
    if (is_about_keys(error) && fault.schema->type == CYAML_MAPPING &&
        fault.node->kind == CONFIG_NODE_MAPPING && check_keys(&fault) > 0)
        return;
    finding_print(file, fault.node->place.line, fault.node->place.column, FINDING_ERROR,
                  "BAD_VALUE", "%s%s%.*s", cyaml_strerror(error),
                  log->headline[0] != '\0' ? ": " : "", (int)strcspn(log->headline, "\n"),
                  log->headline);
}

struct config *config_schema_load(const char *file, const char *text, size_t length,
                                  const struct config_node *root)
{
    struct log log = {.count = 0};
    cyaml_config_t behaviour = {
        .log_fn = keep_log,
        .log_ctx = &log,
        .log_level = CYAML_LOG_ERROR,
        .mem_fn = cyaml_mem,
        .flags = (cyaml_cfg_flags_t)(CYAML_CFG_CASE_INSENSITIVE | CYAML_CFG_NO_ALIAS),
    };
    cyaml_data_t *config = NULL;
    cyaml_err_t error =
        cyaml_load_data((const uint8_t *)text, length, &behaviour, &config_value, &config, NULL);

    if (error == CYAML_OK)
        return config;
    explain(error, &log, file, root);
    return NULL;
}

void config_schema_free(struct config *config)
{
    cyaml_config_t behaviour = {.mem_fn = cyaml_mem};

    if (config)
        cyaml_free(&behaviour, &config_value, config, 0);
}
