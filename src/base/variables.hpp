#pragma once
/// Environment variables. They are passed through constructors, as time and randomness are; the
/// environment of the process is read in one place. Thread-safe as long as nothing sets variables.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace lem {

/// The value of a variable, which may be empty; nullopt if it is not set.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process.
std::optional<std::string> process_variable(const std::string& name);

/// The folders of a user for what lem is told (keys, the salt of identities) and for what it has
/// seen (the last checkpoint of a log), as the XDG Base Directory Specification places them. They
/// may not exist yet.
std::filesystem::path config_folder(const Variables& variables);
std::filesystem::path state_folder(const Variables& variables);

}  // namespace lem
