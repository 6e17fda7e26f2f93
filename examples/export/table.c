#include "table.h"

#include <stdio.h>
#include <stdlib.h>

#include "intake.h"
#include "layout.h"

void table_free(struct table *table)
{
    e911_stations_unref(table->stations);
    e911_locations_unref(table->locations);
    *table = (struct table){.stations = NULL};
}

static void print_finding(struct intake *intake, const e911_finding *finding)
{
    const char *unit = intake->source->kind->place ? "line" : "row";
    uint32_t line, column, other_line, other_column;
    char other[64] = "";

    intake_place(intake, finding->row, finding->field, &line, &column);
    intake_place(intake, finding->other_row, NULL, &other_line, &other_column);
    if (other_line)
        snprintf(other, sizeof other, " (compare %s %u)", unit, other_line);
    report_finding(&intake->counts, intake->source->options->name, line, column, finding, other);
}

static void print_findings(struct intake *intake)
{
    for (size_t i = 0; i < e911_findings_count(intake->findings); i++) {
        e911_finding finding = {.struct_size = sizeof finding};

        if (e911_findings_at(intake->findings, i, &finding) == E911_OK)
            print_finding(intake, &finding);
    }
    report_dropped(&intake->counts, intake->source->options->name, intake->findings);
}

static enum source_step build_and_report(struct table *table, struct intake *intake)
{
    e911_status status = e911_stations_builder_build(intake->builder, &table->stations);

    if (status == E911_OK)
        status = e911_stations_lint(table->stations, table->locations, intake->findings);
    if (status != E911_OK)
        return intake_out_of_memory(intake);
    print_findings(intake);
    table->counts.errors += intake->counts.errors;
    table->counts.warnings += intake->counts.warnings;
    return SOURCE_OK;
}

/* Before the first row: a large table is not fetched for a form that cannot be. */
static bool choose_columns(const struct table *table, const struct settings *settings,
                           struct intake *intake)
{
    const struct layout_known known = {.choice = &intake->choice, .locations = table->locations};

    return columns_choose(&settings->columns, intake->source, &intake->choice) &&
           layout_check(settings->layout, &known);
}

enum source_step table_fill(struct table *table, struct source *source,
                            const struct settings *settings, struct progress *progress)
{
    struct intake *intake = calloc(1, sizeof *intake);
    enum source_step step = SOURCE_BAD_INPUT;

    if (!intake || !intake_begin(intake, source)) {
        source_error(source, "OUT_OF_MEMORY", "not enough memory");
    } else if (choose_columns(table, settings, intake)) {
        step = intake_take_rows(intake, progress);
        progress_end(progress);
    }
    if (step == SOURCE_END)
        step = build_and_report(table, intake);
    if (intake)
        intake_free(intake);
    free(intake);
    return step;
}
