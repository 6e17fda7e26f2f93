#define _DEFAULT_SOURCE
#include "base/csv.h"
#include "base/csv_write.h"
#include "vector_lines.h"

enum { FIELDS_MAX = 4 };

static bool is_known(const void *user, e911_text name)
{
    static const char *const names[] = {"NetworkID", "Extension", "ERL"};

    (void)user;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (e911__equal_nocase(name, e911_text_of(names[i])))
            return true;
    }
    return false;
}

static void print_record(e911__writer *w, const e911__csv_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        e911__writer_byte(w, '[');
        e911__csv_write_field(w, &fields[i]);
        e911__writer_byte(w, ']');
    }
    e911__writer_byte(w, '/');
}

/* ---- the header ------------------------------------------------------------------------------ */

/* The header and the rows, up to the end or the first refusal. */
static e911_status print_table(e911__csv *csv, e911__writer *w, uint32_t *ret_line,
                               e911_error *error)
{
    e911__csv_field fields[FIELDS_MAX];
    size_t count;
    e911_status status = e911__csv_header(csv, is_known, NULL, fields, FIELDS_MAX, &count, error);

    *ret_line = status == E911_OK ? fields[0].line : 0;
    while (status == E911_OK && count > 0) {
        print_record(w, fields, count);
        status = e911__csv_next(csv, fields, FIELDS_MAX, &count, error);
    }
    return status;
}

Test(csv, finds_the_header_and_its_separator)
{
    struct vectors vectors = vectors_open("tests/vectors/csv/headers.txt");
    struct vector v;

    while (vectors_next(&vectors, &v)) {
        e911_text input = {at_page_end(v.column[0].data, v.column[0].len), v.column[0].len};
        e911__csv csv = e911__csv_on(input.data, input.len);
        e911_error error = new_error();
        char buf[256];
        e911__writer w = e911__writer_on(buf, sizeof buf);
        char given = v.column[1].data[0];
        uint32_t line;
        e911_status status;

        e911__csv_set_separator(&csv, given == '?' ? E911__CSV_DETECT : given);
        status = print_table(&csv, &w, &line, &error);
        CHECK(vector_status_is(v.column[2], status), "line %d: %d", v.line, status);
        CHECK(text_is(v.column[3], buf, w.len), "line %d: %.*s", v.line, (int)w.len, buf);
        if (status == E911_OK) {
            CHECK(line == vector_number(v.column[4]), "line %d: %u", v.line, line);
            CHECK(csv.record == vector_number(v.column[5]), "line %d: %u", v.line, csv.record);
            continue;
        }
        CHECK(error.status == status && error.line == vector_number(v.column[4]) &&
                  error.column == vector_number(v.column[5]) &&
                  error.offset == vector_number(v.column[6]),
              "line %d: %u, %u, %zu", v.line, error.line, error.column, (size_t)error.offset);
    }
    cr_assert_gt(vectors.cases, 40);
}

/* `rows` rows of prose, then a header. */
static e911_status status_after_preamble(int rows)
{
    char text[1024];
    e911__csv_field fields[FIELDS_MAX];
    e911__csv csv;
    size_t count, len = 0;

    for (int i = 0; i < rows; i++, len += 2)
        memcpy(text + len, "a\n", 2);
    memcpy(text + len, "ERL\n", 4);
    csv = e911__csv_on(text, len + 4);
    return e911__csv_header(&csv, is_known, NULL, fields, FIELDS_MAX, &count, NULL);
}

Test(csv, limits_the_rows_before_the_header)
{
    cr_assert_eq(status_after_preamble(E911__CSV_PREAMBLE_MAX), E911_OK);
    cr_assert_eq(status_after_preamble(E911__CSV_PREAMBLE_MAX + 1), E911_ERR_SYNTAX);
}

Test(csv, knows_its_separators)
{
    for (uint32_t byte = 0; byte < 512; byte++)
        CHECK(e911__csv_is_separator(byte) ==
                  (byte == ',' || byte == ';' || byte == '\t' || byte == '|'),
              "%u", byte);
    cr_assert(!e911__csv_is_separator(UINT32_MAX));
}

/* ---- going on after a refusal ---------------------------------------------------------------- */

Test(csv, resumes_with_the_line_after_the_refused_record)
{
    static const char text[] = "a,b\r\n\"c,d\r\ne\"f,g\nh,i\nj\"\rk,l";
    e911__csv csv = e911__csv_on(text, sizeof text - 1);
    e911__csv_field fields[FIELDS_MAX];
    char buf[64];
    e911__writer w = e911__writer_on(buf, sizeof buf);
    size_t count, refused = 0;
    e911_status status;

    do {
        status = e911__csv_next(&csv, fields, FIELDS_MAX, &count, NULL);
        if (status != E911_OK) {
            e911__csv_resume(&csv);
            refused++;
        } else if (count > 0) {
            print_record(&w, fields, count);
        }
    } while (status != E911_OK || count > 0);
    cr_assert_eq(refused, 3);
    cr_assert(text_is(e911_text_of("[a][b]/[h][i]/[k][l]/"), buf, w.len), "%.*s", (int)w.len, buf);
    cr_assert_eq(csv.line, 6);
}

/* Lines that each open a quote: what is read again after a refusal must not add up. */
Test(csv, resumes_in_linear_time)
{
    enum { LINES = 100000 };
    char *text = malloc(LINES * 3);
    e911__csv_field fields[FIELDS_MAX];
    size_t count, refused = 0;
    e911__csv csv;
    e911_status status;

    for (size_t i = 0; i < LINES; i++)
        memcpy(text + i * 3, "\"a\n", 3);
    csv = e911__csv_on(text, LINES * 3);
    do {
        status = e911__csv_next(&csv, fields, FIELDS_MAX, &count, NULL);
        refused += status == E911_OK ? 0 : 1;
        if (status != E911_OK)
            e911__csv_resume(&csv);
    } while (status != E911_OK || count > 0);
    cr_assert_eq(refused, LINES);
    free(text);
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Write the fields of a vector, which have '|' between them. */
static void write_fields(e911__csv_out *out, e911_text fields)
{
    e911__cursor cursor = e911__cursor_on(fields.data, fields.len);

    do {
        e911__csv_out_field(out, e911__cursor_until(&cursor, '|'));
    } while (e911__cursor_take(&cursor, '|'));
    e911__csv_out_end(out);
}

/* What is written without a guard reads back as it was. */
static void read_back(struct vector *v, e911_text record)
{
    e911__csv csv = e911__csv_on(record.data, record.len);
    e911__csv_field fields[8];
    char buf[256];
    e911__writer w = e911__writer_on(buf, sizeof buf);
    size_t count;

    e911__csv_set_separator(&csv, v->column[0].data[0]);
    cr_assert_eq(e911__csv_next(&csv, fields, COUNT(fields), &count, NULL), E911_OK);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            e911__writer_byte(&w, '|');
        e911__csv_write_field(&w, &fields[i]);
    }
    cr_assert(text_is(v->column[1], buf, w.len), "line %d: %.*s", v->line, (int)w.len, buf);
    cr_assert(e911__cursor_done(&csv.cursor), "line %d: more than one record", v->line);
}

Test(csv, writes_quotes_where_they_are_needed)
{
    struct vectors vectors = vectors_open("tests/vectors/csv/written.txt");
    struct vector v;

    while (vectors_next(&vectors, &v)) {
        for (int guarded = 0; guarded < 2; guarded++) {
            e911_text expected = v.column[2 + (v.column[3].len > 0 ? guarded : 0)];
            char buf[256];
            e911__writer w = e911__writer_on(buf, sizeof buf);
            e911__csv_out out = {
                .writer = &w, .separator = v.column[0].data[0], .guards_formulas = guarded != 0};

            write_fields(&out, v.column[1]);
            cr_assert(text_is(expected, buf, w.len), "line %d: %.*s", v.line, (int)w.len, buf);
            if (!guarded)
                read_back(&v, e911__text(buf, w.len));
        }
    }
    cr_assert_gt(vectors.cases, 20);
}

Test(csv, knows_what_needs_no_quotes)
{
    static const char *const bare[] = {"", "a", " a", "1=1", "a'b", "=1", "a;b", "a\tb", "a|b"};
    static const char *const other[] = {"a,b", "a\"", "\r", "a\n", ","};

    for (size_t i = 0; i < COUNT(bare); i++)
        cr_assert(e911__csv_is_bare(e911_text_of(bare[i]), ','), "%s", bare[i]);
    for (size_t i = 0; i < COUNT(other); i++)
        cr_assert(!e911__csv_is_bare(e911_text_of(other[i]), ','), "%s", other[i]);
    cr_assert(e911__csv_is_bare(e911_text_of("a,b"), ';'));
    cr_assert(!e911__csv_is_bare(e911_text_of("a;b"), ';'));
}
