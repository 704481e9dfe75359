#pragma once
/// Pieces of JSON text that schema::append_json wrote: well-formed, without white space, member
/// names without escapes. Finds fields of stored rows without parsing a document. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lem::leaderboard {

/// The members of an object, found in one pass.
class Members {
public:
    explicit Members(std::string_view object);
    /// The value's unparsed text; nullopt if the object has no such member.
    std::optional<std::string_view> find(std::string_view name) const;

private:
    std::vector<std::pair<std::string_view, std::string_view>> members_;
};

/// The value of a JSON string.
std::string text_of(std::string_view value);
/// nullopt for null.
std::optional<double> number_of(std::string_view value);

}  // namespace lem::leaderboard
