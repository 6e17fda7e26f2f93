#include "sign_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

#include "../common/finding.h"
#include "../common/text.h"

/* How often to ask for a password; servers lock users out after some more. */
#define ASK_MAX 3

/* ---- the cache ------------------------------------------------------------------------------- */

/* Reads the cache once. False when it may not be believed. */
static bool read_cache(struct sign_in *sign_in)
{
    enum credentials_result result = CREDENTIALS_ABSENT;

    if (!sign_in->cache_is_read && sign_in->cache_path)
        result = credentials_load(sign_in->cache_path, &sign_in->kept);
    sign_in->cache_is_read = true;
    return result != CREDENTIALS_UNSAFE;
}

static bool keeps_other_source(const struct sign_in *sign_in, const char *source)
{
    return sign_in->kept.source && strcmp(sign_in->kept.source, source) != 0;
}

/* ---- the source ------------------------------------------------------------------------------ */

static void trim(char *answer)
{
    e911_text text = text_trim(e911_text_of(answer));

    memmove(answer, text.data, text.len);
    answer[text.len] = '\0';
}

/* PureConnect's utility asks for a host; a bare one is therefore a PureConnect server. */
static int ask_for_source(struct sign_in *sign_in)
{
    char *answer = terminal_ask("Host (such as icws://cic.example.com): ", false);
    char *source = NULL;

    if (answer)
        trim(answer);

    if (!answer || !*answer) {
        finding_print(sign_in->cache_path ? sign_in->cache_path : "e911-export", 0, 0,
                      FINDING_ERROR, "NO_SOURCE", "there is no SOURCE, none is kept here, and %s",
                      answer ? "none was given" : "no terminal to ask on");
        free(answer);
        return answer ? PROGRAM_USAGE : PROGRAM_CREDENTIALS;
    }
    if (strstr(answer, "://") || strncmp(answer, "csv:", 4) == 0)
        source = strdup(answer);
    else if (asprintf(&source, "icws://%s", answer) < 0)
        source = NULL;
    credentials_free_text(answer);
    if (!source)
        return PROGRAM_USAGE;
    sign_in->given.source = source;
    sign_in->was_asked = true;
    return source_kind_of(source) ? -1 : PROGRAM_USAGE;
}

int sign_in_begin(struct sign_in *sign_in, const struct settings *settings, const char **ret_name)
{
    int result;

    memset(sign_in, 0, sizeof *sign_in);
    sign_in->settings = settings;
    sign_in->cache_path =
        settings->credentials ? strdup(settings->credentials) : credentials_default_path();
    if (settings->source) {
        *ret_name = settings->source;
        return -1;
    }
    if (!read_cache(sign_in))
        return PROGRAM_CREDENTIALS;
    if (sign_in->kept.source) {
        *ret_name = sign_in->kept.source;
        return source_kind_of(*ret_name) ? -1 : PROGRAM_USAGE;
    }
    result = ask_for_source(sign_in);
    if (result < 0)
        *ret_name = sign_in->given.source;
    return result;
}

const char *sign_in_ca_file(const struct sign_in *sign_in)
{
    const struct settings *settings = sign_in->settings;

    return settings->ca_file || settings->source ? settings->ca_file : sign_in->kept.ca_file;
}

/* ---- the credentials ------------------------------------------------------------------------- */

static void say_refused(const struct source *source, const char *more)
{
    source_error(source, "CREDENTIALS", "%s%s",
                 source->refusal[0] ? source->refusal : "user and password are missing", more);
}

static enum source_step open_with_file(struct sign_in *sign_in, struct source *source)
{
    const struct settings *settings = sign_in->settings;
    struct credentials credentials = {.source = NULL};
    enum source_step step = SOURCE_REFUSED;

    credentials.password = credentials_read_password(settings->password_file);
    if (!credentials.password)
        return SOURCE_REFUSED;
    credentials.user = settings->user ? strdup(settings->user) : NULL;
    if (source->kind->needs_credentials && !credentials.user) {
        snprintf(source->refusal, sizeof source->refusal, "--password-file needs --user");
    } else {
        step = source->kind->open(source, &credentials);
    }
    if (step == SOURCE_REFUSED)
        say_refused(source, "; it is the one of --password-file");
    credentials_free(&credentials);
    return step;
}

/* The kept credentials, where they are for this source and not for another user. */
static enum source_step open_with_kept(struct sign_in *sign_in, struct source *source)
{
    const char *user = sign_in->settings->user;
    const struct credentials *kept = &sign_in->kept;

    if (!kept->source || strcmp(kept->source, source->options->name) != 0 || !kept->password ||
        (user && (!kept->user || strcmp(user, kept->user) != 0)))
        return SOURCE_REFUSED;
    return source->kind->open(source, kept);
}

/* False when there is nobody to ask, or no answer. */
static bool ask(struct sign_in *sign_in, const struct source *source)
{
    struct credentials *given = &sign_in->given;
    const char *user = sign_in->settings->user ? sign_in->settings->user
                       : source->user[0]       ? source->user
                                               : sign_in->kept.user;
    char question[512];

    if (source->refusal[0])
        terminal_say(source->refusal);
    credentials_free_text(given->user);
    credentials_free_text(given->password);
    given->password = NULL;
    given->user = NULL;
    if (sign_in->settings->user) {
        given->user = strdup(user);
    } else {
        snprintf(question, sizeof question, user ? "User [%s]: " : "User: ", user);
        given->user = terminal_ask(question, false);
        if (given->user && !*given->user && user) {
            free(given->user);
            given->user = strdup(user);
        }
    }
    if (given->user)
        given->password = terminal_ask("Password: ", true);
    sign_in->was_asked = true;
    return given->user && given->password;
}

static enum source_step open_with_answers(struct sign_in *sign_in, struct source *source)
{
    enum source_step step = SOURCE_REFUSED;

    if (!terminal_is_there()) {
        say_refused(source, ", and there is no terminal to ask on");
        return SOURCE_REFUSED;
    }
    for (int i = 0; i < ASK_MAX && step == SOURCE_REFUSED; i++) {
        if (!ask(sign_in, source))
            break;
        step = source->kind->open(source, &sign_in->given);
    }
    if (step == SOURCE_REFUSED)
        say_refused(source, "");
    return step;
}

enum source_step sign_in_open(struct sign_in *sign_in, struct source *source)
{
    const struct credentials user_only = {.user = (char *)sign_in->settings->user};
    enum source_step step = SOURCE_REFUSED;

    if (sign_in->settings->password_file &&
        (source->kind->needs_credentials || source->kind->follows_pgpass))
        return open_with_file(sign_in, source);
    if (!source->kind->needs_credentials)
        step = source->kind->open(source, &user_only);
    if (step != SOURCE_REFUSED)
        return step;
    if (!read_cache(sign_in))
        return SOURCE_REFUSED;
    step = open_with_kept(sign_in, source);
    return step == SOURCE_REFUSED ? open_with_answers(sign_in, source) : step;
}

void sign_in_keep(struct sign_in *sign_in)
{
    struct credentials together = sign_in->given;
    const char *source = together.source ? together.source : sign_in->settings->source;

    if (!sign_in->was_asked)
        return;
    if (!sign_in->cache_path) {
        finding_print("e911-export", 0, 0, FINDING_ERROR, "NOT_KEPT",
                      "there is no home directory to keep the credentials in; see --credentials");
        sign_in->cannot_keep = true;
        return;
    }
    /* A nightly job lives on what is kept; one export from elsewhere must not change it. */
    if (!source)
        source = sign_in->kept.source;
    if (keeps_other_source(sign_in, source)) {
        finding_print(sign_in->cache_path, 0, 0, FINDING_NOTE, "NOT_KEPT",
                      "this keeps another host and is left as it is; --credentials names another "
                      "file, deleting this one begins anew");
        return;
    }
    together.source = (char *)source;
    /* A timer runs in another folder. */
    together.ca_file = sign_in_ca_file(sign_in) ? realpath(sign_in_ca_file(sign_in), NULL) : NULL;
    sign_in->cannot_keep = !credentials_store(sign_in->cache_path, &together);
    free(together.ca_file);
}

void sign_in_end(struct sign_in *sign_in)
{
    credentials_free(&sign_in->given);
    credentials_free(&sign_in->kept);
    free(sign_in->cache_path);
    sign_in->cache_path = NULL;
}
