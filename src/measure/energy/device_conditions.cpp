#include "measure/energy/device_conditions.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace lem::measure {
namespace {

using Samples = std::span<const ConditionSample>;

/// From the last sample at or before the start to the first at or after the end.
Samples around(const std::vector<ConditionSample>& samples, double start_ms, double end_ms) {
    const auto before = [](const ConditionSample& sample, double t) { return sample.at_ms < t; };
    auto first = std::lower_bound(samples.begin(), samples.end(), start_ms, before);
    auto last = std::lower_bound(first, samples.end(), end_ms, before);
    if (first != samples.begin() && (first == samples.end() || first->at_ms > start_ms)) --first;
    if (last != samples.end()) ++last;
    return {first, last};
}

struct Spread {
    std::optional<double> first, mean, most;
};

Spread spread_of(Samples samples, std::size_t device,
                 std::optional<double> power::Condition::* value) {
    Spread spread;
    double sum = 0, count = 0;
    for (const ConditionSample& sample : samples) {
        const auto& now = sample.devices[device].*value;
        if (!now) continue;
        if (!spread.first) spread.first = now;
        spread.most = std::max(spread.most.value_or(*now), *now);
        sum += *now;
        ++count;
    }
    if (count > 0) spread.mean = sum / count;
    return spread;
}

/// Of a counter of seconds, over the time in which it counted.
std::optional<double> share_of(Samples samples, std::size_t device,
                               std::optional<double> power::Condition::* seconds) {
    const ConditionSample *first = nullptr, *last = nullptr;
    for (const ConditionSample& sample : samples) {
        if (!(sample.devices[device].*seconds)) continue;
        if (first == nullptr) first = &sample;
        last = &sample;
    }
    if (first == last) return std::nullopt;
    const double counted_s = *(last->devices[device].*seconds) - *(first->devices[device].*seconds),
                 length_s = (last->at_ms - first->at_ms) / 1000;
    if (counted_s < 0) return std::nullopt;
    return std::min(1.0, counted_s / length_s);
}

std::size_t devices_in(Samples samples) {
    return samples.empty() ? 0 : samples.front().devices.size();
}

}  // namespace

std::vector<domain::DeviceCondition> conditions_of(const std::vector<ConditionSample>& samples,
                                                   double start_ms, double end_ms) {
    const Samples window = around(samples, start_ms, end_ms);
    std::vector<domain::DeviceCondition> conditions;
    for (std::size_t device = 0; device < devices_in(window); ++device) {
        using power::Condition;
        const Spread celsius = spread_of(window, device, &Condition::temperature_celsius);
        domain::DeviceCondition condition{
            .device = static_cast<int>(device),
            .temperature_start_celsius = celsius.first,
            .temperature_mean_celsius = celsius.mean,
            .temperature_max_celsius = celsius.most,
            .clock_mean_mhz = spread_of(window, device, &Condition::clock_mhz).mean,
            .power_capped_share = share_of(window, device, &Condition::power_capped_s),
            .thermally_throttled_share =
                share_of(window, device, &Condition::thermally_throttled_s)};
        const bool told = condition.temperature_mean_celsius || condition.clock_mean_mhz ||
                          condition.power_capped_share || condition.thermally_throttled_share;
        if (told) conditions.push_back(condition);
    }
    return conditions;
}

std::optional<double> celsius_per_10_s(const std::vector<ConditionSample>& samples, double now_ms) {
    constexpr double window_s = 10;
    const Samples window = around(samples, now_ms - window_s * 1000, now_ms);
    std::optional<std::size_t> hottest;
    double most = 0;
    for (std::size_t device = 0; device < devices_in(window); ++device) {
        const auto celsius = window.back().devices[device].temperature_celsius;
        if (!celsius || (hottest && *celsius <= most)) continue;
        hottest = device;
        most = *celsius;
    }
    if (!hottest || window.back().at_ms - window.front().at_ms < window_s * 500)
        return std::nullopt;
    // Least squares: temperatures are whole degrees, and their flicker is not a trend.
    double n = 0, t = 0, c = 0, tt = 0, tc = 0;
    for (const ConditionSample& sample : window) {
        const auto celsius = sample.devices[*hottest].temperature_celsius;
        if (!celsius) continue;
        const double at_s = (sample.at_ms - now_ms) / 1000;
        n += 1;
        t += at_s;
        c += *celsius;
        tt += at_s * at_s;
        tc += at_s * *celsius;
    }
    const double spread = n * tt - t * t;
    return spread > 0 ? std::optional((n * tc - t * c) / spread * window_s) : std::nullopt;
}

std::optional<std::set<unsigned>> compute_pids(const std::vector<ConditionSample>& samples,
                                               double start_ms, double end_ms) {
    std::optional<std::set<unsigned>> pids;
    for (const ConditionSample& sample : around(samples, start_ms, end_ms)) {
        for (const power::Condition& condition : sample.devices) {
            if (!condition.compute_pids) continue;
            if (!pids) pids.emplace();
            pids->insert(condition.compute_pids->begin(), condition.compute_pids->end());
        }
    }
    return pids;
}

void ProcessWatch::after_warm_up(const Pids& pids) {
    own_.clear();
    if (!pids) return;
    std::ranges::set_difference(*pids, foreign_, std::inserter(own_, own_.end()));
}

bool ProcessWatch::others_in(const Pids& pids) const {
    return pids && !std::ranges::includes(own_, *pids);
}

}  // namespace lem::measure
