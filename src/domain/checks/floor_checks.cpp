/// Checks of roofline_checks.hpp: what a token needs at least, in time and in energy, and whether
/// the devices compute in the stated precision.

#include "base/text.hpp"
#include "domain/checks/roofline.hpp"
#include "domain/checks/roofline_checks.hpp"
#include "domain/result/model_shape.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain::roofline {
namespace {

/// Weights that the prompt's tokens are multiplied with: the embedding is looked up, and the head
/// serves the last token only. Without the shape, both together may be half of a small model.
std::optional<double> prompt_weights(const ModelRecord& model) {
    if (model.shape) return linear_parameters(*model.shape);
    const auto active = active_weights(model);
    return active ? std::optional(*active / 2) : std::nullopt;
}

/// Prompt tokens of a request that no cache held; nullopt where the cached ones were not counted.
std::optional<double> computed_prompt(const Cycle& cycle) {
    const auto &input = cycle.tokens.input, &cached = cycle.tokens.cached_input;
    if (!cycle.mean_input_tokens || !input || !cached || *input <= 0) return std::nullopt;
    return *cycle.mean_input_tokens *
           (1 - static_cast<double>(*cached) / static_cast<double>(*input));
}

/// Seconds that the GPUs need for the multiplications of a mean prompt; 0 if not known.
double prompt_s(const Result& result, const Gpus& gpus, const Cycle& cycle) {
    const auto weights = prompt_weights(result.model);
    const auto tokens = computed_prompt(cycle);
    const auto peak = peak_flops(*gpus.profile, result.model.precision.value_or(""));
    if (!weights || !tokens || !peak || *peak <= 0) return 0;
    return 2 * *weights * *tokens / (gpus.count * *peak);
}

/// The stated value that is least against its floor, in one unit.
struct NearestFloor {
    double stated = 0, floor = 0;
    std::string where;  // empty: none was seen

    double share() const { return floor / stated; }
    void see(double stated_value, double floor_value, const Cycle& cycle) {
        if (!(stated_value > 0) || !std::isfinite(floor_value / stated_value)) return;
        if (!where.empty() && floor_value / stated_value <= share()) return;
        *this = {stated_value, floor_value, place(cycle)};
    }
};

/// `what` follows the unit: "J a token"; `reason` says what takes the floor.
Check judge_floor(const CheckDefinition& definition, const NearestFloor& nearest,
                  std::string_view unit, const std::string& what, const std::string& reason,
                  std::string_view otherwise) {
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    Verdict verdict(definition);
    verdict.bounds(nearest.stated, nearest.floor / warned, std::nullopt, unit);
    const std::string units = " " + std::string(unit);
    const std::string takes = reason + " at least " + shown(nearest.floor) + units;
    if (nearest.share() <= warned)
        return verdict.passed(shown(nearest.stated) + units + " " + what + " are stated in " +
                              nearest.where + "; " + takes + ".");
    return verdict.failed(shown(nearest.stated) + units + " " + what + " are stated in " +
                              nearest.where + ", but " + takes + std::string(otherwise),
                          nearest.share() > rejected ? definition.severity : CheckOutcome::warning);
}

}  // namespace

Check first_token_is_above_its_floor(const CheckInput& input, const CheckDefinition& definition) {
    const auto gpus = gpus_of(input);
    if (!gpus) return Verdict(definition).not_applicable(std::string(needs_bandwidth));
    const double read_s = step_s(input).value_or(0);
    NearestFloor nearest;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& time_ms = cycle.metrics.time_to_first_token_ms;
        const double least_s = std::max(read_s, prompt_s(input.result, *gpus, cycle));
        if (time_ms && least_s > 0) nearest.see(*time_ms, least_s * 1000, cycle);
    }
    if (nearest.where.empty())
        return Verdict(definition)
            .not_applicable("Needs the time to the first token and the size of the model.");
    return judge_floor(definition, nearest, "ms", "to the first token",
                       "to read the weights and to compute the prompt takes",
                       "; were prompt tokens taken from a cache and not counted?");
}

Check energy_of_a_token_is_above_its_floor(const CheckInput& input,
                                           const CheckDefinition& definition) {
    const Result& result = input.result;
    const auto gpus = gpus_of(input);
    const auto bytes = gpus ? bytes_of_a_step(result, gpus->count) : std::nullopt;
    if (result.energy_scope != EnergyScope::gpu || !bytes)
        return Verdict(definition)
            .not_applicable("Needs the energy of GPUs of one kind, and the size of the model.");
    const double step_joules = *bytes * 8 * definition.tolerance("of a bit");
    const auto& config = result.experiment.config;
    NearestFloor nearest;
    for (const Cycle& cycle : result.cycles) {
        const auto& joules = cycle.metrics.joules_per_token;
        const auto at_once = requests_of_a_step(cycle);
        const double answer =
            cycle.mean_output_tokens.value_or(config ? config->workload.output_tokens : 0);
        if (!joules || !at_once || answer < 2) continue;
        // The first token of an answer comes with its prompt.
        const double decoded = (answer - 1) / answer;
        nearest.see(*joules, step_joules * decoded / *at_once, cycle);
    }
    if (nearest.where.empty())
        return Verdict(definition)
            .not_applicable("Needs energy per token, requests in flight and the answers' length.");
    return judge_floor(definition, nearest, "J", "a token", "to read the weights from memory takes",
                       or_speculative);
}

Check precision_is_native(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const auto gpus = gpus_of(input);
    const std::string precision = text::lower(input.result.model.precision.value_or(""));
    if (!gpus || precision.empty())
        return verdict.not_applicable("Needs the precision, and GPUs of one kind that lem knows.");
    const PeakTflops& peak = gpus->profile->peak_tflops;
    struct Unit {
        std::string_view name;
        std::optional<double> tflops;
    };
    for (const Unit& unit :
         {Unit{"fp8", peak.fp8}, Unit{"bf16", peak.bf16}, Unit{"int8", peak.int8},
          Unit{"w8a8", peak.int8}, Unit{"mxfp4", peak.fp4}, Unit{"nvfp4", peak.fp4},
          Unit{"fp4", peak.fp4}}) {
        if (precision.starts_with(unit.name) && !unit.tflops)
            return verdict.information("The devices have no known unit for " + precision +
                                       ": the weights are unpacked, which saves memory and its "
                                       "traffic, but no arithmetic.");
    }
    return verdict.passed("The devices compute in " + precision + " or unpack it.");
}

}  // namespace lem::domain::roofline
