#pragma once
/// Pieces of JSON text that schema::append_json wrote: well-formed, without white space, member
/// names without escapes. Finds fields of stored rows without parsing a document. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace lem::leaderboard {

/// The value's unparsed text; nullopt if the object has no such member.
std::optional<std::string_view> member(std::string_view object, std::string_view name);

/// The value of a JSON string.
std::string text_of(std::string_view value);
/// nullopt for null.
std::optional<double> number_of(std::string_view value);

}  // namespace lem::leaderboard
