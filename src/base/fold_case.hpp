#pragma once
/// Texts as a search compares them, in every script. Pure; no locale; does not throw.

#include <string>
#include <string_view>

namespace lem::text {

/// Unicode's NFKC_Casefold: "ÄRGER", "ärger" and "a\u0308rger" become one text, full-width letters
/// plain ones, and invisible characters go. What is not UTF-8 only loses the case of its ASCII
/// letters.
std::string fold_case(std::string_view text);

}  // namespace lem::text
