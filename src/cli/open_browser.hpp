#pragma once
/// Opens an address in the browser of this desktop.

#include "base/variables.hpp"

#include <string>

namespace lem::cli {

/// Whether there is a desktop that could show a browser; over ssh there is none.
bool has_desktop(const Variables& variables);

/// With xdg-open, without waiting for it. False if there is no such program.
bool open_browser(const std::string& address);

}  // namespace lem::cli
