#pragma once
/// The figures of a comparison in words, as the application writes them
/// (web/src/features/compare/figures.ts). Pure.

#include "domain/compare/result_comparison.hpp"

#include <optional>
#include <string>

namespace lem::pages {

/// "+2.3 %", "−39.9 %", "+320 %", "12.0×": the change that a ratio is.
std::string change_text(double ratio);

/// "+2.3 % (+1.1 % to +3.5 %)". The value has a ratio.
std::string difference_text(const domain::ComparedValue& value);

/// "better", "no clear difference", "worse, not confirmed by the rank test", "worse; not tested: 3
/// cycles, four are needed". `cycles` are those of the result or the baseline, whichever has fewer;
/// nullopt for a metric that is not tested.
std::string verdict_words(const domain::ComparedValue& value, std::optional<int> cycles);

}  // namespace lem::pages
