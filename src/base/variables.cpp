#include "base/variables.hpp"

#include <cstdlib>

namespace lem {
namespace {

std::filesystem::path user_folder(const Variables& variables, const std::string& name,
                                  const char* below_home) {
    const std::string chosen = variables(name).value_or("");
    if (!chosen.empty()) return std::filesystem::path(chosen) / "lem";
    return std::filesystem::path(variables("HOME").value_or("/tmp")) / below_home / "lem";
}

}  // namespace

std::optional<std::string> process_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::filesystem::path config_folder(const Variables& variables) {
    return user_folder(variables, "XDG_CONFIG_HOME", ".config");
}

std::filesystem::path state_folder(const Variables& variables) {
    return user_folder(variables, "XDG_STATE_HOME", ".local/state");
}

}  // namespace lem
