#include "measure/energy/counter_at.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace lem::measure {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

/// The counter changed to `joules` between these times.
struct Move {
    double earliest_ms, latest_ms, joules;

    double middle_ms() const {
        return std::isfinite(earliest_ms) ? (earliest_ms + latest_ms) / 2 : latest_ms;
    }
};

const std::optional<double>& counter_of(const Sample& sample, std::size_t device) {
    return sample.devices[device].counter_joules;
}

bool usable(const Sample& sample, std::size_t device) {
    return counter_of(sample, device) && sample.read_ms <= slow_read_ms;
}

/// From the last sample before `from` or the first after it, on to the second move of the counter.
template <class Iterator>
Iterator two_moves_on(Iterator from, Iterator end, std::size_t device) {
    constexpr double reach_ms = 3000;
    std::optional<double> value;
    int moves = 0;
    for (Iterator at = from; at != end; ++at) {
        if (std::abs(at->at_ms - from->at_ms) > reach_ms) return at;
        if (!usable(*at, device)) continue;
        if (value && *value != *counter_of(*at, device) && ++moves == 2) return at + 1;
        value = counter_of(*at, device);
    }
    return end;
}

std::span<const Sample> nearby(const std::vector<Sample>& samples, std::size_t device,
                               double t_ms) {
    const auto middle =
        std::lower_bound(samples.begin(), samples.end(), t_ms,
                         [](const Sample& sample, double t) { return sample.at_ms < t; });
    const auto first = two_moves_on(std::make_reverse_iterator(middle), samples.rend(), device);
    return {first.base(), two_moves_on(middle, samples.end(), device)};
}

std::vector<Move> moves_in(std::span<const Sample> samples, std::size_t device,
                           const CounterTraits& traits) {
    std::vector<Move> moves;
    const Sample* before = nullptr;
    for (const Sample& sample : samples) {
        if (!usable(sample, device)) continue;
        const double joules = *counter_of(sample, device);
        if (before == nullptr || joules != *counter_of(*before, device)) {
            const double half_ms = sample.read_ms / 2;
            const double seen_before_ms =
                before == nullptr ? -unbounded : before->at_ms - before->read_ms / 2;
            const double period_ago_ms =
                traits.period_ms ? sample.at_ms - half_ms - *traits.period_ms : -unbounded;
            moves.push_back({.earliest_ms = std::max(seen_before_ms, period_ago_ms),
                             .latest_ms = sample.at_ms + half_ms,
                             .joules = joules});
        }
        before = &sample;
    }
    return moves;
}

struct PowerRange {
    double least, most;
    bool sampled;  // else from the counter alone
};

PowerRange power_in(std::span<const Sample> samples, std::size_t device,
                    const std::vector<Move>& moves, const CounterTraits& traits) {
    constexpr double margin_of_range = 0.5, margin = 0.1;
    double steepest = 0, least = unbounded, most = 0;
    for (std::size_t i = 1; i < moves.size(); ++i) {
        const Move &from = moves[i - 1], &to = moves[i];
        const double joules = to.joules - from.joules;
        const double middles_s = (to.middle_ms() - from.middle_ms()) / 1000;
        if (middles_s > 0) steepest = std::max(steepest, joules / middles_s);
        // Bounds of the mean power between two moves, wherever in their intervals they happened.
        const double longest_s = (to.latest_ms - from.earliest_ms) / 1000,
                     shortest_s = (to.earliest_ms - from.latest_ms) / 1000;
        if (std::isfinite(longest_s)) most = std::max(most, joules / longest_s);
        if (shortest_s > 0) least = std::min(least, joules / shortest_s);
    }
    bool any_power = false;
    for (const Sample& sample : samples) {
        const auto& watts = sample.devices[device].power_watts;
        if (watts && traits.power_mean_of_s == 0) {
            least = std::min(least, *watts);
            most = std::max(most, *watts);
            any_power = true;
        }
    }
    if (!any_power) return {.least = 0, .most = 2 * steepest, .sampled = false};
    const double wider = margin_of_range * (most - least) + margin * most;
    return {.least = std::max(0.0, least - wider), .most = most + wider, .sampled = true};
}

struct Bounds {
    double low = -unbounded, high = unbounded;
    double width() const { return high - low; }
};

Bounds bounds_from(const Move& move, PowerRange watts, double t_ms) {
    const double since_latest_s = (t_ms - move.latest_ms) / 1000,
                 since_earliest_s = (t_ms - move.earliest_ms) / 1000;
    Bounds bounds{.low = move.joules +
                         (since_latest_s > 0 ? watts.least : watts.most) * since_latest_s};
    if (std::isfinite(since_earliest_s))
        bounds.high =
            move.joules + (since_earliest_s > 0 ? watts.most : watts.least) * since_earliest_s;
    return bounds;
}

Bounds bounds_from(const std::vector<Move>& moves, PowerRange watts, double t_ms) {
    Bounds all;
    for (const Move& move : moves) {
        const Bounds bounds = bounds_from(move, watts, t_ms);
        all.low = std::max(all.low, bounds.low);
        all.high = std::min(all.high, bounds.high);
    }
    return all;
}

/// The energy from a move of the counter to a time before or after it, by sampled power, else by
/// the counter's mean slope.
double joules_from(const std::vector<Sample>& samples, std::size_t device,
                   const std::vector<Move>& moves, const Move& move, double t_ms, bool sampled) {
    const double from_ms = move.middle_ms();
    if (sampled) {
        const auto joules =
            integral_joules(samples, device, std::min(from_ms, t_ms), std::max(from_ms, t_ms));
        if (joules) return from_ms < t_ms ? joules->joules : -joules->joules;
    }
    const double length_ms = moves.back().middle_ms() - moves.front().middle_ms();
    if (length_ms <= 0) return 0;
    return (moves.back().joules - moves.front().joules) / length_ms * (t_ms - from_ms);
}

}  // namespace

std::optional<EnergyEstimate> counter_at(const std::vector<Sample>& samples, std::size_t device,
                                         double t_ms, const CounterTraits& traits) {
    const auto around = nearby(samples, device, t_ms);
    const bool before = std::ranges::any_of(around, [&](const Sample& sample) {
        return counter_of(sample, device) && sample.at_ms <= t_ms;
    });
    const bool after = std::ranges::any_of(around, [&](const Sample& sample) {
        return counter_of(sample, device) && sample.at_ms >= t_ms;
    });
    const std::vector<Move> moves = moves_in(around, device, traits);
    const bool moved = moves.size() > 1;  // the first reading counts as one
    if (!before || !after || !moved) return std::nullopt;
    PowerRange watts = power_in(around, device, moves, traits);
    Bounds all = bounds_from(moves, watts, t_ms);
    if (all.width() < 0) {  // power readings that cannot be reconciled with the counter
        watts = {.least = 0, .most = 2 * watts.most, .sampled = false};
        all = bounds_from(moves, watts, t_ms);
    }
    const Move& best = *std::ranges::min_element(
        moves, {}, [&](const Move& move) { return bounds_from(move, watts, t_ms).width(); });
    const double from_best =
        best.joules + joules_from(samples, device, moves, best, t_ms, watts.sampled);
    const double joules = std::clamp(from_best, all.low, std::max(all.low, all.high));
    return EnergyEstimate{.joules = joules,
                          .error_joules = std::max(all.high - joules, joules - all.low)};
}

bool counter_was_reset(const std::vector<Sample>& samples, std::size_t device, double start_ms,
                       double end_ms) {
    const std::span<const Sample> until_start = nearby(samples, device, start_ms),
                                  from_end = nearby(samples, device, end_ms);
    std::optional<double> before;
    for (const Sample& sample : std::span(until_start.begin(), from_end.end())) {
        const auto& now = counter_of(sample, device);
        if (now && before && *now < *before) return true;
        if (now) before = now;
    }
    return false;
}

std::optional<double> counter_period_of(const std::vector<Sample>& samples, std::size_t device) {
    constexpr double close_ms = 5;
    std::optional<double> longest_ms;
    std::optional<double> moved_after_ms;  // the last reading before the counter's last move
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const Sample &before = samples[i - 1], &now = samples[i];
        const bool close =
            now.at_ms - before.at_ms <= close_ms && usable(before, device) && usable(now, device);
        if (!close) {
            moved_after_ms.reset();
            continue;
        }
        if (*counter_of(before, device) == *counter_of(now, device)) continue;
        if (moved_after_ms)
            longest_ms = std::max(longest_ms.value_or(0), now.at_ms - *moved_after_ms);
        moved_after_ms = before.at_ms;
    }
    return longest_ms;
}

}  // namespace lem::measure
