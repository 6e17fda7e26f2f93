/*
 * libe911 - what the tables (stations, locations, networks) have in common.
 *
 * A table is a CSV text with a header. The columns of the library may stand in any order and case;
 * all others are kept as they are and written back. A builder turns rows into an immutable table
 * with indexes; every lookup gives all rows that match, in table order.
 */
#ifndef E911_TABLE_H
#define E911_TABLE_H

#include <e911/address.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Hard limits of every table, tested at the limit and one past it. */
enum e911_table_limit {
    E911_TABLE_FIELD_MAX = 4096,          /**< bytes of one field */
    E911_TABLE_OTHER_FIELD_MAX = 2097151, /**< bytes of one in a column not the library's */
    E911_TABLE_ROWS_MAX = 16777216,       /**< rows */
    E911_TABLE_COLUMNS_MAX = 128,    /**< columns of a CSV text, and of those not the library's */
    E911_TABLE_COLUMN_NAME_MAX = 256 /**< bytes of a column's name */
};

/** Row numbers in table order, a view into the table's index. Final layout. */
typedef struct e911_row_range {
    const uint32_t *rows;
    size_t count;
} e911_row_range;

/** A field by the name of its column, the library's or any other. Final layout. */
typedef struct e911_cell {
    e911_text column;
    e911_text value;
} e911_cell;

/** How CSV is read and written. */
enum e911_csv_flag {
    /**
     * Reading: load what can be loaded. A field that is not what its column asks for (a NetworkID
     * that is no MAC address ...) stays in the table as text, but unknown; a field that no table
     * may hold becomes blank; a row with too few fields is filled up with blanks, and fields too
     * many are left out; a record that is no CSV is passed over. Each of these is a finding.
     * Without this flag the first of them refuses the whole text.
     */
    E911_CSV_LENIENT = 1,
    /**
     * Writing, for people who open the file in a spreadsheet: a field it would take for a formula
     * gets a leading ' (OWASP, CSV injection). Spoils values such as +13175551234: never for
     * machines.
     */
    E911_CSV_GUARD_FORMULAS = 2
};

/** Options of reading and writing CSV; zero is the default. */
typedef struct e911_csv {
    size_t struct_size;
    uint32_t separator; /**< ',' ';' TAB or '|'; 0: found by the header, written as a comma */
    uint32_t flags;     /**< of enum e911_csv_flag */
} e911_csv;

/** What may be found in a table: e911_finding.code. */
enum e911_table_finding {
    E911_TABLE_ROW_SYNTAX = 101,         /**< no CSV: passed over */
    E911_TABLE_ROW_LENGTH = 102,         /**< more or fewer fields than the header */
    E911_TABLE_FIELD_TOO_LONG = 103,     /**< left blank */
    E911_TABLE_FIELD_ENCODING = 104,     /**< a byte it may not hold: left blank */
    E911_TABLE_NETWORK_ID_BAD = 105,     /**< not a MAC address: unknown */
    E911_TABLE_NETWORK_ID_DAMAGED = 106, /**< spoilt by a spreadsheet (0s lost, 1.2E+11): unknown */
    E911_TABLE_IP_ADDRESS_BAD = 107,     /**< not an IP address: unknown */
    E911_TABLE_STATION_TYPE_BAD = 108,   /**< not a StationType: of no known type */
    E911_TABLE_SUBNET_BAD = 109,         /**< not a network in CIDR form: unknown */
    E911_TABLE_BSSID_BAD = 110,          /**< not a MAC address: unknown */
    E911_TABLE_DUPLICATE_ROW = 111,      /**< equal to an earlier row in every column */
    E911_TABLE_DUPLICATE_KEY = 112,      /**< the key of an earlier row, and not the same row */
    E911_TABLE_DEVICE_CONFLICT = 113,    /**< one NetworkID, but not the same phone */
    E911_TABLE_IP_ADDRESS_ODD = 114,     /**< loopback, multicast, unspecified or broadcast */
    E911_TABLE_NETWORK_ID_LOCAL = 115,   /**< a locally administered MAC address: may change */
    E911_TABLE_ERL_UNKNOWN = 116,        /**< no location has this ERL */
    E911_TABLE_ADDRESS_CONFLICT = 117,   /**< an address in the row is not that of its ERL */
    E911_TABLE_FIELD_DAMAGED = 118,      /**< a number that a spreadsheet rounded: 1.31756E+10 */
    E911_TABLE_ROW_BLANK = 119,          /**< separators and blanks alone: no row */
    E911_TABLE_PREAMBLE = 120,           /**< text before the header: passed over */
    E911_TABLE_COLUMN_NAMELESS = 121,    /**< text in a column without a name: left out */
    E911_TABLE_ERL_MISSING = 122         /**< a location or a network without ERL: of no use */
};

/**
 * Set up an e911_csv before its first use.
 *
 * @param csv          the struct; not NULL.
 * @param struct_size  sizeof(e911_csv) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_csv_init(e911_csv *csv, size_t struct_size);

#ifdef __cplusplus
}
#endif
#endif
