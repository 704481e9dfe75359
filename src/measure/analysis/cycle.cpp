#include "measure/analysis/cycle.hpp"

#include "base/text.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/request_latency.hpp"
#include "domain/statistics/statistics.hpp"
#include "measure/analysis/client_report.hpp"
#include "measure/analysis/failures.hpp"
#include "measure/analysis/slo_limits.hpp"
#include "measure/load/answer_end.hpp"

#include <algorithm>
#include <cmath>

namespace lem::measure {
namespace {

using domain::CycleFlag;
using domain::RequestRecord;

constexpr double open_loop_edge = 0.1;  // share left out at each end

bool good(const Exchange& exchange) {
    return !exchange.record.error && exchange.record.first_token_ms.has_value();
}

bool within(double t_ms, SteadyWindow window) {
    return t_ms >= window.start_ms && t_ms < window.end_ms;
}

/// Did the answer's events arrive in few bursts? Events that the engine sends one by one are apart
/// by more than a tenth of a millisecond.
bool arrived_in_bursts(const Exchange& exchange) {
    constexpr std::ptrdiff_t events_least = 8, events_per_burst = 4;
    constexpr double apart_ms = 0.1;
    const auto& times = exchange.chunk_times_ms;
    const auto events = static_cast<std::ptrdiff_t>(times.size());
    if (events < events_least) return domain::arrived_at_once(exchange.record);
    std::ptrdiff_t bursts = 1;
    double last_ms = *times.begin();
    for (const double time_ms : times) {
        if (time_ms - last_ms > apart_ms) ++bursts;
        last_ms = time_ms;
    }
    return bursts * events_per_burst <= events;
}

/// True where over 5 % of the answers with eight streamed tokens or more arrived in bursts.
bool answers_were_held_back(const PhaseResult& phase) {
    constexpr std::int64_t tokens_least = 8;
    std::ptrdiff_t judged = 0, held = 0;
    for (const Exchange& exchange : phase.exchanges) {
        if (!good(exchange) || domain::streamed_tokens(exchange.record).value_or(0) < tokens_least)
            continue;
        ++judged;
        if (arrived_in_bursts(exchange)) ++held;
    }
    return held * 20 > judged;
}

/// Flags completed answers whose content makes their metrics doubtful.
void flag_answers(domain::Cycle& cycle, const PhaseResult& phase) {
    const auto flag = [&](CycleFlag which, const auto& applies) {
        if (std::ranges::any_of(phase.exchanges, [&](const Exchange& exchange) {
                return !exchange.record.error && applies(exchange);
            }))
            add_word(cycle.flags, which);
    };
    flag(CycleFlag::more_tokens_than_asked, [](const Exchange& exchange) {
        return exchange.output_tokens_asked > 0 &&
               exchange.record.output_tokens.value_or(0) > exchange.output_tokens_asked;
    });
    flag(CycleFlag::unread_content,
         [](const Exchange& exchange) { return exchange.record.unread_chunks.has_value(); });
    if (answers_were_held_back(phase)) add_word(cycle.flags, CycleFlag::answers_at_once);
    flag(CycleFlag::content_filter, [](const Exchange& exchange) {
        return answer_end(exchange.record.finish_reason.value_or("")) == AnswerEnd::withheld;
    });
}

void judge_client(domain::Cycle& cycle, const PhaseResult& phase) {
    const ClientReport report = report_client(phase);
    if (report.late)
        add_word(cycle.flags,
                 report.client_bound ? CycleFlag::client_bound : CycleFlag::client_lag);
    cycle.metrics.client_lag_ms_p50 = report.lag_ms_p50;
    cycle.metrics.client_lag_ms_p99 = report.lag_ms_p99;
    cycle.metrics.client_lag_ms_max = report.lag_ms_max;
    cycle.client = {.cpu_s = report.cpu_seconds,
                    .loop_lag_max_ms = report.loop_lag_ms_max,
                    .stamped_by_kernel = report.stamped_by_kernel};
}

void flag_energy(domain::Cycle& cycle, const WindowEnergy& energy) {
    constexpr double disagreement_noticed = 0.05, disagreement_max = 0.1;
    for (const domain::EnergyReasonDefinition& definition : domain::energy_reason_definitions) {
        if (holds(energy.reading.invalid_reasons, definition.reason))
            add_word(cycle.flags, definition.flag);
    }
    const double disagreement = energy.reading.disagreement.value_or(0);
    if (disagreement > disagreement_max)
        add_word(cycle.flags, CycleFlag::counter_mismatch);
    else if (disagreement > disagreement_noticed)
        add_word(cycle.flags, CycleFlag::counter_disagrees);
}

struct Counted {
    double output = 0;
    double completed_output = 0;  // of requests that ended in the window
    double completed_input = 0;
    double input = 0;
    double cached = 0;
    double in_flight_ms = 0;
    int completed = 0, failed = 0, unfinished = 0;  // that ended in the window, but `unfinished`
    bool any_failed = false;                        // whenever
    bool usage_missing = false;
    bool any_cached = false;
};

/// Output tokens by arrival: a request's usage is spread evenly over its chunks with content.
Counted count_tokens(const PhaseResult& phase, SteadyWindow window) {
    Counted counted;
    for (const Exchange& exchange : phase.exchanges) {
        const RequestRecord& record = exchange.record;
        if (record.error && exchange.cut) ++counted.unfinished;
        if (record.error && !exchange.cut) {
            counted.any_failed = true;
            if (within(exchange.ended_ms, window)) ++counted.failed;
        }
        if (!record.first_token_ms) continue;
        counted.in_flight_ms += std::max(0.0, std::min(window.end_ms, *record.last_token_ms) -
                                                  std::max(window.start_ms, record.sent_ms));
        if (record.error) continue;
        if (within(*record.last_token_ms, window)) {
            ++counted.completed;
            counted.completed_output += static_cast<double>(record.output_tokens.value_or(0));
            counted.completed_input += static_cast<double>(record.input_tokens.value_or(0));
        } else if (*record.last_token_ms >= window.end_ms)
            ++counted.unfinished;
        // A count of zero for an answer with text is missing too.
        counted.usage_missing = counted.usage_missing || record.output_tokens.value_or(0) <= 0;
        const auto inside =
            std::count_if(exchange.chunk_times_ms.begin(), exchange.chunk_times_ms.end(),
                          [&](double t) { return within(t, window); });
        const double tokens_per_chunk = static_cast<double>(record.output_tokens.value_or(0)) /
                                        static_cast<double>(exchange.chunk_times_ms.size());
        counted.output += static_cast<double>(inside) * tokens_per_chunk;
        if (!within(*record.first_token_ms, window)) continue;
        counted.input += static_cast<double>(record.input_tokens.value_or(0));
        counted.cached += static_cast<double>(record.cached_input_tokens.value_or(0));
        counted.any_cached = counted.any_cached || record.cached_input_tokens;
    }
    return counted;
}

/// A failed request is never good.
void add_goodput(domain::Cycle& cycle, const CycleInput& input, SteadyWindow window,
                 double length_s) {
    const auto& exchanges = input.phase.exchanges;
    const auto kept = std::count_if(exchanges.begin(), exchanges.end(), [&](const auto& exchange) {
        return good(exchange) && within(*exchange.record.last_token_ms, window) &&
               keeps_limits(*input.limits, exchange.record);
    });
    const int judged = cycle.requests.completed.value_or(0) + cycle.requests.failed.value_or(0);
    cycle.metrics.goodput_requests_per_sec = static_cast<double>(kept) / length_s;
    if (judged > 0) cycle.metrics.goodput_share = static_cast<double>(kept) / judged;
}

}  // namespace

domain::LatencySamples add_latencies(domain::Cycle& cycle, const PhaseResult& phase,
                                     const domain::Load& load) {
    domain::LatencySamples samples;
    double gaps_ms = 0;
    std::int64_t gaps = 0;
    for (const Exchange& exchange : phase.exchanges) {
        const RequestRecord& record = exchange.record;
        if (!good(exchange) || !domain::counts_for_latency(record, &load, cycle.window,
                                                           domain::metric_definitions_version))
            continue;
        domain::add_latencies(samples, record, &load);
        gaps_ms += *record.last_token_ms - *record.first_token_ms;
        gaps += std::ssize(exchange.chunk_times_ms) - 1;
    }
    domain::set_latencies(cycle.metrics, samples);
    if (gaps > 0) cycle.metrics.inter_chunk_latency_ms = gaps_ms / static_cast<double>(gaps);
    return samples;
}

SteadyWindow steady_window(const PhaseResult& phase, const domain::Load& load) {
    SteadyWindow window{phase.start_ms, phase.stop_sending_ms};
    // All requests were due at once: filling and emptying the batch are part of the work.
    if (std::holds_alternative<domain::OfflineLoad>(load)) return window;
    const auto* closed = std::get_if<domain::ConcurrencyLoad>(&load);
    if (closed == nullptr) {
        const double edge_ms = open_loop_edge * (phase.stop_sending_ms - phase.start_ms);
        return {phase.start_ms + edge_ms, phase.stop_sending_ms - edge_ms};
    }
    std::vector<double> first_tokens;
    for (const Exchange& exchange : phase.exchanges) {
        if (exchange.record.first_token_ms) first_tokens.push_back(*exchange.record.first_token_ms);
    }
    std::sort(first_tokens.begin(), first_tokens.end());
    const auto streams = static_cast<std::size_t>(closed->streams);
    window.steady = first_tokens.size() >= streams && first_tokens[streams - 1] < window.end_ms;
    if (window.steady) window.start_ms = first_tokens[streams - 1];
    return window;
}

WindowEdges::WindowEdges(const domain::Load& load, double duration_s)
    : start_s_(0), end_s_(duration_s) {
    if (const auto* closed = std::get_if<domain::ConcurrencyLoad>(&load)) {
        streams_ = closed->streams;
    } else if (domain::is_open_loop(load)) {
        start_s_ = open_loop_edge * duration_s;
        end_s_ = (1 - open_loop_edge) * duration_s;
    }
}

bool WindowEdges::just_passed(double elapsed_s, std::int64_t first_tokens) {
    const bool starts = !started_ && elapsed_s >= start_s_ && first_tokens >= streams_;
    const bool ends = !ended_ && elapsed_s >= end_s_;
    started_ = started_ || starts;
    ended_ = ended_ || ends;
    return starts || ends;
}

domain::Cycle make_cycle(const CycleInput& input, SteadyWindow window) {
    domain::Cycle cycle;
    cycle.index = input.index;
    const auto wall = [&](double t_ms) {
        return text::rfc3339(input.started_at_ms + static_cast<std::int64_t>(std::llround(t_ms)));
    };
    cycle.window = {.start_s = window.start_ms / 1000,
                    .end_s = window.end_ms / 1000,
                    .started_at = wall(window.start_ms),
                    .ended_at = wall(window.end_ms)};
    const double length_s = (window.end_ms - window.start_ms) / 1000;
    const Counted counted = count_tokens(input.phase, window);
    cycle.requests = {.completed = counted.completed,
                      .failed = counted.failed,
                      .unfinished = counted.unfinished,
                      .usual_error = usual_error(input.phase)};
    if (!counted.usage_missing) {
        cycle.tokens.output = std::llround(counted.output);
        cycle.tokens.input = std::llround(counted.input);
        if (counted.any_cached) cycle.tokens.cached_input = std::llround(counted.cached);
    }
    if (!window.steady) add_word(cycle.flags, CycleFlag::unsteady);
    if (counted.any_failed) add_word(cycle.flags, CycleFlag::errors);
    if (counted.usage_missing) add_word(cycle.flags, CycleFlag::token_count_unreliable);
    flag_answers(cycle, input.phase);
    judge_client(cycle, input.phase);
    cycle.mean_concurrency = 0;
    if (length_s <= 0) return cycle;
    cycle.mean_concurrency = counted.in_flight_ms / (length_s * 1000);
    if (cycle.tokens.output.value_or(0) == 0) return cycle;

    domain::CycleMetrics& metrics = cycle.metrics;
    const auto output = static_cast<double>(*cycle.tokens.output),
               prompt = static_cast<double>(*cycle.tokens.input);
    metrics.throughput_tokens_per_sec = output / length_s;
    metrics.input_throughput_tokens_per_sec = prompt / length_s;
    metrics.total_throughput_tokens_per_sec = (output + prompt) / length_s;
    metrics.requests_per_sec = counted.completed / length_s;
    if (counted.completed > 0) {
        cycle.mean_output_tokens = counted.completed_output / counted.completed;
        cycle.mean_input_tokens = counted.completed_input / counted.completed;
    }
    if (input.limits != nullptr) add_goodput(cycle, input, window, length_s);
    return cycle;
}

void add_energy(domain::Cycle& cycle, const WindowEnergy& energy, const std::string& absent_reason,
                std::optional<double> idle_watts) {
    cycle.energy = energy.reading;
    if (energy.peak_memory_bytes > 0) cycle.metrics.peak_memory_mb = energy.peak_memory_bytes / 1e6;
    flag_energy(cycle, energy);  // also when the energy is missing
    if (!cycle.energy.energy_joules) {
        if (!cycle.energy.absent_reason) cycle.energy.absent_reason = absent_reason;
        return;
    }
    const double joules = *cycle.energy.energy_joules,
                 length_s = cycle.window.end_s - cycle.window.start_s;
    cycle.metrics.total_energy_joules = joules;
    if (length_s > 0) cycle.metrics.avg_power_watts = joules / length_s;
    if (const auto& goodput = cycle.metrics.goodput_requests_per_sec; goodput && joules > 0)
        cycle.metrics.goodput_requests_per_joule = *goodput * length_s / joules;
    if (const auto tokens = static_cast<double>(cycle.tokens.output.value_or(0));
        joules > 0 && tokens > 0) {
        cycle.metrics.tokens_per_joule = tokens / joules;
        cycle.metrics.joules_per_token = joules / tokens;
        if (idle_watts)
            cycle.metrics.net_joules_per_token = (joules - *idle_watts * length_s) / tokens;
        if (cycle.mean_output_tokens)
            cycle.metrics.joules_per_request =
                *cycle.metrics.joules_per_token * *cycle.mean_output_tokens;
    }
}

std::optional<double> mean_watts(const WindowEnergy& energy, SteadyWindow window) {
    const auto& joules = energy.reading.energy_joules;
    if (!joules || window.end_ms <= window.start_ms) return std::nullopt;
    return *joules / (window.end_ms - window.start_ms) * 1000;
}

void add_conditions(domain::Cycle& cycle, std::vector<domain::DeviceCondition> conditions) {
    constexpr double thermal_max = 0.01;
    const bool thermal = std::ranges::any_of(conditions, [](const auto& condition) {
        return condition.thermally_throttled_share.value_or(0) > thermal_max;
    });
    if (thermal) add_word(cycle.flags, CycleFlag::thermal);
    cycle.device_conditions = std::move(conditions);
}

}  // namespace lem::measure
