#include "pages/check_picture.hpp"

#include "base/figures.hpp"

#include <algorithm>
#include <cmath>

namespace lem::pages {
namespace {

using html::el, html::Html;

constexpr int track = 200;

/// Whether about so many units hold the text in the smallest letters of a page.
bool fits(std::string_view text, int room) {
    const auto letters = std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // not inside a letter of UTF-8
    });
    return letters * 7 <= room;
}

/// The bound as it is read, without its unit or empty where there is no room.
std::string label_of(std::optional<double> bound, const std::optional<std::string>& unit,
                     int room) {
    if (!bound) return {};
    const std::string number = figures::shown(bound);
    const std::string whole = unit.value_or("").empty() ? number : number + " " + *unit;
    return fits(whole, room) ? whole : fits(number, room) ? number : "";
}

}  // namespace

std::optional<CheckPicture> check_picture(const domain::Check& check) {
    const auto &low = check.bound_low, &high = check.bound_high;
    if (!check.observed || (!low && !high)) return std::nullopt;
    const double least = low ? *low : *high, most = high ? *high : *low;
    const auto [smallest, largest] = std::minmax({*check.observed, least, most});
    const bool log = smallest > 0 && largest / smallest >= 100;
    const auto scaled = [&](double value) { return log ? std::log10(value) : value; };
    const double x = scaled(*check.observed), a = scaled(least), b = scaled(most);
    // As much room on each side as is allowed, or as from a single bound to 0. A linear track ends
    // there, so that what is far off is not all that can be seen; powers of ten have room for it.
    double span = b > a ? b - a : a != 0 ? std::abs(a) : x != 0 ? std::abs(x) : 1;
    if (log) span = std::max(b - a, std::max(a - x, x - b) + 1);
    // What is at least 0 has nothing below.
    const double start = least == 0 && x >= 0 ? 0 : a - span, end = b + span;
    const auto place = [&](double value) {
        const double part = (value - start) / (end - start);
        // The last bit of a logarithm, which two machines may write otherwise, moves nothing.
        constexpr double half = 0.5 + 1e-9;
        return static_cast<int>(std::floor(std::clamp(part, 0.0, 1.0) * track + half));
    };
    CheckPicture picture{.from = low ? place(a) : 0,
                         .to = high ? place(b) : track,
                         .mark = place(x),
                         .beyond = x > end     ? 1
                                   : x < start ? -1
                                               : 0,
                         .log = log,
                         .low_label = {},
                         .high_label = {}};
    constexpr int log_words = 60, labels_apart = 8;
    if (picture.to - picture.from >= labels_apart)
        picture.low_label = label_of(low, check.unit, picture.from - (log ? log_words : 0));
    picture.high_label = label_of(high, check.unit, track - picture.to);
    return picture;
}

Html check_picture_html(const domain::Check& check) {
    const auto picture = check_picture(check);
    if (!picture) return {};
    const auto& [from, to, mark, beyond, log, low_label, high_label] = *picture;
    return el("svg",
              {{"class", "check-list-picture"},
               {"width", track + 12},
               {"height", 30},
               {"viewBox", "-6 0 212 30"},
               {"aria-hidden", "true"}},
              el("rect", {{"class", "check-list-track"},
                          {"x", 0},
                          {"y", 6},
                          {"width", track},
                          {"height", 4},
                          {"rx", 2}}),
              el("rect", {{"class", "check-list-allowed"},
                          {"x", from},
                          {"y", 4},
                          {"width", std::max(to - from, 2)},
                          {"height", 8},
                          {"rx", 2}}),
              beyond == 0
                  ? el("circle", {{"class", "check-list-mark"}, {"cx", mark}, {"cy", 8}, {"r", 5}})
                  : el("path", {{"class", "check-list-mark"},
                                {"d", beyond > 0 ? "M193 1 205 8 193 15z" : "M7 1 -5 8 7 15z"}}),
              log ? el("text", {{"x", 0}, {"y", 26}}, "log scale") : Html(),
              low_label.empty()
                  ? Html()
                  : el("text", {{"x", from}, {"y", 26}, {"text-anchor", "end"}}, low_label),
              high_label.empty() ? Html() : el("text", {{"x", to}, {"y", 26}}, high_label));
}

}  // namespace lem::pages
