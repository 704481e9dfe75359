#include "measure/analysis/compute.hpp"

#include "base/text.hpp"
#include "domain/hardware_profile.hpp"

#include <algorithm>
#include <cmath>

namespace lem::measure {
namespace {

/// The output tokens of one request in the window, from one position of its answer on.
struct Decoded {
    double context = 0;  // tokens before the first of them
    double tokens = 0;
};

double clipped_ms(SteadyWindow window, double from_ms, double to_ms) {
    return std::max(0.0, std::min(window.end_ms, to_ms) - std::max(window.start_ms, from_ms));
}

/// The first output token comes from the pass over the prompt; each later one takes a step.
Decoded decoded_in(const Exchange& exchange, SteadyWindow window) {
    const auto& times = exchange.chunk_times_ms;
    double before = 0, before_end = 0;
    for (const double time_ms : times) {
        before += time_ms < window.start_ms ? 1 : 0;
        before_end += time_ms < window.end_ms ? 1 : 0;
    }
    const double tokens_per_chunk = static_cast<double>(exchange.record.output_tokens.value_or(0)) /
                                    static_cast<double>(times.size()),
                 from = std::max(1.0, before * tokens_per_chunk),
                 to = before_end * tokens_per_chunk;
    return {.context = static_cast<double>(exchange.record.input_tokens.value_or(0)) + from - 1,
            .tokens = std::max(0.0, to - from)};
}

struct Work {
    double flops = 0;
    double kv_bytes = 0;
    double decoded = 0;
    double context_sum = 0;  // over the decoded tokens
    double decoding_ms = 0;
};

Work work_in(const PhaseResult& phase, SteadyWindow window, const ComputeBasis& basis) {
    Work work;
    for (const Exchange& exchange : phase.exchanges) {
        const domain::RequestRecord& record = exchange.record;
        if (!record.first_token_ms || !record.last_token_ms) continue;
        work.decoding_ms += clipped_ms(window, *record.first_token_ms, *record.last_token_ms);
        if (record.error || exchange.chunk_times_ms.empty()) continue;
        const Decoded decoded = decoded_in(exchange, window);
        const double middle = decoded.context + (decoded.tokens + 1) / 2;
        work.decoded += decoded.tokens;
        work.context_sum += decoded.tokens * middle;
        if (!basis.shape) continue;
        work.flops += decode_flops(*basis.shape, decoded.context, decoded.tokens);
        work.kv_bytes +=
            decoded.tokens * kv_read_bytes(*basis.shape, middle, basis.kv_bytes_per_value);
        const bool prompt_inside =
            *record.first_token_ms >= window.start_ms && *record.first_token_ms < window.end_ms;
        const auto cached = static_cast<double>(record.cached_input_tokens.value_or(0)),
                   input = static_cast<double>(record.input_tokens.value_or(0));
        if (prompt_inside)
            work.flops += prefill_flops(*basis.shape, std::max(0.0, input - cached), cached);
    }
    return work;
}

std::optional<std::string> on_processor(const domain::EngineConfig& engine) {
    const bool cpu_only = engine.settings.gpu_layers == 0 || engine.settings.device == "cpu";
    if (!cpu_only) return std::nullopt;
    return "the engine was set to compute on the processor, for which no peak is known";
}

}  // namespace

void add_peaks(ComputeBasis& basis, const std::vector<domain::Device>& devices,
               const domain::EngineConfig& engine, const std::string& precision) {
    const auto absent = [&](const std::string& reason) {
        basis.peak_absent_reason = basis.bandwidth_absent_reason = reason;
    };
    if (const auto reason = on_processor(engine)) return absent(*reason);
    if (devices.empty())
        return absent("no accelerator was seen, and the peaks of processors are not known");
    double flops = 0, bandwidth = 0;
    bool flops_known = true, bandwidth_known = true;
    for (const domain::Device& device : devices) {
        const auto* profile = device.profile ? domain::profile_by_id(*device.profile) : nullptr;
        if (profile == nullptr)
            return absent("the peaks of " + device.name + " are not known (no hardware profile)");
        const auto peak = domain::peak_flops(*profile, precision);
        flops_known = flops_known && peak;
        flops += peak.value_or(0);
        bandwidth_known = bandwidth_known && profile->bandwidth_gb_per_s;
        bandwidth += profile->bandwidth_gb_per_s.value_or(0) * 1e9;
    }
    if (bandwidth_known)
        basis.bandwidth_bytes = bandwidth;
    else
        basis.bandwidth_absent_reason = "the memory bandwidth of the device is not known";
    if (flops_known)
        basis.peak_flops = flops;
    else
        basis.peak_absent_reason = "the device's peak at the precision of the weights (" +
                                   (precision.empty() ? "not known" : precision) + ") is not known";
}

double kv_bytes_per_value(const domain::EngineConfig& engine) {
    constexpr double half = 2, single = 4;
    const domain::EngineSettings& settings = engine.settings;
    const std::string kept = text::lower(settings.kv_cache_precision.value_or("auto"));
    if (kept.starts_with("fp8")) return 1;
    if (const auto bytes = domain::bytes_per_weight(kept)) return *bytes;
    const bool loaded_single = settings.precision == "float32" || settings.precision == "fp32";
    return engine.name != domain::EngineName::llama_cpp && loaded_single ? single : half;
}

void convert_on_loading(domain::ModelShape& shape, const std::string& stored,
                        const std::string& loaded) {
    constexpr double half = 2;
    const auto before = domain::bytes_per_weight(stored), after = domain::bytes_per_weight(loaded);
    if (!before || !after || *before < half || *after < half) return;
    for (domain::WeightGroup* group :
         {&shape.embedding, &shape.head, &shape.shared, &shape.routed, &shape.other})
        group->bytes = group->parameters * *after;
}

void add_compute(domain::Cycle& cycle, const PhaseResult& phase, SteadyWindow window,
                 const ComputeBasis& basis) {
    const double length_s = (window.end_ms - window.start_ms) / 1000;
    if (length_s <= 0 || !cycle.metrics.throughput_tokens_per_sec) return;
    const Work work = work_in(phase, window, basis);
    cycle.mean_batch = work.decoding_ms / (length_s * 1000);
    if (work.decoded > 0) cycle.mean_context_tokens = work.context_sum / work.decoded;
    if (!basis.shape) return;
    cycle.metrics.flops_per_second = work.flops / length_s;
    if (basis.peak_flops) cycle.metrics.mfu = work.flops / length_s / *basis.peak_flops;
    // When the attention is unknown, so are keys and values.
    if (!basis.bandwidth_bytes || basis.shape->attention.empty()) return;
    double batch = std::max(1.0, *cycle.mean_batch);
    if (basis.batch_max) batch = std::min<double>(batch, *basis.batch_max);
    const auto weights = weight_read_bytes(*basis.shape, batch);
    if (weights)
        cycle.metrics.mbu =
            (work.decoded / batch * *weights + work.kv_bytes) / length_s / *basis.bandwidth_bytes;
}

}  // namespace lem::measure
