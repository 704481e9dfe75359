#include "measure/analysis/steadiness.hpp"

#include "base/text.hpp"
#include "domain/statistics/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace lem::measure {
namespace {

constexpr double drift_max = 0.05, variation_max = 0.05;

double mean_of(std::span<const double> values) {
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

/// Fitted by least squares; the interval of the slope uses Student t.
struct Line {
    double slope = 0;
    double slope_low = 0;  // lower end of its 95 % interval
    double mean_y = 0;
    double length = 0;  // of the x range
};

Line line_through(std::span<const double> x, std::span<const double> y) {
    const double n = static_cast<double>(x.size()), mean_x = mean_of(x), mean_y = mean_of(y);
    double xx = 0, xy = 0, residuals = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    Line line{.mean_y = mean_y, .length = *high - *low};
    if (xx <= 0) return line;
    line.slope = line.slope_low = xy / xx;
    if (x.size() < 3) return line;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double residual = y[i] - mean_y - line.slope * (x[i] - mean_x);
        residuals += residual * residual;
    }
    line.slope_low -= domain::student_quantile(n - 2, 0.975) * std::sqrt(residuals / (n - 2) / xx);
    return line;
}

std::optional<double> cv_of(std::span<const double> values) {
    const double mean = mean_of(values);
    if (mean <= 0) return std::nullopt;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1)) / mean;
}

bool grows(const Line& line) {
    return line.slope_low > 0 && line.slope * line.length > 0.1 * line.mean_y;
}

}  // namespace

std::optional<std::string> not_warm_yet(const domain::Protocol& protocol, std::int64_t streams,
                                        const WarmUpState& state) {
    constexpr std::size_t windows = 3;
    constexpr double celsius_max = 0.5, throughput_change_max = 0.02;
    if (state.elapsed_s < protocol.warmup_s) return "its minimum time (protocol.warmup_s)";
    if (state.completed < 2 * streams)
        return "two requests per stream (" + std::to_string(state.completed) + " of " +
               std::to_string(2 * streams) + " done)";
    if (state.chunks_per_window.size() < windows) return "three windows of 10 s";
    const std::span<const double> last = std::span(state.chunks_per_window).last(windows);
    const std::array<double, windows> at{0, 1, 2};
    const Line line = line_through(at, last);
    const double change = line.mean_y > 0 ? std::abs(line.slope * line.length) / line.mean_y : 1;
    if (change >= throughput_change_max)
        return "a steady throughput (it changed by " +
               text::number(std::round(change * 1000) / 10) + " % in 30 s)";
    if (state.celsius_per_window && std::abs(*state.celsius_per_window) >= celsius_max)
        return "a steady temperature (it changed by " +
               text::number(std::round(*state.celsius_per_window * 10) / 10) + " °C in 10 s)";
    return std::nullopt;
}

std::optional<domain::Steadiness> steadiness_of(const PhaseResult& phase, SteadyWindow window,
                                                const PowerBetween& power_watts) {
    constexpr std::size_t blocks = 10;
    constexpr double window_ms_min = 10'000;
    const double block_ms = (window.end_ms - window.start_ms) / blocks;
    if (block_ms * blocks < window_ms_min) return std::nullopt;
    std::array<double, blocks> chunks{}, at{};
    for (const Exchange& exchange : phase.exchanges) {
        for (const double t_ms : exchange.chunk_times_ms) {
            const double block = (t_ms - window.start_ms) / block_ms;
            if (block >= 0 && block < blocks) ++chunks[static_cast<std::size_t>(block)];
        }
    }
    std::vector<double> watts;
    for (std::size_t block = 0; block < blocks; ++block) {
        at[block] = static_cast<double>(block);
        const double start_ms = window.start_ms + at[block] * block_ms;
        if (const auto power = power_watts(start_ms, start_ms + block_ms)) watts.push_back(*power);
    }
    domain::Steadiness steadiness;
    steadiness.throughput_cv = cv_of(chunks);
    const Line line = line_through(at, chunks);
    if (line.mean_y > 0) steadiness.throughput_drift = line.slope * blocks / line.mean_y;
    if (watts.size() == blocks) steadiness.power_cv = cv_of(watts);
    return steadiness;
}

bool uneven(const domain::Steadiness& steadiness) {
    return steadiness.throughput_cv.value_or(0) > variation_max ||
           std::abs(steadiness.throughput_drift.value_or(0)) > drift_max ||
           steadiness.power_cv.value_or(0) > variation_max;
}

bool oversaturated(const PhaseResult& phase, SteadyWindow window) {
    constexpr std::size_t requests_min = 20;
    std::vector<double> sent_ms, first_token_ms, in_flight;
    std::vector<double> ends;
    for (const Exchange& exchange : phase.exchanges) {
        if (exchange.record.last_token_ms) ends.push_back(*exchange.record.last_token_ms);
    }
    std::sort(ends.begin(), ends.end());
    std::vector<double> starts;
    for (const Exchange& exchange : phase.exchanges)
        starts.push_back(exchange.record.sent_ms);
    std::sort(starts.begin(), starts.end());
    const auto before = [](const std::vector<double>& sorted, double t_ms) {
        return static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), t_ms) -
                                   sorted.begin());
    };
    for (const Exchange& exchange : phase.exchanges) {
        const domain::RequestRecord& record = exchange.record;
        const bool inside = record.first_token_ms && record.sent_ms >= window.start_ms &&
                            record.sent_ms < window.end_ms;
        if (!inside) continue;
        sent_ms.push_back(record.sent_ms);
        // From the due time: a request that waits in the client also waits for the server.
        first_token_ms.push_back(*record.first_token_ms - record.scheduled_ms);
        in_flight.push_back(before(starts, record.sent_ms) - before(ends, record.sent_ms));
    }
    if (sent_ms.size() < requests_min) return false;
    return grows(line_through(sent_ms, first_token_ms)) && grows(line_through(sent_ms, in_flight));
}

}  // namespace lem::measure
