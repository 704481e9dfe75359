#include "base/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lem::figures {
namespace {

std::string fixed(double value, int decimals) {
    std::array<char, 64> buffer;
    const int length =
        std::snprintf(buffer.data(), buffer.size(), "%.*f", std::clamp(decimals, 0, 12), value);
    std::string text(buffer.data(), static_cast<std::size_t>(length));
    const std::size_t whole = std::min(text.find('.'), text.size());
    const std::size_t first = text.front() == '-' ? 1 : 0;
    for (std::size_t at = whole; at > first + 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

int place_of_leading_digit(double value) {
    return value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value))));
}

}  // namespace

std::string shown(std::optional<double> value) {
    if (!value) return "\u2014";
    return fixed(*value, 2 - place_of_leading_digit(*value));
}

WithUncertainty shown(std::optional<double> value, std::optional<double> half_width) {
    if (!value || !half_width || *half_width <= 0) return {shown(value), ""};
    const int decimals = std::clamp(1 - place_of_leading_digit(*half_width), 0,
                                    std::max(3 - place_of_leading_digit(*value), 0));
    const double last_place = std::pow(10, -decimals);
    if (*half_width < last_place / 2)
        return {fixed(*value, decimals), "<" + fixed(last_place, decimals)};
    return {fixed(*value, decimals), fixed(*half_width, decimals)};
}

}  // namespace lem::figures
