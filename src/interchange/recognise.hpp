#pragma once
/// Which of several formats a file is in, by its content. Pure; does not throw.

#include "base/error.hpp"
#include "schema/json.hpp"

#include <span>

namespace lem::interchange {

/// What a format is recognised by: the first bytes, and the parsed document or its first record.
struct Sample {
    static constexpr std::size_t head_bytes_max = 64 * 1024;
    std::string_view head = {};
    const schema::json* document = nullptr;  // null if the file is neither JSON nor YAML
};

/// True if the document is an object that has each of these keys.
bool has_keys(const Sample& sample, std::initializer_list<std::string_view> keys);

/// The format whose `sniff` gives a reason; null if none does. If several do, a violation that
/// names each with its reason.
template <class Format>
tl::expected<const Format*, Violations> recognise(std::span<const Format> formats,
                                                  const Sample& sample) {
    const Format* recognised = nullptr;
    std::string reasons;
    bool ambiguous = false;
    for (const Format& format : formats) {
        const auto reason = format.sniff(sample);
        if (!reason) continue;
        ambiguous = recognised != nullptr;
        recognised = &format;
        reasons +=
            (reasons.empty() ? "" : ", and ") + std::string(format.name) + ", because " + *reason;
        if (ambiguous) break;
    }
    if (ambiguous) return tl::unexpected(Violations{{"", "matches two formats: " + reasons}});
    return recognised;
}

}  // namespace lem::interchange
