#include "domain/checks/trace_totals.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain {

void Succession::add(double before, double now) {
    if (pairs++ == 0) first_ = before;
    const double a = before - first_, b = now - first_;
    sum_ += (a + b) / 2;
    squares_ += (a * a + b * b) / 2;
    products_ += a * b;
}

std::optional<double> Succession::correlation() const {
    if (pairs == 0) return std::nullopt;
    const auto n = static_cast<double>(pairs);
    const double mean = sum_ / n, variance = squares_ / n - mean * mean;
    // Rounding leaves a little of readings that are all the same.
    if (!(variance > 1e-12 * (squares_ / n))) return std::nullopt;
    return (products_ / n - mean * mean) / variance;
}

TraceTotals::TraceTotals(const Result& result, const KnownNames& names) {
    for (const Cycle& cycle : result.cycles)
        windows_.push_back({cycle.index, cycle.window.start_s, cycle.window.end_s, true, {}});
    std::ranges::sort(windows_, {}, &CycleWindow::start_s);
    double end_s = -1e300;
    for (CycleWindow& window : windows_) {
        window.judged = window.start_s >= end_s && window.end_s > window.start_s;
        if (window.judged) end_s = window.end_s;
    }
    std::erase_if(windows_, [](const CycleWindow& window) { return !window.judged; });
    for (const Device& device : result.environment.devices) {
        const HardwareProfile* profile = names.profile_of(device);
        const auto limit = device.power_limit_watts || profile == nullptr ? device.power_limit_watts
                                                                          : profile->tdp_watts;
        limits_watts_.push_back(limit.value_or(0));
    }
}

void TraceTotals::begin(std::size_t devices) {
    last_.assign(devices, {});
    successions_.assign(devices, {});
    // The columns are the document's devices, in their order, or it is not known which they are.
    if (limits_watts_.size() != devices) limits_watts_.assign(devices, 0);
}

bool TraceTotals::add(double at_s, std::span<const double> watts) {
    if (!(at_s > last_row_s_) || watts.size() != last_.size()) return false;
    for (std::size_t device = 0; device < watts.size(); ++device) {
        if (!std::isfinite(watts[device])) continue;
        const Reading now{.at_s = at_s, .watts = watts[device], .any = true};
        add_reading(device, last_[device], now);
        last_[device] = now;
    }
    while (current_ < windows_.size() && windows_[current_].end_s <= at_s)
        ++current_;
    if (current_ < windows_.size() && windows_[current_].start_s <= at_s)
        ++windows_[current_].traced.rows;
    last_row_s_ = at_s;
    ++rows_;
    return true;
}

std::size_t TraceTotals::first_after(double at_s) const {
    if (at_s == last_row_s_) return current_;
    const auto first = std::ranges::upper_bound(windows_, at_s, {}, &CycleWindow::end_s);
    return static_cast<std::size_t>(first - windows_.begin());
}

void TraceTotals::add_reading(std::size_t device, const Reading& before, const Reading& now) {
    for (std::size_t i = first_after(before.at_s); i < windows_.size(); ++i) {
        CycleWindow& window = windows_[i];
        if (window.start_s > now.at_s) return;
        TracedWindow& traced = window.traced;
        traced.devices.resize(last_.size());
        const double from_s = std::max(before.at_s, window.start_s),
                     to_s = std::min(now.at_s, window.end_s), length_s = to_s - from_s;
        traced.gap_max_s = std::max(traced.gap_max_s, length_s);
        if (before.any) {
            const auto at = [&](double t_s) {
                return before.watts +
                       (now.watts - before.watts) * (t_s - before.at_s) / (now.at_s - before.at_s);
            };
            traced.devices[device].joules += (at(from_s) + at(to_s)) / 2 * length_s;
            traced.devices[device].covered_s += length_s;
        }
        if (now.at_s >= window.end_s) continue;
        ++traced.readings;
        if (before.at_s >= window.start_s) successions_[device].add(before.watts, now.watts);
        const double limit_watts = limits_watts_[device];
        if (limit_watts > 0 && now.watts > high_limits * limit_watts) ++traced.readings_high;
        if (now.watts < 0) ++traced.readings_low;
    }
}

void TraceTotals::finish() {
    for (const Reading& last : last_) {
        for (std::size_t i = first_after(last.at_s); i < windows_.size(); ++i) {
            CycleWindow& window = windows_[i];
            window.traced.gap_max_s = std::max(window.traced.gap_max_s,
                                               window.end_s - std::max(last.at_s, window.start_s));
        }
    }
}

void TraceTotals::refuse(std::string why) {
    if (fault_.empty()) fault_ = std::move(why);
}

const TracedWindow* TraceTotals::of(const Cycle& cycle) const {
    const auto window = std::ranges::find(windows_, cycle.window.start_s, &CycleWindow::start_s);
    if (window == windows_.end() || window->cycle != cycle.index) return nullptr;
    return &window->traced;
}

}  // namespace lem::domain
