#pragma once
/// The drawings of a table, without the frame. Pure; does not throw.

#include "pages/exports/file_formats.hpp"
#include "pages/html.hpp"

namespace lem::pages::exports {

/// A line of the picture for each row, with a mark and its ends for each value.
html::Html drawn_dots(const AnswerTable& table);
/// A line through the points of each series.
html::Html drawn_lines(const AnswerTable& table);

}  // namespace lem::pages::exports
