#include "domain/checks/checks.hpp"

#include "domain/checks/arithmetic_checks.hpp"
#include "domain/checks/device_checks.hpp"
#include "domain/checks/request_checks.hpp"
#include "domain/checks/roofline_checks.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

using enum CheckFamily;
using enum CheckOutcome;
using Needs = CheckEvidence;

constexpr std::string_view inferencex = "InferenceX: result validation";
constexpr std::string_view ml_energy = "ML.ENERGY leaderboard: published runs";
constexpr std::string_view roofline_model = "Williams et al. 2009, the roofline model";
constexpr std::string_view definition_of = "the metric's definition";

constexpr std::array definitions{
    CheckDefinition{"A1",
                    arithmetic,
                    "All numbers are possible for what they are",
                    rejected,
                    {},
                    Needs::document,
                    arithmetic::values_are_possible,
                    definition_of},
    CheckDefinition{"A2",
                    arithmetic,
                    "Tokens per joule is tokens divided by energy",
                    rejected,
                    {{{"relative", 0.01}}},
                    Needs::document,
                    arithmetic::efficiency_is_tokens_over_energy,
                    definition_of},
    CheckDefinition{"A3",
                    arithmetic,
                    "Throughput is tokens divided by time",
                    rejected,
                    {{{"relative", 0.01}}},
                    Needs::document,
                    arithmetic::throughput_is_tokens_over_time,
                    definition_of},
    CheckDefinition{"A4",
                    arithmetic,
                    "Energy is the sum over devices",
                    rejected,
                    {{{"relative", 0.005}}},
                    Needs::document,
                    arithmetic::energy_is_sum_of_devices,
                    definition_of},
    CheckDefinition{"A5",
                    arithmetic,
                    "The length of each window agrees with its clock times",
                    rejected,
                    {{{"difference", 0.5, "s"}, {"relative", 0.01}}},
                    Needs::document,
                    arithmetic::window_matches_clock,
                    inferencex},
    CheckDefinition{"A6",
                    arithmetic,
                    "Times are in order and not in the future",
                    rejected,
                    {{{"clock", 600, "s"}}},
                    Needs::document,
                    arithmetic::times_are_in_order,
                    "first announcements by the makers"},
    CheckDefinition{"A7",
                    arithmetic,
                    "Percentiles, means and deviations are possible together",
                    rejected,
                    {{{"rounding", 1e-6}}},
                    Needs::document,
                    arithmetic::distribution_is_ordered,
                    "sd <= range / 2 x sqrt(n / (n - 1))"},
    CheckDefinition{"A8",
                    arithmetic,
                    "First token and time per token add up to the request latency",
                    warning,
                    {{{"relative", 0.02}}},
                    Needs::requests,
                    arithmetic::latencies_add_up,
                    definition_of},
    CheckDefinition{"A9",
                    arithmetic,
                    "Requests have the tokens of their cycle",
                    rejected,
                    {{{"relative", 0.005}}},
                    Needs::requests,
                    arithmetic::tokens_match_requests,
                    definition_of},
    CheckDefinition{"A10",
                    arithmetic,
                    "Streamed chunks agree with counted tokens",
                    warning,
                    {{{"more chunks", 0.1}, {"tokens a chunk", 1.5, "tokens"}}},
                    Needs::requests,
                    arithmetic::chunks_match_tokens,
                    definition_of},
    CheckDefinition{"A11",
                    arithmetic,
                    "Values are in the stated units",
                    rejected,
                    {{{"lowest energy", 1e-4, "J/tok"},
                      {"highest energy", 1e3, "J/tok"},
                      {"shortest wait", 0.1, "ms"},
                      {"longest wait", 3.6e6, "ms"},
                      {"lowest efficiency", 1e-3, "tok/J"},
                      {"highest efficiency", 1e4, "tok/J"}}},
                    Needs::document,
                    arithmetic::units_are_plausible,
                    ml_energy},
    CheckDefinition{"A12",
                    arithmetic,
                    "Time in flight agrees with the number of requests in flight (Little's law)",
                    warning,
                    {{{"relative", 0.05}, {"over streams", 0.01}}},
                    Needs::requests,
                    arithmetic::littles_law_holds,
                    "Little 1961"},
    CheckDefinition{"A13",
                    arithmetic,
                    "Compute agrees with the size of the model",
                    warning,
                    {{{"relative", 0.05}, {"without the shape", 0.15}}},
                    Needs::document,
                    arithmetic::compute_matches_model,
                    "Kaplan et al. 2020, arXiv 2001.08361"},
    CheckDefinition{"A14",
                    arithmetic,
                    "Answers are as long as was asked for",
                    warning,
                    {{{"relative", 0.05}, {"difference", 50, "tokens"}}},
                    Needs::requests,
                    arithmetic::answers_have_the_length_asked_for,
                    definition_of},
    CheckDefinition{"A15",
                    arithmetic,
                    "The metrics of a cycle agree with each other",
                    rejected,
                    {{{"relative", 0.01}}},
                    Needs::document,
                    arithmetic::metrics_agree,
                    definition_of},
    CheckDefinition{"A16",
                    arithmetic,
                    "Throughput is possible for the requests in flight and the time per token",
                    rejected,
                    {{{"warned above", 3, "times"}, {"rejected above", 20, "times"}}},
                    Needs::document,
                    arithmetic::throughput_fits_streams,
                    "838 published configurations: 0.72 to 16"},
    CheckDefinition{"E1",
                    energy,
                    "Mean power is within the power limits of the devices",
                    rejected,
                    {{{"warned above", 0.02}, {"rejected above", 0.1}}},
                    Needs::document,
                    devices::power_is_within_limits,
                    ml_energy},
    CheckDefinition{
        "E3",
        energy,
        "Mean power is not below idle power",
        rejected,
        {{{"warned below", 0.95}, {"rejected below", 0.5}, {"warned below, of the limit", 0.05}}},
        Needs::document,
        devices::power_is_not_below_idle,
        ml_energy},
    CheckDefinition{"E4",
                    energy,
                    "Energy is that of its counter or of its sampled power, which agree",
                    warning,
                    {{{"energy against its estimate", 0.01}, {"counter against power", 0.1}}},
                    Needs::document,
                    devices::energy_is_its_estimate,
                    ml_energy},
    CheckDefinition{"E6",
                    energy,
                    "The energy is that of the listed devices",
                    rejected,
                    {},
                    Needs::document,
                    devices::energy_is_of_the_devices,
                    definition_of},
    CheckDefinition{"E8",
                    energy,
                    "The energy per token is within what GPUs have been seen to need",
                    rejected,
                    {{{"warned above", 34.3, "J/tok"}, {"rejected above", 100, "J/tok"}}},
                    Needs::document,
                    roofline::energy_of_a_token_is_usual,
                    "ML.ENERGY, 838 published configurations: 0.028 to 34.3 J"},
    CheckDefinition{"E12",
                    energy,
                    "No part of the energy is above the whole",
                    rejected,
                    {{{"relative", 0.01}}},
                    Needs::document,
                    devices::net_energy_is_below_gross,
                    definition_of},
    CheckDefinition{"E15",
                    energy,
                    "Energy has a scope, a method and devices",
                    rejected,
                    {},
                    Needs::document,
                    devices::energy_has_its_source,
                    definition_of},
    CheckDefinition{"P1",
                    capacity,
                    "Throughput is possible at the bandwidth of the memory",
                    rejected,
                    {{{"warned above", 0.85, "times"}, {"rejected above", 8, "times"}}},
                    Needs::document,
                    roofline::decode_is_within_bandwidth,
                    roofline_model},
    CheckDefinition{"P2",
                    capacity,
                    "Compute is below the peak of the devices",
                    rejected,
                    {{{"warned above", 0.7, "times"}, {"rejected above", 1, "times"}}},
                    Needs::document,
                    roofline::compute_is_within_peak,
                    roofline_model},
    CheckDefinition{"P3",
                    capacity,
                    "The time per token is long enough to read the weights",
                    rejected,
                    {{{"warned above", 1.05, "times"}, {"rejected above", 8, "times"}}},
                    Needs::document,
                    roofline::token_time_is_above_its_floor,
                    roofline_model},
    CheckDefinition{"P5",
                    capacity,
                    "Memory in use fits the devices",
                    rejected,
                    {{{"relative", 0.02}}},
                    Needs::document,
                    devices::memory_fits,
                    definition_of},
    CheckDefinition{"P10",
                    capacity,
                    "The GPUs that the engine was split over are listed",
                    warning,
                    {},
                    Needs::document,
                    devices::parallelism_fits,
                    definition_of},
};

}  // namespace

double CheckDefinition::tolerance(std::string_view name) const {
    const auto found = std::ranges::find(tolerances, name, &Tolerance::name);
    LEM_ASSERT(found != tolerances.end());
    return found->value;
}

std::span<const CheckDefinition> all_checks() {
    return definitions;
}

const CheckDefinition* find_check(std::string_view code) {
    const auto found = std::ranges::find(definitions, code, &CheckDefinition::code);
    return found == definitions.end() ? nullptr : &*found;
}

std::vector<Check> run_checks(const CheckInput& input) {
    std::vector<Check> verdicts;
    for (const CheckDefinition& definition : definitions)
        verdicts.push_back(definition.function(input, definition));
    return verdicts;
}

int count(const std::vector<Check>& verdicts, CheckOutcome outcome) {
    return static_cast<int>(
        std::count_if(verdicts.begin(), verdicts.end(),
                      [&](const Check& check) { return check.outcome == outcome; }));
}

bool acceptable(const std::vector<Check>& verdicts) {
    return count(verdicts, CheckOutcome::rejected) == 0;
}

}  // namespace lem::domain
