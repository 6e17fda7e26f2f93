/* A dial plan as a table: what is refused and where, and that nothing is lost on the way. */
#include "support.h"
#include "vectors_support.h"

#include <criterion/criterion.h>
#include <e911/dialplan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME, STATUS, LINE, COLUMN, OFFSET, TEXT, COLUMNS };

static e911_status load(e911_plan_builder *builder, const char *text, e911_error *error)
{
    return e911_plan_builder_load_csv(builder, text, strlen(text), error);
}

/* The plan as CSV, ended with NUL; for free(). */
static char *csv_of(const e911_plan_builder *builder)
{
    size_t len = 0, again = 0;
    char *text;

    e911_plan_builder_format_csv(builder, NULL, 0, &len);
    text = malloc(len + 1);
    cr_assert_not_null(text);
    cr_assert_eq(e911_plan_builder_format_csv(builder, text, len, &again), E911_OK);
    cr_assert_eq(again, len);
    text[len] = '\0';
    return text;
}

/* ---- what is refused, and where -------------------------------------------------------------- */

Test(dialplan_csv, refused)
{
    struct vector_file file = vector_file_open("tests/vectors/dialplan/csv_refused.tsv", COLUMNS);
    struct vector_row row;

    while (vector_file_next(&file, &row)) {
        e911_plan_builder *builder = new_plan_builder(NULL);
        e911_error error = new_error();
        size_t len = unescape_column(&row, TEXT);
        const char *name = row.columns[NAME];
        char *before, *after;
        e911_status status;

        cr_assert_eq(load(builder, "Action,Key,Pattern,Category\n,old,999,Other\n", NULL), E911_OK);
        before = csv_of(builder);
        status = e911_plan_builder_load_csv(builder, row.columns[TEXT], len, &error);
        after = csv_of(builder);
        cr_expect_str_eq(e911_status_name(status), row.columns[STATUS], "%s", name);
        cr_expect_eq(error.status, status, "%s", name);
        cr_expect_eq(error.line, strtoul(row.columns[LINE], NULL, 10), "%s: line %u", name,
                     error.line);
        cr_expect_eq(error.column, strtoul(row.columns[COLUMN], NULL, 10), "%s: column %u", name,
                     error.column);
        cr_expect_eq(error.offset, strtoul(row.columns[OFFSET], NULL, 10), "%s: offset %llu", name,
                     (unsigned long long)error.offset);
        cr_expect(error.message != NULL && error.expected != NULL, "%s: no words", name);
        cr_expect_str_eq(after, before, "%s: the builder has changed", name);
        free(before);
        free(after);
        e911_plan_builder_free(builder);
    }
    cr_assert_geq(file.count, 50);
}

Test(dialplan_csv, a_refused_table_leaves_nothing_behind)
{
    static const char good[] = "Action,Key,Pattern,NumberList,Category,Site,DialString:A\n"
                               "category,,,,Campus,,\n"
                               "list,,800,Free,,,\n"
                               ",a,1$$$NXXXXXX,Free,Toll Free,HQ,1\n"
                               ",b,7XXX,,Campus,,\n";
    e911_plan_builder *builder = new_plan_builder(NULL);
    char bad[sizeof good + 16];
    char *text;

    snprintf(bad, sizeof bad, "%s,,Z1,,Local,,\n", good);
    cr_assert_eq(load(builder, bad, NULL), E911_ERR_SYNTAX);
    cr_assert_eq(e911_plan_builder_rule_count(builder), 0);
    /* Whatever had stayed would now stand twice. */
    cr_assert_eq(load(builder, good, NULL), E911_OK);
    cr_assert_eq(e911_plan_builder_rule_count(builder), 2);
    cr_assert_eq(load(builder, good, NULL), E911_ERR_DUPLICATE);
    cr_assert_eq(e911_plan_builder_rule_count(builder), 2);
    text = csv_of(builder);
    cr_expect_str_eq(text, "Action,Key,Pattern,NumberList,Site,Category,Display,"
                           "StandardizedNumber,Description,DialString,DialString:A\r\n"
                           "category,,,,,Campus,,,,,\r\n"
                           "list,,800,Free,,,,,,,\r\n"
                           ",a,1$$$NXXXXXX,Free,HQ,Toll Free,,,,,1\r\n"
                           ",b,7XXX,,,Campus,,,,,\r\n");
    free(text);
    e911_plan_builder_free(builder);
}

/* What a spreadsheet leaves where nobody sees a row is none; lines are counted all the same. */
Test(dialplan_csv, blank_rows)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();

    cr_assert_eq(
        load(builder, "Pattern,Category\n,\n411,Local\n \t , \n,,,,\n\n512,Local\n,", NULL),
        E911_OK);
    cr_assert_eq(e911_plan_builder_rule_count(builder), 2);
    cr_assert_eq(load(builder, "Pattern,Category\n,\n,Local\n", &error), E911_ERR_SYNTAX);
    cr_assert(error.line == 3 && error.column == 1, "a row without a pattern is no blank one");
    e911_plan_builder_free(builder);
}

Test(dialplan_csv, a_header_of_unknown_names_is_told_the_known_ones)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();

    cr_assert_eq(load(builder, "Number,Class\n911,Emergency\n", &error), E911_ERR_SYNTAX);
    cr_assert_not_null(strstr(error.expected, "Pattern, NumberList"), "%s", error.expected);
    e911_plan_builder_free(builder);
}

/* A title is no rule; whatever might be one is not passed over. */
Test(dialplan_csv, titles_above_the_header)
{
    e911_plan_builder *builder = new_plan_builder(NULL);

    cr_assert_eq(load(builder,
                      "\xef\xbb\xbfsep=;\n\"Plan of HQ; 2026\";;\n;;\n\nPattern;Category;Site\n"
                      "411;Local;\n",
                      NULL),
                 E911_OK);
    cr_assert_eq(e911_plan_builder_rule_count(builder), 1);
    e911_plan_builder_free(builder);
}

/* A table whose second row's Description is `len` bytes long. */
static e911_status load_long(size_t len, bool quoted, e911_error *error)
{
    static const char head[] = "Pattern,Category,Description\n411,Local,";
    e911_plan_builder *builder = new_plan_builder(NULL);
    char *text = malloc(sizeof head + len + 8);
    size_t size = sizeof head - 1;
    e911_status status;

    memcpy(text, head, size);
    if (quoted)
        text[size++] = '"';
    memset(text + size, 'x', len);
    size += len;
    if (quoted)
        text[size++] = '"';
    text[size++] = '\n';
    status = e911_plan_builder_load_csv(builder, text, size, error);
    free(text);
    e911_plan_builder_free(builder);
    return status;
}

Test(dialplan_csv, long_fields)
{
    e911_error error = new_error();

    cr_expect_eq(load_long(E911_PLAN_TEXT_MAX, false, NULL), E911_OK);
    cr_expect_eq(load_long(E911_PLAN_TEXT_MAX, true, NULL), E911_OK);
    cr_expect_eq(load_long(E911_PLAN_TEXT_MAX + 1, false, &error), E911_ERR_LIMIT);
    cr_expect_eq(error.line, 2);
    cr_expect_eq(error.column, 11 + E911_PLAN_TEXT_MAX);
    cr_expect_eq(error.offset, 39 + E911_PLAN_TEXT_MAX);
    cr_expect_eq(load_long(1 << 20, false, &error), E911_ERR_LIMIT, "a line of a megabyte");
    cr_expect(error.line == 2 && error.column == 11 + E911_PLAN_TEXT_MAX);
    cr_expect_eq(load_long(1 << 20, true, &error), E911_ERR_LIMIT);
}

Test(dialplan_csv, long_patterns)
{
    char text[400];
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();

    for (int len = E911_PLAN_PATTERN_MAX; len <= E911_PLAN_PATTERN_MAX + 1; len++) {
        int size = snprintf(text, sizeof text, "Category,Pattern\nLocal,%0*d\n", len, 1);

        cr_expect_eq(e911_plan_builder_load_csv(builder, text, (size_t)size, &error),
                     len == E911_PLAN_PATTERN_MAX ? E911_OK : E911_ERR_LIMIT);
    }
    cr_expect(error.line == 2 && error.column == 7 + E911_PLAN_PATTERN_MAX, "column %u",
              error.column);
    e911_plan_builder_free(builder);
}

/* Columns for `groups` dial groups. */
static e911_status load_groups(int groups, e911_error *error)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    char text[4096] = "Pattern,Category";
    size_t len = strlen(text);
    e911_status status;

    for (int i = 0; i < groups; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, ",DialString:G%d", i);
    len += (size_t)snprintf(text + len, sizeof text - len, "\n411,Local");
    for (int i = 0; i < groups; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, ",%d", i);
    status = e911_plan_builder_load_csv(builder, text, len, error);
    e911_plan_builder_free(builder);
    return status;
}

Test(dialplan_csv, dial_groups_at_the_limit_and_past_it)
{
    e911_error error = new_error();

    cr_expect_eq(load_groups(E911_PLAN_DIAL_GROUPS_MAX, NULL), E911_OK);
    cr_expect_eq(load_groups(E911_PLAN_DIAL_GROUPS_MAX + 1, &error), E911_ERR_LIMIT);
    cr_expect_eq(error.line, 2, "line %u", error.line);
    cr_expect_eq(error.column, 193, "the group that is one too many: column %u", error.column);
    cr_expect_eq(load_groups(E911_PLAN_DIAL_GROUPS_MAX + 20, &error), E911_ERR_LIMIT);
}

Test(dialplan_csv, sites_past_the_limit)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    char text[64] = "Pattern,Category,Site\n";
    e911_error error = new_error();

    for (int i = 0; i < E911_PLAN_SITES_MAX; i++) {
        snprintf(text, sizeof text, "Pattern,Category,Site\n1,Local,S%d\n", i);
        cr_assert_eq(load(builder, text, NULL), E911_OK);
    }
    cr_expect_eq(load(builder, "Pattern,Category,Site\n2,Local,S1\n3,Local,One more\n", &error),
                 E911_ERR_LIMIT);
    cr_expect(error.line == 3 && error.column == 9, "%u:%u", error.line, error.column);
    e911_plan_builder_free(builder);
}

/* A group with the longest name there may be comes back, as the header holds it. */
Test(dialplan_csv, longest_dial_group)
{
    static char group[E911_PLAN_DIAL_GROUP_MAX + 1];
    e911_plan_builder *first = new_plan_builder(NULL), *second = new_plan_builder(NULL);
    e911_dial_string string = {{group, E911_PLAN_DIAL_GROUP_MAX}, e911_text_of("1")};
    e911_rule rule;
    char *text;

    memset(group, 'g', E911_PLAN_DIAL_GROUP_MAX);
    e911_rule_init(&rule, sizeof rule);
    rule.pattern = e911_text_of("1");
    rule.category = e911_text_of("Local");
    rule.dial_strings = &string;
    rule.dial_string_count = 1;
    cr_assert_eq(e911_plan_builder_add_rule(first, &rule, NULL), E911_OK);
    text = csv_of(first);
    cr_assert_eq(load(second, text, NULL), E911_OK);
    cr_assert_eq(e911_plan_builder_dial_string(second, 0, 0, &string), E911_OK);
    cr_expect(is_text(string.group, group));
    free(text);
    e911_plan_builder_free(first);
    e911_plan_builder_free(second);
}

Test(dialplan_csv, arguments)
{
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_sink sink = {.struct_size = sizeof sink};
    size_t len;

    cr_expect_eq(e911_plan_builder_load_csv(NULL, "", 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_load_csv(builder, NULL, 1, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_load_csv(builder, NULL, 0, NULL), E911_ERR_SYNTAX);
    cr_expect_eq(e911_plan_builder_format_csv(NULL, NULL, 0, &len), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_format_csv(builder, NULL, 1, &len), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_format_csv(builder, NULL, 0, NULL), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_write_csv(builder, &sink), E911_ERR_INVALID_ARGUMENT);
    cr_expect_eq(e911_plan_builder_write_csv(builder, NULL), E911_ERR_INVALID_ARGUMENT);
    e911_plan_builder_free(builder);
}

/* ---- what is taken --------------------------------------------------------------------------- */

static e911_rule rule_at(const e911_plan_builder *builder, size_t index)
{
    e911_rule rule;

    e911_rule_init(&rule, sizeof rule);
    cr_assert_eq(e911_plan_builder_rule(builder, index, &rule), E911_OK);
    return rule;
}

Test(dialplan_csv, columns_in_any_order_and_case)
{
    static const char text[] = "\xef\xbb\xbf"
                               "sep=;\r\n"
                               "CATEGORY;pattern; Key ;DialString:Main;action;site;dialstring\r\n"
                               "emergency;911;e;9911;Rule;;911\r\n"
                               ";;;;;;\r\n"
                               "\r\n"
                               "\"Toll Free\";\"1800NXXXXXX\";;;;\"H;\"\"Q\"\"\";\r\n"
                               ";112;;;DENY_EMERGENCY;;\r\n";
    e911_plan_builder *builder = new_plan_builder(NULL);
    e911_error error = new_error();
    e911_dial_string string;
    e911_rule rule;

    cr_assert_eq(load(builder, text, &error), E911_OK, "%u:%u %s", error.line, error.column,
                 error.message);
    cr_assert_eq(e911_plan_builder_rule_count(builder), 3);
    rule = rule_at(builder, 0);
    cr_expect(is_text(rule.pattern, "911") && is_text(rule.category, "Emergency"));
    cr_expect(is_text(rule.key, "e") && rule.line == 3 && rule.dial_string_count == 2);
    cr_assert_eq(e911_plan_builder_dial_string(builder, 0, 0, &string), E911_OK);
    cr_expect(is_text(string.group, "Main") && is_text(string.text, "9911"));
    cr_assert_eq(e911_plan_builder_dial_string(builder, 0, 1, &string), E911_OK);
    cr_expect(is_text(string.group, "") && is_text(string.text, "911"));
    rule = rule_at(builder, 1);
    cr_expect(is_text(rule.site, "H;\"Q\"") && rule.line == 6 && rule.dial_string_count == 0);
    rule = rule_at(builder, 2);
    cr_expect(rule.action == E911_RULE_DENY_EMERGENCY && rule.line == 7);
    e911_plan_builder_free(builder);
}

/* ---- round trip ------------------------------------------------------------------------------ */

/* Append to a string of 64 kB. */
static int keep(void *user, const char *data, size_t len)
{
    char *text = user;
    size_t used = strlen(text);

    if (used + len >= 65536)
        return 1;
    memcpy(text + used, data, len);
    text[used + len] = '\0';
    return 0;
}

static int refuse_all(void *user, const char *data, size_t len)
{
    (void)user, (void)data, (void)len;
    return 1;
}

/* What was loaded is written, loaded again and written again: the same bytes, the same rules. */
static void check_round_trip(const char *text)
{
    static char sunk[65536];
    e911_plan_builder *first = new_plan_builder(NULL), *second = new_plan_builder(NULL);
    e911_sink sink = {.struct_size = sizeof sink, .user = sunk, .write = keep};
    e911_error error = new_error();
    char *written, *again;

    cr_assert_eq(load(first, text, &error), E911_OK, "%u:%u %s", error.line, error.column,
                 error.message);
    written = csv_of(first);
    cr_assert_eq(load(second, written, &error), E911_OK, "%u:%u %s", error.line, error.column,
                 error.message);
    again = csv_of(second);
    cr_expect_str_eq(again, written);
    sunk[0] = '\0';
    cr_assert_eq(e911_plan_builder_write_csv(first, &sink), E911_OK);
    cr_expect_str_eq(sunk, written);
    sink.write = refuse_all;
    cr_expect_eq(e911_plan_builder_write_csv(first, &sink), E911_ERR_CALLBACK);
    cr_assert_eq(e911_plan_builder_rule_count(first), e911_plan_builder_rule_count(second));
    for (size_t i = 0; i < e911_plan_builder_rule_count(first); i++) {
        e911_rule a = rule_at(first, i), b = rule_at(second, i);

        cr_expect(is_text(a.key, "") == is_text(b.key, "") && a.pattern.len == b.pattern.len &&
                  memcmp(a.pattern.data, b.pattern.data, a.pattern.len) == 0);
        cr_expect_eq(a.action, b.action);
        cr_expect_eq(a.dial_string_count, b.dial_string_count);
        cr_expect_eq(a.description.len, b.description.len);
    }
    free(written);
    free(again);
    e911_plan_builder_free(first);
    e911_plan_builder_free(second);
}

Test(dialplan_csv, round_trip)
{
    check_round_trip("Pattern\n");
    check_round_trip("Pattern,Category\n911,Emergency\n");
    check_round_trip("Description,Pattern,Category\n\" a, \"\"b\"\" \xc3\xa9 =1+1\",411,Local\n");
    check_round_trip("Action,Pattern,NumberList,Category,Site,Key,Display,StandardizedNumber,"
                     "DialString:B,DialString,DialString:A\n"
                     "list,800,Free,,,,,,,,\n"
                     ",9911,,Emergency,,e,Nine,911,911,911,\n"
                     "list,888,Free,,,,,,,,\n"
                     "category,,,Campus,,,,,,,\n"
                     "deny_emergency,112,,,,,,,,,\n"
                     ",1$$$NXXXXXX,Free,Toll Free,HQ,f,,+1$$$NXXXXXX,1,,2\n"
                     ",\"\"\"Oldphone:\"\"+1NxxNxxxxxxZ\",,Campus,,,,,,,\n"
                     ",?@Z,,Network,,,,,,,\n");
}

/* What the project ships. */
Test(dialplan_csv, default_plan)
{
    size_t len;
    char *text = read_project_file("examples/dialplan.csv", &len);

    check_round_trip(text);
    free(text);
}

/* ---- anything -------------------------------------------------------------------------------- */

/* A text cut anywhere is taken or refused, and never read past its end; a refusal has a place
   inside it. */
Test(dialplan_csv, cut_anywhere)
{
    size_t whole;
    char *text = read_project_file("examples/dialplan.csv", &whole);

    for (size_t len = 0; len <= whole; len++) {
        e911_plan_builder *builder = new_plan_builder(NULL);
        e911_error error = new_error();
        char *cut = malloc(len + 1);
        e911_status status;

        memcpy(cut, text, len);
        cut = realloc(cut, len == 0 ? 1 : len);
        status = e911_plan_builder_load_csv(builder, cut, len, &error);
        if (status != E911_OK)
            cr_assert(error.offset <= len && error.line >= 1 && error.column >= 1, "%zu", len);
        free(cut);
        e911_plan_builder_free(builder);
    }
    free(text);
}

/* One byte of it replaced: what is taken goes through a round trip. */
Test(dialplan_csv, any_byte_replaced)
{
    static const char bytes[] = "\"\\,;\n\r\t\x00\xff$?Z@9x";
    size_t len;
    char *text = read_project_file("examples/dialplan.csv", &len);
    unsigned taken = 0;

    for (size_t at = 0; at < len; at++) {
        e911_plan_builder *builder = new_plan_builder(NULL);
        char byte = text[at];

        text[at] = bytes[at % (sizeof bytes - 1)];
        if (e911_plan_builder_load_csv(builder, text, len, NULL) == E911_OK) {
            char *written = csv_of(builder);
            e911_plan_builder *second = new_plan_builder(NULL);
            char *again;

            cr_assert_eq(load(second, written, NULL), E911_OK, "byte %zu", at);
            again = csv_of(second);
            cr_assert_str_eq(again, written, "byte %zu", at);
            taken++;
            free(written);
            free(again);
            e911_plan_builder_free(second);
        }
        text[at] = byte;
        e911_plan_builder_free(builder);
    }
    cr_expect_gt(taken, 100);
    free(text);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static e911_status life(const e911_allocator *allocator)
{
    static const char text[] = "Action,Key,Pattern,NumberList,Category,Site,DialString:A\n"
                               "category,,,,Campus,,\n"
                               "list,,800,Free,,,\n"
                               ",a,1$$$NXXXXXX,Free,Toll Free,HQ,1\n"
                               ",b,7XXX,,Campus,,\n";
    e911_plan_builder *builder = NULL;
    e911_status status = e911_plan_builder_new(allocator, &builder);

    if (status == E911_OK)
        status = load(builder, text, NULL);
    if (status != E911_OK && builder != NULL)
        cr_assert_eq(e911_plan_builder_rule_count(builder), 0);
    e911_plan_builder_free(builder);
    return status;
}

Test(dialplan_csv, every_allocation_fails_once)
{
    cr_assert_gt(fail_every_allocation(life), 5);
}
