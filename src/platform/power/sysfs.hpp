#pragma once
/// Files of sysfs: one short line each.

#include <filesystem>
#include <optional>
#include <string>

namespace lem::power {

/// Trimmed; nullopt if the file cannot be read or is empty.
std::optional<std::string> read_line(const std::filesystem::path& file);
/// nullopt if it has no number.
std::optional<double> read_number(const std::filesystem::path& file);

}  // namespace lem::power
