/*
 * libe911 - the station table: which phone (MAC) stands where and dials as whom.
 *
 * A builder turns rows into an immutable table with indexes. One phone with two lines is two rows
 * with one NetworkID; a shared line is one IdentificationAddress on several rows. So every lookup
 * gives a range of rows, never a first hit.
 */
#ifndef E911_STATION_H
#define E911_STATION_H

#include <e911/address.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable, reference counted. */
typedef struct e911_stations e911_stations;
/** Mutable, single owner. */
typedef struct e911_stations_builder e911_stations_builder;

/** The column StationType. */
enum e911_station_type {
    E911_STATION_MANAGED = 0, /**< also when the column is blank or absent */
    E911_STATION_UNMANAGED = 1,
    E911_STATION_SOFT_PHONE = 2,
    E911_STATION_REMOTE_STATION = 3,
    E911_STATION_MOBILE = 4,
    E911_STATION_HOT_DESK = 5
};

/** Hard limits of a table, tested at the limit and one past it. */
enum e911_stations_limit {
    E911_STATIONS_FIELD_MAX = 4096,    /**< bytes of one field */
    E911_STATIONS_ROWS_MAX = 16777216, /**< rows */
    E911_STATIONS_COLUMNS_MAX = 128    /**< columns of a CSV file */
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

/** Row numbers in table order, a view into the table's index. Final layout. */
typedef struct e911_station_range {
    const uint32_t *rows;
    size_t count;
} e911_station_range;

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
 *         (NUL; CR or LF outside of name, manufacturer and model), E911_ERR_LIMIT, E911_ERR_NOMEM,
 *         E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or E911_ERR_INVALID_ARGUMENT. After an
 * error the builder is as before. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_stations_builder_add(e911_stations_builder *builder,
                                               const e911_station *station, e911_error *reterr);

/**
 * Add all rows of a CSV text (RFC 4180; a UTF-8 byte order mark and LF or CR line ends are taken).
 * The first record names the columns, in any order and case, by the names in e911_station; columns
 * with other names are passed over.
 *
 * @param builder  the builder; not NULL.
 * @param text     the file's bytes; not NULL unless len is 0. They are copied.
 * @param len      their number.
 * @param reterr   detail of a refusal with line, column and offset in the text, or NULL.
 * @return E911_OK, E911_ERR_SYNTAX, E911_ERR_ENCODING, E911_ERR_DUPLICATE (a column stands twice),
 *         E911_ERR_LIMIT, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. After an error the builder
 *         is as before: all rows or none. One thread at a time.
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
 * Rows whose StationIPAddress is this address.
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
 * where there are none, the rows that give only the same user. The user is compared by case after
 * %HH is decoded, the host regardless of case (RFC 3261 19.1.4).
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

#ifdef __cplusplus
}
#endif
#endif
