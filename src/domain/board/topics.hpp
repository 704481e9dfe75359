#pragma once
/// The topics of the table of changes: what a change's value names.

#include <string_view>

namespace lem::domain::topics {

inline constexpr std::string_view results = "results";    // a result's id
inline constexpr std::string_view accounts = "accounts";  // an account's id
inline constexpr std::string_view models = "models";      // an alias of a model
inline constexpr std::string_view hardware = "hardware";  // an alias of a device

}  // namespace lem::domain::topics
