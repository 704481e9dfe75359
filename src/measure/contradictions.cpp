#include "measure/contradictions.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"
#include "measure/slo_limits.hpp"
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
    const ServedEngine* served = served_engine(engine.name);
    if (served == nullptr || engine.base_url) return;
    command_of(*served, {.config = config, .program = {}, .model = {}, .help = {}});
}

}  // namespace

void require_possible(const domain::Experiment& config) {
    require_possible_engine(config);
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
