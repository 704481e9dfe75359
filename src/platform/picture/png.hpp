#pragma once
/// Draws SVG as PNG, by librsvg. For drawings of this program: it reads no other files.
/// Thread-safe; takes some tens of milliseconds of processor time and a few MB.

#include <string>
#include <string_view>

namespace lem::picture {

inline constexpr double side_max = 2'000;  // pixels

/// In the drawing's own size. Throws Error(internal) for what is no drawing or is larger.
std::string png_of_svg(std::string_view svg);

}  // namespace lem::picture
