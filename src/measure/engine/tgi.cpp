#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// Default limit of TGI, which answers further requests with 429.
constexpr int concurrent_requests = 128;

void base(const LaunchPlan& plan, Command& command) {
    auto& arguments = command.arguments;
    arguments.insert(arguments.end(), {"--model-id", plan.model, "--hostname", plan.host, "--port",
                                       std::to_string(plan.port)});
    if (const int most = domain::in_flight_max(plan.config.load); most > concurrent_requests)
        arguments.insert(arguments.end(), {"--max-concurrent-requests", std::to_string(most)});
    if (plan.config.model.revision && !plan.model_is_local)
        arguments.insert(arguments.end(), {"--revision", *plan.config.model.revision});
    if (!plan.config.workload.prefix_cache) command.environment.emplace_back("PREFIX_CACHING=0");
}

}  // namespace

const ServedEngine tgi_engine{
    .name = domain::EngineName::tgi,
    .variable = "LEM_TGI",
    .in_image = "text-generation-launcher",
    .base = base,
    .ready_path = "/health",
    .version_path = "/info",
    .version_member = "version",
};

}  // namespace lem::measure
