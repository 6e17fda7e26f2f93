#include "dialplan_peers.h"

#include <phonenumbers/shortnumberinfo.h>

#include <string>

namespace
{

using i18n::phonenumbers::ShortNumberInfo;

struct numbers {
    ShortNumberInfo info;
    std::string region = "US";
};

void *compile(const struct peer_rule *, size_t, char *)
{
    return new numbers;
}

size_t find(void *compiled, const char *text, size_t len)
{
    const auto *numbers = static_cast<const struct numbers *>(compiled);

    return numbers->info.IsEmergencyNumber(std::string(text, len), numbers->region) ? 0
                                                                                    : PEER_NOTHING;
}

size_t no_code(const void *)
{
    return 0;
}

} // namespace

const struct dialplan_peer dialplan_phonenumber = {
    "libphonenumber", "libphonenumber-dev", PEER_TELLS_EMERGENCY, 1, 10, compile, find, no_code};
