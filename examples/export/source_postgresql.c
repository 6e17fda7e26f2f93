/*
 * postgresql://HOST/NAME, by libpq. Credentials come from libpq's own places first: the URI, the
 * password file ~/.pgpass, the environment. Rows are taken one by one as the server sends them, in
 * a transaction that cannot write.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "postgresql_connect.h"
#include "postgresql_query.h"
#include "source.h"

#include "../common/text.h"

#define SILENCE_SECONDS 600

#define QUERY_MAX       65536

#define EXPECTED_NAME   "postgresql://[USER@]HOST[:PORT]/NAME"

/* A SQLSTATE */
#define NO_PRIVILEGE "42501"

struct postgresql_source {
    struct source source;
    PGconn *connection;
    PGresult *result; /* of the row read last, or of the header */
    bool is_first;    /* `result` holds a row that was not given out yet */
};

static struct source *create(const struct source_options *options)
{
    struct postgresql_source *postgresql = calloc(1, sizeof *postgresql);

    if (!postgresql)
        return NULL;
    postgresql->source.kind = &source_postgresql;
    postgresql->source.options = options;
    return &postgresql->source;
}

static void disconnect(struct postgresql_source *postgresql)
{
    PQclear(postgresql->result);
    PQfinish(postgresql->connection);
    postgresql->result = NULL;
    postgresql->connection = NULL;
}

static void close_source(struct source *source)
{
    disconnect((struct postgresql_source *)source);
    for (size_t i = 0; i < source->column_count; i++)
        free((char *)source->columns[i].data);
    free(source);
}

/* For findings: 0 before the header. */
static uint32_t row_to_come(const struct source *source)
{
    return source->column_count > 0 ? source->line + 1 : 0;
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* What went wrong with a result, in a row or before the first (0). */
static enum source_step judge_result(struct postgresql_source *postgresql, const PGresult *result)
{
    struct source *source = &postgresql->source;
    const char *code = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *words = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *position = result ? PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION) : NULL;
    char line[200];

    /* Class 57 is an operator who ends the server, 08 a connection that broke, 53 no resources. */
    if (!code || PQstatus(postgresql->connection) != CONNECTION_OK || strncmp(code, "57", 2) == 0 ||
        strncmp(code, "08", 2) == 0 || strncmp(code, "53", 2) == 0) {
        source_error_at(source, row_to_come(source), 0, "UNREACHABLE",
                        "the connection broke off: %s",
                        words ? words
                              : postgresql_first_line(PQerrorMessage(postgresql->connection), line,
                                                      sizeof line));
        return SOURCE_UNREACHABLE;
    }
    source_error_at(source, row_to_come(source), 0,
                    strcmp(code, NO_PRIVILEGE) == 0 ? "FORBIDDEN" : "QUERY", "%s (%s)%s%s",
                    words ? words : "the server refuses", code, position ? ", at character " : "",
                    position ? position : "");
    return strcmp(code, NO_PRIVILEGE) == 0 ? SOURCE_FORBIDDEN : SOURCE_BAD_INPUT;
}

/* A server that hangs must not hang the nightly job. */
static bool wait_for_server(struct postgresql_source *postgresql)
{
    PGconn *connection = postgresql->connection;

    while (PQisBusy(connection)) {
        struct pollfd wait = {.fd = PQsocket(connection), .events = POLLIN};
        int ready = poll(&wait, 1, SILENCE_SECONDS * 1000);

        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            source_error_at(&postgresql->source, row_to_come(&postgresql->source), 0, "UNREACHABLE",
                            "the server said nothing for %d s", SILENCE_SECONDS);
            return false;
        }
        /* What it fails with is in the next result. */
        if (!PQconsumeInput(connection))
            break;
    }
    return true;
}

/* Sends one command and waits for its only result, which PQclear() frees. */
static enum source_step command(struct postgresql_source *postgresql, const char *text,
                                ExecStatusType expected, PGresult **ret_result)
{
    PGresult *result = NULL, *end;

    if (!PQsendQuery(postgresql->connection, text))
        return judge_result(postgresql, NULL);
    if (!wait_for_server(postgresql))
        return SOURCE_UNREACHABLE;
    result = PQgetResult(postgresql->connection);
    if (PQresultStatus(result) != expected) {
        enum source_step step = judge_result(postgresql, result);

        PQclear(result);
        return step;
    }
    while ((end = PQgetResult(postgresql->connection)))
        PQclear(end);
    *ret_result = result;
    return SOURCE_OK;
}

static char *read_query(const struct source *source)
{
    const char *path = source->options->query_file;
    FILE *stream = fopen(path, "re");
    char *text = stream ? calloc(1, QUERY_MAX + 1) : NULL;
    size_t length = text ? fread(text, 1, QUERY_MAX + 1, stream) : 0;
    bool is_read = stream && text && !ferror(stream) && length > 0 && length <= QUERY_MAX;

    if (!is_read)
        source_error(source, "CANNOT_READ", "cannot read the query in %s: %s", path,
                     !stream ? strerror(errno) : "expected one SQL query of at most 64 KiB");
    if (stream)
        fclose(stream);
    if (is_read) {
        if (strncmp(text, "\xef\xbb\xbf", 3) == 0) /* an editor's mark of UTF-8 */
            memmove(text, text + 3, length - 3 + 1);
        return text;
    }
    free(text);
    return NULL;
}

/* The query of a schema depends on the columns that the tables have in this version of it. */
static enum source_step make_query(struct postgresql_source *postgresql, char **ret_query)
{
    const char *catalog = postgresql_catalog_query(postgresql->source.options->schema);
    PGresult *columns = NULL;
    enum source_step step = command(postgresql, catalog, PGRES_TUPLES_OK, &columns);

    if (step == SOURCE_OK) {
        *ret_query = postgresql_table_query(&postgresql->source, postgresql->connection, columns);
        if (!*ret_query) {
            source_error(&postgresql->source, "NOT_FOUND", "%s",
                         postgresql_expected(postgresql->source.options->schema));
            step = SOURCE_BAD_INPUT;
        }
    }
    PQclear(columns);
    return step;
}

static enum source_step receive(struct postgresql_source *postgresql)
{
    PQclear(postgresql->result);
    postgresql->result = NULL;
    if (!wait_for_server(postgresql))
        return SOURCE_UNREACHABLE;
    postgresql->result = PQgetResult(postgresql->connection);
    switch (PQresultStatus(postgresql->result)) {
    case PGRES_SINGLE_TUPLE:
        return SOURCE_OK;
    case PGRES_TUPLES_OK:
        return SOURCE_END;
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
    case PGRES_COPY_OUT:
    case PGRES_COPY_IN:
    case PGRES_COPY_BOTH:
        source_error(&postgresql->source, "QUERY", "this is no query that gives rows");
        return SOURCE_BAD_INPUT;
    default:
        return judge_result(postgresql, postgresql->result);
    }
}

static enum source_step take_header(struct postgresql_source *postgresql)
{
    struct source *source = &postgresql->source;
    int count = PQnfields(postgresql->result);

    if (count > SOURCE_COLUMNS_MAX) {
        source_error(source, "LIMIT", "%d columns; expected at most %d", count, SOURCE_COLUMNS_MAX);
        return SOURCE_BAD_INPUT;
    }
    for (int i = 0; i < count; i++) {
        /* The result that the header came with is gone once the next row is read. */
        char *name = strdup(PQfname(postgresql->result, i));

        if (!name)
            return SOURCE_BAD_INPUT;
        source->columns[i] = e911_text_of(name);
        source->column_count = source->field_count = (size_t)i + 1;
    }
    return SOURCE_OK;
}

/* One statement only, by the protocol: what else stands in a file is refused by the server. */
static enum source_step send_query(struct postgresql_source *postgresql, const char *query)
{
    enum source_step step;

    if (!PQsendQueryParams(postgresql->connection, query, 0, NULL, NULL, NULL, NULL, 0) ||
        !PQsetSingleRowMode(postgresql->connection))
        return judge_result(postgresql, NULL);
    step = receive(postgresql);
    if (step != SOURCE_OK && step != SOURCE_END)
        return step;
    postgresql->is_first = step == SOURCE_OK;
    return take_header(postgresql);
}

static enum source_step open_source(struct source *source, const struct credentials *credentials)
{
    struct postgresql_source *postgresql = (struct postgresql_source *)source;
    PGresult *begun = NULL;
    char *query = NULL;
    enum source_step step;

    disconnect(postgresql);
    step = postgresql_connect(source, credentials, &postgresql->connection);
    if (step == SOURCE_OK)
        step = command(postgresql, "BEGIN TRANSACTION READ ONLY", PGRES_COMMAND_OK, &begun);
    PQclear(begun);
    if (step != SOURCE_OK)
        return step;
    if (!source->options->query_file) {
        step = make_query(postgresql, &query);
    } else {
        query = read_query(source);
        step = query ? SOURCE_OK : SOURCE_BAD_INPUT;
    }
    if (step == SOURCE_OK)
        step = send_query(postgresql, query);
    free(query);
    return step;
}

static enum source_step next_row(struct source *source)
{
    struct postgresql_source *postgresql = (struct postgresql_source *)source;
    enum source_step step = SOURCE_OK;

    if (postgresql->is_first)
        postgresql->is_first = false;
    else if (PQresultStatus(postgresql->result) == PGRES_TUPLES_OK)
        return SOURCE_END;
    else
        step = receive(postgresql);
    if (step != SOURCE_OK)
        return step;
    source->line++;
    for (size_t i = 0; i < source->field_count; i++)
        source->fields[i] = (e911_text){PQgetvalue(postgresql->result, 0, (int)i),
                                        (size_t)PQgetlength(postgresql->result, 0, (int)i)};
    return SOURCE_OK;
}

static bool has_own_columns(enum config_schema schema, const char *query_file)
{
    return schema == CONFIG_SCHEMA_FUSIONPBX && !query_file;
}

const struct source_kind source_postgresql = {
    .scheme = "postgresql://",
    .judge_name = postgresql_judge_name,
    .expected_name = EXPECTED_NAME,
    .has_own_columns = has_own_columns,
    .follows_pgpass = true,
    .create = create,
    .open = open_source,
    .next = next_row,
    .close = close_source,
};

const struct source_kind source_postgres = {
    .scheme = "postgres://",
    .judge_name = postgresql_judge_name,
    .expected_name = EXPECTED_NAME,
    .has_own_columns = has_own_columns,
    .follows_pgpass = true,
    .create = create,
    .open = open_source,
    .next = next_row,
    .close = close_source,
};
