/* The sofia adapter on malformed and real messages: untouched lines stay, in order. */
#define _GNU_SOURCE

#include "sip_message.h"
#include "support.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 2048

/* The header lines of a message without their ends, folds joined by LF; ININAttr left out. */
struct lines {
    char *text;
    const char *at[LINES_MAX];
    size_t count;
};

/* Cut `bytes` into lines at CR LF, CR or LF, up to the empty one. */
static struct lines cut(const char *bytes, size_t len)
{
    struct lines lines = {.text = malloc(len + 1)};
    size_t start = 0, out = 0;

    while (start < len && lines.count < LINES_MAX) {
        size_t end = start;
        char *line = lines.text + out;

        while (end < len && bytes[end] != '\r' && bytes[end] != '\n')
            end++;
        if (end == start)
            break;
        memcpy(line, bytes + start, end - start);
        line[end - start] = '\0';
        out += end - start + 1;
        start = end + (end + 1 < len && bytes[end] == '\r' && bytes[end + 1] == '\n' ? 2 : 1);
        if (strncasecmp(line, "ININAttr", 8) != 0)
            lines.at[lines.count++] = line;
    }
    return lines;
}

/* True when the stack hands such a message to an application at all. */
static bool is_usable_request(msg_t *msg)
{
    const sip_t *sip = sip_object(msg);

    return sip != NULL && sip->sip_request != NULL && !(sip->sip_flags & MSG_FLG_ERROR) &&
           sip->sip_from != NULL && sip->sip_to != NULL && sip->sip_call_id != NULL &&
           sip->sip_cseq != NULL && sip->sip_via != NULL;
}

/* The stack counts the body when it sends; a Content-Length that lied may change by that. */
static bool is_content_length(const char *line)
{
    return strncasecmp(line, "Content-Length", 14) == 0 || strncasecmp(line, "l:", 2) == 0 ||
           strncasecmp(line, "l ", 2) == 0;
}

static void compare(const char *path, const struct lines *in, const struct lines *out)
{
    cr_assert_eq(in->count, out->count, "%s: %zu lines in, %zu out", path, in->count, out->count);
    for (size_t i = 1; i < in->count; i++) {
        /* Blanks right behind the start line are the start line's to the stack. */
        const char *line = in->at[i] + (i == 1 ? strspn(in->at[i], " \t") : 0);

        if (!is_content_length(line))
            cr_assert_str_eq(line, out->at[i], "%s: '%s' left as '%s'", path, line, out->at[i]);
    }
}

static bool check_file(msg_mclass_t *mclass, const char *path)
{
    size_t len, sent_len;
    char *bytes = read_file(path, &len);
    msg_t *msg = message_parse(mclass, MSG_DO_EXTRACT_COPY, bytes, len);
    bool usable = is_usable_request(msg);

    if (usable) {
        msg_t *branch = message_rewrite(msg, "127.0.0.4", E911_INGRESS_PHONE, "");
        char *sent = message_bytes(branch, &sent_len);
        size_t leading = strspn(bytes, "\r\n");
        struct lines in = cut(bytes + leading, len - leading);
        struct lines out = cut(sent, sent_len);

        compare(path, &in, &out);
        free(in.text);
        free(out.text);
        free(sent);
        msg_destroy(branch);
    }
    msg_destroy(msg);
    free(bytes);
    return usable;
}

static void check_folder(const char *name, unsigned least)
{
    const char *data = shared_data_folder();
    msg_mclass_t *mclass = prepared_class();
    char folder[2048];
    unsigned usable = 0;
    struct dirent *entry;
    DIR *dir;

    if (data == NULL) {
        free(mclass);
        cr_skip_test("E911_TEST_DATA is not set");
    }
    snprintf(folder, sizeof folder, "%s/%s", data, name);
    dir = opendir(folder);
    cr_assert_not_null(dir, "%s", folder);
    while ((entry = readdir(dir)) != NULL) {
        char path[4096];

        if (strstr(entry->d_name, ".sip") == NULL)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        usable += check_file(mclass, path);
    }
    closedir(dir);
    free(mclass);
    cr_assert_geq(usable, least, "only %u messages of %s could be used", usable, name);
}

Test(sofia_torture, torture_messages_keep_their_lines)
{
    check_folder("torture", 60);
}

Test(sofia_torture, real_invites_keep_their_lines)
{
    check_folder("invites", 25);
}
