#pragma once
/// Divides energy among requests, and between prefill and decode. Pure.

#include "measure/analysis/cycle.hpp"

#include <functional>

namespace lem::measure {

/// Returns the energy between two times of the run; nullopt when it is not known.
using EnergyBetween = std::function<std::optional<double>(double start_ms, double end_ms)>;

struct EnergyShares {
    std::vector<double> request_joules;  // in the order of the phase's exchanges
    double unattributed_joules = 0;      // of slices without any request
};

/// The energy of each 100 ms slice of the window is divided among the requests that were active in
/// it, by weight: the output tokens that arrived in the slice, plus `prefill_weight` (the energy of
/// a prompt token relative to that of an output token) for each uncached prompt token processed in
/// it; a prompt is spread evenly from sending to the first token. A slice in which nothing arrived
/// is divided equally. The shares and the unattributed rest add up to the energy of the slices.
/// Returns nullopt when the energy of a slice is not known.
std::optional<EnergyShares> share_energy(const PhaseResult& phase, SteadyWindow window,
                                         double prefill_weight, const EnergyBetween& joules);

/// Writes each request's share of the cycle's energy into its record. Prompt tokens are weighted by
/// the cycle's own ratio of prefill to decode energy if it has one. Writes no share when the shares
/// do not add up to the cycle's energy within 0.1 %.
void attribute_to_requests(const domain::Cycle& cycle, PhaseResult& phase, SteadyWindow window,
                           const EnergyBetween& joules);

/// The energy of a load with one output token per request, divided by its uncached prompt tokens;
/// nullopt when either is missing.
std::optional<double> prefill_joules_per_token(const domain::Cycle& prefill);

/// Sets prefill_joules_per_token and decode_joules_per_token of a cycle. Decode is the energy that
/// remains after the prompt tokens, per output token. Sets neither when the remainder would be
/// negative.
void split_energy(domain::Cycle& cycle, double prefill_joules_per_token);

}  // namespace lem::measure
