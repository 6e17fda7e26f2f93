#include <e911/base.h>

uint32_t e911_version(void)
{
    return E911_VERSION;
}

const char *e911_version_string(void)
{
    return E911_VERSION_STRING;
}

const char *e911_status_name(e911_status code)
{
    switch (code) {
    case E911_OK:
        return "E911_OK";
    case E911_ERR_NOMEM:
        return "E911_ERR_NOMEM";
    case E911_ERR_INVALID_ARGUMENT:
        return "E911_ERR_INVALID_ARGUMENT";
    case E911_ERR_STRUCT_SIZE:
        return "E911_ERR_STRUCT_SIZE";
    case E911_ERR_STRUCT_UNKNOWN:
        return "E911_ERR_STRUCT_UNKNOWN";
    case E911_ERR_BUFFER_SIZE:
        return "E911_ERR_BUFFER_SIZE";
    case E911_ERR_NOT_FOUND:
        return "E911_ERR_NOT_FOUND";
    case E911_ERR_DUPLICATE:
        return "E911_ERR_DUPLICATE";
    case E911_ERR_SYNTAX:
        return "E911_ERR_SYNTAX";
    case E911_ERR_ENCODING:
        return "E911_ERR_ENCODING";
    case E911_ERR_LIMIT:
        return "E911_ERR_LIMIT";
    case E911_ERR_UNSUPPORTED:
        return "E911_ERR_UNSUPPORTED";
    case E911_ERR_STATE:
        return "E911_ERR_STATE";
    case E911_ERR_CONFLICT:
        return "E911_ERR_CONFLICT";
    case E911_ERR_CALLBACK:
        return "E911_ERR_CALLBACK";
    case E911_ERR_STACK:
        return "E911_ERR_STACK";
    }
    return "E911_ERR_?";
}
