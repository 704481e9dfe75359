#include "domain/checks/peers.hpp"

#include "base/text.hpp"
#include "domain/compare/comparability.hpp"
#include "domain/result/absent_facts.hpp"
#include "domain/result/model_shape.hpp"
#include "schema/write.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

constexpr double tolerance_min = sensor_gain;
/// A configuration that varies more than this is not repeated by a value near it.
constexpr double tolerance_max = 0.10;
constexpr double deviations = 3;

std::optional<double> mean_concurrency(const Result& result) {
    double sum = 0, seconds = 0;
    for (const Cycle& cycle : result.cycles) {
        if (!cycle.mean_concurrency) continue;
        const double length = cycle.window.end_s - cycle.window.start_s;
        sum += *cycle.mean_concurrency * length;
        seconds += length;
    }
    if (seconds > 0) return sum / seconds;
    const Load* load = load_of(result);
    const auto* streams = load == nullptr ? nullptr : std::get_if<ConcurrencyLoad>(load);
    return streams == nullptr ? std::nullopt : std::optional<double>(streams->streams);
}

/// Empty without a configuration: lengths that were only measured differ by chance.
std::string configuration_of(const Result& result, const std::string& model,
                             const std::string& hardware) {
    const auto& config = result.experiment.config;
    if (!config || model.empty()) return {};
    std::string text = model + '\n' + hardware + '\n';
    text += std::string(schema::name_of(result.engine.name)) + '\n';
    text += schema::to_text(config->load) + '\n';
    Workload workload = config->workload;
    workload.seed = {};   // other prompts of the same kind
    workload.shape = {};  // another word for the lengths
    text += schema::to_text(workload) + '\n';
    text += std::string(definitions_of(result.metric_definitions_version));
    return text;
}

}  // namespace

std::optional<PeerFacts> peer_facts(const Result& result, const ResolvedModel& model,
                                    const ResolvedHardware& hardware, const Summary& summary,
                                    const MeanLengths& lengths) {
    const auto& efficiency = summary.tokens_per_joule;
    const bool measured = result.energy_method != EnergyMethod::none &&
                          result.energy_method != EnergyMethod::modelled &&
                          result.energy_method != EnergyMethod::replayed;
    if (!measured || result.environment.devices.empty() || !efficiency.mean ||
        !(*efficiency.mean > 0))
        return std::nullopt;
    PeerFacts facts{
        .hardware = hardware.shown + '\n' + std::string(schema::name_of(result.energy_scope)),
        .tokens_per_joule = *efficiency.mean,
        .tolerance =
            std::clamp(deviations * efficiency.cv.value_or(0), tolerance_min, tolerance_max)};
    if (result.model.precision)
        facts.model = model.shown + '\n' + text::lower(*result.model.precision);
    facts.configuration = configuration_of(result, facts.model, facts.hardware);
    const ModelFacts* known = model.facts;
    facts.parameters_active = result.model.parameters_active;
    if (!facts.parameters_active && known != nullptr)
        facts.parameters_active = known->parameters_active;
    if (result.model.precision)
        facts.bytes_per_weight = bytes_per_weight(text::lower(*result.model.precision));
    facts.requests_at_once = mean_concurrency(result);
    if (lengths.input && lengths.output && *lengths.output > 0)
        facts.tokens_per_output = (*lengths.input + *lengths.output) / *lengths.output;
    return facts;
}

std::optional<Peer> as_peer(const PeerFacts& facts) {
    const Peer peer{.tokens_per_joule = facts.tokens_per_joule,
                    .parameters_active = facts.parameters_active.value_or(0),
                    .bytes_per_weight = facts.bytes_per_weight.value_or(0),
                    .requests_at_once = facts.requests_at_once.value_or(0),
                    .tokens_per_output = facts.tokens_per_output.value_or(0)};
    const bool all_known =
        std::ranges::all_of(peer_causes, [&](double Peer::* cause) { return peer.*cause > 0; });
    return all_known ? std::optional(peer) : std::nullopt;
}

std::vector<DeviceUse> device_uses(const Result& result) {
    const auto at = [](const std::optional<std::string>& text) {
        return text ? text::parse_rfc3339(*text) : std::nullopt;
    };
    const auto from = at(result.experiment.started_at), to = at(result.experiment.ended_at);
    std::vector<DeviceUse> uses;
    if (!from || !to || *from >= *to) return uses;
    for (const Device& device : result.environment.devices) {
        if (device.uuid_hash && !device.uuid_hash->empty())
            uses.push_back({*device.uuid_hash, *from, *to});
    }
    return uses;
}

}  // namespace lem::domain
