#include "address/ip.h"
#include "address/mac.h"
#include "station/identity.h"
#include "station/table.h"

#include <stddef.h>

#define COLUMN(name, field, is_prose)                                                              \
    {                                                                                              \
        E911__TEXT(name), offsetof(e911_station, field), is_prose                                  \
    }

static const e911__column columns[E911__STATION_COLUMNS] = {
    [E911__DISPLAY_NAME] = COLUMN("DisplayName", display_name, true),
    [E911__PHONE_MANUFACTURER] = COLUMN("PhoneManufacturer", phone_manufacturer, true),
    [E911__PHONE_MODEL] = COLUMN("PhoneModel", phone_model, true),
    [E911__NETWORK_ID] = COLUMN("NetworkID", network_id, false),
    [E911__IDENTIFICATION_ADDRESS] = COLUMN("IdentificationAddress", identification_address, false),
    [E911__EXTENSION] = COLUMN("Extension", extension, false),
    [E911__STATION_TYPE] = COLUMN("StationType", station_type, false),
    [E911__SITE] = COLUMN("Site", site, false),
    [E911__STATION_IP_ADDRESS] = COLUMN("StationIPAddress", station_ip_address, false),
    [E911__ERL] = COLUMN("ERL", erl, false),
    [E911__ELIN] = COLUMN("ELIN", elin, false),
    [E911__CALLBACK_NUMBER] = COLUMN("CallbackNumber", callback_number, false),
    [E911__OUTBOUND_ANI] = COLUMN("OutboundANI", outbound_ani, false),
};

static const e911_text type_names[] = {
    [E911_STATION_MANAGED] = E911__TEXT("Managed"),
    [E911_STATION_UNMANAGED] = E911__TEXT("Unmanaged"),
    [E911_STATION_SOFT_PHONE] = E911__TEXT("SoftPhone"),
    [E911_STATION_REMOTE_STATION] = E911__TEXT("RemoteStation"),
    [E911_STATION_MOBILE] = E911__TEXT("Mobile"),
    [E911_STATION_HOT_DESK] = E911__TEXT("HotDesk"),
};

/* ---- what the texts mean; a blank says nothing ----------------------------------------------- */

/* The text of a column without blanks around it; *ret_blanks before it. */
static e911_text trimmed(const e911__reading *reading, size_t column, size_t *ret_blanks)
{
    e911_text whole = reading->cells[column];
    e911_text text = whole.len == 0 ? whole : e911__trim(whole);

    *ret_blanks = text.len == 0 ? 0 : (size_t)(text.data - whole.data);
    return text;
}

static e911_status read_mac(e911__reading *reading, e911__station_record *record)
{
    size_t blanks, offset;
    e911_text text = trimmed(reading, E911__NETWORK_ID, &blanks);
    e911_mac mac;

    if (text.len == 0)
        return E911_OK;
    if (!e911__mac_read(text, &mac, &offset))
        return e911__reading_flaw(reading, E911__NETWORK_ID, blanks + offset,
                                  e911__mac_is_damaged(text) ? E911_TABLE_NETWORK_ID_DAMAGED
                                                             : E911_TABLE_NETWORK_ID_BAD);
    memcpy(record->mac, mac.bytes, sizeof record->mac);
    record->known |= E911_STATION_HAS_MAC;
    return E911_OK;
}

static e911_status read_ip(e911__reading *reading, e911__station_record *record)
{
    size_t blanks, offset;
    e911_text text = trimmed(reading, E911__STATION_IP_ADDRESS, &blanks);
    e911_status status = E911_OK;
    e911_ip ip;

    reading->hashes[E911__BY_IPV6] = 0;
    if (text.len == 0)
        return E911_OK;
    if (!e911__ip_read(text, &ip, &offset))
        return e911__reading_flaw(reading, E911__STATION_IP_ADDRESS, blanks + offset,
                                  E911_TABLE_IP_ADDRESS_BAD);
    if (ip.family == 4) {
        memcpy(&record->ip_place, ip.bytes, sizeof record->ip_place);
    } else {
        status = e911__rows_keep(reading, ip.bytes, sizeof ip.bytes, &record->ip_place);
        record->known |= E911__STATION_HAS_IPV6;
        reading->hashes[E911__BY_IPV6] =
            e911__index_hash(e911__text((const char *)ip.bytes, sizeof ip.bytes));
    }
    record->known |= E911_STATION_HAS_IP;
    return status;
}

static e911_status read_type(e911__reading *reading, e911__station_record *record)
{
    size_t blanks;
    e911_text text = trimmed(reading, E911__STATION_TYPE, &blanks);

    record->type = (uint8_t)reading->type;
    if (text.len == 0) {
        if (reading->type != E911_STATION_MANAGED)
            reading->cells[E911__STATION_TYPE] = type_names[reading->type];
        return E911_OK;
    }
    for (uint8_t type = 0; type < sizeof type_names / sizeof type_names[0]; type++) {
        if (e911__equal_nocase(text, type_names[type])) {
            record->type = type;
            return E911_OK;
        }
    }
    /* Perhaps a phone that moves: its row is not to speak for where it is. */
    record->type = E911_STATION_OF_NO_KNOWN_TYPE;
    return e911__reading_flaw(reading, E911__STATION_TYPE, blanks, E911_TABLE_STATION_TYPE_BAD);
}

static void read_identity(e911__reading *reading)
{
    e911__writer writer = e911__writer_on(reading->key, sizeof reading->key);
    size_t user_len;

    e911__identity_write(&writer, reading->cells[E911__IDENTIFICATION_ADDRESS], &user_len);
    reading->names_host |= user_len < writer.len;
    reading->key_len = writer.len;
    reading->hashes[E911__BY_IDENTITY] =
        writer.len == 0 ? 0 : e911__index_hash(e911__text(reading->key, writer.len));
}

static uint32_t hash_of_column(const e911__reading *reading, size_t column)
{
    size_t blanks;
    e911_text text = trimmed(reading, column, &blanks);

    return text.len == 0 ? 0 : e911__index_hash(text);
}

static e911_status read_row(e911__reading *reading, void *given)
{
    e911__station_record *record = given;
    e911_status status = read_mac(reading, record);

    if (status == E911_OK)
        status = read_ip(reading, record);
    if (status == E911_OK)
        status = read_type(reading, record);
    read_identity(reading);
    reading->hashes[E911__BY_EXTENSION] = hash_of_column(reading, E911__EXTENSION);
    reading->hashes[E911__BY_ERL] = hash_of_column(reading, E911__ERL);
    return status;
}

const e911__schema e911__station_schema = {
    .columns = columns,
    .column_count = E911__STATION_COLUMNS,
    .struct_size = sizeof(e911_station),
    .record_size = sizeof(e911__station_record),
    .key_column = E911__IDENTIFICATION_ADDRESS,
    .index_count = E911__STATION_INDEXES,
    .keys = 1u << E911__NETWORK_ID | 1u << E911__IDENTIFICATION_ADDRESS | 1u << E911__EXTENSION |
            1u << E911__STATION_IP_ADDRESS | 1u << E911__ERL,
    .names = "NetworkID, IdentificationAddress, Extension, StationIPAddress or ERL",
    .read = read_row,
};

/* ---- keys of the indexes --------------------------------------------------------------------- */

const e911__index_key e911__station_keys[E911__STATION_INDEXES] = {
    [E911__BY_IPV6] = e911__station_ipv6_key,
    [E911__BY_IDENTITY] = e911__station_identity_key,
    [E911__BY_EXTENSION] = e911__station_extension_key,
    [E911__BY_ERL] = e911__station_erl_key,
};

static uint64_t mac_number(const void *table, uint32_t row)
{
    const e911__station_record *record = e911__station_record_of(table, row);

    return record->known & E911_STATION_HAS_MAC ? e911__number_of_6(record->mac) : E911__NO_NUMBER;
}

static uint64_t ipv4_number(const void *table, uint32_t row)
{
    const e911__station_record *record = e911__station_record_of(table, row);
    int families = record->known & (E911_STATION_HAS_IP | E911__STATION_HAS_IPV6);
    uint8_t bytes[4];

    memcpy(bytes, &record->ip_place, sizeof bytes);
    return families == E911_STATION_HAS_IP ? e911__number_of_4(bytes) : E911__NO_NUMBER;
}

const e911__number_of e911__station_numbers_of[E911__STATION_NUMBERS] = {
    [E911__BY_MAC] = mac_number,
    [E911__BY_IPV4] = ipv4_number,
};
