#pragma once
/// Ctrl-C as a flag, for commands that must finish in an orderly way.

#include <atomic>

namespace lem::cli {

inline constexpr int exit_interrupted = 130;

/// Set by the first SIGINT, SIGTERM or SIGHUP once catch_interrupts() was called. The only state
/// that the signal handler touches.
inline std::atomic<bool> interrupted{false};

/// The first signal sets `interrupted`, the second ends the program at once with status 130. A
/// closed pipe no longer ends the program.
void catch_interrupts();

}  // namespace lem::cli
