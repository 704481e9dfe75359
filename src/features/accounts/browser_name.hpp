#pragma once
/// A browser and its system by its own words, for people who look through their sessions.

#include <string>
#include <string_view>

namespace lem::accounts {

/// "Firefox on Linux"; of the first word of another program; empty without one. Pure.
std::string browser_name(std::string_view user_agent);

}  // namespace lem::accounts
