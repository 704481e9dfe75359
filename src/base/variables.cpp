#include "base/variables.hpp"

#include <cstdlib>

namespace lem {

std::optional<std::string> process_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace lem
