#pragma once
#include <string_view>

namespace lem {

inline constexpr std::string_view version = LEM_VERSION;

/// The commit the binary was built from, or "unknown".
std::string_view build();

}  // namespace lem
