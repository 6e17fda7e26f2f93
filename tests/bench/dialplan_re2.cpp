#include "dialplan_peers.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace
{

/* Bytes are bytes, and memory is no reason to refuse or to start anew. */
RE2::Options options()
{
    RE2::Options options(RE2::Latin1);

    options.set_dot_nl(true);
    options.set_log_errors(false);
    options.set_max_mem(int64_t{1} << 30);
    return options;
}

size_t no_code(const void *)
{
    return 0;
}

/* ---- a set: every rule that matches ---------------------------------------------------------- */

struct set {
    RE2::Set rules;
    std::vector<int> found;
};

void *compile_set(const struct peer_rule *rules, size_t count, char *why)
{
    auto *compiled = new set{RE2::Set(options(), RE2::ANCHOR_BOTH), {}};
    std::string error;

    for (size_t i = 0; i < count; i++) {
        if (compiled->rules.Add(rules[i].regex, &error) < 0) {
            snprintf(why, PEER_WHY_SIZE, "%s", error.c_str());
            return nullptr;
        }
    }
    if (compiled->rules.Compile())
        return compiled;
    snprintf(why, PEER_WHY_SIZE, "RE2::Set::Compile() returned false");
    return nullptr;
}

size_t find_in_set(void *compiled, const char *text, size_t len)
{
    auto *set = static_cast<struct set *>(compiled);

    if (!set->rules.Match(re2::StringPiece(text, len), &set->found))
        return PEER_NOTHING;
    return static_cast<size_t>(*std::min_element(set->found.begin(), set->found.end()));
}

/* ---- an alternation: whether any does -------------------------------------------------------- */

void *compile_alternation(const struct peer_rule *rules, size_t count, char *why)
{
    std::string text;

    for (size_t i = 0; i < count; i++)
        text += (i == 0 ? "(?:" : "|(?:") + std::string(rules[i].regex) + ")";

    auto *compiled = new RE2(text, options());

    if (compiled->ok())
        return compiled;
    snprintf(why, PEER_WHY_SIZE, "%s", compiled->error().c_str());
    return nullptr;
}

size_t find_alternation(void *compiled, const char *text, size_t len)
{
    const auto *alternation = static_cast<const RE2 *>(compiled);

    return alternation->Match(re2::StringPiece(text, len), 0, len, RE2::ANCHOR_BOTH, nullptr, 0)
               ? 0
               : PEER_NOTHING;
}

} // namespace

const struct dialplan_peer dialplan_re2_set = {"RE2::Set", "libre2-dev", PEER_TELLS_RULE, 1,
                                               SIZE_MAX,   compile_set,  find_in_set,     no_code};

const struct dialplan_peer dialplan_re2_whether = {
    "RE2, yes or no", "libre2-dev",        PEER_TELLS_WHETHER, 1,
    SIZE_MAX,         compile_alternation, find_alternation,   no_code};
