#pragma once
/// Environment variables. They enter through constructors, as time and randomness do; what a
/// process was given is read in one place. Thread-safe as long as nothing sets variables.

#include <functional>
#include <optional>
#include <string>

namespace lem {

/// The value of a variable, which may be empty; nullopt where it is not set.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// This process's own.
std::optional<std::string> process_variable(const std::string& name);

}  // namespace lem
