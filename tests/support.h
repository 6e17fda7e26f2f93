/* What the suites share: an allocator that counts and fails, files, texts, plans and tables. A
   helper that returns an object ends the test when there is none. */
#ifndef E911_TESTS_SUPPORT_H
#define E911_TESTS_SUPPORT_H

#include <e911/base.h>
#include <e911/dialplan.h>
#include <e911/station.h>

#include <stdbool.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- memory ---------------------------------------------------------------------------------- */

/* Counts what is held; the allocation number `fail_at` (from 0) and all after it fail. */
struct counting_allocator {
    e911_allocator allocator; /* give this one to the library */
    long held;                /* blocks that were not released yet */
    long calls;               /* allocations and resizes asked for */
    long fail_at;             /* -1: none fails */
    bool wrong_size;          /* a block came back with another size than it was asked for with */
};

void counting_allocator_init(struct counting_allocator *counting, long fail_at);

/* Run `life` with no memory at all, then with one allocation more each time, until it no longer
   wants for any and succeeds; whatever failed, nothing may be held after it. The number of runs. */
long fail_every_allocation(e911_status (*life)(const e911_allocator *allocator));

/* ---- files ----------------------------------------------------------------------------------- */

/* The bytes of a file and a NUL; ends the test when it cannot be read. For free(). */
char *read_file(const char *path, size_t *ret_len);

/* The same of a file below the project's root. */
char *read_project_file(const char *path, size_t *ret_len);

/* Folder of the shared test data, or NULL: then the caller notes it and skips. */
const char *shared_data_folder(void);

/* ---- texts and details ----------------------------------------------------------------------- */

bool is_text(e911_text text, const char *expected);

e911_error new_error(void);

/* ---- dial plans ------------------------------------------------------------------------------ */

e911_plan_builder *new_plan_builder(const e911_allocator *allocator);
e911_status set_region(e911_plan_builder *builder, const char *region, e911_error *error);
e911_status add_prefix(e911_plan_builder *builder, const char *prefix, e911_error *error);
e911_status add_number(e911_plan_builder *builder, const char *number, uint32_t call_class,
                       e911_error *error);
e911_plan *build_plan(e911_plan_builder *builder);

e911_match classify(const e911_plan *plan, const char *text, size_t len);
uint32_t class_of(const e911_plan *plan, const char *text);

/* ---- tables of stations ---------------------------------------------------------------------- */

e911_stations_builder *new_stations_builder(const e911_allocator *allocator);
e911_status load_csv(e911_stations_builder *builder, const char *text, e911_error *error);
e911_stations *build_stations(e911_stations_builder *builder);

/* The table a CSV text makes; the empty text makes one without rows. */
e911_stations *stations_of_csv(const char *text, size_t len, const e911_allocator *allocator);

e911_station station_at(const e911_stations *stations, size_t row);

#endif
