#include "base/figures.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace lem::figures {
namespace {

void group_thousands(std::string& text) {
    const std::size_t whole = std::min(text.find('.'), text.size());
    const std::size_t first = text.front() == '-' ? 1 : 0;
    for (std::size_t at = whole; at > first + 3;) {
        at -= 3;
        text.insert(at, ",");
    }
}

int place_of_leading_digit(double value) {
    return value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value))));
}

/// The number of decimals that shows this many significant digits: 9.996 is 10.0, not 10.00.
int decimals_for(double value, int digits) {
    const int place = place_of_leading_digit(value);
    const int decimals = digits - 1 - place;
    const double rounded = text::to_double(fixed(std::abs(value), decimals)).value_or(0);
    return rounded >= std::pow(10, place + 1) ? decimals - 1 : decimals;
}

std::string grouped(double value, int decimals) {
    std::string text = fixed(value, decimals);
    group_thousands(text);
    return text;
}

/// 1.23e15, 4.56e-7
std::string exponential(double value, int digits) {
    std::array<char, 64> buffer;
    std::snprintf(buffer.data(), buffer.size(), "%.*e", digits - 1, value);
    const std::string_view text = buffer.data();
    const std::size_t e = text.find('e');
    return std::string(text.substr(0, e + 1)) +
           std::to_string(
               text::to_int(text.substr(text[e + 1] == '+' ? e + 2 : e + 1)).value_or(0));
}

}  // namespace

std::string fixed(double value, int decimals) {
    // printf rounds a half to even; here it goes away from zero, as in ECMAScript's toFixed. A step
    // of one long double only breaks ties: every other double is farther from a half.
    const auto towards = std::copysign(std::numeric_limits<long double>::infinity(), value);
    const long double up = std::nextafter(static_cast<long double>(value), towards);
    std::array<char, 400> buffer;
    std::snprintf(buffer.data(), buffer.size(), "%.*Lf", std::clamp(decimals, 0, 12), up);
    std::string text = buffer.data();
    const bool zero = text.find_first_not_of("-0.") == std::string::npos;
    return zero && text.front() == '-' ? text.substr(1) : text;
}

std::string count(std::int64_t value) {
    std::string text = std::to_string(value);
    group_thousands(text);
    return text;
}

std::string plural(std::int64_t count, std::string_view one, std::string_view many) {
    std::string text = figures::count(count) + ' ';
    if (count == 1) return text.append(one);
    return many.empty() ? text.append(one) + 's' : text.append(many);
}

std::string bytes(std::int64_t value) {
    for (const auto& [size, unit] : {std::pair{1e9, " GB"}, {1e6, " MB"}, {1e3, " kB"}})
        if (static_cast<double>(value) >= size)
            return shown(static_cast<double>(value) / size) + unit;
    return std::to_string(value) + " B";
}

std::string tokens(std::int64_t value) {
    for (const std::int64_t thousand : {1000, 1024})
        if (value >= thousand && value % thousand == 0)
            return std::to_string(value / thousand) + 'k';
    return std::to_string(value);
}

std::string shown(std::optional<double> value) {
    return value ? significant(*value, 3) : "\u2014";
}

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) return "\u2014";
    if (value == 0) return "0";
    if (std::abs(value) >= 1e15 || std::abs(value) < 1e-6) return exponential(value, digits);
    return grouped(value, decimals_for(value, digits));
}

WithUncertainty shown(std::optional<double> value, std::optional<double> half_width) {
    if (!value || !half_width || !std::isfinite(*half_width) || *half_width <= 0)
        return {shown(value), ""};
    const int decimals = std::clamp(decimals_for(*half_width, 2), 0,
                                    std::max(3 - place_of_leading_digit(*value), 0));
    const std::string margin = grouped(*half_width, decimals);
    if (margin.find_first_of("123456789") == std::string::npos)
        return {grouped(*value, decimals), "<" + fixed(std::pow(10, -decimals), decimals)};
    return {grouped(*value, decimals), margin};
}

}  // namespace lem::figures
