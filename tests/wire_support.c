#define _DEFAULT_SOURCE

#include "wire_support.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- messages -------------------------------------------------------------------------------- */

static int is_sip_file(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return len > 4 && strcmp(entry->d_name + len - 4, ".sip") == 0;
}

unsigned each_sip_file(const char *folder, void (*use)(const struct sip_file *file, void *user),
                       void *user)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_sip_file, alphasort);
    struct sip_file file;

    cr_assert_geq(count, 0, "%s cannot be read", folder);
    for (int i = 0; i < count; i++) {
        snprintf(file.name, sizeof file.name, "%s", entries[i]->d_name);
        snprintf(file.path, sizeof file.path, "%s/%s", folder, entries[i]->d_name);
        file.bytes = read_file(file.path, &file.len);
        use(&file, user);
        free(file.bytes);
        free(entries[i]);
    }
    free(entries);
    return (unsigned)count;
}

unsigned each_vector(void (*use)(const struct sip_file *file, void *user), void *user)
{
    const char *root = getenv("E911_SOURCE_ROOT");
    char folder[2048];

    snprintf(folder, sizeof folder, "%s/tests/vectors/sip", root == NULL ? "." : root);
    return each_sip_file(folder, use, user);
}

const char *shared_messages(const char *name)
{
    static char folder[2048];

    if (shared_data_folder() == NULL)
        cr_skip_test("E911_TEST_DATA is not set");
    snprintf(folder, sizeof folder, "%s/%s", shared_data_folder(), name);
    return folder;
}

/* `bytes` with `cut` bytes from `at` on replaced. */
static char *spliced(const char *bytes, size_t len, size_t at, size_t cut, const char *with,
                     size_t *ret_len)
{
    size_t add = strlen(with);
    char *copy = malloc(len - cut + add + 1);

    memcpy(copy, bytes, at);
    memcpy(copy + at, with, add);
    memcpy(copy + at + add, bytes + at + cut, len - at - cut);
    *ret_len = len - cut + add;
    copy[*ret_len] = '\0';
    return copy;
}

char *dialling_911(const char *bytes, size_t len, size_t *ret_len)
{
    size_t at = strspn(bytes, "\r\n");
    size_t user_end;

    if (strncmp(bytes + at, "INVITE ", 7) != 0)
        return spliced(bytes, len, 0, 0, "", ret_len);
    at += 7 + strspn(bytes + at + 7, " ");
    if (strncasecmp(bytes + at, "sip:", 4) == 0)
        at += 4;
    else if (strncasecmp(bytes + at, "sips:", 5) == 0)
        at += 5;
    else
        return spliced(bytes, len, 0, 0, "", ret_len);
    user_end = strcspn(bytes + at, "@ \r\n");
    if (bytes[at + user_end] == '@')
        return spliced(bytes, len, at, user_end, "911", ret_len);
    return spliced(bytes, len, at, 0, "911@", ret_len);
}

/* ---- engines and facts ----------------------------------------------------------------------- */

e911_engine *wire_engine_to(uint32_t backup_flags)
{
    e911_target targets[2] = {{.struct_size = sizeof targets[0]},
                              {.struct_size = sizeof targets[0]}};
    const e911_target *pointers[2] = {&targets[0], &targets[1]};
    e911_engine_options options = {.struct_size = sizeof options};
    e911_engine *engine = NULL;

    targets[0].uri = e911_text_of("sip:psap.example.com:5070");
    targets[1].uri = e911_text_of("sip:backup.example.com");
    targets[1].flags = backup_flags;
    options.region = e911_text_of("US");
    options.access_prefixes = e911_text_of("9");
    options.stations_csv = e911_text_of("NetworkID,IdentificationAddress,StationIPAddress\n"
                                        "0004f215c285,8182,127.0.0.4\n");
    options.targets = pointers;
    options.targets_count = 2;
    options.include_station_addresses = 1;
    cr_assert_eq(e911_engine_new(&options, &engine, NULL), E911_OK);
    return engine;
}

e911_engine *wire_engine(void)
{
    return wire_engine_to(0);
}

e911_facts facts_of(const char *source, uint32_t ingress)
{
    e911_facts facts = {.struct_size = sizeof facts, .ingress = ingress};

    if (*source != '\0')
        cr_assert_eq(e911_ip_parse(source, strlen(source), &facts.source, NULL), E911_OK);
    return facts;
}

e911_edit edit_of(uint32_t op, const char *name, const char *value)
{
    e911_edit edit = {.struct_size = sizeof edit, .op = op};

    edit.name = e911_text_of(name);
    edit.value = e911_text_of(value);
    return edit;
}

size_t edits_of_decision(const e911_decision *decision, uint32_t target, e911_edit *ret_edits,
                         size_t room)
{
    size_t count = e911_decision_edit_count(decision, target);

    cr_assert_leq(count, room);
    for (size_t i = 0; i < count; i++) {
        e911_edit_init(&ret_edits[i], sizeof ret_edits[i]);
        cr_assert_eq(e911_decision_edit(decision, target, (uint32_t)i, &ret_edits[i]), E911_OK);
    }
    return count;
}

static const e911_edit *const *pointers_to(const e911_edit *edits, size_t count)
{
    static const e911_edit *pointers[E911_WIRE_EDITS_MAX + 1];

    for (size_t i = 0; edits != NULL && i < count; i++)
        pointers[i] = &edits[i];
    return edits == NULL ? NULL : pointers;
}

e911_status edit_bytes(const char *bytes, size_t len, const e911_edit *edits, size_t count,
                       const uint8_t *random, char *buf, size_t size, size_t *ret_len)
{
    return e911_wire_edit(bytes, len, pointers_to(edits, count), count, random, buf, size, ret_len);
}

e911_status edit_to_sink(const char *bytes, size_t len, const e911_edit *edits, size_t count,
                         const uint8_t *random, const e911_sink *sink)
{
    return e911_wire_edit_to(bytes, len, pointers_to(edits, count), count, random, sink);
}

/* ---- a model of editing ---------------------------------------------------------------------- */

struct output {
    char *bytes;
    size_t len;
};

static void append(struct output *out, const char *bytes, size_t len)
{
    memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
}

/* Length of a line with its end. */
static size_t line_length(const char *bytes, size_t len)
{
    size_t i = 0;

    while (i < len && bytes[i] != '\r' && bytes[i] != '\n')
        i++;
    if (i < len)
        i += bytes[i] == '\r' && i + 1 < len && bytes[i + 1] == '\n' ? 2 : 1;
    return i;
}

static bool is_empty_line(const char *line)
{
    return *line == '\r' || *line == '\n';
}

/* Length of a header: its line and those that begin with a blank. */
static size_t header_length(const char *bytes, size_t len)
{
    size_t at = line_length(bytes, len);

    while (at < len && (bytes[at] == ' ' || bytes[at] == '\t'))
        at += line_length(bytes + at, len - at);
    return at;
}

/* The name and blanks or folds, then the colon, or a NUL, where a reader of C strings stops. */
static bool is_header(const char *line, size_t len, e911_text name)
{
    size_t at = name.len;

    if (len < name.len || strncasecmp(line, name.data, name.len) != 0)
        return false;
    while (at < len && strchr(" \t\r\n", line[at]) != NULL && line[at] != '\0')
        at++;
    return at < len && (line[at] == ':' || line[at] == '\0');
}

static bool is_removed(const char *line, size_t len, const e911_edit *edits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((edits[i].op == E911_EDIT_REMOVE_HEADER || edits[i].op == E911_EDIT_SET_HEADER) &&
            is_header(line, len, edits[i].name))
            return true;
    }
    return false;
}

/* The start line with another Request-URI. */
static void append_start(struct output *out, const char *line, size_t len, e911_text uri,
                         const e911_edit *edits, size_t count)
{
    size_t head = uri.data == NULL ? len : (size_t)(uri.data - line), old = uri.len;

    append(out, line, head);
    if (uri.data == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        if (edits[i].op == E911_EDIT_SET_REQUEST_URI)
            uri = edits[i].value;
    }
    append(out, uri.data, uri.len);
    append(out, line + head + old, len - head - old);
}

static void append_added(struct output *out, const e911_edit *edits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *last = out->bytes + out->len - 1;

        if (edits[i].op != E911_EDIT_ADD_HEADER && edits[i].op != E911_EDIT_SET_HEADER)
            continue;
        if (*last != '\r' && *last != '\n')
            append(out, "\r\n", 2);
        append(out, edits[i].name.data, edits[i].name.len);
        append(out, ": ", 2);
        append(out, edits[i].value.data, edits[i].value.len);
        append(out, "\r\n", 2);
    }
}

char *edited_by_line(const char *bytes, size_t len, e911_text uri, const e911_edit *edits,
                     size_t count, size_t *ret_len)
{
    size_t added = 2, at = strspn(bytes, "\r\n");
    struct output out = {0};

    for (size_t i = 0; i < count; i++)
        added += edits[i].name.len + edits[i].value.len + 4;
    out.bytes = malloc(len + added + 1);
    append(&out, bytes, at);
    append_start(&out, bytes + at, line_length(bytes + at, len - at), uri, edits, count);
    at += line_length(bytes + at, len - at);
    while (at < len && !is_empty_line(bytes + at)) {
        size_t length = header_length(bytes + at, len - at);

        if (!is_removed(bytes + at, length, edits, count))
            append(&out, bytes + at, length);
        at += length;
    }
    append_added(&out, edits, count);
    append(&out, bytes + at, len - at);
    *ret_len = out.len;
    out.bytes[out.len] = '\0';
    return out.bytes;
}

/* ---- sinks ----------------------------------------------------------------------------------- */

static int collect(void *user, const char *data, size_t len)
{
    struct collector *collector = user;

    collector->calls++;
    if (len == 0 || collector->len + len > collector->limit)
        return 1;
    memcpy(collector->bytes + collector->len, data, len);
    collector->len += len;
    return 0;
}

void collector_init(struct collector *collector, size_t limit)
{
    e911_sink_init(&collector->sink, sizeof collector->sink);
    collector->sink.user = collector;
    collector->sink.write = collect;
    collector->len = 0;
    collector->calls = 0;
    collector->limit = limit < sizeof collector->bytes ? limit : sizeof collector->bytes;
}
