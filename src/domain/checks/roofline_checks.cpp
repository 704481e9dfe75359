#include "domain/checks/roofline_checks.hpp"

#include "domain/checks/roofline.hpp"

namespace lem::domain::roofline {

Check decode_is_within_bandwidth(const CheckInput& input, const CheckDefinition& definition) {
    const auto step = step_s(input);
    if (!step) return Verdict(definition).not_applicable(std::string(needs_bandwidth));
    Largest largest;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& rate = cycle.metrics.throughput_tokens_per_sec;
        const auto at_once = requests_of_a_step(cycle);
        // A step gives each request in flight one token.
        if (rate && at_once) largest.see(*rate * *step / *at_once, cycle);
    }
    if (largest.where.empty())
        return Verdict(definition).not_applicable("Needs throughput and requests in flight.");
    return judge(definition, largest,
                 "the tokens per second that the memory's bandwidth allows for the requests in "
                 "flight",
                 or_speculative);
}

Check token_time_is_above_its_floor(const CheckInput& input, const CheckDefinition& definition) {
    const auto step = step_s(input);
    if (!step) return Verdict(definition).not_applicable(std::string(needs_bandwidth));
    Largest largest;
    for (const Cycle& cycle : input.result.cycles) {
        const CycleMetrics& metrics = cycle.metrics;
        const auto& time_ms = metrics.latency_per_token_ms_p50 ? metrics.latency_per_token_ms_p50
                                                               : metrics.latency_per_token_ms;
        if (time_ms && *time_ms > 0) largest.see(*step * 1000 / *time_ms, cycle);
    }
    if (largest.where.empty()) return Verdict(definition).not_applicable("Needs time per token.");
    return judge(definition, largest,
                 "the highest token rate of one request that the memory's bandwidth allows",
                 or_speculative);
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
    Largest largest;
    for (const Cycle& cycle : result.cycles) {
        const auto& rate = cycle.metrics.throughput_tokens_per_sec;
        if (has_ratios_alone(result, cycle) && rate)
            largest.see(2 * *weights * *rate / (gpus->count * *peak), cycle);
        if (!cycle.tokens.output || length_s(cycle) <= 0) continue;
        auto tokens = static_cast<double>(*cycle.tokens.output);
        // Without the count of cached ones, all prompt tokens may have been computed before.
        if (cycle.tokens.input && cycle.tokens.cached_input)
            tokens += static_cast<double>(*cycle.tokens.input - *cycle.tokens.cached_input);
        largest.see(2 * *weights * tokens / (length_s(cycle) * gpus->count * *peak), cycle);
    }
    if (largest.where.empty()) return Verdict(definition).not_applicable("Needs token counts.");
    return judge(definition, largest, "the peak of the devices", {});
}

Check energy_of_a_token_is_usual(const CheckInput& input, const CheckDefinition& definition) {
    if (input.result.energy_scope != EnergyScope::gpu || !gpus_of(input))
        return Verdict(definition).not_applicable("Needs the energy of GPUs that lem knows.");
    Largest largest;
    for (const Cycle& cycle : input.result.cycles) {
        if (cycle.metrics.joules_per_token) largest.see(*cycle.metrics.joules_per_token, cycle);
    }
    if (largest.where.empty()) return Verdict(definition).not_applicable("Needs energy per token.");
    Verdict verdict(definition);
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    verdict.bounds(largest.share, std::nullopt, warned, "J/tok");
    const std::string found = shown(largest.share) + " J for an output token in " + largest.where;
    if (largest.share <= warned) return verdict.passed("At most " + found + ".");
    return verdict.failed(found + " is more than any that was published, " + shown(warned) + " J",
                          largest.share > rejected ? definition.severity : CheckOutcome::warning);
}

}  // namespace lem::domain::roofline
