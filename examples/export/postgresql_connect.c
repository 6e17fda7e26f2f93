#include "postgresql_connect.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CONNECT_SECONDS 15

/* SQLSTATEs */
#define INVALID_PASSWORD      "28P01"
#define INVALID_AUTHORIZATION "28000"

/* The first line of what the server or libpq says. It holds no password. */
const char *postgresql_first_line(const char *message, char *line, size_t size)
{
    const char *text = strstr(message, "FATAL:  ");

    snprintf(line, size, "%s", text ? text + strlen("FATAL:  ") : message);
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

/* A port that is none may be the password of a SOURCE without a user. */
static bool is_bad_port(const PQconninfoOption *option)
{
    return strcmp(option->keyword, "port") == 0 &&
           option->val[strspn(option->val, "0123456789,")] != '\0';
}

enum source_name postgresql_judge_name(const char *name)
{
    PQconninfoOption *options = PQconninfoParse(name, NULL);
    enum source_name judgement = options ? SOURCE_NAME_GOOD : SOURCE_NAME_BAD;

    for (const PQconninfoOption *one = options; one && one->keyword; one++) {
        if (!one->val)
            continue;
        /* libpq marks those that no form may show. */
        if (one->dispchar && one->dispchar[0] == '*')
            judgement = SOURCE_NAME_SECRET;
        else if (is_bad_port(one) && judgement == SOURCE_NAME_GOOD)
            judgement = SOURCE_NAME_BAD;
    }
    PQconninfoFree(options);
    return judgement;
}

static long seconds_left(const struct timespec *end)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(end->tv_sec - now.tv_sec);
}

/* libpq's own limit holds only where it may block; here it must not, so that its errors have codes.
 */
static bool finish_connecting(PGconn *connection)
{
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    struct timespec end;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += CONNECT_SECONDS;
    while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
        struct pollfd wait = {
            .fd = PQsocket(connection),
            .events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT,
        };
        long left = seconds_left(&end);
        int ready = left > 0 ? poll(&wait, 1, (int)left * 1000) : 0;

        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        state = PQconnectPoll(connection);
    }
    return true;
}

static PGconn *start_connecting(const struct source_options *options,
                                const struct credentials *credentials)
{
    /* What comes before "dbname" may be overruled by the URI, what comes after overrules it. */
    const char *const parameters[][2] = {
        {"fallback_application_name", "e911-export"},
        {"keepalives_idle", "30"},
        {"keepalives_interval", "10"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "60000"},
        {"sslmode", options->ca_file ? "verify-full" : NULL},
        {"sslrootcert", options->ca_file},
        {"dbname", options->name},
        {"client_encoding", "UTF8"},
        {"user", credentials ? credentials->user : NULL},
        {"password", credentials ? credentials->password : NULL},
    };
    const char *keywords[sizeof parameters / sizeof parameters[0] + 1];
    const char *values[sizeof parameters / sizeof parameters[0] + 1];
    size_t count = 0;

    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
        if (parameters[i][1]) {
            keywords[count] = parameters[i][0];
            values[count++] = parameters[i][1];
        }
    keywords[count] = values[count] = NULL;
    return PQconnectStartParams(keywords, values, 1);
}

static bool has_code(const char *message, const char *code)
{
    char part[16];

    snprintf(part, sizeof part, "  %s: ", code);
    return strstr(message, part) != NULL;
}

static enum source_step judge(struct source *source, PGconn *connection, bool in_time)
{
    const char *message = PQerrorMessage(connection);
    char line[200];

    if (in_time && PQstatus(connection) == CONNECTION_OK)
        return SOURCE_OK;
    if (!in_time) {
        source_error(source, "UNREACHABLE", "no connection within %d s", CONNECT_SECONDS);
        return SOURCE_UNREACHABLE;
    }
    snprintf(source->user, sizeof source->user, "%s", PQuser(connection) ? PQuser(connection) : "");
    postgresql_first_line(message, line, sizeof line);
    if (PQconnectionNeedsPassword(connection)) {
        snprintf(source->refusal, sizeof source->refusal, "the server wants a password");
        return SOURCE_REFUSED;
    }
    if (has_code(message, INVALID_PASSWORD) ||
        (has_code(message, INVALID_AUTHORIZATION) && PQconnectionUsedPassword(connection))) {
        snprintf(source->refusal, sizeof source->refusal, "the server refuses the password of '%s'",
                 source->user);
        return SOURCE_REFUSED;
    }
    if (has_code(message, INVALID_AUTHORIZATION)) {
        source_error(source, "FORBIDDEN", "%s", line);
        return SOURCE_FORBIDDEN;
    }
    source_error(source, "UNREACHABLE", "cannot connect: %s", line);
    return SOURCE_UNREACHABLE;
}

/* libpq prints notices as they come, with whatever bytes are in them. */
static void pass_over(void *user, const char *message)
{
    (void)user;
    (void)message;
}

enum source_step postgresql_connect(struct source *source, const struct credentials *credentials,
                                    PGconn **ret_connection)
{
    PGconn *connection = start_connecting(source->options, credentials);
    enum source_step step;
    bool in_time;

    if (!connection) {
        source_error(source, "OUT_OF_MEMORY", "not enough memory");
        return SOURCE_BAD_INPUT;
    }
    PQsetNoticeProcessor(connection, pass_over, NULL);
    /* The codes of errors are in messages of this form only; the words depend on the language. */
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    in_time = PQstatus(connection) == CONNECTION_BAD || finish_connecting(connection);
    step = judge(source, connection, in_time);
    if (step == SOURCE_OK)
        *ret_connection = connection;
    else
        PQfinish(connection);
    return step;
}
