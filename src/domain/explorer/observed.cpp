#include "domain/explorer/observed.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain {
namespace {

/// What fewer bytes of weights may stay in the caches of one device.
constexpr double cached_bytes = 200e6;
constexpr double bins_wanted = 40;

std::optional<double> times(const std::optional<double>& of_one, int count) {
    return of_one ? std::optional(*of_one * count) : std::nullopt;
}

/// Whether the maker's limit is one on what the energy covers.
bool is_limited(EnergyScope scope) {
    return scope == EnergyScope::gpu || scope == EnergyScope::cpu || scope == EnergyScope::module;
}

std::optional<double> power_limit(EnergyScope scope, const NamedHardware& hardware) {
    return is_limited(scope) ? nominal_figures(hardware).tdp_watts : std::nullopt;
}

/// Values by a key, the keys with the most values first.
template <class K>
std::vector<std::pair<K, std::vector<double>>> most_first(std::map<K, std::vector<double>> values) {
    std::vector<std::pair<K, std::vector<double>>> ordered(values.begin(), values.end());
    std::ranges::sort(ordered, [](const auto& a, const auto& b) {
        return a.second.size() != b.second.size() ? a.second.size() > b.second.size()
                                                  : a.first < b.first;
    });
    return ordered;
}

std::map<EnergyScope, std::vector<double>> watts_by_scope(std::span<const LeaderboardRow> rows) {
    std::map<EnergyScope, std::vector<double>> watts;
    for (const LeaderboardRow& row : rows) {
        const bool measured = !held_back(row.energy_method);
        if (measured && row.metrics.avg_power_watts.value)
            watts[row.energy_scope].push_back(*row.metrics.avg_power_watts.value);
    }
    return watts;
}

/// 1, 2 or 5 times a power of ten.
double round_step(double least) {
    const double power = std::pow(10, std::floor(std::log10(least)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * power >= least) return step * power;
    }
    return 10 * power;
}

std::optional<double> step_seconds(const LeaderboardRow& row) {
    const auto& latency_ms = row.metrics.latency_per_token_ms.value;
    if (latency_ms && *latency_ms > 0) return *latency_ms / 1000;
    const auto& throughput = row.metrics.throughput_tokens_per_sec.value;
    if (row.concurrency == 1 && throughput && *throughput > 0) return 1 / *throughput;
    return std::nullopt;
}

}  // namespace

NamedHardware named_hardware(std::string_view shown, const Catalogue& catalogue) {
    NamedHardware hardware{.device = std::string(shown)};
    if (shown.find(" + ") != std::string_view::npos) return {.device = {}};
    const std::size_t cross = shown.find(" x ");
    const auto count =
        cross == std::string_view::npos ? std::nullopt : text::to_int(shown.substr(0, cross));
    if (count && *count > 1 && *count < 1'000'000)
        hardware = {.device = std::string(shown.substr(cross + 3)),
                    .count = static_cast<int>(*count)};
    const HardwareProfile* profile = catalogue.find_profile(hardware.device);
    if (profile != nullptr && profile->name == hardware.device) hardware.profile = profile;
    return hardware;
}

NominalFigures nominal_figures(const NamedHardware& hardware) {
    if (hardware.profile == nullptr) return {};
    const HardwareProfile& profile = *hardware.profile;
    return {.memory_gb = times(profile.memory_gb, hardware.count),
            .bandwidth_gb_per_s = times(profile.bandwidth_gb_per_s, hardware.count),
            .tdp_watts = times(profile.tdp_watts, hardware.count)};
}

std::optional<bool> has_experts(const ModelFacts& facts) {
    if (facts.architecture) return facts.architecture->experts > 0;
    if (!facts.parameters_total || !facts.parameters_active) return std::nullopt;
    if (*facts.parameters_active < *facts.parameters_total / 2) return true;
    return std::nullopt;
}

std::optional<double> inferred_bandwidth_gb_per_s(const LeaderboardRow& row,
                                                  const Catalogue& catalogue) {
    const FoundModel model = catalogue.find_model(row.model);
    const auto each = bytes_per_weight(row.precision);
    if (model.facts == nullptr || !each || !row.concurrency) return std::nullopt;
    if (row.concurrency > 1 && has_experts(*model.facts) != false) return std::nullopt;
    const auto seconds = step_seconds(row);
    if (!seconds || !model.facts->parameters_active || row.output_tokens == 0) return std::nullopt;
    const double bytes = *model.facts->parameters_active * *each;
    if (bytes < cached_bytes * row.hardware_count) return std::nullopt;
    return bytes / *seconds / 1e9;
}

std::vector<ObservedQuantity> observed_quantities(std::span<const LeaderboardRow> rows,
                                                  const NamedHardware& hardware,
                                                  const Catalogue& catalogue) {
    const NominalFigures nominal = nominal_figures(hardware);
    std::vector<ObservedQuantity> found;
    const auto add = [&](ObservedQuantity quantity, std::vector<double> values) {
        const auto observed = quantiles_of(std::move(values));
        if (!observed) return;
        quantity.observed = *observed;
        found.push_back(std::move(quantity));
    };
    for (auto& [scope, watts] : most_first(watts_by_scope(rows)))
        add({.kind = ObservedKind::mean_power,
             .energy_scope = scope,
             .unit = "W",
             .nominal = power_limit(scope, hardware)},
            watts);
    std::vector<double> bandwidths, memory;
    std::map<std::string, std::vector<double>> flops;
    for (const LeaderboardRow& row : rows) {
        if (const auto bandwidth = inferred_bandwidth_gb_per_s(row, catalogue))
            bandwidths.push_back(*bandwidth);
        if (const auto& used = row.metrics.peak_memory_mb.value) memory.push_back(*used / 1000);
        if (const auto& rate = row.metrics.flops_per_second.value)
            flops[row.precision].push_back(*rate / 1e12);
    }
    add({.kind = ObservedKind::memory_bandwidth,
         .unit = "GB/s",
         .nominal = nominal.bandwidth_gb_per_s},
        std::move(bandwidths));
    for (auto& [precision, rates] : most_first(std::move(flops))) {
        const auto peak =
            hardware.profile != nullptr ? peak_flops(*hardware.profile, precision) : std::nullopt;
        add({.kind = ObservedKind::arithmetic,
             .precision = precision,
             .unit = "TFLOP/s",
             .nominal = peak ? std::optional(*peak * hardware.count / 1e12) : std::nullopt},
            rates);
    }
    add({.kind = ObservedKind::peak_memory, .unit = "GB", .nominal = nominal.memory_gb},
        std::move(memory));
    return found;
}

std::vector<PowerHistogram> power_histograms(std::span<const LeaderboardRow> rows,
                                             const NamedHardware& hardware) {
    std::vector<PowerHistogram> histograms;
    for (auto& [scope, watts] : most_first(watts_by_scope(rows))) {
        PowerHistogram histogram{.energy_scope = scope,
                                 .limit_watts = power_limit(scope, hardware),
                                 .watts = *quantiles_of(watts)};
        const double most = std::max(histogram.watts.highest, histogram.limit_watts.value_or(0));
        if (!(most > 0)) continue;
        histogram.bin_watts = round_step(most / bins_wanted);
        const auto bin_of = [&](double value) {
            return static_cast<std::size_t>(value / histogram.bin_watts);
        };
        histogram.bins.resize(bin_of(histogram.watts.highest) + 1);
        for (const double value : watts)
            ++histogram.bins[bin_of(value)];
        histograms.push_back(std::move(histogram));
    }
    return histograms;
}

}  // namespace lem::domain
