#pragma once
/// The table of a comparison as HTML, as the application draws it
/// (web/src/features/compare/compare-table.tsx); a test in Chromium compares the two. Pure.

#include "domain/compare/result_comparison.hpp"
#include "pages/compare_view.hpp"
#include "pages/html.hpp"

namespace lem::pages {

html::Html compare_table_html(const domain::ResultComparison& comparison, const CompareView& view);

/// Where the strips of the table end: the smallest round change that holds all shown intervals, at
/// most 1 (100 %). What is beyond is drawn at the end.
double strip_end(const domain::ResultComparison& comparison, const CompareView& view);

/// How many facts are the same for all results.
std::ptrdiff_t count_equal(const domain::ResultComparison& comparison);

}  // namespace lem::pages
