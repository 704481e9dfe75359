#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// The server knows the model by the name or folder on its command line and rejects all other
/// names. A revision is part of the name.
std::string served_name(const LaunchPlan& plan) {
    const bool revised = plan.config.model.revision && !plan.model_is_local;
    return revised ? plan.model + "@" + *plan.config.model.revision : plan.model;
}

void base(const LaunchPlan& plan, Command& command) {
    command.arguments.insert(
        command.arguments.end(),
        {"serve", served_name(plan), "--host", plan.host, "--port", std::to_string(plan.port)});
}

/// `transformers version` prints the version on a separate line, after messages of libraries.
std::optional<std::string> version_of(const AskProgram& ask) {
    const auto answer = ask({"version"});
    if (!answer) return std::nullopt;
    const std::string_view text = text::trim(*answer);
    const std::size_t line = text.rfind('\n');
    const auto last = line == std::string_view::npos ? text : text::trim(text.substr(line));
    if (last.empty() || last.front() < '0' || last.front() > '9') return std::nullopt;
    return text::cut(last, 100);
}

}  // namespace

const ServedEngine transformers_engine{
    .name = domain::EngineName::transformers,
    .variable = "LEM_TRANSFORMERS",
    .in_image = "transformers",
    .base = base,
    .ready_path = "/health",
    .version_path = {},
    .version_member = {},
    .program_version = version_of,
    .served_name = served_name,
};

}  // namespace lem::measure
