#pragma once
/// A result document that passes every check, for tests to change.

#include "base/text.hpp"
#include "domain/result/result.hpp"
#include "domain/statistics/statistics.hpp"

namespace lem::test {

inline domain::Result sample_result(double tokens_per_joule = 5) {
    constexpr double cycle_s = 60, tokens_per_sec = 100;
    domain::Result result;
    result.tool = {.name = "lem", .version = "0.1.0", .build = "test"};
    result.experiment.id = "exp_1";
    result.experiment.config.emplace();
    result.experiment.config->name = "sample";
    result.experiment.config->model.name = "Acme/Tiny-1B-Instruct";
    result.experiment.config_sha256 = std::string(64, 'a');
    result.experiment.schedule_sha256 = std::string(64, 'b');
    result.experiment.seed = 0;
    constexpr std::int64_t start_ms = 1'763'000'000'000;
    result.experiment.started_at = text::rfc3339(start_ms);
    result.experiment.ended_at = text::rfc3339(start_ms + 400'000);
    result.environment.host_hash = std::string(64, 'c');
    result.environment.os = "Debian";
    result.environment.kernel = "Linux 6.1";
    result.environment.cpu_model = "Example CPU";
    result.environment.cpu_count = 1;
    result.environment.memory_mb = 0;
    result.environment.devices.push_back(
        {.index = 0,
         .kind = "gpu",
         .name = "Example GPU 24GB",
         .uuid_hash = {},
         .memory_mb = 24000,
         // 70 W at 20 W of power
         .power_limit_watts = 3.5 * tokens_per_sec / tokens_per_joule,
         .driver_version = "1"});
    result.engine.name = domain::EngineName::vllm;
    result.experiment.config->engine.name = result.engine.name;
    result.engine.version = "0.11.2";
    result.model.name = result.experiment.config->model.name;
    result.model.precision = "fp8";
    result.energy_scope = domain::EnergyScope::gpu;
    result.energy_method = domain::EnergyMethod::counter;
    result.metric_definitions_version = "1.0";
    for (int i = 1; i <= 3; ++i) {
        domain::Cycle cycle;
        cycle.index = i;
        cycle.window.start_s = 70.0 * i;
        cycle.window.end_s = cycle.window.start_s + cycle_s;
        cycle.window.started_at = text::rfc3339(start_ms + 70'000 * i);
        cycle.window.ended_at = text::rfc3339(start_ms + 70'000 * i + 60'000);
        cycle.tokens = {.input = 3000,
                        .output = static_cast<std::int64_t>(tokens_per_sec * cycle_s) + i,
                        .cached_input = {}};
        cycle.requests = {.completed = 47, .failed = 0, .unfinished = 4};
        const auto output = static_cast<double>(*cycle.tokens.output);
        cycle.energy.energy_joules = output / tokens_per_joule;
        cycle.energy.per_device = {{0, *cycle.energy.energy_joules}};
        cycle.metrics.tokens_per_joule = tokens_per_joule;
        cycle.metrics.total_energy_joules = cycle.energy.energy_joules;
        cycle.metrics.throughput_tokens_per_sec = output / cycle_s;
        cycle.metrics.time_to_first_token_ms = 120 + i;
        cycle.mean_concurrency = 4;
        result.cycles.push_back(cycle);
    }
    for (const domain::MetricDefinition& metric : domain::metrics) {
        std::vector<double> values;
        for (const domain::Cycle& cycle : result.cycles) {
            if (const auto& value = cycle.metrics.*(metric.of_cycle)) values.push_back(*value);
        }
        result.summary.*(metric.of_summary) =
            domain::summarise(values, std::nullopt, "not measured");
    }
    return result;
}

}  // namespace lem::test
