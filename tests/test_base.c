/* The base: cursor, writer, structs, memory, statuses, text, index and CSV. */
#define _DEFAULT_SOURCE

#include "base/csv.h"
#include "base/error.h"
#include "base/reference.h"
#include "base/struct.h"
#include "base/utf8.h"
#include "memory_support.h"
#include "vector_lines.h"

#include <stdio.h>

/* ---- cursor and writer ----------------------------------------------------------------------- */

Test(base, cursor_gives_bytes_unsigned_and_stays_at_the_end)
{
    const char *text = at_page_end("a\xff\0;", 4);
    e911__cursor c = e911__cursor_on(text, 4);

    cr_assert_eq(e911__cursor_next(&c), 'a');
    cr_assert_eq(e911__cursor_peek(&c), 255, "a byte of all ones is not the end");
    cr_assert_eq(e911__cursor_next(&c), 255);
    cr_assert_eq(e911__cursor_next(&c), 0, "NUL is a byte like any other");
    cr_assert_not(e911__cursor_take(&c, ','));
    cr_assert_eq(e911__cursor_offset(&c), 3);
    cr_assert(e911__cursor_take(&c, ';'));
    cr_assert(e911__cursor_done(&c));
    cr_assert_eq(e911__cursor_peek(&c), E911__END);
    cr_assert_eq(e911__cursor_next(&c), E911__END);
    cr_assert_not(e911__cursor_take(&c, 0));
    cr_assert(e911__cursor_text(&c, 7).len == 0 && e911__cursor_until(&c, ';').len == 0);
    e911__cursor_skip(&c, SIZE_MAX);
    cr_assert(e911__cursor_offset(&c) == 4 && e911__cursor_left(&c) == 0);
}

Test(base, cursor_moves_no_further_than_the_end)
{
    static const char stops[] = "abcdx";

    for (size_t len = 0; len <= 4; len++) {
        const char *text = at_page_end(stops, len);

        for (size_t at = 0; at <= len; at++) {
            for (size_t count = 0; count <= 5; count++) {
                e911__cursor c = e911__cursor_on(len == 0 ? NULL : text, len);
                size_t moved = count < len - at ? count : len - at;
                size_t stop = count >= at && count < len ? count : len;
                e911_text part;

                e911__cursor_skip(&c, at);
                part = e911__cursor_text(&c, count);
                cr_assert_eq(part.len, moved, "%zu of %zu at %zu", count, len, at);
                cr_assert_eq(part.data, c.start + at);
                cr_assert_eq(e911__cursor_offset(&c), at + moved);
                cr_assert_eq(e911__cursor_left(&c), len - at - moved);
                c.at = c.start + at;
                part = e911__cursor_until(&c, stops[count < 5 ? count : 4]);
                cr_assert_eq(part.len, stop - at, "'%c' in %zu from %zu", stops[count], len, at);
                cr_assert_eq(e911__cursor_offset(&c), stop);
                cr_assert_eq(e911__cursor_done(&c), stop == len);
            }
        }
    }
}

Test(base, writer_counts_what_does_not_fit_and_leaves_what_follows_alone)
{
    static const char whole[] = "9-911;text";
    static const size_t parts[] = {1, 4, 0, 1, 4};

    for (size_t size = 0; size <= 14; size++) {
        char buf[16] = "################";
        e911__writer w = e911__writer_on(buf, size);
        size_t len = 99, fitted = 0, at = 0;

        for (size_t i = 0; i < 5; at += parts[i++]) {
            e911__writer_bytes(&w, whole + at, parts[i]);
            fitted = at + parts[i] <= size ? at + parts[i] : fitted;
        }
        cr_assert_eq(e911__writer_end(&w, &len), size < 10 ? E911_ERR_BUFFER_SIZE : E911_OK);
        cr_assert_eq(len, 10, "size %zu", size);
        cr_assert(memcmp(buf, whole, fitted) == 0, "size %zu", size);
        for (size_t i = fitted; i < sizeof buf; i++)
            cr_assert_eq(buf[i], '#', "size %zu: byte %zu was touched", size, i);
    }
}

Test(base, writer_room_is_there_or_null)
{
    char buf[4];
    e911__writer w = e911__writer_on(buf, sizeof buf);
    e911__writer counting = e911__writer_on(NULL, 100);

    cr_assert(e911__writer_room(&w, 4) == buf && e911__writer_room(&w, 5) == NULL);
    e911__writer_commit(&w, 3);
    cr_assert(e911__writer_room(&w, 1) == buf + 3 && e911__writer_room(&w, 2) == NULL);
    cr_assert_null(e911__writer_room(&w, SIZE_MAX));
    e911__writer_commit(&w, 7);
    cr_assert_null(e911__writer_room(&w, 0), "the text is longer than the buffer already");
    e911__writer_bytes(&counting, "12345", 5);
    cr_assert_eq(counting.len, 5, "no buffer: the length is counted all the same");
    cr_assert_eq(counting.size, 0);
}

/* ---- text ------------------------------------------------------------------------------------ */

Test(base, bytes_have_their_ascii_class_whatever_the_locale)
{
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        bool digit = c >= 0x30 && c <= 0x39;
        bool upper = c >= 0x41 && c <= 0x5a;
        bool lower = c >= 0x61 && c <= 0x7a;
        int letter = (upper ? c - 0x41 : c - 0x61) + 10;
        int hex = digit ? c - 0x30 : (upper || lower) && letter < 16 ? letter : -1;

        cr_assert_eq(e911__is_digit(byte), digit, "byte %d", c);
        cr_assert_eq(e911__is_alpha(byte), upper || lower, "byte %d", c);
        cr_assert_eq(e911__is_blank(byte), c == 32 || c == 9, "byte %d", c);
        cr_assert_eq((unsigned char)e911__lower(byte), upper ? c + 32 : c, "byte %d", c);
        cr_assert_eq(e911__hex_value[c], hex, "byte %d", c);
        cr_assert_eq(e911__fits_header(e911__text(&byte, 1)), c != 0 && c != 10 && c != 13,
                     "byte %d", c);
    }
}

Test(base, texts_compare_and_trim)
{
    e911_text text = e911_text_of(" \t\r\nFront desk\n\r\t ");
    e911_text trimmed = e911__trim(text);

    cr_assert_eq(e911_text_of(NULL).len, 0);
    cr_assert_eq(text.len, 18);
    cr_assert(e911__equal(trimmed, E911__TEXT("Front desk")));
    cr_assert_eq(trimmed.data, text.data + 4);
    cr_assert_eq(e911__trim(E911__TEXT(" \r\n")).len, 0);
    cr_assert_eq(e911__find(trimmed, 'd'), 6);
    cr_assert_eq(e911__find(trimmed, 'x'), trimmed.len);
    cr_assert_eq(e911__find(e911__text(NULL, 0), 'x'), 0);
    cr_assert(e911__equal(e911__text(NULL, 0), E911__TEXT("")));
    cr_assert_not(e911__equal(E911__TEXT("ab"), E911__TEXT("abc")));
    cr_assert_not(e911__equal(E911__TEXT("ab"), E911__TEXT("aB")));
    cr_assert(e911__equal_nocase(E911__TEXT("aB\0z"), E911__TEXT("Ab\0Z")));
    cr_assert_not(e911__equal_nocase(E911__TEXT("a["), E911__TEXT("a{")));
    cr_assert_not(e911__equal_nocase(E911__TEXT("ab"), E911__TEXT("abc")));
}

/* ---- structs that grow ----------------------------------------------------------------------- */

/* What a first release knows, and what a later one does. */
struct first {
    size_t struct_size;
    uint32_t a, b;
};

struct later {
    size_t struct_size;
    uint32_t a, b, c, d;
};

Test(base, struct_init_wants_a_plausible_size)
{
    static unsigned char room[E911__STRUCT_SIZE_MAX + 1];
    e911_error error;
    e911_allocator allocator;

    memset(room, 0xa5, sizeof room);
    cr_assert_eq(e911__struct_init(NULL, 16, 16), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911__struct_init(room, 15, 16), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911__struct_init(room, 0, 16), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911__struct_init(room, sizeof room, 16), E911_ERR_STRUCT_SIZE);
    for (size_t i = 0; i < sizeof room; i++)
        CHECK(room[i] == 0xa5, "byte %zu was touched by a refused init", i);
    cr_assert_eq(e911__struct_init(room, sizeof room - 1, 16), E911_OK);
    cr_assert_eq(((struct first *)(void *)room)->struct_size, sizeof room - 1);
    for (size_t i = sizeof(size_t); i < sizeof room; i++)
        CHECK(room[i] == (i < sizeof room - 1 ? 0 : 0xa5), "byte %zu", i);

    cr_assert_eq(e911_error_init(NULL, sizeof error), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_error_init(&error, sizeof error - 1), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_error_init(&error, sizeof error), E911_OK);
    cr_assert_eq(error.struct_size, sizeof error);
    cr_assert_eq(e911_allocator_init(NULL, sizeof allocator), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911_allocator_init(&allocator, SIZE_MAX), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911_allocator_init(&allocator, sizeof allocator), E911_OK);
    cr_assert(allocator.alloc == NULL && allocator.resize == NULL && allocator.release == NULL);
}

Test(base, struct_check_refuses_what_the_library_could_not_obey)
{
    struct later given = {sizeof given, 1, 2, 0, 0};
    size_t known = sizeof(struct first);

    cr_assert_eq(e911__struct_check_in(NULL, known, known), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911__struct_check_out(NULL, known), E911_ERR_INVALID_ARGUMENT);
    cr_assert_eq(e911__struct_check_in(&given, known, known), E911_OK, "a newer caller");
    given.d = 0x01000000;
    cr_assert_eq(e911__struct_check_in(&given, known, known), E911_ERR_STRUCT_UNKNOWN);
    cr_assert_eq(e911__struct_check_out(&given, known), E911_OK, "to be filled: nothing to obey");
    cr_assert_eq(e911__struct_check_in(&given, known, sizeof given), E911_OK, "known by now");
    given.struct_size = known - 1;
    cr_assert_eq(e911__struct_check_in(&given, known, known), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911__struct_check_out(&given, known), E911_ERR_STRUCT_SIZE);
    given.struct_size = E911__STRUCT_SIZE_MAX + 1;
    cr_assert_eq(e911__struct_check_in(&given, known, known), E911_ERR_STRUCT_SIZE);
    cr_assert_eq(e911__struct_check_out(&given, known), E911_ERR_STRUCT_SIZE);
}

Test(base, structs_of_older_and_newer_callers_are_stored_and_loaded)
{
    struct later newer = {sizeof newer, 7, 7, 7, 7};
    struct later older = {sizeof(struct first), 7, 7, 7, 7};
    struct first small = {0, 1, 2};
    struct later large = {0, 1, 2, 3, 4};

    e911__struct_store(&newer, &small, sizeof small);
    cr_assert_eq(newer.struct_size, sizeof newer, "struct_size is the caller's");
    cr_assert(newer.a == 1 && newer.b == 2 && newer.c == 0 && newer.d == 0);
    e911__struct_store(&older, &large, sizeof large);
    cr_assert_eq(older.struct_size, sizeof(struct first));
    cr_assert(older.a == 1 && older.b == 2);
    cr_assert(older.c == 7 && older.d == 7, "bytes past the caller's struct were written");
    older.a = 5;
    e911__struct_load(&large, sizeof large, &older);
    cr_assert_eq(large.struct_size, sizeof large);
    cr_assert(large.a == 5 && large.b == 2 && large.c == 0 && large.d == 0);
}

Test(base, refusals_fill_the_error_and_success_leaves_it)
{
    struct {
        e911_error error;
        char tail[16];
    } newer;
    e911_error unset = {.message = "mine"};

    memset(&newer, 0xa5, sizeof newer);
    newer.error.struct_size = sizeof newer;
    cr_assert_eq(e911__refuse_at(&newer.error, E911_ERR_LIMIT, 9, 3, 4, "m", "e"), E911_ERR_LIMIT);
    cr_assert(newer.error.struct_size == sizeof newer && newer.error.status == E911_ERR_LIMIT);
    cr_assert(newer.error.offset == 9 && newer.error.line == 3 && newer.error.column == 4);
    cr_assert_eq(newer.error.reserved, 0);
    cr_assert(*newer.error.message == 'm' && *newer.error.expected == 'e');
    cr_assert_arr_eq(newer.tail, ((char[16]){0}), 16);
    cr_assert_eq(e911__refuse(NULL, E911_ERR_SYNTAX, 0, "m", NULL), E911_ERR_SYNTAX);
    cr_assert_eq(e911__refuse(&unset, E911_ERR_SYNTAX, 0, "m", NULL), E911_ERR_SYNTAX);
    cr_assert_str_eq(unset.message, "mine", "a struct that was never set up is not written to");
}

/* ---- memory ---------------------------------------------------------------------------------- */

Test(base, allocator_is_complete_or_refused)
{
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    e911_allocator given[4];

    cr_assert_eq(memory.user, &counting);
    for (int i = 0; i < 4; i++)
        given[i] = counting.allocator;
    given[0].alloc = NULL;
    given[1].resize = NULL;
    given[2].release = NULL;
    given[3].struct_size = 0;
    for (int i = 0; i < 4; i++)
        cr_assert_eq(e911__memory_init(&memory, &given[i]),
                     i < 3 ? E911_ERR_INVALID_ARGUMENT : E911_ERR_STRUCT_SIZE, "case %d", i);
}

Test(base, memory_is_zeroed_and_released_with_its_size)
{
    struct counting_allocator counting;
    e911__memory memory = memory_of(&counting, -1);
    char *block = e911__alloc(&memory, 100);
    uint64_t *array = e911__alloc_array(&memory, 10, sizeof *array);

    for (int i = 0; i < 100; i++)
        cr_assert(block[i] == 0 && array[i / 10] == 0, "byte %d", i);
    cr_assert_null(e911__alloc_array(&memory, SIZE_MAX / 8 + 1, 8), "the product wraps to 0");
    cr_assert(counting.calls == 2 && counting.held == 2);
    e911__release(&memory, NULL, 5);
    e911__release(&memory, block, 100);
    e911__release(&memory, array, 10 * sizeof *array);
    check_all_back(&counting);
}

/* Grow to 1000 numbers; how many fitted. */
static uint32_t grow_to_1000(const e911__memory *memory)
{
    uint32_t *array = NULL;
    size_t capacity = 0;
    uint32_t count = 0;
    e911_status status = E911_OK;

    while (count < 1000 && status == E911_OK) {
        status = e911__grow(memory, &array, &capacity, count + 1, sizeof *array);
        if (status == E911_OK) {
            array[count] = count;
            count++;
        }
    }
    CHECK(status == (count < 1000 ? E911_ERR_NOMEM : E911_OK), "%u: %d", count, status);
    for (uint32_t i = 0; i < count; i++)
        CHECK(array[i] == i, "element %u of %u was lost", i, count);
    e911__release(memory, array, capacity * sizeof *array);
    return count;
}

Test(base, arrays_grow_and_stay_as_they_were_when_memory_ends)
{
    struct counting_allocator counting = {.calls = 1};
    uint32_t before = 0;

    for (long fail_at = 0; counting.calls >= fail_at; fail_at++) {
        e911__memory memory = memory_of(&counting, fail_at);
        uint32_t count = grow_to_1000(&memory);

        cr_assert(fail_at == 0 ? count == 0 : count > before, "failing %ld: %u", fail_at, count);
        check_all_back(&counting);
        before = count;
    }
    cr_assert_eq(before, 1000, "the last round has all its memory");
}

/* Doubling past the largest size must end, too. */
Test(base, growing_past_all_memory_is_refused, .timeout = 2)
{
    static const size_t absurd[] = {SIZE_MAX / 4, SIZE_MAX / 2, SIZE_MAX - 1, SIZE_MAX};
    e911__memory memory;

    cr_assert_eq(e911__memory_init(&memory, NULL), E911_OK);
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        uint64_t *array = NULL;
        size_t capacity = 0;

        cr_assert_eq(e911__grow(&memory, &array, &capacity, absurd[i], 8), E911_ERR_NOMEM,
                     "need %zx", absurd[i]);
        cr_assert(array == NULL && capacity == 0, "need %zx", absurd[i]);
    }
}

Test(base, the_last_reference_is_told)
{
    e911__reference count;

    e911__reference_init(&count);
    e911__reference_take(&count);
    cr_assert_not(e911__reference_drop(&count));
    cr_assert(e911__reference_drop(&count));
}

/* ---- statuses and version -------------------------------------------------------------------- */

/* The numbers are part of the ABI: this list is never changed, only made longer. */
static const char status_names[] =
    "OK ERR_NOMEM ERR_INVALID_ARGUMENT ERR_STRUCT_SIZE ERR_STRUCT_UNKNOWN ERR_BUFFER_SIZE "
    "ERR_NOT_FOUND ERR_DUPLICATE ERR_SYNTAX ERR_ENCODING ERR_LIMIT ERR_UNSUPPORTED ERR_STATE "
    "ERR_CONFLICT ERR_CALLBACK ERR_STACK ";

Test(base, statuses_keep_their_numbers_and_names)
{
    const char *at = status_names;
    int count = 0;

    for (; *at != '\0'; at = strchr(at, ' ') + 1, count++) {
        char name[64];

        snprintf(name, sizeof name, "E911_%.*s", (int)strcspn(at, " "), at);
        cr_assert_str_eq(e911_status_name((-count)), name);
    }
    cr_assert_eq(count, 16);
    cr_assert_str_eq(e911_status_name((-count)), "E911_ERR_?");
    cr_assert_str_eq(e911_status_name(1), "E911_ERR_?");
    cr_assert_str_eq(e911_status_name(INT32_MIN), "E911_ERR_?");
}

Test(base, version_is_that_of_the_headers)
{
    uint32_t version = E911_VERSION;
    char text[32];

    snprintf(text, sizeof text, "%u.%u.%u", version >> 16, version >> 8 & 255, version & 255);
    cr_assert_eq(e911_version(), E911_VERSION);
    cr_assert_str_eq(e911_version_string(), E911_VERSION_STRING);
    cr_assert_str_eq(e911_version_string(), text);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

enum { FIELDS_MAX = 4 };

/* A record as the vectors print it: [field][field], one record after the other. */
static void print_record(e911__writer *w, const e911__csv_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        e911__writer_byte(w, '[');
        e911__csv_write_field(w, &fields[i]);
        e911__writer_byte(w, ']');
    }
    e911__writer_byte(w, '/');
}

/* Read all records up to the end or the first refusal. */
static e911_status print_records(e911_text text, e911__writer *w, e911_error *error)
{
    e911__csv csv = e911__csv_on(text.data, text.len);
    e911__csv_field fields[FIELDS_MAX];
    size_t count;
    e911_status status;

    while ((status = e911__csv_next(&csv, fields, FIELDS_MAX, &count, error)) == E911_OK &&
           count > 0)
        print_record(w, fields, count);
    cr_assert_eq(count, 0, "a refused record has no fields");
    return status;
}

/* Column 1 input, 2 status, 3 the records read, 4-6 line, column and offset of the refusal. */
Test(base, csv_vectors)
{
    struct vectors vectors = vectors_open("tests/vectors/csv/records.txt");
    struct vector v;

    while (vectors_next(&vectors, &v)) {
        e911_text input = {at_page_end(v.column[0].data, v.column[0].len), v.column[0].len};
        e911_error error = {.struct_size = sizeof error, .offset = 12345};
        char buf[256];
        e911__writer w = e911__writer_on(buf, sizeof buf);
        e911_status status = print_records(input, &w, &error);

        cr_assert(vector_status_is(v.column[1], status), "line %d: %s", v.line,
                  e911_status_name(status));
        cr_assert(text_is(v.column[2], buf, w.len), "line %d: %.*s", v.line, (int)w.len, buf);
        if (status == E911_OK) {
            cr_assert_eq(error.offset, 12345, "line %d: the error was touched", v.line);
            continue;
        }
        cr_assert_eq(error.status, status, "line %d", v.line);
        cr_assert_eq(error.line, vector_number(v.column[3]), "line %d: %u", v.line, error.line);
        cr_assert_eq(error.column, vector_number(v.column[4]), "line %d: %u", v.line, error.column);
        cr_assert_eq(error.offset, vector_number(v.column[5]), "line %d: %zu", v.line,
                     (size_t)error.offset);
    }
    cr_assert_gt(vectors.cases, 50);
}

Test(base, csv_fields_know_their_place)
{
    static const char text[] = "\xef\xbb\xbf"
                               "a,\"b\r\nc\",\"\"\r\n\n,\"d\"";
    static const uint32_t places[][3] = {{1, 1, 3}, {1, 4, 6}, {2, 5, 13}, {4, 1, 17}, {4, 3, 19}};
    e911__csv csv = e911__csv_on(text, sizeof text - 1);
    e911__csv_field fields[FIELDS_MAX];
    size_t count, place = 0;

    while (e911__csv_next(&csv, fields, FIELDS_MAX, &count, NULL) == E911_OK && count > 0) {
        for (size_t i = 0; i < count; i++, place++) {
            const e911__csv_field *f = &fields[i];

            cr_assert(f->line == places[place][0] && f->column == places[place][1] &&
                          f->offset == places[place][2] && f->raw.data == text + f->offset,
                      "field %zu: %u, %u, %zu", place, f->line, f->column, f->offset);
        }
    }
    cr_assert_eq(place, 5);
}

Test(base, csv_takes_a_field_of_a_megabyte)
{
    enum { SIZE = 1 << 20 };
    char *text = at_page_end(NULL, 0) - SIZE;
    e911__csv csv = e911__csv_on(text, SIZE);
    e911__csv_field field;
    e911_error error = {.struct_size = sizeof error};
    e911__writer w = e911__writer_on(NULL, 0);
    size_t count;

    memset(text, 'x', SIZE);
    text[0] = text[SIZE - 1] = '"';
    memcpy(text + SIZE - 6, "\"\"\r\n", 4);
    cr_assert_eq(e911__csv_next(&csv, &field, 1, &count, &error), E911_OK);
    cr_assert(count == 1 && field.raw.len == SIZE - 2);
    e911__csv_write_field(&w, &field);
    cr_assert_eq(w.len, SIZE - 3, "the doubled quote is one");
    text[SIZE - 1] = 'x';
    csv = e911__csv_on(text, SIZE);
    cr_assert_eq(e911__csv_next(&csv, &field, 1, &count, &error), E911_ERR_SYNTAX);
    cr_assert(error.offset == 0 && error.line == 1 && error.column == 1);
}

/* ---- UTF-8 ----------------------------------------------------------------------------------- */

/* The bytes of a code point, whatever it is; RFC 3629 section 3. */
static size_t encode(uint32_t point, char *bytes)
{
    if (point < 0x80) {
        bytes[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        bytes[0] = (char)(0xc0 | point >> 6);
        bytes[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        bytes[0] = (char)(0xe0 | point >> 12);
        bytes[1] = (char)(0x80 | (point >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | point >> 18);
    bytes[1] = (char)(0x80 | (point >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (point >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

Test(base, utf8_takes_every_character_and_no_surrogate)
{
    char bytes[4];

    for (uint32_t point = 0; point < 0x1fffff; point++) {
        size_t len = encode(point, bytes);
        bool is_character = point < 0xd800 || (point > 0xdfff && point < 0x110000);
        size_t seen = e911__utf8_length(e911__text(bytes, len));

        cr_assert_eq(seen, is_character ? len : 0, "U+%04X: %zu", (unsigned)point, seen);
        if (len > 1)
            cr_assert_eq(e911__utf8_length(e911__text(bytes, len - 1)), 0, "cut U+%04X",
                         (unsigned)point);
    }
}

Test(base, utf8_refuses_what_is_none_and_says_where)
{
    static const struct {
        const char *text;
        size_t flaw; /* or the length: none */
    } cases[] = {
        {"", 0},
        {"a", 1},
        {"\xc3\xa9t\xc3\xa9", 5},
        {"ab\xff", 2},
        {"\x80", 0},
        {"\xc0\xaf", 0},
        {"\xe0\x80\xaf", 0},
        {"\xf0\x80\x80\xaf", 0},
        {"\xc1\xbf", 0},
        {"x\xc3(", 1},
        {"\xe2\x82", 0},
        {"\xe2\x82(", 0},
        {"\xf5\x80", 0},
        {"ab\x1f", 2},
        {"ab\t", 2},
        {"ab\x7f", 2},
        {"a\nb", 1},
        {"\xc2\x85", 2},
        {"9\xef\xbc\x91", 4},
        {"\xed\xa0\x80", 0},
    };
    size_t offset;

    for (size_t i = 0; i < COUNT(cases); i++) {
        e911_text text = e911_text_of(cases[i].text);

        offset = text.len;
        cr_expect_eq(e911__is_printable(text, &offset), cases[i].flaw == text.len, "case %zu", i);
        cr_expect_eq(offset, cases[i].flaw, "case %zu: offset %zu", i, offset);
    }
    cr_expect_not(e911__is_printable(e911__text("a\0b", 3), &offset));
    cr_expect_eq(offset, 1);
}
