#include "pages/words.hpp"

#include <fmt/format.h>

namespace lem::pages {
std::string_view variation_word(double cv) {
    for (const VariationWord& known : variation_words)
        if (cv <= known.cv_max) return known.word;
    return variation_words.back().word;
}

std::string_view symbol_of(std::string_view engine) {
    for (const EngineSymbol& known : engine_symbols)
        if (known.engine == engine) return known.symbol;
    return "other";
}

std::string_view short_model(std::string_view name) {
    return name.substr(name.rfind('/') + 1);
}

std::string date_text(std::string_view utc) {
    constexpr std::array months{"January",   "February", "March",    "April",
                                "May",       "June",     "July",     "August",
                                "September", "October",  "November", "December"};
    // "2026-11-20T10:00:00Z"
    const auto digits = [&](std::size_t at, std::size_t count) -> std::size_t {
        std::size_t value = 0;
        for (const char c : utc.substr(at, count))
            value = c < '0' || c > '9' ? 10'000 : value * 10 + static_cast<std::size_t>(c - '0');
        return value;
    };
    if (utc.size() < 20 || utc[10] != 'T' || !utc.ends_with('Z') || digits(0, 4) > 9999 ||
        digits(5, 2) < 1 || digits(5, 2) > months.size() || digits(8, 2) > 31)
        return std::string(utc);
    return fmt::format("{} {} {}", digits(8, 2), months[digits(5, 2) - 1], utc.substr(0, 4));
}

std::string date_time_text(std::string_view utc) {
    const std::string date = date_text(utc);
    return date == utc ? date : fmt::format("{}, {} UTC", date, utc.substr(11, 5));
}

}  // namespace lem::pages
