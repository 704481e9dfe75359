#pragma once
/// Environment variables. They are passed through constructors, as time and randomness are; the
/// environment of the process is read in one place. Thread-safe as long as nothing sets variables.

#include <functional>
#include <optional>
#include <string>

namespace lem {

/// The value of a variable, which may be empty; nullopt if it is not set.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process.
std::optional<std::string> process_variable(const std::string& name);

}  // namespace lem
