#include "domain/checks/roofline_checks.hpp"

#include "domain/checks/roofline.hpp"

namespace lem::domain::roofline {

Check decode_is_within_bandwidth(const CheckInput& input, const CheckDefinition& definition) {
    const auto step = step_s(input);
    if (!step) return Verdict(definition).not_applicable(std::string(needs_bandwidth));
    NearestLimit nearest;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& rate = cycle.metrics.throughput_tokens_per_sec;
        const auto at_once = requests_of_a_step(cycle);
        // A step gives each request in flight one token.
        if (rate && at_once) nearest.see(*rate, *at_once / *step, cycle);
    }
    if (nearest.where.empty())
        return Verdict(definition).not_applicable("Needs throughput and requests in flight.");
    return judge_limit(definition, nearest, "tok/s",
                       "that the memory's bandwidth allows for the requests in flight",
                       or_speculative);
}

Check token_time_is_above_its_floor(const CheckInput& input, const CheckDefinition& definition) {
    const auto step = step_s(input);
    if (!step) return Verdict(definition).not_applicable(std::string(needs_bandwidth));
    NearestLimit nearest;
    for (const Cycle& cycle : input.result.cycles) {
        const CycleMetrics& metrics = cycle.metrics;
        const auto& time_ms = metrics.latency_per_token_ms_p50 ? metrics.latency_per_token_ms_p50
                                                               : metrics.latency_per_token_ms;
        if (time_ms && *time_ms > 0) nearest.see(1000 / *time_ms, 1 / *step, cycle);
    }
    if (nearest.where.empty()) return Verdict(definition).not_applicable("Needs time per token.");
    return judge_limit(definition, nearest, "tok/s",
                       "of one request that the memory's bandwidth allows", or_speculative);
}

Check compute_is_within_peak(const CheckInput& input, const CheckDefinition& definition) {
    const Result& result = input.result;
    const auto gpus = gpus_of(input);
    const auto weights = active_weights(result.model);
    const auto peak =
        gpus ? peak_flops(*gpus->profile, result.model.precision.value_or("")) : std::nullopt;
    if (!weights || !peak || *peak <= 0)
        return Verdict(definition)
            .not_applicable(
                "Needs GPUs of one kind whose peak is known, and the size of the model.");
    constexpr double tera = 1e12;
    const double peak_tflops = gpus->count * *peak / tera;
    NearestLimit nearest;
    for (const Cycle& cycle : result.cycles) {
        const auto& rate = cycle.metrics.throughput_tokens_per_sec;
        if (has_ratios_alone(result, cycle) && rate)
            nearest.see(2 * *weights * *rate / tera, peak_tflops, cycle);
        if (!cycle.tokens.output || length_s(cycle) <= 0) continue;
        auto tokens = static_cast<double>(*cycle.tokens.output);
        // Without the count of cached ones, all prompt tokens may have been computed before.
        if (cycle.tokens.input && cycle.tokens.cached_input)
            tokens += static_cast<double>(*cycle.tokens.input - *cycle.tokens.cached_input);
        nearest.see(2 * *weights * tokens / length_s(cycle) / tera, peak_tflops, cycle);
    }
    if (nearest.where.empty()) return Verdict(definition).not_applicable("Needs token counts.");
    return judge_limit(definition, nearest, "TFLOP/s", "that the devices reach at their peak", {});
}

Check energy_of_a_token_is_usual(const CheckInput& input, const CheckDefinition& definition) {
    if (input.result.energy_scope != EnergyScope::gpu || !gpus_of(input))
        return Verdict(definition).not_applicable("Needs the energy of GPUs that lem knows.");
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    NearestLimit nearest;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& joules = cycle.metrics.joules_per_token;
        if (joules) nearest.see(*joules, warned, cycle);
    }
    if (nearest.where.empty()) return Verdict(definition).not_applicable("Needs energy per token.");
    Verdict verdict(definition);
    verdict.bounds(nearest.stated, std::nullopt, warned, "J/tok");
    const std::string found = shown(nearest.stated) + " J for an output token in " + nearest.where;
    if (nearest.stated <= warned) return verdict.passed("At most " + found + ".");
    return verdict.failed(found + " is more than any that was published, " + shown(warned) + " J",
                          nearest.stated > rejected ? definition.severity : CheckOutcome::warning);
}

}  // namespace lem::domain::roofline
