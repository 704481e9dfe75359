#include "platform/power/sysfs.hpp"

#include "base/text.hpp"

#include <fstream>

namespace lem::power {

std::optional<std::string> read_line(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    if (!std::getline(stream, line)) return std::nullopt;
    return std::string(text::trim(line));
}

std::optional<double> read_number(const std::filesystem::path& file) {
    const auto line = read_line(file);
    return line ? text::to_double(*line) : std::nullopt;
}

}  // namespace lem::power
