#include "domain/checks/request_totals.hpp"

#include "domain/result/aggregate.hpp"

#include <algorithm>

namespace lem::domain {

RequestTotals::RequestTotals(const Result& result)
    : load_(load_of(result)), definitions_(result.metric_definitions_version) {
    windows_.reserve(result.cycles.size());
    for (const Cycle& cycle : result.cycles)
        windows_.push_back({cycle.index,
                            cycle.window.start_s * 1000,
                            cycle.window.end_s * 1000,
                            cycle.window,
                            {}});
    std::ranges::sort(windows_, {}, &CycleWindow::cycle);
}

void RequestTotals::add(const RequestRecord& request) {
    const bool good = request.cycle > 0 && !request.error && request.first_token_ms &&
                      request.last_token_ms && request.output_tokens;
    if (good) {
        ++count_;
        output_tokens_ += static_cast<double>(*request.output_tokens);
        chunks_ += request.chunks;
        hidden_tokens_ += static_cast<double>(request.hidden_tokens.value_or(0));
        unread_ += request.unread_chunks ? 1 : 0;
    }
    const bool above = request.cached_input_tokens && request.input_tokens &&
                       *request.cached_input_tokens > *request.input_tokens;
    cached_above_prompt_ += above ? 1 : 0;
    const auto window = std::ranges::lower_bound(windows_, request.cycle, {}, &CycleWindow::cycle);
    if (window != windows_.end() && window->cycle == request.cycle) add_to(*window, request, good);
}

void RequestTotals::add_to(CycleWindow& window, const RequestRecord& request, bool good) const {
    CycleTotals& totals = window.totals;
    totals.failed += request.error ? 1 : 0;
    if (good && *request.output_tokens >= 2 &&
        counts_for_latency(request, load_, window.window, definitions_)) {
        ++totals.latency_count;
        totals.time_to_first_token_ms += *request.first_token_ms - request.sent_ms;
        totals.decode_ms += *request.last_token_ms - *request.first_token_ms;
    }
    if (request.last_token_ms) {
        totals.any_ended = true;
        totals.in_flight_ms += std::max(0.0, std::min(window.end_ms, *request.last_token_ms) -
                                                 std::max(window.start_ms, request.sent_ms));
    }
    if (request.error || !request.first_token_ms) return;
    totals.tokens_missing =
        totals.tokens_missing || !request.output_tokens || !request.last_token_ms;
    if (!request.output_tokens || !request.last_token_ms) return;
    totals.tokens_known = true;
    const auto tokens = static_cast<double>(*request.output_tokens);
    const double first_ms = *request.first_token_ms, last_ms = *request.last_token_ms;
    const bool inside = first_ms >= window.start_ms && last_ms < window.end_ms;
    const bool outside = first_ms >= window.end_ms || last_ms < window.start_ms;
    if (inside) totals.output_tokens_least += tokens;
    if (!outside) totals.output_tokens_most += tokens;
}

const CycleTotals* RequestTotals::of(const Cycle& cycle) const {
    const auto window = std::ranges::lower_bound(windows_, cycle.index, {}, &CycleWindow::cycle);
    if (window == windows_.end() || window->cycle != cycle.index) return nullptr;
    return &window->totals;
}

RequestTotals totals_of(const Result& result, std::span<const RequestRecord> requests) {
    RequestTotals totals(result);
    for (const RequestRecord& request : requests)
        totals.add(request);
    return totals;
}

}  // namespace lem::domain
