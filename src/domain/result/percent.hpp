#pragma once
/// Shares as people read them. Pure.

#include <string>

namespace lem::domain {

/// Three significant digits: "4.2 %" for 0.042, "0.05 %", "1234 %".
std::string percent(double share);

}  // namespace lem::domain
