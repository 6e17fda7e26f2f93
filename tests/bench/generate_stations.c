/*
 * Write a table of stations to standard output.
 *
 *     generate-stations [COUNT]     a million where no count is given
 */
#include "stations_text.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    char text[STATION_TEXT_MAX];

    if (argc > 2 || count < 0 || count > 16000000) {
        fputs("usage: generate-stations [COUNT]\n", stderr);
        return 2;
    }
    for (long row = -1; row < count; row++)
        fwrite(text, 1, station_text(text, (int32_t)row), stdout);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : 5;
}
