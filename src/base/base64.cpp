#include "base/base64.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem {

std::string base64(std::string_view bytes) {
    std::string out = text::base64url(bytes);
    std::ranges::replace(out, '-', '+');
    std::ranges::replace(out, '_', '/');
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    const std::size_t end = text.find('=');
    const std::string_view padding = text.substr(std::min(end, text.size()));
    std::string digits(text.substr(0, end));
    const std::size_t missing = (4 - digits.size() % 4) % 4;
    if (missing == 3) return std::nullopt;
    if (!padding.empty() && padding != std::string(missing, '=')) return std::nullopt;
    std::ranges::replace(digits, '+', '-');
    std::ranges::replace(digits, '/', '_');
    auto bytes = text::from_base64url(digits);
    // Another text of the same bytes would be another name of one key or signature.
    if (!bytes || text::base64url(*bytes) != digits) return std::nullopt;
    return bytes;
}

}  // namespace lem
