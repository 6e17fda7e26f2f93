/*
 * The numbers and layouts of the public headers that compiled programs have built in: every
 * enumerator, and size, fields and paddings of every struct that a header lays open.
 *
 * Compiled, never run. While the version node is LIBE911_PROVISIONAL this file follows the headers:
 * change it together with them. From 1.0 on it is never edited; a release that adds something
 * freezes it in a file of its own.
 */
#include <e911/e911.h>
#include <e911/sofia.h>

#define VALUE(name, number) _Static_assert((name) == (number), #name " has another value")
#define SIZE(type, bytes)   _Static_assert(sizeof(type) == (bytes), #type " has another size")
#define FIELD(type, field, offset, bytes)                                                          \
    _Static_assert(offsetof(type, field) == (offset) && sizeof(((type *)0)->field) == (bytes),     \
                   #type "." #field " has another place or size")

/* ---- base.h: values -------------------------------------------------------------------------- */

VALUE(E911_SEVERITY_NOTE, 0);
VALUE(E911_SEVERITY_WARNING, 1);
VALUE(E911_SEVERITY_ERROR, 2);
VALUE(E911_FINDINGS_MAX, 100000);

VALUE(E911_OK, 0);
VALUE(E911_ERR_NOMEM, -1);
VALUE(E911_ERR_INVALID_ARGUMENT, -2);
VALUE(E911_ERR_STRUCT_SIZE, -3);
VALUE(E911_ERR_STRUCT_UNKNOWN, -4);
VALUE(E911_ERR_BUFFER_SIZE, -5);
VALUE(E911_ERR_NOT_FOUND, -6);
VALUE(E911_ERR_DUPLICATE, -7);
VALUE(E911_ERR_SYNTAX, -8);
VALUE(E911_ERR_ENCODING, -9);
VALUE(E911_ERR_LIMIT, -10);
VALUE(E911_ERR_UNSUPPORTED, -11);
VALUE(E911_ERR_STATE, -12);
VALUE(E911_ERR_CONFLICT, -13);
VALUE(E911_ERR_CALLBACK, -14);
VALUE(E911_ERR_STACK, -15);

/* ---- address.h: values ----------------------------------------------------------------------- */

VALUE(E911_MAC_TEXT_SIZE, 12);
VALUE(E911_IP_TEXT_SIZE, 45);

/* ---- dialplan.h: values ---------------------------------------------------------------------- */

VALUE(E911_CLASS_NONE, 0);
VALUE(E911_CLASS_EMERGENCY, 1);
VALUE(E911_CLASS_TEST, 2);
VALUE(E911_CLASS_CRISIS, 3);

VALUE(E911_MATCH_NOTHING, 0);
VALUE(E911_MATCH_SERVICE_URN, 1);
VALUE(E911_MATCH_NUMBER, 2);
VALUE(E911_MATCH_REGION, 3);
VALUE(E911_MATCH_ACCESS_PREFIX, 4);

VALUE(E911_PLAN_NUMBER_MAX, 32);
VALUE(E911_PLAN_NUMBERS_MAX, 4096);
VALUE(E911_PLAN_PREFIX_MAX, 8);
VALUE(E911_PLAN_PREFIXES_MAX, 16);
VALUE(E911_MATCH_RULE, 5);
VALUE(E911_RULE_MATCH, 0);
VALUE(E911_RULE_DENY_EMERGENCY, 1);
VALUE(E911_PLAN_HASH_ENDS, 1);
VALUE(E911_PLAN_PATTERN_MAX, 255);
VALUE(E911_PLAN_TEXT_MAX, 1024);
VALUE(E911_PLAN_RULES_MAX, 262144);
VALUE(E911_PLAN_STATES_MAX, 262144);
VALUE(E911_PLAN_SITES_MAX, 4096);
VALUE(E911_PLAN_CATEGORIES_MAX, 256);
VALUE(E911_PLAN_LISTS_MAX, 256);
VALUE(E911_PLAN_LIST_MEMBERS_MAX, 16384);
VALUE(E911_PLAN_LIST_MEMBER_MAX, 15);
VALUE(E911_PLAN_DIAL_GROUPS_MAX, 64);
VALUE(E911_PLAN_DIAL_GROUP_MAX, 1013);

/* ---- explain.h: values ----------------------------------------------------------------------- */

VALUE(E911_STEP_DIALLED, 1);
VALUE(E911_STEP_URN, 2);
VALUE(E911_STEP_USER_PART, 3);
VALUE(E911_STEP_PARAMETERS, 4);
VALUE(E911_STEP_UNESCAPED, 5);
VALUE(E911_STEP_SEPARATORS, 6);
VALUE(E911_STEP_TERMINATOR, 7);
VALUE(E911_STEP_SITE, 8);
VALUE(E911_STEP_TRIED, 19);
VALUE(E911_STEP_SERVICE_URN, 20);
VALUE(E911_STEP_PLAN_NUMBER, 21);
VALUE(E911_STEP_REGION_NUMBER, 22);
VALUE(E911_STEP_ACCESS_PREFIX, 23);
VALUE(E911_STEP_RULE, 24);
VALUE(E911_STEP_NOTHING, 25);
VALUE(E911_STEP_DENIED, 26);
VALUE(E911_STEP_LITERAL_HELD, 27);
VALUE(E911_STEP_CLASS, 30);
VALUE(E911_STEP_CATEGORY, 31);
VALUE(E911_STEP_STANDARDIZED, 32);
VALUE(E911_STEP_MORE, 33);
VALUE(E911_STEP_WITHOUT, 40);
VALUE(E911_STEP_NOTE, 50);
VALUE(E911_PLAN_FINDING_EMERGENCY_SHADOWED, 1);
VALUE(E911_PLAN_FINDING_EMERGENCY_DENIED, 2);
VALUE(E911_PLAN_FINDING_PREFIX_REQUIRED, 3);
VALUE(E911_PLAN_FINDING_PREFIX_TIE, 4);
VALUE(E911_PLAN_FINDING_EXTENSION_RANGE, 5);
VALUE(E911_PLAN_FINDING_LITERAL_HOLDS_PREFIX, 6);
VALUE(E911_PLAN_FINDING_TEST_IS_LIVE, 7);
VALUE(E911_PLAN_FINDING_UNREACHABLE, 8);
VALUE(E911_PLAN_FINDING_PREFIX_TWICE, 9);
VALUE(E911_PLAN_FINDING_DENY_WITHOUT_EFFECT, 10);
VALUE(E911_PLAN_FINDING_EMERGENCY_OVERLAP, 11);
VALUE(E911_PLAN_FINDING_LETTER, 12);
VALUE(E911_PLAN_FINDING_NO_EMERGENCY, 13);
VALUE(E911_PLAN_FINDING_EMERGENCY_HIDDEN, 14);
VALUE(E911_PLAN_FINDING_EMERGENCY_CUT, 15);
VALUE(E911_PLAN_FINDING_PREFIX_WITHOUT_EFFECT, 16);

/* ---- ininattr.h: values ---------------------------------------------------------------------- */

VALUE(E911_ININATTR_MAC, 1);
VALUE(E911_ININATTR_IP, 2);
VALUE(E911_ININATTR_UNQUOTED, 4);

VALUE(E911_ININATTR_VALUE_MAX, 4096);
VALUE(E911_ININATTR_PAIRS_MAX, 32);

/* ---- region.h: values ------------------------------------------------------------------------ */

VALUE(E911_REGION_NANP, 1);
VALUE(E911_REGION_KARIS_LAW, 2);

VALUE(E911_REGION_SOURCE_LIBPHONENUMBER, 1);
VALUE(E911_REGION_SOURCE_ANDROID, 2);
VALUE(E911_REGION_SOURCE_NANP, 4);

VALUE(E911_REGION_SERVICE_POLICE, 1);
VALUE(E911_REGION_SERVICE_AMBULANCE, 2);
VALUE(E911_REGION_SERVICE_FIRE, 4);
VALUE(E911_REGION_SERVICE_MARINE, 8);
VALUE(E911_REGION_SERVICE_MOUNTAIN, 16);

/* ---- table.h: values ------------------------------------------------------------------------- */

VALUE(E911_TABLE_OTHER_FIELD_MAX, 2097151);
VALUE(E911_TABLE_COLUMN_NAME_MAX, 256);
VALUE(E911_CSV_LENIENT, 1);
VALUE(E911_CSV_GUARD_FORMULAS, 2);
VALUE(E911_TABLE_ROW_SYNTAX, 101);
VALUE(E911_TABLE_ROW_LENGTH, 102);
VALUE(E911_TABLE_FIELD_TOO_LONG, 103);
VALUE(E911_TABLE_FIELD_ENCODING, 104);
VALUE(E911_TABLE_NETWORK_ID_BAD, 105);
VALUE(E911_TABLE_NETWORK_ID_DAMAGED, 106);
VALUE(E911_TABLE_IP_ADDRESS_BAD, 107);
VALUE(E911_TABLE_STATION_TYPE_BAD, 108);
VALUE(E911_TABLE_SUBNET_BAD, 109);
VALUE(E911_TABLE_BSSID_BAD, 110);
VALUE(E911_TABLE_DUPLICATE_ROW, 111);
VALUE(E911_TABLE_DUPLICATE_KEY, 112);
VALUE(E911_TABLE_DEVICE_CONFLICT, 113);
VALUE(E911_TABLE_IP_ADDRESS_ODD, 114);
VALUE(E911_TABLE_NETWORK_ID_LOCAL, 115);
VALUE(E911_TABLE_ERL_UNKNOWN, 116);
VALUE(E911_TABLE_ADDRESS_CONFLICT, 117);
VALUE(E911_TABLE_FIELD_DAMAGED, 118);

/* ---- location.h: values ---------------------------------------------------------------------- */

VALUE(E911_NETWORK_HAS_SUBNET, 1);
VALUE(E911_NETWORK_HAS_BSSID, 2);

/* ---- station.h: values ----------------------------------------------------------------------- */

VALUE(E911_STATIONS_ALL, 0);
VALUE(E911_STATIONS_PURECONNECT, 1);
VALUE(E911_STATIONS_EXTENDED, 2);
VALUE(E911_STATIONS_LAYOUT_COLUMNS_MAX, 256);
VALUE(E911_STATIONS_LAYOUT_TEXT_MAX, 8192);

VALUE(E911_STATION_MANAGED, 0);
VALUE(E911_STATION_UNMANAGED, 1);
VALUE(E911_STATION_SOFT_PHONE, 2);
VALUE(E911_STATION_REMOTE_STATION, 3);
VALUE(E911_STATION_MOBILE, 4);
VALUE(E911_STATION_HOT_DESK, 5);

VALUE(E911_TABLE_FIELD_MAX, 4096);
VALUE(E911_TABLE_ROWS_MAX, 16777216);
VALUE(E911_TABLE_COLUMNS_MAX, 128);

VALUE(E911_STATION_HAS_MAC, 1);
VALUE(E911_STATION_HAS_IP, 2);

/* ---- decide.h: values ------------------------------------------------------------------------ */

VALUE(E911_INGRESS_PHONE, 0);
VALUE(E911_INGRESS_PBX, 1);
VALUE(E911_INGRESS_TRUNK, 2);

VALUE(E911_TRANSPORT_UNKNOWN, 0);
VALUE(E911_TRANSPORT_UDP, 1);
VALUE(E911_TRANSPORT_TCP, 2);
VALUE(E911_TRANSPORT_TLS, 3);
VALUE(E911_TRANSPORT_WS, 4);
VALUE(E911_TRANSPORT_WSS, 5);

VALUE(E911_CALL_IN_DIALOG, 1);
VALUE(E911_CALL_LINES_LOST, 2);
VALUE(E911_CALL_RESPONSE, 4);
VALUE(E911_CALL_HEADERS_UNLISTED, 8);
VALUE(E911_CALL_ININATTR_UNLISTED, 16);
VALUE(E911_CALL_LINE_ENDS_MIXED, 32);

VALUE(E911_TARGET_WITHOUT_ININATTR, 1);
VALUE(E911_TARGET_ININATTR_UNQUOTED, 2);

VALUE(E911_TARGETS_MAX, 16);
VALUE(E911_TARGET_URI_MAX, 256);
VALUE(E911_TARGET_NAME_MAX, 64);
VALUE(E911_REASONS_MAX, 32);

VALUE(E911_EDIT_SET_REQUEST_URI, 1);
VALUE(E911_EDIT_REMOVE_HEADER, 2);
VALUE(E911_EDIT_ADD_HEADER, 3);
VALUE(E911_EDIT_SET_HEADER, 4);
VALUE(E911_EDIT_ADD_BODY_PART, 5);

VALUE(E911_REASON_SERVICE_URN, 1);
VALUE(E911_REASON_PLAN_NUMBER, 2);
VALUE(E911_REASON_REGION_NUMBER, 3);
VALUE(E911_REASON_ACCESS_PREFIX, 4);
VALUE(E911_REASON_NOT_IN_PLAN, 5);
VALUE(E911_REASON_NOT_AN_INVITE, 6);
VALUE(E911_REASON_IN_DIALOG, 7);
VALUE(E911_REASON_PLAN_RULE, 8);
VALUE(E911_REASON_SITE, 9);
VALUE(E911_REASON_STATION_BY_IDENTITY, 20);
VALUE(E911_REASON_STATION_BY_SOURCE, 21);
VALUE(E911_REASON_STATION_UNKNOWN, 22);
VALUE(E911_REASON_STATION_AMBIGUOUS, 23);
VALUE(E911_REASON_STATION_NOT_FIXED, 24);
VALUE(E911_REASON_SOURCE_MISMATCH, 25);
VALUE(E911_REASON_SOURCE_UNKNOWN, 26);
VALUE(E911_REASON_ININATTR_ADDED, 40);
VALUE(E911_REASON_ININATTR_OFF, 41);
VALUE(E911_REASON_ININATTR_REMOVED, 42);
VALUE(E911_REASON_ININATTR_KEPT, 43);
VALUE(E911_REASON_ININATTR_DIFFERS, 44);
VALUE(E911_REASON_ININATTR_MALFORMED, 45);
VALUE(E911_REASON_ININATTR_CONFLICT, 46);
VALUE(E911_REASON_NO_TARGET, 60);
VALUE(E911_REASON_LINES_LOST, 61);
VALUE(E911_REASON_REASONS_DROPPED, 62);
VALUE(E911_REASON_HEADERS_UNLISTED, 63);
VALUE(E911_REASON_LINE_ENDS_MIXED, 64);

/* ---- wire.h: values -------------------------------------------------------------------------- */

VALUE(E911_WIRE_VALUES_MAX, 16);
VALUE(E911_WIRE_HEADERS_MAX, 64);
VALUE(E911_WIRE_EDITS_MAX, 32);

VALUE(E911_NO_TARGET, 0xffffffffu);
_Static_assert(sizeof E911_ININATTR_NAME == 9, "the header's name is ININAttr");

/* ---- types in signatures --------------------------------------------------------------------- */

SIZE(e911_status, 4);
SIZE(enum e911_status_code, 4);
SIZE(enum e911_class, 4);
SIZE(enum e911_reason_code, 4);
SIZE(enum e911_region_source, 4);
_Static_assert((e911_status)-1 < 0, "a status has a sign");

/* Layouts depend on the width of pointers; one ABI frozen is enough to catch a slip. */
#if defined(__x86_64__) && defined(__LP64__)

/* ---- base.h: layouts ------------------------------------------------------------------------- */

SIZE(e911_finding, 80);
FIELD(e911_finding, struct_size, 0, 8);
FIELD(e911_finding, code, 8, 4);
FIELD(e911_finding, severity, 12, 4);
FIELD(e911_finding, line, 16, 4);
FIELD(e911_finding, column, 20, 4);
FIELD(e911_finding, row, 24, 4);
FIELD(e911_finding, other_row, 28, 4);
FIELD(e911_finding, other_line, 32, 4);
FIELD(e911_finding, reserved, 36, 4);
FIELD(e911_finding, offset, 40, 8);
FIELD(e911_finding, name, 48, 8);
FIELD(e911_finding, field, 56, 8);
FIELD(e911_finding, message, 64, 8);
FIELD(e911_finding, expected, 72, 8);

SIZE(e911_text, 16);
FIELD(e911_text, data, 0, 8);
FIELD(e911_text, len, 8, 8);

SIZE(e911_error, 48);
FIELD(e911_error, struct_size, 0, 8);
FIELD(e911_error, status, 8, 4);
FIELD(e911_error, line, 12, 4);
FIELD(e911_error, column, 16, 4);
FIELD(e911_error, reserved, 20, 4);
FIELD(e911_error, offset, 24, 8);
FIELD(e911_error, message, 32, 8);
FIELD(e911_error, expected, 40, 8);

SIZE(e911_allocator, 40);
FIELD(e911_allocator, struct_size, 0, 8);
FIELD(e911_allocator, user, 8, 8);
FIELD(e911_allocator, alloc, 16, 8);
FIELD(e911_allocator, resize, 24, 8);
FIELD(e911_allocator, release, 32, 8);

SIZE(e911_sink, 24);
FIELD(e911_sink, struct_size, 0, 8);
FIELD(e911_sink, user, 8, 8);
FIELD(e911_sink, write, 16, 8);

/* ---- address.h: layouts ---------------------------------------------------------------------- */

SIZE(e911_mac, 6);
FIELD(e911_mac, bytes, 0, 6);

SIZE(e911_ip, 17);
FIELD(e911_ip, family, 0, 1);
FIELD(e911_ip, bytes, 1, 16);

SIZE(e911_uri, 88);
FIELD(e911_uri, struct_size, 0, 8);
FIELD(e911_uri, scheme, 8, 16);
FIELD(e911_uri, user, 24, 16);
FIELD(e911_uri, parameters, 40, 16);
FIELD(e911_uri, host, 56, 16);
FIELD(e911_uri, port, 72, 16);

/* ---- dialplan.h: layouts --------------------------------------------------------------------- */

SIZE(e911_dial_string, 32);
FIELD(e911_dial_string, group, 0, 16);
FIELD(e911_dial_string, text, 16, 16);

SIZE(e911_rule, 160);
FIELD(e911_rule, struct_size, 0, 8);
FIELD(e911_rule, key, 8, 16);
FIELD(e911_rule, pattern, 24, 16);
FIELD(e911_rule, number_list, 40, 16);
FIELD(e911_rule, site, 56, 16);
FIELD(e911_rule, category, 72, 16);
FIELD(e911_rule, display, 88, 16);
FIELD(e911_rule, standardized, 104, 16);
FIELD(e911_rule, description, 120, 16);
FIELD(e911_rule, dial_strings, 136, 8);
FIELD(e911_rule, dial_string_count, 144, 8);
FIELD(e911_rule, action, 152, 4);
FIELD(e911_rule, line, 156, 4);

SIZE(e911_match, 144);
FIELD(e911_match, struct_size, 0, 8);
FIELD(e911_match, call_class, 8, 4);
FIELD(e911_match, source, 12, 4);
FIELD(e911_match, service, 16, 16);
FIELD(e911_match, category, 32, 16);
FIELD(e911_match, display, 48, 16);
FIELD(e911_match, prefix, 64, 16);
FIELD(e911_match, region, 80, 16);
FIELD(e911_match, number, 96, 16);
FIELD(e911_match, matched, 112, 16);
FIELD(e911_match, rule, 128, 4);
FIELD(e911_match, line, 132, 4);
FIELD(e911_match, more, 136, 4);
FIELD(e911_match, reserved, 140, 4);

/* ---- explain.h: layouts ---------------------------------------------------------------------- */

SIZE(e911_step, 40);
FIELD(e911_step, struct_size, 0, 8);
FIELD(e911_step, code, 8, 4);
FIELD(e911_step, rule, 12, 4);
FIELD(e911_step, line, 16, 4);
FIELD(e911_step, reserved, 20, 4);
FIELD(e911_step, text, 24, 16);

SIZE(e911_plan_finding, 72);
FIELD(e911_plan_finding, struct_size, 0, 8);
FIELD(e911_plan_finding, code, 8, 4);
FIELD(e911_plan_finding, severity, 12, 4);
FIELD(e911_plan_finding, rule, 16, 4);
FIELD(e911_plan_finding, line, 20, 4);
FIELD(e911_plan_finding, pattern, 24, 16);
FIELD(e911_plan_finding, example, 40, 16);
FIELD(e911_plan_finding, message, 56, 16);

/* ---- ininattr.h: layouts --------------------------------------------------------------------- */

SIZE(e911_ininattr_pair, 32);
FIELD(e911_ininattr_pair, key, 0, 16);
FIELD(e911_ininattr_pair, value, 16, 16);

SIZE(e911_ininattr, 64);
FIELD(e911_ininattr, struct_size, 0, 8);
FIELD(e911_ininattr, flags, 8, 4);
FIELD(e911_ininattr, mac, 12, 6);
FIELD(e911_ininattr, ip, 18, 17);
FIELD(e911_ininattr, others, 40, 8);
FIELD(e911_ininattr, others_capacity, 48, 8);
FIELD(e911_ininattr, others_count, 56, 8);

/* ---- region.h: layouts ----------------------------------------------------------------------- */

SIZE(e911_region, 32);
FIELD(e911_region, struct_size, 0, 8);
FIELD(e911_region, code, 8, 16);
FIELD(e911_region, flags, 24, 4);
FIELD(e911_region, number_count, 28, 4);

SIZE(e911_region_number, 104);
FIELD(e911_region_number, struct_size, 0, 8);
FIELD(e911_region_number, region, 8, 16);
FIELD(e911_region_number, number, 24, 16);
FIELD(e911_region_number, standardized, 40, 16);
FIELD(e911_region_number, service, 56, 16);
FIELD(e911_region_number, note, 72, 16);
FIELD(e911_region_number, call_class, 88, 4);
FIELD(e911_region_number, services, 92, 4);
FIELD(e911_region_number, sources, 96, 4);
FIELD(e911_region_number, reserved, 100, 4);

/* ---- table.h: layouts ------------------------------------------------------------------------ */

SIZE(e911_row_range, 16);
FIELD(e911_row_range, rows, 0, 8);
FIELD(e911_row_range, count, 8, 8);

SIZE(e911_cell, 32);
FIELD(e911_cell, column, 0, 16);
FIELD(e911_cell, value, 16, 16);

SIZE(e911_csv, 16);
FIELD(e911_csv, struct_size, 0, 8);
FIELD(e911_csv, separator, 8, 4);
FIELD(e911_csv, flags, 12, 4);

/* ---- location.h: layouts --------------------------------------------------------------------- */

SIZE(e911_location, 560);
FIELD(e911_location, struct_size, 0, 8);
FIELD(e911_location, erl, 8, 16);
FIELD(e911_location, site, 24, 16);
FIELD(e911_location, country, 40, 16);
FIELD(e911_location, state, 56, 16);
FIELD(e911_location, county, 72, 16);
FIELD(e911_location, county_id, 88, 16);
FIELD(e911_location, city, 104, 16);
FIELD(e911_location, postal_community, 120, 16);
FIELD(e911_location, house_number, 136, 16);
FIELD(e911_location, house_number_suffix, 152, 16);
FIELD(e911_location, pre_directional, 168, 16);
FIELD(e911_location, street_name, 184, 16);
FIELD(e911_location, street_suffix, 200, 16);
FIELD(e911_location, post_directional, 216, 16);
FIELD(e911_location, postal_code, 232, 16);
FIELD(e911_location, postal_code_extension, 248, 16);
FIELD(e911_location, building, 264, 16);
FIELD(e911_location, floor, 280, 16);
FIELD(e911_location, unit, 296, 16);
FIELD(e911_location, room, 312, 16);
FIELD(e911_location, location_detail, 328, 16);
FIELD(e911_location, customer_name, 344, 16);
FIELD(e911_location, elin, 360, 16);
FIELD(e911_location, callback_number, 376, 16);
FIELD(e911_location, main_number, 392, 16);
FIELD(e911_location, esn, 408, 16);
FIELD(e911_location, psap_id, 424, 16);
FIELD(e911_location, class_of_service, 440, 16);
FIELD(e911_location, type_of_service, 456, 16);
FIELD(e911_location, latitude, 472, 16);
FIELD(e911_location, longitude, 488, 16);
FIELD(e911_location, provider_location_id, 504, 16);
FIELD(e911_location, validated_by, 520, 16);
FIELD(e911_location, validated_date, 536, 16);
FIELD(e911_location, line, 552, 4);

SIZE(e911_network, 144);
FIELD(e911_network, struct_size, 0, 8);
FIELD(e911_network, site, 8, 16);
FIELD(e911_network, subnet, 24, 16);
FIELD(e911_network, bssid, 40, 16);
FIELD(e911_network, chassis_id, 56, 16);
FIELD(e911_network, port_id, 72, 16);
FIELD(e911_network, erl, 88, 16);
FIELD(e911_network, known, 104, 4);
FIELD(e911_network, prefix_len, 108, 4);
FIELD(e911_network, prefix, 112, 17);
FIELD(e911_network, access_point, 129, 6);
FIELD(e911_network, line, 136, 4);

/* ---- station.h: layouts ---------------------------------------------------------------------- */

SIZE(e911_stations_layout, 48);
FIELD(e911_stations_layout, struct_size, 0, 8);
FIELD(e911_stations_layout, profile, 8, 4);
FIELD(e911_stations_layout, separator, 12, 4);
FIELD(e911_stations_layout, flags, 16, 4);
FIELD(e911_stations_layout, reserved, 20, 4);
FIELD(e911_stations_layout, columns, 24, 16);
FIELD(e911_stations_layout, locations, 40, 8);

SIZE(e911_station, 256);
FIELD(e911_station, struct_size, 0, 8);
FIELD(e911_station, display_name, 8, 16);
FIELD(e911_station, phone_manufacturer, 24, 16);
FIELD(e911_station, phone_model, 40, 16);
FIELD(e911_station, network_id, 56, 16);
FIELD(e911_station, identification_address, 72, 16);
FIELD(e911_station, extension, 88, 16);
FIELD(e911_station, station_type, 104, 16);
FIELD(e911_station, site, 120, 16);
FIELD(e911_station, station_ip_address, 136, 16);
FIELD(e911_station, erl, 152, 16);
FIELD(e911_station, elin, 168, 16);
FIELD(e911_station, callback_number, 184, 16);
FIELD(e911_station, outbound_ani, 200, 16);
FIELD(e911_station, type, 216, 4);
FIELD(e911_station, known, 220, 4);
FIELD(e911_station, mac, 224, 6);
FIELD(e911_station, ip, 230, 17);
FIELD(e911_station, line, 248, 4);

/* ---- decide.h: layouts ----------------------------------------------------------------------- */

SIZE(e911_header, 32);
FIELD(e911_header, name, 0, 16);
FIELD(e911_header, value, 16, 16);

SIZE(e911_call, 344);
FIELD(e911_call, struct_size, 0, 8);
FIELD(e911_call, flags, 8, 4);
FIELD(e911_call, method, 16, 16);
FIELD(e911_call, request_uri, 32, 16);
FIELD(e911_call, to, 48, 16);
FIELD(e911_call, from, 64, 16);
FIELD(e911_call, call_id, 80, 16);
FIELD(e911_call, p_asserted_identity, 96, 16);
FIELD(e911_call, contact, 112, 16);
FIELD(e911_call, instance, 128, 16);
FIELD(e911_call, user_agent, 144, 16);
FIELD(e911_call, priority, 160, 16);
FIELD(e911_call, via_sent_by, 176, 16);
FIELD(e911_call, content_type, 192, 16);
FIELD(e911_call, body_size, 208, 8);
FIELD(e911_call, ininattr, 216, 8);
FIELD(e911_call, ininattr_count, 224, 8);
FIELD(e911_call, geolocation, 232, 8);
FIELD(e911_call, geolocation_count, 240, 8);
FIELD(e911_call, call_info, 248, 8);
FIELD(e911_call, call_info_count, 256, 8);
FIELD(e911_call, headers, 264, 8);
FIELD(e911_call, headers_count, 272, 8);
FIELD(e911_call, ingress, 280, 4);
FIELD(e911_call, transport, 284, 4);
FIELD(e911_call, source, 288, 17);
FIELD(e911_call, source_port, 308, 4);
FIELD(e911_call, now_ms, 312, 8);
FIELD(e911_call, random, 320, 16);
FIELD(e911_call, site, 336, 4);
FIELD(e911_call, forwarded, 340, 4);

SIZE(e911_target, 48);
FIELD(e911_target, struct_size, 0, 8);
FIELD(e911_target, name, 8, 16);
FIELD(e911_target, uri, 24, 16);
FIELD(e911_target, flags, 40, 4);
FIELD(e911_target, reserved, 44, 4);

SIZE(e911_engine_options, 136);
FIELD(e911_engine_options, struct_size, 0, 8);
FIELD(e911_engine_options, allocator, 8, 8);
FIELD(e911_engine_options, region, 16, 16);
FIELD(e911_engine_options, access_prefixes, 32, 16);
FIELD(e911_engine_options, emergency_numbers, 48, 16);
FIELD(e911_engine_options, plan, 64, 8);
FIELD(e911_engine_options, stations, 72, 8);
FIELD(e911_engine_options, stations_csv, 80, 16);
FIELD(e911_engine_options, targets, 96, 8);
FIELD(e911_engine_options, targets_count, 104, 8);
FIELD(e911_engine_options, target_uri, 112, 16);
FIELD(e911_engine_options, include_station_addresses, 128, 4);
FIELD(e911_engine_options, reserved, 132, 4);

SIZE(e911_edit, 48);
FIELD(e911_edit, struct_size, 0, 8);
FIELD(e911_edit, op, 8, 4);
FIELD(e911_edit, reserved, 12, 4);
FIELD(e911_edit, name, 16, 16);
FIELD(e911_edit, value, 32, 16);

SIZE(e911_reason, 32);
FIELD(e911_reason, struct_size, 0, 8);
FIELD(e911_reason, code, 8, 4);
FIELD(e911_reason, reserved, 12, 4);
FIELD(e911_reason, matched, 16, 16);

/* ---- wire.h: layouts ------------------------------------------------------------------------- */

SIZE(e911_wire_room, 2936);
FIELD(e911_wire_room, struct_size, 0, 8);
FIELD(e911_wire_room, ininattr, 8, 256);
FIELD(e911_wire_room, geolocation, 264, 256);
FIELD(e911_wire_room, call_info, 520, 256);
FIELD(e911_wire_room, headers, 776, 2048);
FIELD(e911_wire_room, message, 2824, 16);
FIELD(e911_wire_room, parts, 2840, 96);

SIZE(e911_facts, 72);
FIELD(e911_facts, struct_size, 0, 8);
FIELD(e911_facts, ingress, 8, 4);
FIELD(e911_facts, transport, 12, 4);
FIELD(e911_facts, source_port, 16, 4);
FIELD(e911_facts, source, 20, 17);
FIELD(e911_facts, now_ms, 40, 8);
FIELD(e911_facts, random, 48, 16);
FIELD(e911_facts, site, 64, 4);
FIELD(e911_facts, forwarded, 68, 4);

SIZE(e911_summary, 184);
FIELD(e911_summary, struct_size, 0, 8);
FIELD(e911_summary, status, 8, 4);
FIELD(e911_summary, classified, 12, 4);
FIELD(e911_summary, call_class, 16, 4);
FIELD(e911_summary, match_source, 20, 4);
FIELD(e911_summary, flags, 24, 4);
FIELD(e911_summary, target_count, 28, 4);
FIELD(e911_summary, station_found, 32, 4);
FIELD(e911_summary, station_known, 36, 4);
FIELD(e911_summary, offset, 40, 8);
FIELD(e911_summary, reason_count, 48, 4);
FIELD(e911_summary, reserved, 52, 4);
FIELD(e911_summary, reasons, 56, 128);

#endif
