#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

void base(const LaunchPlan& plan, Command& command) {
    auto& arguments = command.arguments;
    // The program is a Python interpreter with sglang.
    arguments.insert(arguments.end(), {"-m", "sglang.launch_server", "--model-path", plan.model,
                                       "--host", plan.host, "--port", std::to_string(plan.port),
                                       "--served-model-name", plan.config.model.name});
    if (plan.config.model.revision && !plan.model_is_local)
        arguments.insert(arguments.end(), {"--revision", *plan.config.model.revision});
    if (!plan.config.workload.prefix_cache) arguments.emplace_back("--disable-radix-cache");
}

/// nullopt when this Python does not have sglang.
std::optional<std::string> version_of(const AskProgram& python) {
    const auto answer =
        python({"-c", "import importlib.metadata as m; print(m.version('sglang'))"});
    if (!answer) return std::nullopt;
    return std::string(text::trim(*answer));
}

}  // namespace

const ServedEngine sglang_engine{
    .name = domain::EngineName::sglang,
    .variable = "LEM_SGLANG_PYTHON",
    .in_image = "python3",
    .base = base,
    .ready_path = "/health",
    .version_path = "/get_server_info",
    .version_member = "version",
    .program_version = version_of,
};

}  // namespace lem::measure
