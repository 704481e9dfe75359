#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

void base(const LaunchPlan& plan, Command& command) {
    auto& arguments = command.arguments;
    arguments.insert(arguments.end(),
                     {"serve", plan.model, "--host", plan.host, "--port", std::to_string(plan.port),
                      "--served-model-name", plan.config.model.name});
    if (plan.config.model.revision && !plan.model_is_local)
        arguments.insert(arguments.end(), {"--revision", *plan.config.model.revision});
    if (!plan.config.workload.prefix_cache) arguments.emplace_back("--no-enable-prefix-caching");
}

}  // namespace

const ServedEngine vllm_engine{
    .name = domain::EngineName::vllm,
    .variable = "LEM_VLLM",
    .in_image = "vllm",
    .base = base,
    .ready_path = "/health",
    .version_path = "/version",
    .version_member = "version",
};

}  // namespace lem::measure
