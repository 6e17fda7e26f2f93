/*
 * The world table of emergency numbers, as generate.py writes it into table.c: no pointers, so that
 * it stays in pages every process shares. Read it through dialplan/region.h.
 */
#ifndef E911_DIALPLAN_DATA_TABLE_H
#define E911_DIALPLAN_DATA_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef struct e911__region {
    char code[2];
    uint8_t flags;  /* of enum e911_region_flag */
    uint8_t count;  /* rows above class none; they stand first */
    uint8_t all;    /* rows */
    uint16_t first; /* the place of its first row */
} e911__region;

typedef struct e911__region_row {
    uint16_t number; /* places in e911__region_texts */
    uint16_t standardized;
    uint16_t note;
    uint8_t call_class; /* of enum e911_class */
    uint8_t services;   /* of enum e911_region_service */
    uint8_t sources;    /* of enum e911_region_source */
} e911__region_row;

extern const size_t e911__region_count;
extern const e911__region e911__regions[]; /* in the order of their codes */
extern const e911__region_row e911__region_rows[];
extern const char e911__region_texts[]; /* texts that end in NUL */

#endif
