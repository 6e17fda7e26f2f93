#include "base/finding.h"

#include "base/error.h"
#include "table/table.h"

#define BAD(code, status, name, message, expected)                                                 \
    [E911_TABLE_##code - E911_TABLE_ROW_SYNTAX] = {                                                \
        E911_TABLE_##code, E911_SEVERITY_ERROR, E911_ERR_##status, name, message, expected}
#define ODD(code, severity, name, message, expected)                                               \
    [E911_TABLE_##code - E911_TABLE_ROW_SYNTAX] = {                                                \
        E911_TABLE_##code, E911_SEVERITY_##severity, E911_OK, name, message, expected}

static const e911__flaw flaws[] = {
    BAD(ROW_SYNTAX, SYNTAX, "row-syntax", "not a CSV record", NULL),
    BAD(ROW_LENGTH, SYNTAX, "row-length", "the row has more or fewer fields than the header",
        "as many fields as column names"),
    BAD(FIELD_TOO_LONG, LIMIT, "field-too-long", "the field is too long",
        "at most 4096 bytes, or 2097151 in a column of your own"),
    BAD(FIELD_ENCODING, ENCODING, "field-encoding", "a byte that a table may not hold here",
        "text in UTF-8, without NUL; in one line but for names"),
    BAD(NETWORK_ID_BAD, SYNTAX, "network-id-bad", "NetworkID is not a MAC address",
        "12 hex digits, bare or separated by ':', '-' or '.': one device's, no group address, not "
        "all zeros"),
    BAD(NETWORK_ID_DAMAGED, SYNTAX, "network-id-damaged",
        "NetworkID was damaged: it lacks digits, as a spreadsheet leaves it that took it for a "
        "number",
        "12 hex digits; have the column imported as text"),
    BAD(IP_ADDRESS_BAD, SYNTAX, "ip-address-bad", "StationIPAddress is not an IP address",
        "an IPv4 or IPv6 address"),
    BAD(STATION_TYPE_BAD, SYNTAX, "station-type-bad", "not a StationType",
        "Managed, Unmanaged, SoftPhone, RemoteStation, Mobile or HotDesk"),
    BAD(SUBNET_BAD, SYNTAX, "subnet-bad", "Subnet is not a network",
        "an address and the number of its bits, such as 10.1.2.0/24, with no bit set past them"),
    BAD(BSSID_BAD, SYNTAX, "bssid-bad", "BSSID is not a MAC address",
        "12 hex digits, bare or separated by ':', '-' or '.'"),
    ODD(DUPLICATE_ROW, WARNING, "duplicate-row", "the same row stands twice", NULL),
    ODD(DUPLICATE_KEY, ERROR, "duplicate-key", "the same key stands twice", "each key once"),
    ODD(DEVICE_CONFLICT, ERROR, "device-conflict",
        "one NetworkID on rows that are not of the same phone",
        "equal PhoneManufacturer, PhoneModel, Site, StationIPAddress and ERL"),
    ODD(IP_ADDRESS_ODD, WARNING, "ip-address-odd", "no station has an address of this kind",
        "the address of one host"),
    ODD(NETWORK_ID_LOCAL, NOTE, "network-id-local",
        "a locally administered MAC address, which may change",
        "the address the phone was made with"),
    ODD(ERL_UNKNOWN, ERROR, "erl-unknown", "no location has this ERL", "an ERL of the locations"),
    ODD(ADDRESS_CONFLICT, ERROR, "address-conflict",
        "the address in the row is not that of its ERL", "the same, or a blank"),
    ODD(FIELD_DAMAGED, ERROR, "field-damaged", "a number that a spreadsheet has rounded",
        "all its digits; have the column imported as text"),
    ODD(ROW_BLANK, NOTE, "row-blank", "a row without any text", NULL),
    ODD(PREAMBLE, NOTE, "preamble", "what stands before the row of column names is passed over",
        NULL),
    ODD(COLUMN_NAMELESS, WARNING, "column-nameless", "text in a column without a name is left out",
        "a name for the column"),
    ODD(ERL_MISSING, WARNING, "erl-missing", "a row without ERL is never found",
        "the ERL that stations name"),
};

const e911__flaw *e911__flaw_of(uint32_t code)
{
    return &flaws[code - E911_TABLE_ROW_SYNTAX];
}

e911_status e911__reading_flaw(e911__reading *reading, size_t column, size_t offset, uint32_t code)
{
    const e911__schema *schema = reading->rows->schema;
    const e911__flaw *flaw = e911__flaw_of(code);
    e911_finding finding = {.code = code,
                            .severity = flaw->severity,
                            .row = (uint32_t)reading->rows->count,
                            .other_row = E911_NO_ROW,
                            .offset = offset,
                            .name = flaw->name,
                            .message = flaw->message,
                            .expected = flaw->expected};

    if (reading->fields != NULL) {
        const e911__csv_field *field = &reading->fields[reading->field_of[column]];

        finding.line = field->line;
        finding.column = field->column + (uint32_t)offset;
        finding.offset = field->offset + offset;
    } else if (reading->counts_cells) {
        finding.line = reading->field_of[column] + 1u;
    }
    if (!reading->lenient)
        return e911__refuse_at(reading->reterr, flaw->status, (size_t)finding.offset, finding.line,
                               finding.column, flaw->message, flaw->expected);
    if (column < schema->column_count)
        finding.field = schema->columns[column].name.data;
    e911__findings_add(reading->findings, &finding);
    return E911_OK;
}

void e911__reading_note(const e911__reading *reading, const e911_error *place, uint32_t code,
                        uint32_t row)
{
    const e911__flaw *flaw = e911__flaw_of(code);
    bool has_words = place->message != NULL;
    e911_finding finding = {.code = code,
                            .severity = flaw->severity,
                            .line = place->line,
                            .column = place->column,
                            .row = row,
                            .other_row = E911_NO_ROW,
                            .offset = place->offset,
                            .name = flaw->name,
                            .message = has_words ? place->message : flaw->message,
                            .expected = has_words ? place->expected : flaw->expected};

    e911__findings_add(reading->findings, &finding);
}

void e911__lint_row(e911_findings *findings, const e911__rows *rows, uint32_t code, uint32_t row,
                    size_t column, uint32_t other_row)
{
    const e911__schema *schema = rows->schema;

    e911__lint_field(findings, rows, code, row,
                     column < schema->column_count ? schema->columns[column].name.data : NULL,
                     other_row);
}

void e911__lint_field(e911_findings *findings, const e911__rows *rows, uint32_t code, uint32_t row,
                      const char *field, uint32_t other_row)
{
    const e911__flaw *flaw = e911__flaw_of(code);
    e911_finding finding = {.code = code,
                            .severity = flaw->severity,
                            .line = rows->rows[row].line,
                            .row = row,
                            .other_row = other_row,
                            .name = flaw->name,
                            .field = field,
                            .message = flaw->message,
                            .expected = flaw->expected};

    if (other_row != E911_NO_ROW)
        finding.other_line = rows->rows[other_row].line;
    e911__findings_add(findings, &finding);
}
