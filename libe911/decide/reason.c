#include <e911/decide.h>

const char *e911_reason_name(uint32_t code)
{
    switch (code) {
    case E911_REASON_SERVICE_URN:
        return "SERVICE_URN";
    case E911_REASON_PLAN_NUMBER:
        return "PLAN_NUMBER";
    case E911_REASON_REGION_NUMBER:
        return "REGION_NUMBER";
    case E911_REASON_ACCESS_PREFIX:
        return "ACCESS_PREFIX";
    case E911_REASON_NOT_IN_PLAN:
        return "NOT_IN_PLAN";
    case E911_REASON_NOT_AN_INVITE:
        return "NOT_AN_INVITE";
    case E911_REASON_IN_DIALOG:
        return "IN_DIALOG";
    case E911_REASON_PLAN_RULE:
        return "PLAN_RULE";
    case E911_REASON_SITE:
        return "SITE";
    case E911_REASON_STATION_BY_IDENTITY:
        return "STATION_BY_IDENTITY";
    case E911_REASON_STATION_BY_SOURCE:
        return "STATION_BY_SOURCE";
    case E911_REASON_STATION_UNKNOWN:
        return "STATION_UNKNOWN";
    case E911_REASON_STATION_AMBIGUOUS:
        return "STATION_AMBIGUOUS";
    case E911_REASON_STATION_NOT_FIXED:
        return "STATION_NOT_FIXED";
    case E911_REASON_SOURCE_MISMATCH:
        return "SOURCE_MISMATCH";
    case E911_REASON_SOURCE_UNKNOWN:
        return "SOURCE_UNKNOWN";
    case E911_REASON_ININATTR_ADDED:
        return "ININATTR_ADDED";
    case E911_REASON_ININATTR_OFF:
        return "ININATTR_OFF";
    case E911_REASON_ININATTR_REMOVED:
        return "ININATTR_REMOVED";
    case E911_REASON_ININATTR_KEPT:
        return "ININATTR_KEPT";
    case E911_REASON_ININATTR_DIFFERS:
        return "ININATTR_DIFFERS";
    case E911_REASON_ININATTR_MALFORMED:
        return "ININATTR_MALFORMED";
    case E911_REASON_ININATTR_CONFLICT:
        return "ININATTR_CONFLICT";
    case E911_REASON_NO_TARGET:
        return "NO_TARGET";
    case E911_REASON_LINES_LOST:
        return "LINES_LOST";
    case E911_REASON_REASONS_DROPPED:
        return "REASONS_DROPPED";
    case E911_REASON_HEADERS_UNLISTED:
        return "HEADERS_UNLISTED";
    case E911_REASON_LINE_ENDS_MIXED:
        return "LINE_ENDS_MIXED";
    }
    return "?";
}
