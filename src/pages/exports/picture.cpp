#include "pages/exports/picture.hpp"

#include "base/figures.hpp"
#include "schema/printable.hpp"

#include <algorithm>

namespace lem::pages::exports::picture {
namespace {

using html::all, html::el, html::Html;

// Of a letter, as a share of its size: those of DejaVu Sans, the widest of the fonts below.
constexpr double usual_letter = 0.58, wide_letter = 1.0;
constexpr std::string_view fonts =
    "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// The text in lines of this room, at most `lines_max`.
std::vector<std::string> wrapped(std::string_view text, int size, double room, int lines_max) {
    std::vector<std::string> lines;
    while (!text.empty() && static_cast<int>(lines.size()) + 1 < lines_max) {
        std::string one = fitted(text, size, room);
        if (one == text) break;
        one.resize(one.size() - std::string_view("…").size());
        const std::size_t space = one.rfind(' ');
        if (space == std::string::npos) break;
        lines.push_back(one.substr(0, space));
        text.remove_prefix(space + 1);
    }
    if (!text.empty()) lines.push_back(fitted(text, size, room));
    return lines;
}

Html head(const AnswerTable& table) {
    constexpr double room = width - 2 * margin;
    Html html = text(margin, 50, fitted(table.title, 26, room), {.size = 26, .bold = true});
    constexpr int size = 14, line_height = 18, lines_max = 3;
    double y = 72;
    int left = lines_max;
    // A warning leaves room for the question: without its limits an answer says too much.
    const auto add = [&](std::string_view words, int lines, const Letters& letters) {
        for (const std::string& one : wrapped(words, size, room, lines)) {
            html.add(text(margin, y, one, letters));
            y += line_height;
            --left;
        }
    };
    add(table.notice, table.description.empty() ? lines_max : lines_max - 1,
        {.size = size, .colour = warning, .bold = true});
    add(table.description, left, {.size = size, .colour = muted});
    return html;
}

Html foot(const AnswerTable& table, std::string_view ends) {
    constexpr int size = 14;
    constexpr double room = width - 2 * margin;
    const Origin& origin = table.origin;
    const std::string source = "Source: " + origin.address;
    std::string words = version_text(origin) + " \u00b7 " +
                        (origin.is_private ? "not published" : std::string(data_licence.name));
    if (!ends.empty()) words += " \u00b7 " + std::string(ends);
    return all(
        stroke("M32 568H1168", line),
        el("a", {{"href", origin.address}},
           text(margin, 590, fitted(source, size, room), {.size = size, .colour = colours[0]})),
        text(margin, 612, fitted(words, size, room), {.size = size, .colour = muted}));
}

}  // namespace

std::string_view colour(std::size_t series) {
    return colours[series % colours.size()];
}

std::string at(double place) {
    std::string number = figures::fixed(place, 1);
    if (number.ends_with(".0")) number.resize(number.size() - 2);
    return number;
}

std::string fitted(std::string_view given, int size, double room) {
    const std::string text = schema::printable(given);
    double used = 0;
    std::size_t fits = 0;  // bytes that leave room for an ellipsis
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!starts_character(text[i])) continue;
        if (used + size <= room) fits = i;
        // From U+1100 on, letters are as wide as they are high.
        used += size * (static_cast<unsigned char>(text[i]) >= 0xE2 ? wide_letter : usual_letter);
        if (used > room) return text.substr(0, fits) + "…";
    }
    return text;
}

Html text(double x, double y, std::string_view words, const Letters& letters) {
    static constexpr std::array<std::string_view, 3> anchors{"start", "middle", "end"};
    return el("text",
              {{"x", at(x)},
               {"y", at(y)},
               {"font-size", letters.size},
               {"fill", letters.colour},
               {"text-anchor", anchors[static_cast<std::size_t>(letters.anchor)]},
               {"font-weight", letters.bold ? "600" : "400"}},
              schema::printable(words));
}

Html stroke(std::string_view path, std::string_view colour, double thickness) {
    return el("path",
              {{"d", path}, {"fill", "none"}, {"stroke", colour}, {"stroke-width", at(thickness)}});
}

Html mark(double x, double y, std::size_t series) {
    const std::string place = "M" + at(x) + " " + at(y);
    static constexpr std::array<std::string_view, 6> shapes{
        "m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z",
        "m-5 -5h10v10h-10z",
        "m0 -7l6 11h-12z",
        "m0 -7l7 7l-7 7l-7 -7z",
        "m0 7l6 -11h-12z",
        "m-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"};
    return el("path", {{"d", place + std::string(shapes[series % shapes.size()])},
                       {"fill", colour(series)},
                       {"stroke", surface},
                       {"stroke-width", 1}});
}

std::string framed(const AnswerTable& table, const Html& drawing, const std::string& described,
                   std::string_view ends) {
    const Html whole = el("svg",
                          {{"xmlns", "http://www.w3.org/2000/svg"},
                           {"width", width},
                           {"height", height},
                           {"viewBox", "0 0 1200 630"},
                           {"role", "img"},
                           {"aria-labelledby", "title desc"},
                           {"font-family", fonts}},
                          el("title", {{"id", "title"}}, schema::printable(table.title)),
                          el("desc", {{"id", "desc"}}, schema::printable(described)),
                          el("rect", {{"width", width}, {"height", height}, {"fill", surface}}),
                          head(table), drawing, foot(table, ends));
    return whole.markup() + "\n";
}

}  // namespace lem::pages::exports::picture
