/* A table of stations of any size, the same in every run: what an enterprise of that size has. */
#ifndef E911_BENCH_STATIONS_TEXT_H
#define E911_BENCH_STATIONS_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that hold any row, and the header. */
enum { STATION_TEXT_MAX = 512 };

/*
 * Write the header (row -1) or a row of the CSV text; the number of bytes. About 124 a row: all
 * columns filled, OutboundANI in every third row. Each eighth phone has two lines, 20 rows share an
 * ERL, each hundredth line stands on two phones.
 */
size_t station_text(char *at, int32_t row);

/* The keys of a row, as it has them. */
uint64_t station_mac(int32_t row);
uint32_t station_ip(int32_t row);
size_t station_identity(char *at, int32_t row);

#endif
