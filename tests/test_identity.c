/* The comparable form of identities: the quick way with the usual ones says what the other says. */
#define _DEFAULT_SOURCE
#include "station/identity.h"
#include "station/identity_view.h"
#include "vector_lines.h"

#include <stdio.h>

struct form {
    char text[128];
    size_t len;
    size_t user_len;
};

static struct form form_of(e911_text text, void (*write)(e911__writer *, e911_text, size_t *))
{
    struct form form = {.user_len = 12345};
    e911__writer writer = e911__writer_on(form.text, sizeof form.text);

    write(&writer, text, &form.user_len);
    form.len = writer.len;
    return form;
}

static void check(e911_text text)
{
    struct form quick = form_of(text, e911__identity_write);
    struct form any = form_of(text, e911__identity_write_any);
    e911_text user, key;
    size_t user_len;

    CHECK(quick.len == any.len && quick.user_len == any.user_len &&
              memcmp(quick.text, any.text, quick.len) == 0,
          "%.*s: %.*s (%zu), not %.*s (%zu)", (int)text.len, text.data, (int)quick.len, quick.text,
          quick.user_len, (int)any.len, any.text, any.user_len);
    CHECK(!e911__identity_user(text, &user) ||
              (user.len == any.user_len && memcmp(user.data, any.text, user.len) == 0),
          "%.*s: user %.*s", (int)text.len, text.data, (int)user.len, user.data);
    CHECK(!e911__identity_view(text, &key, &user_len) ||
              (key.len == any.len && user_len == any.user_len &&
               memcmp(key.data, any.text, key.len) == 0),
          "%.*s: view %.*s", (int)text.len, text.data, (int)key.len, key.data);
}

Test(identity, the_usual_forms)
{
    static const char *const pairs[][2] = {
        {"8182", "8182"},
        {"8182@PBX.Example", "8182@pbx.example"},
        {"sip:Ann@Host", "Ann@host"},
        {"SIPS:a.b-c_d+1@h", "a.b-c_d+1@h"},
        {"<sip:8182@host:5060;transport=tcp>;tag=1", "8182@host"},
        {"sip:8182@host;user=phone", "8182@host"},
        {"\"Ann\" <sip:8182@host>;tag=1", "8182@host"},
        {"\"\"<sips:8182@Host:5061>", "8182@host"},
        {"\"<sip:1@a>\"  <sip:8182@host>", "8182@host"},
        {"\"A\\\"<sip:1@a>\" <sip:8182@host>", "8182@host"},
        {"\"A\\\\\" <sip:8182@host>", "8182@host"},
        {"sip:%38182@host", "8182@host"},
        {"8182@host.example.", "8182@host.example"},
        {"sip:8%3182@Host.:5060", "8182@host"},
        {"sip:8182@.", "8182@."},
        {"\"Ann\" sip:8182@host", "8182@host"},
        {"\"Ann <sip:8182@host>", "\"Ann <sip@host"},
        {"\"Ann\"", ""},
        {"\"", ""},
        {"8182@a <sip:9@b>", "9@b"},
        {"sip:host", "@host"},
        {"<8182>", "8182"},
        {"", ""},
    };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        e911_text text = e911_text_of(pairs[i][0]);

        check((e911_text){at_page_end(text.data, text.len), text.len});
    }
    for (size_t i = 0; i < 16; i++) {
        struct form form = form_of(e911_text_of(pairs[i][0]), e911__identity_write);

        cr_assert(form.len == strlen(pairs[i][1]) && memcmp(form.text, pairs[i][1], form.len) == 0,
                  "%s: %.*s", pairs[i][0], (int)form.len, form.text);
    }
}

/* Those that are seen at once to stand in the text as they are, of every length. */
Test(identity, views)
{
    static const struct {
        const char *text, *key;
    } views[] = {
        {"1@a.b.c.d", "1@a.b.c.d"},
        {"8182@pbx.example", "8182@pbx.example"},
        {"sip:a.b-c_d+1@host", "a.b-c_d+1@host"},
        {"<sips:8182@host:5060;transport=tcp>;tag=1", "8182@host"},
        {"\"Ann\" <sip:8182@host>;tag=1", "8182@host"},
        {"Ann@host.example.com", "Ann@host.example.com"},
    };
    static const char *const others[] = {
        "8182@Host.example",      "8182",         "8182@pbx.example <sip:1@a>", "sip:8182@[::1]",
        "8%31@pbx.example",       "@pbx.example", "8182@pbx.example,x",         "8182 @pbx.example",
        "8182@host.example.com.", "8182@"};
    char text[80];
    e911_text key;
    size_t user_len;

    for (size_t i = 0; i < COUNT(views); i++) {
        cr_assert(e911__identity_view(e911_text_of(views[i].text), &key, &user_len), "%s",
                  views[i].text);
        cr_assert(e911__equal(key, e911_text_of(views[i].key)), "%s", views[i].text);
        cr_assert_eq(user_len, strcspn(views[i].key, "@"), "%s", views[i].text);
    }
    for (size_t i = 0; i < COUNT(others); i++)
        cr_assert_not(e911__identity_view(e911_text_of(others[i]), &key, &user_len), "%s",
                      others[i]);
    for (size_t len = 0; len <= sizeof text; len++) {
        for (size_t at = 0; at < len; at++) {
            memset(text, 'a', sizeof text);
            text[at] = '@';
            check((e911_text){at_page_end(text, len), len});
            text[len / 2] = 'B';
            check((e911_text){at_page_end(text, len), len});
        }
    }
}

/* Texts put together of what identities are made of. */
Test(identity, random_texts)
{
    static const char *const parts[] = {
        "sip:", "sips:", "SIP:", "tel:", "8182", "a.b", "A",        "@",  "host",   "<",
        ">",    ":",     "5060", ";x=1", "%41",  "%",   " ",        "\"", "?",      "[::1]",
        ",",    "\t",    "=",    "/",    "urn:", "s",   "\xc3\xbc", "\\", "\"A\" <"};
    uint32_t state = 1;

    for (int round = 0; round < 200000; round++) {
        char text[128];
        size_t len = 0;

        for (uint32_t i = random_next(&state) % 8; i > 0; i--) {
            const char *part = parts[random_next(&state) % COUNT(parts)];

            memcpy(text + len, part, strlen(part));
            len += strlen(part);
        }
        check((e911_text){text, len});
    }
}

/* Into a buffer of any size both write the same, and count the same. */
Test(identity, small_buffers)
{
    const e911_text text = E911__TEXT("<sip:8182@Host:5060>");

    for (size_t size = 0; size < 24; size++) {
        char a[24], b[24];
        e911__writer quick = e911__writer_on(a, size);
        e911__writer any = e911__writer_on(b, size);
        size_t quick_user, any_user;

        memset(a, '#', sizeof a);
        memset(b, '#', sizeof b);
        e911__identity_write(&quick, text, &quick_user);
        e911__identity_write_any(&any, text, &any_user);
        cr_assert(quick.len == 9 && any.len == 9 && quick_user == any_user, "%zu", size);
        if (size >= 9)
            cr_assert_eq(memcmp(a, b, 9), 0, "%zu", size);
        cr_assert_eq(a[23], '#');
    }
}
