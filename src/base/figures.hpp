#pragma once
/// Numbers for people: three significant digits, or rounded to the place of the uncertainty. The
/// web application formats them the same way (web/src/shared/format/number.ts);
/// tests/golden/figures.json checks both. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lem::figures {

/// "1,342", "12.3", "0.0456", "1.23e15"; whole numbers keep all their digits; an em dash for
/// nullopt.
std::string shown(std::optional<double> value);
std::string significant(double value, int digits);
/// Value and half-width rounded to the same place, at most two digits of uncertainty and four of
/// the value: {"15.1", "1.7"}; a half-width that would be rounded to nothing is {"0.2000",
/// "<0.0001"}.
struct WithUncertainty {
    std::string value;
    std::string half_width;  // empty when unknown
};
WithUncertainty shown(std::optional<double> value, std::optional<double> half_width);

/// So many decimals (12 at most), halves away from zero, without groups: "1342.40".
std::string fixed(double value, int decimals);
/// "1,234,567"
std::string count(std::int64_t value);
/// "2 results", "1 result"; `many` is needed if the plural is not `one` with an s.
std::string plural(std::int64_t count, std::string_view one, std::string_view many = "");
/// "900 B", "14.1 kB", "1.80 MB"
std::string bytes(std::int64_t value);
/// 1,000 or 1,024 tokens read as "1k".
std::string tokens(std::int64_t value);

}  // namespace lem::figures
