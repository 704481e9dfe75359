#include "features/leaderboard/index/json_slices.hpp"

#include "base/text.hpp"
#include "schema/read.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

/// The place behind the value that starts at `at`.
std::size_t end_of_value(std::string_view text, std::size_t at) {
    int depth = 0;
    bool in_string = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (in_string) {
            if (c == '\\') ++at;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return at;
            --depth;
        } else if (c == ',' && depth == 0) {
            return at;
        }
    }
    return text.size();
}

}  // namespace

Members::Members(std::string_view object) {
    std::size_t at = 1;  // behind {
    while (at + 1 < object.size()) {
        const std::size_t name_end = object.find('"', at + 1);
        if (name_end == std::string_view::npos) return;
        const std::size_t value = name_end + 2, value_end = end_of_value(object, value);
        members_.emplace_back(object.substr(at + 1, name_end - at - 1),
                              object.substr(value, value_end - value));
        at = value_end + 1;  // behind the comma
    }
}

std::optional<std::string_view> Members::find(std::string_view name) const {
    const auto found = std::ranges::find(members_, name, [](const auto& one) { return one.first; });
    return found == members_.end() ? std::nullopt : std::optional(found->second);
}

std::string text_of(std::string_view value) {
    if (value.size() < 2) return {};
    if (value.find('\\') == std::string_view::npos)
        return std::string(value.substr(1, value.size() - 2));
    const auto parsed = schema::parse(value);
    return parsed && parsed->is_string() ? parsed->get<std::string>() : std::string{};
}

std::optional<double> number_of(std::string_view value) {
    return text::to_double(value);
}

}  // namespace lem::leaderboard
