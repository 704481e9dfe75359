#pragma once
/// Numbers for people: three significant digits, or the place of the uncertainty. Pure.

#include <optional>
#include <string>

namespace lem::figures {

/// "1,342", "12.3", "0.0456"; an em dash for nothing.
std::string shown(std::optional<double> value);
/// Value and half-width rounded to the same place, at most two digits of uncertainty and four of the
/// value: {"15.1", "1.7"}; a half-width that would be rounded to nothing is {"0.2000", "<0.0001"}.
struct WithUncertainty {
    std::string value;
    std::string half_width;  // empty when unknown
};
WithUncertainty shown(std::optional<double> value, std::optional<double> half_width);

}  // namespace lem::figures
