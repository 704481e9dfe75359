#include "cli/usage_error.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace lem::cli {
namespace {

const CLI::App& innermost(const CLI::App& app) {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty())
        command = command->get_subcommands().front();
    return *command;
}

std::string path_of(const CLI::App& command) {
    if (command.get_parent() == nullptr) return "lem";
    return path_of(*command.get_parent()) + " " + command.get_name();
}

std::optional<std::string> nearest_option(const CLI::App& command, const std::string& given) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
    }
    const auto near =
        text::nearest(given, std::vector<std::string_view>(names.begin(), names.end()));
    if (!near) return std::nullopt;
    return std::string(*near);
}

std::string unknown_argument(const CLI::App& app, const CLI::App& command) {
    const std::vector<std::string> left = app.remaining(true);
    const auto option = std::ranges::find_if(
        left, [](const std::string& one) { return one.starts_with('-') && one.size() > 1; });
    if (option == left.end())
        return "unexpected argument" + (left.empty() ? "." : " \"" + left.front() + "\".");
    const std::string name = option->substr(0, option->find('='));
    const auto near = nearest_option(command, name);
    return "unknown option " + name + (near ? "; did you mean " + *near + "?" : ".");
}

}  // namespace

std::string usage_error(const CLI::App* app, const CLI::Error& error) {
    const CLI::App& command = innermost(*app);
    std::string message = error.what();
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError))
        message = unknown_argument(*app, command);
    else if (!message.ends_with('.'))
        message += ".";
    return "lem: " + message + " " + path_of(command) + " --help shows what it takes.\n";
}

}  // namespace lem::cli
