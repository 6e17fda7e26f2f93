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

static void print_findings(struct intake *intake, const e911_findings *findings)
{
    for (size_t i = 0; i < e911_findings_count(findings); i++) {
        e911_finding finding = {.struct_size = sizeof finding};

        if (e911_findings_at(findings, i, &finding) == E911_OK)
            print_finding(intake, &finding);
    }
    report_dropped(&intake->counts, intake->source->options->name, findings);
}

static e911_status build(struct table *table, const struct intake *intake, e911_findings *findings,
                         e911_error *reterr)
{
    e911_csv csv = {.struct_size = sizeof csv, .separator = ',', .flags = E911_CSV_LENIENT};
    e911_stations_builder *builder = NULL;
    e911_status status = e911_stations_builder_new(NULL, &builder);

    if (status == E911_OK)
        status = e911_stations_builder_load(builder, intake->text.data, intake->text.length, &csv,
                                            findings, reterr);
    if (status == E911_OK)
        status = e911_stations_builder_build(builder, &table->stations);
    e911_stations_builder_free(builder);
    if (status == E911_OK)
        status = e911_stations_lint(table->stations, table->locations, findings);
    return status;
}

static enum source_step refuse(const struct intake *intake, e911_status status,
                               const e911_error *error)
{
    if (status == E911_ERR_NOMEM)
        return intake_out_of_memory(intake);
    report_refusal(intake->source->options->name, 0, 0, status, error);
    return SOURCE_BAD_INPUT;
}

static enum source_step build_and_report(struct table *table, struct intake *intake)
{
    e911_error error = {.struct_size = sizeof error};
    e911_findings *findings = NULL;
    e911_status status = e911_findings_new(NULL, &findings);

    if (status == E911_OK)
        status = build(table, intake, findings, &error);
    if (status == E911_OK)
        print_findings(intake, findings);
    e911_findings_free(findings);
    if (status != E911_OK)
        return refuse(intake, status, &error);
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

    if (!intake) {
        source_error(source, "OUT_OF_MEMORY", "not enough memory");
        return step;
    }
    intake->source = source;
    if (choose_columns(table, settings, intake)) {
        step = intake_take_rows(intake, progress);
        progress_end(progress);
    }
    if (step == SOURCE_END)
        step = build_and_report(table, intake);
    intake_free(intake);
    free(intake);
    return step;
}
