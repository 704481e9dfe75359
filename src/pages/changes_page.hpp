#pragma once
/// The log of changes of the method, and its page. Safe from any thread.

#include "domain/method/change_log.hpp"
#include "pages/frame.hpp"

namespace lem::pages {

/// From the file inside the binary. Throws Error(internal) if that can't be read.
const domain::ChangeLog& change_log();
Page changes_page(const domain::ChangeLog& log);

}  // namespace lem::pages
