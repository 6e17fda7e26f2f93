/*
 * What stations, locations and networks are instances of: rows of text columns, the library's own
 * and any others, each with a small record of what the texts mean.
 *
 * A row's texts lie in one arena, each behind its length; a blank field is one byte. Before them
 * stand two bytes, flags and the number of columns. A table may have a further text that lookups
 * compare (a station's identity), which mostly is a part of one of the columns.
 */
#ifndef E911_TABLE_TABLE_H
#define E911_TABLE_TABLE_H

#include "base/csv.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/reference.h"

#include <e911/table.h>

enum {
    E911__NO_COLUMN = 255,
    E911__REFUSED_COLUMN = 254, /* of a text: its name is told to be none */
    E911__COLUMNS_ROOM = 168,   /* columns of the largest schema, and as many others as may be */
    E911__RECORD_MAX = 96,
    E911__INDEXES_MAX = 4,
    E911__KEY_MAX = E911_TABLE_FIELD_MAX * 3 + 2 /* bytes of the further text */
};

/* A column of the library: its name, and its place in the public struct. */
typedef struct e911__column {
    e911_text name;
    size_t field;
    bool is_prose; /* may hold line breaks */
} e911__column;

struct e911__reading;

typedef struct e911__schema {
    const e911__column *columns;
    size_t column_count;
    size_t struct_size; /* of the public struct */
    size_t record_size;
    uint8_t key_column; /* whose part the further text mostly is, or E911__NO_COLUMN */
    size_t index_count; /* of the hashes that read() fills in */
    uint64_t keys;      /* columns by which rows are found: a bit of each */
    const char *names;  /* of those, for the refusal of a text that has none */
    /* Read what the texts of a row mean into `record`, which is zeroed. */
    e911_status (*read)(struct e911__reading *reading, void *record);
} e911__schema;

/* Twelve bytes, since a table may have millions. */
typedef struct e911__row {
    uint32_t at; /* in the arena */
    uint32_t line;
    uint16_t key_at; /* the further text: so far behind `at`, or 0 where it ends there */
    uint16_t key_len;
} e911__row;

typedef struct e911__rows {
    const e911__schema *schema;
    e911__row *rows;
    void *records;
    size_t count;
    size_t capacity;
    size_t record_capacity;
    char *text;
    size_t text_len;
    size_t text_capacity;
    e911_text *others; /* names of the other columns; their numbers follow the schema's */
    size_t other_count;
    size_t other_capacity;
    uint8_t order[E911__COLUMNS_ROOM]; /* the columns that the table has, as they came */
    size_t order_count;
} e911__rows;

static inline void *e911__record(const e911__rows *rows, size_t row)
{
    return (char *)rows->records + row * rows->schema->record_size;
}

/* ---- reading rows ---------------------------------------------------------------------------- */

/* On the texts of a row, one after the other. */
typedef struct e911__row_cursor {
    const unsigned char *at;
    unsigned left; /* columns; those after them are blank */
    bool is_bare;  /* no text needs quotes between commas */
} e911__row_cursor;

static inline uint32_t e911__read_varint(const unsigned char **at)
{
    uint32_t value = *(*at)++;

    if (value >= 0x80) {
        value = (value & 0x7F) | (uint32_t)(*(*at)++) << 7;
        if (value >= 0x4000)
            value = (value & 0x3FFF) | (uint32_t)(*(*at)++) << 14;
    }
    return value;
}

enum { E911__ROW_BARE = 1 };

static inline e911__row_cursor e911__row_open(const e911__rows *rows, size_t row)
{
    const unsigned char *at = (const unsigned char *)rows->text + rows->rows[row].at;

    return (e911__row_cursor){
        .at = at + 2, .left = at[1], .is_bare = (at[0] & E911__ROW_BARE) != 0};
}

/* The next column's text; blank past the last that the row has. A blank may have data. */
static inline e911_text e911__row_next(e911__row_cursor *row)
{
    e911_text text;

    if (row->left == 0)
        return E911__NOTHING;
    row->left--;
    text.len = e911__read_varint(&row->at);
    text.data = (const char *)row->at;
    row->at += text.len;
    return text;
}

/* The texts of the first `count` columns. */
void e911__row_cells(const e911__rows *rows, size_t row, e911_text *cells, size_t count);

static inline e911_text e911__row_cell(const e911__rows *rows, size_t row, size_t column)
{
    e911__row_cursor cursor = e911__row_open(rows, row);

    if (column >= cursor.left)
        return E911__NOTHING;
    for (; column > 0; column--) {
        uint32_t len = e911__read_varint(&cursor.at);

        cursor.at += len;
    }
    return e911__row_next(&cursor);
}

/* The further text. */
static inline e911_text e911__row_key(const e911__rows *rows, size_t row)
{
    const e911__row *r = &rows->rows[row];
    size_t at = r->key_at == 0 ? r->at - r->key_len : r->at + r->key_at;

    return e911__text(rows->text + at, r->key_len);
}

size_t e911__columns_of(const e911__rows *rows);
e911_text e911__column_name(const e911__rows *rows, size_t column);

/* Number of the column with this name, in any case; E911__NO_COLUMN for none. */
size_t e911__column_find(const e911__rows *rows, e911_text name);

/* The texts and the line of a row into the zeroed public struct. */
void e911__row_store(const e911__rows *rows, size_t row, void *given);

/* What e911_stations_column_name(), e911_stations_cell() and their like give. */
e911_status e911__table_column_name(const e911__rows *rows, size_t index, e911_text *ret_name);
e911_status e911__table_cell(const e911__rows *rows, size_t row, size_t index,
                             e911_text *ret_value);

void e911__rows_release(e911__rows *rows, const e911__memory *memory);

/* ---- a row on its way into a table ----------------------------------------------------------- */

typedef struct e911__reading {
    e911__rows *rows;
    const e911__memory *memory;
    e911_text cells[E911__COLUMNS_ROOM];  /* by number of the column */
    uint8_t field_of[E911__COLUMNS_ROOM]; /* its field in the record, for complaints */
    const e911__csv_field *fields;        /* or NULL */
    bool counts_cells;                    /* complaints give the number of the field */
    uint32_t line;                        /* of the row */
    bool is_utf8;                         /* the whole text is known to be */
    bool is_bare;
    bool lenient;
    uint32_t type; /* what the public struct says beside its texts */
    e911_findings *findings;
    e911_error *reterr;
    uint32_t hashes[E911__INDEXES_MAX];
    bool names_host; /* a row's identity so far does: a lookup by the user alone may miss it */
    size_t key_len;
    char key[E911__KEY_MAX];
} e911__reading;

typedef struct e911__table_builder {
    e911__memory memory;
    e911__rows rows;
    uint32_t *hashes; /* index_count of each row */
    size_t hash_capacity;
    char *scratch; /* texts without their doubled quotes */
    size_t scratch_capacity;
    e911__reading reading;
} e911__table_builder;

/*
 * A flaw in a text: a finding, after which reading goes on without it, where the reading is
 * lenient; else the refusal to return.
 */
e911_status e911__reading_flaw(e911__reading *reading, size_t column, size_t offset, uint32_t code);

/* Begin with blank cells that come from no text, and strictly. */
void e911__reading_begin(e911__reading *reading, e911_error *reterr);

/* True when no cell needs quotes between commas. */
bool e911__reading_is_bare(const e911__reading *reading);

e911_status e911__builder_new(const e911_allocator *allocator, const e911__schema *schema,
                              size_t size, void *ret_builder);
void e911__builder_free(e911__table_builder *builder);

/* Add the texts of a public struct, in the builder's table order. */
e911_status e911__builder_add(e911__table_builder *builder, const void *given, uint32_t type,
                              e911_error *reterr);

e911_status e911__builder_add_cells(e911__table_builder *builder, const e911_cell *cells,
                                    size_t count, e911_error *reterr);

e911_status e911__builder_load(e911__table_builder *builder, const char *text, size_t len,
                               const e911_csv *csv, e911_findings *findings, e911_error *reterr);

/* Add the row that the builder's reading holds. */
e911_status e911__builder_append(e911__table_builder *builder);

/* Keep bytes in the arena; *ret_at is where. */
e911_status e911__rows_keep(const e911__reading *reading, const void *bytes, size_t len,
                            uint32_t *ret_at);

/* Add the row of a reading to the table's rows, or nothing. */
e911_status e911__rows_append(const e911__reading *reading, const void *record);

/* Give back what the rows have too much, before they become a table's. */
void e911__rows_trim(e911__rows *rows, const e911__memory *memory);

/*
 * Column of this name, added when the table has none; part of the table's order from now on. Other
 * columns may share a name: `taken` says, by number, which ones the same header has given already.
 */
e911_status e911__builder_column(e911__table_builder *builder, e911_text name, const bool *taken,
                                 uint8_t *ret_column);

/*
 * Find the header of a CSV text and add its columns: columns[i] is what field i holds, or,
 * past E911__COLUMNS_ROOM, that it holds nothing of the table. A record is the header that
 * e911__csv_header() finds when it names a key column, or when most of its names are known; others
 * are passed over.
 */
e911_status e911__header_read(e911__table_builder *builder, e911__csv *csv, e911__csv_field *fields,
                              uint8_t *columns, size_t *ret_count);

/* To come back to when adding fails. */
typedef struct e911__builder_mark {
    size_t count;
    size_t text_len;
    size_t other_count;
    size_t order_count;
} e911__builder_mark;

e911__builder_mark e911__builder_mark_of(const e911__table_builder *builder);
void e911__builder_roll_back(e911__table_builder *builder, const e911__builder_mark *mark);

/* What every table begins with. */
typedef struct e911__table {
    e911__reference references;
    e911__memory memory;
    e911__rows rows;
} e911__table;

/* A table of `size` bytes that takes the builder's rows, or NULL for want of memory. */
void *e911__builder_table(e911__table_builder *builder, size_t size);

/* Give the rows of a table that did not come to be back to the builder, and end it. */
void e911__builder_take_back(e911__table_builder *builder, void *table, size_t size);

/* The hashes have done their work in building the indexes. */
void e911__builder_drop_hashes(e911__table_builder *builder);

/* End a table whose indexes are released. */
void e911__table_free(void *table, size_t size);

/* ---- findings -------------------------------------------------------------------------------- */

typedef struct e911__flaw {
    uint32_t code;
    uint32_t severity;
    e911_status status; /* of the refusal where it is one */
    const char *name;
    const char *message;
    const char *expected;
} e911__flaw;

const e911__flaw *e911__flaw_of(uint32_t code);

/* A finding about a place in the text; the words of `place` go before those of the flaw. */
void e911__reading_note(const e911__reading *reading, const e911_error *place, uint32_t code,
                        uint32_t row);

/* A finding about a row, or two, and perhaps a column, of a table that is built. */
void e911__lint_row(e911_findings *findings, const e911__rows *rows, uint32_t code, uint32_t row,
                    size_t column, uint32_t other_row);

/* The same; the column, which need not be the table's, by its name, static, or NULL. */
void e911__lint_field(e911_findings *findings, const e911__rows *rows, uint32_t code, uint32_t row,
                      const char *field, uint32_t other_row);

/* What to find of rows that share a key with an earlier one, and disagree; NULL: whatever they say.
 */
typedef struct e911__duplicates {
    const e911__index_groups *groups;
    size_t column;
    uint32_t conflict;
    bool (*disagree)(const e911__rows *rows, uint32_t row, uint32_t first);
} e911__duplicates;

/*
 * Find rows that are equal to an earlier one in every column, and of the others those that disagree
 * with the first of their key. E911_ERR_NOMEM.
 */
e911_status e911__lint_duplicates(e911_findings *findings, const e911__rows *rows,
                                  e911__memory memory, const e911__duplicates *rules, size_t count);

#endif
