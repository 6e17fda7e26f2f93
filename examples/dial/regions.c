/* The subcommand regions: the world table, or the rows of some regions. */
#include "dial.h"

#include "../common/finding.h"
#include "../common/program.h"
#include "../common/refusal.h"
#include "../common/text.h"

#include <stdio.h>
#include <string.h>

static void form_sources(uint32_t sources, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (uint32_t flag = 1; flag != 0 && flag <= sources && used < size; flag <<= 1) {
        if (sources & flag)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used == 0 ? "" : ",",
                                     e911_region_source_name(flag));
    }
}

static void print_row(const struct dial *dial, const e911_region_number *number)
{
    char sources[128];
    e911_text columns[] = {
        number->region, number->number, number->service, {NULL, 0}, number->note};
    static const char *const keys[] = {"region", "number", "service", "sources", "note"};

    form_sources(number->sources, sources, sizeof sources);
    columns[3] = e911_text_of(sources);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (dial->json) {
            printf("%s\"%s\":", i == 0 ? "{" : ",", keys[i]);
            if (columns[i].len == 0)
                fputs("null", stdout);
            else
                text_print_json(stdout, columns[i]);
        } else {
            fputs(i == 0 ? "" : "\t", stdout);
            text_print(stdout, columns[i].len == 0 ? e911_text_of("-") : columns[i]);
        }
    }
    fputs(dial->json ? "}\n" : "\n", stdout);
}

static void print_region(const struct dial *dial, uint32_t region)
{
    e911_region_number number;

    e911_region_number_init(&number, sizeof number);
    for (uint32_t i = 0; e911_region_number_at(region, i, &number) == E911_OK; i++)
        print_row(dial, &number);
}

int dial_regions(const struct dial *dial)
{
    int result = PROGRAM_YES;

    for (uint32_t i = 0; dial->count == 0 && i < e911_region_count(); i++)
        print_region(dial, i);
    for (int i = 0; i < dial->count; i++) {
        const char *code = dial->arguments[i];
        e911_error error;
        uint32_t region;
        e911_status status;

        e911_error_init(&error, sizeof error);
        status = e911_region_find(code, strlen(code), &region, &error);
        if (status == E911_OK) {
            print_region(dial, region);
        } else {
            refusal_of_file(code, status, &error);
            result = PROGRAM_USAGE;
        }
    }
    return result;
}
