#pragma once
/// What a failed write means to whoever asked for it. Pure.

#include "base/error.hpp"

namespace lem {

/// For `reason`, an errno: storage_full for a full disk or quota, unavailable where memory or open
/// files have run out, internal otherwise. `what` begins the message: "The upload".
Error storage_error(int reason, const std::string& what);

}  // namespace lem
