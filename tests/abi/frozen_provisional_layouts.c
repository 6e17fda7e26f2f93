/*
 * Size, fields and paddings of every struct that a public header lays open; like the values beside
 * it, this follows the headers while the version node is provisional and is never edited after.
 *
 * Layouts depend on the width of pointers; one ABI frozen is enough to catch a slip.
 */
#include "frozen.h"

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
