#pragma once
/// The parts that all pictures share: their size, letters and colours, and the frame with title and
/// source. Pure; does not throw.

#include "pages/exports/answer_table.hpp"
#include "pages/html.hpp"

#include <array>

namespace lem::pages::exports::picture {

inline constexpr int width = 1200, height = 630, margin = 32;
inline constexpr int plot_top = 128, plot_bottom = 520;

/// The light surface of the pages (web/src/shared/ui/base.css).
inline constexpr std::string_view surface = "#FFFFFF", ink = "#15202B", muted = "#52606D",
                                  line = "#D9E0E6", warning = "#B34317";
inline constexpr std::array<std::string_view, 6> colours{"#104999", "#B34317", "#2CA499",
                                                         "#79324C", "#C8831F", "#8D60E5"};
std::string_view colour(std::size_t series);

/// A number of a drawing: "12.5".
std::string at(double place);
/// As much of the text as fits into the room in letters of this size.
std::string fitted(std::string_view text, int size, double room);

enum class Anchor { start, middle, end };
struct Letters {
    int size = 15;
    std::string_view colour = ink;
    Anchor anchor = Anchor::start;
    bool bold = false;
};
html::Html text(double x, double y, std::string_view text, const Letters& letters = {});
/// A line along a path.
html::Html stroke(std::string_view path, std::string_view colour, double width = 1);
/// The mark of a series, whose shape tells it apart where its colour does not.
html::Html mark(double x, double y, std::size_t series);

/// The whole picture around a drawing. `described` is what those hear who do not see it.
std::string framed(const AnswerTable& table, const html::Html& drawing,
                   const std::string& described, std::string_view ends);

}  // namespace lem::pages::exports::picture
