#pragma once
/// Opens an address in the browser of this desktop.

#include <string>

namespace lem::cli {

/// With xdg-open, without waiting for it. False if there is no such program.
bool open_browser(const std::string& address);

}  // namespace lem::cli
