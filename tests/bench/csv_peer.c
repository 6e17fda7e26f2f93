/*
 * The same work by libcsv: parse a file, and write its fields again; the CPU seconds of each.
 *
 *     csv-peer FILE
 */
#include <csv.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static double cpu_seconds(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static size_t fields;
static char *out;
static int begun;

static void count_field(void *data, size_t len, void *user)
{
    (void)data;
    (void)len;
    (void)user;
    fields++;
}

static void write_field(void *data, size_t len, void *user)
{
    (void)user;
    if (begun)
        *out++ = ',';
    out += csv_write(out, len * 2 + 2, data, len);
    begun = 1;
}

static void write_end(int byte, void *user)
{
    (void)byte;
    (void)user;
    *out++ = '\r';
    *out++ = '\n';
    begun = 0;
}

static double parse(const char *text, size_t len, void (*field)(void *, size_t, void *),
                    void (*record)(int, void *))
{
    struct csv_parser parser;
    double start = cpu_seconds();

    if (csv_init(&parser, CSV_STRICT) != 0 ||
        csv_parse(&parser, text, len, field, record, NULL) != len ||
        csv_fini(&parser, field, record, NULL) != 0)
        exit(1);
    csv_free(&parser);
    return cpu_seconds() - start;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    size_t len;
    char *text, *room;
    double seconds;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        return 2;
    len = (size_t)ftell(file);
    rewind(file);
    text = malloc(len + 1);
    room = out = malloc(len * 3 + 2);
    if (text == NULL || room == NULL || fread(text, 1, len, file) != len)
        return 2;
    memset(room, 1, len * 3 + 2);
    seconds = parse(text, len, count_field, NULL);
    printf("libcsv: parse\t%.3f\n", seconds);
    printf("libcsv: write\t%.3f\n", parse(text, len, write_field, write_end) - seconds);
    return EXIT_SUCCESS;
}
