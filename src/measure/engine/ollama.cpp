#include "measure/engine/served_engine.hpp"

namespace lem::measure {
namespace {

/// Default queue length of Ollama, which answers further requests with 503.
constexpr int queue = 512;

void base(const LaunchPlan& plan, Command& command) {
    command.arguments.emplace_back("serve");
    command.environment.push_back("OLLAMA_HOST=" + plan.host + ":" + std::to_string(plan.port));
    // By default Ollama may compute one request at a time.
    if (!plan.config.engine.settings.max_sequences)
        command.environment.push_back(
            "OLLAMA_NUM_PARALLEL=" +
            std::to_string(domain::expected_concurrency(plan.config.load)));
    // The default context is cut to fit the device, and longer prompts are truncated at the start
    // without a message.
    if (!plan.config.engine.settings.context_length)
        command.environment.push_back("OLLAMA_CONTEXT_LENGTH=" + std::to_string(context_of(plan)));
    if (const int most = domain::in_flight_max(plan.config.load); most > queue)
        command.environment.push_back("OLLAMA_MAX_QUEUE=" + std::to_string(most));
    // Otherwise Ollama unloads the model in a long pause between cycles.
    if (!plan.config.engine.options.contains("OLLAMA_KEEP_ALIVE"))
        command.environment.emplace_back("OLLAMA_KEEP_ALIVE=-1");
}

}  // namespace

const ServedEngine ollama_engine{
    .name = domain::EngineName::ollama,
    .variable = "LEM_OLLAMA",
    .in_image = "ollama",
    .base = base,
    .ready_path = "/api/version",
    .version_path = "/api/version",
    .version_member = "version",
};

}  // namespace lem::measure
