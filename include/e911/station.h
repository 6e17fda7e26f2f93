/*
 * libe911 - the station table: which phone (MAC) stands where and dials as whom.
 *
 * A builder turns rows into an immutable table with indexes. One phone with two lines is two rows
 * with one NetworkID; a shared line is one IdentificationAddress on several rows. So every lookup
 * gives a range of rows, never a first hit.
 */
#ifndef E911_STATION_H
#define E911_STATION_H

#include <e911/location.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable, reference counted. */
typedef struct e911_stations e911_stations;
/** Mutable, single owner. */
typedef struct e911_stations_builder e911_stations_builder;

/** The column StationType: the words in quotes, in any case, without blanks in them. */
enum e911_station_type {
    E911_STATION_MANAGED = 0,         /**< "Managed"; also when the column is blank or absent */
    E911_STATION_UNMANAGED = 1,       /**< "Unmanaged" */
    E911_STATION_SOFT_PHONE = 2,      /**< "SoftPhone" */
    E911_STATION_REMOTE_STATION = 3,  /**< "RemoteStation" */
    E911_STATION_MOBILE = 4,          /**< "Mobile" */
    E911_STATION_HOT_DESK = 5,        /**< "HotDesk" */
    E911_STATION_OF_NO_KNOWN_TYPE = 6 /**< the column holds no StationType, loaded leniently: may
                                           be anywhere */
};

/** Which addresses of a row are known. */
enum e911_station_known {
    E911_STATION_HAS_MAC = 1, /**< mac holds NetworkID */
    E911_STATION_HAS_IP = 2   /**< ip holds StationIPAddress */
};

/** A row. The texts are the columns as written; an empty one is blank or unknown. */
typedef struct e911_station {
    size_t struct_size;
    e911_text display_name;           /**< DisplayName */
    e911_text phone_manufacturer;     /**< PhoneManufacturer */
    e911_text phone_model;            /**< PhoneModel */
    e911_text network_id;             /**< NetworkID: the MAC address */
    e911_text identification_address; /**< IdentificationAddress: user, user@host or a SIP URI */
    e911_text extension;              /**< Extension */
    e911_text station_type;           /**< StationType, such as "Managed" */
    e911_text site;                   /**< Site */
    e911_text station_ip_address;     /**< StationIPAddress */
    e911_text erl;                    /**< ERL: key of the location */
    e911_text elin;                   /**< ELIN */
    e911_text callback_number;        /**< CallbackNumber */
    e911_text outbound_ani;           /**< OutboundANI */
    uint32_t type;  /**< of enum e911_station_type; in: only where station_type is blank */
    uint32_t known; /**< out: of enum e911_station_known */
    e911_mac mac;   /**< out */
    e911_ip ip;     /**< out */
    uint32_t line;  /**< out: line in the CSV file it came from, or 0 */
} e911_station;

/** Rows of the stations. */
typedef e911_row_range e911_station_range;

/** Which columns a CSV text of stations has. */
enum e911_stations_profile {
    E911_STATIONS_ALL = 0, /**< all of the table in their order: to write it back */
    /** DisplayName,PhoneManufacturer,PhoneModel,NetworkID,IdentificationAddress,Extension */
    E911_STATIONS_PURECONNECT = 1,
    /**
     * The six, StationType,Site,StationIPAddress,ERL,ELIN,CallbackNumber,OutboundANI, and Country
     * to ValidatedDate of the locations.
     */
    E911_STATIONS_EXTENDED = 2
};

enum e911_stations_layout_limit {
    E911_STATIONS_LAYOUT_COLUMNS_MAX = 256, /**< columns of a text that is written */
    E911_STATIONS_LAYOUT_TEXT_MAX = 8192    /**< bytes of e911_stations_layout.columns */
};

/**
 * What to write of the stations; zero writes the whole table as it is. Any other profile, and a
 * list of columns, write NetworkID and StationIPAddress in their canonical forms (0004f215c285,
 * 192.0.2.1, 2001:db8::1), however they were typed; what is no address is left blank.
 *
 * The columns of the locations are joined by ERL, from the first row that has it. A column that the
 * station's own row has and that is not blank there goes before: ELIN, CallbackNumber, and every
 * column of an address typed into the table of stations. Two addresses are never mixed, for such a
 * row is a location of its own:
 *
 *  - Where it names a place (a column of Country to PostalCodeExtension) that is not the
 * location's, nothing of the location's address is joined, nor what goes with it: Building to
 * LocationDetail, ELIN, ESN, PsapID, Latitude to ValidatedDate.
 *  - Where in the same place it names another Building, Floor, Unit, Room or LocationDetail, none
 * of these five is joined, nor ELIN, nor Latitude to ValidatedDate.
 *  - Where it names one of the five that the location leaves blank, those after it are not joined:
 *    the location's Room is not on the row's Floor.
 *
 * The first two are found by e911_stations_lint().
 */
typedef struct e911_stations_layout {
    size_t struct_size;
    uint32_t profile;   /**< of enum e911_stations_profile */
    uint32_t separator; /**< ',' ';' TAB or '|'; 0 for a comma */
    uint32_t flags;     /**< of enum e911_csv_flag; E911_CSV_LENIENT says nothing here */
    uint32_t reserved;  /**< 0 */
    /**
     * Overrules profile: "[HEADER=]COLUMN,...", a CSV record, such as
     * "Identifier=NetworkID,CallerName=DisplayName,County=". COLUMN is one of the stations, its own
     * or another of the table, or one of the locations; nothing makes a blank column.
     */
    e911_text columns;
    const e911_locations *locations; /**< or NULL; used during the call only */
} e911_stations_layout;

/**
 * Set up an e911_station before its first use.
 *
 * @param station      the struct; not NULL.
 * @param struct_size  sizeof(e911_station) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_station_init(e911_station *station, size_t struct_size);

/**
 * Start a table.
 *
 * @param allocator    memory functions, or NULL for malloc; copied.
 * @param ret_builder  the builder; the caller owns it, e911_stations_builder_free() ends it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_stations_builder_new(const e911_allocator *allocator,
                                               e911_stations_builder **ret_builder);

/**
 * End a builder; tables built from it live on. One thread at a time.
 *
 * @param builder the builder, or NULL.
 * @since 0.1
 */
E911_API void e911_stations_builder_free(e911_stations_builder *builder);

/**
 * Add one row; the texts are copied. The fields marked "out" are ignored.
 *
 * @param builder  the builder; not NULL.
 * @param station  an initialised struct; not NULL.
 * @param reterr   detail of a refusal, or NULL; offset counts within the refused field.
 * @return E911_OK, E911_ERR_SYNTAX (NetworkID, StationIPAddress or StationType), E911_ERR_ENCODING
 *         (not UTF-8; NUL; CR or LF outside of name, manufacturer and model), E911_ERR_LIMIT,
 * E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or E911_ERR_INVALID_ARGUMENT. After
 * an error the builder is as before. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_stations_builder_add(e911_stations_builder *builder,
                                               const e911_station *station, e911_error *reterr);

/**
 * Add one row by the names of its columns, in any case; those that are not in e911_station become
 * columns of the table. The texts are copied.
 *
 * @param builder  the builder; not NULL.
 * @param cells    the fields; not NULL unless count is 0.
 * @param count    their number.
 * @param reterr   detail of a refusal, or NULL; line is the number of the cell, from 1, and offset
 *                 counts within it.
 * @return as e911_stations_builder_add(), or E911_ERR_DUPLICATE (a column of e911_station stands
 *         twice; others may share a name), or
 *         E911_ERR_SYNTAX for a column without a name. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_stations_builder_add_cells(e911_stations_builder *builder,
                                                     const e911_cell *cells, size_t count,
                                                     e911_error *reterr);

/**
 * Add all rows of a CSV text (RFC 4180). Taken are also a UTF-8 byte order mark, LF and CR as line
 * ends, semicolon, TAB or '|' as separator, and a first line "sep=;". Rows of blanks are no rows.
 *
 * Up to 100 rows of prose may stand before the header. The header is the first record that holds
 * the names of two columns of e911_station, or, where none does, of one; among them NetworkID,
 * IdentificationAddress, Extension, StationIPAddress or ERL, unless most of its names are known. So
 * "Site,Headquarters" above the table is no header. Names count in any case, with or without blanks
 * around them.
 *
 * Other columns are kept as they are, also where they share a name. What stands in a column without
 * a name is left out, with a finding.
 *
 * @param builder   the builder; not NULL.
 * @param text      the file's bytes; not NULL unless len is 0. They are copied.
 * @param len       their number.
 * @param csv       how to read it, or NULL.
 * @param findings  gets what is odd, with line, column and offset; or NULL. Without
 *                  E911_CSV_LENIENT errors refuse the text instead.
 * @param reterr    detail of a refusal with line, column and offset in the text, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_ENCODING, E911_ERR_DUPLICATE (a column stands twice),
 *         E911_ERR_LIMIT, E911_ERR_UNSUPPORTED (another separator in "sep="), E911_ERR_NOMEM,
 *         E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or E911_ERR_INVALID_ARGUMENT. After an
 *         error the builder is as before. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_stations_builder_load(e911_stations_builder *builder, const char *text,
                                                size_t len, const e911_csv *csv,
                                                e911_findings *findings, e911_error *reterr);

/**
 * The same with the defaults: all rows or none.
 *
 * @param builder  the builder; not NULL.
 * @param text     the file's bytes; not NULL unless len is 0. They are copied.
 * @param len      their number.
 * @param reterr   detail of a refusal with line, column and offset in the text, or NULL.
 * @return as e911_stations_builder_load(). One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_stations_builder_load_csv(e911_stations_builder *builder,
                                                    const char *text, size_t len,
                                                    e911_error *reterr);

/**
 * Build the table and its indexes. The builder is empty afterwards; after an error it is as before.
 *
 * @param builder       the builder; not NULL.
 * @param ret_stations  the table, with one reference, the caller's.
 * @return E911_OK, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_stations_builder_build(e911_stations_builder *builder,
                                                 e911_stations **ret_stations);

/**
 * Take a further reference.
 *
 * @param stations the table, or NULL.
 * @return the same pointer. Thread-safe.
 * @since 0.1
 */
E911_API e911_stations *e911_stations_ref(e911_stations *stations);

/**
 * Give up a reference; the last one frees the table. Thread-safe.
 *
 * @param stations the table, or NULL.
 * @since 0.1
 */
E911_API void e911_stations_unref(e911_stations *stations);

/**
 * Number of rows.
 *
 * @param stations the table, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_stations_count(const e911_stations *stations);

/**
 * Read a row.
 *
 * @param stations     the table; not NULL.
 * @param row          0 to e911_stations_count() - 1.
 * @param ret_station  an initialised struct; its texts are owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT.
 * Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_stations_at(const e911_stations *stations, size_t row,
                                      e911_station *ret_station);

/**
 * Number of columns: those of the texts or fields that were added, in their order.
 *
 * @param stations the table, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_stations_column_count(const e911_stations *stations);

/**
 * Name of a column.
 *
 * @param stations  the table; not NULL.
 * @param column    0 to e911_stations_column_count() - 1.
 * @param ret_name  the name, owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_stations_column_name(const e911_stations *stations, size_t column,
                                               e911_text *ret_name);

/**
 * One field of a row, whatever its column.
 *
 * @param stations   the table; not NULL.
 * @param row        0 to e911_stations_count() - 1.
 * @param column     0 to e911_stations_column_count() - 1.
 * @param ret_value  the text, owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_stations_cell(const e911_stations *stations, size_t row, size_t column,
                                        e911_text *ret_value);

/**
 * Rows whose NetworkID is this MAC address.
 *
 * @param stations   the table; not NULL.
 * @param mac        the address; not NULL.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_stations_find_mac(const e911_stations *stations, const e911_mac *mac,
                                            e911_station_range *ret_range);

/**
 * Rows whose StationIPAddress is this address; an IPv4-mapped IPv6 address is the IPv4 one.
 *
 * @param stations   the table; not NULL.
 * @param ip         the address; not NULL.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_stations_find_ip(const e911_stations *stations, const e911_ip *ip,
                                           e911_station_range *ret_range);

/**
 * Rows whose IdentificationAddress is this SIP identity: the rows with the same user and host, or,
 * where there are none, the rows that give only the same user. The user is compared by case, and
 * %HH is the character that it stands for, unless that is one of ; / ? : @ & = + $ , %: so %2B is
 * no +. The host is compared regardless of case (RFC 3261 19.1.4) and of a dot at its end. Of a
 * telephone number (a digit or + comes first) what stands behind a ; does not count; of another
 * user it does.
 *
 * @param stations   the table; not NULL.
 * @param identity   user, user@host, a SIP or tel URI, or a name-addr.
 * @param len        its length.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_stations_find_identity(const e911_stations *stations,
                                                 const char *identity, size_t len,
                                                 e911_station_range *ret_range);

/**
 * Rows with this Extension, compared byte by byte, without blanks around it.
 *
 * @param stations   the table; not NULL.
 * @param extension  the extension; not NULL unless len is 0.
 * @param len        its length.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_stations_find_extension(const e911_stations *stations,
                                                  const char *extension, size_t len,
                                                  e911_station_range *ret_range);

/**
 * Rows with this ERL, compared byte by byte, without blanks around it.
 *
 * @param stations   the table; not NULL.
 * @param erl        the key of a location; not NULL unless len is 0.
 * @param len        its length.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_stations_find_erl(const e911_stations *stations, const char *erl,
                                            size_t len, e911_station_range *ret_range);

/**
 * Look for what is odd: rows that are equal in every column; one NetworkID on rows that disagree in
 * PhoneManufacturer, PhoneModel, Site, StationIPAddress or ERL (two lines of one phone do not);
 * station addresses that no station has; locally administered MAC addresses; numbers that a
 * spreadsheet rounded; ERLs that are no locations; addresses that are not that of the ERL. What
 * loading finds (a NetworkID that is no MAC address ...) is not found again.
 *
 * @param stations   the table; not NULL.
 * @param locations  the table that the ERLs are sought in, or NULL.
 * @param findings   gets what is found; not NULL.
 * @return E911_OK, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time for a list.
 * @since 0.1
 */
E911_API e911_status e911_stations_lint(const e911_stations *stations,
                                        const e911_locations *locations, e911_findings *findings);

/**
 * Set up an e911_stations_layout before its first use.
 *
 * @param layout       the struct; not NULL.
 * @param struct_size  sizeof(e911_stations_layout) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_stations_layout_init(e911_stations_layout *layout, size_t struct_size);

/**
 * Write the table as CSV, header and rows, each with CR LF and quotes only where needed. The same
 * table gives the same bytes.
 *
 * @param stations  the table; not NULL.
 * @param layout    what to write, or NULL for the whole table.
 * @param sink      takes the bytes; not NULL.
 * @param reterr    detail of refused columns, with the offset in that text, or NULL.
 * @return E911_OK, E911_ERR_CALLBACK, E911_ERR_NOT_FOUND (a column), E911_ERR_SYNTAX,
 *         E911_ERR_ENCODING or E911_ERR_LIMIT (columns), E911_ERR_STRUCT_SIZE,
 *         E911_ERR_STRUCT_UNKNOWN or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_stations_write_csv(const e911_stations *stations,
                                             const e911_stations_layout *layout,
                                             const e911_sink *sink, e911_error *reterr);

/**
 * The same bytes into a buffer.
 *
 * @param stations  the table; not NULL.
 * @param layout    what to write, or NULL for the whole table.
 * @param buf       room for them, or NULL where size is 0.
 * @param size      of buf.
 * @param ret_len   bytes written, or needed with E911_ERR_BUFFER_SIZE; no NUL is added.
 * @param reterr    detail of refused columns, with the offset in that text, or NULL.
 * @return E911_ERR_BUFFER_SIZE, or as e911_stations_write_csv(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_stations_format_csv(const e911_stations *stations,
                                              const e911_stations_layout *layout, char *buf,
                                              size_t size, size_t *ret_len, e911_error *reterr);

#ifdef __cplusplus
}
#endif
#endif
