#pragma once
/// How a run reports its progress.

#include "domain/experiment/progress.hpp"

#include <functional>

namespace lem::measure {

using domain::Progress;
using domain::Stage;

/// Called by several threads, one at a time.
using OnProgress = std::function<void(const Progress&)>;

}  // namespace lem::measure
