#include "secret_name.h"

#include "../common/text.h"

/* Anywhere in a name. */
static const char *const parts[] = {
    "passw", "passphrase", "passcode", "secret", "pwd",      "vmpass",
    "vmpin", "sippass",    "sippin",   "apikey", "userpass", "userpin",
};

/* As a word of it; harmless names have them as a part: mapping, bypass. */
static const char *const words[] = {
    "pass", "pin",   "pins",       "pincode",     "token", "tokens", "psk",
    "cred", "creds", "credential", "credentials", "ha1",   "ha1b",
};

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Cuts the next word off: sip_pass, SipPass and "sip pass" are two. */
static e911_text cut_word(e911_text *rest)
{
    e911_text word = {rest->data, 0};

    while (word.len < rest->len) {
        char c = rest->data[word.len];

        if (!is_lower(c) && !is_upper(c) && !is_digit(c))
            break;
        if (word.len > 0 && is_upper(c) && is_lower(rest->data[word.len - 1]))
            break;
        word.len++;
    }
    *rest = text_from(*rest, word.len > 0 ? word.len : 1);
    return word;
}

/* Also with the number of a second one behind it. */
static bool is_secret_word(e911_text word)
{
    e911_text bare = word;

    while (bare.len > 0 && is_digit(bare.data[bare.len - 1]))
        bare.len--;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_is(word, words[i]) || text_is(bare, words[i]))
            return true;
    return false;
}

bool secret_name_is(e911_text name)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (text_find(name, parts[i]) < name.len)
            return true;
    while (name.len > 0)
        if (is_secret_word(cut_word(&name)))
            return true;
    return false;
}
