#include "pages/compare_words.hpp"

#include "base/figures.hpp"

#include <cmath>
#include <fmt/format.h>

namespace lem::pages {

using domain::ComparedValue, domain::Verdict;

namespace {
constexpr std::string_view minus = "−";
}

std::string change_text(double ratio) {
    constexpr double many = 10;
    if (ratio >= many) return figures::shown(ratio) + "×";
    const double percent = (ratio - 1) * 100;
    const std::string size = figures::fixed(std::abs(percent), std::abs(percent) < 100 ? 1 : 0);
    const bool zero = size.find_first_of("123456789") == std::string::npos;
    return (zero ? "" : percent < 0 ? std::string(minus) : "+") + size + " %";
}

std::string verdict_words(const ComparedValue& value, std::optional<int> cycles) {
    constexpr double significant = 0.05;
    constexpr int tested_cycles = 4;
    const bool judged = value.verdict == Verdict::better || value.verdict == Verdict::worse;
    if (!judged) return value.ratio_ci95_low ? "no clear difference" : value.words.value_or("");
    std::string words(schema::name_of(*value.verdict));
    if (cycles && *cycles < tested_cycles && !value.p_value_holm)
        return words + "; not tested: " + figures::plural(*cycles, "cycle") + ", four are needed";
    if (value.p_value_holm && *value.p_value_holm > significant)
        words += ", not confirmed by the rank test";
    return words;
}

std::string difference_text(const ComparedValue& value) {
    std::string text = change_text(*value.ratio);
    if (value.ratio_ci95_low && value.ratio_ci95_high)
        text += " (" + change_text(*value.ratio_ci95_low) + " to " +
                change_text(*value.ratio_ci95_high) + ")";
    return text;
}

}  // namespace lem::pages
