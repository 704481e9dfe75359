#include "leaderboard/rows.hpp"

#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"

#include <algorithm>
#include <cmath>

namespace lem::bench {
namespace {

constexpr std::array engines{"vllm", "llama.cpp", "sglang", "transformers",
                             "tgi",  "ollama",    "openai", "tensorrt-llm"};
constexpr std::array precisions{"bf16", "fp16", "fp8",  "Q4_K_M", "int4", "awq",
                                "gptq", "int8", "Q8_0", "nvfp4",  "fp32", "Q4_1"};
constexpr std::array makers{"Qwen",   "Llama", "Mistral", "Gemma",  "Phi",  "DeepSeek",
                            "SmolLM", "Yi",    "GLM",     "Falcon", "Olmo", "Granite"};
constexpr std::array cards{"H100",     "A100",    "RTX 4090", "L40S",  "MI300X", "RTX 3090", "A10G",
                           "T4",       "M3 Max",  "Jetson",   "H200",  "L4",     "GH200",    "B200",
                           "RTX 5090", "Gaudi 3", "V100",     "W7900", "M2",     "RTX A6000"};

double rounded(double value) {  // so that SQL and the index compare the same numbers
    return static_cast<double>(static_cast<float>(value));
}

}  // namespace

RowSource::RowSource(std::uint64_t seed) : random_(seed) {
    for (std::size_t i = 0; i < 600; ++i) {
        const std::string maker = makers[i % makers.size()];
        const std::string family = maker + std::to_string(1 + i / makers.size() % 5);
        const double billions = std::exp(std::log(0.1) + spread(1) * std::log(7000.0));
        models_.push_back({maker + "/" + family + "-" + std::to_string(i) + "-Instruct", family,
                           std::round(billions * 1e9)});
    }
    for (std::size_t i = 0; i < 60; ++i) {
        const double speed = std::exp(spread(1) * 4);
        devices_.push_back({std::string(cards[i % cards.size()]) + (i < 20   ? ""
                                                                    : i < 40 ? " 80GB"
                                                                             : " PCIe"),
                            speed, 60 + 12 * speed, 8'000 + 3'000 * speed});
    }
    std::shuffle(models_.begin(), models_.end(), random_);
}

std::size_t RowSource::skewed(std::size_t count, double power) {
    const double place = std::pow(spread(1), power) * static_cast<double>(count);
    return std::min(static_cast<std::size_t>(place), count - 1);
}

double RowSource::spread(double width) {
    return std::uniform_real_distribution<double>(0, width)(random_);
}

domain::LeaderboardRow RowSource::next() {
    const Model& model = models_[skewed(models_.size(), 2.2)];
    const Device& device = devices_[skewed(devices_.size(), 1.6)];
    domain::LeaderboardRow row;
    const std::string digits = std::to_string(++made_);
    row.id = {"res_" + std::string(26 - digits.size(), '0') + digits};
    row.model = model.name;
    row.model_family = model.family;
    row.parameters_total = model.parameters;
    row.precision = precisions[skewed(precisions.size(), 1.8)];
    row.engine = engines[skewed(engines.size(), 1.8)];
    row.engine_version = "0." + std::to_string(random_() % 20) + ".1";
    row.hardware = device.name;
    row.hardware_count = 1 << skewed(4, 3);
    row.trust = static_cast<domain::Trust>(skewed(5, 3));
    row.energy_scope = static_cast<domain::EnergyScope>(1 + skewed(5, 2.5));
    row.energy_method = static_cast<domain::EnergyMethod>(1 + skewed(4, 2.5));
    row.load = std::to_string(1 << skewed(8, 1)) + " streams";
    row.input_tokens = 128 << skewed(5, 2);
    row.output_tokens = 128 << skewed(4, 2);
    row.cycles = 3 + static_cast<int>(skewed(8, 3));
    row.cv = rounded(spread(0.1));
    constexpr std::array flags{"", "E5", "S2"};
    if (const std::size_t flag = skewed(flags.size(), 4); flag > 0) row.flags = {flags[flag]};
    row.submitted_by = "user-" + std::to_string(skewed(2'000, 2));
    row.submitted_at = text::rfc3339(1'763'000'000'000 + static_cast<std::int64_t>(made_) * 1'000);
    add_metrics(row, model, device);
    return row;
}

void RowSource::add_metrics(domain::LeaderboardRow& row, const Model& model, const Device& device) {
    const auto value = [&](double mean, double missing) -> domain::RankedValue {
        if (spread(1) < missing) return {};
        return {.value = rounded(mean), .ci95_half_width = rounded(mean * spread(0.04))};
    };
    const double billions = model.parameters / 1e9;
    const double batch = std::exp(spread(1) * 4);
    const double throughput =
        60 * device.speed * std::pow(billions, -0.7) * batch * std::exp(spread(1) - 0.5);
    const double watts = device.watts * row.hardware_count * (0.4 + spread(0.6));
    const double no_energy = spread(1) < 0.12 ? 1 : 0;
    if (no_energy > 0) {
        row.energy_scope = domain::EnergyScope::none;
        row.energy_method = domain::EnergyMethod::none;
        row.energy_absent_reason = "No energy source was found on this machine.";
    }
    auto& metrics = row.metrics;
    metrics.tokens_per_joule = value(throughput / watts, no_energy);
    metrics.throughput_tokens_per_sec = value(throughput, 0.01);
    metrics.total_energy_joules = value(watts * 60, no_energy);
    metrics.avg_power_watts = value(watts, no_energy);
    metrics.peak_memory_mb = value(billions * 1'100 + spread(0.3) * device.memory_mb, 0.15);
    metrics.time_to_first_token_ms = value(20 * billions / device.speed * batch + spread(30), 0.05);
    metrics.latency_per_token_ms = value(1'000 * batch / throughput, 0.05);
    metrics.joules_per_token = value(watts / throughput, no_energy);
    metrics.goodput_requests_per_joule =
        value(throughput / watts / static_cast<double>(*row.output_tokens), no_energy);
    const double tail = 1.2 + spread(1);
    metrics.time_to_first_token_ms_p90 = value(20 * billions / device.speed * batch * tail, 0.05);
    metrics.latency_per_token_ms_p90 = value(1'000 * batch / throughput * tail, 0.05);
    metrics.e2e_latency_ms_p90 =
        value(1'000 * batch / throughput * tail * static_cast<double>(*row.output_tokens), 0.05);
    metrics.flops_per_second = value(2 * model.parameters * throughput, 0.3);
}

std::uint64_t number_of(const domain::ResultId& id) {
    return static_cast<std::uint64_t>(
        text::to_int(id.text.substr(id.text.find_first_not_of('0', 4))).value());
}

}  // namespace lem::bench
