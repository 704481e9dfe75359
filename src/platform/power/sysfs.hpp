#pragma once
/// Files of sysfs: one short line each.

#include <filesystem>
#include <optional>
#include <string>

namespace lem::power {

/// Without the white space around it; nothing when the file cannot be read or is empty.
std::optional<std::string> read_line(const std::filesystem::path& file);
/// Nothing when it holds no number.
std::optional<double> read_number(const std::filesystem::path& file);

}  // namespace lem::power
