#pragma once
/// Which build of the program this is: the id that the linker computes from its content.

#include <string>

namespace lem {

/// Bytes, the same for the same program only; empty if it was linked without one. Thread-safe.
std::string build_id();

}  // namespace lem
