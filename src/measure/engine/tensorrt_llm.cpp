#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

void base(const LaunchPlan& plan, Command& command) {
    command.arguments.insert(command.arguments.end(), {"serve", plan.model, "--host", plan.host,
                                                       "--port", std::to_string(plan.port)});
}

}  // namespace

const ServedEngine tensorrt_llm_engine{
    .name = domain::EngineName::tensorrt_llm,
    .variable = "LEM_TENSORRT_LLM",
    .in_image = "trtllm-serve",
    .base = base,
    .ready_path = "/health",
    .version_path = "/version",
    .version_member = "version",
};

}  // namespace lem::measure
