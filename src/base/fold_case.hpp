#pragma once
/// Case folding for searches, in every script. Pure; no locale; does not throw.

#include <string>
#include <string_view>

namespace lem::text {

/// Unicode's NFKC_Casefold: "ÄRGER", "ärger" and "a\u0308rger" become one text, full-width letters
/// become plain ones, and invisible characters are removed. In text that is not UTF-8 only ASCII
/// letters are folded.
std::string fold_case(std::string_view text);

}  // namespace lem::text
