#pragma once
/// Searching for a model or a device by a name that it is not shown by. Pure, thread-safe.

#include "domain/catalogue/known_names.hpp"

namespace lem::domain {

/// The shown name of the model or device that a search text is another spelling of ("qwen3:8b",
/// "Tesla T4"); the text itself if it is none, or if the shown name has all its words and a search
/// for them finds relatives too.
std::string searched_name(std::string_view text, const KnownNames& names);

}  // namespace lem::domain
