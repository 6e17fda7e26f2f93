#include "dialplan_reference.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *const reference_sites[REFERENCE_SITES] = {"", "Austin", "Boston", "Calgary"};

const char *const reference_lists[3][8] = {
    {NULL},
    {"12", "9", "911", "21", "9119", NULL},
    {"2", "11", "12", "211", "988", NULL},
};

static const struct {
    const char *number;
    uint32_t call_class;
} region[] = {{"911", E911_CLASS_EMERGENCY},
              {"112", E911_CLASS_EMERGENCY},
              {"933", E911_CLASS_TEST},
              {"988", E911_CLASS_CRISIS}};

/* ---- one pattern ----------------------------------------------------------------------------- */

static bool match_list(const char *pattern, const char *text, unsigned list);

static bool match_star(const char *pattern, const char *text, unsigned list)
{
    const char *rest = pattern;
    bool not_at;

    while (*rest == '?')
        rest++;
    not_at = *rest == '@';
    for (;; text++) {
        if (match_list(rest, text, list))
            return true;
        if (*text == '\0' || (not_at ? *text == '@' : strchr("0123456789#*,", *text) == NULL))
            return false;
    }
}

static bool match_member(const char *pattern, const char *text, unsigned list)
{
    size_t count = strspn(pattern, "$");

    for (const char *const *member = reference_lists[list]; *member != NULL; member++) {
        if (strlen(*member) == count && strncmp(*member, text, count) == 0)
            return match_list(pattern + count, text + count, list);
    }
    return false;
}

static bool match_quoted(const char *pattern, const char *text, unsigned list)
{
    for (; *pattern != '"'; pattern++, text++) {
        if (tolower((unsigned char)*pattern) != tolower((unsigned char)*text))
            return false;
    }
    return match_list(pattern + 1, text, list);
}

static bool match_list(const char *pattern, const char *text, unsigned list)
{
    bool digit = isdigit((unsigned char)*text) != 0;

    switch (tolower((unsigned char)*pattern)) {
    case '\0':
        return *text == '\0';
    case 'z':
        return true;
    case 'x':
        return digit && match_list(pattern + 1, text + 1, list);
    case 'y':
        return digit && *text != '0' && match_list(pattern + 1, text + 1, list);
    case 'n':
        return digit && *text >= '2' && match_list(pattern + 1, text + 1, list);
    case '?':
        return match_star(pattern, text, list);
    case '$':
        return match_member(pattern, text, list);
    case '"':
        return match_quoted(pattern + 1, text, list);
    case '\\':
        pattern++;
        break;
    default:
        break;
    }
    return tolower((unsigned char)*pattern) == tolower((unsigned char)*text) &&
           match_list(pattern + 1, text + 1, list);
}

static bool is_as_dialled(const char *pattern)
{
    return strchr(pattern, '@') != NULL || strncmp(pattern, "sip:", 4) == 0;
}

/* The user part, without separators. */
static void read_user(const char *text, char *user)
{
    const char *end = strchr(text, '@');

    if (strncmp(text, "sip:", 4) == 0)
        text += 4;
    for (; *text != '\0' && text != end; text++) {
        if (strchr(" -.()", *text) == NULL)
            *user++ = *text;
    }
    *user = '\0';
}

bool reference_matches(const struct reference_rule *rule, const char *text)
{
    char user[64];

    if (strncmp(rule->pattern, "sip:", 4) == 0)
        return strncmp(text, "sip:", 4) == 0 && match_list(rule->pattern + 4, text + 4, rule->list);
    if (is_as_dialled(rule->pattern))
        return match_list(rule->pattern, text, rule->list);
    read_user(text, user);
    return *user != '\0' && match_list(rule->pattern, user, rule->list);
}

/* ---- the reading order ----------------------------------------------------------------------- */

static bool is_seen(const struct reference_rule *rule, unsigned site)
{
    return rule->site == 0 || rule->site == site;
}

static bool is_denied(const struct reference_plan *plan, const char *number, unsigned site)
{
    for (unsigned i = 0; i < plan->count; i++) {
        if (plan->rules[i].deny && is_seen(&plan->rules[i], site) &&
            strcmp(plan->rules[i].pattern, number) == 0)
            return true;
    }
    return false;
}

static bool is_held(const struct reference_plan *plan, const char *digits, unsigned site)
{
    for (unsigned i = 0; i < plan->count; i++) {
        if (!plan->rules[i].deny && is_seen(&plan->rules[i], site) &&
            strcmp(plan->rules[i].pattern, digits) == 0)
            return true;
    }
    return false;
}

static bool try_rules(const struct reference_plan *plan, const char *text, unsigned site,
                      bool first, struct reference_match *ret)
{
    for (unsigned i = 0; i < plan->count; i++) {
        const struct reference_rule *rule = &plan->rules[i];

        if (rule->deny || !is_seen(rule, site) ||
            (first && (rule->call_class == E911_CLASS_NONE || is_as_dialled(rule->pattern))))
            continue;
        if (reference_matches(rule, text)) {
            *ret = (struct reference_match){
                .source = E911_MATCH_RULE, .rule = i, .call_class = rule->call_class};
            return true;
        }
    }
    return false;
}

static bool try_region(const struct reference_plan *plan, const char *digits, unsigned site,
                       uint32_t source, struct reference_match *ret)
{
    for (size_t i = 0; i < sizeof region / sizeof region[0]; i++) {
        if (strcmp(region[i].number, digits) == 0 && !is_denied(plan, digits, site)) {
            *ret = (struct reference_match){.source = source,
                                            .rule = E911_NO_RULE,
                                            .call_class = region[i].call_class,
                                            .number = region[i].number};
            return true;
        }
    }
    return false;
}

struct reference_match reference_classify(const struct reference_plan *plan, const char *text,
                                          unsigned site)
{
    struct reference_match match = {.source = E911_MATCH_NOTHING, .rule = E911_NO_RULE};
    char user[64];

    read_user(text, user);
    if (plan->region) {
        if (try_rules(plan, text, site, true, &match) ||
            try_region(plan, user, site, E911_MATCH_REGION, &match))
            return match;
        if (plan->prefix && user[0] == '9' && !is_held(plan, user, site) &&
            try_region(plan, user + 1, site, E911_MATCH_ACCESS_PREFIX, &match))
            return match;
    }
    try_rules(plan, text, site, false, &match);
    return match;
}

bool reference_conflicts(const struct reference_plan *plan)
{
    for (unsigned i = 0; plan->region && i < plan->count; i++) {
        const struct reference_rule *rule = &plan->rules[i];

        if (rule->deny || is_as_dialled(rule->pattern) ||
            (rule->call_class != E911_CLASS_TEST && rule->call_class != E911_CLASS_CRISIS))
            continue;
        if ((reference_matches(rule, "911") && !is_denied(plan, "911", rule->site)) ||
            (reference_matches(rule, "112") && !is_denied(plan, "112", rule->site)))
            return true;
    }
    return false;
}

/* ---- longer input ---------------------------------------------------------------------------- */

static bool decides(const struct reference_plan *plan, const char *text, unsigned site)
{
    struct reference_match match = reference_classify(plan, text, site);
    const char *pattern;
    char last;

    if (match.source != E911_MATCH_RULE)
        return match.source != E911_MATCH_NOTHING;
    pattern = plan->rules[match.rule].pattern;
    last = pattern[strlen(pattern) - 1];
    return !is_as_dialled(pattern) && last != 'Z' && last != 'z' && last != '?';
}

bool reference_more(const struct reference_plan *plan, const char *text, unsigned site,
                    unsigned depth)
{
    static const char symbols[] = "012389*#,+^/a";
    char longer[64];

    for (const char *symbol = symbols; depth > 0 && *symbol != '\0'; symbol++) {
        snprintf(longer, sizeof longer, "%s%c", text, *symbol);
        if (decides(plan, longer, site))
            return true;
    }
    for (const char *symbol = symbols; depth > 1 && *symbol != '\0'; symbol++) {
        snprintf(longer, sizeof longer, "%s%c", text, *symbol);
        if (reference_more(plan, longer, site, depth - 1))
            return true;
    }
    return false;
}
