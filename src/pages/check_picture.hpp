#pragma once
/// The picture of a check: what was observed, on a track whose allowed part is marked. The
/// application draws it by the same rule (web/src/shared/ui/check-picture.tsx);
/// tests/golden/check_pictures.json checks both. Pure.

#include "domain/result/check.hpp"
#include "pages/html.hpp"

#include <optional>
#include <string>

namespace lem::pages {

/// Where things are on a track of 200 units.
struct CheckPicture {
    int from = 0, to = 0;  // what is allowed
    int mark = 0;          // what was observed
    int beyond = 0;        // 1 or -1: it is off the right or the left end
    bool log = false;
    std::string low_label, high_label;  // empty where there is no room
};

/// nullopt without an observed value, or without a bound.
std::optional<CheckPicture> check_picture(const domain::Check& check);
/// Hidden from screen readers, which read the same beside it; nothing if there is no picture.
html::Html check_picture_html(const domain::Check& check);

}  // namespace lem::pages
