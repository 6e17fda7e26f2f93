#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory ---------------------------------------------------------------------------------- */

/* A block remembers its size in front of itself. */
#define HEAD 16

static void *counting_alloc(void *user, size_t size)
{
    struct counting_allocator *counting = user;
    char *block;

    if (counting->calls++ >= counting->fail_at && counting->fail_at >= 0)
        return NULL;
    block = malloc(HEAD + size);
    if (block == NULL)
        return NULL;
    memcpy(block, &size, sizeof size);
    /* What the library forgets to set must not look set. */
    memset(block + HEAD, 0xa5, size);
    counting->held++;
    return block + HEAD;
}

static void counting_release(void *user, void *memory, size_t size)
{
    struct counting_allocator *counting = user;
    char *block = (char *)memory - HEAD;
    size_t asked;

    memcpy(&asked, block, sizeof asked);
    if (asked != size)
        counting->wrong_size = true;
    counting->held--;
    free(block);
}

static void *counting_resize(void *user, void *memory, size_t old_size, size_t new_size)
{
    void *block = counting_alloc(user, new_size);

    if (block == NULL)
        return NULL;
    memcpy(block, memory, old_size < new_size ? old_size : new_size);
    counting_release(user, memory, old_size);
    return block;
}

void counting_allocator_init(struct counting_allocator *counting, long fail_at)
{
    memset(counting, 0, sizeof *counting);
    counting->fail_at = fail_at;
    e911_allocator_init(&counting->allocator, sizeof counting->allocator);
    counting->allocator.user = counting;
    counting->allocator.alloc = counting_alloc;
    counting->allocator.resize = counting_resize;
    counting->allocator.release = counting_release;
}

long fail_every_allocation(e911_status (*life)(const e911_allocator *allocator))
{
    e911_status status = E911_ERR_NOMEM;
    struct counting_allocator counting;
    long fail_at;

    for (fail_at = 0; status == E911_ERR_NOMEM; fail_at++) {
        counting_allocator_init(&counting, fail_at);
        status = life(&counting.allocator);
        cr_assert_eq(counting.held, 0, "leak when allocation %ld fails", fail_at);
        cr_assert_not(counting.wrong_size, "size when allocation %ld fails", fail_at);
    }
    cr_expect_eq(status, E911_OK, "got %s", e911_status_name(status));
    return fail_at;
}

/* ---- files ----------------------------------------------------------------------------------- */

char *read_file(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long size;

    cr_assert_not_null(file, "cannot read %s", path);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    text = malloc((size_t)size + 1);
    cr_assert_eq(fread(text, 1, (size_t)size, file), (size_t)size);
    text[size] = '\0';
    fclose(file);
    *ret_len = (size_t)size;
    return text;
}

char *read_project_file(const char *path, size_t *ret_len)
{
    const char *root = getenv("E911_SOURCE_ROOT");
    char name[4096];

    snprintf(name, sizeof name, "%s/%s", root == NULL ? "." : root, path);
    return read_file(name, ret_len);
}

const char *shared_data_folder(void)
{
    const char *folder = getenv("E911_TEST_DATA");

    return folder == NULL || *folder == '\0' ? NULL : folder;
}

/* ---- texts and details ----------------------------------------------------------------------- */

bool is_text(e911_text text, const char *expected)
{
    return text.len == strlen(expected) &&
           (text.len == 0 || memcmp(text.data, expected, text.len) == 0);
}

e911_error new_error(void)
{
    e911_error error;

    e911_error_init(&error, sizeof error);
    return error;
}

/* ---- dial plans ------------------------------------------------------------------------------ */

e911_plan_builder *new_plan_builder(const e911_allocator *allocator)
{
    e911_plan_builder *builder = NULL;

    cr_assert_eq(e911_plan_builder_new(allocator, &builder), E911_OK);
    return builder;
}

e911_status set_region(e911_plan_builder *builder, const char *region, e911_error *error)
{
    return e911_plan_builder_set_region(builder, region, strlen(region), error);
}

e911_status add_prefix(e911_plan_builder *builder, const char *prefix, e911_error *error)
{
    return e911_plan_builder_add_access_prefix(builder, prefix, strlen(prefix), error);
}

e911_status add_number(e911_plan_builder *builder, const char *number, uint32_t call_class,
                       e911_error *error)
{
    return e911_plan_builder_add_number(builder, number, strlen(number), call_class, error);
}

e911_plan *build_plan(e911_plan_builder *builder)
{
    e911_plan *plan = NULL;

    cr_assert_eq(e911_plan_builder_build(builder, &plan, NULL), E911_OK);
    cr_assert_not_null(plan);
    return plan;
}

e911_match classify(const e911_plan *plan, const char *text, size_t len)
{
    e911_match match;

    e911_match_init(&match, sizeof match);
    /* Criterion reports every passed assertion to its parent, and suites classify 100000 texts. */
    if (e911_plan_classify(plan, text, len, 0, &match) != E911_OK)
        cr_assert_fail("classify refused %s", text);
    return match;
}

uint32_t class_of(const e911_plan *plan, const char *text)
{
    return classify(plan, text, strlen(text)).call_class;
}

/* ---- tables of stations ---------------------------------------------------------------------- */

e911_stations_builder *new_stations_builder(const e911_allocator *allocator)
{
    e911_stations_builder *builder = NULL;

    cr_assert_eq(e911_stations_builder_new(allocator, &builder), E911_OK);
    return builder;
}

e911_status load_csv(e911_stations_builder *builder, const char *text, e911_error *error)
{
    return e911_stations_builder_load_csv(builder, text, strlen(text), error);
}

e911_stations *build_stations(e911_stations_builder *builder)
{
    e911_stations *stations = NULL;

    cr_assert_eq(e911_stations_builder_build(builder, &stations), E911_OK);
    cr_assert_not_null(stations);
    return stations;
}

e911_stations *stations_of_csv(const char *text, size_t len, const e911_allocator *allocator)
{
    e911_stations_builder *builder = new_stations_builder(allocator);
    e911_stations *stations;

    /* A text without a header row is refused. */
    if (len > 0)
        cr_assert_eq(e911_stations_builder_load_csv(builder, text, len, NULL), E911_OK);
    stations = build_stations(builder);
    e911_stations_builder_free(builder);
    return stations;
}

e911_station station_at(const e911_stations *stations, size_t row)
{
    e911_station station;

    cr_assert_eq(e911_station_init(&station, sizeof station), E911_OK);
    cr_assert_eq(e911_stations_at(stations, row, &station), E911_OK, "row %zu", row);
    return station;
}
