#pragma once
/// The same work on many items, on a few threads at once.

#include <cstddef>
#include <functional>

namespace lem::cli {

/// Calls `work` with 0 to count - 1, each once, on at most `threads` threads. Throws what `work`
/// threw first, after the calls that had begun.
void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace lem::cli
