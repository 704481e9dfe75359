#pragma once
/// Whose energy it was: shares of requests, and of prefill and decode. Pure.

#include "measure/analysis/cycle.hpp"

#include <functional>

namespace lem::measure {

/// Energy between two times of the run; nothing when it is not known.
using EnergyBetween = std::function<std::optional<double>(double start_ms, double end_ms)>;

struct EnergyShares {
    std::vector<double> request_joules;  // as the phase's exchanges
    double unattributed_joules = 0;      // of slices without any request
};

/// The energy of each 100 ms slice of the window is divided among the requests that were active in
/// it by weight: output tokens that arrived in the slice, plus `prefill_weight` (the energy of a
/// prompt token in that of an output token) for each uncached prompt token processed in it, prompts
/// spread evenly from sending to the first token. A slice in which nothing arrived is divided
/// equally. Shares and the rest add up to the energy of the slices. Nothing when the energy of a
/// slice is not known.
std::optional<EnergyShares> share_energy(const PhaseResult& phase, SteadyWindow window,
                                         double prefill_weight, const EnergyBetween& joules);

/// Writes each request's share of the cycle's energy into its record, prompt tokens weighed by the
/// cycle's own ratio of prefill to decode energy where it has one. Nothing is written when the
/// shares do not add up to the cycle's energy within 0.1 %.
void attribute_to_requests(const domain::Cycle& cycle, PhaseResult& phase, SteadyWindow window,
                           const EnergyBetween& joules);

/// Of load that asks for one output token a request: its energy over its uncached prompt tokens.
/// Nothing without either.
std::optional<double> prefill_joules_per_token(const domain::Cycle& prefill);

/// Sets prefill_joules_per_token and decode_joules_per_token of a cycle: what remains of its energy
/// after its prompt tokens, over its output tokens. Neither when less than nothing would remain.
void split_energy(domain::Cycle& cycle, double prefill_joules_per_token);

}  // namespace lem::measure
