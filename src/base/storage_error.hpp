#pragma once
/// What a failed write means to the caller. Pure.

#include "base/error.hpp"

namespace lem {

/// For `reason`, an errno: storage_full for a full disk or quota, unavailable when memory or open
/// files have run out, internal otherwise. `what` begins the message: "The upload".
Error storage_error(int reason, const std::string& what);

}  // namespace lem
