/*
 * libe911 - the tables beside the stations: locations (what an ERL is, in words) and networks
 * (which ERL a subnet, an access point or a switch port belongs to).
 *
 * Private address ranges repeat between sites, so every lookup in the networks asks for the Site.
 */
#ifndef E911_LOCATION_H
#define E911_LOCATION_H

#include <e911/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable, reference counted. */
typedef struct e911_locations e911_locations;
/** Mutable, single owner. */
typedef struct e911_locations_builder e911_locations_builder;
/** Immutable, reference counted. */
typedef struct e911_networks e911_networks;
/** Mutable, single owner. */
typedef struct e911_networks_builder e911_networks_builder;

/** A row of the locations. The texts are the columns as written; an empty one is blank. */
typedef struct e911_location {
    size_t struct_size;
    e911_text erl;                   /**< ERL: key: emergency response location */
    e911_text site;                  /**< Site */
    e911_text country;               /**< Country: ISO 3166-1 alpha-2 */
    e911_text state;                 /**< State */
    e911_text county;                /**< County */
    e911_text county_id;             /**< CountyID */
    e911_text city;                  /**< City */
    e911_text postal_community;      /**< PostalCommunity */
    e911_text house_number;          /**< HouseNumber */
    e911_text house_number_suffix;   /**< HouseNumberSuffix */
    e911_text pre_directional;       /**< PreDirectional */
    e911_text street_name;           /**< StreetName */
    e911_text street_suffix;         /**< StreetSuffix */
    e911_text post_directional;      /**< PostDirectional */
    e911_text postal_code;           /**< PostalCode */
    e911_text postal_code_extension; /**< PostalCodeExtension */
    e911_text building;              /**< Building */
    e911_text floor;                 /**< Floor */
    e911_text unit;                  /**< Unit */
    e911_text room;                  /**< Room */
    e911_text location_detail;       /**< LocationDetail: place on the floor, in words */
    e911_text customer_name;         /**< CustomerName */
    e911_text elin;                  /**< ELIN: emergency location identification number */
    e911_text callback_number;       /**< CallbackNumber */
    e911_text main_number;           /**< MainNumber */
    e911_text esn;                   /**< ESN: emergency service number */
    e911_text psap_id;               /**< PsapID: key of the PSAP table */
    e911_text class_of_service;      /**< ClassOfService: NENA 02-010 */
    e911_text type_of_service;       /**< TypeOfService: NENA 02-010 */
    e911_text latitude;              /**< Latitude: WGS 84, decimal degrees */
    e911_text longitude;             /**< Longitude: WGS 84, decimal degrees */
    e911_text provider_location_id;  /**< ProviderLocationID */
    e911_text validated_by;          /**< ValidatedBy */
    e911_text validated_date;        /**< ValidatedDate: as the provider gave it */
    uint32_t line;                   /**< out: line in the CSV text it came from, or 0 */
} e911_location;

/** Which addresses of a row of the networks are known. */
enum e911_network_known {
    E911_NETWORK_HAS_SUBNET = 1, /**< prefix and prefix_len hold Subnet */
    E911_NETWORK_HAS_BSSID = 2   /**< access_point holds BSSID */
};

/** A row of the networks. The texts are the columns as written; an empty one is blank. */
typedef struct e911_network {
    size_t struct_size;
    e911_text site;        /**< Site */
    e911_text subnet;      /**< Subnet: 10.1.2.0/24, 2001:db8::/32, or one address */
    e911_text bssid;       /**< BSSID of an access point */
    e911_text chassis_id;  /**< ChassisID of a switch (LLDP) */
    e911_text port_id;     /**< PortID of a switch (LLDP) */
    e911_text erl;         /**< ERL: key of the location */
    uint32_t known;        /**< out: of enum e911_network_known */
    uint32_t prefix_len;   /**< out: bits of prefix that count */
    e911_ip prefix;        /**< out: the other bits are 0 */
    e911_mac access_point; /**< out */
    uint32_t line;         /**< out: line in the CSV text it came from, or 0 */
} e911_network;

/* ---- locations ------------------------------------------------------------------------------- */

/**
 * Set up an e911_location before its first use.
 *
 * @param location     the struct; not NULL.
 * @param struct_size  sizeof(e911_location) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_location_init(e911_location *location, size_t struct_size);

/**
 * Start a table.
 *
 * @param allocator    memory functions, or NULL for malloc; copied.
 * @param ret_builder  the builder; the caller owns it, e911_locations_builder_free() ends it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_locations_builder_new(const e911_allocator *allocator,
                                                e911_locations_builder **ret_builder);

/**
 * End a builder; tables built from it live on. One thread at a time.
 *
 * @param builder the builder, or NULL.
 * @since 0.1
 */
E911_API void e911_locations_builder_free(e911_locations_builder *builder);

/**
 * Add one row; the texts are copied. The fields marked "out" are ignored.
 *
 * @param builder   the builder; not NULL.
 * @param location  an initialised struct; not NULL.
 * @param reterr    detail of a refusal, or NULL; offset counts within the refused field.
 * @return E911_OK, E911_ERR_ENCODING (NUL, CR or LF), E911_ERR_LIMIT, E911_ERR_NOMEM,
 *         E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or E911_ERR_INVALID_ARGUMENT. After an
 *         error the builder is as before. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_locations_builder_add(e911_locations_builder *builder,
                                                const e911_location *location, e911_error *reterr);

/**
 * Add all rows of a CSV text, as e911_stations_builder_load() does.
 *
 * @param builder   the builder; not NULL.
 * @param text      the file's bytes; not NULL unless len is 0. They are copied.
 * @param len       their number.
 * @param csv       how to read it, or NULL.
 * @param findings  gets what is odd, or NULL.
 * @param reterr    detail of a refusal with line, column and offset in the text, or NULL.
 * @return as e911_stations_builder_load(). One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_locations_builder_load(e911_locations_builder *builder, const char *text,
                                                 size_t len, const e911_csv *csv,
                                                 e911_findings *findings, e911_error *reterr);

/**
 * Build the table and its indexes. The builder is empty afterwards; after an error it is as before.
 *
 * @param builder        the builder; not NULL.
 * @param ret_locations  the table, with one reference, the caller's.
 * @return E911_OK, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_locations_builder_build(e911_locations_builder *builder,
                                                  e911_locations **ret_locations);

/**
 * Take a further reference.
 *
 * @param locations the table, or NULL.
 * @return the same pointer. Thread-safe.
 * @since 0.1
 */
E911_API e911_locations *e911_locations_ref(e911_locations *locations);

/**
 * Give up a reference; the last one frees the table. Thread-safe.
 *
 * @param locations the table, or NULL.
 * @since 0.1
 */
E911_API void e911_locations_unref(e911_locations *locations);

/**
 * Number of rows.
 *
 * @param locations the table, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_locations_count(const e911_locations *locations);

/**
 * Read a row.
 *
 * @param locations     the table; not NULL.
 * @param row           0 to e911_locations_count() - 1.
 * @param ret_location  an initialised struct; its texts are owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT.
 *         Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_locations_at(const e911_locations *locations, size_t row,
                                       e911_location *ret_location);

/**
 * Number of columns: those of the texts or fields that were added, in their order.
 *
 * @param locations the table, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_locations_column_count(const e911_locations *locations);

/**
 * Name of a column.
 *
 * @param locations  the table; not NULL.
 * @param column     0 to e911_locations_column_count() - 1.
 * @param ret_name   the name, owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_locations_column_name(const e911_locations *locations, size_t column,
                                                e911_text *ret_name);

/**
 * One field of a row, whatever its column.
 *
 * @param locations  the table; not NULL.
 * @param row        0 to e911_locations_count() - 1.
 * @param column     0 to e911_locations_column_count() - 1.
 * @param ret_value  the text, owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_locations_cell(const e911_locations *locations, size_t row, size_t column,
                                         e911_text *ret_value);

/**
 * Rows with this ERL: one, unless the table has a flaw. It is compared byte by byte, without blanks
 * around it.
 *
 * @param locations  the table; not NULL.
 * @param erl        the key; not NULL unless len is 0.
 * @param len        its length.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_locations_find_erl(const e911_locations *locations, const char *erl,
                                             size_t len, e911_row_range *ret_range);

/**
 * Look for what is odd: an ERL that stands twice, and rows without one. One list of findings a
 * table, since a finding does not say which table it is about.
 *
 * @param locations  the table; not NULL.
 * @param findings   gets what is found; not NULL.
 * @return E911_OK, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time for a list.
 * @since 0.1
 */
E911_API e911_status e911_locations_lint(const e911_locations *locations, e911_findings *findings);

/**
 * Write the table as CSV: all columns, in their order, and the rows in theirs.
 *
 * @param locations  the table; not NULL.
 * @param csv        how to write it, or NULL; E911_CSV_LENIENT says nothing here.
 * @param sink       takes the bytes; not NULL.
 * @return E911_OK, E911_ERR_CALLBACK, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_locations_write_csv(const e911_locations *locations, const e911_csv *csv,
                                              const e911_sink *sink);

/**
 * The same bytes into a buffer.
 *
 * @param locations  the table; not NULL.
 * @param csv        how to write it, or NULL.
 * @param buf        room for them, or NULL where size is 0.
 * @param size       of buf.
 * @param ret_len    bytes written, or needed with E911_ERR_BUFFER_SIZE; no NUL is added.
 * @return E911_OK, E911_ERR_BUFFER_SIZE, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_locations_format_csv(const e911_locations *locations, const e911_csv *csv,
                                               char *buf, size_t size, size_t *ret_len);

/* ---- networks -------------------------------------------------------------------------------- */

/**
 * Set up an e911_network before its first use.
 *
 * @param network      the struct; not NULL.
 * @param struct_size  sizeof(e911_network) as the caller compiled it.
 * @return as e911_error_init(). Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_network_init(e911_network *network, size_t struct_size);

/**
 * Start a table.
 *
 * @param allocator    memory functions, or NULL for malloc; copied.
 * @param ret_builder  the builder; the caller owns it, e911_networks_builder_free() ends it.
 * @return E911_OK, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_networks_builder_new(const e911_allocator *allocator,
                                               e911_networks_builder **ret_builder);

/**
 * End a builder; tables built from it live on. One thread at a time.
 *
 * @param builder the builder, or NULL.
 * @since 0.1
 */
E911_API void e911_networks_builder_free(e911_networks_builder *builder);

/**
 * Add one row; the texts are copied. The fields marked "out" are ignored.
 *
 * @param builder  the builder; not NULL.
 * @param network  an initialised struct; not NULL.
 * @param reterr   detail of a refusal, or NULL; offset counts within the refused field.
 * @return E911_OK, E911_ERR_SYNTAX (Subnet or BSSID), E911_ERR_ENCODING (NUL, CR or LF),
 * E911_ERR_LIMIT, E911_ERR_NOMEM, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 * E911_ERR_INVALID_ARGUMENT. After an error the builder is as before. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_networks_builder_add(e911_networks_builder *builder,
                                               const e911_network *network, e911_error *reterr);

/**
 * Add all rows of a CSV text, as e911_stations_builder_load() does.
 *
 * @param builder   the builder; not NULL.
 * @param text      the file's bytes; not NULL unless len is 0. They are copied.
 * @param len       their number.
 * @param csv       how to read it, or NULL.
 * @param findings  gets what is odd, or NULL.
 * @param reterr    detail of a refusal with line, column and offset in the text, or NULL.
 * @return as e911_stations_builder_load(). One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_networks_builder_load(e911_networks_builder *builder, const char *text,
                                                size_t len, const e911_csv *csv,
                                                e911_findings *findings, e911_error *reterr);

/**
 * Build the table and its indexes. The builder is empty afterwards; after an error it is as before.
 *
 * @param builder       the builder; not NULL.
 * @param ret_networks  the table, with one reference, the caller's.
 * @return E911_OK, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time.
 * @since 0.1
 */
E911_API e911_status e911_networks_builder_build(e911_networks_builder *builder,
                                                 e911_networks **ret_networks);

/**
 * Take a further reference.
 *
 * @param networks the table, or NULL.
 * @return the same pointer. Thread-safe.
 * @since 0.1
 */
E911_API e911_networks *e911_networks_ref(e911_networks *networks);

/**
 * Give up a reference; the last one frees the table. Thread-safe.
 *
 * @param networks the table, or NULL.
 * @since 0.1
 */
E911_API void e911_networks_unref(e911_networks *networks);

/**
 * Number of rows.
 *
 * @param networks the table, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_networks_count(const e911_networks *networks);

/**
 * Read a row.
 *
 * @param networks     the table; not NULL.
 * @param row          0 to e911_networks_count() - 1.
 * @param ret_network  an initialised struct; its texts are owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND, E911_ERR_STRUCT_SIZE or E911_ERR_INVALID_ARGUMENT.
 *         Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_networks_at(const e911_networks *networks, size_t row,
                                      e911_network *ret_network);

/**
 * Number of columns: those of the texts or fields that were added, in their order.
 *
 * @param networks the table, or NULL for 0.
 * @return the number. Thread-safe.
 * @since 0.1
 */
E911_API size_t e911_networks_column_count(const e911_networks *networks);

/**
 * Name of a column.
 *
 * @param networks  the table; not NULL.
 * @param column    0 to e911_networks_column_count() - 1.
 * @param ret_name  the name, owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_networks_column_name(const e911_networks *networks, size_t column,
                                               e911_text *ret_name);

/**
 * One field of a row, whatever its column.
 *
 * @param networks   the table; not NULL.
 * @param row        0 to e911_networks_count() - 1.
 * @param column     0 to e911_networks_column_count() - 1.
 * @param ret_value  the text, owned by the table.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_networks_cell(const e911_networks *networks, size_t row, size_t column,
                                        e911_text *ret_value);

/**
 * Number of a Site, by which its networks are looked up.
 *
 * @param networks  the table; not NULL.
 * @param site      the Site, compared regardless of case; not NULL unless len is 0.
 * @param len       its length; 0 finds the rows whose Site is blank.
 * @param ret_site  the number; of this table alone, and as long as it lives.
 * @return E911_OK, E911_ERR_NOT_FOUND or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_networks_find_site(const e911_networks *networks, const char *site,
                                             size_t len, uint32_t *ret_site);

/**
 * Rows of the longest Subnet of a site that holds an address.
 *
 * @param networks   the table; not NULL.
 * @param site       number of the Site, from e911_networks_find_site().
 * @param ip         the address; not NULL. IPv4 in IPv6 is taken for IPv4.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_networks_find_ip(const e911_networks *networks, uint32_t site,
                                           const e911_ip *ip, e911_row_range *ret_range);

/**
 * Rows of an access point of a site.
 *
 * @param networks   the table; not NULL.
 * @param site       as for e911_networks_find_ip().
 * @param bssid      the access point's address; not NULL.
 * @param ret_range  the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_networks_find_bssid(const e911_networks *networks, uint32_t site,
                                              const e911_mac *bssid, e911_row_range *ret_range);

/**
 * Rows of a switch port of a site; ChassisID and PortID are compared byte by byte. Where no row has
 * the port, those that name the switch alone (PortID blank).
 *
 * @param networks     the table; not NULL.
 * @param site         as for e911_networks_find_ip().
 * @param chassis      the ChassisID; not NULL.
 * @param chassis_len  its length.
 * @param port         the PortID; not NULL unless port_len is 0.
 * @param port_len     its length.
 * @param ret_range    the rows, count 0 for none; owned by the table.
 * @return E911_OK or E911_ERR_INVALID_ARGUMENT. Thread-safe; no allocation.
 * @since 0.1
 */
E911_API e911_status e911_networks_find_port(const e911_networks *networks, uint32_t site,
                                             const char *chassis, size_t chassis_len,
                                             const char *port, size_t port_len,
                                             e911_row_range *ret_range);

/**
 * Look for what is odd: a network, access point or port that stands twice with different ERLs, and
 * ERLs that are no locations or missing.
 *
 * @param networks   the table; not NULL.
 * @param locations  the table that the ERLs are sought in, or NULL.
 * @param findings   gets what is found; not NULL.
 * @return E911_OK, E911_ERR_NOMEM or E911_ERR_INVALID_ARGUMENT. One thread at a time for a list.
 * @since 0.1
 */
E911_API e911_status e911_networks_lint(const e911_networks *networks,
                                        const e911_locations *locations, e911_findings *findings);

/**
 * Write the table as CSV: all columns, in their order, and the rows in theirs.
 *
 * @param networks  the table; not NULL.
 * @param csv       how to write it, or NULL; E911_CSV_LENIENT says nothing here.
 * @param sink      takes the bytes; not NULL.
 * @return E911_OK, E911_ERR_CALLBACK, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_networks_write_csv(const e911_networks *networks, const e911_csv *csv,
                                             const e911_sink *sink);

/**
 * The same bytes into a buffer.
 *
 * @param networks  the table; not NULL.
 * @param csv       how to write it, or NULL.
 * @param buf       room for them, or NULL where size is 0.
 * @param size      of buf.
 * @param ret_len   bytes written, or needed with E911_ERR_BUFFER_SIZE; no NUL is added.
 * @return E911_OK, E911_ERR_BUFFER_SIZE, E911_ERR_STRUCT_SIZE, E911_ERR_STRUCT_UNKNOWN or
 *         E911_ERR_INVALID_ARGUMENT. Thread-safe.
 * @since 0.1
 */
E911_API e911_status e911_networks_format_csv(const e911_networks *networks, const e911_csv *csv,
                                              char *buf, size_t size, size_t *ret_len);

#ifdef __cplusplus
}
#endif
#endif
