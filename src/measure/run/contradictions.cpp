#include "measure/run/contradictions.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "measure/analysis/slo_limits.hpp"
#include "measure/engine/served_engine.hpp"
#include "measure/workload/slo_search.hpp"
#include "schema/write.hpp"

namespace lem::measure {
namespace {

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::bad_request, message);
}

void require_possible_engine(const domain::Experiment& config) {
    const domain::EngineConfig& engine = config.engine;
    const bool settings =
        schema::to_text(engine.settings) != schema::to_text(domain::EngineSettings{});
    const std::pair<const char*, bool> of_a_start[]{
        {"image", engine.image.has_value()},
        {"command", engine.command.has_value()},
        {"settings", settings},
        {"options", !engine.options.empty()},
        {"env", !engine.env.empty()},
    };
    for (const auto& [name, given] : of_a_start) {
        if (engine.base_url && given)
            refuse("engine." + std::string(name) +
                   " is for an engine that lem starts, and engine.base_url names one that already "
                   "runs. Remove one of the two.");
    }
    if (!engine.image && (!engine.container_devices.empty() || engine.container_shm_mb))
        refuse(
            "engine.container_devices and engine.container_shm_mb are for a container. Set "
            "engine.image, or remove them.");
    if (engine.base_url) return;
    if (!engine.header_env.empty())
        refuse(
            "engine.header_env is for an endpoint that already runs. Set engine.base_url, or "
            "remove "
            "it.");
    const ServedEngine* served = served_engine(engine.name);
    if (served == nullptr)
        refuse("The engine openai needs engine.base_url, for example http://127.0.0.1:8000.");
    if (served->model_path_needed && !config.model.path)
        refuse(
            "The engine llama.cpp needs model.path, a GGUF file. Set it in the configuration or "
            "with --set model.path=FILE.");
    command_of(*served, {.config = config,
                         .program = {},
                         .model = {},
                         .model_is_local = config.model.path.has_value(),
                         .help = {}});
}

void require_possible_prompts(const domain::Workload& workload, const domain::Load& load) {
    using enum domain::PromptSource;
    const bool from_file = workload.prompts == file || workload.prompts == conversations;
    const std::string source(schema::name_of(workload.prompts));
    if (std::holds_alternative<domain::TraceLoad>(load) && workload.prompts != synthetic)
        refuse(
            "A trace brings its own lengths; load.mode: trace needs workload.prompts: synthetic.");
    if (from_file && !workload.file)
        refuse("workload.prompts is " + source + ", but workload.file is missing.");
    if (!from_file && workload.file)
        refuse("workload.file names a file of prompts, but workload.prompts is " + source +
               ". Set it to file or conversations, or remove workload.file.");
}

void require_possible_energy(const domain::EnergyConfig& energy) {
    using enum domain::EnergySourceName;
    if ((energy.source == replay || energy.source == external) && !energy.trace)
        refuse("energy.source is " + std::string(schema::name_of(energy.source)) +
               ", but energy.trace is missing.");
}

}  // namespace

void require_possible(const domain::Experiment& config) {
    require_possible_engine(config);
    require_possible_prompts(config.workload, config.load);
    require_possible_energy(config.energy);
    if (const auto* search = std::get_if<domain::SloSearchLoad>(&config.load))
        require_possible(*search);
    if (config.protocol.slo) resolve_limits(*config.protocol.slo);
    const domain::Protocol& protocol = config.protocol;
    if (protocol.engine_restarts >= protocol.cycles && protocol.engine_restarts > 0)
        refuse("protocol.engine_restarts is " + std::to_string(protocol.engine_restarts) +
               ", but " + std::to_string(protocol.cycles) +
               " cycles (protocol.cycles) leave room for " + std::to_string(protocol.cycles - 1) +
               ".");
    if (protocol.engine_restarts > 0 && config.engine.base_url)
        refuse(
            "protocol.engine_restarts needs an engine that lem starts itself; "
            "engine.base_url names one that already runs.");
    if (protocol.warmup_until_steady && protocol.warmup_max_s < protocol.warmup_s)
        refuse("protocol.warmup_max_s (" + text::number(protocol.warmup_max_s) +
               ") is less than protocol.warmup_s (" + text::number(protocol.warmup_s) + ").");
}

}  // namespace lem::measure
