#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// huggingface.co/docs/transformers, "Serving". There is no flag for a batch size: requests are
/// batched only with the option continuous-batching.
constexpr std::array settings{
    SettingFlag{"precision", "--dtype"},
    SettingFlag{"quantisation", "--quantization"},
    SettingFlag{"device", "--device"},
};
constexpr std::array own{
    OwnOption{"host", {}},
    OwnOption{"port", {}},
    OwnOption{"force-model", "model.name or model.path"},
};

/// It knows the model as it was told it, a folder too, and refuses requests for another. A revision
/// is part of the name.
std::string served_name(const LaunchPlan& plan) {
    const bool revised = plan.config.model.revision && !plan.model_is_local;
    return revised ? plan.model + "@" + *plan.config.model.revision : plan.model;
}

void base(const LaunchPlan& plan, Command& command) {
    command.arguments.insert(
        command.arguments.end(),
        {"serve", served_name(plan), "--host", plan.host, "--port", std::to_string(plan.port)});
}

/// `transformers version` prints it alone on a line, below what libraries may say first.
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
    .program = "transformers",
    .variable = "LEM_TRANSFORMERS",
    .in_image = "transformers",
    .install = "Install transformers[serving]; tools/engines/install-vllm makes one with it",
    .settings = settings,
    .base = base,
    .ready_path = "/health",
    .version_path = {},
    .version_member = {},
    .program_version = version_of,
    .own_options = own,
    .served_name = served_name,
};

}  // namespace lem::measure
