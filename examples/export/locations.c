#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table.h"

#include "../common/finding.h"

/* Larger than this is no table of locations. */
#define FILE_MAX ((off_t)1 << 30)

/* Reads as much as the file holds now. Returns -1 with errno. */
static ssize_t read_whole(int descriptor, char *text, size_t size)
{
    size_t length = 0;

    while (length < size) {
        ssize_t count = read(descriptor, text + length, size - length);

        if (count < 0 && errno != EINTR)
            return -1;
        if (count == 0)
            break;
        length += count > 0 ? (size_t)count : 0;
    }
    return (ssize_t)length;
}

static char *read_descriptor(int descriptor, size_t *ret_length)
{
    struct stat status;
    char *text;
    ssize_t length;

    if (fstat(descriptor, &status) < 0)
        return NULL;
    if (!S_ISREG(status.st_mode) || status.st_size > FILE_MAX) {
        errno = S_ISREG(status.st_mode) ? EFBIG : EINVAL;
        return NULL;
    }
    text = malloc((size_t)status.st_size + 1);
    length = text ? read_whole(descriptor, text, (size_t)status.st_size) : -1;
    if (length < 0) {
        free(text);
        return NULL;
    }
    *ret_length = (size_t)length;
    return text;
}

static char *read_text(const char *path, size_t *ret_length)
{
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    char *text = descriptor < 0 ? NULL : read_descriptor(descriptor, ret_length);

    if (!text)
        finding_print(path, 0, 0, FINDING_ERROR, "CANNOT_READ", "cannot read the locations: %s",
                      strerror(errno));
    if (descriptor >= 0)
        close(descriptor);
    return text;
}

static void print_findings(struct table *table, const char *path, const e911_findings *findings)
{
    for (size_t i = 0; i < e911_findings_count(findings); i++) {
        e911_finding finding = {.struct_size = sizeof finding};

        if (e911_findings_at(findings, i, &finding) == E911_OK)
            report_finding(&table->counts, path, finding.line, finding.column, &finding, "");
    }
    report_dropped(&table->counts, path, findings);
}

static e911_status build(struct table *table, const char *text, size_t length,
                         e911_findings *findings, e911_error *reterr)
{
    e911_csv csv = {.struct_size = sizeof csv, .flags = E911_CSV_LENIENT};
    e911_locations_builder *builder = NULL;
    e911_status status = e911_locations_builder_new(NULL, &builder);

    if (status == E911_OK)
        status = e911_locations_builder_load(builder, text, length, &csv, findings, reterr);
    if (status == E911_OK)
        status = e911_locations_builder_build(builder, &table->locations);
    e911_locations_builder_free(builder);
    if (status == E911_OK)
        status = e911_locations_lint(table->locations, findings);
    return status;
}

bool table_read_locations(struct table *table, const char *path)
{
    e911_error error = {.struct_size = sizeof error};
    e911_findings *findings = NULL;
    size_t length = 0;
    char *text = read_text(path, &length);
    e911_status status;

    if (!text)
        return false;
    status = e911_findings_new(NULL, &findings);
    if (status == E911_OK)
        status = build(table, text, length, findings, &error);
    if (status == E911_OK)
        print_findings(table, path, findings);
    else
        report_refusal(path, error.line, error.column, status, &error);
    e911_findings_free(findings);
    free(text);
    return status == E911_OK;
}
