#include "measure/analysis/attribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lem::measure {
namespace {

constexpr double slice_ms = 100;

double overlap_ms(double start_ms, double end_ms, double from_ms, double to_ms) {
    return std::max(0.0, std::min(end_ms, to_ms) - std::max(start_ms, from_ms));
}

/// The activity of one request in one slice.
struct Work {
    std::size_t request;
    double tokens;     // weighted
    double active_ms;  // from sending to the last token
};

double uncached_input(const domain::Cycle& cycle) {
    return static_cast<double>(cycle.tokens.input.value_or(0) -
                               cycle.tokens.cached_input.value_or(0));
}

}  // namespace

std::optional<EnergyShares> share_energy(const PhaseResult& phase, SteadyWindow window,
                                         double prefill_weight, const EnergyBetween& joules) {
    const double length_ms = window.end_ms - window.start_ms;
    if (length_ms <= 0) return std::nullopt;
    const auto slices = static_cast<std::size_t>(std::ceil(length_ms / slice_ms));
    std::vector<std::vector<Work>> work(slices);
    const auto slice_of = [&](double t_ms) {
        return static_cast<std::size_t>((t_ms - window.start_ms) / slice_ms);
    };
    for (std::size_t request = 0; request < phase.exchanges.size(); ++request) {
        const Exchange& exchange = phase.exchanges[request];
        const domain::RequestRecord& record = exchange.record;
        if (!record.first_token_ms || !record.last_token_ms) continue;
        const double from_ms = std::max(record.sent_ms, window.start_ms),
                     to_ms = std::min(*record.last_token_ms, window.end_ms);
        if (to_ms <= from_ms) continue;
        const std::size_t first = slice_of(from_ms), last = std::min(slice_of(to_ms), slices - 1);
        const double prompt = static_cast<double>(record.input_tokens.value_or(0) -
                                                  record.cached_input_tokens.value_or(0)),
                     prefill_ms = std::max(*record.first_token_ms - record.sent_ms, 1e-3);
        for (std::size_t slice = first; slice <= last; ++slice) {
            const double start_ms = window.start_ms + slice_ms * static_cast<double>(slice),
                         end_ms = std::min(start_ms + slice_ms, window.end_ms);
            const double processed =
                prompt / prefill_ms *
                overlap_ms(start_ms, end_ms, record.sent_ms, *record.first_token_ms);
            work[slice].push_back({request, prefill_weight * processed,
                                   overlap_ms(start_ms, end_ms, from_ms, to_ms)});
        }
        const auto chunks = static_cast<double>(exchange.chunk_times_ms.size());
        const double tokens_per_chunk =
            static_cast<double>(record.output_tokens.value_or(record.chunks)) / chunks;
        for (const double t_ms : exchange.chunk_times_ms) {
            if (t_ms < window.start_ms || t_ms >= window.end_ms) continue;
            const std::size_t slice = slice_of(t_ms);
            // In every slice that the request was active in, its entry is the last.
            if (!work[slice].empty() && work[slice].back().request == request)
                work[slice].back().tokens += tokens_per_chunk;
        }
    }
    EnergyShares shares{.request_joules = std::vector<double>(phase.exchanges.size(), 0.0)};
    for (std::size_t slice = 0; slice < slices; ++slice) {
        const double start_ms = window.start_ms + slice_ms * static_cast<double>(slice);
        const auto energy = joules(start_ms, std::min(start_ms + slice_ms, window.end_ms));
        if (!energy) return std::nullopt;
        double tokens = 0, active_ms = 0;
        for (const Work& one : work[slice]) {
            tokens += one.tokens;
            active_ms += one.active_ms;
        }
        if (tokens <= 0 && active_ms <= 0) shares.unattributed_joules += *energy;
        for (const Work& one : work[slice]) {
            const double share = tokens > 0      ? one.tokens / tokens
                                 : active_ms > 0 ? one.active_ms / active_ms
                                                 : 0;
            shares.request_joules[one.request] += *energy * share;
        }
    }
    return shares;
}

void attribute_to_requests(const domain::Cycle& cycle, PhaseResult& phase, SteadyWindow window,
                           const EnergyBetween& joules) {
    constexpr double lost_max = 0.001;
    if (cycle.energy.energy_joules.value_or(0) <= 0) return;
    const domain::CycleMetrics& metrics = cycle.metrics;
    const double prefill_weight =
        metrics.prefill_joules_per_token && metrics.decode_joules_per_token.value_or(0) > 0
            ? *metrics.prefill_joules_per_token / *metrics.decode_joules_per_token
            : 0;
    const auto shares = share_energy(phase, window, prefill_weight, joules);
    if (!shares) return;
    const double sum = std::accumulate(shares->request_joules.begin(), shares->request_joules.end(),
                                       shares->unattributed_joules);
    if (std::abs(sum / *cycle.energy.energy_joules - 1) > lost_max) return;
    for (std::size_t i = 0; i < shares->request_joules.size(); ++i) {
        if (shares->request_joules[i] > 0)
            phase.exchanges[i].record.energy_joules = shares->request_joules[i];
    }
}

std::optional<double> prefill_joules_per_token(const domain::Cycle& prefill) {
    const double tokens = uncached_input(prefill);
    if (!prefill.energy.energy_joules || tokens <= 0) return std::nullopt;
    return *prefill.energy.energy_joules / tokens;
}

void split_energy(domain::Cycle& cycle, double prefill_joules_per_token) {
    if (!cycle.energy.energy_joules || cycle.tokens.output.value_or(0) <= 0) return;
    const double left =
        *cycle.energy.energy_joules - prefill_joules_per_token * uncached_input(cycle);
    if (left < 0) return;
    cycle.metrics.prefill_joules_per_token = prefill_joules_per_token;
    cycle.metrics.decode_joules_per_token = left / static_cast<double>(*cycle.tokens.output);
}

}  // namespace lem::measure
