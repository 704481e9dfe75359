#include "measure/load/retry_after.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <ctime>

namespace lem::measure {
namespace {

/// RFC 9110, 5.6.7: the form that is sent, and the two that are still read.
std::optional<double> http_date_s(const std::string& text) {
    for (const char* form :
         {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
        std::tm time{};
        const char* const end = strptime(text.c_str(), form, &time);
        if (end != nullptr && *end == '\0') return static_cast<double>(timegm(&time));
    }
    return std::nullopt;
}

}  // namespace

std::optional<double> retry_after_s(const std::string& value, const std::string& date) {
    if (const auto seconds = text::to_double(value)) return *seconds >= 0 ? seconds : std::nullopt;
    const auto until_s = http_date_s(value);
    if (!until_s) return std::nullopt;
    const double now_s =
        http_date_s(date).value_or(static_cast<double>(SystemClock().now_ms()) / 1000);
    return std::max(0.0, *until_s - now_s);
}

}  // namespace lem::measure
